//! The mint curve's place. The curve itself is not written again here: whoever drives a reference
//! against a contract hands in the function that the contract is judged by elsewhere.

use std::rc::Rc;

use crate::params::Params;
use crate::units::{mul_div, ONE};

/// `(parameters, DIEM supply, VVV to lock) -> DIEM out`, in wei, rounded down; `None` where the
/// mint would pass the curve's domain. Of the parameters only base, power and target matter.
pub type Curve = Rc<dyn Fn(&Params, u128, u128) -> Option<u128>>;

/// A stand-in with the right shape (dearer as supply grows, capped at twice the target), for
/// tests that need no particular curve.
pub fn toy_curve() -> Curve {
    Rc::new(|params, supply, locked| {
        let rate = params.base + mul_div(params.base, supply, params.target);
        let out = mul_div(locked, ONE, rate);
        (supply + out <= 2 * params.target).then_some(out)
    })
}
