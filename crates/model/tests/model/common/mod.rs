// SPDX-License-Identifier: MIT OR Apache-2.0
//! The seed of the random tests, and the curve in arbitrary-precision arithmetic, which
//! `diem_model::curve` is compared with.

use diem_model::curve::{Curve, WAD};
use num_bigint::BigUint;
use proptest::test_runner::{Config, RngSeed};

/// A configuration of `cases` random cases. They are the same in every run, unless the environment
/// variable `DIEM_TEST_SEED` (a number) selects others.
pub fn random_cases(cases: u32) -> Config {
    let seed = std::env::var("DIEM_TEST_SEED")
        .map_or(0, |seed| seed.parse().expect("DIEM_TEST_SEED is a number"));
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(seed), ..Config::default() }
}

/// Fractional bits of the exact values: about 200 more than the accuracy bound needs.
const BITS: u32 = 400;

pub fn big(value: u128) -> BigUint {
    BigUint::from(value)
}

/// `z` at `supply`, scaled by 2⁴⁰⁰.
pub fn z(curve: &Curve, supply: u128) -> BigUint {
    ((big(curve.power) * big(supply).pow(3)) << BITS) / (big(WAD) * big(curve.target).pow(3))
}

/// `Σ z^k / (k! · weight(k))`, scaled by 2⁴⁰⁰, up to the first term that rounds to 0.
fn series(z: &BigUint, weight: impl Fn(u32) -> u32) -> BigUint {
    let (mut power, mut sum) = (big(1) << BITS, BigUint::ZERO);
    for k in 0.. {
        if power == BigUint::ZERO {
            break;
        }
        sum += &power / weight(k);
        power = ((power * z) >> BITS) / (k + 1);
    }
    sum
}

/// `C(supply)` in VVV wei, scaled by 2⁴⁰⁰.
pub fn cost(curve: &Curve, supply: u128) -> BigUint {
    big(curve.base) * big(supply) * series(&z(curve, supply), |k| 3 * k + 1) / big(WAD)
}

/// `rate(supply)` in VVV wei per DIEM, scaled by 2⁴⁰⁰.
pub fn rate(curve: &Curve, supply: u128) -> BigUint {
    big(curve.base) * series(&z(curve, supply), |_| 1)
}

/// Asserts `0 ≤ real − value < 1 + 10⁻²⁵ · real`. Returns two figures for the printed report: the
/// error `real − value` in wei, and `log2((error − 1 wei) / real)`, rounded up.
pub fn assert_accurate(value: u128, real: &BigUint, context: &str) -> (f64, i64) {
    let (value, wei) = (big(value) << BITS, big(1) << BITS);
    assert!(value <= *real, "above the real value: {context}");
    let error = real - value;
    let tolerance = &wei + real / big(10u128.pow(25));
    assert!(error < tolerance, "too far below the real value: {context}");
    let excess = if error > wei { &error - wei } else { BigUint::ZERO };
    let parts = if excess == BigUint::ZERO {
        i64::MIN
    } else {
        excess.bits() as i64 + 1 - real.bits() as i64
    };
    // With 20 fractional bits.
    (u128::try_from(error >> (BITS - 20)).unwrap() as f64 / f64::from(1 << 20), parts)
}
