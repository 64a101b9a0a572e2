// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants: examples day by day, and a comparison with a naive grant that keeps every day.

use std::collections::BTreeMap;

use crate::common::random_cases;
use diem_model::grant::Grant;
use diem_model::time::CreditDay::{self, Today, Yesterday};
use diem_model::time::Day;
use packed_word::Record;
use proptest::prelude::*;

/// One unit of a limit: 2¹⁷ wei.
const UNIT: u128 = 1 << 17;
const D: u16 = 20_000;

/// A grant of 10 units a day through day `last`, set on day [`D`].
fn granted(last: u16) -> Grant {
    let mut grant = Grant::default().at(Day(D));
    grant.set(10 * UNIT, Day(last), false);
    grant
}

fn figures(grant: Grant) -> (u128, u128, u128) {
    (grant.limit() / UNIT, grant.left(Today) / UNIT, grant.left(Yesterday) / UNIT)
}

#[test]
fn new_grant_covers_today_but_not_yesterday() {
    assert_eq!(figures(granted(D + 9)), (10, 10, 0));
}

#[test]
fn each_day_starts_at_the_limit_and_yesterday_keeps_the_unused_rest() {
    let mut grant = granted(D + 9);
    grant.draw(Today, 4 * UNIT);
    assert_eq!(figures(grant.at(Day(D))), (10, 6, 0));
    assert_eq!(figures(grant.at(Day(D + 1))), (10, 10, 6));
    assert_eq!(figures(grant.at(Day(D + 2))), (10, 10, 10));
    assert_eq!(figures(grant.at(Day(D + 10))), (10, 10, 10));
}

#[test]
fn grant_covers_its_last_day_and_none_after() {
    let grant = granted(D + 1);
    assert!(grant.covers(u32::from(D)) && grant.covers(u32::from(D + 1)));
    assert!(!grant.covers(u32::from(D + 2)));
    assert!(granted(u16::MAX).covers(65_535));
    assert!(!granted(u16::MAX).covers(65_536));
}

#[test]
fn the_rest_of_the_last_day_can_be_used_one_day_longer() {
    let mut grant = granted(D);
    grant.draw(Today, 4 * UNIT);
    assert_eq!(grant.at(Day(D + 1)).left(Yesterday), 6 * UNIT);
    assert_eq!(grant.at(Day(D + 2)).left(Yesterday), 0);
    assert_eq!(grant.at(Day(D + 9)).left(Yesterday), 0);
}

#[test]
fn allow_paid_is_what_was_set_last() {
    assert!(!Grant::default().allow_paid());
    let mut grant = granted(D + 9);
    assert!(!grant.allow_paid());
    for allow_paid in [true, false, true] {
        grant.set(10 * UNIT, Day(D + 9), allow_paid);
        assert_eq!(grant.allow_paid(), allow_paid);
        assert_eq!(grant.at(Day(D + 1)).allow_paid(), allow_paid, "on later days too");
        assert_eq!(Grant::unpack(grant.pack()).allow_paid(), allow_paid);
    }
}

#[test]
fn changing_the_limit_does_not_restore_used_credits() {
    let mut grant = granted(D + 9);
    grant.draw(Today, 8 * UNIT);
    grant.set(5 * UNIT, Day(D + 9), false);
    assert_eq!(figures(grant), (5, 0, 0));
    grant.set(10 * UNIT, Day(D + 9), false);
    assert_eq!(figures(grant), (10, 2, 0));
    grant.set(0, Day(D + 9), false);
    grant.set(10 * UNIT, Day(D + 9), false);
    assert_eq!(figures(grant), (10, 2, 0), "revoking does not restore them either");
}

#[test]
fn lower_limit_keeps_yesterdays_rest_and_zero_clears_it() {
    let mut grant = granted(D + 9);
    grant.draw(Today, 4 * UNIT);
    let mut grant = grant.at(Day(D + 1));
    grant.set(UNIT, Day(D + 9), false);
    assert_eq!(figures(grant), (1, 1, 6));
    grant.set(0, Day(D + 9), false);
    assert_eq!(figures(grant), (0, 0, 0));
    grant.set(10 * UNIT, Day(D + 9), false);
    assert_eq!(figures(grant), (10, 10, 0), "yesterday's rest is not restored");
}

