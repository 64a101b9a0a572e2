// SPDX-License-Identifier: MIT OR Apache-2.0
//! An account's stake, the part of it that is locked behind minted DIEM, and what a burn unlocks.

use packed_word::{mul_div_floor, Record, Wide};

/// Staked VVV in wei, `locked` included: of one account, or of all accounts together. Always
/// `locked ≤ staked`.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | locked |
/// | 128–255 | staked |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    staked: u128,
    locked: u128,
}

/// The amount exceeds the unlocked stake; carries the unlocked stake in VVV wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientUnlocked(pub u128);

/// A sum of VVV would not fit 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Stake {
    /// All staked VVV in wei, the locked part included.
    pub const fn staked(&self) -> u128 {
        self.staked
    }

    /// The part that is locked behind outstanding DIEM, in VVV wei.
    pub const fn locked(&self) -> u128 {
        self.locked
    }

    /// The part that can be unstaked or locked, in VVV wei.
    pub const fn unlocked(&self) -> u128 {
        // No underflow: every method preserves locked ≤ staked.
        self.staked.wrapping_sub(self.locked)
    }

    /// Adds `amount` VVV wei of unlocked stake.
    ///
    /// # Errors
    /// [`Overflow`] if the sum does not fit 128 bits; the stake is then unchanged.
    pub fn add(&mut self, amount: u128) -> Result<(), Overflow> {
        self.staked = self.staked.checked_add(amount).ok_or(Overflow)?;
        Ok(())
    }

    /// Removes `amount` VVV wei of unlocked stake.
    ///
    /// # Errors
    /// [`InsufficientUnlocked`] if `amount` exceeds the unlocked part; the stake is then unchanged.
    pub fn remove(&mut self, amount: u128) -> Result<(), InsufficientUnlocked> {
        self.require_unlocked(amount)?;
        self.staked -= amount;
        Ok(())
    }

    /// Locks `amount` VVV wei of unlocked stake.
    ///
    /// # Errors
    /// [`InsufficientUnlocked`] if `amount` exceeds the unlocked part; the stake is then unchanged.
    pub fn lock(&mut self, amount: u128) -> Result<(), InsufficientUnlocked> {
        self.require_unlocked(amount)?;
        self.locked += amount;
        Ok(())
    }

    /// Unlocks `amount` VVV wei, which must be at most [`locked`](Self::locked).
    pub fn unlock(&mut self, amount: u128) {
        debug_assert!(amount <= self.locked);
        self.locked = self.locked.saturating_sub(amount);
    }

    fn require_unlocked(&self, amount: u128) -> Result<(), InsufficientUnlocked> {
        if amount > self.unlocked() {
            return Err(InsufficientUnlocked(self.unlocked()));
        }
        Ok(())
    }
}

impl Record for Stake {
    fn pack(&self) -> Wide {
        Wide { high: self.staked, low: self.locked }
    }

    fn unpack(word: Wide) -> Self {
        Self { staked: word.high, locked: word.low }
    }
}

/// An account's DIEM: its balance, and the minted DIEM that it has to burn to unlock its VVV. 80
/// bits hold any DIEM amount, because the curve ends at 10²⁴ wei.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | balance |
/// | 80–159 | minted |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiemBalance {
    /// The token balance, in DIEM wei.
    pub balance: u128,
    /// DIEM minted against the locked VVV and not burned since, in wei.
    pub minted: u128,
}

impl DiemBalance {
    /// The VVV wei that burning `amount` DIEM wei unlocks of `stake`, the same account's:
    /// `floor(amount · locked / minted)`, which is all of `locked` if `amount == minted`.
    ///
    /// This is the position's own average rate, not the curve's current rate. It is rounded down,
    /// so that no sequence of burns unlocks more than a single burn of the same total. Returns
    /// `None` unless `0 < amount ≤ minted`.
    pub const fn burn_release_floor(&self, amount: u128, stake: &Stake) -> Option<u128> {
        if amount == 0 || amount > self.minted {
            return None;
        }
        // Fits: amount ≤ minted, so the quotient is at most `locked`.
        mul_div_floor(amount, stake.locked, self.minted)
    }
}

impl Record for DiemBalance {
    fn pack(&self) -> Wide {
        Wide::ZERO.with::<0, 80>(self.balance).with::<80, 80>(self.minted)
    }

    fn unpack(word: Wide) -> Self {
        Self { balance: word.field::<0, 80>(), minted: word.field::<80, 80>() }
    }
}
