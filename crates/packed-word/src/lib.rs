//! A 256-bit word, and records that fit into one.
//!
//! [`Wide`] is a 256-bit unsigned integer of two 128-bit halves: just the arithmetic that products of 128-bit amounts
//! need, with the rounding in each name. [`Record`] packs a value into one such word, the content of a storage slot.
//!
//! No dependencies, no allocation, no panics, `no_std`.

#![no_std]
#![forbid(unsafe_code)]

mod record;
mod wide;

pub use record::Record;
pub use wide::{mul_div_floor, scale_floor, Wide};
