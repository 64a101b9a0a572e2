//! A growing total is collected once: of each day at most the greatest voucher, in any order and
//! with anything covered.
//!
//! A step adds at most `total − collected` to `collected`, so that it stays at most the greatest
//! `total` so far: linear, and with amounts compared with each other only.

use diem_model::time::CreditDay::{self, Today, Yesterday};
use diem_model::time::Day;
use diem_model::voucher::Collected;
use packed_word::{Record, Wide};

use super::explore::{aged, closure, later};

/// A day, reckoned: what was collected of it, and the greatest voucher shown.
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
        // As the contract does: what the voucher is above what was collected, as far as covered.
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
fn a_voucher_collects_a_total_once() {
    const MOST: u128 = 4;
    for unit in [1, (Collected::LIMIT - 1) / MOST] {
        let start = State {
            today: Day(20_000),
            slot: Collected::default().pack(),
            days: [Shown::default(); 2],
        };
        let explored = closure(
            start,
            |state| (aged(state.slot, state.today), state.days),
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

/// Every day there is, and every distance that a rule tells apart.
#[test]
fn days_matter_by_their_distance_only() {
    let totals = |first: u16, days: u16| {
        let mut record = Collected::default().at(Day(first - 1));
        record.add(Today, 5);
        let mut record = record.at(Day(first));
        record.add(Today, 3);
        record.add(Yesterday, 1);
        let record = record.at(Day(first + days));
        (record.total(Today), record.total(Yesterday))
    };
    assert_eq!(
        [0, 1, 2].map(|days| totals(1, days)),
        [(3, 6), (0, 3), (0, 0)]
    );
    for first in 1..=u16::MAX {
        for days in 0..=(u16::MAX - first).min(3) {
            assert_eq!(totals(first, days), totals(1, days));
        }
    }
}
