// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pause: which role stopped new business, when, and for how long.

use crate::time::{Day, DAY};

/// How long a guardian's pause lasts, in seconds.
pub const GUARDIAN_PAUSE: u64 = 7 * DAY;
/// How long a guardian must wait between the starts of two pauses, in seconds.
pub const GUARDIAN_WAIT: u64 = 30 * DAY;

/// The role that paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PausedBy {
    /// There was no pause, or it was lifted.
    #[default]
    None,
    /// The guardian: the pause expires after [`GUARDIAN_PAUSE`].
    Guardian,
    /// The owner, also by confirming the guardian's pause: it lasts until the owner lifts it.
    Owner,
}

/// The last pause, active or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pause {
    by: PausedBy,
    /// When it began (unix seconds).
    since: u64,
    /// When a guardian last paused (unix seconds); 0 if the guardian need not wait.
    guardian_since: u64,
}

/// Why a pause was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseError {
    /// A pause is active already.
    AlreadyPaused,
    /// The guardian cannot pause before this time (unix seconds).
    GuardianMustWait(u64),
}

impl Pause {
    /// Returns `true` if the pause is active at `now` (unix seconds): a guardian's pause while
    /// `now < start + GUARDIAN_PAUSE`, the owner's until it is lifted.
    pub const fn is_active(&self, now: u64) -> bool {
        match self.by {
            PausedBy::None => false,
            PausedBy::Guardian => now < self.since + GUARDIAN_PAUSE,
            PausedBy::Owner => true,
        }
    }

    /// When the pause that is active at `now` expires (unix seconds); 0 if it does not expire, or
    /// if no pause is active.
    pub const fn expires_at(&self, now: u64) -> u64 {
        match self.by {
            PausedBy::Guardian if self.is_active(now) => self.since + GUARDIAN_PAUSE,
            _ => 0,
        }
    }

    /// Returns `true` if, at `now`, the pause prevents settling usage of the day with number `day`,
    /// which is so only for days after the pause began. Earlier usage may have been served already.
    pub fn stops_settling(&self, now: u64, day: u32) -> bool {
        self.is_active(now) && day > u32::from(Day::of(self.since).0)
    }

    /// Pauses as the owner at `now` (unix seconds), or confirms the guardian's active pause, whose
    /// start does not change.
    ///
    /// # Errors
    /// [`PauseError::AlreadyPaused`] if the owner's pause is active.
    pub const fn set_by_owner(&mut self, now: u64) -> Result<(), PauseError> {
        if !self.is_active(now) {
            self.since = now;
        } else if matches!(self.by, PausedBy::Owner) {
            return Err(PauseError::AlreadyPaused);
        }
        self.by = PausedBy::Owner;
        Ok(())
    }

    /// Pauses as the guardian at `now` (unix seconds).
    ///
    /// # Errors
    /// [`PauseError::AlreadyPaused`] if a pause is active; [`PauseError::GuardianMustWait`] if a
    /// guardian's last pause began less than [`GUARDIAN_WAIT`] ago.
    pub const fn set_by_guardian(&mut self, now: u64) -> Result<(), PauseError> {
        if self.is_active(now) {
            return Err(PauseError::AlreadyPaused);
        }
        let until = self.guardian_since + GUARDIAN_WAIT;
        if self.guardian_since > 0 && now < until {
            return Err(PauseError::GuardianMustWait(until));
        }
        *self = Self { by: PausedBy::Guardian, since: now, guardian_since: now };
        Ok(())
    }

    /// Lifts the pause as the owner, and ends the guardian's wait. Returns `false`, and changes
    /// nothing, if no pause is active at `now` (unix seconds).
    pub const fn lift(&mut self, now: u64) -> bool {
        let was_active = self.is_active(now);
        if was_active {
            *self = Self { by: PausedBy::None, since: 0, guardian_since: 0 };
        }
        was_active
    }

    /// Ends the guardian's wait: the owner has set the guardian, who may pause at once.
    pub const fn reset_guardian_wait(&mut self) {
        self.guardian_since = 0;
    }

    /// 80 bits, lowest first: the role (2), the start (39), the guardian's last start (39).
    pub(crate) const fn pack(&self) -> u128 {
        self.by as u128 | (self.since as u128) << 2 | (self.guardian_since as u128) << 41
    }

    pub(crate) const fn unpack(bits: u128) -> Self {
        const TIME: u128 = (1 << 39) - 1;
        Self {
            by: match bits & 3 {
                1 => PausedBy::Guardian,
                2 => PausedBy::Owner,
                _ => PausedBy::None,
            },
            since: (bits >> 2 & TIME) as u64,
            guardian_since: (bits >> 41 & TIME) as u64,
        }
    }
}
