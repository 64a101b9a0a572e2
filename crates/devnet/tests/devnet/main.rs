//! The engine against measurements of Nitro, the released Diem program on it, and the node in a process of its own.

extern crate alloc;

/// A running node and JSON-RPC requests to it.
mod common;
/// The contract built natively, on motsu.
#[allow(dead_code, missing_docs)]
#[path = "../../../../tests/contract/support"]
mod motsu_support {
    pub mod abi;
    pub mod native;
    pub mod router;
    pub mod serial;
    pub mod tokens;
}
/// The released program in a chain of its own.
mod support;

mod activation;
mod alloy;
mod boundary;
mod calibration;
mod constructor;
mod credits;
mod deploy;
mod dev;
mod differential;
mod economy;
mod execution;
mod gas;
mod growth;
mod hostile;
mod hosts;
mod lifecycle;
mod peers;
mod router;
mod rpc;
mod slots;
mod stories;
mod subscriptions;
mod vouchers;
