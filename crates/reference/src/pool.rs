//! The capacity pool and its daily budgets (§9).
//!
//! # Readings
//! * "A seventh for each day passed": the days since the last roll, for all budgets that end at
//!   this roll together.
//! * A settlement's reimbursement is priced at the credit price of the moment it is settled.
//! * A reimbursement is told by `ProviderEarned`, once a call.
//! * A budget holds at most 2^96 - 1 base units; what goes beyond waits in the pool.

use crate::reference::Reference;
use crate::units::{mul_div, Day, Who, ONE};

/// What a day may pay for its quota credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// What it still holds, in fee-token base units.
    pub left: u128,
    /// Credits issued for the day and not settled yet, 1e18 = one.
    pub open: u128,
    /// Whether its time is over.
    pub ended: bool,
}

impl Reference {
    /// Ends the budgets of all days before yesterday; what decays leaves the pool.
    pub(crate) fn end_budgets(&mut self, today: Day, days: Day) -> u128 {
        let mut unpaid = 0;
        for (_, budget) in self.budgets.range_mut(..today - 1) {
            if !budget.ended {
                budget.ended = true;
                unpaid += budget.left;
            }
        }
        let decayed = mul_div(unpaid, days.min(7).into(), 7);
        self.pool -= decayed;
        decayed
    }

    /// A new day may pay all of the pool that yesterday does not keep.
    pub(crate) fn open_budget(&mut self, today: Day) {
        let kept = self
            .budgets
            .get(&(today - 1))
            .map_or(0, |budget| budget.left);
        let budget = Budget {
            left: (self.pool - kept).min((1 << 96) - 1),
            open: self.total_active(),
            ended: false,
        };
        self.budgets.insert(today, budget);
    }

    /// Pays a provider for quota credits of a day, and says how much.
    pub(crate) fn reimburse(&mut self, provider: Who, day: Day, quota: u128) -> u128 {
        let price = self.params.credit_price;
        let Some(budget) = self.budgets.get_mut(&day) else {
            return 0;
        };
        if budget.open == 0 {
            return 0;
        }
        let part = mul_div(quota, budget.left, budget.open);
        let amount = part.min(mul_div(quota, price, ONE));
        budget.left -= amount;
        budget.open = budget.open.saturating_sub(quota);
        self.pool -= amount;
        *self.earnings.entry(provider).or_default() += amount;
        amount
    }
}
