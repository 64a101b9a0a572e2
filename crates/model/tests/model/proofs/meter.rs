// SPDX-License-Identifier: MIT OR Apache-2.0
//! The meter never creates credits. Of each day, an account settles at most the DIEM that was active
//! at 00:00 plus the DIEM activated that day, and all accounts together at most the existing DIEM.
//!
//! # Why small amounts are enough
//! Every rule of [`Meter`] adds an amount to fields, subtracts one, or copies fields; the only
//! comparisons are guards (`amount ≤ limit`, `credits ≤ left`). So the rules are linear: if the same
//! kinds of operations are applied to two meters, adding their amounts gives a valid history of the
//! sum of both meters (`meter_rules_are_linear`). Conversely, every history is such a sum of
//! histories with amounts of 0 and 1: regard each wei of DIEM as a meter of its own. An operation
//! on `n` wei is an operation on 1 wei for `n` of the meters that allow it, and there are enough of
//! them, because `limit` and `left` are the sums of theirs. The properties `settled ≤ had` and
//! `left = had − settled` are linear too: they hold for a sum if they hold for each part. So
//! amounts of 0 and 1 would be enough. The explorations below go up to 6 and 3 units; the largest
//! unit fills the fields.

use crate::common::random_cases;
use diem_model::meter::{InsufficientActive, Meter};
use diem_model::params::BOUNDS;
use diem_model::time::CreditDay::{self, Today, Yesterday};
use diem_model::time::{Day, DAY};
use packed_word::Record;
use proptest::prelude::*;

use super::explore::{aged, closure, later};

const START: Day = Day(20_000);

/// The expected credits of a day: how many there were so far, and how many of them are settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Credits {
    had: u128,
    settled: u128,
}

/// One account: its slot as stored, and the expected active DIEM and credits of both days.
#[derive(Clone, Copy)]
struct Account {
    slot: packed_word::Wide,
    active: u128,
    today: Credits,
    yesterday: Credits,
}

type Key = ((u128, u128, u16), u128, Credits, Credits);

impl Account {
    fn new() -> Self {
        Self {
            slot: Meter::default().pack(),
            active: 0,
            today: Credits::default(),
            yesterday: Credits::default(),
        }
    }

    fn key(&self, today: Day) -> Key {
        (aged::<15>(self.slot, today), self.active, self.today, self.yesterday)
    }

    fn meter(&self, today: Day) -> Meter {
        Meter::unpack(self.slot).at(today)
    }

    /// Asserts the property, and that the meter shows the expected figures.
    fn check(&self, today: Day) {
        for credits in [self.today, self.yesterday] {
            assert!(credits.settled <= credits.had, "a credit was created: {credits:?}");
        }
        let meter = self.meter(today);
        assert_eq!(meter.limit(), self.active);
        assert_eq!(meter.left(Today), self.today.had - self.today.settled);
        assert_eq!(meter.left(Yesterday), self.yesterday.had - self.yesterday.settled);
        assert_eq!(meter.at(today), meter, "updating twice changes the meter");
    }

    /// Midnight, at which nothing is stored.
    fn next_day(mut self) -> Self {
        self.yesterday = self.today;
        self.today = Credits { had: self.active, settled: 0 };
        self
    }

    /// Changes the meter as the contract does: updated to the day, changed, stored.
    fn change(mut self, today: Day, change: impl FnOnce(&mut Meter)) -> Self {
        let mut meter = self.meter(today);
        change(&mut meter);
        self.slot = meter.pack();
        self
    }

    fn activate(mut self, today: Day, amount: u128) -> Self {
        self.active += amount;
        self.today.had += amount;
        self.change(today, |meter| meter.activate(amount))
    }

    fn reactivate(mut self, today: Day, amount: u128) -> Self {
        self.active += amount;
        self.change(today, |meter| meter.reactivate(amount))
    }

