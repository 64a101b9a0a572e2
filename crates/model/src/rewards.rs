// SPDX-License-Identifier: MIT OR Apache-2.0
//! How fees reach stakers: a stream over 24 hours, a reward index, and each account's rewards.
//!
//! Unlocked VVV earns in full. Locked VVV earns four fifths; the remaining fifth goes to the
//! capacity pool. Minters forgo it in exchange for DIEM's credits. There is no loop over accounts:
//! an account's rewards are settled whenever its stake or its locked part changes, and the pool's
//! part whenever the total locked VVV changes.

use crate::position::Stake;
use crate::time::DAY;
use packed_word::{mul_div_floor, Record, Wide};

/// The stream waits while less than this is staked in total (1 VVV, in wei): a smaller stake could
/// raise the index beyond its 128 bits.
pub const MIN_STAKE: u128 = 1_000_000_000_000_000_000;

/// Fractional bits of the index.
const SCALE_BITS: u32 = 96;

/// Fees that are released to stakers evenly over time. The record changes only when fees are
/// merged into it and while it waits; [`Index::last`] says up to when it has been released.
///
/// | bits | field |
/// |---|---|
/// | 0–63 | end |
/// | 64–127 | start |
/// | 128–255 | amount |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// The amount released between `start` and `end`, in base units of the fee token.
    pub amount: u128,
    /// When the release begins (unix seconds).
    pub start: u64,
    /// When all is released (unix seconds).
    pub end: u64,
}

/// The reward index: what one staked VVV wei has earned since the start, and up to when. Stored in
/// [`Accounting`](crate::ledger::Accounting).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Base units of the fee token per VVV wei, times 2⁹⁶. Rounded down at each release; saturates.
    pub value: u128,
    /// The time up to which the stream has been released (unix seconds).
    pub last: u64,
}

/// The rewards of an account, or of the capacity pool, which earns a fifth of the rewards of all
/// locked VVV.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | accrued |
/// | 128–255 | index |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reward {
    /// The index value at the last settlement.
    index: u128,
    /// Unclaimed rewards, in base units of the fee token.
    pub accrued: u128,
}

impl Stream {
    /// The amount that is not released yet, in base units of the fee token.
    pub fn unreleased(&self, index: &Index) -> u128 {
        self.amount - self.released_floor(index.last)
    }

    /// Releases the stream up to `now` (unix seconds) and raises the index accordingly. `staked` is
    /// the sum of all stakes in VVV wei.
    ///
    /// At any time, `floor(amount · (time − start) / (end − start))` has been released in total,
    /// and everything at the end, no matter how often this is called. While less than
    /// [`MIN_STAKE`] is staked, nothing is released and the stream is postponed.
    pub fn accrue(&mut self, index: &mut Index, now: u64, staked: u128) {
        if self.amount == 0 || index.last >= self.end {
            // Nothing is left to release; the next merge sets `last`.
            return;
        }
        // Even if time went backwards, nothing would be released twice and no day would roll again.
        let now = now.max(index.last);
        let from = core::mem::replace(&mut index.last, now);
        if staked < MIN_STAKE {
            let passed = now.saturating_sub(from);
            self.start = self.start.saturating_add(passed);
            self.end = self.end.saturating_add(passed);
            return;
        }
        // No underflow: the released amount does not decrease with time.
        let released = self.released_floor(now).saturating_sub(self.released_floor(from));
        let rise = mul_div_floor(released, 1 << SCALE_BITS, staked).unwrap_or(u128::MAX);
        index.value = index.value.saturating_add(rise);
    }

    /// Adds `amount` base units and restarts the stream: from `start` (unix seconds), up to which it has
    /// been accrued, all that is not released yet is released over 24 hours.
    pub(crate) fn merge(&mut self, index: &mut Index, start: u64, amount: u128) {
        *self = Self {
            amount: self.unreleased(index).saturating_add(amount),
            start,
            end: start.saturating_add(DAY),
        };
        index.last = start;
    }

    /// The amount released by `time` (unix seconds), rounded down.
    fn released_floor(&self, time: u64) -> u128 {
        if time >= self.end {
            return self.amount;
        }
        let passed = time.saturating_sub(self.start);
        let whole = self.end.saturating_sub(self.start);
        // Fits: passed < whole.
        mul_div_floor(self.amount, passed.into(), whole.into()).unwrap_or(0)
    }
}

impl Reward {
    /// Adds what `stake` has earned since the last settlement, in base units of the fee token,
    /// rounded down. Must be called before the stake or its locked part changes. Returns `false` if
    /// the index has not risen, so that the record is unchanged.
    ///
    /// `floor((index − last) · (5 · staked − locked) / (5 · 2⁹⁶))`.
    pub fn settle_floor(&mut self, index: &Index, stake: &Stake) -> bool {
        self.settle(index, |rise| earned_floor(rise, stake))
    }

    /// Adds the pool's part of what all `locked` VVV wei have earned since the last settlement, in
    /// base units of the fee token, rounded down. Must be called before the total locked VVV
    /// changes. Returns `false` if the index has not risen, so that the record is unchanged.
    ///
    /// `floor((index − last) · locked / (5 · 2⁹⁶))`.
    pub fn settle_pool_share_floor(&mut self, index: &Index, locked: u128) -> bool {
        self.settle(index, |rise| {
            let part = Wide::product(rise, locked).shift_right(SCALE_BITS);
            div_five_floor(part)
        })
    }

    fn settle(&mut self, index: &Index, earned: impl FnOnce(u128) -> u128) -> bool {
        let rise = index.value.saturating_sub(self.index);
        if rise == 0 {
            return false;
        }
        self.index = index.value;
        self.accrued = self.accrued.saturating_add(earned(rise));
        true
    }
}

/// `floor(rise · (5 · staked − locked) / (5 · 2⁹⁶))`. Saturates at 128 bits.
fn earned_floor(rise: u128, stake: &Stake) -> u128 {
    // The weight 5 · staked − locked = 4 · staked + unlocked may need 131 bits, so it is written as
    // 2⁸ · high + low and both parts are multiplied separately. 4 · staked =
    // 2⁸ · (staked ≫ 6) + 4 · (staked mod 2⁶). `low` is below 2⁹ and keeps its carry.
    let (staked, unlocked) = (stake.staked(), stake.unlocked());
    let low = 4 * (staked & 63) + (unlocked & 255);
    let high = (staked >> 6) + (unlocked >> 8);
    // floor((2⁸ · high + low) · rise / 2⁹⁶) = (high · rise + floor(low · rise / 2⁸)) ≫ 88; the sum
    // is below 2²⁵⁴.
    let low = Wide::product(rise, low).shift_right(8);
    let sum = Wide::product(rise, high).wrapping_add(low).shift_right(SCALE_BITS - 8);
    div_five_floor(sum)
}

/// `floor(sum / 5)`. Saturates at 128 bits.
fn div_five_floor(sum: Wide) -> u128 {
    let (quotient, _) = sum.div_rem_small(5);
    if quotient.high > 0 {
        return u128::MAX;
    }
    quotient.low
}

impl Record for Stream {
    fn pack(&self) -> Wide {
        Wide { high: self.amount, low: (self.start as u128) << 64 | self.end as u128 }
    }

    fn unpack(word: Wide) -> Self {
        Self { amount: word.high, start: (word.low >> 64) as u64, end: word.low as u64 }
    }
}

impl Record for Reward {
    fn pack(&self) -> Wide {
        Wide { high: self.index, low: self.accrued }
    }

    fn unpack(word: Wide) -> Self {
        Self { index: word.high, accrued: word.low }
    }
}
