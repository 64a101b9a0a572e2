// SPDX-License-Identifier: MIT OR Apache-2.0
//! The daily meter: the credits an account can use today, and those of yesterday that can still be
//! settled.
//!
//! One active DIEM gives one credit (1e18) a day. Each day starts with `limit` credits. Credits
//! unused at 00:00 UTC expire, but usage of a day can still be settled during the next, against
//! what that day had left. No transaction is needed at midnight: [`Meter::at`] updates a record to
//! the current day, however many days have passed. Callers update a record before they use it.

use crate::time::{CreditDay, Day};
use packed_word::{Record, Wide};

/// An account's meter, in credits (1e18 is one).
///
/// | bits | field |
/// |---|---|
/// | 0–79 | left today |
/// | 80–159 | left of yesterday |
/// | 160–239 | limit: active DIEM (wei) |
/// | 240–254 | day, counted from [`Day::FIRST`] |
/// | 255 | maybe committed |
///
/// 80 bits hold every field: the DIEM supply stays below 10²⁴ wei, and no DIEM can be activated
/// twice in a day, because deactivation takes at least 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meter {
    limit: u128,
    left: u128,
    left_yesterday: u128,
    day: Day,
    /// Whether the account may have a [`Commitment`](crate::commitment::Commitment) that is not
    /// [over](crate::commitment::Commitment::is_over). If unset, settlements can skip reading it.
    pub maybe_committed: bool,
}

impl Default for Meter {
    /// The record of an unwritten slot, whose day is [`Day::FIRST`].
    fn default() -> Self {
        Self { limit: 0, left: 0, left_yesterday: 0, day: Day::FIRST, maybe_committed: false }
    }
}

/// The amount exceeds the active DIEM; carries the active DIEM in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientActive(pub u128);

impl Meter {
    /// The meter on `today`, which must not be before the record's day.
    ///
    /// Every use and every change of the limit stores the record. So each later day started with
    /// `limit` credits, and none of them was used.
    #[must_use]
    pub const fn at(self, today: Day) -> Self {
        if self.day.0 == today.0 {
            return self;
        }
        Self {
            limit: self.limit,
            left: self.limit,
            left_yesterday: if today.follows(self.day) { self.left } else { self.limit },
            day: today,
            maybe_committed: self.maybe_committed,
        }
    }

    /// The day that the record stands at.
    pub const fn day(&self) -> Day {
        self.day
    }

    /// Active DIEM in wei: the credits that each new day starts with.
    pub const fn limit(&self) -> u128 {
        self.limit
    }

    /// Credits of that day that are not settled yet (1e18 is one).
    pub const fn left(&self, when: CreditDay) -> u128 {
        match when {
            CreditDay::Today => self.left,
            CreditDay::Yesterday => self.left_yesterday,
        }
    }

    /// Activates `amount` DIEM wei. It gives credits for the current day already.
    pub const fn activate(&mut self, amount: u128) {
        self.reactivate(amount);
        // Saturation is unreachable: see the widths above.
        self.left = self.left.saturating_add(amount);
    }

    /// Lowers the limit by `amount` DIEM wei. Today's credits remain, because a provider may have
    /// served usage against them that it has not settled yet.
    ///
    /// # Errors
    /// [`InsufficientActive`] if `amount` exceeds the active DIEM; the meter is then unchanged.
    pub const fn deactivate(&mut self, amount: u128) -> Result<(), InsufficientActive> {
        if amount > self.limit {
            return Err(InsufficientActive(self.limit));
        }
        self.limit -= amount;
        Ok(())
    }

    /// Raises the limit by `amount` DIEM wei from a cancelled ticket. They give credits from the
    /// next day on: the day they were deactivated on has already had theirs.
    pub const fn reactivate(&mut self, amount: u128) {
        self.limit = self.limit.saturating_add(amount);
    }

    /// Uses `credits` (1e18 is one) of that day: at most what is [`left`](Self::left) of it.
    pub const fn draw(&mut self, when: CreditDay, credits: u128) {
        debug_assert!(credits <= self.left(when));
        match when {
            CreditDay::Today => self.left = self.left.saturating_sub(credits),
            CreditDay::Yesterday => {
                self.left_yesterday = self.left_yesterday.saturating_sub(credits)
            }
        }
    }
}

impl Record for Meter {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 80>(self.left)
            .with::<80, 80>(self.left_yesterday)
            .with::<160, 80>(self.limit)
            .with::<240, 15>(self.day.0.saturating_sub(Day::FIRST.0).into())
            .with::<255, 1>(self.maybe_committed.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            limit: word.field::<160, 80>(),
            left: word.field::<0, 80>(),
            left_yesterday: word.field::<80, 80>(),
            day: Day::FIRST.after(word.field::<240, 15>() as u16),
            maybe_committed: word.field::<255, 1>() != 0,
        }
    }
}
