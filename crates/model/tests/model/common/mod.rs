//! The curve in arbitrary-precision arithmetic: what `diem_model::curve` is measured against.

use diem_model::curve::{Curve, WAD};
use num_bigint::BigUint;

/// Fractional bits of the reference: the real value to some 200 more bits than the law needs.
const BITS: u32 = 400;

pub fn big(value: u128) -> BigUint {
    BigUint::from(value)
}

/// `z` at `supply`, scaled by 2⁴⁰⁰.
pub fn z(curve: &Curve, supply: u128) -> BigUint {
    ((big(curve.power) * big(supply).pow(3)) << BITS) / (big(WAD) * big(curve.target).pow(3))
}

/// `Σ z^k / (k! · weight(k))`, scaled by 2⁴⁰⁰, summed until a term vanishes.
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

/// Asserts `0 ≤ real − value < 1 + 10⁻²⁵ · real`. Returns, for reports only, `real − value` in wei
/// and the binary logarithm, rounded up, of the part of `real` by which it exceeds one wei.
pub fn assert_accurate(value: u128, real: &BigUint, context: &str) -> (f64, i64) {
    let (value, wei) = (big(value) << BITS, big(1) << BITS);
    assert!(value <= *real, "above the real value: {context}");
    let error = real - value;
    let tolerance = &wei + real / big(10u128.pow(25));
    assert!(error < tolerance, "too far below the real value: {context}");
    let excess = if error > wei {
        &error - wei
    } else {
        BigUint::ZERO
    };
    let parts = if excess == BigUint::ZERO {
        i64::MIN
    } else {
        excess.bits() as i64 + 1 - real.bits() as i64
    };
    // Half a millionth of a wei is fine enough to read.
    (
        u128::try_from(error >> (BITS - 20)).unwrap() as f64 / f64::from(1 << 20),
        parts,
    )
}
