// SPDX-License-Identifier: MIT OR Apache-2.0
//! The daily meter: examples, and a comparison with a naive meter that keeps every day.

use std::collections::BTreeMap;

use crate::common::random_cases;
use diem_model::meter::{InsufficientActive, Meter};
use diem_model::time::CreditDay::{Today, Yesterday};
use diem_model::time::{Day, DAY};
use packed_word::Record;
use proptest::prelude::*;

/// Day 20,000 begins here.
const MIDNIGHT: u64 = 20_000 * DAY;

fn at(meter: Meter, time: u64) -> Meter {
    meter.at(Day::of(time))
}

/// A meter with 10 active, of which 4 were used on the day before [`MIDNIGHT`].
fn used() -> Meter {
    let mut meter = at(Meter::default(), MIDNIGHT - DAY);
    meter.activate(10);
    meter.draw(Today, 4);
    meter
}

fn figures(meter: Meter) -> (u128, u128, u128) {
    (meter.limit(), meter.left(Today), meter.left(Yesterday))
}

#[test]
fn unwritten_meter_is_empty() {
    assert_eq!(figures(Meter::default()), (0, 0, 0));
    assert_eq!(figures(at(Meter::default(), MIDNIGHT)), (0, 0, 0));
}

#[test]
fn activation_gives_credits_for_today_but_not_for_yesterday() {
    let mut meter = at(Meter::default(), MIDNIGHT);
    meter.activate(7);
    assert_eq!(figures(meter), (7, 7, 0));
    meter.activate(3);
    assert_eq!(figures(meter), (10, 10, 0));
}

#[test]
fn last_unit_can_be_used() {
    let mut meter = used();
    meter.draw(Today, 6);
    assert_eq!(figures(meter), (10, 0, 0));
}

#[test]
fn the_second_before_midnight_is_the_same_day_and_midnight_is_the_next() {
    assert_eq!(figures(at(used(), MIDNIGHT - 1)), (10, 6, 0));
    assert_eq!(figures(at(used(), MIDNIGHT)), (10, 10, 6));
    assert_eq!(figures(at(used(), MIDNIGHT + 1)), (10, 10, 6));
    assert_eq!(figures(at(used(), MIDNIGHT + DAY - 1)), (10, 10, 6));
}

#[test]
fn after_a_skipped_day_yesterday_is_unused() {
    for days in [1, 2, 3, 365, 10_000] {
        assert_eq!(figures(at(used(), MIDNIGHT + days * DAY)), (10, 10, 10));
    }
}

#[test]
fn updating_a_meter_twice_changes_nothing() {
    for time in [MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + DAY, MIDNIGHT + 9 * DAY] {
        assert_eq!(at(at(used(), time), time), at(used(), time));
    }
}

#[test]
fn updating_day_by_day_equals_updating_at_once() {
    // Updating a record without changing it has no effect on later days.
    for last in 1..6 {
        let mut slow = used();
        for day in 1..=last {
            slow = at(slow, MIDNIGHT + day * DAY);
        }
        assert_eq!(figures(slow), figures(at(used(), MIDNIGHT + last * DAY)));
    }
}

#[test]
fn yesterday_can_be_settled_after_today_has_begun() {
    let mut meter = at(used(), MIDNIGHT);
    meter.draw(Today, 10);
    meter.draw(Yesterday, 6);
    assert_eq!(figures(meter), (10, 0, 0));
    // A day later, today has become yesterday, with nothing left.
    assert_eq!(figures(at(meter, MIDNIGHT + DAY)), (10, 10, 0));
}

#[test]
fn deactivation_keeps_credits_of_today_and_yesterday() {
    let mut meter = at(used(), MIDNIGHT);
    assert_eq!(meter.deactivate(10), Ok(()));
    assert_eq!(figures(meter), (0, 10, 6));
    assert_eq!(figures(at(meter, MIDNIGHT + DAY)), (0, 0, 10));
    assert_eq!(figures(at(meter, MIDNIGHT + 2 * DAY)), (0, 0, 0));
}

#[test]
fn deactivation_fails_beyond_the_active_diem() {
    let mut meter = at(used(), MIDNIGHT);
    let before = meter;
    assert_eq!(meter.deactivate(11), Err(InsufficientActive(10)));
    assert_eq!(meter, before);
    // Credits are not DIEM: used credits do not prevent a deactivation.
    meter.draw(Today, 10);
    assert_eq!(meter.deactivate(10), Ok(()));
}

#[test]
fn reactivation_gives_credits_from_the_next_day_on() {
    let mut meter = at(used(), MIDNIGHT);
    meter.deactivate(10).unwrap();
    let mut next = at(meter, MIDNIGHT + DAY);
    next.reactivate(10);
    assert_eq!(figures(next), (10, 0, 10));
    assert_eq!(figures(at(next, MIDNIGHT + 2 * DAY)), (10, 10, 0));
}

#[test]
fn deactivating_and_reactivating_on_one_day_creates_no_credits() {
    let mut meter = at(used(), MIDNIGHT);
    for _ in 0..3 {
        meter.deactivate(10).unwrap();
        meter.reactivate(10);
    }
    assert_eq!(figures(meter), (10, 10, 6));
}

