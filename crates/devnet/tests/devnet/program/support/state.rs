// SPDX-License-Identifier: MIT OR Apache-2.0
//! The state of Diem and of some accounts, to compare before and after a call.

use std::collections::BTreeMap;

use alloy_primitives::{Address, U256};

/// All of Diem's storage, and what its views and the tokens return about Diem and some accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct StateSnapshot {
    /// Diem's nonzero storage slots.
    pub slots: BTreeMap<U256, U256>,
    pub supply: U256,
    pub staked: U256,
    pub locked: U256,
    /// Diem's VVV balance.
    pub held: U256,
    /// Diem's fee token balance.
    pub fees_held: U256,
    /// Diem's Ether balance.
    pub ether: U256,
    pub accounts: BTreeMap<Address, AccountState>,
}

/// Balances, position and VVV tickets of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountState {
    pub vvv: U256,
    pub usd: U256,
    pub diem: U256,
    pub nonce: U256,
    pub unlocked: U256,
    pub locked: U256,
    pub minted: U256,
    pub cooldown: (U256, U256),
    pub tickets: (Vec<u32>, Vec<U256>, Vec<U256>),
}
