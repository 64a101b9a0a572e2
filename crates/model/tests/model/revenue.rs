// SPDX-License-Identifier: MIT OR Apache-2.0
//! How fees are split, and the inflow that waits for the roll.

use crate::common::random_cases;
use diem_model::params::{EconomyParams, NextShares, Shares, BOUNDS};
use diem_model::revenue::{FeeParts, Inflow, Overflow, PaidCredits};
use packed_word::{Record, Wide};
use proptest::prelude::*;

const WAD: u128 = 1_000_000_000_000_000_000;
const PERCENT: u128 = WAD / 100;

fn with(stakers: u128, pool: u128) -> EconomyParams {
    EconomyParams::default().with_shares(Shares { stakers, pool })
}

fn sum(parts: FeeParts) -> u128 {
    parts.provider + parts.pool + parts.stakers
}

#[test]
fn stakers_receive_the_remainder_of_a_fee() {
    let share = |fee| {
        let FeeParts { provider, pool, stakers } = with(15 * PERCENT, 15 * PERCENT).split_fee(fee);
        (provider, pool, stakers)
    };
    assert_eq!(share(1_000_000), (700_000, 150_000, 150_000));
    assert_eq!(share(0), (0, 0, 0));
    assert_eq!(share(1), (0, 0, 1));
    assert_eq!(share(2), (1, 0, 1));
    assert_eq!(share(6), (4, 0, 2));
    assert_eq!(share(7), (4, 1, 2));
}

#[test]
fn provider_receives_at_least_half_at_the_bounds() {
    let fee = 1_001;
    assert_eq!(with(0, 0).split_fee(fee).provider, fee);
    for (stakers, pool) in [(WAD / 2, 0), (0, WAD / 2), (WAD / 4, WAD / 4)] {
        let parts = with(stakers, pool).split_fee(fee);
        assert_eq!(parts.provider, 500, "at least half, rounded down");
        assert_eq!(sum(parts), fee);
    }
    assert_eq!(BOUNDS[5].1, WAD / 2);
    assert_eq!(BOUNDS[6].1, WAD / 2);
}

#[test]
fn largest_fee_is_split_without_loss() {
    for shares in [(0, 0), (1, 1), (15 * PERCENT, 15 * PERCENT), (WAD / 2, 0), (0, WAD / 2)] {
        assert_eq!(sum(with(shares.0, shares.1).split_fee(u128::MAX)), u128::MAX);
    }
}

/// A million fees of one base unit, and a million of three. Rounding moves less than a unit per fee
/// and part, and all of it from provider and pool to the stakers. Splitting a fee has no state, so
/// one split stands for all.
#[test]
fn a_million_small_fees_round_in_favour_of_stakers_by_less_than_a_unit_each() {
    const FEES: u128 = 1_000_000;
    let economy = with(15 * PERCENT, 15 * PERCENT);
    for (fee, provider, pool) in [(1, 0, 0), (3, 2, 0)] {
        let parts = economy.split_fee(fee);
        let got = [parts.provider, parts.pool, parts.stakers].map(|part| part * FEES);
        let whole = fee * FEES;
        assert_eq!(got[..2], [provider * FEES, pool * FEES]);
        assert_eq!(got.iter().sum::<u128>(), whole);
        let at_once = economy.split_fee(whole);
        println!(
            "{FEES} fees of {fee}: provider {} short, pool {} short, stakers {} over",
            at_once.provider - got[0],
            at_once.pool - got[1],
            got[2] - at_once.stakers,
        );
        assert!(at_once.provider - got[0] < FEES);
        assert!(at_once.pool - got[1] < FEES);
        assert_eq!(got[2] - at_once.stakers, at_once.provider - got[0] + at_once.pool - got[1]);
    }
}

/// Shares within their bounds.
fn shares() -> impl Strategy<Value = (u128, u128)> {
    (0..=WAD / 2).prop_flat_map(|stakers| (Just(stakers), 0..=WAD / 2 - stakers))
}

