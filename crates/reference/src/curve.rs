// SPDX-License-Identifier: MIT OR Apache-2.0
//! The mint curve as a parameter. This crate does not implement the curve a second time: its users
//! pass the function of the model, which has tests of its own.

use std::rc::Rc;

use alloy_primitives::U512;

use crate::params::Params;
use crate::units::ONE;

/// `(parameters, DIEM supply, VVV to lock) -> DIEM minted`, in wei, rounded down; `None` if the
/// mint would leave the curve's domain. Uses `base`, `power` and `target` of the parameters only.
pub type Curve = Rc<dyn Fn(&Params, u128, u128) -> Option<u128>>;

/// A curve for tests that need no particular one: the rate rises linearly with the supply, from `base` to three times
/// as much at twice the target, where it ends. As on the contract's curve, the cost of a supply does not depend on the
/// number of mints.
pub fn linear_curve() -> Curve {
    Rc::new(|params, supply, locked| {
        // floor(base * s * (1 + s / (2 * target)) / 1e18), the integral of the rate.
        let cost = |supply: u128| -> U512 {
            let double = U512::from(2 * params.target);
            U512::from(params.base) * U512::from(supply) * (double + U512::from(supply))
                / (double * U512::from(ONE))
        };
        let budget = cost(supply) + U512::from(locked);
        let mut most = (2 * params.target).checked_sub(supply)?;
        if cost(supply + most) < budget {
            return None;
        }
        let mut least = 0;
        while least < most {
            let middle = most - (most - least) / 2;
            if cost(supply + middle) <= budget {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        Some(least)
    })
}
