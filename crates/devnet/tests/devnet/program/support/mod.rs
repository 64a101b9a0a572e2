// SPDX-License-Identifier: MIT OR Apache-2.0
//! Fixtures for the tests of the released program: Diem's WASM on the development chain, deployed by a deployer
//! contract and called by its ABI.
//!
//! Calls are encoded and return data is decoded by `alloy-sol-types` from `artifacts/IDiem.sol`. Addresses are of the
//! alloy version that the contract's own tests use; [`to_evm`] and [`from_evm`] convert them at the chain.

mod base;
mod fixture;
mod permit;
pub mod report;
pub mod seed;
mod state;
mod tx;
mod voucher;

use std::sync::OnceLock;

use alloy_primitives::{address, Address, LogData, U256};
use alloy_sol_types::{sol, SolEvent, SolEventInterface};
use revm::primitives as evm;

pub use crate::interface::IDiem::*;
pub use base::{BaseFixture, ConstructorArguments};
pub use fixture::Fixture;
pub use permit::{signed_permit, signed_quota_permit};
pub use state::{AccountState, StateSnapshot};
pub use tx::TxResult;
pub use voucher::{domain, key, signature, signed_voucher, voucher_digest};

/// `stake(address,uint256)`, for VVV. `sol!` numbers the overloads of `stake` in the order of `IDiem.sol`.
#[allow(non_camel_case_types)]
pub type stakeVvvCall = stake_0Call;
/// `stake(uint256)`, for DIEM.
#[allow(non_camel_case_types)]
pub type stakeDiemCall = stake_1Call;

sol! {
    /// `contracts/Token.sol`: ERC-20 functions and a permissionless `mint`.
    interface Erc20 {
        function mint(address to, uint256 value);
        function approve(address spender, uint256 value) returns (bool);
        function transfer(address to, uint256 value) returns (bool);
        function transferFrom(address from, address to, uint256 value) returns (bool);
        function balanceOf(address account) returns (uint256);
    }

    /// `contracts/Deployer.sol`
    interface Deployer {
        event Deployed(address indexed program);
        error DeploymentFailed();
        function deploy(bytes initCode, bytes constructorCall) payable returns (address program);
    }

    /// `contracts/Hostile.sol`: a token that misbehaves on request.
    interface Hostile {
        function behave(uint8 manner);
        function aim(address target, bytes payload, bool viewOnly);
        function attempts() returns (uint256);
        function succeeded() returns (bool);
        function answer() returns (bytes);
    }
}

/// The released program, `artifacts/diem.wasm`.
pub fn wasm() -> &'static [u8] {
    static WASM: OnceLock<Vec<u8>> = OnceLock::new();
    WASM.get_or_init(|| artifact("diem.wasm"))
}

/// A file of `artifacts/`. It is read at run time, so that a change to it does not recompile the tests.
pub fn artifact(name: &str) -> Vec<u8> {
    let path = format!("{}/../../artifacts/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The chain id that the native tests use as well, so that signatures are the same on both sides.
pub const CHAIN_ID: u64 = 42_161;
/// One VVV or one DIEM, in wei.
pub const ONE: u128 = 1_000_000_000_000_000_000;
/// The time of a new [`Fixture`]: 2026-01-01 12:00:00 UTC.
pub const NOON: u64 = 1_767_268_800;
/// Seconds in a day.
pub const DAY: u64 = 86_400;
/// The VVV cooldown of the default parameters, in seconds.
pub const COOLDOWN: u64 = 7 * DAY;

/// The default parameters, in the ABI's order.
pub const PARAMS: [u128; 8] = [
    90 * ONE,
    2 * ONE,
    40_000 * ONE,
    COOLDOWN as u128,
    DAY as u128,
    ONE * 15 / 100,
    ONE * 15 / 100,
    1_000_000,
];

pub const OWNER: Address = address!("000000000000000000000000000000000000bEEF");
pub const GUARDIAN: Address = address!("000000000000000000000000000000000000CAFE");
/// The account that deploys contracts. It has no role in Diem.
pub const BUILDER: Address = address!("00000000000000000000000000000000000B111D");
pub const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
pub const BOB: Address = address!("0000000000000000000000000000000000000B0B");
/// A provider, once [`Fixture::admit`]ted.
pub const PROVIDER: Address = address!("0000000000000000000000000000000000005E1F");

/// The init code of a contract in `contracts/`, as `contracts/build.mjs` compiled it.
pub fn bytecode(name: &str) -> Vec<u8> {
    #[derive(serde::Deserialize)]
    struct Compiled {
        bytecode: String,
    }
    let path = format!("{}/contracts/out/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let json = std::fs::read_to_string(path).expect("a compiled contract");
    let compiled: Compiled =
        serde_json::from_str(&json).expect("the format of contracts/build.mjs");
    alloy_primitives::hex::decode(compiled.bytecode).expect("hex")
}

/// Decodes a log as the event `E`.
#[track_caller]
pub fn event<E: SolEvent>(log: &LogData) -> E {
    E::decode_log_data(log, true).unwrap_or_else(|error| panic!("not {}: {error}", E::SIGNATURE))
}

/// Whether a log is one of the events in `IDiem.sol`.
pub fn is_diem_event(log: &LogData) -> bool {
    IDiemEvents::decode_raw_log(log.topics(), &log.data, true).is_ok()
}

pub fn to_evm(address: Address) -> evm::Address {
    evm::Address::new(address.0 .0)
}

pub fn from_evm(address: evm::Address) -> Address {
    Address::new(address.0 .0)
}

pub fn hex(data: &[u8]) -> String {
    alloy_primitives::hex::encode(data)
}

pub fn u(value: u128) -> U256 {
    U256::from(value)
}
