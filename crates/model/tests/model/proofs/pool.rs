// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is in the pool pays providers, and only them, whatever happens on which days.
//!
//! The ledger's pool and budgets are held against bookkeeping that knows two days by name instead of
//! by parity. Amounts are small: the formulas are compared with big numbers in `capacity.rs`, and
//! here every order of settlements, activations and rolls is tried. Nothing comes in after the start,
//! so that the exploration ends, and each unit is always in the pool, in a budget, or paid.

use diem_model::ledger::{budget_index, Ledger, Today};
use diem_model::params::CreditPrice;
use diem_model::position::Stake;
use diem_model::revenue::Inflow;
use diem_model::time::CreditDay::{self, Today as OfToday, Yesterday};
use diem_model::time::Day;
use packed_word::{Record, Wide};

use super::explore::{closure, later, Explored};

const START: Day = Day(20_000);
/// One credit, and one DIEM.
const ONE: u128 = 1_000_000_000_000_000_000;
/// What is in the pool at first.
const HELD: u128 = 12;
/// The most credits of a day.
const MOST: u128 = 3;

/// A day's budget: what it holds, and the credits that are not settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Open {
    left: u128,
    credits: u128,
}

#[derive(Clone, Copy)]
struct State {
    ledger: Ledger,
    price: u128,
    today: Open,
    yesterday: Open,
    active: u128,
    pool: u128,
    /// What providers were paid.
    paid: u128,
}

type Key = (Open, Open, [u128; 4], u16);

impl State {
    fn key(&self) -> Key {
        let issued = self.ledger.today.issued;
        let rest = [self.active, self.pool, self.paid, issued];
        (self.today, self.yesterday, rest, self.ledger.today.day.0 % 2)
    }

    fn check(&self) {
        let Ledger { today, budgets, inflow, .. } = self.ledger;
        let [of_today, of_yesterday] =
            [OfToday, Yesterday].map(|when| budgets[budget_index(today.settled_day(when))]);
        assert_eq!((of_today.left, of_yesterday.left), (self.today.left, self.yesterday.left));
        assert_eq!(of_today.unsettled(today.issued), self.today.credits * ONE);
        assert_eq!(of_yesterday.unsettled(of_yesterday.issued), self.yesterday.credits * ONE);
        assert_eq!((today.active, inflow.pool), (self.active * ONE, self.pool));
        let all = self.pool + self.today.left + self.yesterday.left + self.paid;
        assert_eq!(all, HELD, "every unit is in one place");
        let stakers = (self.ledger.stream.amount, self.ledger.accounting.index.value);
        assert_eq!(stakers, (0, 0), "stakers receive nothing");
    }

    fn activate(mut self, amount: u128) -> Self {
        self.ledger.today.activate(amount * ONE);
        self.active += amount;
        self.today.credits += amount;
        self
    }

    fn deactivate(mut self, amount: u128) -> Self {
        self.ledger.today.deactivate(amount * ONE);
        self.active -= amount;
        self
    }

    fn settle(mut self, when: CreditDay, credits: u128) -> Self {
        let issued = self.ledger.today.issued;
        let budget = &mut self.ledger.budgets[budget_index(self.ledger.today.settled_day(when))];
        let (open, issued) = match when {
            OfToday => (&mut self.today, issued),
            Yesterday => (&mut self.yesterday, budget.issued),
        };
        let paid = budget.settle_floor(credits * ONE, issued, CreditPrice(self.price));
        assert_eq!(paid, (credits * open.left / open.credits).min(credits * self.price));
        open.left -= paid;
        open.credits -= credits;
        self.paid += paid;
        self
    }

    fn roll(mut self, days: u16) -> Self {
        let now = later(self.ledger.today.day, days).start_after(0) + 1;
        let totals = Stake::unpack(Wide { high: ONE, low: ONE });
        let pool = self.ledger.roll(now, &totals, CreditPrice(self.price));
        // The budgets of all days before yesterday end. A skipped day has none.
        let ended = self.yesterday.left + if days > 1 { self.today.left } else { 0 };
        let rest = self.pool + ended;
        assert_eq!(pool, rest);
        let budget = (self.active * self.price).max(rest / 2).min(rest);
        self.yesterday = if days > 1 { Open::default() } else { self.today };
        self.today = Open { left: budget, credits: self.active };
        self.pool = rest - budget;
        self
    }
}

#[test]
fn pool_pays_providers_and_only_them() {
    let mut explored = Explored { states: 0, transitions: 0 };
    for price in [0, 1, 3, HELD] {
        let ledger = Ledger {
            today: Today { day: START, ..Today::default() },
            inflow: Inflow { pending_stream: 0, pool: HELD },
            ..Ledger::default()
        };
        let (today, yesterday) = (Open::default(), Open::default());
        let start = State { ledger, price, today, yesterday, active: 0, pool: HELD, paid: 0 };
        let found = closure(start, State::key, |state, next| {
            state.check();
            for amount in 1..=MOST {
                if state.ledger.today.issued / ONE + amount <= MOST {
                    next.push(state.activate(amount));
                }
                if amount <= state.active {
                    next.push(state.deactivate(amount));
                }
                for (when, open) in [(OfToday, state.today), (Yesterday, state.yesterday)] {
                    if amount <= open.credits {
                        next.push(state.settle(when, amount));
                    }
                }
            }
            next.extend((1..=3).map(|days| state.roll(days)));
        });
        explored.states += found.states;
        explored.transitions += found.transitions;
    }
    explored.assert_is(62_202, 497_998);
}
