//! Deposits: fee tokens an account has put in, and the part of one unit it has paid ahead.

use packed_word::{Record, Wide};

/// Credits in one credit, and what a part of a base unit is counted in: "unit-credits".
const ONE: u128 = 1_000_000_000_000_000_000;

/// An account's deposit.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | amount |
/// | 128–187 | prepaid |
///
/// A fee is rounded up to whole base units, and what that took too much is kept in `prepaid` for
/// the next: any split of the same usage at one price costs the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deposit {
    /// Base units of the fee token.
    pub amount: u128,
    prepaid: u128,
}

impl Deposit {
    /// The part of a base unit that has been paid for and not used, in 1e-18 of it; below 1e18.
    pub const fn prepaid(&self) -> u128 {
        self.prepaid
    }

    /// How many paid credits (1e18 is one) it covers at `price` base units a credit, rounded
    /// down: `floor((amount · 1e18 + prepaid) / price)`; the greatest number if 128 bits cannot
    /// hold it.
    pub const fn covered_floor(&self, price: u128) -> u128 {
        let funds = Wide::product(self.amount, ONE).plus(Wide {
            high: 0,
            low: self.prepaid,
        });
        match funds.div_floor(price) {
            Some(credits) => credits,
            None => u128::MAX,
        }
    }

    /// Pays for `credits`, which must be [covered](Self::covered_floor), at `price`; returns the
    /// fee in base units: `max(0, ceil((credits · price − prepaid) / 1e18))`.
    pub const fn charge_ceil(&mut self, credits: u128, price: u128) -> u128 {
        let cost = Wide::product(credits, price);
        // What is due above `prepaid`, less one, so that its quotient plus one is rounded up.
        let due = cost.minus(Wide {
            high: 0,
            low: self.prepaid,
        });
        if due.high == 0 && due.low == 0 {
            // `prepaid` is enough, and so the cost is below 1e18.
            self.prepaid = self.prepaid.saturating_sub(cost.low);
            return 0;
        }
        let above = due.minus(Wide { high: 0, low: 1 });
        // Fits: what is covered costs at most `amount`.
        let fee = match above.div_floor(ONE) {
            Some(whole) => whole.saturating_add(1),
            None => u128::MAX,
        };
        // fee · 1e18 − due, below 1e18: the lower halves tell it.
        self.prepaid = fee.wrapping_mul(ONE).wrapping_sub(due.low);
        debug_assert!(fee <= self.amount && self.prepaid < ONE);
        self.amount = self.amount.saturating_sub(fee);
        fee
    }
}

impl Record for Deposit {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 128>(self.amount)
            .with::<128, 60>(self.prepaid)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            amount: word.field::<0, 128>(),
            prepaid: word.field::<128, 60>(),
        }
    }
}
