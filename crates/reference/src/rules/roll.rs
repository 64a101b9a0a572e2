// SPDX-License-Identifier: MIT OR Apache-2.0
//! The roll (the day's rollover, §9), and the accrual and roll at the start of each call.
//!
//! # Interpretation
//! * The day of deployment counts as rolled: no event reports on the day before.
//! * `DayRolled` reports the totals of the day that closes, and what the next one begins with.
//! * Only calls that change stakes or locks, claims and `checkpoint()` accrue within a day. The other
//!   calls that §9 lists accrue only as part of a roll, when they are the first call of a day.
//! * The pool's part of what the new stream releases between the day's boundary and the roll comes in later
//!   than the new budget, which has no share of it.

use crate::action::Action;
use crate::event::Event;
use crate::records::revenue::DayTotals;
use crate::reference::Reference;
use crate::units::midnight;

/// What a call updates before its own checks.
enum Update {
    Nothing,
    Roll,
    AccrueAndRoll,
}

fn required_update(action: &Action) -> Update {
    match action {
        Action::StakeVvv { .. }
        | Action::InitiateUnstakeVvv { .. }
        | Action::CancelUnstakeVvv { .. }
        | Action::MintDiem { .. }
        | Action::StakeAndMint { .. }
        | Action::BurnDiem { .. }
        | Action::BurnFor { .. }
        | Action::Claim { .. }
        | Action::ClaimTo { .. }
        | Action::ClaimAndStake { .. }
        | Action::Checkpoint { .. } => Update::AccrueAndRoll,
        Action::Activate { .. }
        | Action::InitiateUnstake { .. }
        | Action::CancelUnstake { .. }
        | Action::Spend { .. }
        | Action::Redeem { .. }
        | Action::RedeemBatch { .. }
        | Action::Fund { .. }
        | Action::FundCapacity { .. }
        | Action::ExecuteParams { .. } => Update::Roll,
        _ => Update::Nothing,
    }
}

impl Reference {
    pub(crate) fn update_before(&mut self, action: &Action) {
        match required_update(action) {
            Update::Nothing => {}
            Update::Roll => self.roll(),
            Update::AccrueAndRoll => self.accrue_and_roll(),
        }
    }

    pub(crate) fn accrue_and_roll(&mut self) {
        self.roll();
        self.accrue(self.now);
    }

    /// Closes the last day and opens today; does nothing after the first call of a day. The old stream ends, and
    /// the new one starts, at the end of the day that closes, however long ago that was.
    fn roll(&mut self) {
        let today = self.today();
        let closing = self.day_totals;
        if closing.day == today {
            return;
        }
        let boundary = midnight(closing.day + 1);
        self.accrue(boundary);
        self.closed.push(closing);

        self.settle_pool_reward();
        let pool = self.open_budget(today);
        self.stream.merge(self.pending_stream, boundary);
        self.pending_stream = 0;
        self.day_totals = DayTotals {
            day: today,
            quota: 0,
            paid: 0,
            issued: self.total_active(),
            staker_share: self.params.staker_share,
            pool_share: self.params.pool_share,
        };
        self.emit(Event::DayRolled {
            day: closing.day,
            quota_credits: closing.quota,
            paid_credits: closing.paid,
            issued: closing.issued,
            streaming: self.stream.left(),
            budget: self.budgets[&today].left,
            pool,
        });
        self.accrue(self.now);
    }

    /// Counts DIEM activated today, which yields credits today already.
    pub(crate) fn issue(&mut self, amount: u128) {
        let day = self.day_totals.day;
        self.day_totals.issued += amount;
        if let Some(budget) = self.budgets.get_mut(&day) {
            budget.open += amount;
        }
    }
}
