// SPDX-License-Identifier: MIT OR Apache-2.0
//! A day's budget against its formula, and against attempts to be paid more by order or splitting.

use crate::common::random_cases;
use diem_model::capacity::{budget_floor, Budget};
use diem_model::params::CreditPrice;
use num_bigint::BigUint;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const ONE: u128 = 1_000_000_000_000_000_000;
/// The largest amount of credits that a record holds.
const CREDITS: u128 = (1 << 80) - 1;
/// A price so high that it never limits a reimbursement.
const HIGH_PRICE: u128 = 1_000_000_000_000 * ONE;

fn budget(left: u128) -> Budget {
    Budget { left, ..Budget::default() }
}

/// What the formula pays for `quota` of `unsettled` credits.
fn expected_payment(quota: u128, left: u128, unsettled: u128, price: u128) -> u128 {
    if unsettled == 0 {
        return 0;
    }
    let part = BigUint::from(quota) * left / unsettled;
    let cap = BigUint::from(quota) * price / ONE;
    let paid = part.min(cap).min(left.into());
    u128::try_from(paid).unwrap()
}

#[test]
fn settlement_is_paid_pro_rata_from_what_is_left() {
    let mut budget = budget(1_000);
    assert_eq!(budget.settle_floor(10 * ONE, 100 * ONE, CreditPrice(HIGH_PRICE)), 100);
    assert_eq!((budget.left, budget.settled), (900, 10 * ONE));
    assert_eq!(budget.settle_floor(45 * ONE, 100 * ONE, CreditPrice(HIGH_PRICE)), 450);
    assert_eq!(budget.settle_floor(45 * ONE, 100 * ONE, CreditPrice(HIGH_PRICE)), 450);
    assert_eq!((budget.left, budget.unsettled(100 * ONE)), (0, 0));
}

#[test]
fn reimbursement_never_exceeds_the_credit_price() {
    let mut budget = budget(1_000);
    assert_eq!(budget.settle_floor(ONE, 2 * ONE, CreditPrice(499)), 499);
    assert_eq!(budget.settle_floor(ONE, 2 * ONE, CreditPrice(501)), 501);
    assert_eq!(budget.left, 0);
    let mut rounded = self::budget(1_000);
    assert_eq!(rounded.settle_floor(ONE - 1, 2 * ONE, CreditPrice(1)), 0, "rounded down");
}

#[test]
fn pays_nothing_without_unsettled_credits_or_budget() {
    let mut idle = budget(1_000);
    assert_eq!(idle.settle_floor(ONE, 0, CreditPrice(HIGH_PRICE)), 0);
    assert_eq!((idle.left, idle.settled), (1_000, ONE));
    let mut spent = budget(1_000);
    assert_eq!(spent.settle_floor(ONE, ONE, CreditPrice(HIGH_PRICE)), 1_000);
    assert_eq!(spent.settle_floor(ONE, ONE, CreditPrice(HIGH_PRICE)), 0);
    assert_eq!(budget(0).settle_floor(ONE, 2 * ONE, CreditPrice(HIGH_PRICE)), 0);
}

#[test]
fn settling_more_than_was_issued_pays_at_most_the_budget() {
    let mut over = budget(1_000);
    assert_eq!(over.settle_floor(CREDITS, ONE, CreditPrice(HIGH_PRICE)), 1_000);
    assert_eq!((over.left, over.unsettled(ONE)), (0, 0));
}

/// DIEM activated during a day dilutes only the settlements after it.
#[test]
fn activation_dilutes_later_settlements_only() {
    let mut budget = budget(1_000);
    assert_eq!(budget.settle_floor(50 * ONE, 100 * ONE, CreditPrice(HIGH_PRICE)), 500);
    assert_eq!(budget.settle_floor(50 * ONE, 200 * ONE, CreditPrice(HIGH_PRICE)), 166);
}

