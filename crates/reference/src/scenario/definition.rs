// SPDX-License-Identifier: MIT OR Apache-2.0
//! A scenario and its start.

use std::fmt;

use crate::accounts::{self, GUARDIAN, OWNER};
use crate::curve::Curve;
use crate::params::Params;
use crate::reference::{Reference, Setup};
use crate::step::Step;
use crate::units::{midnight, Day};

/// The day on which every scenario starts: 1 January 2026.
pub const FIRST_DAY: Day = 20_454;

/// A deployment, and the steps that follow it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Set if fees are paid in VVV.
    pub one_token: bool,
    /// Fee-token base units for 1e18 credits.
    pub price: u128,
    /// The time of the deployment, in seconds after midnight of [`FIRST_DAY`].
    pub starts_at: u32,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// How the contract is deployed.
    pub fn setup(&self) -> Setup {
        Setup {
            now: midnight(FIRST_DAY) + u64::from(self.starts_at),
            owner: OWNER,
            guardian: GUARDIAN,
            one_token: self.one_token,
            params: Params::at_price(self.price),
        }
    }

    /// The reference at the start of the scenario: deployed, with all accounts' initial balances.
    pub fn reference(&self, curve: Curve) -> Reference {
        let mut reference = Reference::new(&self.setup(), curve);
        for (account, token, amount) in accounts::initial_balances(self.one_token) {
            reference.add_balance(account, token, amount);
        }
        reference
    }
}

impl fmt::Display for Scenario {
    /// The scenario as Rust source without the prefixes of enum variants, to add it to a test.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { one_token, price, starts_at, steps } = self;
        writeln!(f, "Scenario {{")?;
        writeln!(f, "    one_token: {one_token},")?;
        writeln!(f, "    price: {price},")?;
        writeln!(f, "    starts_at: {starts_at},")?;
        writeln!(f, "    steps: vec![")?;
        for step in steps {
            writeln!(f, "        {step:?},")?;
        }
        write!(f, "    ],\n}}")
    }
}
