// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parameters in force, and changes of them, which are public for two days before they can be applied.

use diem_model::params::{CurveParams, NextShares, OutOfBounds, Param, Params, StepTooLarge};
use diem_model::proposal::ProposalError;
use stylus_lean::error::Selector;
use stylus_lean::host;
use stylus_lean::word::{saturated, to_u256, ToWord};

use super::mint::cap_exceeded;
use crate::errors::{
    BaseOutOfBounds, CreditPriceOutOfBounds, DiemCooldownOutOfBounds, Error, GrowthOutOfBounds,
    NoProposal, PoolShareOutOfBounds, PowerOutOfBounds, ProposalExpired, ProposalNotReady,
    SharesOutOfBounds, StakerShareOutOfBounds, TargetOutOfBounds, VvvCooldownOutOfBounds,
};
use crate::events::{
    emit, CooldownDurationUpdated, ParamsCancelled, ParamsChanged, ParamsProposed,
};
use crate::interface::IDiem::{self, proposedParamsReturn};
use crate::Diem;

impl Diem {
    /// Owner only. Proposes parameters, replacing a pending proposal. They can be executed from 48 hours later, and from 7
    /// days after the last execution, to 14 days later. Emits `ParamsProposed`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; one error for each parameter outside its bounds; `BaseOutOfBounds`,
    /// `GrowthOutOfBounds` and `CreditPriceOutOfBounds` for too large a change; `SupplyCapExceeded` if the DIEM supply
    /// lies outside the new curve's domain.
    #[allow(non_snake_case)]
    pub fn propose_params(&mut self, given: IDiem::Params) -> Result<(), Error> {
        self.require_owner()?;
        let params = checked(&given)?;
        params.check_step(&self.params_in_force()).map_err(|error| match error {
            StepTooLarge::Parameter(error) => out_of_bounds(&given, error),
            StepTooLarge::Growth => {
                GrowthOutOfBounds { power: given.power, target: given.target }.into()
            }
        })?;
        self.require_reachable(&params)?;
        let mut times = self.proposal_times.get();
        times.proposed_at = host::now();
        self.proposal_times.set(&times);
        self.proposed_curve.set(&params.curve);
        self.proposed_economy.set(&params.economy);
        let [base, power, target, vvvCooldown, diemCooldown, stakerShare, poolShare, creditPrice] =
            params.values();
        emit(ParamsProposed {
            base,
            power,
            target,
            vvvCooldown,
            diemCooldown,
            stakerShare,
            poolShare,
            creditPrice,
            executableAt: times.executable_at(),
        });
        Ok(())
    }

    /// Applies the pending proposal. Permissionless. Price and curve change at once, cooldowns for new tickets, shares from
    /// the next roll on. Emits `ParamsChanged`, and `CooldownDurationUpdated` if the DIEM cooldown changes.
    ///
    /// # Errors
    /// `NoProposal`; `ProposalNotReady`; `ProposalExpired`; `SupplyCapExceeded` if the supply has grown beyond the domain
    /// since the proposal. The change is no larger than it was then: only this call changes parameters.
    pub fn execute_params(&mut self) -> Result<(), Error> {
        let now = host::now();
        // Accrues first, before the checks: a roll must not yet apply the shares that are set below.
        self.begin_day(now);
        let mut times = self.proposal_times.get();
        times.apply(now).map_err(|error| -> Error {
            match error {
                ProposalError::Missing => NoProposal {}.into(),
                ProposalError::NotReady(from) => ProposalNotReady { from }.into(),
                ProposalError::Expired(until) => ProposalExpired { until }.into(),
            }
        })?;
        let params = self.proposal();
        self.require_reachable(&params)?;
        self.proposal_times.set(&times);
        // The shares in force stay in force for the rest of the day.
        let running = self.economy.get().shares();
        let next = NextShares(Some(params.economy.shares()));
        self.next_shares.set(&next);
        self.set_params(&params);
        // Stored after the event: `set_params` has stored the new shares, which are not in force yet.
        self.economy.set(&params.economy.with_shares(running));
        Ok(())
    }

    /// Owner only. Cancels the pending proposal, expired or not. Emits `ParamsCancelled`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `NoProposal`.
    pub fn cancel_params(&mut self) -> Result<(), Error> {
        self.require_owner()?;
        let mut times = self.proposal_times.get();
        if core::mem::take(&mut times.proposed_at) == 0 {
            return Err(NoProposal {}.into());
        }
        self.proposal_times.set(&times);
        emit(ParamsCancelled {});
        Ok(())
    }

    /// The parameters as last set: base (VVV wei per DIEM), power (wad), target (DIEM wei), VVV and DIEM cooldown
    /// (seconds), the stakers' and the pool's share (wads; in force from the first roll after they were set), credit price
    /// (fee-token base units per 1e18 credits).
    pub fn params(&self) -> IDiem::Params {
        to_abi(&self.current_params())
    }

