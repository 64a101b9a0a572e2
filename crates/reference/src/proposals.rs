//! Changing the parameters (§11).
//!
//! # Readings
//! * A proposal that has gone void still counts as one: executing it is `ProposalExpired`, and it
//!   can be cancelled. `NoProposal` where there is none.
//! * Bounds of shares hold each alone (50 %) and for their sum (50 %).
//! * `CooldownDurationUpdated` follows `ParamsExecuted` when the DIEM cooldown has changed.

use alloy_primitives::{U256, U512};

use crate::event::{Event, Returned};
use crate::params::Params;
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::units::{Who, DAY, ONE};

/// A proposal executes from this many seconds after it was made,
pub const DELAY: u64 = 2 * DAY;

/// until this many seconds after, the last one included.
pub const VOID_AFTER: u64 = 14 * DAY;

/// Parameters that may come to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is proposed.
    pub params: Params,
    /// When, in unix seconds.
    pub proposed: u64,
}

impl Reference {
    /// The parameters that hold.
    pub fn params(&self) -> Params {
        self.params
    }

    /// The parameters that are proposed, void or not.
    pub fn proposal(&self) -> Option<Proposal> {
        self.proposal
    }

    pub(crate) fn propose_params(
        &mut self,
        caller: Who,
        params: &Params,
    ) -> Result<Returned, Refusal> {
        self.require_owner(caller)?;
        self.require_in_bounds(params)?;
        self.proposal = Some(Proposal {
            params: *params,
            proposed: self.now,
        });
        self.say(Event::ParamsProposed {
            params: *params,
            executable_at: self.now + DELAY,
        });
        Ok(Returned::Nothing)
    }

    pub(crate) fn execute_params(&mut self) -> Result<Returned, Refusal> {
        let Proposal { params, proposed } = self.proposal.ok_or(Refusal::NoProposal)?;
        let (from, until) = (proposed + DELAY, proposed + VOID_AFTER);
        if self.now < from {
            return Err(Refusal::ProposalNotReady { from });
        }
        if self.now > until {
            return Err(Refusal::ProposalExpired { until });
        }
        self.require_in_bounds(&params)?;
        let before = std::mem::replace(&mut self.params, params);
        self.proposal = None;
        self.say(Event::ParamsExecuted { params });
        if before.diem_cooldown != params.diem_cooldown {
            self.say(Event::CooldownDurationUpdated {
                seconds: params.diem_cooldown,
            });
        }
        Ok(Returned::Nothing)
    }

    pub(crate) fn cancel_params(&mut self, caller: Who) -> Result<Returned, Refusal> {
        self.require_owner(caller)?;
        self.proposal.take().ok_or(Refusal::NoProposal)?;
        self.say(Event::ParamsCancelled);
        Ok(Returned::Nothing)
    }

    fn require_in_bounds(&self, params: &Params) -> Result<(), Refusal> {
        let half = ONE / 2;
        let (stakers, pool) = (params.staker_share, params.pool_share);
        let price = params.credit_price;
        let sound = (10 * ONE..=10_000 * ONE).contains(&params.base)
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
        if !sound {
            return Err(Refusal::ParamsOutOfBounds);
        }
        Ok(())
    }

    /// `z = power * (supply / target)^3 <= 16`, and no more than 10^24 wei of supply.
    fn supply_fits(&self, params: &Params) -> bool {
        let cube = |value: u128| U512::from(value) * U512::from(value) * U512::from(value);
        let supply = self.supply();
        supply <= ONE * 1_000_000
            && U512::from(params.power) * cube(supply) <= U512::from(16 * ONE) * cube(params.target)
    }
}
