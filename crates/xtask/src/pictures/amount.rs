// SPDX-License-Identifier: MIT OR Apache-2.0
//! The default parameters, and amounts as text and as coordinates.

use diem_model::{curve::WAD, params::Params, time::DAY};

use crate::format::grouped;

/// Decimals of VVV, DIEM and credits.
pub const WAD_DECIMALS: u32 = 18;
/// Decimals of the fee token in the pictures, USD.
pub const USD_DECIMALS: u32 = 6;
/// One unit of the fee token.
pub const USD: u128 = 1_000_000;

/// The default parameters, with a credit price of 1 USD.
pub fn defaults() -> Params {
    let cooldowns = [7 * DAY, DAY].map(u128::from);
    let shares = [WAD * 15 / 100; 2];
    Params::checked([
        90 * WAD,
        2 * WAD,
        40_000 * WAD,
        cooldowns[0],
        cooldowns[1],
        shares[0],
        shares[1],
        USD,
    ])
    .expect("the defaults are within their bounds")
}

/// An amount with so many decimals, rounded to `places` of them: `1,234.5`.
pub fn decimal(amount: u128, decimals: u32, places: u32) -> String {
    let step = 10_u128.pow(decimals - places);
    let rounded = (amount + step / 2) / step;
    let one = 10_u128.pow(places);
    let whole = grouped((rounded / one) as u64);
    if places == 0 {
        return whole;
    }
    format!("{whole}.{:0width$}", rounded % one, width = places as usize)
}

/// An amount with so many decimals as a number to draw.
pub fn units(amount: u128, decimals: u32) -> f64 {
    amount as f64 / 10_u128.pow(decimals) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded() {
        assert_eq!(decimal(1_234_949_999, 6, 1), "1,234.9");
        assert_eq!(decimal(1_234_950_000, 6, 1), "1,235.0");
        assert_eq!(decimal(1_049_999, 6, 2), "1.05");
        assert_eq!(decimal(499_999, 6, 0), "0");
    }
}
