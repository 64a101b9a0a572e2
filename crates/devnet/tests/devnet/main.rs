// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Stylus engine against measurements of Nitro, the released Diem program on it, and the node in a process of its
//! own.

extern crate alloc;

/// The contract built natively, on motsu: support code of the contract's own tests.
#[allow(dead_code, missing_docs)]
#[path = "../../../../tests/contract/support"]
mod motsu_support {
    pub mod abi;
    pub mod native;
    pub mod router;
    pub mod serial;
    pub mod tokens;
}

mod engine;
mod interface;
mod node;
mod program;
mod scenarios;
