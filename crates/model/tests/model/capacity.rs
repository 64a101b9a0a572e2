//! A day's budget against its formula, and against whoever would get more of it.

use diem_model::capacity::Budget;
use num_bigint::BigUint;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const ONE: u128 = 1_000_000_000_000_000_000;
/// The greatest amount of credits a record holds.
const CREDITS: u128 = (1 << 80) - 1;
/// A price that never binds.
const DEAR: u128 = 1_000_000_000_000 * ONE;

fn budget(left: u128) -> Budget {
    Budget {
        left,
        ..Budget::default()
    }
}

/// What the formula pays for `quota` of `open` credits.
fn worth(quota: u128, left: u128, open: u128, price: u128) -> u128 {
    if open == 0 {
        return 0;
    }
    let part = BigUint::from(quota) * left / open;
    let cap = BigUint::from(quota) * price / ONE;
    let paid = part.min(cap).min(left.into());
    u128::try_from(paid).unwrap()
}

#[test]
fn a_settlement_gets_its_part_of_what_is_left() {
    let mut budget = budget(1_000);
    assert_eq!(budget.settle_floor(10 * ONE, 100 * ONE, DEAR), 100);
    assert_eq!((budget.left, budget.settled), (900, 10 * ONE));
    assert_eq!(budget.settle_floor(45 * ONE, 100 * ONE, DEAR), 450);
    assert_eq!(budget.settle_floor(45 * ONE, 100 * ONE, DEAR), 450);
    assert_eq!((budget.left, budget.open(100 * ONE)), (0, 0));
}

#[test]
fn no_credit_is_paid_above_its_price() {
    let mut budget = budget(1_000);
    assert_eq!(budget.settle_floor(ONE, 2 * ONE, 499), 499);
    assert_eq!(budget.settle_floor(ONE, 2 * ONE, 501), 501);
    assert_eq!(budget.left, 0);
    let mut rounded = self::budget(1_000);
    assert_eq!(rounded.settle_floor(ONE - 1, 2 * ONE, 1), 0, "rounded down");
}

#[test]
fn with_nothing_open_or_nothing_left_nothing_is_paid() {
    let mut idle = budget(1_000);
    assert_eq!(idle.settle_floor(ONE, 0, DEAR), 0);
    assert_eq!((idle.left, idle.settled), (1_000, ONE));
    let mut spent = budget(1_000);
    assert_eq!(spent.settle_floor(ONE, ONE, DEAR), 1_000);
    assert_eq!(spent.settle_floor(ONE, ONE, DEAR), 0);
    assert_eq!(budget(0).settle_floor(ONE, 2 * ONE, DEAR), 0);
}

#[test]
fn more_than_is_open_gets_no_more_than_there_is() {
    let mut over = budget(1_000);
    assert_eq!(over.settle_floor(CREDITS, ONE, DEAR), 1_000);
    assert_eq!((over.left, over.open(ONE)), (0, 0));
}

/// DIEM activated during a day thins what is not settled yet, and only that.
#[test]
fn later_activation_thins_later_settlements_only() {
    let mut budget = budget(1_000);
    assert_eq!(budget.settle_floor(50 * ONE, 100 * ONE, DEAR), 500);
    assert_eq!(budget.settle_floor(50 * ONE, 200 * ONE, DEAR), 166);
}

#[test]
fn the_greatest_figures_neither_panic_nor_overpay() {
    for left in [0, 1, Budget::MAX, u128::MAX] {
        for quota in [1, CREDITS, u128::MAX] {
            for issued in [0, 1, CREDITS, u128::MAX] {
                for settled in [0, 1, CREDITS, u128::MAX] {
                    for price in [0, 1, DEAR, u128::MAX] {
                        let mut budget = Budget {
                            left,
                            issued,
                            settled,
                        };
                        let open = issued.saturating_sub(settled);
                        let paid = budget.settle_floor(quota, issued, price);
                        assert_eq!(paid, worth(quota, left, open, price));
                        assert_eq!(budget.left, left - paid);
                        assert_eq!(budget.settled, settled.saturating_add(quota));
                    }
                }
            }
        }
    }
}

/// Settlements that fit the credits they are of.
fn usage() -> impl Strategy<Value = (u128, Vec<u128>)> {
    let quota = prop_oneof![1u128..1_000, 1u128..1 << 70];
    (
        prop::collection::vec(quota, 1..20),
        prop_oneof![Just(0), 0u128..1 << 74],
    )
        .prop_map(|(quotas, idle)| (quotas.iter().sum::<u128>() + idle, quotas))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_pays_by_the_formula(
        left in 0..=Budget::MAX, (issued, quotas) in usage(), price in 1..1u128 << 100,
    ) {
        let mut budget = budget(left);
        for quota in quotas {
            let expected = worth(quota, budget.left, budget.open(issued), price);
            let left = budget.left;
            prop_assert_eq!(budget.settle_floor(quota, issued, price), expected);
            prop_assert_eq!(budget.left, left - expected);
        }
    }

    /// Whoever settles first, each is paid the same, but for less than a unit a settlement.
    #[test]
    fn the_order_matters_by_rounding_only(
        left in 0..=Budget::MAX, (issued, quotas) in usage(), price in 1..1u128 << 100,
        turn in any::<prop::sample::Index>(),
    ) {
        let pay = |order: &[usize]| {
            let mut budget = budget(left);
            let mut paid = vec![0; quotas.len()];
            for at in order {
                paid[*at] = budget.settle_floor(quotas[*at], issued, price);
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

    /// Settling in parts never gets more than settling at once.
    #[test]
    fn splitting_gains_nothing(
        left in 0..=Budget::MAX, (issued, quotas) in usage(), price in 1..1u128 << 100,
    ) {
        let mut parts = budget(left);
        let split: u128 = quotas.iter().map(|quota| parts.settle_floor(*quota, issued, price)).sum();
        let mut whole = budget(left);
        let at_once = whole.settle_floor(quotas.iter().sum(), issued, price);
        prop_assert!(split <= at_once, "{split} > {at_once}");
        // What it loses is less than two units a part: one of its part, one of its price.
        prop_assert!(at_once - split <= 2 * quotas.len() as u128);
    }

    #[test]
    fn it_survives_packing(left in 0..=Budget::MAX, issued in 0..=CREDITS, settled in 0..=CREDITS) {
        let budget = Budget { left, issued, settled };
        prop_assert_eq!(Budget::unpack(budget.pack()), budget);
    }
}

#[test]
fn the_greatest_budget_packs() {
    let full = Budget {
        left: Budget::MAX,
        issued: CREDITS,
        settled: CREDITS,
    };
    let word = Wide {
        high: u128::MAX,
        low: u128::MAX,
    };
    assert_eq!(full.pack(), word);
    assert_eq!(Budget::unpack(word), full);
}
