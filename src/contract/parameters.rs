//! The parameters: what holds, and how it changes, two days after it was said in public.

use alloy_primitives::U256;
use diem_model::params::{Name, NextShares, OutOfBounds, Params};
use diem_model::time::DAY;

use super::mint::cap_exceeded;
use crate::abi::{encode, flat, Encoded, ToWord};
use crate::errors::{
    BaseOutOfBounds, CreditPriceOutOfBounds, DiemCooldownOutOfBounds, Error, NoProposal,
    PoolShareOutOfBounds, PowerOutOfBounds, ProposalExpired, ProposalNotReady, SharesOutOfBounds,
    StakerShareOutOfBounds, TargetOutOfBounds, VvvCooldownOutOfBounds,
};
use crate::events::{CooldownDurationUpdated, ParamsCancelled, ParamsChanged, ParamsProposed};
use crate::storage::Moment;
use crate::{host, Diem};

/// How long a proposal is public before it can be executed, in seconds: longer than a voucher
/// lives, so that none signed before it is charged its price.
const DELAY: u64 = 2 * DAY;
/// How long after it was made a proposal can be executed, in seconds.
const VOID_AFTER: u64 = 14 * DAY;

impl Diem {
    /// Proposes parameters, by the owner, in place of what was proposed before. They can be
    /// executed from 48 hours to 14 days after. Emits `ParamsProposed`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; one error a parameter outside its bounds, a credit price
    /// beyond twice the present one included; `SupplyCapExceeded` if the DIEM supply lies outside
    /// the new curve's domain.
    pub fn propose_params(&mut self, given: [U256; 8]) -> Result<(), Error> {
        self.require_owner()?;
        let params = checked(&given)?;
        self.require_reachable(&params)?;
        let now = host::now();
        self.proposed_at.set(&Moment(now));
        self.proposed_curve.set(&params.curve);
        self.proposed_economy.set(&params.economy);
        let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
            params.values();
        ParamsProposed {
            base,
            power,
            target,
            vvvCooldown: vvv_cooldown,
            diemCooldown: diem_cooldown,
            stakerShare: staker_share,
            poolShare: pool_share,
            creditPrice: credit_price,
            executableAt: now.saturating_add(DELAY),
        }
        .emit();
        Ok(())
    }

    /// Makes the proposed parameters hold, by anybody: price and curve at once, cooldowns for new
    /// tickets, shares from the next roll on. Emits `ParamsChanged`, and
    /// `CooldownDurationUpdated` if DIEM waits another time from now on.
    ///
    /// # Errors
    /// `NoProposal`; `ProposalNotReady`; `ProposalExpired`; `CreditPriceOutOfBounds` and
    /// `SupplyCapExceeded` if price or supply have moved since the proposal.
    pub fn execute_params(&mut self) -> Result<(), Error> {
        let now = host::now();
        self.begin(now);
        let proposed_at = self.require_proposal()?;
        let from = proposed_at.saturating_add(DELAY);
        if now < from {
            return Err(ProposalNotReady { from }.into());
        }
        let until = proposed_at.saturating_add(VOID_AFTER);
        if now > until {
            return Err(ProposalExpired { until }.into());
        }
        let params = self.proposal();
        self.require_reachable(&params)?;
        self.proposed_at.set(&Moment(0));
        // The day's shares stay the day's.
        let running = self.economy.get().shares();
        let next = NextShares(Some(params.economy.shares()));
        self.next_shares.set(&next);
        self.set_params(&params);
        self.economy.set(&params.economy.with_shares(running));
        Ok(())
    }

    /// Takes a proposal back, void or not, by the owner. Emits `ParamsCancelled`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `NoProposal`.
    pub fn cancel_params(&mut self) -> Result<(), Error> {
        self.require_owner()?;
        self.require_proposal()?;
        self.proposed_at.set(&Moment(0));
        ParamsCancelled {}.emit();
        Ok(())
    }

