// SPDX-License-Identifier: MIT OR Apache-2.0
//! One use of credits, kept for the invariants.

use crate::accounts::AccountId;
use crate::records::grant::GrantTerms;
use crate::records::revenue::FeeShares;
use crate::units::Day;

/// One settlement with the terms it was made under. Credits in 1e-18, amounts in fee-token base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settlement {
    pub account: AccountId,
    pub spender: AccountId,
    pub provider: AccountId,
    /// The day of the usage.
    pub day: Day,
    pub quota: u128,
    pub paid: u128,
    pub fee: u128,
    pub shares: FeeShares,
    pub reimbursed: u128,
    /// The grant at that time; `None` if the account used its own credits.
    pub terms: Option<GrantTerms>,
    /// Set for a redeemed voucher, unset for a direct spend.
    pub voucher: bool,
    /// The day on which it was made.
    pub made_on: Day,
    /// The number of commitments, releases, admissions and removals before it.
    pub binding_changes: usize,
}

impl Settlement {
    pub fn credits(&self) -> u128 {
        self.quota + self.paid
    }
}
