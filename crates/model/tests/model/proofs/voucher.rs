// SPDX-License-Identifier: MIT OR Apache-2.0
//! A voucher's total is collected once: of each day at most the largest total redeemed, in any order
//! and however much of it is covered.
//!
//! A step adds at most `total − collected` to `collected`, which therefore never exceeds the largest
//! `total` so far. Amounts are only added, subtracted and compared with each other, so small ones
//! are enough.

use diem_model::time::CreditDay::{self, Today, Yesterday};
use diem_model::time::Day;
use diem_model::voucher::Collected;
use packed_word::{Record, Wide};

use super::explore::{aged, closure, later};

/// The expected figures of a day: the credits collected, and the largest total redeemed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Shown {
    collected: u128,
    greatest: u128,
}

#[derive(Clone, Copy)]
struct State {
    today: Day,
    slot: Wide,
    days: [Shown; 2],
}

impl State {
    fn redeem(mut self, when: CreditDay, total: u128, covered: u128) -> Self {
        let mut record = Collected::unpack(self.slot).at(self.today);
        let shown = &mut self.days[when as usize];
        shown.greatest = shown.greatest.max(total);
        // As the contract does: the part of the total that was not collected before, if covered.
        let credits = total.saturating_sub(record.total(when)).min(covered);
        if credits > 0 {
            record.add(when, credits);
            self.slot = record.pack();
        }
        shown.collected += credits;
        self
    }
}

#[test]
fn voucher_total_is_collected_once() {
    const MOST: u128 = 4;
    for unit in [1, (Collected::LIMIT - 1) / MOST] {
        let start = State {
            today: Day(20_000),
            slot: Collected::default().pack(),
            days: [Shown::default(); 2],
        };
        let explored = closure(
            start,
            |state| (aged::<16>(state.slot, state.today), state.days),
            |state, next| {
                let record = Collected::unpack(state.slot).at(state.today);
                for when in [Today, Yesterday] {
                    let shown = state.days[when as usize];
                    assert_eq!(record.total(when), shown.collected);
                    assert!(shown.collected <= shown.greatest, "collected twice");
                    for total in 0..=MOST {
                        for covered in 0..=MOST {
                            next.push(state.redeem(when, total * unit, covered * unit));
                        }
                    }
                }
                let mut waiting = *state;
                for _ in 1..=3 {
                    waiting.today = later(waiting.today, 1);
                    waiting.days = [Shown::default(), waiting.days[0]];
                    next.push(waiting);
                }
            },
        );
        explored.assert_is(1_175, 62_275);
    }
}

/// All days, and all distances that a rule can distinguish.
#[test]
fn only_the_distance_of_days_matters() {
    let totals = |first: u16, days: u16| {
        let mut record = Collected::default().at(Day(first - 1));
        record.add(Today, 5);
        let mut record = record.at(Day(first));
        record.add(Today, 3);
        record.add(Yesterday, 1);
        let record = record.at(Day(first + days));
        (record.total(Today), record.total(Yesterday))
    };
    assert_eq!([0, 1, 2].map(|days| totals(1, days)), [(3, 6), (0, 3), (0, 0)]);
    for first in 1..=u16::MAX {
        for days in 0..=(u16::MAX - first).min(3) {
            assert_eq!(totals(first, days), totals(1, days));
        }
    }
}
