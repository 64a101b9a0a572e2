//! The parameters in force, and changes of them, which are public for two days before they can be applied.

use alloy_primitives::U256;
use diem_model::params::{NextShares, OutOfBounds, Param, Params};
use diem_model::time::DAY;
use stylus_lean::encode::Encoded;
use stylus_lean::host;
use stylus_lean::storage::Timestamp;
use stylus_lean::word::to_u256;

use super::mint::cap_exceeded;
use crate::errors::{
    BaseOutOfBounds, CreditPriceOutOfBounds, DiemCooldownOutOfBounds, Error, NoProposal,
    PoolShareOutOfBounds, PowerOutOfBounds, ProposalExpired, ProposalNotReady, SharesOutOfBounds,
    StakerShareOutOfBounds, TargetOutOfBounds, VvvCooldownOutOfBounds,
};
use crate::events::{
    emit, CooldownDurationUpdated, ParamsCancelled, ParamsChanged, ParamsProposed,
};
use crate::interface::IDiem::{self, proposedParamsCall, proposedParamsReturn};
use crate::Diem;

/// How long a proposal is public before it can be executed (seconds). When it ends, all vouchers for the day of the
/// proposal or earlier have expired, so the new price never applies to usage from before the proposal.
const DELAY: u64 = 2 * DAY;
/// How long after it was made a proposal expires (seconds).
const EXPIRES_AFTER: u64 = 14 * DAY;

impl Diem {
    /// Owner only. Proposes parameters, replacing a pending proposal. They can be executed from 48 hours to 14 days later.
    /// Emits `ParamsProposed`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; one error for each parameter outside its bounds, including a credit price above
    /// twice the current one; `SupplyCapExceeded` if the DIEM supply lies outside the new curve's domain.
    pub fn propose_params(&mut self, given: IDiem::Params) -> Result<(), Error> {
        self.require_owner()?;
        let params = checked(&given)?;
        self.require_reachable(&params)?;
        let now = host::now();
        self.proposed_at.set(&Timestamp(now));
        self.proposed_curve.set(&params.curve);
        self.proposed_economy.set(&params.economy);
        emit(ParamsProposed {
            base: given.base,
            power: given.power,
            target: given.target,
            vvvCooldown: given.vvvCooldown,
            diemCooldown: given.diemCooldown,
            stakerShare: given.stakerShare,
            poolShare: given.poolShare,
            creditPrice: given.creditPrice,
            executableAt: now.saturating_add(DELAY),
        });
        Ok(())
    }

    /// Applies the pending proposal. Permissionless. Price and curve change at once, cooldowns for new tickets, shares from
    /// the next roll on. Emits `ParamsChanged`, and `CooldownDurationUpdated` if the DIEM cooldown changes.
    ///
    /// # Errors
    /// `NoProposal`; `ProposalNotReady`; `ProposalExpired`; `CreditPriceOutOfBounds` and `SupplyCapExceeded` if price
    /// or supply have changed since the proposal and no longer allow it.
    pub fn execute_params(&mut self) -> Result<(), Error> {
        let now = host::now();
        // Accrues first, before the checks: a roll must not yet apply the shares that are set below.
        self.begin_day(now);
        let proposed_at = self.require_proposal()?;
        let from = proposed_at.saturating_add(DELAY);
        if now < from {
            return Err(ProposalNotReady { from: to_u256(from) }.into());
        }
        let until = proposed_at.saturating_add(EXPIRES_AFTER);
        if now > until {
            return Err(ProposalExpired { until: to_u256(until) }.into());
        }
        let params = self.proposal();
        self.require_reachable(&params)?;
        self.proposed_at.set(&Timestamp(0));
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
        self.require_proposal()?;
        self.proposed_at.set(&Timestamp(0));
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
    pub fn proposed_params(&self) -> Encoded<proposedParamsCall> {
        let Timestamp(proposed_at) = self.proposed_at.get();
        let (params, executable_at) = if proposed_at == 0 {
            (to_abi(&Params::default()), 0)
        } else {
            let executable_at = proposed_at.saturating_add(DELAY);
            (to_abi(&self.proposal()), executable_at)
        };
        Encoded::new(proposedParamsReturn { params, executableAt: to_u256(executable_at) })
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
    pub(crate) fn set_params(&mut self, params: &Params) {
        let cooldown_before = self.economy.get().diem_cooldown;
        self.curve.set(&params.curve);
        self.economy.set(&params.economy);
        let IDiem::Params {
            base,
            power,
            target,
            vvvCooldown,
            diemCooldown,
            stakerShare,
            poolShare,
            creditPrice,
        } = to_abi(params);
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

    /// Returns when the pending proposal was made (unix seconds).
    ///
    /// # Errors
    /// `NoProposal`.
    fn require_proposal(&self) -> Result<u64, Error> {
        match self.proposed_at.get() {
            Timestamp(0) => Err(NoProposal {}.into()),
            Timestamp(proposed_at) => Ok(proposed_at),
        }
    }

    /// Reverts if the current supply or credit price rules out `params`, which are within their bounds.
    fn require_reachable(&self, params: &Params) -> Result<(), Error> {
        let (curve, supply) = (params.curve.curve, self.total_supply());
        if supply > curve.max_supply() {
            return Err(cap_exceeded(&curve, supply));
        }
        let value = params.economy.credit_price.0;
        let max = Params::max_price_after(self.economy.get().credit_price).0;
        if value > max {
            return Err(CreditPriceOutOfBounds {
                value: to_u256(value),
                min: U256::from(1),
                max: to_u256(max),
            }
            .into());
        }
        Ok(())
    }
}

/// Converts parameters to the interface's struct.
pub(crate) fn to_abi(params: &Params) -> IDiem::Params {
    let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
        params.values().map(U256::from);
    IDiem::Params {
        base,
        power,
        target,
        vvvCooldown: vvv_cooldown,
        diemCooldown: diem_cooldown,
        stakerShare: staker_share,
        poolShare: pool_share,
        creditPrice: credit_price,
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

#[inline(never)]
fn saturated(value: &U256) -> u128 {
    value.saturating_to()
}

fn out_of_bounds(given: &IDiem::Params, OutOfBounds { param, min, max }: OutOfBounds) -> Error {
    let (min, max) = (to_u256(min), to_u256(max));
    macro_rules! error {
        ($error:ident, $value:expr) => {
            $error { value: $value, min, max }.into()
        };
    }
    match param {
        Param::Base => error!(BaseOutOfBounds, given.base),
        Param::Power => error!(PowerOutOfBounds, given.power),
        Param::Target => error!(TargetOutOfBounds, given.target),
        Param::VvvCooldown => error!(VvvCooldownOutOfBounds, given.vvvCooldown),
        Param::DiemCooldown => error!(DiemCooldownOutOfBounds, given.diemCooldown),
        Param::StakerShare => error!(StakerShareOutOfBounds, given.stakerShare),
        Param::PoolShare => error!(PoolShareOutOfBounds, given.poolShare),
        Param::CreditPrice => error!(CreditPriceOutOfBounds, given.creditPrice),
        // No overflow: each share is at most a half, otherwise its own error would have come first.
        Param::Shares => error!(SharesOutOfBounds, given.stakerShare + given.poolShare),
    }
}
