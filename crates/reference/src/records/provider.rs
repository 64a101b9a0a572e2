// SPDX-License-Identifier: MIT OR Apache-2.0
//! A provider's admissions and removals, and its address.

use crate::units::Day;

/// A provider's current status, the days it was removed on, and the address of its service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Provider {
    pub admitted: bool,
    pub removals: Vec<Day>,
    /// The position in the list of all providers ever admitted; `None` before the first admission.
    pub position: Option<usize>,
    /// The address it has announced last; empty without one.
    pub uri: String,
}

impl Provider {
    /// Returns whether vouchers of `day` may be redeemed: any day while admitted, afterwards days up to the last removal.
    pub fn serves(&self, day: Day) -> bool {
        self.admitted || self.removals.last().is_some_and(|&removed| removed >= day)
    }
}