    /// The parameters: base (VVV wei per DIEM), power (wad), target (DIEM wei), VVV and DIEM
    /// cooldown (seconds), stakers' and pool's share (wads; they hold from the first roll after
    /// they were set on), credit price (fee-token base units per 1e18 credits).
    pub fn params(&self) -> Encoded {
        Encoded(words(&self.current_params()))
    }

    /// The proposed parameters, as [`params`](Self::params), and from when on they can be executed
    /// (unix seconds); zeros where none are proposed.
    pub fn proposed_params(&self) -> Encoded {
        let Moment(proposed_at) = self.proposed_at.get();
        if proposed_at == 0 {
            return Encoded([0; 9 * 32].into());
        }
        let mut words = words(&self.proposal());
        words.extend(proposed_at.saturating_add(DELAY).to_word());
        Encoded(words)
    }

    /// The parameters as they were last set.
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

    /// Makes parameters hold, all of them and at once.
    pub(crate) fn set_params(&mut self, params: &Params) {
        let cooldown_before = self.economy.get().diem_cooldown;
        self.curve.set(&params.curve);
        self.economy.set(&params.economy);
        let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
            params.values();
        ParamsChanged {
            base,
            power,
            target,
            vvvCooldown: vvv_cooldown,
            diemCooldown: diem_cooldown,
            stakerShare: staker_share,
            poolShare: pool_share,
            creditPrice: credit_price,
        }
        .emit();
        let duration = params.economy.diem_cooldown;
        if duration != cooldown_before {
            CooldownDurationUpdated { duration }.emit();
        }
    }

    fn proposal(&self) -> Params {
        Params {
            curve: self.proposed_curve.get(),
            economy: self.proposed_economy.get(),
        }
    }

    /// When the proposal was made (unix seconds).
    fn require_proposal(&self) -> Result<u64, Error> {
        match self.proposed_at.get() {
            Moment(0) => Err(NoProposal {}.into()),
            Moment(proposed_at) => Ok(proposed_at),
        }
    }

    /// Refuses parameters that cannot follow the present state, whatever their bounds.
    fn require_reachable(&self, params: &Params) -> Result<(), Error> {
        let (curve, supply) = (params.curve.curve, self.total_supply());
        if supply > curve.max_supply() {
            return Err(cap_exceeded(&curve, supply));
        }
        let value = params.economy.credit_price;
        let max = Params::max_price_after(self.economy.get().credit_price);
        if value > max {
            return Err(CreditPriceOutOfBounds {
                value: U256::from(value),
                min: 1,
                max,
            }
            .into());
        }
        Ok(())
    }
}

fn words(params: &Params) -> alloc::vec::Vec<u8> {
    flat(&params.values().map(|value| value.to_word()))
}

/// Checks eight parameters against their bounds.
///
/// # Errors
/// The error of the first that is outside its own.
pub(crate) fn checked(given: &[U256; 8]) -> Result<Params, Error> {
    // A value beyond 128 bits is beyond every bound, and stays so saturated.
    let values = given.map(|value| value.saturating_to());
    Params::checked(values).map_err(|refused| out_of_bounds(given, refused))
}

fn out_of_bounds(given: &[U256; 8], OutOfBounds { name, min, max }: OutOfBounds) -> Error {
    // One error a parameter, all of one shape, in the order of `Name`.
    const SELECTORS: [u32; 9] = [
        BaseOutOfBounds::SELECTOR,
        PowerOutOfBounds::SELECTOR,
        TargetOutOfBounds::SELECTOR,
        VvvCooldownOutOfBounds::SELECTOR,
        DiemCooldownOutOfBounds::SELECTOR,
        StakerShareOutOfBounds::SELECTOR,
        PoolShareOutOfBounds::SELECTOR,
        CreditPriceOutOfBounds::SELECTOR,
        SharesOutOfBounds::SELECTOR,
    ];
    let value = match name {
        // Both are at most a half here: no overflow.
        Name::Shares => given[5] + given[6],
        single => given[single as usize],
    };
    let words = [value.to_word(), min.to_word(), max.to_word()];
    Error(encode(SELECTORS[name as usize], &words))
}
