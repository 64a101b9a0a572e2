//! The mint curve as a parameter. This crate does not implement the curve a second time: its users
//! pass the function of the model, which has tests of its own.

use std::rc::Rc;

use crate::params::Params;
use crate::units::{mul_div, ONE};

/// `(parameters, DIEM supply, VVV to lock) -> DIEM minted`, in wei, rounded down; `None` if the
/// mint would leave the curve's domain. Uses `base`, `power` and `target` of the parameters only.
pub type Curve = Rc<dyn Fn(&Params, u128, u128) -> Option<u128>>;

/// A curve for tests that need no particular one: the price of DIEM rises linearly with the supply,
/// which is capped at twice the target.
pub fn linear_curve() -> Curve {
    Rc::new(|params, supply, locked| {
        let rate = params.base + mul_div(params.base, supply, params.target);
        let out = mul_div(locked, ONE, rate);
        (supply + out <= 2 * params.target).then_some(out)
    })
}
