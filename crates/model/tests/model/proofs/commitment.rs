// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments bind the right days, whatever an account does.
//!
//! Invariant 17, as far as dates go: who is bound for a day is decided before it begins and never
//! changes afterwards, so no provider loses what it may have served; of the two days that can be
//! settled at any time, no two are bound to different providers; and settlements that skip reading
//! the commitment, because the meter's flag is not set, miss nothing.
//!
//! # Why two providers are enough
//! The rules only compare the provider with the one asked for, and with zero. Days are compared with
//! today and the two days after it only, so that histories which agree in those behave alike.

use diem_model::commitment::{Commitment, InForce, NoCommitment};
use diem_model::meter::Meter;
use diem_model::time::Day;
use packed_word::{Record, Wide};

use super::explore::{closure, later};

const START: Day = Day(20_000);
/// The indices of [`State::bound`].
const YESTERDAY: usize = 0;
const TODAY: usize = 1;
const TOMORROW: usize = 2;
const AFTER_TOMORROW: usize = 3;
const LATER: usize = 4;

#[derive(Clone, Copy)]
struct State {
    today: Day,
    commitment: Wide,
    meter: Wide,
    /// The provider that each day is bound to: yesterday, today, the two days after, and all later
    /// ones. Bookkeeping that knows nothing of first and last days.
    bound: [Option<u8>; 5],
}

fn address(provider: u8) -> Wide {
    Wide { high: 0, low: provider.into() }
}

impl State {
    fn commitment(&self) -> Commitment {
        Commitment::unpack(self.commitment)
    }

    fn maybe_committed(&self) -> bool {
        Meter::unpack(self.meter).maybe_committed
    }

    /// The state without its absolute dates. A date more than two days ago is never compared with
    /// another again.
    fn key(&self) -> (u128, u16, u16, bool, [Option<u8>; 5]) {
        let commitment = self.commitment();
        let distance = |day: Day| day.after(3).0.saturating_sub(self.today.0).min(9);
        let dates = (distance(commitment.from()), distance(commitment.until()));
        (commitment.provider().low, dates.0, dates.1, self.maybe_committed(), self.bound)
    }

    fn check(&self) {
        let (commitment, today) = (self.commitment(), u32::from(self.today.0));
        for (day, bound) in (today - 1..).zip(self.bound) {
            let provider = commitment.covers(day).then_some(commitment.provider());
            assert_eq!(provider, bound.map(address), "on day {day} of {today}");
        }
        let is_over = self.bound.iter().all(Option::is_none);
        assert_eq!(commitment.is_over(self.today), is_over);
        assert!(self.maybe_committed() || is_over, "a settlement would not look");
        if let [Some(yesterday), Some(today), ..] = self.bound {
            assert_eq!(yesterday, today, "two providers can settle on one day");
        }
    }

    fn next_day(self) -> Self {
        let [_, a, b, c, d] = self.bound;
        Self { today: later(self.today, 1), bound: [a, b, c, d, d], ..self }
    }

    fn with_flag(mut self, maybe_committed: bool) -> Self {
        let mut meter = Meter::unpack(self.meter).at(self.today);
        meter.maybe_committed = maybe_committed;
        self.meter = meter.pack();
        self
    }

    /// The first day that is not bound any more: what the errors carry.
    fn until(&self) -> Day {
        match self.bound.iter().rposition(Option::is_some) {
            Some(LATER) => Commitment::OPEN,
            Some(last) => Day(self.today.0 + last as u16),
            None => unreachable!("no day is bound"),
        }
    }

    fn commit(mut self, provider: u8) -> Option<Self> {
        let mut commitment = self.commitment();
        let outcome = commitment.commit(address(provider), self.today);
        let first = self.bound.iter().position(Option::is_some);
        let ends = self.bound[TODAY..].iter().all(Option::is_none);
        let Some(first) = first else {
            assert_eq!(outcome, Ok(true));
            self.bound[TOMORROW..].fill(Some(provider));
            self.commitment = commitment.pack();
            return Some(self.with_flag(true));
        };
        if ends || self.bound[first] != Some(provider) {
            assert_eq!(outcome, Err(InForce(self.until())));
            assert_eq!(commitment, self.commitment(), "a failed call changed it");
            return None;
        }
        assert_eq!(outcome, Ok(self.bound[LATER].is_none()));
        // A release on day R leaves R + 1 bound: only days after tomorrow can be missing.
        self.bound[first..].fill(Some(provider));
        self.commitment = commitment.pack();
        Some(if outcome == Ok(true) { self.with_flag(true) } else { self })
    }

    fn release(mut self) -> Option<Self> {
        let mut commitment = self.commitment();
        let outcome = commitment.release(self.today);
        if self.bound[TODAY..].iter().all(Option::is_none) {
            assert_eq!(outcome, Err(NoCommitment));
            assert_eq!(commitment, self.commitment(), "a failed call changed it");
            return None;
        }
        assert_eq!(outcome, Ok(self.bound[LATER].is_some()));
        self.bound[AFTER_TOMORROW..].fill(None);
        self.commitment = commitment.pack();
        Some(self)
    }

    /// What a settlement does once the flag made it read the commitment.
    fn settle(self) -> Self {
        if self.maybe_committed() && self.commitment().is_over(self.today) {
            return self.with_flag(false);
        }
        self
    }
}

#[test]
fn commitments_bind_exactly_the_days_that_were_announced() {
    let start = State {
        today: START,
        commitment: Commitment::default().pack(),
        meter: Meter::default().pack(),
        bound: [None; 5],
    };
    let explored = closure(start, State::key, |state, next| {
        state.check();
        let before = next.len();
        next.extend(state.commit(1));
        next.extend(state.commit(2));
        next.extend(state.release());
        next.push(state.settle());
        for after in &next[before..] {
            // The days that can be settled stay bound to the same provider, and so does tomorrow if it
            // is bound already.
            assert_eq!(after.bound[YESTERDAY..=TODAY], state.bound[YESTERDAY..=TODAY]);
            if state.bound[TOMORROW].is_some() {
                assert_eq!(after.bound[TOMORROW], state.bound[TOMORROW]);
            }
        }
        next.push(state.next_day());
    });
    explored.assert_is(51, 192);
}

/// The exploration starts on one day; the rules compare days by their distance only.
#[test]
fn only_the_distance_of_days_matters() {
    for first in Day::FIRST.0..Day::LAST.0 - 8 {
        let mut commitment = Commitment::default();
        let mut seen = Vec::new();
        let on = |days: u16| Day(first + days);
        seen.push(commitment.commit(address(1), on(0)) == Ok(true));
        seen.push(commitment.commit(address(2), on(1)) == Err(InForce(Commitment::OPEN)));
        seen.push(commitment.release(on(2)) == Ok(true));
        seen.push(commitment.commit(address(1), on(4)) == Err(InForce(on(4))));
        seen.push(commitment.commit(address(2), on(5)) == Ok(true));
        assert_eq!(seen, [true; 5], "from day {first} on");
        assert_eq!((commitment.from(), commitment.until()), (on(6), Commitment::OPEN));
    }
}
