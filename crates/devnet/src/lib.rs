// SPDX-License-Identifier: MIT OR Apache-2.0
//! A Stylus chain in one process: WASM programs in an EVM, metered as Nitro meters them, with the JSON-RPC interface
//! that wallets and libraries use.

pub mod accounts;
pub mod chain;
pub mod cli;
mod clock;
mod convert;
pub mod deploy;
mod evm;
pub mod host;
pub mod ledger;
pub mod node;
pub mod report;
pub mod rpc;
pub mod state;
pub mod stylus;
