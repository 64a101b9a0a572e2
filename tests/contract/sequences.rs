// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random sequences of staking, minting, burning, burn offers, transfers and tickets by three accounts, over weeks. After every step
//! the contract's views are compared with a simple expectation of what each account has. The invariants are numbered as
//! in `docs/security/invariants.md`.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::support::*;
use alloy_primitives::{Address, U256};
use diem::clock;
use diem::model::curve::Curve;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rstest::rstest;

const ACCOUNTS: usize = 3;

/// A call of one account, or a wait.
#[derive(Clone, Debug)]
enum Step {
    Stake { by: usize, to: usize, amount: u128 },
    Mint { by: usize, amount: u128 },
    StakeAndMint { by: usize, amount: u128 },
    Burn { by: usize, part: u8 },
    Offer { by: usize, rate: u128, part: u8 },
    BurnFor { by: usize, account: usize, to: usize, part: u8 },
    Transfer { by: usize, to: usize, part: u8 },
    Initiate { by: usize, part: u8 },
    Cancel { by: usize, nth: usize },
    Finalize { by: usize },
    Wait { seconds: u64 },
}

/// Sequences of 1 to 59 steps. Amounts may exceed what the account has, so that some calls revert.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let by = 0..ACCOUNTS;
    let amount = prop_oneof![1u128..1_000, (0u32..84).prop_flat_map(|b| 1u128 << b..2u128 << b)];
    let step = prop_oneof![
        3 => (by.clone(), by.clone(), amount.clone())
            .prop_map(|(by, to, amount)| Step::Stake { by, to, amount }),
        3 => (by.clone(), amount.clone()).prop_map(|(by, amount)| Step::Mint { by, amount }),
        1 => (by.clone(), amount).prop_map(|(by, amount)| Step::StakeAndMint { by, amount }),
        3 => (by.clone(), any::<u8>()).prop_map(|(by, part)| Step::Burn { by, part }),
        3 => (by.clone(), 0..200u128, any::<u8>())
            .prop_map(|(by, rate, part)| Step::Offer { by, rate: rate * ONE / 2, part }),
        // Mostly against the position of another account, and for a third one or the burner.
        6 => (by.clone(), 0..8usize, 0..8usize, any::<u8>()).prop_map(|(by, of, to, part)| {
            let account = (by + 1 + of % 2 + usize::from(of == 7)) % ACCOUNTS;
            let to = if to == 7 { account } else { (account + 1 + to % 2) % ACCOUNTS };
            Step::BurnFor { by, account, to, part: part / 4 }
        }),
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

/// What an account must have.
#[derive(Clone, Default, Debug)]
struct Expected {
    /// VVV in the wallet.
    wallet: u128,
    /// Staked VVV, locked included.
    staked: u128,
    /// VVV locked by minting.
    locked: u128,
    /// DIEM minted against it and not burned.
    minted: u128,
    /// DIEM in the wallet.
    diem: u128,
    /// The burn offer: rate, amount left, last day.
    offer: (u128, u128, u32),
    /// Open tickets by number: amount and maturity.
    tickets: BTreeMap<u32, (u128, u64)>,
    /// Above every ticket number so far.
    next_ticket: u32,
}

/// The contract, the expectation, and what has happened so far.
struct Simulation {
    fixture: Fixture,
    addresses: [Address; ACCOUNTS],
    expected: [Expected; ACCOUNTS],
    curve: Curve,
    mints: u128,
    /// The highest supply so far.
    highest: u128,
    /// The number of burns by offer.
    burns_by_offer: u32,
    /// The numbers of calls that reverted and that succeeded.
    outcomes: [u32; 2],
}

impl Simulation {
    fn new(fee_token: FeeToken) -> Self {
        let fixture = Fixture::new(fee_token);
        let addresses = ["ada", "ben", "cleo"].map(account);
        let wallet = 1u128 << 100;
        addresses.iter().for_each(|address| fixture.fund_vvv(*address, wallet));
        let expected = std::array::from_fn(|_| Expected { wallet, ..Expected::default() });
        let curve = Curve {
            base: PARAMS[param::BASE],
            power: PARAMS[param::POWER],
            target: PARAMS[param::TARGET],
        };
        Self {
            fixture,
            addresses,
            expected,
            curve,
            mints: 0,
            highest: 0,
            burns_by_offer: 0,
            outcomes: [0; 2],
        }
    }

    /// The expected supply.
    fn supply(&self) -> u128 {
        self.expected.iter().map(|account| account.minted).sum()
    }

    /// Counts an outcome, and asserts that the call succeeded exactly if it was allowed.
    #[track_caller]
    fn expect<T>(&mut self, result: Result<T, Vec<u8>>, allowed: bool) -> Option<T> {
        self.outcomes[usize::from(result.is_ok())] += 1;
        assert_eq!(result.is_ok(), allowed, "{:?}", result.err().map(|data| hex(&data)));
        result.ok()
    }

    /// Makes the call, and updates the expectation.
    fn run(&mut self, step: &Step) {
        match *step {
            Step::Stake { by, to, amount } => {
                let call = stakeVvvCall { recipient: self.addresses[to], amount: u(amount) };
                let result = self.fixture.call(self.addresses[by], call);
                if self.expect(result, amount <= self.expected[by].wallet).is_some() {
                    self.expected[by].wallet -= amount;
                    self.expected[to].staked += amount;
                }
            }
            Step::Mint { by, amount } => {
                let call = mintDiemCall { vvvToLock: u(amount), minOut: U256::ZERO };
                let result = self.fixture.call(self.addresses[by], call).map(|r| r.diemOut);
                let expected = &self.expected[by];
                let affordable = amount <= expected.staked - expected.locked;
                self.record_mint(by, amount, affordable, result);
            }
            Step::StakeAndMint { by, amount } => {
                let call = stakeAndMintCall { vvv: u(amount), minOut: U256::ZERO, activate: false };
                let result = self.fixture.call(self.addresses[by], call).map(|r| r.diemOut);
                let affordable = amount <= self.expected[by].wallet;
                if self.record_mint(by, amount, affordable, result) {
                    self.expected[by].wallet -= amount;
                    self.expected[by].staked += amount;
                }
            }
            Step::Burn { by, part } => {
                let amount = share(part, self.expected[by].minted);
                let call = burnDiemCall { amount: u(amount) };
                let result = self.fixture.call(self.addresses[by], call).map(|r| r.vvvUnlocked);
                let expected = &self.expected[by];
                let allowed = amount <= expected.minted && amount <= expected.diem;
                if let Some(freed) = self.expect(result, allowed) {
                    let expected = &mut self.expected[by];
                    // Invariant 6: burning unlocks at the average rate, rounded down; the last burn unlocks the rest.
                    assert_eq!(freed, u(amount) * u(expected.locked) / u(expected.minted));
                    expected.locked -= freed.to::<u128>();
                    expected.minted -= amount;
                    expected.diem -= amount;
                }
            }
            Step::Offer { by, rate, part } => {
                let amount = share(part, self.expected[by].minted);
                let last_day = today() + 20;
                let call = offerBurnCall { rate: u(rate), amount: u(amount), lastDay: last_day };
                let result = self.fixture.call(self.addresses[by], call);
                self.expect(result, true);
                self.expected[by].offer =
                    if rate == 0 { (0, 0, 0) } else { (rate, amount, last_day) };
            }
            Step::BurnFor { by, account, to, part } => {
                let Expected { locked, minted, offer: (rate, left, last_day), .. } =
                    self.expected[account];
                let amount = share(part, minted.min(self.expected[by].diem.max(255)));
                let call = burnForCall {
                    account: self.addresses[account],
                    amount: u(amount),
                    minVvv: U256::ZERO,
                    recipient: self.addresses[to],
                };
                let result = self.fixture.call(self.addresses[by], call).map(|r| r.paid);
                let freed = u(amount) * u(locked) / u(minted.max(1));
                let paid = (u(amount) * u(rate) / u(ONE)).min(freed);
                let allowed = by != account
                    && to != account
                    && today() <= last_day
                    && amount <= left.min(minted).min(self.expected[by].diem)
                    && !paid.is_zero();
                if let Some(got) = self.expect(result, allowed) {
                    // Invariant 13: the account loses the payment, which is no more than the burn frees.
                    assert_eq!(got, paid);
                    let (paid, freed) = (paid.to::<u128>(), freed.to::<u128>());
                    self.expected[by].diem -= amount;
                    self.expected[to].staked += paid;
                    let expected = &mut self.expected[account];
                    expected.staked -= paid;
                    expected.locked -= freed;
                    expected.minted -= amount;
                    expected.offer.1 -= amount;
                    self.burns_by_offer += 1;
                }
            }
            Step::Transfer { by, to, part } => {
                let value = share(part, self.expected[by].diem);
                let call = transferCall { to: self.addresses[to], value: u(value) };
                let result = self.fixture.call(self.addresses[by], call);
                if self.expect(result, value <= self.expected[by].diem).is_some() {
                    self.expected[by].diem -= value;
                    self.expected[to].diem += value;
                }
            }
            Step::Initiate { by, part } => {
                let unlocked = self.expected[by].staked - self.expected[by].locked;
                let amount = share(part, unlocked);
                let call = initiateUnstakeVvvCall { amount: u(amount) };
                let result = self.fixture.call(self.addresses[by], call).map(|r| r.ticket);
                let allowed = amount <= unlocked && self.expected[by].tickets.len() < 32;
                let maturity = clock::get().unwrap() + COOLDOWN;
                if let Some(ticket) = self.expect(result, allowed) {
                    let expected = &mut self.expected[by];
                    expected.staked -= amount;
                    // Invariant 14: ticket numbers are never reused.
                    assert!(ticket >= expected.next_ticket);
                    expected.next_ticket = ticket + 1;
                    expected.tickets.insert(ticket, (amount, maturity));
                }
            }
            Step::Cancel { by, nth } => {
                let known = self.expected[by].tickets.keys().nth(nth % 33).copied();
                let ticket = known.unwrap_or(self.expected[by].next_ticket);
                let call = cancelUnstakeVvvCall { ticket };
                let result = self.fixture.call(self.addresses[by], call);
                if self.expect(result, known.is_some()).is_some() {
                    let (amount, _) = self.expected[by].tickets.remove(&ticket).unwrap();
                    self.expected[by].staked += amount;
                }
            }
            Step::Finalize { by } => {
                let now = clock::get().unwrap();
                let result = self.fixture.call(self.addresses[by], finalizeUnstakeCall {});
                let due = |(_, maturity): &(u128, u64)| *maturity <= now;
                let paid: u128 = self.expected[by]
                    .tickets
                    .values()
                    .filter(|t| due(t))
                    .map(|(amount, _)| amount)
                    .sum();
                if let Some(r) = self.expect(result, paid > 0) {
                    // Invariant 14: a ticket pays its amount once, at or after its maturity.
                    assert_eq!(r.amount, u(paid));
                    let expected = &mut self.expected[by];
                    expected.tickets.retain(|_, ticket| !due(ticket));
                    expected.wallet += paid;
                }
            }
            Step::Wait { seconds } => advance(seconds),
        }
    }

    /// Checks the outcome of a mint against the curve, and records it.
    fn record_mint(
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
        let expected = &mut self.expected[by];
        expected.locked += locked;
        expected.minted += got.to::<u128>();
        expected.diem += got.to::<u128>();
        self.mints += 1;
        self.highest = self.highest.max(self.supply());
        true
    }

    /// Compares everything the views report with the expectation and the invariants.
    fn check(&self) {
        let Snapshot { supply, staked, locked, held, accounts, .. } =
            self.fixture.snapshot(&self.addresses);
        for (seen, expected) in accounts.iter().zip(&self.expected) {
            assert_eq!(seen.vvv, u(expected.wallet));
            assert_eq!(seen.unlocked, u(expected.staked - expected.locked));
            assert_eq!((seen.locked, seen.minted), (u(expected.locked), u(expected.minted)));
            assert_eq!(seen.diem, u(expected.diem));
            assert_eq!(seen.burn_offer, expected.offer);
            let mut tickets: Vec<_> = seen
                .tickets
                .0
                .iter()
                .zip(&seen.tickets.1)
                .zip(&seen.tickets.2)
                .map(|((id, amount), maturity)| (*id, (amount.to::<u128>(), maturity.to::<u64>())))
                .collect();
            tickets.sort_unstable();
            assert!(tickets.into_iter().eq(expected.tickets.clone()));
            // Invariant 5: locked VVV is staked, and backs minted DIEM.
            assert!(expected.locked <= expected.staked);
            assert!(expected.minted > 0 || expected.locked == 0);
        }
        let sum = |of: fn(&Expected) -> u128| u(self.expected.iter().map(of).sum());
        let in_tickets = sum(|p| p.tickets.values().map(|(amount, _)| amount).sum());
        // Invariant 1: the contract holds exactly what it owes.
        assert_eq!(held, sum(|p| p.staked) + in_tickets);
        assert_eq!((staked, locked), (sum(|p| p.staked), sum(|p| p.locked)));
        // Invariant 3: the supply is the sum of positions, and of balances.
        assert_eq!(supply, sum(|p| p.minted));
        assert_eq!(supply, sum(|p| p.diem));
        // Invariant 16: the locked VVV covers the curve's cost of the supply, up to the model's tolerance for each mint.
        let cost = self.curve.cost(self.supply()).unwrap();
        let tolerance = 1 + self.curve.cost(self.highest).unwrap() / 10u128.pow(25);
        assert!(locked + u(self.mints * tolerance) >= u(cost));
    }

    /// Invariant 12: every account that has its minted DIEM can withdraw everything, by its own calls and after waiting.
    fn withdraw_everything(mut self) {
        for by in 0..ACCOUNTS {
            // Accounts return the DIEM that others have minted, who need it for burning.
            for to in 0..ACCOUNTS {
                let due = self.expected[to].minted.saturating_sub(self.expected[to].diem);
                let spare = self.expected[by].diem.saturating_sub(self.expected[by].minted);
                if due.min(spare) > 0 {
                    let value = due.min(spare);
                    let call = transferCall { to: self.addresses[to], value: u(value) };
                    self.fixture.ok(self.addresses[by], call);
                    self.expected[by].diem -= value;
                    self.expected[to].diem += value;
                }
            }
        }
        for by in 0..ACCOUNTS {
            let who = self.addresses[by];
            let total =
                |p: &Expected| p.wallet + p.staked + p.tickets.values().map(|t| t.0).sum::<u128>();
            let owned = total(&self.expected[by]);
            if self.expected[by].minted > 0 {
                self.fixture.ok(who, burnDiemCall { amount: u(self.expected[by].minted) });
            }
            if self.expected[by].staked > 0 {
                if self.expected[by].tickets.len() == 32 {
                    let ticket = *self.expected[by].tickets.keys().next().unwrap();
                    self.fixture.ok(who, cancelUnstakeVvvCall { ticket });
                }
                let amount = self.fixture.account_snapshot(who).unlocked;
                self.fixture.ok(who, initiateUnstakeVvvCall { amount });
            }
            advance(COOLDOWN);
            let found = self.fixture.account_snapshot(who);
            if !found.cooldown.1.is_zero() {
                self.fixture.ok(who, finalizeUnstakeCall {});
            }
            assert_eq!(self.fixture.account_snapshot(who).vvv, u(owned));
        }
        let end = self.fixture.snapshot(&[]);
        assert_eq!((end.supply, end.staked, end.locked, end.held), Default::default());
    }
}

#[rstest]
fn random_sequences_keep_the_invariants(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let outcomes = Cell::new([0u32; 2]);
    let burns_by_offer = Cell::new(0);
    let mut runner = TestRunner::new(proptest_config(400));
    let result = runner.run(&steps(), |steps| {
        let mut simulation = Simulation::new(fee_token);
        for step in &steps {
            simulation.run(step);
            simulation.check();
        }
        let [reverted, succeeded] = outcomes.get();
        outcomes.set([reverted + simulation.outcomes[0], succeeded + simulation.outcomes[1]]);
        burns_by_offer.set(burns_by_offer.get() + simulation.burns_by_offer);
        simulation.withdraw_everything();
        Ok(())
    });
    result.unwrap();
    let [reverted, succeeded] = outcomes.get();
    let burns_by_offer = burns_by_offer.get();
    println!("{succeeded} calls succeeded, {burns_by_offer} burns by offer; {reverted} reverted");
    assert!(succeeded > 4_000 && reverted > 1_000 && burns_by_offer > 50);
}
