//! Random sequences of every call by several people, over weeks, against a plain reckoning of what
//! each of them must have. The invariants are numbered as in DESIGN's list; those named here hold
//! for the faces that exist.

use std::collections::BTreeMap;

use crate::support::*;
use alloy_primitives::{Address, U256};
use diem::model::curve::Curve;
use diem::model::time::clock;
use proptest::prelude::*;

both! {
    random_sequences_keep_the_invariants,
}

const PEOPLE: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Stake { by: usize, to: usize, amount: u128 },
    Mint { by: usize, amount: u128 },
    StakeAndMint { by: usize, amount: u128 },
    Burn { by: usize, part: u8 },
    Transfer { by: usize, to: usize, part: u8 },
    Initiate { by: usize, part: u8 },
    Cancel { by: usize, nth: usize },
    Finalize { by: usize },
    Wait { seconds: u64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let by = 0..PEOPLE;
    let amount = prop_oneof![
        1u128..1_000,
        (0u32..84).prop_flat_map(|b| 1u128 << b..2u128 << b)
    ];
    let step = prop_oneof![
        3 => (by.clone(), by.clone(), amount.clone())
            .prop_map(|(by, to, amount)| Step::Stake { by, to, amount }),
        3 => (by.clone(), amount.clone()).prop_map(|(by, amount)| Step::Mint { by, amount }),
        1 => (by.clone(), amount).prop_map(|(by, amount)| Step::StakeAndMint { by, amount }),
        3 => (by.clone(), any::<u8>()).prop_map(|(by, part)| Step::Burn { by, part }),
        1 => (by.clone(), by.clone(), any::<u8>())
            .prop_map(|(by, to, part)| Step::Transfer { by, to, part }),
        3 => (by.clone(), any::<u8>()).prop_map(|(by, part)| Step::Initiate { by, part }),
        1 => (by.clone(), 0..40usize).prop_map(|(by, nth)| Step::Cancel { by, nth }),
        2 => by.prop_map(|by| Step::Finalize { by }),
        2 => (1u64..4 * COOLDOWN / 3).prop_map(|seconds| Step::Wait { seconds }),
    ];
    prop::collection::vec(step, 1..60)
}

/// `part`/255 of `whole`, at least 1.
fn share(part: u8, whole: u128) -> u128 {
    (whole / 255 * u128::from(part)).max(1)
}

/// What a person has, kept plainly.
#[derive(Clone, Default, Debug)]
struct Person {
    wallet: u128,
    staked: u128,
    locked: u128,
    minted: u128,
    diem: u128,
    /// Open tickets: number → (amount, maturity).
    tickets: BTreeMap<u32, (u128, u64)>,
    opened: u32,
}

struct Game {
    world: World,
    addresses: [Address; PEOPLE],
    people: [Person; PEOPLE],
    curve: Curve,
    mints: u128,
    highest: u128,
    /// How many calls of each outcome, so that a test knows it tested.
    outcomes: [u32; 2],
}

impl Game {
    fn new(fees: Fees) -> Self {
        let world = World::new(fees);
        let addresses = ["ada", "ben", "cleo"].map(account);
        let wallet = 1u128 << 100;
        addresses
            .iter()
            .for_each(|address| world.fund(*address, wallet));
        let people = std::array::from_fn(|_| Person {
            wallet,
            ..Person::default()
        });
        let curve = Curve {
            base: PARAMS[0],
            power: PARAMS[1],
            target: PARAMS[2],
        };
        Self {
            world,
            addresses,
            people,
            curve,
            mints: 0,
            highest: 0,
            outcomes: [0; 2],
        }
    }

    fn supply(&self) -> u128 {
        self.people.iter().map(|p| p.minted).sum()
    }

    /// Records an outcome and holds it against what was expected of it.
    #[track_caller]
    fn expect<T>(&mut self, result: Result<T, Vec<u8>>, allowed: bool) -> Option<T> {
        self.outcomes[usize::from(result.is_ok())] += 1;
        assert_eq!(
            result.is_ok(),
            allowed,
            "{:?}",
            result.err().map(|data| hex(&data))
        );
        result.ok()
    }

