// SPDX-License-Identifier: MIT OR Apache-2.0
//! Changing the parameters (§11).
//!
//! # Interpretation
//! * An expired proposal still exists: executing it reverts with `ProposalExpired`, and it can be
//!   cancelled. Without a proposal, both revert with `NoProposal`.
//! * The constants are checked in the order of the parameters, with the sum of the shares after both of them,
//!   and the bounds of a change as base, growth, price. The least value of a bound without one is 0.
//! * The bounds of a change do not include the constants: the least base is `ceil(3 * old / 4)` and the
//!   greatest `floor(4 * old / 3)`, even where the constants are narrower.
//! * `CooldownDurationUpdated` follows `ParamsExecuted` if the DIEM cooldown has changed.

use alloy_primitives::{U256, U512};

use crate::accounts::AccountId;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::params::Params;
use crate::records::governance::Proposal;
use crate::reference::Reference;
use crate::units::{DAY, ONE};

/// Seconds from a proposal until it can be executed.
pub const PROPOSAL_DELAY: u64 = 2 * DAY;

/// Seconds from a proposal until the last second in which it can be executed.
pub const PROPOSAL_LIFETIME: u64 = 14 * DAY;

/// Seconds from an execution until the next one.
pub const EXECUTION_INTERVAL: u64 = 7 * DAY;

/// The growth of a curve is measured with its target in whole units of so many wei.
const TARGET_UNIT: u128 = 1_000_000_000_000;

impl Reference {
    /// The parameters in force.
    pub fn params(&self) -> Params {
        self.params
    }

    /// The current proposal, even if it has expired.
    pub fn proposal(&self) -> Option<Proposal> {
        self.proposal
    }

    /// From when on the current proposal can be executed, in unix seconds.
    pub fn executable_at(&self) -> Option<u64> {
        let delayed = self.proposal?.proposed + PROPOSAL_DELAY;
        let spaced = self.last_execution.map_or(0, |last| last + EXECUTION_INTERVAL);
        Some(delayed.max(spaced))
    }

    pub(crate) fn propose_params(
        &mut self,
        caller: AccountId,
        params: &Params,
    ) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        require_constants(params)?;
        require_bounded_change(&self.params, params)?;
        self.require_supply_fits(params)?;
        self.proposal = Some(Proposal { params: *params, proposed: self.now });
        let executable_at = self.executable_at().expect("the proposal was just made");
        self.emit(Event::ParamsProposed { params: *params, executable_at });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn execute_params(&mut self) -> Result<ReturnValue, DiemError> {
        let Proposal { params, proposed } = self.proposal.ok_or(DiemError::NoProposal)?;
        let from = self.executable_at().expect("there is a proposal");
        let until = proposed + PROPOSAL_LIFETIME;
        if self.now < from {
            return Err(DiemError::ProposalNotReady { from });
        }
        if self.now > until {
            return Err(DiemError::ProposalExpired { until });
        }
        require_constants(&params)?;
        self.require_supply_fits(&params)?;
        let before = std::mem::replace(&mut self.params, params);
        self.proposal = None;
        self.last_execution = Some(self.now);
        let curve = |params: &Params| (params.base, params.power, params.target);
        self.curve_use.changed |= curve(&before) != curve(&params);
        self.emit(Event::ParamsExecuted { params });
        if before.diem_cooldown != params.diem_cooldown {
            self.emit(Event::CooldownDurationUpdated { seconds: params.diem_cooldown });
        }
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn cancel_params(&mut self, caller: AccountId) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        self.proposal.take().ok_or(DiemError::NoProposal)?;
        self.emit(Event::ParamsCancelled);
        Ok(ReturnValue::Nothing)
    }

    /// The supply must fit the new curve: `power * (supply / target)^3 <= 16`, and `supply <= 10^24` wei.
    fn require_supply_fits(&self, params: &Params) -> Result<(), DiemError> {
        let supply = self.supply();
        let exponent = U512::from(params.power) * cube(supply);
        if supply > ONE * 1_000_000 || exponent > U512::from(16 * ONE) * cube(params.target) {
            return Err(DiemError::SupplyCapExceeded);
        }
        Ok(())
    }
}

fn cube(value: u128) -> U512 {
    U512::from(value) * U512::from(value) * U512::from(value)
}

/// The bounds of each parameter, which no change can leave.
fn require_constants(params: &Params) -> Result<(), DiemError> {
    type Refusal = fn(u128, u128, u128) -> DiemError;
    let half = ONE / 2;
    let day = u128::from(DAY);
    let shares = params.staker_share.saturating_add(params.pool_share);
    let bounds: [(u128, u128, u128, Refusal); 9] = [
        (params.base, 10 * ONE, 10_000 * ONE, |value, min, max| DiemError::BaseOutOfBounds {
            value,
            min,
            max,
        }),
        (params.power, ONE / 4, 8 * ONE, |value, min, max| DiemError::PowerOutOfBounds {
            value,
            min,
            max,
        }),
        (params.target, 1_000 * ONE, 250_000 * ONE, |value, min, max| {
            DiemError::TargetOutOfBounds { value, min, max }
        }),
        (params.vvv_cooldown.into(), day, 30 * day, |value, min, max| {
            DiemError::VvvCooldownOutOfBounds { value, min, max }
        }),
        (params.diem_cooldown.into(), day, 7 * day, |value, min, max| {
            DiemError::DiemCooldownOutOfBounds { value, min, max }
        }),
        (params.staker_share, 0, half, |value, min, max| DiemError::StakerShareOutOfBounds {
            value,
            min,
            max,
        }),
        (params.pool_share, 0, half, |value, min, max| DiemError::PoolShareOutOfBounds {
            value,
            min,
            max,
        }),
        (shares, 0, half, |value, min, max| DiemError::SharesOutOfBounds { value, min, max }),
        (params.credit_price, 1, ONE * 1_000_000_000_000, |value, min, max| {
            DiemError::CreditPriceOutOfBounds { value, min, max }
        }),
    ];
    for (value, min, max, refusal) in bounds {
        if !(min..=max).contains(&value) {
            return Err(refusal(value, min, max));
        }
    }
    Ok(())
}

/// Returns whether a value falls by a quarter or rises by a third at most.
fn is_bounded(old: U256, new: U256) -> bool {
    let (three, four) = (U256::from(3), U256::from(4));
    three * old <= four * new && three * new <= four * old
}

/// How far one execution may change the curve and the price.
fn require_bounded_change(old: &Params, new: &Params) -> Result<(), DiemError> {
    if !is_bounded(U256::from(old.base), U256::from(new.base)) {
        return Err(DiemError::BaseOutOfBounds {
            value: new.base,
            min: (3 * old.base).div_ceil(4),
            max: 4 * old.base / 3,
        });
    }
    // power / target^3 before and after, both multiplied by the two cubes.
    let cubed = |target: u128| {
        let units = U256::from(target / TARGET_UNIT);
        units * units * units
    };
    let growth_before = U256::from(old.power) * cubed(new.target);
    let growth_after = U256::from(new.power) * cubed(old.target);
    if !is_bounded(growth_before, growth_after) {
        return Err(DiemError::GrowthOutOfBounds { power: new.power, target: new.target });
    }
    let (min, max) = (old.credit_price / 2, 2 * old.credit_price);
    if !(min..=max).contains(&new.credit_price) {
        return Err(DiemError::CreditPriceOutOfBounds { value: new.credit_price, min, max });
    }
    Ok(())
}
