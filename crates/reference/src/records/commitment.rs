// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments (§8), and the record of their changes for the invariants.

use crate::accounts::AccountId;
use crate::units::Day;

/// An account's commitment, ended or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Commitment {
    pub provider: AccountId,
    /// The first day on which it is in force.
    pub from: Day,
    /// The first day on which it no longer is; `None` until it is released.
    pub until: Option<Day>,
}

impl Commitment {
    /// Returns whether a day is between the first one and the end, not regarding the provider's admission.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A successful call that changed what binds an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BindingChange {
    /// The account's commitment was made, renewed or released.
    Commitment { account: AccountId, commitment: Commitment },
    /// A provider was admitted, or removed on a day.
    Admission { provider: AccountId, removed: Option<Day> },
}