#[test]
fn renewed_grant_has_no_credits_of_the_days_between() {
    let grant = granted(D);
    let mut grant = grant.at(Day(D + 5));
    grant.set(10 * UNIT, Day(D + 9), false);
    assert_eq!(figures(grant), (10, 10, 0));
}

#[test]
fn limits_round_down_to_units_and_to_the_maximum() {
    let limit = |credits| {
        let mut grant = Grant::default();
        grant.set(credits, Day(D), true);
        assert_eq!(Grant::unpack(grant.pack()), grant);
        grant.limit()
    };
    assert_eq!(limit(UNIT - 1), 0);
    assert_eq!(limit(UNIT), UNIT);
    assert_eq!(limit(2 * UNIT - 1), UNIT);
    assert_eq!(limit(Grant::MAX_LIMIT), Grant::MAX_LIMIT);
    assert_eq!(limit(Grant::MAX_LIMIT + 1), Grant::MAX_LIMIT);
    assert_eq!(limit(u128::MAX), Grant::MAX_LIMIT);
    assert_eq!(Grant::MAX_LIMIT, (1 << 80) - UNIT);
}

#[test]
fn largest_grant_packs() {
    let mut grant = Grant::default().at(Day(u16::MAX - 1));
    grant.set(u128::MAX, Day(u16::MAX), true);
    let mut grant = grant.at(Day(u16::MAX));
    grant.draw(Today, Grant::MAX_LIMIT);
    assert_eq!(figures(grant), ((1 << 63) - 1, 0, (1 << 63) - 1));
    assert_eq!(Grant::unpack(grant.pack()), grant);
}

/// A naive grant that keeps the usage of every day.
struct History {
    limit: u128,
    last: u16,
    day: u16,
    /// Credits used of each day.
    used: BTreeMap<u16, u128>,
    /// What may still be used of yesterday; fixed when that day ended.
    yesterday: u128,
}

impl History {
    fn go_to(&mut self, day: u16) {
        while self.day < day {
            self.yesterday = if self.last >= self.day {
                self.limit.saturating_sub(self.used(self.day))
            } else {
                0
            };
            self.day += 1;
        }
    }

    fn used(&self, day: u16) -> u128 {
        self.used.get(&day).copied().unwrap_or(0)
    }
}

#[derive(Clone, Debug)]
enum Step {
    Days(u16),
    Set { limit: u128, last: i8 },
    Use(CreditDay, u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let limit = prop_oneof![1 => Just(0), 5 => 0u128..1 << 82];
    let step = prop_oneof![
        2 => (1u16..4).prop_map(Step::Days),
        3 => (limit, -3i8..6).prop_map(|(limit, last)| Step::Set { limit, last }),
        4 => any::<u8>().prop_map(|part| Step::Use(Today, part)),
        2 => any::<u8>().prop_map(|part| Step::Use(Yesterday, part)),
    ];
    prop::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    #[test]
    fn agrees_with_a_full_history(steps in steps()) {
        let mut grant = Grant::default();
        let mut history =
            History { limit: 0, last: 0, day: D, used: BTreeMap::new(), yesterday: 0 };
        for step in steps {
            if let Step::Days(days) = step {
                history.go_to(history.day + days);
            }
            let mut next = grant.at(Day(history.day));
            match step {
                Step::Days(_) => {}
                Step::Set { limit, last } => {
                    let last = history.day.saturating_add_signed(last.into());
                    next.set(limit, Day(last), false);
                    history.limit = (limit / UNIT * UNIT).min(Grant::MAX_LIMIT);
                    history.last = last;
                    if history.limit == 0 {
                        history.yesterday = 0;
                    }
                }
                Step::Use(when, part) => {
                    let left = match when {
                        Today => history.limit.saturating_sub(history.used(history.day)),
                        Yesterday => history.yesterday,
                    };
                    let credits = left / 255 * u128::from(part);
                    next.draw(when, credits);
                    match when {
                        Today => *history.used.entry(history.day).or_default() += credits,
                        Yesterday => history.yesterday -= credits,
                    }
                }
            }
            prop_assert_eq!(next.limit(), history.limit);
            prop_assert_eq!(next.left(Today), history.limit.saturating_sub(history.used(history.day)));
            prop_assert_eq!(next.left(Yesterday), history.yesterday);
            if !matches!(step, Step::Days(_)) {
                grant = Grant::unpack(next.pack());
                prop_assert_eq!(grant, next);
            }
        }
    }
}
