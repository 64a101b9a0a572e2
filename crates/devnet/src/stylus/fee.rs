// SPDX-License-Identifier: MIT OR Apache-2.0
//! The data fee of an activation: a price per byte of estimated native code that rises with recent demand.
//!
//! Source: Nitro v3.9, `arbos/programs/data_pricer.go`, with its initial parameters.

use revm::primitives::U256;

/// Bytes by which the demand falls each second: a tebibyte a year, rounded down per hour and per second.
const BYTES_PER_SECOND: u32 = (((1_u64 << 40) / (365 * 24)) / 3600) as u32;
/// Minimum price, wei per byte.
const MIN_PRICE: u64 = 82_928_201;
/// Demand in bytes at which the price is e times the minimum.
const INERTIA: u64 = 21_360_419;
/// Basis points of 1.
const BIPS: u64 = 10_000;
/// Terms of the series for the exponential.
const TERMS: u64 = 12;

/// Adds an activation of `bytes` to a demand that was last updated `passed` seconds ago. Returns the new demand and
/// the fee in wei.
pub fn charge(demand: u32, passed: u64, bytes: u32) -> (u32, U256) {
    let passed = u32::try_from(passed).unwrap_or(u32::MAX);
    let demand =
        demand.saturating_sub(BYTES_PER_SECOND.saturating_mul(passed)).saturating_add(bytes);
    let multiplier = exp_bips(BIPS * u64::from(demand) / INERTIA);
    let price = MIN_PRICE.saturating_mul(multiplier) / BIPS;
    (demand, U256::from(price.saturating_mul(bytes.into())))
}

/// `e^x` by Horner's scheme. `x` and the result are in basis points.
fn exp_bips(x: u64) -> u64 {
    let mut sum = BIPS + x / TERMS;
    for term in (1..TERMS).rev() {
        sum = BIPS + sum.saturating_mul(x) / (term * BIPS);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_one_at_zero_and_e_at_one() {
        assert_eq!(exp_bips(0), BIPS);
        assert!(exp_bips(BIPS).abs_diff(27_182) <= 1);
    }

    #[test]
    fn demand_decays() {
        let (demand, fee) = charge(0, 0, 1_000_000);
        assert_eq!(demand, 1_000_000);
        let (again, dearer) = charge(demand, 0, 1_000_000);
        assert_eq!(again, 2_000_000);
        assert!(dearer > fee);
        assert_eq!(charge(demand, 3600, 1_000_000), (1_000_000, fee));
    }
}
