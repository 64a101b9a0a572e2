// SPDX-License-Identifier: MIT OR Apache-2.0
//! Releasing the stream to the stakers through the reward index (§9).
//!
//! # Interpretation
//! * While less than 1 VVV is staked, the stream is suspended: its end moves by all the time since the last
//!   accrual, even if that lies after the end.
//! * The stream accrues on the calls that `rules/roll.rs` lists, and before every roll (the day's rollover), but on
//!   no other call. This determines where amounts are rounded.

use alloy_primitives::{U256, U512};

use crate::accounts::AccountId;
use crate::records::stream::Reward;
use crate::reference::Reference;
use crate::units::ONE;

impl Reference {
    /// Releases what is due since the last accrual by a time, and raises the reward index.
    pub(crate) fn accrue(&mut self, until: u64) {
        let staked = self.total_staked();
        if staked < ONE {
            self.stream.suspend(until);
            return;
        }
        let amount = self.stream.release(until);
        if amount == 0 {
            return;
        }
        let rise: U256 = (U256::from(amount) << 96) / U256::from(staked);
        let index: U256 = U256::from(self.index) + rise;
        self.index = index.min(U256::from(u128::MAX)).to();
        self.reward_totals.released_to_stakers += amount;
        self.reward_totals.max_dust += 1 + (staked >> 96);
    }

    /// The pool's unsettled part of the rewards of locked stakes, of which it receives a fifth. Rounded down.
    pub(crate) fn pool_reward(&self) -> u128 {
        let rise = U512::from(self.index - self.pool_index);
        let part: U512 = rise * U512::from(self.total_locked()) / (U512::from(5) << 96);
        part.saturating_to()
    }

    /// Moves [`Self::pool_reward`] to the pool: before any change of the locked total, and at a roll.
    pub(crate) fn settle_pool_reward(&mut self) {
        let pool_reward = self.pool_reward();
        self.pool_index = self.index;
        self.pool += pool_reward;
        self.reward_totals.released_to_stakers -= pool_reward;
        self.reward_totals.max_dust += 1;
    }

    /// Unclaimed rewards of an account at the current index, rounded down.
    pub(crate) fn reward(&self, account: AccountId) -> u128 {
        let position = self.position(account);
        let reward = self.rewards.get(&account).copied().unwrap_or_default();
        // Locked VVV earns four fifths; the pool receives the rest.
        let weight: U512 =
            U512::from(position.staked) * U512::from(5) - U512::from(position.locked);
        let rise = U512::from(self.index - reward.index);
        let earned: U512 = rise * weight / (U512::from(5) << 96);
        reward.accrued.saturating_add(earned.saturating_to())
    }

    /// Settles an account's rewards before a change of its stake or its locked part.
    pub(crate) fn settle_reward(&mut self, account: AccountId) {
        let reward = Reward { index: self.index, accrued: self.reward(account) };
        self.rewards.insert(account, reward);
        self.reward_totals.max_dust += 1;
    }

    /// `pendingRewards`: what a claim would pay now, in fee-token base units, rounded down.
    pub fn pending_rewards(&self, account: AccountId) -> u128 {
        self.after_checkpoint().reward(account)
    }

    /// A copy of the state after a checkpoint now.
    pub(crate) fn after_checkpoint(&self) -> Self {
        let mut ahead = self.clone();
        ahead.accrue_and_roll();
        ahead
    }
}
