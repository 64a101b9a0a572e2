//! Diem's rules in plain integers.
//!
//! This crate knows no chain: no SDK, no storage, no clock of its own (see [`time`] for the one
//! seam), no allocation. Every function is pure, total and deterministic, so that the economics
//! can be read, tested against big-number arithmetic and proven without a virtual machine. The
//! contract around it only moves values between storage, this crate and the tokens.
//!
//! | module | rule |
//! |---|---|
//! | [`curve`] | what a DIEM costs, and how many DIEM some VVV buys |
//! | [`position`] | staked, locked and minted: what an account owns and owes |
//! | [`cooldown`] | tickets: how stake, active DIEM and deposits leave |
//! | [`meter`] | daily credits: a limit, what is left of today and of yesterday |
//! | [`grant`] | what an account lets another use of them |
//! | [`deposit`] | paid credits: what they cost, to the part of a base unit |
//! | [`voucher`] | what has been collected of a growing total |
//! | [`provider`] | who may settle, and of which days |
//! | [`revenue`] | what becomes of a fee |
//! | [`rewards`] | the stakers' part: a stream, an index, an account's earnings |
//! | [`capacity`] | the providers' part for daily credits: a budget a day |
//! | [`ledger`] | the day, and its roll into the next |
//! | [`pause`] | who may stop new business, and for how long |
//! | [`params`] | what governance may set, and within which bounds |
//! | [`time`] | the chain's clock, and the seam tests move it through |
//!
//! Values pack into storage slots and 256-bit products are computed by the crate [`packed_word`].

#![cfg_attr(not(feature = "test-clock"), no_std)]
#![forbid(unsafe_code)]

pub mod capacity;
pub mod cooldown;
pub mod curve;
pub mod deposit;
pub mod grant;
pub mod ledger;
pub mod meter;
pub mod params;
pub mod pause;
pub mod position;
pub mod provider;
pub mod revenue;
pub mod rewards;
pub mod time;
pub mod voucher;
