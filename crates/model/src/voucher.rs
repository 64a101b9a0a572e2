//! What has been collected of one growing total: vouchers need no nonces, since totals only grow.

use crate::time::{CreditDay, Day};
use packed_word::{Record, Wide};

/// Credits collected for one (account, spender, provider), of today's voucher and yesterday's.
///
/// | bits | field |
/// |---|---|
/// | 0–119 | collected of today |
/// | 120–239 | collected of yesterday |
/// | 240–255 | day |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    today: u128,
    yesterday: u128,
    day: Day,
}

impl Collected {
    /// Vouchers are for less than this many credits (1e18 is one).
    pub const LIMIT: u128 = 1 << 120;

    /// The record as it stands on `today`, which must not be before its day.
    #[must_use]
    pub const fn at(self, today: Day) -> Self {
        if self.day.0 == today.0 {
            return self;
        }
        Self {
            today: 0,
            yesterday: if today.follows(self.day) {
                self.today
            } else {
                0
            },
            day: today,
        }
    }

    /// Credits collected of that day.
    pub const fn total(&self, when: CreditDay) -> u128 {
        match when {
            CreditDay::Today => self.today,
            CreditDay::Yesterday => self.yesterday,
        }
    }

    /// Collects `credits` more of that day; the sum must be below [`LIMIT`](Self::LIMIT).
    pub const fn add(&mut self, when: CreditDay, credits: u128) {
        let total = match when {
            CreditDay::Today => &mut self.today,
            CreditDay::Yesterday => &mut self.yesterday,
        };
        *total += credits;
        debug_assert!(*total < Self::LIMIT);
    }
}

impl Record for Collected {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 120>(self.today)
            .with::<120, 120>(self.yesterday)
            .with::<240, 16>(self.day.0.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            today: word.field::<0, 120>(),
            yesterday: word.field::<120, 120>(),
            day: Day(word.field::<240, 16>() as u16),
        }
    }
}