#[test]
fn largest_amounts_fit() {
    let all = (1 << 80) - 1;
    let mut meter = at(Meter::default(), u64::MAX);
    meter.activate(all);
    assert_eq!(Meter::unpack(meter.pack()), meter);
    assert_eq!(meter.pack().field::<240, 16>(), (1 << 15) - 1);
    meter.maybe_committed = true;
    assert_eq!(Meter::unpack(meter.pack()), meter);
    assert_eq!(meter.pack().field::<240, 16>(), u16::MAX.into());
}

#[test]
fn day_is_packed_in_15_bits_from_the_first_one() {
    for (day, bits) in [(Day::FIRST, 0), (Day(20_000), 277), (Day::LAST, 32_767)] {
        let meter = Meter::default().at(day);
        assert_eq!(meter.day(), day);
        assert_eq!(meter.pack().field::<240, 15>(), bits);
        assert_eq!(Meter::unpack(meter.pack()), meter);
    }
    assert_eq!(Meter::default().day(), Day::FIRST, "an unwritten slot");
}

/// The flag is kept until somebody changes it, and affects nothing else.
#[test]
fn maybe_committed_outlives_days_and_changes_no_figure() {
    let mut meter = used();
    assert!(!meter.maybe_committed);
    meter.maybe_committed = true;
    assert_eq!(figures(meter), figures(used()));
    for days in [0, 1, 2, 1_000] {
        let later = at(meter, MIDNIGHT + days * DAY);
        assert!(later.maybe_committed && Meter::unpack(later.pack()).maybe_committed);
        assert!(!at(used(), MIDNIGHT + days * DAY).maybe_committed);
        assert_eq!(figures(later), figures(at(used(), MIDNIGHT + days * DAY)));
    }
    meter.activate(1);
    meter.draw(Today, 1);
    meter.reactivate(1);
    meter.deactivate(1).unwrap();
    assert!(meter.maybe_committed);
}

/// A naive meter that keeps the credits of every day.
#[derive(Default)]
struct History {
    active: u128,
    /// For each day, its initial credits and those activated during it, less the used ones.
    left: BTreeMap<u64, u128>,
    day: u64,
}

impl History {
    fn go_to(&mut self, day: u64) {
        while self.day < day {
            self.day += 1;
            self.left.insert(self.day, self.active);
        }
    }

    fn left(&self, day: u64) -> u128 {
        self.left.get(&day).copied().unwrap_or(0)
    }
}

#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    Activate(u128),
    Deactivate(u8),
    Reactivate(u8),
    Use(u8),
    UseYesterday(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let seconds = prop_oneof![Just(1), Just(DAY - 1), Just(DAY), 1..DAY, 1..5 * DAY];
    let step = prop_oneof![
        3 => seconds.prop_map(Step::Wait),
        2 => (1u128..1 << 70).prop_map(Step::Activate),
        2 => any::<u8>().prop_map(Step::Deactivate),
        1 => any::<u8>().prop_map(Step::Reactivate),
        3 => any::<u8>().prop_map(Step::Use),
        2 => any::<u8>().prop_map(Step::UseYesterday),
    ];
    prop::collection::vec(step, 1..80)
}

/// `part`/255 of `whole`.
fn share(part: u8, whole: u128) -> u128 {
    whole / 255 * u128::from(part) + whole % 255 * u128::from(part) / 255
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    #[test]
    fn agrees_with_a_full_history(steps in steps()) {
        let (mut meter, mut now) = (Meter::default(), MIDNIGHT - DAY / 2);
        let (mut history, mut resting) = (History { day: now / DAY, ..History::default() }, 0);
        history.left.insert(now / DAY, 0);
        for step in steps {
            if let Step::Wait(seconds) = step {
                now += seconds;
            }
            history.go_to(now / DAY);
            let day = history.day;
            // As the contract does: updated to the day, changed, and stored packed. Nothing is
            // stored while only time passes.
            let mut next = at(meter, now);
            match step {
                Step::Wait(_) => {}
                Step::Activate(amount) => {
                    next.activate(amount);
                    history.active += amount;
                    *history.left.get_mut(&day).unwrap() += amount;
                }
                Step::Deactivate(part) => {
                    let amount = share(part, history.active);
                    next.deactivate(amount).unwrap();
                    history.active -= amount;
                    resting += amount;
                }
                Step::Reactivate(part) => {
                    let amount = share(part, resting);
                    next.reactivate(amount);
                    history.active += amount;
                    resting -= amount;
                }
                Step::Use(part) => {
                    let credits = share(part, history.left(day));
                    next.draw(Today, credits);
                    *history.left.get_mut(&day).unwrap() -= credits;
                }
                Step::UseYesterday(part) => {
                    let credits = share(part, history.left(day - 1));
                    next.draw(Yesterday, credits);
                    if credits > 0 {
                        *history.left.get_mut(&(day - 1)).unwrap() -= credits;
                    }
                }
            }
            prop_assert_eq!(
                figures(next),
                (history.active, history.left(day), history.left(day - 1))
            );
            if !matches!(step, Step::Wait(_)) {
                meter = Meter::unpack(next.pack());
                prop_assert_eq!(meter, next);
            }
        }
    }
}
