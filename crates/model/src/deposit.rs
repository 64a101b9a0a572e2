// SPDX-License-Identifier: MIT OR Apache-2.0
//! Deposits: an account's prepaid fee tokens, and how paid credits are charged to them.
//!
//! A fee is rounded up to whole base units of the fee token. What the rounding overcharged is kept
//! as `prepaid` and reduces the next fee, so that any split of the same usage at one price costs
//! the same in total.

use crate::curve::WAD;
use crate::params::CreditPrice;
use packed_word::{Record, Wide};

/// An account's deposit.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | amount |
/// | 128–187 | prepaid |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deposit {
    /// The balance, in base units of the fee token.
    pub amount: u128,
    prepaid: u128,
}

impl Deposit {
    /// The fraction of a base unit that was charged but not used yet, as a wad; below 1e18.
    pub const fn prepaid(&self) -> u128 {
        self.prepaid
    }

    /// How many paid credits (1e18 is one) the deposit covers at `price`, rounded down:
    /// `floor((amount · 1e18 + prepaid) / price)`. Saturates at 128 bits.
    pub const fn covered_floor(&self, price: CreditPrice) -> u128 {
        let funds =
            Wide::product(self.amount, WAD).wrapping_add(Wide { high: 0, low: self.prepaid });
        match funds.div_floor(price.0) {
            Some(credits) => credits,
            None => u128::MAX,
        }
    }

    /// Charges `credits` (1e18 is one) at `price`. Returns the fee in base units, rounded up:
    /// `max(0, ceil((credits · price − prepaid) / 1e18))`. The credits must be
    /// [covered](Self::covered_floor).
    pub const fn charge_ceil(&mut self, credits: u128, price: CreditPrice) -> u128 {
        let cost = Wide::product(credits, price.0);
        // What `prepaid` does not cover. For due > 0: ceil(due / 1e18) = floor((due − 1) / 1e18) + 1.
        let due = cost.saturating_sub(Wide { high: 0, low: self.prepaid });
        if due.high == 0 && due.low == 0 {
            // `prepaid` covers the whole cost, which is therefore below 1e18: `cost.high` is 0.
            self.prepaid = self.prepaid.saturating_sub(cost.low);
            return 0;
        }
        let above = due.saturating_sub(Wide { high: 0, low: 1 });
        // Fits 128 bits: covered credits cost at most `amount`.
        let fee = match above.div_floor(WAD) {
            Some(whole) => whole.saturating_add(1),
            None => u128::MAX,
        };
        // fee · 1e18 − due is below 1e18, so arithmetic modulo 2¹²⁸ gives it exactly.
        self.prepaid = fee.wrapping_mul(WAD).wrapping_sub(due.low);
        debug_assert!(fee <= self.amount && self.prepaid < WAD);
        self.amount = self.amount.saturating_sub(fee);
        fee
    }
}

impl Record for Deposit {
    fn pack(&self) -> Wide {
        Wide::ZERO.with::<0, 128>(self.amount).with::<128, 60>(self.prepaid)
    }

    fn unpack(word: Wide) -> Self {
        Self { amount: word.field::<0, 128>(), prepaid: word.field::<128, 60>() }
    }
}