    fn run(&mut self, step: &Step) {
        match *step {
            Step::Stake { by, to, amount } => {
                let call = stakeVvvCall {
                    recipient: self.addresses[to],
                    amount: u(amount),
                };
                let result = self.world.call(self.addresses[by], call);
                if self
                    .expect(result, amount <= self.people[by].wallet)
                    .is_some()
                {
                    self.people[by].wallet -= amount;
                    self.people[to].staked += amount;
                }
            }
            Step::Mint { by, amount } => {
                let call = mintDiemCall {
                    vvvToLock: u(amount),
                    minOut: U256::ZERO,
                };
                let result = self.world.call(self.addresses[by], call).map(|r| r.diemOut);
                let person = &self.people[by];
                let affordable = amount <= person.staked - person.locked;
                self.minted(by, amount, affordable, result);
            }
            Step::StakeAndMint { by, amount } => {
                let call = stakeAndMintCall {
                    vvv: u(amount),
                    minOut: U256::ZERO,
                    activate: false,
                };
                let result = self.world.call(self.addresses[by], call).map(|r| r.diemOut);
                let affordable = amount <= self.people[by].wallet;
                if self.minted(by, amount, affordable, result) {
                    self.people[by].wallet -= amount;
                    self.people[by].staked += amount;
                }
            }
            Step::Burn { by, part } => {
                let amount = share(part, self.people[by].minted);
                let call = burnDiemCall { amount: u(amount) };
                let result = self
                    .world
                    .call(self.addresses[by], call)
                    .map(|r| r.vvvUnlocked);
                let person = &self.people[by];
                let allowed = amount <= person.minted && amount <= person.diem;
                if let Some(freed) = self.expect(result, allowed) {
                    let person = &mut self.people[by];
                    // Invariant 6: the average rate, rounded down; all with the last.
                    assert_eq!(freed, u(amount) * u(person.locked) / u(person.minted));
                    person.locked -= freed.to::<u128>();
                    person.minted -= amount;
                    person.diem -= amount;
                }
            }
            Step::Transfer { by, to, part } => {
                let value = share(part, self.people[by].diem);
                let call = transferCall {
                    to: self.addresses[to],
                    value: u(value),
                };
                let result = self.world.call(self.addresses[by], call);
                if self.expect(result, value <= self.people[by].diem).is_some() {
                    self.people[by].diem -= value;
                    self.people[to].diem += value;
                }
            }
            Step::Initiate { by, part } => {
                let unlocked = self.people[by].staked - self.people[by].locked;
                let amount = share(part, unlocked);
                let call = initiateUnstakeVvvCall { amount: u(amount) };
                let result = self.world.call(self.addresses[by], call).map(|r| r.ticket);
                let allowed = amount <= unlocked && self.people[by].tickets.len() < 32;
                let maturity = clock::get().unwrap() + COOLDOWN;
                if let Some(ticket) = self.expect(result, allowed) {
                    let person = &mut self.people[by];
                    person.staked -= amount;
                    // Invariant 14: ids only grow.
                    assert!(ticket >= person.opened);
                    person.opened = ticket + 1;
                    person.tickets.insert(ticket, (amount, maturity));
                }
            }
            Step::Cancel { by, nth } => {
                let known = self.people[by].tickets.keys().nth(nth % 33).copied();
                let ticket = known.unwrap_or(self.people[by].opened);
                let call = cancelUnstakeVvvCall { ticket };
                let result = self.world.call(self.addresses[by], call);
                if self.expect(result, known.is_some()).is_some() {
                    let (amount, _) = self.people[by].tickets.remove(&ticket).unwrap();
                    self.people[by].staked += amount;
                }
            }
            Step::Finalize { by } => {
                let now = clock::get().unwrap();
                let result = self.world.call(self.addresses[by], finalizeUnstakeCall {});
                let due = |(_, maturity): &(u128, u64)| *maturity <= now;
                let paid: u128 = self.people[by]
                    .tickets
                    .values()
                    .filter(|t| due(t))
                    .map(|(amount, _)| amount)
                    .sum();
                if let Some(r) = self.expect(result, paid > 0) {
                    // Invariant 14: each ticket pays its amount, once, not before its time.
                    assert_eq!(r.amount, u(paid));
                    let person = &mut self.people[by];
                    person.tickets.retain(|_, ticket| !due(ticket));
                    person.wallet += paid;
                }
            }
            Step::Wait { seconds } => pass(seconds),
        }
    }

    fn minted(
        &mut self,
        by: usize,
        locked: u128,
        affordable: bool,
        result: Result<U256, Vec<u8>>,
    ) -> bool {
        let out = self.curve.mint(self.supply(), locked);
        let allowed = affordable && out.is_ok_and(|out| out > 0);
        let Some(got) = self.expect(result, allowed) else {
            return false;
        };
        assert_eq!(got, u(out.unwrap()));
        let person = &mut self.people[by];
        person.locked += locked;
        person.minted += got.to::<u128>();
        person.diem += got.to::<u128>();
        self.mints += 1;
        self.highest = self.highest.max(self.supply());
        true
    }

