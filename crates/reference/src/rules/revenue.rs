// SPDX-License-Identifier: MIT OR Apache-2.0
//! Fees and their distribution; claims and funding (§9, §10).
//!
//! # Interpretation
//! * A claim of 0 succeeds, emits nothing and moves no tokens.
//! * `claimAndStake()` emits `Claimed(account, account, amount)` and then `VvvStaked`.

use crate::accounts::AccountId;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::revenue::FeeShares;
use crate::reference::Reference;
use crate::rules::token::{require_amount, require_recipient};
use crate::units::{mul_div, Token, ONE};

impl Reference {
    /// Distributes a fee by the shares in force today. Provider's and pool's shares are rounded down; the stakers
    /// receive the rest.
    pub(crate) fn split_fee(&mut self, provider: AccountId, fee: u128) -> FeeShares {
        let (staker_share, pool_share) = (self.day_totals.staker_share, self.day_totals.pool_share);
        let to_provider = mul_div(fee, ONE - staker_share - pool_share, ONE);
        let to_pool = mul_div(fee, pool_share, ONE);
        let shares = FeeShares {
            provider: to_provider,
            pool: to_pool,
            stakers: fee - to_provider - to_pool,
        };
        *self.earnings.entry(provider).or_default() += shares.provider;
        self.pool += shares.pool;
        self.pending_stream += shares.stakers;
        self.reward_totals.fees_to_stakers += shares.stakers;
        shares
    }

    pub(crate) fn fund(
        &mut self,
        payer: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        require_amount(amount)?;
        self.pending_stream += amount;
        self.reward_totals.funded += amount;
        self.liabilities.fee += amount;
        self.emit(Event::Funded { payer, amount });
        self.transfer_in(Token::Fee, payer, amount)?;
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn fund_capacity(
        &mut self,
        payer: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        require_amount(amount)?;
        self.pool += amount;
        self.liabilities.fee += amount;
        self.emit(Event::CapacityFunded { payer, amount });
        self.transfer_in(Token::Fee, payer, amount)?;
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn claim(
        &mut self,
        account: AccountId,
        to: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        require_recipient(to)?;
        let amount = self.take_reward(account, to);
        self.liabilities.fee -= amount;
        self.transfer_out(Token::Fee, to, amount)?;
        Ok(ReturnValue::Amount(amount))
    }

    pub(crate) fn claim_and_stake(&mut self, account: AccountId) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        if !self.one_token {
            return Err(DiemError::RewardNotStakeable);
        }
        let amount = self.take_reward(account, account);
        if amount > 0 {
            self.liabilities.fee -= amount;
            self.liabilities.vvv += amount;
            self.positions.entry(account).or_default().staked += amount;
            self.emit(Event::VvvStaked { account, payer: account, amount });
        }
        Ok(ReturnValue::Amount(amount))
    }

    fn take_reward(&mut self, account: AccountId, to: AccountId) -> u128 {
        self.settle_reward(account);
        let reward = self.rewards.entry(account).or_default();
        let amount = std::mem::take(&mut reward.accrued);
        self.reward_totals.claimed += amount;
        if amount > 0 {
            self.emit(Event::Claimed { account, to, amount });
        }
        amount
    }

    /// Unclaimed earnings of a provider, in fee-token base units.
    pub fn earnings_of(&self, provider: AccountId) -> u128 {
        self.earnings.get(&provider).copied().unwrap_or(0)
    }

    pub(crate) fn claim_earnings(
        &mut self,
        provider: AccountId,
        to: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        require_recipient(to)?;
        let amount = self.earnings.remove(&provider).unwrap_or(0);
        if amount > 0 {
            self.emit(Event::EarningsClaimed { provider, to, amount });
        }
        self.liabilities.fee -= amount;
        self.transfer_out(Token::Fee, to, amount)?;
        Ok(ReturnValue::Amount(amount))
    }
}
