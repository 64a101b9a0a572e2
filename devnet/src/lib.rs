//! A small Stylus chain in one process: WASM programs inside an EVM, metered as Nitro meters them.

pub mod chain;
mod evm;
pub mod stylus;
