// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a fee is split, and the fees and funds that the next roll (the day's rollover) distributes.

use crate::curve::WAD;
use crate::params::EconomyParams;
use packed_word::{mul_div_floor, Record, Wide};

/// The parts of a fee, in base units of the fee token. They always sum to the fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeParts {
    /// The part of the provider that served the usage.
    pub provider: u128,
    /// The capacity pool's part.
    pub pool: u128,
    /// The VVV stakers' part.
    pub stakers: u128,
}

impl EconomyParams {
    /// Splits `fee` (base units of the fee token). The provider's and the pool's parts are rounded
    /// down and the stakers receive the remainder, so that a provider never gains by splitting a
    /// settlement into several.
    pub const fn split_fee(&self, fee: u128) -> FeeParts {
        let rest = WAD.saturating_sub(self.staker_share + self.pool_share);
        let provider = part_floor(fee, rest);
        let pool = part_floor(fee, self.pool_share);
        FeeParts { provider, pool, stakers: fee.saturating_sub(provider + pool) }
    }
}

/// `floor(fee · share / 10¹⁸)` for a share of at most 10¹⁸.
const fn part_floor(fee: u128, share: u128) -> u128 {
    match mul_div_floor(fee, share, WAD) {
        Some(part) => part,
        None => fee,
    }
}

/// What has been received since the last roll, in base units of the fee token.
///
/// | bits | field |
/// |---|---|
/// | 0–126 | pool |
/// | 127 | always set: writing to a zero slot would cost the first fee of a day 17,100 gas more |
/// | 128–255 | pending stream |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inflow {
    /// What the next roll adds to the stakers' stream.
    pub pending_stream: u128,
    /// The part of the capacity pool that is in no budget.
    pub pool: u128,
}

/// The amount received does not fit its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Inflow {
    /// The largest `pool`, in base units of the fee token.
    pub const MAX_POOL: u128 = (1 << 127) - 1;

    /// Adds `amount` base units to the pending stream.
    ///
    /// # Errors
    /// [`Overflow`] if the sum does not fit 128 bits; nothing is changed then.
    pub fn fund(&mut self, amount: u128) -> Result<(), Overflow> {
        self.pending_stream = self.pending_stream.checked_add(amount).ok_or(Overflow)?;
        Ok(())
    }

    /// Adds `amount` base units to the capacity pool.
    ///
    /// # Errors
    /// [`Overflow`] if the sum exceeds [`MAX_POOL`](Self::MAX_POOL); nothing is changed then.
    pub fn fund_capacity(&mut self, amount: u128) -> Result<(), Overflow> {
        self.pool =
            self.pool.checked_add(amount).filter(|&pool| pool <= Self::MAX_POOL).ok_or(Overflow)?;
        Ok(())
    }

    /// Adds the pool's and the stakers' parts of a fee, in base units. Saturates instead of failing:
    /// a full pool must not stop a settlement.
    pub fn add_fee(&mut self, pool: u128, stakers: u128) {
        self.pending_stream = self.pending_stream.saturating_add(stakers);
        self.pool = self.pool.saturating_add(pool).min(Self::MAX_POOL);
    }
}

/// How many paid credits were settled (1e18 is one).
///
/// | bits | field |
/// |---|---|
/// | 0–127 | today |
/// | 128–255 | closed |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaidCredits {
    /// On the current day.
    pub today: u128,
    /// On the last closed day.
    pub closed: u128,
}

impl Record for Inflow {
    fn pack(&self) -> Wide {
        Wide::ZERO.with::<0, 127>(self.pool).with::<127, 1>(1).with::<128, 128>(self.pending_stream)
    }

    fn unpack(word: Wide) -> Self {
        Self { pending_stream: word.field::<128, 128>(), pool: word.field::<0, 127>() }
    }
}

impl Record for PaidCredits {
    fn pack(&self) -> Wide {
        Wide { high: self.closed, low: self.today }
    }

    fn unpack(word: Wide) -> Self {
        Self { closed: word.high, today: word.low }
    }
}
