//! The pause: who stopped new business, since when, and for how long it holds.

use crate::time::{Day, DAY};

/// How long a guardian's pause holds, in seconds.
pub const GUARDIAN_PAUSE: u64 = 7 * DAY;
/// How long after the start of its last pause a guardian may pause again, in seconds.
pub const GUARDIAN_WAIT: u64 = 30 * DAY;

/// Who paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Nobody.
    #[default]
    Nobody,
    /// The guardian: it ends by itself after [`GUARDIAN_PAUSE`].
    Guardian,
    /// The owner, or the guardian with the owner's consent: it holds until it is lifted.
    Owner,
}

/// The last pause, holding or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pause {
    by: By,
    /// When it began (unix seconds).
    since: u64,
    /// When the guardian's office last paused; 0 if it may at any time.
    guardian_since: u64,
}

/// Why a pause was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// One holds already.
    Paused,
    /// The guardian may not before this time (unix seconds).
    MustWait(u64),
}

impl Pause {
    /// Whether it holds at `now`: a guardian's while `now < start + 7 d`.
    pub const fn holds(&self, now: u64) -> bool {
        match self.by {
            By::Nobody => false,
            By::Guardian => now < self.since + GUARDIAN_PAUSE,
            By::Owner => true,
        }
    }

    /// When the pause that holds at `now` ends by itself (unix seconds); 0 if it does not, or if
    /// none holds.
    pub const fn ends(&self, now: u64) -> u64 {
        match self.by {
            By::Guardian if self.holds(now) => self.since + GUARDIAN_PAUSE,
            _ => 0,
        }
    }

    /// Whether, at `now`, it stops usage of the day numbered `day` from being settled: usage of
    /// the day the pause began, and before, has been served.
    pub fn stops(&self, now: u64, day: u32) -> bool {
        self.holds(now) && day > u32::from(Day::of(self.since).0)
    }

    /// The owner pauses, or confirms a guardian's pause, whose start stays.
    ///
    /// # Errors
    /// [`Refused::Paused`] by the owner already.
    pub const fn by_owner(&mut self, now: u64) -> Result<(), Refused> {
        if !self.holds(now) {
            self.since = now;
        } else if matches!(self.by, By::Owner) {
            return Err(Refused::Paused);
        }
        self.by = By::Owner;
        Ok(())
    }

    /// The guardian pauses.
    ///
    /// # Errors
    /// [`Refused`].
    pub const fn by_guardian(&mut self, now: u64) -> Result<(), Refused> {
        if self.holds(now) {
            return Err(Refused::Paused);
        }
        let until = self.guardian_since + GUARDIAN_WAIT;
        if self.guardian_since > 0 && now < until {
            return Err(Refused::MustWait(until));
        }
        *self = Self {
            by: By::Guardian,
            since: now,
            guardian_since: now,
        };
        Ok(())
    }

    /// The owner lifts it, and with it the guardian's wait; whether one held at `now`.
    pub const fn lift(&mut self, now: u64) -> bool {
        let held = self.holds(now);
        if held {
            *self = Self {
                by: By::Nobody,
                since: 0,
                guardian_since: 0,
            };
        }
        held
    }

    /// A guardian, new or confirmed, may pause at any time.
    pub const fn free_guardian(&mut self) {
        self.guardian_since = 0;
    }

    /// 80 bits: who (2), since (39), the guardian's last (39).
    pub(crate) const fn pack(&self) -> u128 {
        self.by as u128 | (self.since as u128) << 2 | (self.guardian_since as u128) << 41
    }

    pub(crate) const fn unpack(bits: u128) -> Self {
        const TIME: u128 = (1 << 39) - 1;
        Self {
            by: match bits & 3 {
                1 => By::Guardian,
                2 => By::Owner,
                _ => By::Nobody,
            },
            since: (bits >> 2 & TIME) as u64,
            guardian_since: (bits >> 41 & TIME) as u64,
        }
    }
}
