// SPDX-License-Identifier: MIT OR Apache-2.0
//! The protocol's parameters (§11).

use crate::units::{DAY, ONE};

/// The eight parameters, in the order of the contract's struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// VVV per DIEM at supply 0, 1e18 = one.
    pub base: u128,
    /// Steepness of the curve, 1e18 = one.
    pub power: u128,
    /// Supply at which the curve steepens, in DIEM wei.
    pub target: u128,
    /// Cooldown of unstaked VVV, in seconds.
    pub vvv_cooldown: u64,
    /// Cooldown of deactivated DIEM, in seconds.
    pub diem_cooldown: u64,
    /// Stakers' share of a fee, 1e18 = all.
    pub staker_share: u128,
    /// The capacity pool's share of a fee, 1e18 = all.
    pub pool_share: u128,
    /// Fee-token base units for 1e18 credits.
    pub credit_price: u128,
}

impl Params {
    /// The design's default parameters with the given credit price.
    pub fn at_price(credit_price: u128) -> Self {
        Self {
            base: 90 * ONE,
            power: 2 * ONE,
            target: 40_000 * ONE,
            vvv_cooldown: 7 * DAY,
            diem_cooldown: DAY,
            staker_share: 15 * ONE / 100,
            pool_share: 15 * ONE / 100,
            credit_price,
        }
    }
}
