// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of the contract on motsu, a file for each part of the interface. Every call goes through the router, with
//! calldata that alloy encodes from `artifacts/IDiem.sol`, as a wallet would send it. Most tests run twice: with a
//! separate fee token, and with VVV as the fee token.
//!
//! Amounts of fee tokens are in base units, those of VVV, DIEM and credits in wei (see `ONE` and `USD`). A *ticket* is a
//! withdrawal request that matures after a cooldown; the *rollover* (or *roll*) closes a UTC day and begins the next.
//!
//! Random tests use a fixed seed; set `DIEM_TEST_SEED` to a number to explore others.

extern crate alloc;

mod support;

mod attacks;
mod burn_offers;
mod capacity;
mod commitments;
mod deposits;
mod governance;
mod grants;
mod interface;
mod mint;
mod operators;
mod parameters;
mod permit;
mod providers;
mod quota;
mod quota_permits;
mod rewards;
mod scenarios;
mod sequences;
mod token;
mod vault;
mod views;
mod vouchers;
