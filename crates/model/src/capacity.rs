//! The capacity pool's daily budgets: what pays providers for the daily credits they serve.
//!
//! Each day has a budget of its own, which pays quota credits of that day only, on that day and on
//! the next. A settlement gets its part of what is left, by what is still open; so the order of
//! settlements does not matter but for rounding, and holders who do not use their credits leave
//! nobody else more than a later share.

use crate::curve::WAD;
use packed_word::{mul_div_floor, Record, Wide};

/// One day's budget.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | settled |
/// | 80–159 | issued |
/// | 160–255 | left |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Base units of the fee token that it still holds.
    pub left: u128,
    /// Credits of the day (1e18 is one) that were open when the running day began; not kept while
    /// the day itself is running, when [`Today::issued`](crate::ledger::Today) says it.
    pub issued: u128,
    /// Quota credits of the day settled on the running day.
    pub settled: u128,
}

impl Budget {
    /// The most it can hold; what goes beyond waits in the pool. 79 billion tokens of 18 decimals.
    pub const MAX: u128 = (1 << 96) - 1;

    /// Credits of the day that are not settled yet, of `issued`.
    pub const fn open(&self, issued: u128) -> u128 {
        issued.saturating_sub(self.settled)
    }

    /// Settles `quota` credits of the day, of which `issued` were there, and returns what the
    /// provider is paid for them, in base units:
    /// `min(floor(quota · left / open), floor(quota · price / 1e18))`, and 0 with nothing open.
    pub const fn settle_floor(&mut self, quota: u128, issued: u128, price: u128) -> u128 {
        let open = self.open(issued);
        self.settled = self.settled.saturating_add(quota);
        if open == 0 || self.left == 0 {
            return 0;
        }
        let part = floor_or(mul_div_floor(quota, self.left, open), self.left);
        let worth = floor_or(mul_div_floor(quota, price, WAD), u128::MAX);
        let mut paid = if part < worth { part } else { worth };
        // Never more than there is, even were more settled than is open.
        if paid > self.left {
            paid = self.left;
        }
        self.left -= paid;
        paid
    }
}

const fn floor_or(quotient: Option<u128>, beyond: u128) -> u128 {
    match quotient {
        Some(quotient) => quotient,
        None => beyond,
    }
}

impl Record for Budget {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 80>(self.settled)
            .with::<80, 80>(self.issued)
            .with::<160, 96>(self.left)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            left: word.field::<160, 96>(),
            issued: word.field::<80, 80>(),
            settled: word.field::<0, 80>(),
        }
    }
}
