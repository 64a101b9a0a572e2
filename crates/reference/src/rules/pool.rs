//! The capacity pool and its daily budgets (§9).
//!
//! # Interpretation
//! * "A seventh for each day passed" counts the days since the last roll (the day's rollover), for
//!   all budgets that end at this roll.
//! * A reimbursement is priced at the credit price at the time of the settlement.
//! * `ProviderEarned` reports reimbursements, once a call.
//! * A budget holds at most 2^96 - 1 base units; the rest stays in the pool.

use crate::accounts::AccountId;
use crate::records::revenue::Budget;
use crate::reference::Reference;
use crate::units::{mul_div, Day, ONE};

impl Reference {
    /// Ends the budgets of all days before yesterday. Returns what decays and leaves the pool, rounded down.
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

    /// Opens the budget of a new day: all of the pool except what is left of yesterday's budget.
    pub(crate) fn open_budget(&mut self, today: Day) {
        let kept = self.budgets.get(&(today - 1)).map_or(0, |budget| budget.left);
        let budget = Budget {
            left: (self.pool - kept).min((1 << 96) - 1),
            open: self.total_active(),
            ended: false,
        };
        self.budgets.insert(today, budget);
    }

    /// Pays a provider for quota credits of a day. Returns the amount, rounded down.
    pub(crate) fn reimburse(&mut self, provider: AccountId, day: Day, quota: u128) -> u128 {
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
