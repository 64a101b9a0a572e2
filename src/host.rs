//! The chain as this contract sees it: a few functions over the SDK's host.
//!
//! The SDK reaches the host through a trait object in every storage type; these call it directly,
//! which the compiler can see through, and keep the `unsafe` of raw calls in one file.

use alloy_primitives::{b256, Address, B256, U256};
use diem_model::time;
use packed_word::Wide;
use stylus_sdk::host::WasmVM;
use stylus_sdk::hostio;
use stylus_sdk::prelude::*;

use crate::abi::Word;

const HOST: WasmVM = WasmVM {};

/// The caller.
pub fn sender() -> Address {
    HOST.msg_sender()
}

/// This contract.
pub fn this() -> Address {
    HOST.contract_address()
}

/// Ether sent with the call, in wei.
pub fn value() -> U256 {
    HOST.msg_value()
}

/// The chain's id.
pub fn chain_id() -> u64 {
    HOST.chain_id()
}

/// The block's time in unix seconds: the only way time enters the contract.
pub fn now() -> u64 {
    time::now(|| HOST.block_timestamp())
}

/// Gas left of the transaction's for a call out: after what has been stored so far has been paid
/// for, which otherwise happens at the call itself.
pub fn gas_left_for_call() -> u64 {
    HOST.flush_cache(false);
    HOST.evm_gas_left()
}

/// `keccak256(data)`.
pub fn keccak(data: &[u8]) -> B256 {
    HOST.native_keccak256(data)
}

/// Whether `account` is a contract.
pub fn has_code(account: Address) -> bool {
    // keccak256 of nothing: an account that exists, without code.
    const NO_CODE: B256 = b256!("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    let hash = HOST.code_hash(account);
    !hash.is_zero() && hash != NO_CODE
}

/// Logs `words`, of which the first `topics` are topics.
#[inline(never)]
pub fn log(words: &[Word], topics: usize) {
    log_bytes(words.as_flattened(), topics);
}

/// Logs `data`, of which the first `topics` words are topics.
pub fn log_bytes(data: &[u8], topics: usize) {
    HOST.emit_log(data, topics);
}

/// The word whose bytes are those of four numbers, little-endian each. Not inlined: of four
/// constants the compiler would make one again, in the data segment.
#[inline(never)]
pub fn joined(a: u64, b: u64, c: u64, d: u64) -> Word {
    let limbs = [a.to_le(), b.to_le(), c.to_le(), d.to_le()];
    // SAFETY: 32 bytes of numbers are 32 bytes.
    unsafe { core::mem::transmute(limbs) }
}

/// The big-endian bytes of a 256-bit number.
#[inline(never)]
pub fn to_bytes(wide: Wide) -> Word {
    let limbs = [
        ((wide.high >> 64) as u64).to_be(),
        (wide.high as u64).to_be(),
        ((wide.low >> 64) as u64).to_be(),
        (wide.low as u64).to_be(),
    ];
    // SAFETY: as in `joined`.
    unsafe { core::mem::transmute(limbs) }
}

/// The 256-bit number that big-endian bytes stand for.
#[inline(never)]
pub fn to_wide(bytes: &Word) -> Wide {
    // SAFETY: as in `joined`.
    let [a, b, c, d]: [u64; 4] = unsafe { core::mem::transmute(*bytes) };
    let joined =
        |high: u64, low: u64| u128::from(u64::from_be(high)) << 64 | u128::from(u64::from_be(low));
    Wide {
        high: joined(a, b),
        low: joined(c, d),
    }
}

/// The word in the slot with this key.
#[inline(never)]
pub fn load(key: &Word) -> Wide {
    let mut word = [0; 32];
    // SAFETY: both pointers cover 32 bytes.
    unsafe { hostio::storage_load_bytes32(key.as_ptr(), word.as_mut_ptr()) };
    to_wide(&word)
}

/// Writes the word into the slot with this key. It reaches the chain's state before any call out
/// and at the end.
#[inline(never)]
pub fn store(key: &Word, word: Wide) {
    // SAFETY: both pointers cover 32 bytes. Nothing in this contract keeps a value of a slot
    // beyond the call it was loaded in, so none goes stale.
    unsafe { hostio::storage_cache_bytes32(key.as_ptr(), to_bytes(word).as_ptr()) };
}

/// What a call out came back with.
pub struct Outcome {
    /// Whether it succeeded.
    pub success: bool,
    /// The size of its return data, of which none has been read yet.
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

/// Calls `to` with `data`, all gas that may be given, and no Ether.
///
/// Return data stays with the host, however large: only [`Outcome::word`] fetches any.
pub fn call(to: Address, data: &[u8]) -> Outcome {
    HOST.flush_cache(true);
    let (zero, mut size) = (B256::ZERO, 0);
    // SAFETY: the pointers cover an address, `data` and a word for as long as the call lasts.
    let status = unsafe {
        HOST.call_contract(
            to.as_ptr(),
            data.as_ptr(),
            data.len(),
            zero.as_ptr(),
            u64::MAX,
            &mut size,
        )
    };
    Outcome {
        success: status == 0,
        size,
    }
}

/// As [`call`], but the callee may change nothing, and gets at most `gas`.
pub fn static_call(to: Address, data: &[u8], gas: u64) -> Outcome {
    HOST.flush_cache(false);
    let mut size = 0;
    // SAFETY: as in `call`.
    let status = unsafe {
        HOST.static_call_contract(to.as_ptr(), data.as_ptr(), data.len(), gas, &mut size)
    };
    Outcome {
        success: status == 0,
        size,
    }
}
