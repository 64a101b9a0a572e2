//! Tests of the reference itself: its rules one by one against the design, its invariants, and what its random
//! scenarios cover.

mod fixture;

mod credits;
mod governance;
mod invariants;
mod params;
mod revenue;
mod scenarios;
mod tickets;
mod vouchers;
