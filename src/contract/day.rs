//! The day: every call that may be the first of one passes here, and rolls it if it is.
//!
//! The rules are [`diem_model::ledger`]'s; this file loads what they need and stores what they
//! change. Within a day, calls that change stakes and claims release what has flowed of the
//! stream; the others leave it alone.

use alloy_primitives::Address;
use diem_model::ledger::{budget_index, Accounting, Ledger, Today};
use diem_model::params::NextShares;
use diem_model::position::Stake;
use diem_model::rewards::Reward;
use diem_model::time::Day;

use crate::errors::{EnforcedPause, Error};
use crate::events::DayRolled;
use crate::{host, Account, Diem};

/// An account's part in the vault with all that moves with it, up to date: loaded once a call and
/// stored once.
pub(crate) struct StakerState {
    pub of: Account,
    /// The account's stake.
    pub stake: Stake,
    /// All stakes.
    pub totals: Stake,
    /// How far the yield has come, and the DIEM supply.
    pub accounting: Accounting,
    /// The time it is (unix seconds).
    pub now: u64,
}

impl Diem {
    /// Rolls into the day if nobody has yet, and releases what has flowed to stakers. Anybody may
    /// call it; nobody need. Emits `DayRolled` on a new day.
    pub fn checkpoint(&mut self) {
        let totals = self.totals.get();
        self.accrued(host::now(), &totals);
    }

    /// The day at `now`, rolled into if it is new. Emits `DayRolled` then.
    pub(crate) fn begin(&mut self, now: u64) -> Today {
        let today = self.today.get();
        if today.day >= Day::of(now) {
            return today;
        }
        let totals = self.totals.get();
        self.roll(now, &totals)
    }

    /// As [`begin`](Self::begin), for business that a pause stops.
    ///
    /// # Errors
    /// `EnforcedPause`.
    pub(crate) fn begin_unpaused(&mut self, now: u64) -> Result<Today, Error> {
        let today = self.begin(now);
        require_unpaused(&today, now)?;
        Ok(today)
    }

    /// `account`'s staker, with its rewards taken down, for a change of its stake or its locks.
    pub(crate) fn load_staker(&mut self, account: Address) -> StakerState {
        let now = host::now();
        let totals = self.totals.get();
        let accounting = self.accrued(now, &totals);
        let of = Account::of(account);
        let stake = of.stake().get();
        let mut reward = of.reward().get();
        if reward.settle_floor(&accounting.index, &stake) {
            of.reward().set(&reward);
        }
        StakerState {
            of,
            stake,
            totals,
            accounting,
            now,
        }
    }

    /// Stores what [`hold`](Self::hold) has loaded, where only unlocked stake has changed.
    pub(crate) fn store_staker(&mut self, staker: &StakerState) {
        staker.of.stake().set(&staker.stake);
        self.totals.set(&staker.totals);
    }

    /// As [`keep`](Self::keep), where locks and the DIEM supply have changed.
    pub(crate) fn store_position(&mut self, staker: &StakerState, pool_reward: &Reward) {
        self.store_staker(staker);
        self.accounting.set(&staker.accounting);
        self.pool_reward.set(pool_reward);
    }

    /// Refuses new business during a pause, for whom has not loaded the day.
    ///
    /// # Errors
    /// `EnforcedPause`.
    pub(crate) fn require_unpaused(&self, staker: &StakerState) -> Result<(), Error> {
        if staker.accounting.maybe_paused {
            require_unpaused(&self.today.get(), staker.now)?;
        }
        Ok(())
    }

    /// Stores a change of the pause.
    pub(crate) fn set_pause(&mut self, today: &Today, now: u64) {
        self.today.set(today);
        let mut accounting = self.accounting.get();
        accounting.maybe_paused = today.pause.holds(now);
        self.accounting.set(&accounting);
    }

    /// How far the yield has come at `now`, with everything released that has flowed.
    fn accrued(&mut self, now: u64, totals: &Stake) -> Accounting {
        let mut accounting = self.accounting.get();
        if accounting.day() < Day::of(now) {
            self.roll(now, totals);
            return self.accounting.get();
        }
        let mut stream = self.stream.get();
        let before = (stream, accounting.index);
        stream.accrue(&mut accounting.index, now, totals.staked());
        if stream != before.0 {
            self.stream.set(&stream);
        }
        if accounting.index != before.1 {
            self.accounting.set(&accounting);
        }
        accounting
    }

    #[inline(never)]
    fn roll(&mut self, now: u64, totals: &Stake) -> Today {
        let mut ledger = self.ledger();
        ledger.roll(now, totals);
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
            let economy = self.economy.get().with_shares(shares);
            self.economy.set(&economy);
            self.next_shares.set(&NextShares(None));
        }
        DayRolled {
            day: closed.day.0.into(),
            issued: closed.issued,
            quotaCredits: closed.quota,
            paidCredits: paid.closed,
            streaming: stream.left(&accounting.index),
            budget: ledger.budgets[budget_index(today.day)].left,
        }
        .emit();
        today
    }

    /// Everything the roll changes, as it is stored.
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

    /// Everything the roll changes, as it stands at `now`: what the next call would find.
    pub(crate) fn ledger_at(&self, now: u64) -> Ledger {
        let mut ledger = self.ledger();
        ledger.advance(now, &self.totals.get());
        ledger
    }
}

/// Refuses new business during a pause.
pub(crate) fn require_unpaused(today: &Today, now: u64) -> Result<(), Error> {
    if today.pause.holds(now) {
        return Err(EnforcedPause {}.into());
    }
    Ok(())
}
