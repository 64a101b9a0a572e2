// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stakes, deposits, and the contract's liabilities.

use alloy_primitives::U256;

use crate::units::ONE;

/// An account's stake, in wei.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position {
    /// All its VVV, including the locked part.
    pub staked: u128,
    /// VVV locked against `minted`.
    pub locked: u128,
    /// DIEM outstanding.
    pub minted: u128,
}

impl Position {
    pub fn unlocked(&self) -> u128 {
        self.staked - self.locked
    }
}

/// An account's deposit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deposit {
    /// Fee-token base units.
    pub amount: u128,
    /// The part of the next base unit that is already paid for, in 1e-18 units; below 1e18.
    pub prepaid: u128,
}

impl Deposit {
    /// Credits that the deposit covers at a price, rounded down.
    pub fn covers(&self, price: u128) -> U256 {
        (U256::from(self.amount) * U256::from(ONE) + U256::from(self.prepaid)) / U256::from(price)
    }

    /// Pays for credits that the deposit covers. Returns the fee in whole base units, rounded up.
    pub fn charge(&mut self, credits: u128, price: u128) -> u128 {
        let cost = U256::from(credits) * U256::from(price);
        let prepaid = U256::from(self.prepaid);
        let one = U256::from(ONE);
        let due = cost.saturating_sub(prepaid);
        let fee = due.div_ceil(one);
        self.prepaid = (fee * one + prepaid - cost).to();
        let fee: u128 = fee.to();
        self.amount -= fee;
        fee
    }
}

/// The contract's liabilities in each token, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Liabilities {
    /// VVV staked or in tickets.
    pub vvv: u128,
    /// Fee tokens: deposits, earnings, rewards, stream, pending stream and pool.
    pub fee: u128,
}
