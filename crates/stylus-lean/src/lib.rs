// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lean replacements for the parts of the Stylus SDK that make a large contract exceed the size limit: calldata,
//! results, errors, events, storage slots and calls to other contracts.
//!
//! Interfaces come from alloy's `sol!`, storage maps from the SDK; this crate replaces the generic code between them and
//! the host. The README lists what each part saves, measured.
//!
//! | module | content |
//! |---|---|
//! | [`router`] | a table of calls, checked against a `sol!` interface at compile time |
//! | [`decode`] | calldata, one word at a time, by alloy's `sol_data` types |
//! | [`encode`] | return data |
//! | [`error`] | revert data |
//! | [`event`] | logs |
//! | [`storage`] | slots and maps of packed records |
//! | [`host`] | the chain: caller, time, hashes, calls |
//! | [`word`] | 32-byte words, and constants that stay out of the data segment |
//! | [`clock`] | the block's time, which tests can set |
//!
//! The crate knows nothing of the contract that uses it. All its `unsafe` is in [`host`] (raw host calls) and in the
//! implementations of the SDK's storage traits ([`storage`], including what [`layout!`](crate::layout) expands to).

#![cfg_attr(not(feature = "test-clock"), no_std)]
#![deny(unsafe_code)]

extern crate alloc;

pub mod clock;
pub mod decode;
pub mod encode;
pub mod error;
pub mod event;
#[allow(unsafe_code)]
pub mod host;
pub mod router;
pub mod storage;
pub mod word;

pub use error::{AmountTooLarge, Error, InvalidCalldata, UnknownSelector, ValueNotAccepted};

/// What the macros of this crate refer to.
#[doc(hidden)]
pub mod reexport {
    pub use alloc::vec::Vec;
    pub use alloy_primitives;
    pub use alloy_sol_types;
    pub use stylus_sdk;
}
