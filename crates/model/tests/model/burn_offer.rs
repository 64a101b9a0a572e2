// SPDX-License-Identifier: MIT OR Apache-2.0
//! Burn offers: what is kept of them, until when they hold, and what a burn is paid.

use crate::common::random_cases;
use diem_model::burn_offer::{BurnOffer, Exceeded};
use diem_model::curve::WAD;
use diem_model::time::Day;
use num_bigint::BigUint;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const D: Day = Day(20_000);
const MAX: u128 = (1 << 80) - 1;

/// An offer of 157 VVV per DIEM for 10 DIEM wei, up to and including day [`D`].
fn offer() -> BurnOffer {
    BurnOffer::new(157 * WAD, 10, D)
}

fn parts(offer: BurnOffer) -> (u128, u128, Day) {
    (offer.rate(), offer.amount(), offer.last_day())
}

#[test]
fn offer_keeps_what_it_was_made_of() {
    assert_eq!(parts(offer()), (157 * WAD, 10, D));
    assert_eq!(parts(BurnOffer::new(1, MAX, Day(u16::MAX))), (1, MAX, Day(u16::MAX)));
    assert_eq!(parts(BurnOffer::new(u128::MAX, 1, Day(0))), (u128::MAX, 1, Day(0)));
}

#[test]
fn amounts_are_reduced_to_the_largest() {
    assert_eq!(BurnOffer::MAX_AMOUNT, MAX);
    for amount in [MAX, MAX + 1, u128::MAX] {
        assert_eq!(BurnOffer::new(1, amount, D).amount(), MAX);
    }
}

#[test]
fn a_rate_of_zero_is_no_offer_whatever_the_rest_is() {
    for (amount, day) in [(0, Day(0)), (10, D), (u128::MAX, Day(u16::MAX))] {
        assert_eq!(BurnOffer::new(0, amount, day), BurnOffer::default());
    }
    assert_eq!(BurnOffer::default().pack(), Wide::ZERO);
    assert_eq!(BurnOffer::default().take(1, Day::FIRST), Err(Exceeded(0)));
}

#[test]
fn offer_holds_up_to_and_including_its_last_day() {
    for today in [Day(D.0 - 1), D] {
        let mut offer = offer();
        assert_eq!(offer.take(10, today), Ok(()));
        assert_eq!(parts(offer), (157 * WAD, 0, D));
    }
    for today in [Day(D.0 + 1), Day::LAST] {
        let mut offer = offer();
        assert_eq!(offer.take(1, today), Err(Exceeded(0)), "it has ended");
        assert_eq!(offer, self::offer());
    }
}

#[test]
fn each_burn_lowers_the_amount_and_none_exceeds_it() {
    let mut offer = offer();
    assert_eq!(offer.take(4, D), Ok(()));
    assert_eq!(offer.amount(), 6);
    let before = offer;
    assert_eq!(offer.take(7, D), Err(Exceeded(6)));
    assert_eq!(offer.take(u128::MAX, D), Err(Exceeded(6)));
    assert_eq!(offer, before, "failed calls change nothing");
    assert_eq!(offer.take(6, D), Ok(()));
    assert_eq!(offer.take(1, D), Err(Exceeded(0)), "nothing is left");
}

#[test]
fn payment_is_the_rate_rounded_down_and_at_most_what_is_freed() {
    let offer = BurnOffer::new(157 * WAD + 1, MAX, D);
    assert_eq!(offer.payment_floor(WAD, u128::MAX), 157 * WAD + 1);
    assert_eq!(offer.payment_floor(WAD - 1, u128::MAX), 157 * WAD - 157, "rounded down");
    assert_eq!(offer.payment_floor(1, u128::MAX), 157);
    for freed in [0, 1, 157 * WAD, 157 * WAD + 1] {
        assert_eq!(offer.payment_floor(WAD, freed), freed);
    }
    assert_eq!(offer.payment_floor(WAD, 157 * WAD + 2), 157 * WAD + 1);
    assert_eq!(BurnOffer::new(WAD - 1, MAX, D).payment_floor(1, 10), 0, "less than a wei");
}

/// A price beyond 128 bits exceeds whatever is freed.
#[test]
fn payment_at_the_highest_rate_is_all_that_is_freed() {
    let offer = BurnOffer::new(u128::MAX, MAX, D);
    assert_eq!(offer.payment_floor(WAD, u128::MAX), u128::MAX);
    for freed in [0, 1, u128::MAX - 1, u128::MAX] {
        assert_eq!(offer.payment_floor(WAD + 1, freed), freed);
        assert_eq!(offer.payment_floor(MAX, freed), freed);
    }
}

/// Any number; all orders of magnitude are equally likely.
fn any_size() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0u32..128).prop_map(|(value, bits)| value >> bits)
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    #[test]
    fn payment_follows_the_formula(rate in any_size(), amount in any_size(), freed in any_size()) {
        let exactly = (BigUint::from(amount) * rate / WAD).min(freed.into());
        let paid = BurnOffer::new(rate, MAX, D).payment_floor(amount, freed);
        prop_assert_eq!(BigUint::from(paid), exactly);
    }

    /// However an offer is used, no more is burned than it was made for, and never after its end.
    #[test]
    fn burns_never_sum_to_more_than_the_offer(
        amount in 0..1u128 << 82,
        burns in prop::collection::vec((0..1u128 << 80, 0u16..4), 0..12),
    ) {
        let mut offer = BurnOffer::new(1, amount, D);
        let mut burned = 0;
        let mut today = Day(D.0 - 3);
        for (burn, days) in burns {
            today = today.after(days);
            let burn = burn.max(1);
            let left = if today > D { 0 } else { amount.min(MAX) - burned };
            let mut next = offer;
            let outcome = next.take(burn, today);
            if burn > left {
                prop_assert_eq!(outcome, Err(Exceeded(left)));
                prop_assert_eq!(next, offer);
                continue;
            }
            prop_assert_eq!(outcome, Ok(()));
            burned += burn;
            offer = BurnOffer::unpack(next.pack());
            prop_assert_eq!(offer, next);
        }
        prop_assert_eq!(offer.amount(), amount.min(MAX) - burned);
    }
}