    /// The proposed parameters, as [`params`](Self::params), and when they can be executed (unix seconds); zeros without a
    /// proposal.
    pub fn proposed_params(&self) -> proposedParamsReturn {
        let times = self.proposal_times.get();
        let params = if times.proposed_at == 0 { Params::default() } else { self.proposal() };
        proposedParamsReturn {
            params: to_abi(&params),
            executableAt: to_u256(times.executable_at()),
        }
    }

    /// The parameters in force today, which differ from those last set in the shares at most.
    fn params_in_force(&self) -> Params {
        Params { curve: self.curve.get(), economy: self.economy.get() }
    }

    /// The parameters as last set.
    pub(crate) fn current_params(&self) -> Params {
        let economy = self.economy.get();
        Params {
            curve: self.curve.get(),
            economy: match self.next_shares.get() {
                NextShares(Some(shares)) => economy.with_shares(shares),
                NextShares(None) => economy,
            },
        }
    }

    /// Sets all of `params` with immediate effect. Emits `ParamsChanged`, and `CooldownDurationUpdated` if the DIEM
    /// cooldown changes.
    #[allow(non_snake_case)]
    pub(crate) fn set_params(&mut self, params: &Params) {
        let cooldown_before = self.economy.get().diem_cooldown;
        self.curve.set(&params.curve);
        self.economy.set(&params.economy);
        let [base, power, target, vvvCooldown, diemCooldown, stakerShare, poolShare, creditPrice] =
            params.values();
        emit(ParamsChanged {
            base,
            power,
            target,
            vvvCooldown,
            diemCooldown,
            stakerShare,
            poolShare,
            creditPrice,
        });
        let duration = params.economy.diem_cooldown;
        if duration != cooldown_before {
            emit(CooldownDurationUpdated { duration });
        }
    }

    fn proposal(&self) -> Params {
        Params { curve: self.proposed_curve.get(), economy: self.proposed_economy.get() }
    }

    /// Reverts if the current supply lies outside the domain of the curve in `params`.
    fn require_reachable(&self, params: &Params) -> Result<(), Error> {
        let (curve, supply) = (params.curve.curve, self.total_supply());
        if supply > curve.max_supply() {
            return Err(cap_exceeded(&curve, supply));
        }
        Ok(())
    }
}

/// Converts parameters to the interface's struct.
pub(crate) fn to_abi(params: &Params) -> IDiem::Params {
    let Params { curve: CurveParams { curve, vvv_cooldown }, economy } = params;
    IDiem::Params {
        base: to_u256(curve.base),
        power: to_u256(curve.power),
        target: to_u256(curve.target),
        vvvCooldown: to_u256(*vvv_cooldown),
        diemCooldown: to_u256(economy.diem_cooldown),
        stakerShare: to_u256(economy.staker_share),
        poolShare: to_u256(economy.pool_share),
        creditPrice: to_u256(economy.credit_price.0),
    }
}

/// Checks `given` against the bounds and converts it.
///
/// # Errors
/// The error of the first parameter outside its bounds.
pub(crate) fn checked(given: &IDiem::Params) -> Result<Params, Error> {
    // A value above 128 bits exceeds every upper bound, and still does after saturating.
    let values = [
        saturated(&given.base),
        saturated(&given.power),
        saturated(&given.target),
        saturated(&given.vvvCooldown),
        saturated(&given.diemCooldown),
        saturated(&given.stakerShare),
        saturated(&given.poolShare),
        saturated(&given.creditPrice),
    ];
    Params::checked(values).map_err(|error| out_of_bounds(given, error))
}

/// The error of a parameter in `given` that is out of bounds.
fn out_of_bounds(given: &IDiem::Params, OutOfBounds { param, min, max }: OutOfBounds) -> Error {
    let (selector, value) = match param {
        Param::Base => (const { BaseOutOfBounds::SELECTOR }, given.base),
        Param::Power => (const { PowerOutOfBounds::SELECTOR }, given.power),
        Param::Target => (const { TargetOutOfBounds::SELECTOR }, given.target),
        Param::VvvCooldown => (const { VvvCooldownOutOfBounds::SELECTOR }, given.vvvCooldown),
        Param::DiemCooldown => (const { DiemCooldownOutOfBounds::SELECTOR }, given.diemCooldown),
        Param::StakerShare => (const { StakerShareOutOfBounds::SELECTOR }, given.stakerShare),
        Param::PoolShare => (const { PoolShareOutOfBounds::SELECTOR }, given.poolShare),
        Param::CreditPrice => (const { CreditPriceOutOfBounds::SELECTOR }, given.creditPrice),
        // No overflow: each share is at most a half, otherwise its own error would have come first.
        Param::Shares => {
            let sum = saturated(&given.stakerShare) + saturated(&given.poolShare);
            (const { SharesOutOfBounds::SELECTOR }, to_u256(sum))
        }
    };
    // All have the arguments (value, min, max): one encoding for all of them keeps the program small.
    Error::from_words(selector, &[value.to_word(), min.to_word(), max.to_word()])
}