#[test]
fn extreme_values_neither_panic_nor_overpay() {
    for left in [0, 1, Budget::MAX, u128::MAX] {
        for quota in [1, CREDITS, u128::MAX] {
            for issued in [0, 1, CREDITS, u128::MAX] {
                for settled in [0, 1, CREDITS, u128::MAX] {
                    for price in [0, 1, HIGH_PRICE, u128::MAX] {
                        let mut budget = Budget { left, issued, settled };
                        let unsettled = issued.saturating_sub(settled);
                        let paid = budget.settle_floor(quota, issued, CreditPrice(price));
                        assert_eq!(paid, expected_payment(quota, left, unsettled, price));
                        assert_eq!(budget.left, left - paid);
                        assert_eq!(budget.settled, settled.saturating_add(quota));
                    }
                }
            }
        }
    }
}

/// In the order of the formula: the worth of the day's credits, half of the pool, all of the pool, and
/// the largest budget.
#[test]
fn budget_is_the_worth_of_the_days_credits_or_half_the_pool() {
    let budget = |rest, issued, price| budget_floor(rest, issued, CreditPrice(price));
    // A pool of 1,000 and credits worth less than, exactly, and more than half of it.
    for (worth, expected) in [
        (0, 500),
        (1, 500),
        (499, 500),
        (500, 500),
        (501, 501),
        (999, 999),
        (1_000, 1_000),
        (1_001, 1_000),
    ] {
        assert_eq!(budget(1_000, worth * ONE, 1), expected, "{worth} credits");
        assert_eq!(budget(1_000, ONE, worth), expected, "at a price of {worth}");
    }
    // The worth is rounded down, and so is the half.
    assert_eq!(budget(1_000, 501 * ONE - 1, 1), 500);
    assert_eq!(budget(1_001, 501 * ONE - 1, 1), 500);
    assert_eq!(budget(1_001, 501 * ONE, 1), 501);
}

#[test]
fn small_pools_are_not_overdrawn() {
    for (issued, budgets) in [(0, [0, 0, 1, 1]), (1, [0, 1, 1, 1]), (9, [0, 1, 2, 3])] {
        for (rest, expected) in (0..).zip(budgets) {
            assert_eq!(budget_floor(rest, issued * ONE, CreditPrice(1)), expected, "{rest}");
        }
    }
}

#[test]
fn budget_is_at_most_the_largest() {
    let budget = |rest, issued, price| budget_floor(rest, issued, CreditPrice(price));
    let max = (1 << 96) - 1;
    assert_eq!(Budget::MAX, max);
    for rest in [max, max + 1, 2 * max, u128::MAX] {
        assert_eq!(budget(rest, CREDITS, HIGH_PRICE), max);
    }
    assert_eq!(budget(2 * max - 1, 0, 0), max - 1);
    for rest in [2 * max, 2 * max + 1, 2 * max + 2, u128::MAX] {
        assert_eq!(budget(rest, 0, 0), max, "half of {rest}");
    }
    // A worth beyond 128 bits is more than any pool.
    assert_eq!(budget(1_000, CREDITS, u128::MAX), 1_000);
    assert_eq!(budget(1_000, u128::MAX, u128::MAX), 1_000);
}

/// While half of the pool is enough, DIEM activated after the roll reduces no part.
#[test]
fn rich_pool_pays_the_full_price_for_diem_activated_later() {
    let price = CreditPrice(1_000);
    let mut rich = budget(budget_floor(2_000_000, 100 * ONE, price));
    // 900 more are activated and used first.
    assert_eq!(rich.settle_floor(900 * ONE, 1_000 * ONE, price), 900_000);
    assert_eq!(rich.settle_floor(100 * ONE, 1_000 * ONE, price), 100_000);
    let mut poor = budget(budget_floor(100_000, 100 * ONE, price));
    assert_eq!(poor.settle_floor(900 * ONE, 1_000 * ONE, price), 90_000);
    assert_eq!(poor.settle_floor(100 * ONE, 1_000 * ONE, price), 10_000);
}

