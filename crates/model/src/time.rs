//! The chain's time, in seconds since 1970-01-01 00:00:00 UTC.
//!
//! It is the sequencer's: it never decreases, and may be up to 24 hours behind or one hour ahead
//! of real time. Block numbers are never used.

/// Seconds in a UTC day.
pub const DAY: u64 = 86_400;

/// A UTC day, by its number: `floor(time / 86,400)`. 16 bits hold it until 2149-06-06.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u16);

/// Which of the two days whose credits can still be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditDay {
    /// The day that it is.
    Today,
    /// The day before.
    Yesterday,
}

/// A day whose credits cannot be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfWindow {
    /// It ended before yesterday.
    Past,
    /// It has not begun.
    Future,
}

impl Day {
    /// The day of `time` (unix seconds); the last one there is for times beyond it.
    pub const fn of(time: u64) -> Self {
        Self::saturated(time / DAY)
    }

    /// The day numbered `number`; the last one there is for numbers beyond it.
    pub const fn saturated(number: u64) -> Self {
        if number > u16::MAX as u64 {
            return Self(u16::MAX);
        }
        Self(number as u16)
    }

    /// The first second (unix time) of the day `days` after this one.
    pub const fn start_after(self, days: u64) -> u64 {
        (self.0 as u64 + days) * DAY
    }

    /// Whether `other` is the day before this one.
    pub const fn follows(self, other: Self) -> bool {
        // 32 bits: no overflow.
        other.0 as u32 + 1 == self.0 as u32
    }

    /// Which settleable day the one numbered `number` is while it is `self`.
    ///
    /// # Errors
    /// [`OutOfWindow`] for any but this day and the day before.
    pub const fn window(self, number: u32) -> Result<CreditDay, OutOfWindow> {
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

#[cfg(all(feature = "test-clock", target_arch = "wasm32"))]
compile_error!("`test-clock` lets the caller choose the time: it must never reach a chain");

/// The time now: the block's, as `block_timestamp` reads it from the chain.
///
/// The one place where time enters. With the feature `test-clock`, which refuses to compile for
/// a chain, a test may have set another time with [`clock::set`].
#[inline]
pub fn now(block_timestamp: impl FnOnce() -> u64) -> u64 {
    #[cfg(feature = "test-clock")]
    if let Some(time) = clock::get() {
        return time;
    }
    block_timestamp()
}

/// A settable clock for tests, one a thread.
#[cfg(feature = "test-clock")]
pub mod clock {
    use std::cell::Cell;

    thread_local! {
        static TIME: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// The time that was set on this thread, if any.
    pub fn get() -> Option<u64> {
        TIME.get()
    }

    /// Makes `time` (seconds) the present on this thread.
    pub fn set(time: u64) {
        TIME.set(Some(time));
    }
}
