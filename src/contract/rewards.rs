// SPDX-License-Identifier: MIT OR Apache-2.0
//! Staking rewards: claiming, staking and funding them.

use alloy_primitives::Address;
use diem_model::owed;
use diem_model::revenue::{Inflow, Overflow};
use stylus_lean::host;

use super::account::{REWARD, STAKE};
use super::{require_nonzero, require_recipient, too_large};
use crate::errors::{Error, RewardNotStakeable};
use crate::events::{emit, CapacityFunded, Claimed, Funded, VvvStaked};
use crate::Diem;

impl Diem {
    /// Pays the caller the rewards of its stake and returns them, in base units of the fee token. Succeeds with 0 if
    /// nothing has accrued. Emits `Claimed`.
    ///
    /// # Errors
    /// `SafeErc20FailedOperation`.
    pub fn claim(&mut self) -> Result<u128, Error> {
        self.pay_rewards(host::sender())
    }

    /// As [`claim`](Self::claim), paid to `to`.
    ///
    /// # Errors
    /// `InvalidRecipient`; `SafeErc20FailedOperation`.
    pub fn claim_to(&mut self, to: Address) -> Result<u128, Error> {
        require_recipient(to)?;
        self.pay_rewards(to)
    }

    /// Stakes the caller's rewards, if the fee token is VVV, and returns them in wei. Succeeds with 0 if nothing has
    /// accrued. No token moves. Emits `Claimed` and `VvvStaked`.
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
        let amount = self.take_reward(account);
        if amount == 0 {
            return Ok(0);
        }
        staker.add(amount)?;
        self.store_staker(&staker);
        let mut owed = self.owed.get();
        owed.stake_fee(amount).map_err(|owed::Overflow| too_large(amount))?;
        self.owed.set(&owed);
        emit(Claimed { account, to: account, amount });
        emit(VvvStaked { account, payer: account, amount });
        Ok(amount)
    }

    /// The amount that [`claim`](Self::claim) would pay `account` now, in base units of the fee token.
    pub fn pending_rewards(&self, account: Address) -> u128 {
        let index = self.ledger_at(host::now()).accounting.index;
        let account = self.account(account);
        let mut reward = account.get(REWARD);
        reward.settle_floor(&index, &account.get(STAKE));
        reward.accrued
    }

    /// Adds `amount` base units of the caller's fee tokens to the stream that begins at the next roll. Emits `Funded`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `AmountTooLarge`; `SafeErc20FailedOperation`.
    pub fn fund(&mut self, amount: u128) -> Result<(), Error> {
        self.add_inflow(amount, Inflow::fund)?;
        let payer = host::sender();
        emit(Funded { payer, amount });
        self.pull_fee(payer, amount)
    }

    /// Adds `amount` base units of the caller's fee tokens to the capacity pool, for budgets from the next day on. Emits
    /// `CapacityFunded`.
    ///
    /// # Errors
    /// Those of [`fund`](Self::fund).
    pub fn fund_capacity(&mut self, amount: u128) -> Result<(), Error> {
        self.add_inflow(amount, Inflow::fund_capacity)?;
        let payer = host::sender();
        emit(CapacityFunded { payer, amount });
        self.pull_fee(payer, amount)
    }

    /// Adds `amount` base units to the inflow since the roll.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `AmountTooLarge`.
    fn add_inflow(
        &mut self,
        amount: u128,
        add: fn(&mut Inflow, u128) -> Result<(), Overflow>,
    ) -> Result<(), Error> {
        self.begin_day_unpaused(host::now())?;
        require_nonzero(amount)?;
        let mut inflow = self.inflow.get();
        add(&mut inflow, amount).map_err(|Overflow| too_large(amount))?;
        self.inflow.set(&inflow);
        Ok(())
    }

    /// Settles the caller's rewards and pays them to `to`. Emits `Claimed` unless they are 0.
    fn pay_rewards(&mut self, to: Address) -> Result<u128, Error> {
        let account = host::sender();
        self.load_staker(account);
        let reward = self.take_reward(account);
        if reward > 0 {
            emit(Claimed { account, to, amount: reward });
            self.push_fee(to, reward)?;
        }
        Ok(reward)
    }

    /// Sets `account`'s settled rewards to 0 and returns them, in base units.
    fn take_reward(&mut self, account: Address) -> u128 {
        let mut records = self.account_mut(account);
        let mut reward = records.get(REWARD);
        let amount = core::mem::take(&mut reward.accrued);
        if amount > 0 {
            records.set(REWARD, &reward);
        }
        amount
    }
}
