// SPDX-License-Identifier: MIT OR Apache-2.0
//! The revenue side of the state as of its last update, for tests. The contract's own `protocol()` view is
//! [`crate::views::RevenueView`], which includes a roll (the day's rollover) that is due.

use crate::records::balances::Liabilities;
use crate::records::revenue::{Budget, DayTotals};
use crate::reference::Reference;

/// Amounts in fee-token base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevenueState {
    /// Totals of the day of the last roll.
    pub day_totals: DayTotals,
    /// Totals of the last past day that had a roll.
    pub closed: Option<DayTotals>,
    /// What is left in the stream.
    pub stream: u128,
    /// When the stream was last accrued; unix seconds.
    pub stream_last: u64,
    /// When the stream will be empty; unix seconds.
    pub stream_end: u64,
    /// What the next roll adds to the stream.
    pub pending_stream: u128,
    /// The capacity pool, including its budgets.
    pub pool: u128,
    /// Today's budget, if the day had its roll.
    pub budget: Option<Budget>,
    /// Yesterday's budget, if that day had a roll.
    pub budget_yesterday: Option<Budget>,
    /// The reward index: fee-token base units per staked wei of VVV, times 2^96.
    pub index: u128,
    /// What the contract owes.
    pub liabilities: Liabilities,
    /// The stakers' part of all fees so far.
    pub fees_to_stakers: u128,
    /// The pool's part of all fees so far.
    pub fees_to_pool: u128,
    /// What the pool has paid for quota credits so far.
    pub reimbursed: u128,
}

impl Reference {
    /// The revenue side as of the last call that updated it.
    pub fn revenue_state(&self) -> RevenueState {
        let today = self.today();
        let settlements = || self.settlements.iter();
        RevenueState {
            day_totals: self.day_totals,
            closed: self.closed.last().copied(),
            stream: self.stream.left(),
            stream_last: self.stream.last,
            stream_end: self.stream.end,
            pending_stream: self.pending_stream,
            pool: self.pool + self.pool_reward(),
            budget: self.budgets.get(&today).copied(),
            budget_yesterday: self.budgets.get(&(today - 1)).copied(),
            index: self.index,
            liabilities: self.liabilities,
            fees_to_stakers: settlements().map(|used| used.shares.stakers).sum(),
            fees_to_pool: settlements().map(|used| used.shares.pool).sum(),
            reimbursed: settlements().map(|used| used.reimbursed).sum(),
        }
    }
}
