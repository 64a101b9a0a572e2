//! A small Stylus chain in one process: WASM programs inside an EVM, metered as Nitro meters them, behind the
//! JSON-RPC that wallets and libraries speak.

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
