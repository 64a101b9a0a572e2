// SPDX-License-Identifier: MIT OR Apache-2.0
//! A burn offer (§5).

use crate::units::Day;

/// An account's standing invitation to burn DIEM against its position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BurnOffer {
    /// VVV wei that the account pays for 1e18 DIEM wei; 0 without an offer.
    pub rate: u128,
    /// DIEM wei that may still be burned, as stored: below 2^80.
    pub amount: u128,
    /// The last day of the offer, as stored: at most 65,535.
    pub last_day: Day,
}

impl BurnOffer {
    /// DIEM wei that may be burned on a day.
    pub fn left(&self, today: Day) -> u128 {
        if self.rate == 0 || self.last_day < today {
            0
        } else {
            self.amount
        }
    }
}

/// The amount that the contract stores for an offered one, in DIEM wei: at most 2^80 - 1.
pub fn stored_offer_amount(amount: u128) -> u128 {
    amount.min((1 << 80) - 1)
}
