// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of the reference itself: its rules one by one against the design, its invariants, and what its random
//! scenarios cover.

mod fixture;

mod burn_offers;
mod commitments;
mod credits;
mod governance;
mod invariants;
mod operators;
mod params;
mod permits;
mod pool;
mod providers;
mod revenue;
mod scenarios;
mod tickets;
mod vouchers;
