//! The revenue side as a whole. What `protocol()` says of it is [`crate::RevenueView`]: as if the roll had
//! just happened.

use crate::governance::Owed;
use crate::pool::Budget;
use crate::reference::Reference;
use crate::roll::Figures;

/// Amounts in fee-token base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EconomyView {
    /// Of the day of the last roll.
    pub figures: Figures,
    /// Of the last day that had a roll and is over.
    pub closed: Option<Figures>,
    /// What the stream still holds.
    pub stream: u128,
    /// When the stream was last accrued; unix seconds.
    pub stream_last: u64,
    /// When it will have run out; unix seconds.
    pub stream_end: u64,
    /// What joins it at the next roll.
    pub bucket: u128,
    /// The capacity pool, its budgets included.
    pub pool: u128,
    /// Today's budget, if the day had its roll.
    pub budget: Option<Budget>,
    /// Yesterday's budget, if that day had a roll.
    pub budget_yesterday: Option<Budget>,
    /// Fee-token base units per staked wei of VVV, times 2^96.
    pub index: u128,
    /// What the contract owes.
    pub owed: Owed,
    /// Of all fees so far, what went to the stakers,
    pub fees_to_stakers: u128,
    /// and to the pool.
    pub fees_to_pool: u128,
    /// What the pool has paid for quota credits so far.
    pub reimbursed: u128,
}

impl Reference {
    /// As it stands since the last call that touched it.
    pub fn economy(&self) -> EconomyView {
        let today = self.today();
        EconomyView {
            figures: self.figures,
            closed: self.closed.last().copied(),
            stream: self.stream.left(),
            stream_last: self.stream.last,
            stream_end: self.stream.end,
            bucket: self.bucket,
            pool: self.pool + self.fifths(),
            budget: self.budgets.get(&today).copied(),
            budget_yesterday: self.budgets.get(&(today - 1)).copied(),
            index: self.index,
            owed: self.owed,
            fees_to_stakers: self.settlements.iter().map(|used| used.parts.stakers).sum(),
            fees_to_pool: self.settlements.iter().map(|used| used.parts.pool).sum(),
            reimbursed: self.settlements.iter().map(|used| used.reimbursed).sum(),
        }
    }

    /// As it would stand after a checkpoint of now.
    pub fn economy_ahead(&self) -> EconomyView {
        self.brought_up_to_date().economy()
    }
}
