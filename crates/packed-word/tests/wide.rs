// SPDX-License-Identifier: MIT OR Apache-2.0
//! 256-bit arithmetic against big numbers.

use num_bigint::BigUint;
use packed_word::{mul_div_floor, scale_floor, Wide};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn big(value: Wide) -> BigUint {
    (BigUint::from(value.high) << 128) + value.low
}

/// Values of every size: all bit lengths are about equally likely.
fn any_size() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0u32..128).prop_map(|(value, shift)| value >> shift)
}

/// The same random cases in every run, unless the environment variable `DIEM_TEST_SEED` (a number)
/// selects others.
fn random_cases() -> ProptestConfig {
    let seed = std::env::var("DIEM_TEST_SEED")
        .map_or(0, |seed| seed.parse().expect("DIEM_TEST_SEED is a number"));
    ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(random_cases())]

    #[test]
    fn product_is_exact(a in any_size(), b in any_size()) {
        prop_assert_eq!(big(Wide::product(a, b)), BigUint::from(a) * b);
    }

    #[test]
    fn sums_and_shifts_are_exact(a in any_size(), b in any_size(), c: u128, bits in 1u32..128) {
        let product = Wide::product(a, b);
        prop_assert_eq!(big(product.shift_right(bits)), big(product) >> bits);
        let sum = product.wrapping_add(Wide { high: 0, low: c });
        prop_assert_eq!(big(sum), big(product) + c);
    }

    #[test]
    fn quotients_are_floors(high in any_size(), low: u128, divisor in any_size(), small in 1u32..) {
        let wide = Wide { high, low };
        match wide.div_floor(divisor) {
            Some(quotient) => prop_assert_eq!(BigUint::from(quotient), big(wide) / divisor),
            None => prop_assert!(divisor == 0 || big(wide) / divisor >= BigUint::from(1u8) << 128),
        }
        let (quotient, rest) = wide.div_rem_small(small);
        prop_assert_eq!(big(quotient), big(wide) / small);
        prop_assert_eq!(BigUint::from(rest), big(wide) % small);
    }

    #[test]
    fn mul_div_is_the_floor(a in any_size(), b in any_size(), divisor in any_size()) {
        let exact = (divisor != 0).then(|| BigUint::from(a) * b / divisor);
        let fitting = exact.and_then(|exact| u128::try_from(exact).ok());
        prop_assert_eq!(mul_div_floor(a, b, divisor), fitting);
    }

    #[test]
    fn scaling_is_the_floor(value in any_size(), numerator in 1u32.., denominator in 1u32..) {
        let exact = BigUint::from(value) * numerator / denominator;
        prop_assume!(exact < BigUint::from(1u8) << 128);
        prop_assert_eq!(BigUint::from(scale_floor(value, numerator, denominator)), exact);
    }

    #[test]
    fn approximate_quotients_are_close_and_never_above(
        a in any_size(),
        b in any_size(),
        divisor in any_size(),
    ) {
        prop_assume!(divisor > 0);
        let product = Wide::product(a, b);
        let exact = big(product) / divisor;
        let near = BigUint::from(product.div_approx(divisor));
        if exact.bits() > 128 {
            prop_assert_eq!(near, BigUint::from(u128::MAX));
        } else {
            prop_assert!(near <= exact);
            prop_assert!(&exact - near <= (exact >> 59) + 2u8);
        }
    }
}

#[test]
fn extremes() {
    let max = u128::MAX;
    assert_eq!(Wide::product(max, max), Wide { high: max - 1, low: 1 });
    assert_eq!(mul_div_floor(max, max, max), Some(max));
    assert_eq!(mul_div_floor(max, max, 0), None);
    assert_eq!(mul_div_floor(max, 2, 1), None);
    assert_eq!(Wide::product(max, max).div_approx(1), max);
    assert!(Wide::product(max, max).div_approx(max) >= max - (max >> 59));
    assert_eq!(Wide::ZERO.div_approx(7), 0);
}
