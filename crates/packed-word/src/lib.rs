// SPDX-License-Identifier: MIT OR Apache-2.0
//! A 256-bit word, and records that are packed into one.
//!
//! [`Wide`] is a 256-bit unsigned integer of two 128-bit halves. It has only the arithmetic that
//! products of 128-bit amounts need. The name of a division states its rounding. [`Record`] is a
//! value that is packed into one such word, the content of a storage slot.
//!
//! `no_std`, without dependencies or allocation. Nothing panics if the documented preconditions
//! hold.

#![no_std]
#![forbid(unsafe_code)]

mod record;
mod wide;

pub use record::Record;
pub use wide::{mul_div_floor, scale_floor, Wide};
