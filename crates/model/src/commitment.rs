// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments: an account binds its credits to one provider, which can then serve up to all of them before it settles.
//!
//! A commitment that is set on day D is in force from day D + 1 on, so that no other provider loses
//! what it has served by then. Released on day R, it is in force up to day R + 1. On the day after
//! that (`until`) vouchers of the last day in force can still be settled, so no other commitment can
//! begin before the day after `until`.

use crate::time::Day;
use packed_word::{Record, Wide};

/// An account's commitment, in force or not. The default is none.
///
/// | bits | field |
/// |---|---|
/// | 0–159 | provider |
/// | 160–175 | from |
/// | 176–191 | until |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment {
    provider: Wide,
    from: Day,
    until: Day,
}

/// The account is committed, or its commitment ends today; carries [`Commitment::until`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce(pub Day);

/// There is no commitment, or it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCommitment;

impl Default for Commitment {
    fn default() -> Self {
        Self { provider: Wide::ZERO, from: Day(0), until: Day(0) }
    }
}

impl Commitment {
    /// [`until`](Self::until) of a commitment that has not been released.
    pub const OPEN: Day = Day(u16::MAX);

    /// The provider's address as a number of 160 bits; zero if there is no commitment.
    pub const fn provider(&self) -> Wide {
        self.provider
    }

    /// The first day on which it is in force.
    pub const fn from(&self) -> Day {
        self.from
    }

    /// The first day on which it is no longer in force, or [`OPEN`](Self::OPEN).
    pub const fn until(&self) -> Day {
        self.until
    }

    /// Returns `true` if it is in force on the day with number `day`: `from ≤ day < until`. It binds
    /// only while its provider [serves](crate::provider::Provider::serves) that day.
    pub const fn covers(&self, day: u32) -> bool {
        self.from.0 as u32 <= day && day < self.until.0 as u32
    }

    /// Returns `true` if no usage that can be settled on `today` or later falls into it.
    pub const fn is_over(&self, today: Day) -> bool {
        today.0 > self.until.0
    }

    /// Commits to `provider` (an address as a number), which is not zero, from the day after `today` on. If the account is
    /// committed to it already, this takes back a release. Returns `false` if nothing changes.
    ///
    /// # Errors
    /// [`InForce`] if the account is committed to another provider, and on day `until`.
    pub fn commit(&mut self, provider: Wide, today: Day) -> Result<bool, InForce> {
        if self.exists() && !self.is_over(today) {
            if self.provider != provider || today >= self.until {
                return Err(InForce(self.until));
            }
            let released = self.until != Self::OPEN;
            self.until = Self::OPEN;
            return Ok(released);
        }
        *self = Self { provider, from: today.after(1), until: Self::OPEN };
        Ok(true)
    }

    /// Releases it on `today`: it is in force up to the next day. Returns `false`, and changes
    /// nothing, if it has been released already.
    ///
    /// # Errors
    /// [`NoCommitment`] if there is none, and from day `until` on.
    pub fn release(&mut self, today: Day) -> Result<bool, NoCommitment> {
        if !self.exists() || today >= self.until {
            return Err(NoCommitment);
        }
        if self.until != Self::OPEN {
            return Ok(false);
        }
        self.until = today.after(2);
        Ok(true)
    }

    fn exists(&self) -> bool {
        self.provider != Wide::ZERO
    }
}

impl Record for Commitment {
    fn pack(&self) -> Wide {
        self.provider.with::<160, 16>(self.from.0.into()).with::<176, 16>(self.until.0.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            provider: Wide { high: word.field::<128, 32>(), low: word.low },
            from: Day(word.field::<160, 16>() as u16),
            until: Day(word.field::<176, 16>() as u16),
        }
    }
}
