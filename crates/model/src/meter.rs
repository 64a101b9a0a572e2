//! The daily meter: what an account may use today, and what of yesterday can still be settled.
//!
//! One active DIEM gives one credit (1e18) a day. A fresh day begins with `limit` credits; what is
//! unused at 00:00 UTC is lost, but the *usage* of a day may still be settled during the next,
//! against what that day had left. Nothing happens at midnight: [`Meter::at`] brings a record up
//! to a day, however many have passed, and comes before any other use of it.

use crate::time::{CreditDay, Day};
use packed_word::{Record, Wide};

/// An account's meter, in credits (1e18 is one).
///
/// | bits | field |
/// |---|---|
/// | 0–79 | left today |
/// | 80–159 | left of yesterday |
/// | 160–239 | limit: active DIEM (wei) |
/// | 240–255 | day |
///
/// 80 bits hold any sum of DIEM: all there is stays below 10²⁴ wei, and no DIEM can be activated
/// twice in a day, since deactivating takes 24 hours at least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    limit: u128,
    left: u128,
    left_yesterday: u128,
    day: Day,
}

/// More than the active DIEM was asked for; carries what is active, in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientActive(pub u128);

impl Meter {
    /// The meter as it stands on `today`, which must not be before its day.
    ///
    /// Between two changes the limit is constant: on every day since the record's own, all of it
    /// was there and none of it was used.
    #[must_use]
    pub const fn at(self, today: Day) -> Self {
        if self.day.0 == today.0 {
            return self;
        }
        Self {
            limit: self.limit,
            left: self.limit,
            left_yesterday: if today.follows(self.day) {
                self.left
            } else {
                self.limit
            },
            day: today,
        }
    }

    /// Active DIEM in wei: what a fresh day gives.
    pub const fn limit(&self) -> u128 {
        self.limit
    }

    /// Credits of that day that are not settled yet.
    pub const fn left(&self, when: CreditDay) -> u128 {
        match when {
            CreditDay::Today => self.left,
            CreditDay::Yesterday => self.left_yesterday,
        }
    }

    /// Activates `amount` DIEM wei: it counts at once.
    pub const fn activate(&mut self, amount: u128) {
        self.reactivate(amount);
        // Saturation is unreachable: see the widths above.
        self.left = self.left.saturating_add(amount);
    }

    /// Takes `amount` DIEM wei out of the limit. Today's credits stay: they were the account's
    /// for the day, and a provider may have served against them.
    ///
    /// # Errors
    /// [`InsufficientActive`] when less is active; nothing has changed then.
    pub const fn deactivate(&mut self, amount: u128) -> Result<(), InsufficientActive> {
        if amount > self.limit {
            return Err(InsufficientActive(self.limit));
        }
        self.limit -= amount;
        Ok(())
    }

    /// Puts `amount` DIEM wei that were on their way out back: they count from the next day on.
    pub const fn reactivate(&mut self, amount: u128) {
        self.limit = self.limit.saturating_add(amount);
    }

    /// Uses `credits` of that day, which must be at most what is [`left`](Self::left) of it.
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
            .with::<240, 16>(self.day.0.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            limit: word.field::<160, 80>(),
            left: word.field::<0, 80>(),
            left_yesterday: word.field::<80, 80>(),
            day: Day(word.field::<240, 16>() as u16),
        }
    }
}
