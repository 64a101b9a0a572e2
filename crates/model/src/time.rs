// SPDX-License-Identifier: MIT OR Apache-2.0
//! Days, by times in seconds since 1970-01-01 00:00:00 UTC.
//!
//! The time is the block's, which Arbitrum's sequencer sets. It never decreases, and may be up to
//! 24 hours behind or one hour ahead of real time. Block numbers are never used.

/// Seconds in a UTC day.
pub const DAY: u64 = 86_400;

/// A UTC day by its number, `floor(time / 86,400)`. The current day is at least [`Day::FIRST`] and at
/// most [`Day::LAST`]; other days, up to 2149, occur as the last days of grants and offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u16);

/// One of the two days whose credits can be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditDay {
    /// The current day.
    Today,
    /// The day before.
    Yesterday,
}

/// Why a day's credits cannot be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfWindow {
    /// The day is before yesterday.
    Past,
    /// The day has not begun.
    Future,
}

impl Day {
    /// 2024-01-01, the first day that a [`Meter`](crate::meter::Meter) can store.
    pub const FIRST: Self = Self(19_723);
    /// 2113-09-18, the last day that a [`Meter`](crate::meter::Meter) can store.
    pub const LAST: Self = Self(Self::FIRST.0 + (1 << 15) - 1);

    /// The day of `time` (unix seconds). Times before [`FIRST`](Self::FIRST) belong to it, and times
    /// after [`LAST`](Self::LAST) to that: credits are no longer renewed then, and all exits are open.
    pub const fn of(time: u64) -> Self {
        let day = Self::saturating_from(time / DAY);
        if day.0 < Self::FIRST.0 {
            return Self::FIRST;
        }
        if day.0 > Self::LAST.0 {
            return Self::LAST;
        }
        day
    }

    /// The day `days` after this one, or the last representable one.
    pub const fn after(self, days: u16) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day with number `number`, or the last representable day if that is earlier.
    pub const fn saturating_from(number: u64) -> Self {
        if number > u16::MAX as u64 {
            return Self(u16::MAX);
        }
        Self(number as u16)
    }

    /// The first second (unix time) of the day `days` after this one.
    pub const fn start_after(self, days: u64) -> u64 {
        (self.0 as u64 + days) * DAY
    }

    /// Returns `true` if `other` is the day before this one.
    pub const fn follows(self, other: Self) -> bool {
        // 32 bits: no overflow.
        other.0 as u32 + 1 == self.0 as u32
    }

    /// Returns which of the two days that can be settled has number `number`, if `self` is the
    /// current day.
    ///
    /// # Errors
    /// [`OutOfWindow`] unless it is the current day or the day before.
    pub const fn credit_day(self, number: u32) -> Result<CreditDay, OutOfWindow> {
        let today = self.0 as u32;
        if number > today {
            return Err(OutOfWindow::Future);
        }
        match today - number {
            0 => Ok(CreditDay::Today),
            1 => Ok(CreditDay::Yesterday),
            _ => Err(OutOfWindow::Past),
        }
    }
}
