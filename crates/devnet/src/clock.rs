//! The chain's time: the machine's, shifted.

use std::time::{SystemTime, UNIX_EPOCH};

/// What the time of the next block is worked out from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Seconds that the chain is ahead of the machine.
    ahead: i64,
    /// Time that the next block was promised.
    promised: Option<u64>,
}

impl Clock {
    /// A clock `ahead` of the machine's by so many seconds.
    pub fn ahead(ahead: i64) -> Self {
        Self {
            ahead,
            promised: None,
        }
    }

    /// A clock that shows `time` now.
    pub fn at(time: u64) -> Self {
        Self::ahead((i128::from(time) - i128::from(machine_time())) as i64)
    }

    /// Seconds that the chain is ahead of the machine.
    pub fn seconds_ahead(&self) -> i64 {
        self.ahead
    }

    /// Time of a block mined now, after one at `last`. As on Arbitrum, it may be the same.
    pub fn next(&self, last: u64) -> u64 {
        let shifted = machine_time().saturating_add_signed(self.ahead);
        self.promised.unwrap_or(shifted).max(last)
    }

    /// Notes that a block was mined at `time`: the promise is kept, and time goes on from there.
    pub fn mined(&mut self, time: u64) {
        if self.promised.take().is_some() {
            *self = Self::at(time);
        }
    }

    /// Promises the next block a time.
    pub fn promise(&mut self, time: u64) {
        self.promised = Some(time);
    }

    /// Moves on by so many seconds.
    pub fn advance(&mut self, seconds: u64) {
        match &mut self.promised {
            Some(time) => *time = time.saturating_add(seconds),
            None => self.ahead = self.ahead.saturating_add_unsigned(seconds),
        }
    }
}

fn machine_time() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_kept_once_and_time_goes_on_from_it() {
        let mut clock = Clock::at(1000);
        clock.promise(5000);
        assert_eq!(clock.next(1000), 5000);
        clock.mined(5000);
        assert!((5000..5005).contains(&clock.next(5000)));
    }

    #[test]
    fn time_never_goes_back() {
        assert_eq!(Clock::at(1000).next(2000), 2000);
    }

    #[test]
    fn an_advance_moves_a_promise_too() {
        let mut clock = Clock::at(1000);
        clock.promise(5000);
        clock.advance(60);
        assert_eq!(clock.next(0), 5060);
    }
}
