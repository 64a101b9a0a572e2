// SPDX-License-Identifier: MIT OR Apache-2.0
//! Burn offers: an account invites others to burn DIEM against its position, and pays them from the
//! stake that a burn frees.

use crate::curve::WAD;
use crate::time::Day;
use packed_word::{mul_div_floor, Record, Wide};

/// An account's burn offer. The default is none.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | amount |
/// | 80–95 | last day |
/// | 128–255 | rate |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BurnOffer {
    rate: u128,
    amount: u128,
    last_day: Day,
}

/// The offer does not cover the amount; carries what is left of it, in DIEM wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded(pub u128);

impl BurnOffer {
    /// The largest amount, in DIEM wei; larger ones are reduced to it. It exceeds any DIEM supply.
    pub const MAX_AMOUNT: u128 = (1 << 80) - 1;

    /// An offer to pay `rate` VVV wei per 1e18 DIEM wei for up to `amount` DIEM wei, up to and
    /// including `last_day`. A rate of 0 gives the default: no offer.
    pub fn new(rate: u128, amount: u128, last_day: Day) -> Self {
        if rate == 0 {
            return Self::default();
        }
        Self { rate, amount: amount.min(Self::MAX_AMOUNT), last_day }
    }

    /// VVV wei paid per 1e18 DIEM wei burned.
    pub const fn rate(&self) -> u128 {
        self.rate
    }

    /// DIEM wei that may still be burned, if the offer has not ended.
    pub const fn amount(&self) -> u128 {
        self.amount
    }

    /// The last day of the offer.
    pub const fn last_day(&self) -> Day {
        self.last_day
    }

    /// Uses `amount` DIEM wei of the offer on `today`.
    ///
    /// # Errors
    /// [`Exceeded`] if less is left, or if the offer has ended; nothing is changed then.
    pub fn take(&mut self, amount: u128, today: Day) -> Result<(), Exceeded> {
        let left = if today > self.last_day { 0 } else { self.amount };
        self.amount = left.checked_sub(amount).ok_or(Exceeded(left))?;
        Ok(())
    }

    /// The payment, in VVV wei, for burning `amount` DIEM wei, which frees `freed` VVV wei:
    /// `min(floor(amount · rate / 1e18), freed)`.
    pub fn payment_floor(&self, amount: u128, freed: u128) -> u128 {
        mul_div_floor(amount, self.rate, WAD).map_or(freed, |price| price.min(freed))
    }
}

impl Record for BurnOffer {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 80>(self.amount)
            .with::<80, 16>(self.last_day.0.into())
            .with::<128, 128>(self.rate)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            rate: word.field::<128, 128>(),
            amount: word.field::<0, 80>(),
            last_day: Day(word.field::<80, 16>() as u16),
        }
    }
}