    /// Everything the contract says, against the reckoning and the invariants.
    fn check(&self) {
        let Snapshot {
            supply,
            staked,
            locked,
            held,
            accounts,
            ..
        } = self.world.snapshot(&self.addresses);
        for (seen, person) in accounts.iter().zip(&self.people) {
            assert_eq!(seen.vvv, u(person.wallet));
            assert_eq!(seen.unlocked, u(person.staked - person.locked));
            assert_eq!(
                (seen.locked, seen.minted),
                (u(person.locked), u(person.minted))
            );
            assert_eq!(seen.diem, u(person.diem));
            let mut tickets: Vec<_> = seen
                .tickets
                .0
                .iter()
                .zip(&seen.tickets.1)
                .zip(&seen.tickets.2)
                .map(|((id, amount), maturity)| (*id, (amount.to::<u128>(), maturity.to::<u64>())))
                .collect();
            tickets.sort_unstable();
            assert!(tickets.into_iter().eq(person.tickets.clone()));
            // Invariant 5.
            assert!(person.locked <= person.staked);
            assert!(person.minted > 0 || person.locked == 0);
        }
        let sum = |of: fn(&Person) -> u128| u(self.people.iter().map(of).sum());
        let in_tickets = sum(|p| p.tickets.values().map(|(amount, _)| amount).sum());
        // Invariant 1: what is held is what is owed.
        assert_eq!(held, sum(|p| p.staked) + in_tickets);
        assert_eq!((staked, locked), (sum(|p| p.staked), sum(|p| p.locked)));
        // Invariant 3.
        assert_eq!(supply, sum(|p| p.minted));
        assert_eq!(supply, sum(|p| p.diem));
        // Invariant 16: the locked VVV covers the curve's cost of the supply, but for the law's
        // tolerance at each mint.
        let cost = self.curve.cost(self.supply()).unwrap();
        let tolerance = 1 + self.curve.cost(self.highest).unwrap() / 10u128.pow(25);
        assert!(locked + u(self.mints * tolerance) >= u(cost));
    }

    /// Invariant 12: with its DIEM back, everybody can leave with everything, by its own calls and
    /// the passing of time.
    fn leave(mut self) {
        for by in 0..PEOPLE {
            // Whoever holds another's DIEM gives it back: burning needs it.
            for to in 0..PEOPLE {
                let due = self.people[to].minted.saturating_sub(self.people[to].diem);
                let spare = self.people[by].diem.saturating_sub(self.people[by].minted);
                if due.min(spare) > 0 {
                    let value = due.min(spare);
                    let call = transferCall {
                        to: self.addresses[to],
                        value: u(value),
                    };
                    self.world.ok(self.addresses[by], call);
                    self.people[by].diem -= value;
                    self.people[to].diem += value;
                }
            }
        }
        for by in 0..PEOPLE {
            let who = self.addresses[by];
            let total =
                |p: &Person| p.wallet + p.staked + p.tickets.values().map(|t| t.0).sum::<u128>();
            let owned = total(&self.people[by]);
            if self.people[by].minted > 0 {
                self.world.ok(
                    who,
                    burnDiemCall {
                        amount: u(self.people[by].minted),
                    },
                );
            }
            if self.people[by].staked > 0 {
                if self.people[by].tickets.len() == 32 {
                    let ticket = *self.people[by].tickets.keys().next().unwrap();
                    self.world.ok(who, cancelUnstakeVvvCall { ticket });
                }
                let amount = self.world.position(who).unlocked;
                self.world.ok(who, initiateUnstakeVvvCall { amount });
            }
            pass(COOLDOWN);
            let position = self.world.position(who);
            if !position.cooldown.1.is_zero() {
                self.world.ok(who, finalizeUnstakeCall {});
            }
            assert_eq!(self.world.position(who).vvv, u(owned));
        }
        let end = self.world.snapshot(&[]);
        assert_eq!(
            (end.supply, end.staked, end.locked, end.held),
            Default::default()
        );
    }
}

fn random_sequences_keep_the_invariants(fees: Fees) {
    use proptest::test_runner::{Config, TestRunner};
    use std::cell::Cell;
    let outcomes = Cell::new([0u32; 2]);
    TestRunner::new(Config {
        cases: 400,
        failure_persistence: None,
        ..Config::default()
    })
    .run(&steps(), |steps| {
        let mut game = Game::new(fees);
        for step in &steps {
            game.run(step);
            game.check();
        }
        let [refused, done] = outcomes.get();
        outcomes.set([refused + game.outcomes[0], done + game.outcomes[1]]);
        game.leave();
        Ok(())
    })
    .unwrap();
    let [refused, done] = outcomes.get();
    println!("{done} calls went through, {refused} were refused");
    assert!(done > 4_000 && refused > 1_000);
}
