// SPDX-License-Identifier: MIT OR Apache-2.0
//! The day: the first call that depends on a new day performs its roll (rollover).
//!
//! The rules are in [`diem_model::ledger`]; this file loads what they need and stores what they change. Within a day,
//! only claims, `checkpoint` and calls that change stakes release the stream.

use alloy_primitives::Address;
use diem_model::ledger::{budget_index, Accounting, Ledger, Today};
use diem_model::params::NextShares;
use diem_model::position::Stake;
use diem_model::rewards::{Index, Reward};
use diem_model::time::Day;
use stylus_lean::host;

use super::account::{REWARD, STAKE};
use crate::errors::{EnforcedPause, Error};
use crate::events::{emit, DayRolled};
use crate::Diem;

/// An account's stake and the records that change with it, accrued up to now. A call loads them once and stores them
/// once.
pub(crate) struct StakerState {
    pub account: Address,
    /// The account's stake.
    pub stake: Stake,
    /// The sum of all stakes.
    pub totals: Stake,
    /// The reward index and the DIEM supply.
    pub accounting: Accounting,
    /// The time (unix seconds).
    pub now: u64,
}

impl Diem {
    /// Begins the day if it is new, and releases the stream up to now. Permissionless and optional: other calls do this
    /// when needed. Emits `DayRolled` on a new day.
    pub fn checkpoint(&mut self) {
        let totals = self.totals.get();
        self.accrue(host::now(), &totals);
    }

    /// Begins the day at `now` if it is new, and returns it. Emits `DayRolled` on a new day.
    pub(crate) fn begin_day(&mut self, now: u64) -> Today {
        let today = self.today.get();
        if today.day >= Day::of(now) {
            return today;
        }
        let totals = self.totals.get();
        self.roll(now, &totals)
    }

    /// As [`begin_day`](Self::begin_day), for calls that a pause stops.
    ///
    /// # Errors
    /// `EnforcedPause`.
    pub(crate) fn begin_day_unpaused(&mut self, now: u64) -> Result<Today, Error> {
        let today = self.begin_day(now);
        require_unpaused(&today, now)?;
        Ok(today)
    }

    /// Accrues, settles `account`'s rewards and returns its state. Must precede every change of its stake or locks.
    /// Emits `DayRolled` on a new day.
    pub(crate) fn load_staker(&mut self, account: Address) -> StakerState {
        let now = host::now();
        let totals = self.totals.get();
        let accounting = self.accrue(now, &totals);
        let stake = self.settle_rewards(account, &accounting.index);
        StakerState { account, stake, totals, accounting, now }
    }

    /// Settles `account`'s rewards up to the index and returns its stake. Must precede every change of its stake or locks.
    pub(crate) fn settle_rewards(&mut self, account: Address, index: &Index) -> Stake {
        let mut records = self.account_mut(account);
        let stake = records.get(STAKE);
        let mut reward = records.get(REWARD);
        if reward.settle_floor(index, &stake) {
            records.set(REWARD, &reward);
        }
        stake
    }

    /// Stores a [staker's state](Self::load_staker) after a change of unlocked stake only.
    pub(crate) fn store_staker(&mut self, staker: &StakerState) {
        self.account_mut(staker.account).set(STAKE, &staker.stake);
        self.totals.set(&staker.totals);
    }

    /// Stores a staker's state after a change of its locks and of the DIEM supply.
    pub(crate) fn store_position(&mut self, staker: &StakerState, pool_reward: &Reward) {
        self.store_staker(staker);
        self.accounting.set(&staker.accounting);
        self.pool_reward.set(pool_reward);
    }

    /// Reverts during a pause. Reads the pause record only if a pause may be in force.
    ///
    /// # Errors
    /// `EnforcedPause`.
    pub(crate) fn require_unpaused(&self, staker: &StakerState) -> Result<(), Error> {
        if staker.accounting.maybe_paused {
            require_unpaused(&self.today.get(), staker.now)?;
        }
        Ok(())
    }

    /// Stores a changed pause, and whether calls about stakes have to read it.
    pub(crate) fn set_pause(&mut self, today: &Today, now: u64) {
        self.today.set(today);
        let mut accounting = self.accounting.get();
        accounting.maybe_paused = today.pause.is_active(now);
        self.accounting.set(&accounting);
    }

    /// Begins the day if it is new, releases the stream up to `now`, and returns the accounting.
    fn accrue(&mut self, now: u64, totals: &Stake) -> Accounting {
        let mut accounting = self.accounting.get();
        if accounting.day() < Day::of(now) {
            self.roll(now, totals);
            return self.accounting.get();
        }
        let mut stream = self.stream.get();
        let (stream_before, index_before) = (stream, accounting.index);
        stream.accrue(&mut accounting.index, now, totals.staked());
        if stream != stream_before {
            self.stream.set(&stream);
        }
        if accounting.index != index_before {
            self.accounting.set(&accounting);
        }
        accounting
    }

    /// Closes the last day and begins the day at `now`. Emits `DayRolled`.
    #[inline(never)]
    fn roll(&mut self, now: u64, totals: &Stake) -> Today {
        let mut ledger = self.ledger();
        let economy = self.economy.get();
        let pool = ledger.roll(now, totals, economy.credit_price);
        let Ledger {
            today,
            accounting,
            stream,
            pool_reward,
            inflow,
            paid,
            closed,
            budgets: [even, odd],
        } = ledger;
        self.today.set(&today);
        self.accounting.set(&accounting);
        self.stream.set(&stream);
        self.pool_reward.set(&pool_reward);
        self.inflow.set(&inflow);
        self.paid.set(&paid);
        self.closed.set(&closed);
        self.even_budget.set(&even);
        self.odd_budget.set(&odd);
        if let NextShares(Some(shares)) = self.next_shares.get() {
            self.economy.set(&economy.with_shares(shares));
            self.next_shares.set(&NextShares(None));
        }
        emit(DayRolled {
            day: closed.day.0.into(),
            issued: closed.issued,
            quotaCredits: closed.quota,
            paidCredits: paid.closed,
            streaming: stream.amount,
            budget: ledger.budgets[budget_index(today.day)].left,
            pool,
        });
        today
    }

    /// The records that the roll changes, as stored.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger {
            today: self.today.get(),
            accounting: self.accounting.get(),
            stream: self.stream.get(),
            pool_reward: self.pool_reward.get(),
            inflow: self.inflow.get(),
            paid: self.paid.get(),
            closed: self.closed.get(),
            budgets: [self.even_budget.get(), self.odd_budget.get()],
        }
    }

    /// The records that the roll changes, accrued up to `now` without storing them.
    pub(crate) fn ledger_at(&self, now: u64) -> Ledger {
        let mut ledger = self.ledger();
        ledger.advance(now, &self.totals.get(), self.economy.get().credit_price);
        ledger
    }
}

/// Reverts during a pause.
///
/// # Errors
/// `EnforcedPause`.
pub(crate) fn require_unpaused(today: &Today, now: u64) -> Result<(), Error> {
    if today.pause.is_active(now) {
        return Err(EnforcedPause {}.into());
    }
    Ok(())
}
