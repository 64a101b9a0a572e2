//! The reference against the design: its rules one by one, and random scenarios against a copy with a seeded defect.

mod common;

mod credits;
mod governance;
mod params;
mod promises;
mod revenue;
mod stories;
mod tickets;
mod vouchers;
