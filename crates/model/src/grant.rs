//! Grants: what an account lets another use of its credits, a day.

use crate::time::{CreditDay, Day};
use packed_word::{Record, Wide};

/// Credits (wei of one) are kept in units of this many bits for the limit, so that a grant fits
/// one slot: 2¹⁷ wei, some 10⁻¹³ credits.
const UNIT_BITS: u32 = 17;
/// The widths of a grant's fields.
const LIMIT_BITS: u32 = 63;

/// What one spender may use of one owner's credits each day.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | used today |
/// | 80–159 | left of yesterday |
/// | 160–222 | limit, in units of 2¹⁷ wei |
/// | 223 | whether it may draw on the deposit |
/// | 224–239 | last day |
/// | 240–255 | day |
///
/// `limit`, `used` and `left_yesterday` are in credits (1e18 is one). Always `limit < 2⁸⁰`, some
/// 1.2 million credits a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    limit: u128,
    used: u128,
    left_yesterday: u128,
    day: Day,
    last_day: Day,
    may_pay: bool,
}

impl Grant {
    /// The greatest limit: what any greater one is rounded down to.
    pub const MAX_LIMIT: u128 = ((1 << LIMIT_BITS) - 1) << UNIT_BITS;

    /// The grant as it stands on `today`, which must not be before its day.
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

    /// Sets what the owner decides. `limit` is rounded down to whole units and to
    /// [`MAX_LIMIT`](Self::MAX_LIMIT). What was used stays used, whatever happens to the limit;
    /// what yesterday has left stays too, unless the limit is 0: that stops the grant at once.
    pub const fn set(&mut self, limit: u128, last_day: Day, may_pay: bool) {
        self.limit = if limit > Self::MAX_LIMIT {
            Self::MAX_LIMIT
        } else {
            limit >> UNIT_BITS << UNIT_BITS
        };
        if self.limit == 0 {
            self.left_yesterday = 0;
        }
        self.last_day = last_day;
        self.may_pay = may_pay;
    }

    /// Credits a day; 0 for no grant.
    pub const fn limit(&self) -> u128 {
        self.limit
    }

    /// The last day it holds.
    pub const fn last_day(&self) -> Day {
        self.last_day
    }

    /// Whether it may draw on the owner's deposit.
    pub const fn may_pay(&self) -> bool {
        self.may_pay
    }

    /// Whether it holds on the day numbered `day`.
    pub const fn covers(&self, day: u32) -> bool {
        day <= self.last_day.0 as u32
    }

    /// Credits that may still be used of that day, if the grant [`covers`](Self::covers) it.
    pub const fn left(&self, when: CreditDay) -> u128 {
        match when {
            CreditDay::Today => self.unused(),
            CreditDay::Yesterday => self.left_yesterday,
        }
    }

    /// Uses `credits` of that day, which must be at most what is [`left`](Self::left) of it.
    pub const fn draw(&mut self, when: CreditDay, credits: u128) {
        debug_assert!(credits <= self.left(when));
        match when {
            // Saturation is unreachable: used ≤ a limit that was set today, below 2⁸⁰.
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
            .with::<223, 1>(self.may_pay as u128)
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
            may_pay: word.field::<223, 1>() != 0,
        }
    }
}
