// SPDX-License-Identifier: MIT OR Apache-2.0
//! The interface to a running contract.

use alloy_primitives::{Address, LogData, B256, U256};

use crate::accounts::AccountId;

/// The result of a call: return data and the contract's logs, or revert data.
pub type CallResult = Result<(Vec<u8>, Vec<LogData>), Vec<u8>>;

/// A running contract, for example on a test machine or a chain.
pub trait Backend {
    /// Calls the contract.
    fn call(&mut self, caller: Address, calldata: &[u8]) -> CallResult;
    /// Calls a view of the contract that cannot revert, without changing any state. Returns its return data.
    fn view(&mut self, calldata: &[u8]) -> Vec<u8>;
    /// Transfers tokens to the contract without calling it. Returns `false` if the transfer fails.
    fn donate(&mut self, from: Address, token: Address, amount: u128) -> bool;
    /// The balance of `account`, in base units of a token other than DIEM.
    fn balance(&mut self, token: Address, account: Address) -> U256;
    /// Signs with the key of an account. Returns the 65-byte signature.
    fn sign(&mut self, account: AccountId, digest: B256) -> Vec<u8>;
    /// The time, in unix seconds.
    fn now(&mut self) -> u64;
    /// Advances the time.
    fn wait(&mut self, seconds: u64);
}
