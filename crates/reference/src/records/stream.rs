// SPDX-License-Identifier: MIT OR Apache-2.0
//! The stream of rewards to the stakers.

use crate::units::{mul_div, DAY};

/// Rewards that are released to the stakers over a day, in fee-token base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stream {
    /// The whole amount, as of the last merge.
    pub amount: u128,
    /// The part of it that has been released since.
    pub released: u128,
    /// Seconds of release since the last merge, at most a day.
    pub flowed: u64,
    /// When it was last accrued; unix seconds.
    pub last: u64,
    /// When it will be empty; unix seconds.
    pub end: u64,
}

impl Stream {
    pub fn left(&self) -> u128 {
        self.amount - self.released
    }

    /// Releases what is due since the last accrual, by the time `now`. The total released after `flowed` seconds is
    /// `floor(amount * flowed / DAY)`, so the number of accruals does not matter.
    pub fn release(&mut self, now: u64) -> u128 {
        let until = now.min(self.end);
        self.flowed += until - self.last;
        self.last = until;
        let released = mul_div(self.amount, self.flowed.into(), DAY.into());
        let out = released - self.released;
        self.released = released;
        out
    }

    /// Advances the time without a release; the end moves by the same time.
    pub fn suspend(&mut self, now: u64) {
        self.end += now - self.last;
        self.last = now;
    }

    /// Adds to what is left, and releases the sum over the day after `start`.
    pub fn merge(&mut self, more: u128, start: u64) {
        *self = Self {
            amount: self.left() + more,
            released: 0,
            flowed: 0,
            last: start,
            end: start + DAY,
        };
    }
}

/// Rewards of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reward {
    /// The reward index of the last settlement.
    pub index: u128,
    /// Settled and not claimed, in fee-token base units.
    pub accrued: u128,
}

/// Totals since deployment, for the invariants; fee-token base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RewardTotals {
    pub fees_to_stakers: u128,
    pub funded: u128,
    pub released_to_stakers: u128,
    pub claimed: u128,
    /// An upper bound on the rounding dust so far (§13, 10).
    pub max_dust: u128,
}
