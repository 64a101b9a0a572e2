// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tokens, time and exact arithmetic.

use alloy_primitives::U256;

/// Days since 1970-01-01, UTC.
pub type Day = u32;

/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// One whole VVV, DIEM or credit; as a share, 100 %.
pub const ONE: u128 = 1_000_000_000_000_000_000;

/// The day that contains a unix second.
pub fn day_of(second: u64) -> Day {
    (second / DAY) as Day
}

/// The first second of a day.
pub fn midnight(day: Day) -> u64 {
    u64::from(day) * DAY
}

/// The contract's tokens, and an unrelated one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// The collateral.
    Vvv,
    /// The token of deposits and fees. If that is VVV, [`Token::Vvv`] stands for it everywhere.
    Fee,
    /// The contract's own token.
    Diem,
    /// A token unrelated to the contract.
    Other,
}

/// `floor(a * b / c)`. The result must fit 128 bits.
pub(crate) fn mul_div(a: u128, b: u128, c: u128) -> u128 {
    (U256::from(a) * U256::from(b) / U256::from(c)).to()
}

/// The smaller of a 256-bit and a 128-bit number.
pub(crate) fn cap(wide: U256, max: u128) -> u128 {
    wide.min(U256::from(max)).to()
}
