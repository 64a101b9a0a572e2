// SPDX-License-Identifier: MIT OR Apache-2.0
//! When proposed parameters can be applied.

use crate::time::DAY;
use packed_word::{Record, Wide};

/// How long a proposal is public before it can be applied, in seconds.
pub const DELAY: u64 = 2 * DAY;
/// How long after it was made a proposal expires, in seconds.
pub const LIFETIME: u64 = 14 * DAY;
/// The least time between two applications of proposals, in seconds.
pub const INTERVAL: u64 = 7 * DAY;

/// The times of the pending proposal and of the last application.
///
/// | bits | field |
/// |---|---|
/// | 0–63 | proposed at |
/// | 64–127 | last applied at |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProposalTimes {
    /// When the pending proposal was made (unix seconds); 0 if there is none.
    pub proposed_at: u64,
    /// When a proposal was last applied (unix seconds); 0 if none ever was.
    pub applied_at: u64,
}

/// Why the proposal cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalError {
    /// There is none.
    Missing,
    /// It cannot be applied before this time (unix seconds).
    NotReady(u64),
    /// It could be applied up to this time (unix seconds).
    Expired(u64),
}

impl ProposalTimes {
    /// When the pending proposal can first be applied (unix seconds): [`DELAY`] after it was made, and
    /// [`INTERVAL`] after the last application, if there was one. 0 if no proposal is pending.
    pub fn executable_at(&self) -> u64 {
        if self.proposed_at == 0 {
            return 0;
        }
        let from = self.proposed_at.saturating_add(DELAY);
        if self.applied_at == 0 {
            return from;
        }
        from.max(self.applied_at.saturating_add(INTERVAL))
    }

    /// Ends the pending proposal by applying it at `now` (unix seconds).
    ///
    /// # Errors
    /// [`ProposalError`]; nothing is changed then.
    pub fn apply(&mut self, now: u64) -> Result<(), ProposalError> {
        if self.proposed_at == 0 {
            return Err(ProposalError::Missing);
        }
        let from = self.executable_at();
        if now < from {
            return Err(ProposalError::NotReady(from));
        }
        let until = self.proposed_at.saturating_add(LIFETIME);
        if now > until {
            return Err(ProposalError::Expired(until));
        }
        *self = Self { proposed_at: 0, applied_at: now };
        Ok(())
    }
}

impl Record for ProposalTimes {
    fn pack(&self) -> Wide {
        Wide::ZERO.with::<0, 64>(self.proposed_at.into()).with::<64, 64>(self.applied_at.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            proposed_at: word.field::<0, 64>() as u64,
            applied_at: word.field::<64, 64>() as u64,
        }
    }
}
