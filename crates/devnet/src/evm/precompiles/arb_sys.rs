// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ArbSys`, the precompile at 0x64 that tells what the chain is.
//!
//! Source: Nitro v3.10, `precompiles/ArbSys.go`.

use revm::context_interface::{Block, Cfg, ContextTr};
use revm::primitives::{address, Address, U256};

use super::call::Method;

/// Address of the precompile.
pub const ADDRESS: Address = address!("0000000000000000000000000000000000000064");

/// What `arbOSVersion` adds to the version. Nitro starts at 56, after Arbitrum's first system.
const VERSION_OFFSET: u64 = 55;

/// The methods.
pub const METHODS: &[Method] = &[
    Method::view("arbOSVersion()", |call, _| {
        Ok(vec![U256::from(VERSION_OFFSET + call.rules().arbos)])
    }),
    Method::view("arbChainID()", |call, _| Ok(vec![U256::from(call.ctx.cfg().chain_id())])),
    Method::view("arbBlockNumber()", |call, _| Ok(vec![call.ctx.block().number()])),
];
