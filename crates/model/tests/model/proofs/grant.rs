// SPDX-License-Identifier: MIT OR Apache-2.0
//! A grant limits its spender: of each day it settles at most the highest limit that the grant had
//! while it covered that day, and nothing of a day after the grant's last.
//!
//! # Why small amounts are enough
//! Every rule of [`Grant`] compares amounts with each other and with 0 (`limit ≥ used`, `limit = 0`,
//! `credits ≤ left`), adds or subtracts them, or copies fields. So a rule depends only on the order
//! of the amounts, and is linear for each order. The property holds for all amounts by induction
//! over the steps, where `top` is the highest limit of a day:
//!
//! * today: `used ≤ top`, because a use adds at most `limit − used`, if positive, and `limit ≤ top`;
//! * 00:00: `left_yesterday + used ≤ top`, because `left_yesterday` is 0 or `max(limit − used, 0)`;
//! * yesterday: a use moves an amount from `left_yesterday` to `used`; nothing else adds to either.
//!
//! The exploration applies every step to every reachable state over 0 to 4 units, which includes
//! all orders of the amounts, with and without equal ones. A unit is 2¹⁷ wei, the unit in which a
//! limit is stored, or the largest of which four fit the field.

use diem_model::grant::Grant;
use diem_model::time::CreditDay::{self, Today, Yesterday};
use diem_model::time::Day;
use packed_word::{Record, Wide};

use super::explore::{aged, closure, later};

const START: Day = Day(20_000);
const UNIT: u128 = 1 << 17;
const MOST: u128 = 4;

/// The expected figures of a day: the credits used, and the highest limit while it was covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Usage {
    used: u128,
    top: u128,
}

#[derive(Clone, Copy)]
struct State {
    today: Day,
    slot: Wide,
    /// The settings made last: limit, last day, and whether paid credits are allowed.
    set: (u128, Day, bool),
    usage: Usage,
    yesterday: Usage,
    /// The credits that may still be used of yesterday.
    rest: u128,
}

impl State {
    fn grant(&self) -> Grant {
        Grant::unpack(self.slot).at(self.today)
    }

    /// Equal for states that no rule can distinguish. The last day matters only by whether it covers
    /// today and yesterday, and for how many days more.
    fn key(&self) -> impl Eq + std::hash::Hash {
        let (limit, last, allow_paid) = self.set;
        let covered = (i32::from(last.0) - i32::from(self.today.0)).clamp(-2, 3);
        let (high, low, age) = aged::<16>(self.slot, self.today);
        // The stored last day is omitted: `check` asserts that it is `last`.
        let high = high << 32 >> 32;
        ((high, low, age), (limit, covered, allow_paid), (self.usage, self.yesterday, self.rest))
    }

    fn covers(&self, when: CreditDay) -> bool {
        let (_, last, _) = self.set;
        match when {
            Today => last >= self.today,
            Yesterday => last.0 >= self.today.0 - 1,
        }
    }

    fn check(&self) {
        let (limit, last, allow_paid) = self.set;
        assert!(self.usage.used <= self.usage.top, "more than the limit");
        assert!(
            self.yesterday.used + self.rest <= self.yesterday.top,
            "more than yesterday's limit"
        );
        let grant = self.grant();
        assert_eq!(
            (grant.limit(), grant.last_day(), grant.allow_paid()),
            (limit, last, allow_paid)
        );
        assert_eq!(grant.left(Today), limit.saturating_sub(self.usage.used));
        assert_eq!(grant.left(Yesterday), self.rest);
        assert_eq!(grant.at(self.today), grant, "updating twice changes the grant");
        let today = u32::from(self.today.0);
        assert_eq!(grant.covers(today), self.covers(Today));
        assert_eq!(grant.covers(today - 1), self.covers(Yesterday));
    }

    /// Midnight, at which nothing is stored.
    fn next_day(mut self) -> Self {
        let (limit, _, _) = self.set;
        self.rest = if self.covers(Today) { limit.saturating_sub(self.usage.used) } else { 0 };
        self.yesterday = self.usage;
        self.today = later(self.today, 1);
        let top = if self.covers(Today) { limit } else { 0 };
        self.usage = Usage { used: 0, top };
        self
    }

    fn set(mut self, limit: u128, last: Day, allow_paid: bool) -> Self {
        let mut grant = self.grant();
        grant.set(limit, last, allow_paid);
        self.slot = grant.pack();
        self.set = (limit, last, allow_paid);
        if limit == 0 {
            self.rest = 0;
        }
        if self.covers(Today) {
            self.usage.top = self.usage.top.max(limit);
        }
        self
    }

    /// Spends as much of `wanted` as is left, as the contract does; `None` if the day is not covered.
    fn spend(mut self, when: CreditDay, wanted: u128) -> Option<Self> {
        let mut grant = self.grant();
        let day = match when {
            Today => self.today.0,
            Yesterday => self.today.0 - 1,
        };
        if !grant.covers(day.into()) {
            return None;
        }
        let credits = wanted.min(grant.left(when));
        grant.draw(when, credits);
        self.slot = grant.pack();
        match when {
            Today => self.usage.used += credits,
            Yesterday => {
                self.yesterday.used += credits;
                self.rest -= credits;
            }
        }
        Some(self)
    }
}

#[test]
fn grant_limits_its_spender() {
    for unit in [UNIT, Grant::MAX_LIMIT / MOST / UNIT * UNIT] {
        let start = State {
            today: START,
            slot: Grant::default().pack(),
            set: (0, Day(0), false),
            usage: Usage::default(),
            yesterday: Usage::default(),
            rest: 0,
        };
        let explored = closure(start, State::key, |state, next| {
            state.check();
            for units in 0..=MOST {
                let amount = units * unit;
                // From before yesterday to the last representable day.
                let today = state.today.0;
                for last in [today - 2, today - 1, today, today + 1, today + 2, u16::MAX] {
                    for allow_paid in [false, true] {
                        next.push(state.set(amount, Day(last), allow_paid));
                    }
                }
                for when in [Today, Yesterday] {
                    next.extend(state.spend(when, amount));
                }
            }
            let mut waiting = *state;
            for _ in 1..=3 {
                waiting = waiting.next_day();
                next.push(waiting);
            }
        });
        explored.assert_is(25_490, 1_779_420);
    }
}

/// All days, and all distances of the day and of the last day that a rule can distinguish.
#[test]
fn only_the_distance_of_days_matters() {
    let figures = |first: u16, last: u16, days: u16| {
        let mut grant = Grant::default().at(Day(first));
        grant.set(9 * UNIT, Day(first + last), true);
        grant.draw(Today, 4 * UNIT);
        let today = first + days;
        let grant = grant.at(Day(today));
        let covered = [today - 1, today].map(|day| grant.covers(day.into()));
        (grant.limit(), grant.left(Today), grant.left(Yesterday), covered)
    };
    for first in 1..=u16::MAX {
        let most = (u16::MAX - first).min(4);
        for last in 0..=most {
            for days in 0..=most {
                assert_eq!(figures(first, last, days), figures(1, last, days));
            }
        }
    }
}
