//! The rules against plain reckoning, big-number arithmetic and exhaustive exploration, a file for each rule.

mod common;

mod capacity;
mod cooldown;
mod curve;
mod deposit;
mod grant;
mod ledger;
mod meter;
mod params;
mod pause;
mod position;
mod proofs;
mod provider;
mod revenue;
mod rewards;
mod time;
mod voucher;
