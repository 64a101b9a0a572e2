//! The stakers' yield: claiming it, staking it, and adding to it.

use alloy_primitives::Address;
use diem_model::revenue::{Inflow, Overflow};

use super::owed::too_large;
use super::{require_recipient, require_some};
use crate::errors::{Error, RewardNotStakeable};
use crate::events::{CapacityFunded, Claimed, Funded, VvvStaked};
use crate::{host, Account, Diem};

impl Diem {
    /// Pays the caller what its stake has earned, in base units of the fee token, and returns it;
    /// 0 is no error. Emits `Claimed`.
    ///
    /// # Errors
    /// `SafeErc20FailedOperation`.
    pub fn claim(&mut self) -> Result<u128, Error> {
        self.pay_rewards(host::sender())
    }

    /// As [`claim`](Self::claim), to `to`.
    ///
    /// # Errors
    /// `InvalidRecipient`; `SafeErc20FailedOperation`.
    pub fn claim_to(&mut self, to: Address) -> Result<u128, Error> {
        require_recipient(to)?;
        self.pay_rewards(to)
    }

    /// Stakes what the caller's stake has earned, where rewards are VVV, and returns it; 0 is no
    /// error. No token moves. Emits `Claimed` and `VvvStaked`.
    ///
    /// # Errors
    /// `EnforcedPause`; `RewardNotStakeable`; `AmountTooLarge`.
    pub fn claim_and_stake(&mut self) -> Result<u128, Error> {
        let account = host::sender();
        let mut staker = self.load_staker(account);
        self.require_unpaused(&staker)?;
        if self.fee_token.get().0 != self.vvv.get().0 {
            return Err(RewardNotStakeable {}.into());
        }
        let amount = take(&staker.of);
        if amount == 0 {
            return Ok(0);
        }
        staker.add(amount)?;
        self.store_staker(&staker);
        let mut owed = self.owed.get();
        owed.stake_fee(amount)?;
        self.owed.set(&owed);
        Claimed {
            account,
            to: account,
            amount,
        }
        .emit();
        VvvStaked {
            account,
            payer: account,
            amount,
        }
        .emit();
        Ok(amount)
    }

    /// What [`claim`](Self::claim) would pay `account` now, in base units of the fee token.
    pub fn pending_rewards(&self, account: Address) -> u128 {
        let index = self.ledger_at(host::now()).accounting.index;
        let of = Account::of(account);
        let mut reward = of.reward().get();
        reward.settle_floor(&index, &of.stake().get());
        reward.accrued
    }

    /// Adds `amount` base units of the caller's fee tokens to what flows to stakers from the next
    /// roll on. Emits `Funded`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `AmountTooLarge`; `SafeErc20FailedOperation`.
    pub fn fund(&mut self, amount: u128) -> Result<(), Error> {
        let payer = self.add(amount, Inflow::fund)?;
        Funded { payer, amount }.emit();
        self.pull_fee(payer, amount)
    }

    /// Adds `amount` base units of the caller's fee tokens to the capacity pool: the next day's
    /// budget has them. Emits `CapacityFunded`.
    ///
    /// # Errors
    /// Those of [`fund`](Self::fund).
    pub fn fund_capacity(&mut self, amount: u128) -> Result<(), Error> {
        let payer = self.add(amount, Inflow::fund_capacity)?;
        CapacityFunded { payer, amount }.emit();
        self.pull_fee(payer, amount)
    }

    /// Adds the caller's `amount` to what waits for the roll; returns the caller.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `AmountTooLarge`.
    fn add(
        &mut self,
        amount: u128,
        to: fn(&mut Inflow, u128) -> Result<(), Overflow>,
    ) -> Result<Address, Error> {
        self.begin_unpaused(host::now())?;
        require_some(amount)?;
        let mut inflow = self.inflow.get();
        to(&mut inflow, amount).map_err(|Overflow| too_large(amount))?;
        self.inflow.set(&inflow);
        Ok(host::sender())
    }

    fn pay_rewards(&mut self, to: Address) -> Result<u128, Error> {
        let account = host::sender();
        let staker = self.load_staker(account);
        let amount = take(&staker.of);
        if amount > 0 {
            Claimed {
                account,
                to,
                amount,
            }
            .emit();
            self.push_fee(to, amount)?;
        }
        Ok(amount)
    }
}

/// Takes all that has accrued.
fn take(of: &Account) -> u128 {
    let mut slot = of.reward();
    let mut reward = slot.get();
    let amount = core::mem::take(&mut reward.accrued);
    if amount > 0 {
        slot.set(&reward);
    }
    amount
}