proptest! {
    #![proptest_config(random_cases(5_000))]

    #[test]
    fn parts_sum_to_the_fee(fee in any::<u128>(), (stakers, pool) in shares()) {
        let parts = with(stakers, pool).split_fee(fee);
        prop_assert_eq!(sum(parts), fee);
        prop_assert!(parts.provider >= fee / 2, "the provider receives at least half");
    }

    /// A provider can settle the same usage in any number of parts. It never gains by that, and the
    /// pool loses less than a unit per part.
    #[test]
    fn splitting_a_fee_never_favours_the_provider(
        fees in prop::collection::vec(0..1u128 << 100, 1..20), (stakers, pool) in shares(),
    ) {
        let economy = with(stakers, pool);
        let split = fees.iter().map(|fee| economy.split_fee(*fee)).fold([0; 3], |sums, parts| {
            [sums[0] + parts.provider, sums[1] + parts.pool, sums[2] + parts.stakers]
        });
        let whole = economy.split_fee(fees.iter().sum());
        prop_assert!(split[0] <= whole.provider && whole.provider - split[0] < fees.len() as u128);
        prop_assert!(split[1] <= whole.pool && whole.pool - split[1] < fees.len() as u128);
        prop_assert!(split[2] >= whole.stakers);
    }

    /// Yield is monotone in use (invariant 11): a larger fee never lowers a part, except that the
    /// stakers' remainder may be a unit smaller when the rounding of another part changes.
    #[test]
    fn larger_fee_never_lowers_a_part(fee in 0..u128::MAX, (stakers, pool) in shares()) {
        let economy = with(stakers, pool);
        let (less, more) = (economy.split_fee(fee), economy.split_fee(fee + 1));
        prop_assert!(more.provider >= less.provider && more.pool >= less.pool);
        prop_assert!(more.stakers + 1 >= less.stakers);
    }

    #[test]
    fn records_survive_packing(high in any::<u128>(), low in any::<u128>()) {
        let word = Wide { high, low };
        let inflow = Inflow { pending_stream: high, pool: low & Inflow::MAX_POOL };
        prop_assert_eq!(Inflow::unpack(word), inflow);
        prop_assert_eq!(inflow.pack(), Wide { high, low: low | 1 << 127 }, "the slot is never zero");
        prop_assert_eq!(PaidCredits::unpack(word), PaidCredits { closed: high, today: low });
        prop_assert_eq!(PaidCredits::unpack(word).pack(), word);
    }

    #[test]
    fn pending_shares_survive_packing(stakers in 0..=WAD / 2, pool in 0..=WAD / 2) {
        let next = NextShares(Some(Shares { stakers, pool }));
        prop_assert_eq!(NextShares::unpack(next.pack()), next);
    }
}

#[test]
fn zero_shares_differ_from_no_pending_shares() {
    let none = NextShares(None);
    let zero = NextShares(Some(Shares::default()));
    assert_eq!(NextShares::unpack(none.pack()), none);
    assert_eq!(NextShares::unpack(zero.pack()), zero);
    assert_ne!(none.pack(), zero.pack());
}

#[test]
fn funding_fails_on_overflow_and_fees_saturate() {
    let mut inflow = Inflow::unpack(Wide::ZERO);
    assert_eq!(inflow, Inflow::default());
    inflow.fund(u128::MAX).unwrap();
    assert_eq!(inflow.fund(1), Err(Overflow));
    inflow.fund_capacity(Inflow::MAX_POOL).unwrap();
    assert_eq!(inflow.fund_capacity(1), Err(Overflow));
    assert_eq!(inflow.fund_capacity(u128::MAX), Err(Overflow));
    let full = Inflow { pending_stream: u128::MAX, pool: Inflow::MAX_POOL };
    assert_eq!(inflow, full);
    inflow.add_fee(1, 1);
    assert_eq!(inflow, full);
    let mut inflow = Inflow::default();
    inflow.add_fee(2, 3);
    inflow.fund(10).unwrap();
    inflow.fund_capacity(20).unwrap();
    assert_eq!((inflow.pending_stream, inflow.pool), (13, 22));
}
