//! Fees and who gets them; claims and gifts (§9, §10).
//!
//! # Readings
//! * A claim of 0 says nothing and moves nothing.
//! * `claimAndStake()` says `Claimed(account, account, amount)` and then `VvvStaked`.
//! * Only an admitted provider announces.

use crate::event::{Event, Returned};
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::token::{require_amount, require_recipient};
use crate::units::{mul_div, Token, Who, ONE};

/// A fee's parts, in fee-token base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub provider: u128,
    pub pool: u128,
    pub stakers: u128,
}

impl Reference {
    /// Shares a fee out by the constants of the day.
    pub(crate) fn share_fee(&mut self, provider: Who, fee: u128) -> Parts {
        let (staker_share, pool_share) = (self.figures.staker_share, self.figures.pool_share);
        let to_provider = mul_div(fee, ONE - staker_share - pool_share, ONE);
        let to_pool = mul_div(fee, pool_share, ONE);
        let parts = Parts {
            provider: to_provider,
            pool: to_pool,
            stakers: fee - to_provider - to_pool,
        };
        *self.earnings.entry(provider).or_default() += parts.provider;
        self.pool += parts.pool;
        self.bucket += parts.stakers;
        self.flow.fees_to_stakers += parts.stakers;
        parts
    }

    pub(crate) fn fund(&mut self, payer: Who, amount: u128) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        require_amount(amount)?;
        self.bucket += amount;
        self.flow.funded += amount;
        self.owed.fee += amount;
        self.say(Event::Funded { payer, amount });
        self.pull(Token::Fee, payer, amount)?;
        Ok(Returned::Nothing)
    }

    pub(crate) fn fund_capacity(&mut self, payer: Who, amount: u128) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        require_amount(amount)?;
        self.pool += amount;
        self.owed.fee += amount;
        self.say(Event::CapacityFunded { payer, amount });
        self.pull(Token::Fee, payer, amount)?;
        Ok(Returned::Nothing)
    }

    pub(crate) fn claim(&mut self, account: Who, to: Who) -> Result<Returned, Refusal> {
        require_recipient(to)?;
        let amount = self.take_reward(account, to);
        self.owed.fee -= amount;
        self.push(Token::Fee, to, amount)?;
        Ok(Returned::Amount(amount))
    }

    pub(crate) fn claim_and_stake(&mut self, account: Who) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        if !self.one_token {
            return Err(Refusal::RewardNotStakeable);
        }
        let amount = self.take_reward(account, account);
        if amount > 0 {
            self.owed.fee -= amount;
            self.owed.vvv += amount;
            self.positions.entry(account).or_default().staked += amount;
            self.say(Event::VvvStaked {
                account,
                payer: account,
                amount,
            });
        }
        Ok(Returned::Amount(amount))
    }

    fn take_reward(&mut self, account: Who, to: Who) -> u128 {
        self.settle_reward(account);
        let reward = self.rewards.entry(account).or_default();
        let amount = std::mem::take(&mut reward.accrued);
        self.flow.claimed += amount;
        if amount > 0 {
            self.say(Event::Claimed {
                account,
                to,
                amount,
            });
        }
        amount
    }

    /// What a provider has earned and not claimed, in fee-token base units.
    pub fn earnings_of(&self, who: Who) -> u128 {
        self.earnings.get(&who).copied().unwrap_or(0)
    }

    pub(crate) fn claim_earnings(&mut self, provider: Who, to: Who) -> Result<Returned, Refusal> {
        require_recipient(to)?;
        let amount = self.earnings.remove(&provider).unwrap_or(0);
        if amount > 0 {
            self.say(Event::EarningsClaimed {
                provider,
                to,
                amount,
            });
        }
        self.owed.fee -= amount;
        self.push(Token::Fee, to, amount)?;
        Ok(Returned::Amount(amount))
    }

    pub(crate) fn announce(&mut self, provider: Who, uri: &str) -> Result<Returned, Refusal> {
        if !self.is_provider(provider) {
            return Err(Refusal::NotProvider { provider });
        }
        self.say(Event::ProviderAnnounced {
            provider,
            uri: uri.into(),
        });
        Ok(Returned::Nothing)
    }
}
