// SPDX-License-Identifier: MIT OR Apache-2.0
//! The chain's time: the system clock plus an offset.

use std::time::{SystemTime, UNIX_EPOCH};

/// Determines the time of the next block. Times are Unix seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Seconds by which the chain is ahead of the system clock.
    ahead: i64,
    /// Time that was set for the next block.
    next: Option<u64>,
}

impl Clock {
    /// A clock that is `ahead` seconds ahead of the system clock.
    pub fn ahead(ahead: i64) -> Self {
        Self { ahead, next: None }
    }

    /// A clock that shows `time` now.
    pub fn at(time: u64) -> Self {
        Self::ahead((i128::from(time) - i128::from(system_time())) as i64)
    }

    /// Seconds by which the chain is ahead of the system clock.
    pub fn seconds_ahead(&self) -> i64 {
        self.ahead
    }

    /// Time of a block that is mined now, after a block at `last`. As on Arbitrum, both may have the same time.
    pub fn next(&self, last: u64) -> u64 {
        let shifted = system_time().saturating_add_signed(self.ahead);
        self.next.unwrap_or(shifted).max(last)
    }

    /// Records that a block was mined at `time`. If that time had been set, the clock continues from it.
    pub fn mined(&mut self, time: u64) {
        if self.next.take().is_some() {
            *self = Self::at(time);
        }
    }

    /// Sets the time of the next block.
    pub fn set_next(&mut self, time: u64) {
        self.next = Some(time);
    }

    /// Moves the time forward.
    pub fn advance(&mut self, seconds: u64) {
        match &mut self.next {
            Some(time) => *time = time.saturating_add(seconds),
            None => self.ahead = self.ahead.saturating_add_unsigned(seconds),
        }
    }
}

fn system_time() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_time_applies_once_and_the_clock_continues_from_it() {
        let mut clock = Clock::at(1000);
        clock.set_next(5000);
        assert_eq!(clock.next(1000), 5000);
        clock.mined(5000);
        assert!((5000..5005).contains(&clock.next(5000)));
    }

    #[test]
    fn time_never_decreases() {
        assert_eq!(Clock::at(1000).next(2000), 2000);
    }

    #[test]
    fn an_advance_moves_a_set_time_too() {
        let mut clock = Clock::at(1000);
        clock.set_next(5000);
        clock.advance(60);
        assert_eq!(clock.next(0), 5060);
    }
}
