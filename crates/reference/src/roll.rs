//! The day roll (§9), and which calls bring what up to date.
//!
//! # Readings
//! * The contract is born into a day that counts as rolled: nothing is said of the day before.
//! * `DayRolled` tells of the day that closes, and of what the next one begins with.
//! * Only calls that change stakes or locks, claims and `checkpoint()` accrue within a day; the
//!   others that §9 lists roll at the first of them in a new day, and leave the stream alone after.

use crate::event::Event;
use crate::op::Op;
use crate::reference::Reference;
use crate::units::Day;

/// A day's figures and its constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The day that had a roll.
    pub day: Day,
    /// Quota credits settled on it, its own and the day before's; 1e18 = one.
    pub quota: u128,
    /// Paid credits settled on it, 1e18 = one.
    pub paid: u128,
    /// Active DIEM at the roll and all that was activated since, in wei.
    pub issued: u128,
    /// Part of the day's fees for the stakers, 1e18 = all.
    pub staker_share: u128,
    /// Part of the day's fees for the pool, 1e18 = all.
    pub pool_share: u128,
}

/// What a call brings up to date before it does its own.
enum Touch {
    Nothing,
    Roll,
    AccrueAndRoll,
}

fn touch(op: &Op) -> Touch {
    match op {
        Op::StakeVvv { .. }
        | Op::InitiateUnstakeVvv { .. }
        | Op::CancelUnstakeVvv { .. }
        | Op::MintDiem { .. }
        | Op::StakeAndMint { .. }
        | Op::BurnDiem { .. }
        | Op::Claim { .. }
        | Op::ClaimTo { .. }
        | Op::ClaimAndStake { .. }
        | Op::Checkpoint { .. } => Touch::AccrueAndRoll,
        Op::Activate { .. }
        | Op::InitiateUnstake { .. }
        | Op::CancelUnstake { .. }
        | Op::Spend { .. }
        | Op::Redeem { .. }
        | Op::RedeemBatch { .. }
        | Op::Fund { .. }
        | Op::FundCapacity { .. }
        | Op::ExecuteParams { .. } => Touch::Roll,
        _ => Touch::Nothing,
    }
}

impl Reference {
    pub(crate) fn bring_up_to_date_for(&mut self, op: &Op) {
        match touch(op) {
            Touch::Nothing => {}
            Touch::Roll => self.roll(),
            Touch::AccrueAndRoll => self.accrue_and_roll(),
        }
    }

    pub(crate) fn accrue_and_roll(&mut self) {
        self.accrue();
        self.roll();
    }

    /// Does nothing but on the first call of a day.
    fn roll(&mut self) {
        let today = self.today();
        let closing = self.figures;
        if closing.day == today {
            return;
        }
        self.accrue();
        self.closed.push(closing);

        self.settle_fifths();
        let decayed = self.end_budgets(today, today - closing.day);
        self.open_budget(today);
        self.flow.decayed += decayed;
        self.stream.merge(self.bucket + decayed, self.now);
        self.bucket = 0;
        self.figures = Figures {
            day: today,
            quota: 0,
            paid: 0,
            issued: self.total_active(),
            staker_share: self.params.staker_share,
            pool_share: self.params.pool_share,
        };
        self.say(Event::DayRolled {
            day: closing.day,
            quota_credits: closing.quota,
            paid_credits: closing.paid,
            issued: closing.issued,
            streaming: self.stream.left(),
            budget: self.budgets[&today].left,
        });
    }

    /// DIEM activated during a day counts for it at once.
    pub(crate) fn issue(&mut self, amount: u128) {
        let day = self.figures.day;
        self.figures.issued += amount;
        if let Some(budget) = self.budgets.get_mut(&day) {
            budget.open += amount;
        }
    }
}
