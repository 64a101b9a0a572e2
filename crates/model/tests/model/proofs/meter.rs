//! The meter never makes credits: of each day at most what was active at 00:00 and was activated
//! that day is ever settled, and over all accounts no more than there is DIEM.
//!
//! # Why small amounts are enough
//! Every rule of [`Meter`] adds an amount to fields, subtracts one, or copies fields; the only
//! comparisons are guards (`amount ≤ limit`, `credits ≤ left`). So the rules are linear:
//! histories of the same kind of operations on two meters, added up amount by amount, are a history
//! of their sum (`the_rules_are_linear`). And any history with whole amounts is such a sum of
//! histories with amounts of 0 and 1: think of each wei of DIEM as a meter of its own. An operation
//! over `n` wei is an operation over 1 for `n` of those that allow it, and there are as many,
//! since `limit` and `left` are the sums of theirs. What is claimed, `settled ≤ had` and
//! `left = had − settled`, is linear as well: it holds for a sum if it holds for each. So amounts
//! of 0 and 1 would do; the explorations below go to 4 and 2, at three units, the greatest of
//! which fills the fields.

use diem_model::meter::{InsufficientActive, Meter};
use diem_model::params::BOUNDS;
use diem_model::time::CreditDay::{self, Today, Yesterday};
use diem_model::time::{Day, DAY};
use packed_word::Record;
use proptest::prelude::*;

use super::explore::{aged, closure, later};

const START: Day = Day(20_000);

/// A day's credits, reckoned: how many there were so far, and how many of them are settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Credits {
    had: u128,
    settled: u128,
}

/// One account: its slot as stored, and a reckoning of active DIEM and both days' credits.
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
        (
            aged(self.slot, today),
            self.active,
            self.today,
            self.yesterday,
        )
    }

    fn meter(&self, today: Day) -> Meter {
        Meter::unpack(self.slot).at(today)
    }

    /// What is claimed, and that all views say what is reckoned.
    fn check(&self, today: Day) {
        for credits in [self.today, self.yesterday] {
            assert!(
                credits.settled <= credits.had,
                "a credit was made: {credits:?}"
            );
        }
        let meter = self.meter(today);
        assert_eq!(meter.limit(), self.active);
        assert_eq!(meter.left(Today), self.today.had - self.today.settled);
        assert_eq!(
            meter.left(Yesterday),
            self.yesterday.had - self.yesterday.settled
        );
        assert_eq!(meter.at(today), meter, "twice is once");
    }

    /// 00:00: nothing is stored.
    fn next_day(mut self) -> Self {
        self.yesterday = self.today;
        self.today = Credits {
            had: self.active,
            settled: 0,
        };
        self
    }

    /// As the contract does: brought up to the day, changed, stored.
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

    /// `None` where the meter refuses, which it must exactly where that much is not active.
    fn deactivate(mut self, today: Day, amount: u128) -> Option<Self> {
        let mut outcome = Ok(());
        let next = self.change(today, |meter| outcome = meter.deactivate(amount));
        if amount > self.active {
            assert_eq!(outcome, Err(InsufficientActive(self.active)));
            assert_eq!(
                next.meter(today),
                self.meter(today),
                "a refusal changes nothing"
            );
            return None;
        }
        assert_eq!(outcome, Ok(()));
        self.slot = next.slot;
        self.active -= amount;
        Some(self)
    }

    /// Settles as much of `wanted` as the meter says is left.
    fn spend(mut self, today: Day, when: CreditDay, wanted: u128) -> Self {
        let credits = wanted.min(self.meter(today).left(when));
        match when {
            Today => self.today.settled += credits,
            Yesterday => self.yesterday.settled += credits,
        }
        self.change(today, |meter| meter.draw(when, credits))
    }
}

/// One account, any order of all operations with 0 to 4 units each, with nothing between a
/// deactivation and the next activation: the meter alone holds the bound.
#[test]
fn a_meter_never_makes_credits() {
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

/// Two accounts, and all the DIEM there is between them: in wallets, active, or in tickets.
#[derive(Clone, Copy)]
struct World {
    today: Day,
    accounts: [Account; 2],
    /// In wallets: who holds it does not matter, it can be sent.
    wallets: u128,
    /// Each account's tickets: opened today, and before.
    tickets: [[u128; 2]; 2],
}

/// All the DIEM of two people who do what they can to use a credit twice. A ticket is payable
/// from the day after it was opened (`a_ticket_is_not_payable_on_its_day`), and may be put back to
/// active DIEM at any time.
#[test]
fn no_diem_gives_two_credits_of_one_day() {
    const DIEM: u128 = 3;
    let start = World {
        today: START,
        accounts: [Account::new(); 2],
        wallets: DIEM,
        tickets: [[0; 2]; 2],
    };
    let explored = closure(
        start,
        |world| {
            let keys = world.accounts.map(|account| account.key(world.today));
            (keys, world.wallets, world.tickets)
        },
        |world, next| {
            let today = world.today;
            let sum = |of: fn(&Account) -> u128| world.accounts.iter().map(of).sum::<u128>();
            world
                .accounts
                .iter()
                .for_each(|account| account.check(today));
            // What is held here: active, or in a ticket. Invariant 7, at every moment.
            let held = DIEM - world.wallets;
            assert_eq!(
                sum(|a| a.active) + world.tickets.iter().flatten().sum::<u128>(),
                held
            );
            assert!(sum(|a| a.today.had) <= held);
            assert!(sum(|a| a.today.settled) <= DIEM && sum(|a| a.yesterday.settled) <= DIEM);

            for (who, account) in world.accounts.into_iter().enumerate() {
                let mut push = |account: Account, change: &dyn Fn(&mut World)| {
                    let mut world = *world;
                    world.accounts[who] = account;
                    change(&mut world);
                    next.push(world);
                };
                for amount in 1..=DIEM {
                    if amount <= world.wallets {
                        push(account.activate(today, amount), &|world| {
                            world.wallets -= amount
                        });
                    }
                    if let Some(account) = account.deactivate(today, amount) {
                        push(account, &|world| world.tickets[who][0] += amount);
                    }
                    for opened in 0..2 {
                        if amount <= world.tickets[who][opened] {
                            push(account.reactivate(today, amount), &|world| {
                                world.tickets[who][opened] -= amount;
                            });
                        }
                    }
                    if amount <= world.tickets[who][1] {
                        push(account, &|world| {
                            world.tickets[who][1] -= amount;
                            world.wallets += amount;
                        });
                    }
                    for when in [Today, Yesterday] {
                        push(account.spend(today, when, amount), &|_| {});
                    }
                }
            }
            let mut waiting = *world;
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
fn a_ticket_is_not_payable_on_its_day() {
    let (least, most) = BOUNDS[4];
    assert_eq!(least, DAY.into());
    for cooldown in [least as u64, most as u64] {
        for opened in [0, 1, DAY / 2, DAY - 1] {
            let opened = START.start_after(0) + opened;
            assert!(Day::of(opened + cooldown) > Day::of(opened));
        }
    }
}

/// Every day there is, and every distance that a rule tells apart.
#[test]
fn days_matter_by_their_distance_only() {
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
    for day in 1..u16::MAX {
        for days in 1..=(u16::MAX - day).min(4) {
            let [here, there] = [day, 1].map(|first| figures(on(first).at(Day(first + days))));
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
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Two histories of the same kinds of operations, and the one with the sums of their amounts.
    #[test]
    fn the_rules_are_linear(steps in prop::collection::vec((
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
