//! What an account has staked, what of it is locked behind the DIEM it minted, and what burning
//! frees.

use packed_word::{mul_div_floor, Record, Wide};

/// Staked VVV, `locked` included, in VVV wei. The same type holds one account's stake and the sum
/// over all accounts. Always `locked ≤ staked`.
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

/// More than the unlocked part was asked for; carries that part, in VVV wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientUnlocked(pub u128);

/// A sum of VVV would not fit 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Stake {
    /// All staked VVV, locked included, in wei.
    pub const fn staked(&self) -> u128 {
        self.staked
    }

    /// The part that stands behind outstanding DIEM, in wei.
    pub const fn locked(&self) -> u128 {
        self.locked
    }

    /// The part that may leave or be locked, in wei.
    pub const fn unlocked(&self) -> u128 {
        // No underflow: locked ≤ staked, kept by every method below.
        self.staked.wrapping_sub(self.locked)
    }

    /// Adds `amount` wei of unlocked stake.
    ///
    /// # Errors
    /// [`Overflow`] when the sum needs more than 128 bits; nothing has changed then.
    pub fn add(&mut self, amount: u128) -> Result<(), Overflow> {
        self.staked = self.staked.checked_add(amount).ok_or(Overflow)?;
        Ok(())
    }

    /// Takes `amount` wei out of the unlocked part.
    ///
    /// # Errors
    /// [`InsufficientUnlocked`] when there is less; nothing has changed then.
    pub fn remove(&mut self, amount: u128) -> Result<(), InsufficientUnlocked> {
        self.require_unlocked(amount)?;
        self.staked -= amount;
        Ok(())
    }

    /// Locks `amount` wei of the unlocked part.
    ///
    /// # Errors
    /// [`InsufficientUnlocked`] when there is less; nothing has changed then.
    pub fn lock(&mut self, amount: u128) -> Result<(), InsufficientUnlocked> {
        self.require_unlocked(amount)?;
        self.locked += amount;
        Ok(())
    }

    /// Unlocks `amount` wei, which must be at most [`locked`](Self::locked).
    pub fn release(&mut self, amount: u128) {
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

/// VVV freed by burning `amount` of the `minted` DIEM that `locked` VVV stands behind:
/// `floor(amount · locked / minted)`, and so all of `locked` when `amount == minted`.
///
/// The position's own average rate, never the curve's rate of the moment; rounded down, so that
/// no sequence of burns frees more than one. All in wei; `None` unless `0 < amount ≤ minted`.
pub const fn burn_release_floor(amount: u128, locked: u128, minted: u128) -> Option<u128> {
    if amount == 0 || amount > minted {
        return None;
    }
    // Fits: amount ≤ minted, so the quotient is at most `locked`.
    mul_div_floor(amount, locked, minted)
}

impl Record for Stake {
    fn pack(&self) -> Wide {
        Wide {
            high: self.staked,
            low: self.locked,
        }
    }

    fn unpack(word: Wide) -> Self {
        Self {
            staked: word.high,
            locked: word.low,
        }
    }
}

/// An account's DIEM: what it holds, and what it has minted and not burned, the debt that its
/// locked VVV stands behind. 80 bits hold any DIEM amount: the curve ends at 10²⁴ wei.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | balance |
/// | 80–159 | minted |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiemBalance {
    /// DIEM held, in wei.
    pub balance: u128,
    /// DIEM outstanding against the locked VVV, in wei.
    pub minted: u128,
}

impl Record for DiemBalance {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 80>(self.balance)
            .with::<80, 80>(self.minted)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            balance: word.field::<0, 80>(),
            minted: word.field::<80, 80>(),
        }
    }
}