    /// `None` if the meter rejects the amount, which it must if and only if less is active.
    fn deactivate(mut self, today: Day, amount: u128) -> Option<Self> {
        let mut outcome = Ok(());
        let next = self.change(today, |meter| outcome = meter.deactivate(amount));
        if amount > self.active {
            assert_eq!(outcome, Err(InsufficientActive(self.active)));
            assert_eq!(next.meter(today), self.meter(today), "a failed call changed the meter");
            return None;
        }
        assert_eq!(outcome, Ok(()));
        self.slot = next.slot;
        self.active -= amount;
        Some(self)
    }

    /// Settles as much of `wanted` as the meter has left.
    fn spend(mut self, today: Day, when: CreditDay, wanted: u128) -> Self {
        let credits = wanted.min(self.meter(today).left(when));
        match when {
            Today => self.today.settled += credits,
            Yesterday => self.yesterday.settled += credits,
        }
        self.change(today, |meter| meter.draw(when, credits))
    }
}

/// One account, all operations in any order with 0 to 6 units each. There is no cooldown between a
/// deactivation and the next activation: the meter alone guarantees the property.
#[test]
fn meter_never_creates_credits() {
    const MOST: u128 = 6;
    for unit in [1, 1_000_000_000_000_000_000, ((1 << 80) - 1) / MOST] {
        let explored = closure(
            (START, Account::new()),
            |(today, account)| account.key(*today),
            |(today, account), next| {
                let today = *today;
                account.check(today);
                for units in 0..=MOST {
                    let amount = units * unit;
                    if account.active + amount <= MOST * unit {
                        if account.today.had + amount <= MOST * unit {
                            next.push((today, account.activate(today, amount)));
                        }
                        next.push((today, account.reactivate(today, amount)));
                    }
                    next.extend(account.deactivate(today, amount).map(|next| (today, next)));
                    for when in [Today, Yesterday] {
                        next.push((today, account.spend(today, when, amount)));
                    }
                }
                let mut waiting = *account;
                for days in 1..=3 {
                    waiting = waiting.next_day();
                    next.push((later(today, days), waiting));
                }
            },
        );
        explored.assert_is(7_203, 199_871);
    }
}

/// Two accounts and all existing DIEM: in wallets, active, or in tickets.
#[derive(Clone, Copy)]
struct State {
    today: Day,
    accounts: [Account; 2],
    /// DIEM in wallets. The holder does not matter, because it can be transferred.
    wallets: u128,
    /// The DIEM in each account's tickets: opened today, and before.
    tickets: [[u128; 2]; 2],
}

/// Two accounts do everything they can to use a credit twice. A ticket can be paid from the day after
/// it was opened (`ticket_cannot_be_paid_on_the_day_it_was_opened`), and cancelled at any time.
#[test]
fn no_diem_gives_two_credits_on_one_day() {
    const DIEM: u128 = 3;
    let start =
        State { today: START, accounts: [Account::new(); 2], wallets: DIEM, tickets: [[0; 2]; 2] };
    let explored = closure(
        start,
        |state| {
            let keys = state.accounts.map(|account| account.key(state.today));
            (keys, state.wallets, state.tickets)
        },
        |state, next| {
            let today = state.today;
            let sum = |of: fn(&Account) -> u128| state.accounts.iter().map(of).sum::<u128>();
            state.accounts.iter().for_each(|account| account.check(today));
            // What the contract holds: active DIEM and tickets. This is invariant 7, at every time.
            let held = DIEM - state.wallets;
            assert_eq!(sum(|a| a.active) + state.tickets.iter().flatten().sum::<u128>(), held);
            assert!(sum(|a| a.today.had) <= held);
            assert!(sum(|a| a.today.settled) <= DIEM && sum(|a| a.yesterday.settled) <= DIEM);

            for (who, account) in state.accounts.into_iter().enumerate() {
                let mut push = |account: Account, change: &dyn Fn(&mut State)| {
                    let mut state = *state;
                    state.accounts[who] = account;
                    change(&mut state);
                    next.push(state);
                };
                for amount in 1..=DIEM {
                    if amount <= state.wallets {
                        push(account.activate(today, amount), &|state| state.wallets -= amount);
                    }
                    if let Some(account) = account.deactivate(today, amount) {
                        push(account, &|state| state.tickets[who][0] += amount);
                    }
                    for opened in 0..2 {
                        if amount <= state.tickets[who][opened] {
                            push(account.reactivate(today, amount), &|state| {
                                state.tickets[who][opened] -= amount;
                            });
                        }
                    }
                    if amount <= state.tickets[who][1] {
                        push(account, &|state| {
                            state.tickets[who][1] -= amount;
                            state.wallets += amount;
                        });
                    }
                    for when in [Today, Yesterday] {
                        push(account.spend(today, when, amount), &|_| {});
                    }
                }
            }
            let mut waiting = *state;
            for days in 1..=3 {
                waiting.today = later(today, days);
                waiting.accounts = waiting.accounts.map(Account::next_day);
                waiting.tickets = waiting.tickets.map(|[opened, before]| [0, opened + before]);
                next.push(waiting);
            }
        },
    );
    explored.assert_is(137_686, 2_636_274);
}

