// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parts of a fee sum to the fee, for every fee and all shares within their bounds, and splitting
//! a fee into several never gives the provider or the pool more.
//!
//! # Why
//! Let `W = 10¹⁸`, `s` and `p` the shares of stakers and pool, `s + p ≤ W/2`, and `r = W − s − p`.
//! [`EconomyParams::split_fee`] gives the provider `⌊f·r/W⌋`, the pool `⌊f·p/W⌋` and the stakers
//! `f − ⌊f·r/W⌋ − ⌊f·p/W⌋`, where every subtraction saturates.
//!
//! * *They sum to f.* `⌊a⌋ + ⌊b⌋ ≤ ⌊a + b⌋`, so that `⌊f·r/W⌋ + ⌊f·p/W⌋ ≤ ⌊f·(r + p)/W⌋ ≤ f`, for
//!   `r + p = W − s ≤ W`. So no sum overflows, no subtraction saturates, no quotient exceeds 128 bits, and
//!   `provider + pool + (f − provider − pool) = f`.
//! * *The provider receives at least half.* `r ≥ W/2`, so that `⌊f·r/W⌋ ≥ ⌊f/2⌋`.
//! * *Splitting never gains.* For `f = a + b`: `⌊a·r/W⌋ + ⌊b·r/W⌋ ≤ ⌊f·r/W⌋`, and the same for the
//!   pool. The stakers receive the difference, less than one unit for each part.
//!
//! This assumes only that `mul_div_floor` computes `⌊a·b/d⌋`, which is tested against big-number
//! arithmetic here at every boundary and in `crates/packed-word/tests/wide.rs`.

use crate::common::random_cases;
use diem_model::params::{EconomyParams, Shares};
use diem_model::revenue::FeeParts;
use num_bigint::BigUint;
use proptest::prelude::*;

const WAD: u128 = 1_000_000_000_000_000_000;

fn with(stakers: u128, pool: u128) -> EconomyParams {
    EconomyParams::default().with_shares(Shares { stakers, pool })
}

/// Asserts the properties of one fee, and returns its parts.
fn shared(fee: u128, stakers: u128, pool: u128) -> FeeParts {
    let parts = with(stakers, pool).split_fee(fee);
    let floor = |share: u128| BigUint::from(fee) * share / WAD;
    let context = || format!("fee {fee}, shares {stakers} and {pool}");
    assert_eq!(BigUint::from(parts.provider), floor(WAD - stakers - pool), "{}", context());
    assert_eq!(BigUint::from(parts.pool), floor(pool), "{}", context());
    let sum = parts.provider.checked_add(parts.pool).and_then(|sum| sum.checked_add(parts.stakers));
    assert_eq!(sum, Some(fee), "{}", context());
    assert!(parts.provider >= fee / 2, "{}", context());
    assert!(BigUint::from(parts.stakers) >= floor(stakers), "{}", context());
    parts
}

fn assert_no_gain(a: u128, b: u128, stakers: u128, pool: u128) {
    let [a, b, whole] = [a, b, a + b].map(|fee| with(stakers, pool).split_fee(fee));
    let (provider, pool) = (a.provider + b.provider, a.pool + b.pool);
    assert!(provider <= whole.provider && whole.provider - provider <= 1);
    assert!(pool <= whole.pool && whole.pool - pool <= 1);
    assert!(a.stakers + b.stakers >= whole.stakers);
}

/// Shares at, and next to, every bound: 0, the default, a half, and half in total.
fn boundary_shares() -> Vec<(u128, u128)> {
    let half = WAD / 2;
    let default = WAD * 15 / 100;
    let single = [0, 1, 2, default, half / 2, half / 2 + 1, half - default, half - 1, half];
    let pairs = single.iter().flat_map(|a| single.iter().map(|b| (*a, *b)));
    pairs.filter(|(a, b)| a + b <= half).collect()
}

/// Fees at, and next to, every power of two and of ten, multiples of `W / 2`, and the largest fees.
fn boundary_fees() -> Vec<u128> {
    let twos = (0..128).map(|bits| 1u128 << bits);
    let tens = (0..39).map(|digits| 10u128.pow(digits));
    let wads = (1..=20).map(|times| WAD * times / 2);
    let mut fees: Vec<_> = twos
        .chain(tens)
        .chain(wads)
        .chain([u128::MAX])
        .flat_map(|fee| [fee - 1, fee, fee.saturating_add(1)])
        .chain([u128::MAX / WAD * WAD, u128::MAX / WAD * WAD - 1])
        .collect();
    fees.sort_unstable();
    fees.dedup();
    fees
}

#[test]
fn parts_sum_to_the_fee_at_every_boundary() {
    let (fees, shares) = (boundary_fees(), boundary_shares());
    for (stakers, pool) in &shares {
        for fee in &fees {
            shared(*fee, *stakers, *pool);
        }
    }
    assert_eq!((fees.len(), shares.len()), (552, 47));
}

/// Every fee up to 64, split in two in every way, with shares in steps of 1/32; and the fees and
/// shares at every boundary, split at both ends and in between.
#[test]
fn no_split_of_a_fee_gains() {
    const STEP: u128 = WAD / 32;
    for stakers in 0..=16 {
        for pool in 0..=16 - stakers {
            let (stakers, pool) = (stakers * STEP, pool * STEP);
            for fee in 0..=64 {
                shared(fee, stakers, pool);
                for part in 0..=fee / 2 {
                    assert_no_gain(part, fee - part, stakers, pool);
                }
            }
        }
    }
    for (stakers, pool) in boundary_shares() {
        for fee in boundary_fees() {
            for part in [1, fee / 3, fee / 2, fee - fee.min(1)] {
                assert_no_gain(part.min(fee), fee - part.min(fee), stakers, pool);
            }
        }
    }
}

/// Any number; all orders of magnitude are equally likely.
fn any_size() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0u32..128).prop_map(|(value, bits)| value >> bits)
}

/// Shares anywhere within their bounds, or close to them.
fn shares() -> impl Strategy<Value = (u128, u128)> {
    let part = || prop_oneof![0..=WAD / 2, 0..=9u128, WAD / 2 - 9..=WAD / 2];
    (part(), part()).prop_map(|(a, b)| (a, b.min(WAD / 2 - a)))
}

proptest! {
    #![proptest_config(random_cases(10_000))]

    #[test]
    fn parts_of_fees_of_any_size(fee in any_size(), part in any_size(), (stakers, pool) in shares()) {
        shared(fee, stakers, pool);
        let part = part.min(fee);
        assert_no_gain(part, fee - part, stakers, pool);
    }
}
