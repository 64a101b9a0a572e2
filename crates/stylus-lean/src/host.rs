// SPDX-License-Identifier: MIT OR Apache-2.0
//! Safe functions over the SDK's host: caller, time, hashes, logs, storage, calls.
//!
//! All `unsafe` raw host calls are here. The SDK's own `log` and storage functions go through a trait object, which
//! keeps all its 34 host functions in the program instead of some 20.

use alloy_primitives::{b256, Address, B256, U256};
use packed_word::Wide;
use stylus_sdk::host::WasmVM;
use stylus_sdk::hostio;
use stylus_sdk::prelude::*;

use crate::clock;
use crate::word::{from_word, to_word, Word};

const HOST: WasmVM = WasmVM {};

/// The caller.
pub fn sender() -> Address {
    HOST.msg_sender()
}

/// This contract.
pub fn this() -> Address {
    HOST.contract_address()
}

/// The Ether sent with the call (wei).
pub fn value() -> U256 {
    HOST.msg_value()
}

/// The chain's id.
pub fn chain_id() -> u64 {
    HOST.chain_id()
}

/// The block's time (unix seconds): a contract's only source of time. See [`clock`](crate::clock).
pub fn now() -> u64 {
    clock::now(|| HOST.block_timestamp())
}

/// The gas that is left for a call to another contract, once storage has been flushed.
///
/// The flush charges for the storage written so far. Otherwise the call would charge for it, out of the gas counted
/// here.
pub fn gas_left_for_call() -> u64 {
    HOST.flush_cache(false);
    HOST.evm_gas_left()
}

/// `keccak256(data)`.
pub fn keccak(data: &[u8]) -> B256 {
    HOST.native_keccak256(data)
}

/// Returns `true` if `account` is a contract.
pub fn has_code(account: Address) -> bool {
    // keccak256 of no bytes: the code hash of an account that exists without code.
    const NO_CODE: B256 = b256!("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    let hash = HOST.code_hash(account);
    !hash.is_zero() && hash != NO_CODE
}

/// Emits a log of `words`, of which the first `topics` are topics.
#[inline(never)]
pub fn log_words(words: &[Word], topics: usize) {
    log(words.as_flattened(), topics);
}

/// Emits a log of `data`, of which the first `topics` words are topics.
pub fn log(data: &[u8], topics: usize) {
    HOST.emit_log(data, topics);
}

/// Reads the slot with this key.
#[inline(never)]
pub(crate) fn load(key: &Word) -> Wide {
    let mut word = [0; 32];
    // SAFETY: both pointers cover 32 bytes.
    unsafe { hostio::storage_load_bytes32(key.as_ptr(), word.as_mut_ptr()) };
    from_word(&word)
}

/// Writes the slot with this key. The host caches the write until the next call to another contract, or until the end.
#[inline(never)]
pub(crate) fn store(key: &Word, word: Wide) {
    // SAFETY: both pointers cover 32 bytes. The accessors of `storage` cache no values, so none becomes stale.
    unsafe { hostio::storage_cache_bytes32(key.as_ptr(), to_word(word).as_ptr()) };
}

/// The outcome of a call to another contract.
///
/// Return data stays with the host, so that its size costs nothing: only [`word`](Self::word) copies any.
pub struct Outcome {
    /// `true` if the call succeeded.
    pub success: bool,
    /// The size of its return data.
    pub size: usize,
}

impl Outcome {
    /// The return data if it is exactly one word.
    pub fn word(&self) -> Option<Word> {
        if self.size != 32 {
            return None;
        }
        HOST.read_return_data(0, Some(32)).try_into().ok()
    }
}

/// Calls `to` with `data`, without Ether, with all gas except the 1/64 that EIP-150 retains.
pub fn call(to: Address, data: &[u8]) -> Outcome {
    HOST.flush_cache(true);
    let (no_value, mut size) = (B256::ZERO, 0);
    // SAFETY: the pointers cover an address, `data` and a word for as long as the call lasts.
    let status = unsafe {
        HOST.call_contract(
            to.as_ptr(),
            data.as_ptr(),
            data.len(),
            no_value.as_ptr(),
            u64::MAX,
            &mut size,
        )
    };
    Outcome { success: status == 0, size }
}

/// As [`call`], but the callee cannot change state, and gets at most `gas`.
pub fn static_call(to: Address, data: &[u8], gas: u64) -> Outcome {
    HOST.flush_cache(false);
    let mut size = 0;
    // SAFETY: as in `call`.
    let status = unsafe {
        HOST.static_call_contract(to.as_ptr(), data.as_ptr(), data.len(), gas, &mut size)
    };
    Outcome { success: status == 0, size }
}
