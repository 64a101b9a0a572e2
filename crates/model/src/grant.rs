// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants: how many of an account's credits a spender may use each day.

use crate::time::{CreditDay, Day};
use packed_word::{Record, Wide};

/// The limit is stored without its lowest 17 bits, so that a grant fits one slot: it is a multiple
/// of 2¹⁷, about 10⁻¹³ credits.
const UNIT_BITS: u32 = 17;
/// The width of the stored limit.
const LIMIT_BITS: u32 = 63;

/// One owner's grant to one spender.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | used today |
/// | 80–159 | left of yesterday |
/// | 160–222 | limit / 2¹⁷ |
/// | 223 | allow paid |
/// | 224–239 | last day |
/// | 240–255 | day |
///
/// `limit`, `used` and `left_yesterday` are in credits (1e18 is one). `day` is the day of the last
/// stored change, `last_day` the last day of the grant. Always `limit < 2⁸⁰`, about 1.2 million
/// credits a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    limit: u128,
    used: u128,
    left_yesterday: u128,
    day: Day,
    last_day: Day,
    allow_paid: bool,
}

impl Grant {
    /// The largest limit, in credits (1e18 is one); larger ones are rounded down to it.
    pub const MAX_LIMIT: u128 = ((1 << LIMIT_BITS) - 1) << UNIT_BITS;

    /// The grant on `today`, which must not be before the day of the last stored change.
    #[must_use]
    pub const fn at(self, today: Day) -> Self {
        if self.day.0 == today.0 {
            return self;
        }
        let ended_before_yesterday = self.last_day.0 as u32 + 1 < today.0 as u32;
        Self {
            used: 0,
            left_yesterday: if ended_before_yesterday {
                0
            } else if today.follows(self.day) {
                self.unused()
            } else {
                self.limit
            },
            day: today,
            ..self
        }
    }

    /// Replaces the owner's settings. `limit` (credits a day, 1e18 is one) is rounded down to a
    /// multiple of 2¹⁷ and to [`MAX_LIMIT`](Self::MAX_LIMIT). Credits used today still count
    /// against the new limit. What is left of yesterday is kept, unless the limit becomes 0, which
    /// revokes the grant immediately.
    pub const fn set(&mut self, limit: u128, last_day: Day, allow_paid: bool) {
        self.limit =
            if limit > Self::MAX_LIMIT { Self::MAX_LIMIT } else { limit >> UNIT_BITS << UNIT_BITS };
        if self.limit == 0 {
            self.left_yesterday = 0;
        }
        self.last_day = last_day;
        self.allow_paid = allow_paid;
    }

    /// The limit in credits a day (1e18 is one); 0 means no grant.
    pub const fn limit(&self) -> u128 {
        self.limit
    }

    /// The last day on which the grant is valid.
    pub const fn last_day(&self) -> Day {
        self.last_day
    }

    /// Returns `true` if the spender may draw on the owner's deposit once the daily quota is used
    /// up.
    pub const fn allow_paid(&self) -> bool {
        self.allow_paid
    }

    /// Returns `true` if the grant is valid for usage of the day with number `day`.
    pub const fn covers(&self, day: u32) -> bool {
        day <= self.last_day.0 as u32
    }

    /// How many credits (1e18 is one) of that day may still be used, if the grant
    /// [covers](Self::covers) it.
    pub const fn left(&self, when: CreditDay) -> u128 {
        match when {
            CreditDay::Today => self.unused(),
            CreditDay::Yesterday => self.left_yesterday,
        }
    }

    /// Uses `credits` (1e18 is one) of that day: at most what is [`left`](Self::left) of it.
    pub const fn draw(&mut self, when: CreditDay, credits: u128) {
        debug_assert!(credits <= self.left(when));
        match when {
            // Saturation is unreachable: `used` is at most the highest limit of the day, below 2⁸⁰.
            CreditDay::Today => self.used = self.used.saturating_add(credits),
            CreditDay::Yesterday => {
                self.left_yesterday = self.left_yesterday.saturating_sub(credits)
            }
        }
    }

    const fn unused(&self) -> u128 {
        self.limit.saturating_sub(self.used)
    }
}

impl Record for Grant {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 80>(self.used)
            .with::<80, 80>(self.left_yesterday)
            .with::<160, LIMIT_BITS>(self.limit >> UNIT_BITS)
            .with::<223, 1>(self.allow_paid as u128)
            .with::<224, 16>(self.last_day.0.into())
            .with::<240, 16>(self.day.0.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            limit: word.field::<160, LIMIT_BITS>() << UNIT_BITS,
            used: word.field::<0, 80>(),
            left_yesterday: word.field::<80, 80>(),
            day: Day(word.field::<240, 16>() as u16),
            last_day: Day(word.field::<224, 16>() as u16),
            allow_paid: word.field::<223, 1>() != 0,
        }
    }
}
