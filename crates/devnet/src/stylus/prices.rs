// SPDX-License-Identifier: MIT OR Apache-2.0
//! Ink prices of host functions; 10,000 ink are one gas.
//!
//! Source: Nitro v3.9, Stylus version 2: `user-host-trait/src/lib.rs` and `arbutil/src/pricing.rs`.

use stylus_wasm::hostio::HostFn;

/// Price of calling any host function.
const HOST: u64 = 8400;
/// Added for each pointer among the arguments.
const POINTER: u64 = 5040;
/// Added for access to the EVM's state.
pub const EVM_API: u64 = 59_673;

/// Base price of a host function. Costs that depend on sizes or on the EVM's state are added separately.
#[allow(clippy::match_same_arms)] // One line for each kind of function.
pub const fn host_base(function: HostFn) -> u64 {
    use HostFn as F;
    match function {
        // Charged only for a request of no pages; otherwise the pages themselves are priced.
        F::PayForMemoryGrow => HOST,
        // `keccak` below is the whole price of a hash.
        F::NativeKeccak256 | F::ExitEarly => 0,
        F::ReadArgs | F::WriteResult | F::ReturnDataSize => HOST,
        F::BlockGasLimit | F::BlockNumber | F::BlockTimestamp | F::Chainid => HOST,
        F::EvmGasLeft | F::EvmInkLeft | F::MsgReentrant | F::TxInkPrice => HOST,
        F::BlockBasefee | F::BlockCoinbase | F::ContractAddress => HOST + POINTER,
        F::MsgSender | F::MsgValue | F::TxGasPrice | F::TxOrigin => HOST + POINTER,
        F::StorageLoadBytes32 | F::StorageCacheBytes32 => HOST + 2 * POINTER,
        F::StorageFlushCache | F::ReadReturnData | F::EmitLog => HOST + EVM_API,
        F::AccountCode | F::AccountCodeSize => HOST + EVM_API,
        F::TransientLoadBytes32 | F::TransientStoreBytes32 => HOST + 2 * POINTER + EVM_API,
        F::AccountBalance | F::AccountCodehash => HOST + 2 * POINTER + EVM_API,
        F::CallContract | F::DelegateCallContract | F::StaticCallContract | F::Create1 => {
            HOST + 3 * POINTER + EVM_API
        }
        F::Create2 => HOST + 4 * POINTER + EVM_API,
        F::MathDiv | F::MathMod => HOST + 3 * POINTER + 20_000,
        F::MathPow => HOST + 3 * POINTER,
        F::MathAddMod => HOST + 4 * POINTER + 21_000,
        F::MathMulMod => HOST + 4 * POINTER + 24_100,
    }
}

/// Price of writing `bytes` into the program's memory.
pub fn write(bytes: usize) -> u64 {
    5040 + 30 * bytes.saturating_sub(32) as u64
}

/// Price of reading `bytes` from the program's memory.
pub fn read(bytes: usize) -> u64 {
    16_381 + 55 * bytes.saturating_sub(32) as u64
}

/// Price of hashing `bytes`, memory access included.
pub fn keccak(bytes: usize) -> u64 {
    121_800 + 21_000 * bytes.div_ceil(32).saturating_sub(2) as u64
}

/// Price of raising to a power whose exponent has `bytes` significant bytes.
pub fn pow(bytes: usize) -> u64 {
    20_500 + 17_500 * bytes as u64
}
