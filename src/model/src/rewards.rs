//! How fees reach stakers: a stream over a day, an index of what each staked VVV has earned, and
//! the account's part of it.
//!
//! Unlocked VVV earns its full part. Locked VVV earns four fifths of its part, and the last fifth
//! goes to the capacity pool: who mints gives it up for the credits that DIEM claims. No loop
//! over users: an account's earnings are taken down whenever its stake or its locks change.

use crate::math::{mul_div_floor, scale_floor, Wide};
use crate::position::Stake;
use crate::time::DAY;
use crate::word::Record;

/// The stream releases nothing while less than this is staked (1 VVV, in wei): so small a stake
/// would lift the index beyond its width.
pub const LEAST_STAKE: u128 = 1_000_000_000_000_000_000;

/// Bits behind the point of the index.
const SCALE_BITS: u32 = 96;

/// What is on its way, in base units of the fee token.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | fifths |
/// | 128–255 | left |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// Not released yet.
    pub left: u128,
    /// The lockers' fifths since the last roll: the pool's, from the next on.
    pub fifths: u128,
}

/// What one staked VVV wei has earned so far, and how far the stream has run.
///
/// | bits | field |
/// |---|---|
/// | 0–63 | end |
/// | 64–127 | last |
/// | 128–255 | index |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Base units of the fee token per VVV wei, times 2⁹⁶, rounded down at each release; stays at
    /// its greatest once there.
    pub index: u128,
    /// Released up to here (unix seconds).
    last: u64,
    /// All is released then (unix seconds).
    pub end: u64,
}

/// An account's part.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | accrued |
/// | 128–255 | index |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reward {
    /// The index up to which `accrued` counts.
    index: u128,
    /// Earned and not claimed, in base units of the fee token.
    pub accrued: u128,
}

impl Stream {
    /// Releases what has flowed by `now` to those who have `totals` staked; whether anything has
    /// changed.
    ///
    /// `floor(left · (t − last) / (end − last))` at `t = min(now, end)`. While less than
    /// [`LEAST_STAKE`] is staked, the stream waits: nothing is released, and its end moves on.
    pub fn accrue(&mut self, index: &mut Index, now: u64, totals: &Stake) -> bool {
        if self.left == 0 {
            // Nothing flows: how far it has run means nothing until the next merge.
            return false;
        }
        let staked = totals.staked();
        if staked < LEAST_STAKE {
            let passed = now.saturating_sub(index.last);
            index.end = index.end.saturating_add(passed);
            index.last = now;
            return passed > 0;
        }
        let until = now.min(index.end);
        let released = if until == index.end {
            self.left
        } else {
            let passed = until.saturating_sub(index.last);
            let whole = index.end.saturating_sub(index.last);
            // Fits: passed < whole.
            mul_div_floor(self.left, passed.into(), whole.into()).unwrap_or(0)
        };
        let changed = index.last != until || released > 0;
        index.last = until;
        self.left -= released;
        // floor(released · locked / (5 · staked)); fits: locked ≤ staked.
        let part = mul_div_floor(released, totals.locked(), staked).unwrap_or(0);
        let fifth = scale_floor(part, 1, 5);
        self.fifths = self.fifths.saturating_add(fifth);
        let rise = mul_div_floor(released, 1 << SCALE_BITS, staked).unwrap_or(u128::MAX);
        index.index = index.index.saturating_add(rise);
        changed
    }

    /// Adds `amount`, to be released together with what is left from `now` on, over 24 hours.
    pub(crate) fn merge(&mut self, index: &mut Index, now: u64, amount: u128) {
        self.left = self.left.saturating_add(amount);
        index.last = now;
        index.end = now.saturating_add(DAY);
    }
}

impl Reward {
    /// Takes down what `stake` has earned up to `index`, rounded down; whether anything has
    /// changed. Comes before the stake or its locks change.
    ///
    /// `floor((index − last) · (5 · staked − locked) / (5 · 2⁹⁶))`.
    pub fn settle_floor(&mut self, index: &Index, stake: &Stake) -> bool {
        let rise = index.index.saturating_sub(self.index);
        if rise == 0 {
            return false;
        }
        self.index = index.index;
        self.accrued = self.accrued.saturating_add(earned_floor(rise, stake));
        true
    }
}

/// `floor(rise · (5 · staked − locked) / (5 · 2⁹⁶))`, or the greatest number.
fn earned_floor(rise: u128, stake: &Stake) -> u128 {
    // The weight, 5 · staked − locked = 4 · staked + unlocked, may need 131 bits: its upper part
    // and its lowest 8 bits are multiplied apart. 4 · staked = 2⁸ · (staked ≫ 6) + 4 · (staked mod
    // 2⁶), and no carry is lost: each low part is below 2⁹.
    let (staked, unlocked) = (stake.staked(), stake.unlocked());
    let low = 4 * (staked & 63) + (unlocked & 255);
    let high = (staked >> 6) + (unlocked >> 8);
    // (2⁸ · high + low) · rise ≫ 96, of which high · rise is a multiple of 2⁸: below 2²⁵⁴.
    let low = Wide::product(rise, low).shift_right(8);
    let sum = Wide::product(rise, high)
        .plus(low)
        .shift_right(SCALE_BITS - 8);
    let (fifth, _) = sum.div_rem_small(5);
    if fifth.high > 0 {
        return u128::MAX;
    }
    fifth.low
}

impl Record for Stream {
    fn pack(&self) -> Wide {
        Wide {
            high: self.left,
            low: self.fifths,
        }
    }

    fn unpack(word: Wide) -> Self {
        Self {
            left: word.high,
            fifths: word.low,
        }
    }
}

impl Record for Index {
    fn pack(&self) -> Wide {
        Wide {
            high: self.index,
            low: (self.last as u128) << 64 | self.end as u128,
        }
    }

    fn unpack(word: Wide) -> Self {
        Self {
            index: word.high,
            last: (word.low >> 64) as u64,
            end: word.low as u64,
        }
    }
}

impl Record for Reward {
    fn pack(&self) -> Wide {
        Wide {
            high: self.index,
            low: self.accrued,
        }
    }

    fn unpack(word: Wide) -> Self {
        Self {
            index: word.high,
            accrued: word.low,
        }
    }
}
