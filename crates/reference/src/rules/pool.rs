// SPDX-License-Identifier: MIT OR Apache-2.0
//! The capacity pool and its daily budgets (§9).
//!
//! # Interpretation
//! * A reimbursement is priced at the credit price at the time of the settlement.
//! * `ProviderEarned` reports reimbursements, once a call.
//! * A day keeps its budget for the next day even if that has no roll (the day's rollover) at first; what a
//!   budget holds at the first roll after that is pool again.

use alloy_primitives::U256;

use crate::accounts::AccountId;
use crate::records::revenue::Budget;
use crate::reference::Reference;
use crate::units::{cap, mul_div, Day, ONE};

/// The most that a budget holds, in fee-token base units.
const MAX_BUDGET: u128 = (1 << 96) - 1;

impl Reference {
    /// Ends the budgets of all days before yesterday, and opens the new day's. Returns what is in the pool less
    /// what yesterday's budget still keeps, in fee-token base units.
    pub(crate) fn open_budget(&mut self, today: Day) -> u128 {
        self.budgets.retain(|&day, _| day + 1 >= today);
        let kept = self.budgets.get(&(today - 1)).map_or(0, |budget| budget.left);
        let rest = self.pool - kept;
        let issued = self.total_active();
        // The price of all the day's credits, rounded down.
        let expense: U256 =
            U256::from(issued) * U256::from(self.params.credit_price) / U256::from(ONE);
        let left = cap(expense, u128::MAX).max(rest / 2).min(rest).min(MAX_BUDGET);
        self.budgets.insert(today, Budget { left, open: issued });
        rest
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
