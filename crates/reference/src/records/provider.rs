//! A provider's admissions and removals.

use crate::units::Day;

/// A provider's current status, and the days it was removed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Provider {
    pub admitted: bool,
    pub removals: Vec<Day>,
}

impl Provider {
    /// Returns whether vouchers of `day` may be redeemed: any day while admitted, afterwards days up to the last removal.
    pub fn serves(&self, day: Day) -> bool {
        self.admitted || self.removals.last().is_some_and(|&removed| removed >= day)
    }
}
