// SPDX-License-Identifier: MIT OR Apache-2.0
//! The capacity pool's daily budgets, which reimburse providers for the daily credits they serve.
//!
//! Each day has its own budget. It pays for quota credits of that day only, on the day itself and
//! on the next. A settlement of `quota` credits receives `left · quota / unsettled`, so the order
//! of settlements matters only by rounding. The part that belongs to unused credits is not spread
//! over the others: it stays in the budget until the [ledger](crate::ledger) ends it, and is then part
//! of the pool again. The pool pays providers only.

use crate::curve::WAD;
use crate::params::CreditPrice;
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
    /// What the budget can still pay, in base units of the fee token.
    pub left: u128,
    /// Credits of the day (1e18 is one) that were unsettled when the day ended. Unused (0) during
    /// the day itself, when [`Today::issued`](crate::ledger::Today) applies instead.
    pub issued: u128,
    /// Quota credits of the day (1e18 is one) settled since the last roll (the change of day).
    pub settled: u128,
}

impl Budget {
    /// The largest budget, in base units of the fee token: 79 billion tokens of 18 decimals. The
    /// excess waits in the pool.
    pub const MAX: u128 = (1 << 96) - 1;

    /// How many of the day's `issued` credits (1e18 is one) are not settled yet.
    pub const fn unsettled(&self, issued: u128) -> u128 {
        issued.saturating_sub(self.settled)
    }

    /// Settles `quota` of the day's `issued` credits (1e18 is one). Returns the provider's
    /// reimbursement in base units of the fee token, rounded down:
    /// `min(floor(quota · left / unsettled), floor(quota · price / 1e18), left)`, or 0 if no credit
    /// is unsettled.
    pub const fn settle_floor(&mut self, quota: u128, issued: u128, price: CreditPrice) -> u128 {
        let unsettled = self.unsettled(issued);
        self.settled = self.settled.saturating_add(quota);
        if unsettled == 0 || self.left == 0 {
            return 0;
        }
        let part = floor_or(mul_div_floor(quota, self.left, unsettled), self.left);
        let worth = floor_or(mul_div_floor(quota, price.0, WAD), u128::MAX);
        let mut paid = if part < worth { part } else { worth };
        // `quota` may exceed `unsettled`: the meters prevent it, but this bound does not rely on them.
        if paid > self.left {
            paid = self.left;
        }
        self.left -= paid;
        paid
    }
}

/// The budget of a new day, in base units of the fee token, from a pool of `rest`:
/// `min(max(E, floor(rest / 2)), rest, Budget::MAX)`, where `E = floor(issued · price / 1e18)` is the
/// price of all the day's credits.
///
/// A budget may exceed `E`, up to half of a rich pool, so that DIEM activated during the day does
/// not reduce the parts of others while half of the pool is enough.
pub const fn budget_floor(rest: u128, issued: u128, price: CreditPrice) -> u128 {
    let worth = floor_or(mul_div_floor(issued, price.0, WAD), u128::MAX);
    let mut budget = if worth > rest / 2 { worth } else { rest / 2 };
    if budget > rest {
        budget = rest;
    }
    if budget > Budget::MAX {
        budget = Budget::MAX;
    }
    budget
}

/// The quotient, or `beyond` if 128 bits cannot hold it.
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
