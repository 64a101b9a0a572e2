// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contract's liabilities in tokens.

use packed_word::{Record, Wide};

/// The liabilities in each token, in base units, counted separately even if VVV is the fee token. They change only
/// where tokens enter or leave the contract, and where rewards become stake.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | fee token |
/// | 128–255 | VVV |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// VVV: stakes and tickets.
    pub vvv: u128,
    /// Fee token: deposits, unclaimed rewards and earnings, budgets, the pool, pending inflows.
    pub fee: u128,
}

/// The liabilities would exceed 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Owed {
    /// Turns `amount` base units of rewards into stake, if the fee token is VVV.
    ///
    /// # Errors
    /// [`Overflow`]; nothing has changed then.
    pub fn stake_fee(&mut self, amount: u128) -> Result<(), Overflow> {
        self.vvv = self.vvv.checked_add(amount).ok_or(Overflow)?;
        // Saturation is unreachable: rewards are part of the liabilities.
        self.fee = self.fee.saturating_sub(amount);
        Ok(())
    }
}

impl Record for Owed {
    fn pack(&self) -> Wide {
        Wide { high: self.vvv, low: self.fee }
    }

    fn unpack(word: Wide) -> Self {
        Self { vvv: word.high, fee: word.low }
    }
}
