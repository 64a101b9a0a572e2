// SPDX-License-Identifier: MIT OR Apache-2.0
//! The credits that have been collected by vouchers.
//!
//! A voucher is a spender's signature over a ceiling: the most that a provider may collect of a day in
//! total. The provider states how much of it was used, and collects the difference to what it
//! collected before, so a voucher cannot be collected twice and needs no nonce. On which days it can be redeemed is decided by [`Day::credit_day`] in `time.rs`.

use crate::time::{CreditDay, Day};
use packed_word::{Record, Wide};

/// Credits (1e18 is one) that one provider has collected from one account by the vouchers of one
/// spender.
///
/// | bits | field |
/// |---|---|
/// | 0–119 | today |
/// | 120–239 | yesterday |
/// | 240–255 | day |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    today: u128,
    yesterday: u128,
    day: Day,
}

impl Collected {
    /// The ceilings of vouchers must be below this (credits, 1e18 is one).
    pub const LIMIT: u128 = 1 << 120;

    /// The record on `today`, which must not be before the record's day.
    #[must_use]
    pub const fn at(self, today: Day) -> Self {
        if self.day.0 == today.0 {
            return self;
        }
        Self {
            today: 0,
            yesterday: if today.follows(self.day) { self.today } else { 0 },
            day: today,
        }
    }

    /// Credits collected of that day (1e18 is one).
    pub const fn total(&self, when: CreditDay) -> u128 {
        match when {
            CreditDay::Today => self.today,
            CreditDay::Yesterday => self.yesterday,
        }
    }

    /// Adds `credits` (1e18 is one) to those collected of that day. The sum must be below
    /// [`LIMIT`](Self::LIMIT).
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