/// A day's issued credits, and settlements that they cover.
fn usage() -> impl Strategy<Value = (u128, Vec<u128>)> {
    let quota = prop_oneof![1u128..1_000, 1u128..1 << 70];
    (prop::collection::vec(quota, 1..20), prop_oneof![Just(0), 0u128..1 << 74])
        .prop_map(|(quotas, idle)| (quotas.iter().sum::<u128>() + idle, quotas))
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    #[test]
    fn reimbursement_follows_the_formula(
        left in 0..=Budget::MAX, (issued, quotas) in usage(), price in 1..1u128 << 100,
    ) {
        let mut budget = budget(left);
        for quota in quotas {
            let expected = expected_payment(quota, budget.left, budget.unsettled(issued), price);
            let left = budget.left;
            prop_assert_eq!(budget.settle_floor(quota, issued, CreditPrice(price)), expected);
            prop_assert_eq!(budget.left, left - expected);
        }
    }

    #[test]
    fn budget_follows_the_formula(
        rest in (any::<u128>(), 0u32..128), issued in (0..=CREDITS, 0u32..80),
        price in (any::<u128>(), 0u32..128),
    ) {
        let (rest, issued, price) = (rest.0 >> rest.1, issued.0 >> issued.1, price.0 >> price.1);
        let worth = BigUint::from(issued) * price / ONE;
        let expected = worth.max((rest / 2).into()).min(rest.into()).min(Budget::MAX.into());
        let budget = budget_floor(rest, issued, CreditPrice(price));
        prop_assert_eq!(BigUint::from(budget), expected);
    }

    /// Each provider is paid the same in any order, except for less than a unit per settlement.
    #[test]
    fn order_of_settlements_matters_by_rounding_only(
        left in 0..=Budget::MAX, (issued, quotas) in usage(), price in 1..1u128 << 100,
        turn in any::<prop::sample::Index>(),
    ) {
        let pay = |order: &[usize]| {
            let mut budget = budget(left);
            let mut paid = vec![0; quotas.len()];
            for at in order {
                paid[*at] = budget.settle_floor(quotas[*at], issued, CreditPrice(price));
            }
            paid
        };
        let forth: Vec<_> = (0..quotas.len()).collect();
        let mut turned: Vec<_> = forth.iter().rev().copied().collect();
        turned.rotate_left(turn.index(quotas.len()));
        for (a, b) in pay(&forth).into_iter().zip(pay(&turned)) {
            prop_assert!(a.abs_diff(b) <= quotas.len() as u128);
        }
    }

    /// Settling in parts never pays more than settling at once.
    #[test]
    fn splitting_a_settlement_gains_nothing(
        left in 0..=Budget::MAX, (issued, quotas) in usage(), price in 1..1u128 << 100,
    ) {
        let mut parts = budget(left);
        let split: u128 = quotas.iter().map(|quota| parts.settle_floor(*quota, issued, CreditPrice(price))).sum();
        let mut whole = budget(left);
        let at_once = whole.settle_floor(quotas.iter().sum(), issued, CreditPrice(price));
        prop_assert!(split <= at_once, "{split} > {at_once}");
        // Each part loses less than two units: one by rounding the share, one by rounding the price.
        prop_assert!(at_once - split <= 2 * quotas.len() as u128);
    }

    #[test]
    fn record_survives_packing(left in 0..=Budget::MAX, issued in 0..=CREDITS, settled in 0..=CREDITS) {
        let budget = Budget { left, issued, settled };
        prop_assert_eq!(Budget::unpack(budget.pack()), budget);
    }
}

#[test]
fn largest_budget_packs() {
    let full = Budget { left: Budget::MAX, issued: CREDITS, settled: CREDITS };
    let word = Wide { high: u128::MAX, low: u128::MAX };
    assert_eq!(full.pack(), word);
    assert_eq!(Budget::unpack(word), full);
}
