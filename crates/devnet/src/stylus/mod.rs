// SPDX-License-Identifier: MIT OR Apache-2.0
//! The engine: runs WASM programs, metered in ink.
//!
//! The steps from a module to a result: [`package`] and [`code`] prepare the module for the chain, [`code`] unpacks it,
//! [`activate`] checks, prices and rewrites it, `engine` compiles it, `program` runs one call of it, and `host` serves
//! its host calls in the EVM's [`context`]. Parameters and limits are in [`params`], prices of host functions in
//! `prices`. The parts that need no chain ([`package`], [`code`], [`activate`], [`params`], [`hostio`]) come from `stylus-wasm`.

pub mod context;
mod engine;
mod fee;
pub(crate) mod host;
mod pages;
mod prices;
mod program;
pub mod registry;
pub mod rules;
pub mod session;
mod storage;

pub use stylus_wasm::{activate, code, hostio, package, params};
