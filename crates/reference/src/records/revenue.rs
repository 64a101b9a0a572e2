// SPDX-License-Identifier: MIT OR Apache-2.0
//! A day's totals, its budget, and how a fee was split.

use crate::units::Day;

/// A day's totals so far, and the fee shares in force during it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTotals {
    /// The day. Only days with a roll (the day's rollover, on its first call) have totals.
    pub day: Day,
    /// Quota credits settled on this day, for itself or the day before; 1e18 = one.
    pub quota: u128,
    /// Paid credits settled on this day, 1e18 = one.
    pub paid: u128,
    /// DIEM active at the roll plus all activated since, in wei.
    pub issued: u128,
    /// Stakers' share of the day's fees, 1e18 = all.
    pub staker_share: u128,
    /// The pool's share of the day's fees, 1e18 = all.
    pub pool_share: u128,
}

/// What the capacity pool may pay for one day's quota credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// What is left, in fee-token base units.
    pub left: u128,
    /// Credits issued for the day and not settled yet, 1e18 = one.
    pub open: u128,
}

/// How a fee was split, in fee-token base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FeeShares {
    pub provider: u128,
    pub pool: u128,
    pub stakers: u128,
}