#[test]
fn ticket_cannot_be_paid_on_the_day_it_was_opened() {
    let (least, most) = BOUNDS[4];
    assert_eq!(least, DAY.into());
    for cooldown in [least as u64, most as u64] {
        for opened in [0, 1, DAY / 2, DAY - 1] {
            let opened = START.start_after(0) + opened;
            assert!(Day::of(opened + cooldown) > Day::of(opened));
        }
    }
}

/// All days, and all distances that a rule can distinguish.
#[test]
fn only_the_distance_of_days_matters() {
    let figures = |meter: Meter| (meter.limit(), meter.left(Today), meter.left(Yesterday));
    let on = |day: u16| {
        let mut meter = Meter::default();
        for (day, amount) in [(day, 5), (day + 1, 2)] {
            meter = meter.at(Day(day));
            meter.activate(amount);
            meter.draw(Today, 3);
        }
        meter.draw(Yesterday, 1);
        meter
    };
    let (first, last) = (Day::FIRST.0, Day::LAST.0);
    for day in first..last {
        for days in 1..=(last - day).min(4) {
            let [here, there] =
                [day, first + 1].map(|first| figures(on(first).at(Day(first + days))));
            assert_eq!(here, there);
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Days(u16),
    Activate,
    Deactivate,
    Reactivate,
    Use(CreditDay),
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    /// Two histories of the same kinds of operations, and a third one with the sums of their amounts.
    #[test]
    fn meter_rules_are_linear(steps in prop::collection::vec((
        prop_oneof![
            (1u16..4).prop_map(Kind::Days),
            Just(Kind::Activate),
            Just(Kind::Deactivate),
            Just(Kind::Reactivate),
            Just(Kind::Use(Today)),
            Just(Kind::Use(Yesterday)),
        ],
        (0u32..72).prop_flat_map(|bits| 0..=1u128 << bits),
        (0u32..72).prop_flat_map(|bits| 0..=1u128 << bits),
    ), 1..40)) {
        let (mut today, mut meters) = (START, [Meter::default(); 3]);
        for (kind, a, b) in steps {
            if let Kind::Days(days) = kind {
                today = later(today, days);
            }
            meters = meters.map(|meter| meter.at(today));
            let of = |whole: fn(&Meter, CreditDay) -> u128, when| {
                let [a, b] = [(a, &meters[0]), (b, &meters[1])]
                    .map(|(amount, meter)| amount.min(whole(meter, when)));
                [a, b, a + b]
            };
            let amounts = match kind {
                Kind::Deactivate => of(|meter, _| meter.limit(), Today),
                Kind::Use(when) => of(Meter::left, when),
                _ => [a, b, a + b],
            };
            for (meter, amount) in meters.iter_mut().zip(amounts) {
                match kind {
                    Kind::Days(_) => {}
                    Kind::Activate => meter.activate(amount),
                    Kind::Deactivate => prop_assert!(meter.deactivate(amount).is_ok()),
                    Kind::Reactivate => meter.reactivate(amount),
                    Kind::Use(when) => meter.draw(when, amount),
                }
            }
            let [a, b, sum] = meters;
            prop_assert_eq!(a.limit() + b.limit(), sum.limit());
            for when in [Today, Yesterday] {
                prop_assert_eq!(a.left(when) + b.left(when), sum.left(when));
            }
        }
    }
}
