//! How fees reach stakers: a stream over a day, an index of what each staked VVV has earned, and
//! the account's part of it.
//!
//! Unlocked VVV earns its full part. Locked VVV earns four fifths of its part, and the last fifth
//! goes to the capacity pool: who mints gives it up for the credits that DIEM claims. No loop
//! over users: an account's earnings are taken down whenever its stake or its locks change, and
//! the pool's whenever anybody's locks do.

use crate::position::Stake;
use crate::time::DAY;
use packed_word::{mul_div_floor, Record, Wide};

/// The stream releases nothing while less than this is staked (1 VVV, in wei): so small a stake
/// would lift the index beyond its width.
pub const LEAST_STAKE: u128 = 1_000_000_000_000_000_000;

/// Bits behind the point of the index.
const SCALE_BITS: u32 = 96;

/// What is on its way, in base units of the fee token: written when it is merged, and while it
/// waits; how far it has run is the [`Index`]'s.
///
/// | bits | field |
/// |---|---|
/// | 0–63 | end |
/// | 64–127 | start |
/// | 128–255 | amount |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// All that is released between `start` and `end`.
    pub amount: u128,
    /// Nothing is released up to here (unix seconds).
    pub start: u64,
    /// All is released then (unix seconds).
    pub end: u64,
}

/// What one staked VVV wei has earned so far, and up to when. A part of
/// [`Accounting`](crate::ledger::Accounting).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Base units of the fee token per VVV wei, times 2⁹⁶, rounded down at each release; stays at
    /// its greatest once there.
    pub value: u128,
    /// Released up to here (unix seconds): on the day that was last rolled into.
    pub last: u64,
}

/// What an account's stake has earned; or the capacity pool, from the fifths of all lockers.
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
    /// What is not released yet, in base units.
    pub fn left(&self, index: &Index) -> u128 {
        self.amount - self.released_floor(index.last)
    }

    /// Releases what has flowed by `now` to those who have `staked` VVV wei together.
    ///
    /// By any time, `floor(amount · (time − start) / (end − start))` has been released, and all at
    /// the end: what is released does not depend on when it is looked at. While less than
    /// [`LEAST_STAKE`] is staked, the stream waits: nothing is released, and it is moved on.
    pub fn accrue(&mut self, index: &mut Index, now: u64, staked: u128) {
        if self.amount == 0 || index.last >= self.end {
            // Nothing flows: how far it has run means nothing until the next merge.
            return;
        }
        // Were time to step back, nothing would be released twice, and no day rolled again.
        let now = now.max(index.last);
        let from = core::mem::replace(&mut index.last, now);
        if staked < LEAST_STAKE {
            let passed = now.saturating_sub(from);
            self.start = self.start.saturating_add(passed);
            self.end = self.end.saturating_add(passed);
            return;
        }
        // No underflow: what has been released by a later time is no less.
        let released = self
            .released_floor(now)
            .saturating_sub(self.released_floor(from));
        let rise = mul_div_floor(released, 1 << SCALE_BITS, staked).unwrap_or(u128::MAX);
        index.value = index.value.saturating_add(rise);
    }

    /// Adds `amount`, to be released together with what is left from `now` on, over 24 hours.
    pub(crate) fn merge(&mut self, index: &mut Index, now: u64, amount: u128) {
        *self = Self {
            amount: self.left(index).saturating_add(amount),
            start: now,
            end: now.saturating_add(DAY),
        };
        index.last = now;
    }

    /// What is released by `time`.
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
    /// Takes down what `stake` has earned up to `index`, rounded down; whether anything has
    /// changed. Comes before the stake or its locks change.
    ///
    /// `floor((index − last) · (5 · staked − locked) / (5 · 2⁹⁶))`.
    pub fn settle_floor(&mut self, index: &Index, stake: &Stake) -> bool {
        self.settle(index, |rise| earned_floor(rise, stake))
    }

    /// Takes down the fifths of the part of all `locked` VVV wei up to `index`, rounded down;
    /// whether anything has changed. Comes before what is locked changes.
    ///
    /// `floor((index − last) · locked / (5 · 2⁹⁶))`.
    pub fn settle_pool_share_floor(&mut self, index: &Index, locked: u128) -> bool {
        self.settle(index, |rise| {
            let part = Wide::product(rise, locked).shift_right(SCALE_BITS);
            fifth_floor(part)
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
    fifth_floor(sum)
}

/// `floor(sum / 5)`, or the greatest number.
fn fifth_floor(sum: Wide) -> u128 {
    let (fifth, _) = sum.div_rem_small(5);
    if fifth.high > 0 {
        return u128::MAX;
    }
    fifth.low
}

impl Record for Stream {
    fn pack(&self) -> Wide {
        Wide {
            high: self.amount,
            low: (self.start as u128) << 64 | self.end as u128,
        }
    }

    fn unpack(word: Wide) -> Self {
        Self {
            amount: word.high,
            start: (word.low >> 64) as u64,
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
