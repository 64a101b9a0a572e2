// SPDX-License-Identifier: MIT OR Apache-2.0
//! The rules of Diem in integer arithmetic.
//!
//! This crate is independent of any chain: it has no SDK, no storage, no clock and no allocation;
//! the caller passes the time. Every function is pure, total and deterministic, so the economics
//! can be read, tested against big-number arithmetic and proven without a virtual machine. The
//! contract only moves values between storage, this crate and the tokens.
//!
//! | module | rule |
//! |---|---|
//! | [`curve`] | the mint curve: the price of DIEM in VVV, and how many DIEM a lock mints |
//! | [`position`] | an account's staked and locked VVV, its DIEM, and what a burn unlocks |
//! | [`burn_offer`] | what an account pays others for burning DIEM against its position |
//! | [`cooldown`] | tickets (withdrawal requests) for stake, active DIEM and deposits |
//! | [`meter`] | an account's daily credits: the limit, and what is left of today and of yesterday |
//! | [`grant`] | how many of an account's credits a spender may use each day |
//! | [`deposit`] | prepaid fee tokens, and what paid credits cost |
//! | [`voucher`] | how much of an account's signed usage has been collected |
//! | [`commitment`] | when an account's credits are bound to one provider |
//! | [`provider`] | which days' usage a provider may settle, and its earnings |
//! | [`revenue`] | how a fee is split between provider, stakers and capacity pool |
//! | [`rewards`] | how fees reach stakers: the stream, the reward index, an account's rewards |
//! | [`settlement`] | which credits a use draws on, and what it earns |
//! | [`capacity`] | a day's budget, which reimburses providers for daily credits |
//! | [`ledger`] | the current day, and the roll (rollover) into the next |
//! | [`owed`] | what the contract owes of each token |
//! | [`pause`] | pauses by owner and guardian, and when they expire |
//! | [`params`] | the governance parameters, their bounds, and how far one change may go |
//! | [`proposal`] | when proposed parameters can be applied |
//! | [`time`] | days, and which day's credits can be settled |
//!
//! Units: VVV, DIEM and credits have 18 decimals (1e18 is one); fees and rewards are in base units
//! of the fee token; shares are wads (1e18 is the whole); times are unix seconds. A rounding
//! function has its direction in its name (`_floor`, `_ceil`).
//!
//! Types guard what is easily mixed up: a day is a [`Day`](time::Day) or a
//! [`CreditDay`](time::CreditDay), a price a [`CreditPrice`](params::CreditPrice), and a burn takes
//! the two records whose amounts it relates. Other amounts are plain `u128`, because formulas
//! multiply and divide amounts of different units and the contract passes most of them on to
//! tokens, events and words: newtypes would be unwrapped in nearly every line, and would then
//! protect nothing. Instead, an amount is named after its meaning, and its unit is documented.
//!
//! The crate [`packed_word`] packs values into storage slots and computes 256-bit products.

#![no_std]
#![forbid(unsafe_code)]

pub mod burn_offer;
pub mod capacity;
pub mod commitment;
pub mod cooldown;
pub mod curve;
pub mod deposit;
pub mod grant;
pub mod ledger;
pub mod meter;
pub mod owed;
pub mod params;
pub mod pause;
pub mod position;
pub mod proposal;
pub mod provider;
pub mod revenue;
pub mod rewards;
pub mod settlement;
pub mod time;
pub mod voucher;
