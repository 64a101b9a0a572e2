// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of the rules against simple models, big-number arithmetic and exhaustive exploration; one file per rule.

mod common;

mod burn_offer;
mod capacity;
mod commitment;
mod cooldown;
mod curve;
mod deposit;
mod grant;
mod ledger;
mod meter;
mod owed;
mod params;
mod pause;
mod position;
mod proofs;
mod proposal;
mod provider;
mod revenue;
mod rewards;
mod settlement;
mod time;
mod voucher;
