//! What becomes of a fee, and what waits for the next day.

use crate::curve::WAD;
use crate::params::EconomyParams;
use packed_word::{mul_div_floor, Record, Wide};

/// The parts of a fee, in base units: they always sum to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// For the provider that served.
    pub provider: u128,
    /// For the capacity pool.
    pub pool: u128,
    /// For the stakers.
    pub stakers: u128,
}

impl EconomyParams {
    /// Shares `fee` out: the provider's part and the pool's are rounded down, the stakers get the
    /// rest, so that splitting a settlement never gains its settler anything.
    pub const fn share(&self, fee: u128) -> Parts {
        let rest = WAD.saturating_sub(self.staker_share + self.pool_share);
        let provider = part_floor(fee, rest);
        let pool = part_floor(fee, self.pool_share);
        Parts {
            provider,
            pool,
            stakers: fee.saturating_sub(provider + pool),
        }
    }
}

/// `floor(fee · share / 10¹⁸)` for a share of at most 10¹⁸.
const fn part_floor(fee: u128, share: u128) -> u128 {
    match mul_div_floor(fee, share, WAD) {
        Some(part) => part,
        None => fee,
    }
}

/// What has come in since the last roll, in base units of the fee token.
///
/// | bits | field |
/// |---|---|
/// | 0–126 | pool |
/// | 127 | always set: to write into an emptied slot would cost the day's first fee 17,100 gas |
/// | 128–255 | bucket |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inflow {
    /// For tomorrow's stream.
    pub pending_stream: u128,
    /// For tomorrow's budget; what a budget could not hold stays here too.
    pub pool: u128,
}

/// What has come in would not fit its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Inflow {
    /// The most the pool can hold.
    pub const MAX_POOL: u128 = (1 << 127) - 1;

    /// Adds `amount` to tomorrow's stream.
    ///
    /// # Errors
    /// [`Overflow`]; nothing has changed then.
    pub fn fund(&mut self, amount: u128) -> Result<(), Overflow> {
        self.pending_stream = self.pending_stream.checked_add(amount).ok_or(Overflow)?;
        Ok(())
    }

    /// Adds `amount` to the capacity pool.
    ///
    /// # Errors
    /// [`Overflow`]; nothing has changed then.
    pub fn fund_capacity(&mut self, amount: u128) -> Result<(), Overflow> {
        self.pool = self
            .pool
            .checked_add(amount)
            .filter(|&pool| pool <= Self::MAX_POOL)
            .ok_or(Overflow)?;
        Ok(())
    }

    /// Adds a fee's parts for pool and stakers, which stay at their greatest once there.
    pub fn collect(&mut self, pool: u128, stakers: u128) {
        self.pending_stream = self.pending_stream.saturating_add(stakers);
        self.pool = self.pool.saturating_add(pool).min(Self::MAX_POOL);
    }
}

/// Paid credits settled (1e18 is one).
///
/// | bits | field |
/// |---|---|
/// | 0–127 | today |
/// | 128–255 | on the last day that was closed |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaidCredits {
    /// On this day.
    pub today: u128,
    /// On the last day that was closed.
    pub closed: u128,
}

impl Record for Inflow {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 127>(self.pool)
            .with::<127, 1>(1)
            .with::<128, 128>(self.pending_stream)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            pending_stream: word.field::<128, 128>(),
            pool: word.field::<0, 127>(),
        }
    }
}

impl Record for PaidCredits {
    fn pack(&self) -> Wide {
        Wide {
            high: self.closed,
            low: self.today,
        }
    }

    fn unpack(word: Wide) -> Self {
        Self {
            closed: word.high,
            today: word.low,
        }
    }
}
