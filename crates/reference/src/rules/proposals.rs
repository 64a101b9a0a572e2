//! Changing the parameters (§11).
//!
//! # Interpretation
//! * An expired proposal still exists: executing it reverts with `ProposalExpired`, and it can be
//!   cancelled. Without a proposal, both revert with `NoProposal`.
//! * The bound of 50 % applies to each share and to their sum.
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

impl Reference {
    /// The parameters in force.
    pub fn params(&self) -> Params {
        self.params
    }

    /// The current proposal, even if it has expired.
    pub fn proposal(&self) -> Option<Proposal> {
        self.proposal
    }

    pub(crate) fn propose_params(
        &mut self,
        caller: AccountId,
        params: &Params,
    ) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        self.require_in_bounds(params)?;
        self.proposal = Some(Proposal { params: *params, proposed: self.now });
        self.emit(Event::ParamsProposed {
            params: *params,
            executable_at: self.now + PROPOSAL_DELAY,
        });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn execute_params(&mut self) -> Result<ReturnValue, DiemError> {
        let Proposal { params, proposed } = self.proposal.ok_or(DiemError::NoProposal)?;
        let (from, until) = (proposed + PROPOSAL_DELAY, proposed + PROPOSAL_LIFETIME);
        if self.now < from {
            return Err(DiemError::ProposalNotReady { from });
        }
        if self.now > until {
            return Err(DiemError::ProposalExpired { until });
        }
        self.require_in_bounds(&params)?;
        let before = std::mem::replace(&mut self.params, params);
        self.proposal = None;
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

    fn require_in_bounds(&self, params: &Params) -> Result<(), DiemError> {
        let half = ONE / 2;
        let (stakers, pool) = (params.staker_share, params.pool_share);
        let price = params.credit_price;
        let in_bounds = (10 * ONE..=10_000 * ONE).contains(&params.base)
            && (ONE / 4..=8 * ONE).contains(&params.power)
            && (1_000 * ONE..=250_000 * ONE).contains(&params.target)
            && self.supply_fits(params)
            && (DAY..=30 * DAY).contains(&params.vvv_cooldown)
            && (DAY..=7 * DAY).contains(&params.diem_cooldown)
            && stakers <= half
            && pool <= half
            && stakers + pool <= half
            && (1..=ONE * 1_000_000_000_000).contains(&price)
            && U256::from(price) <= U256::from(self.params.credit_price) * U256::from(2);
        if !in_bounds {
            return Err(DiemError::ParamsOutOfBounds);
        }
        Ok(())
    }

    /// The supply fits the new curve: `power * (supply / target)^3 <= 16`, and `supply <= 10^24` wei.
    fn supply_fits(&self, params: &Params) -> bool {
        let cube = |value: u128| U512::from(value) * U512::from(value) * U512::from(value);
        let supply = self.supply();
        supply <= ONE * 1_000_000
            && U512::from(params.power) * cube(supply) <= U512::from(16 * ONE) * cube(params.target)
    }
}
