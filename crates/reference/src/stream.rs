//! The stream of rewards and the index (§9).
//!
//! # Readings
//! * While less than 1 VVV is staked, `end` moves on by all the time since the last accrual, also
//!   where that passed `end`: the stream then has as much time left as it had.
//! * An accrual happens on the calls that `touch` names, and before every roll; other calls leave
//!   the stream as it stands. That decides where the roundings fall.

use alloy_primitives::{U256, U512};

use crate::reference::Reference;
use crate::units::{mul_div, Who, DAY, ONE};

/// What flows to the stakers, in fee-token base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stream {
    /// All of it, when it was merged last; and what of that has been released.
    pub amount: u128,
    pub released: u128,
    /// Seconds it has flowed since then, of a day.
    pub flowed: u64,
    /// Accrued up to here; unix seconds.
    pub last: u64,
    pub end: u64,
}

impl Stream {
    pub fn left(&self) -> u128 {
        self.amount - self.released
    }

    /// What has flowed since the last time: by any second of its day its part of the whole,
    /// rounded down.
    fn release(&mut self, now: u64) -> u128 {
        let until = now.min(self.end);
        self.flowed += until - self.last;
        self.last = until;
        let by_now = mul_div(self.amount, self.flowed.into(), DAY.into());
        let out = by_now - self.released;
        self.released = by_now;
        out
    }

    fn wait(&mut self, now: u64) {
        self.end += now - self.last;
        self.last = now;
    }

    pub fn merge(&mut self, more: u128, now: u64) {
        *self = Self {
            amount: self.left() + more,
            released: 0,
            flowed: 0,
            last: now,
            end: now + DAY,
        };
    }
}

/// Rewards of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reward {
    /// The index up to which it was settled.
    pub index: u128,
    /// Owed and not claimed, in fee-token base units.
    pub accrued: u128,
}

/// What ever flowed, for the invariants; fee-token base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flow {
    pub fees_to_stakers: u128,
    pub funded: u128,
    pub decayed: u128,
    pub released_to_stakers: u128,
    pub claimed: u128,
    /// The most that roundings may have left behind (§13, 10).
    pub dust: u128,
}

impl Reference {
    /// Releases what has flowed since the last time.
    pub(crate) fn accrue(&mut self) {
        let staked = self.total_staked();
        if staked < ONE {
            self.stream.wait(self.now);
            return;
        }
        let amount = self.stream.release(self.now);
        if amount == 0 {
            return;
        }
        let rise: U256 = (U256::from(amount) << 96) / U256::from(staked);
        let index: U256 = U256::from(self.index) + rise;
        self.index = index.min(U256::from(u128::MAX)).to();
        self.flow.released_to_stakers += amount;
        self.flow.dust += 1 + (staked >> 96);
    }

    /// The lockers' fifths that the pool has not been given yet.
    pub(crate) fn fifths(&self) -> u128 {
        let rise = U512::from(self.index - self.pool_index);
        let part: U512 = rise * U512::from(self.total_locked()) / (U512::from(5) << 96);
        part.saturating_to()
    }

    /// Gives the pool the lockers' fifths so far: before anybody's locks change, and at a roll.
    pub(crate) fn settle_fifths(&mut self) {
        let fifths = self.fifths();
        self.pool_index = self.index;
        self.pool += fifths;
        self.flow.released_to_stakers -= fifths;
        self.flow.dust += 1;
    }

    /// What an account has earned up to the index of now, and not claimed.
    pub(crate) fn reward(&self, who: Who) -> u128 {
        let position = self.position(who);
        let reward = self.rewards.get(&who).copied().unwrap_or_default();
        // Locked VVV earns four fifths.
        let weight: U512 =
            U512::from(position.staked) * U512::from(5) - U512::from(position.locked);
        let rise = U512::from(self.index - reward.index);
        let earned: U512 = rise * weight / (U512::from(5) << 96);
        reward.accrued.saturating_add(earned.saturating_to())
    }

    /// Takes an account's earnings down before its stake or its locks change.
    pub(crate) fn settle_reward(&mut self, who: Who) {
        let reward = Reward {
            index: self.index,
            accrued: self.reward(who),
        };
        self.rewards.insert(who, reward);
        self.flow.dust += 1;
    }

    /// `pendingRewards`: what a claim would pay now, in fee-token base units.
    pub fn pending_rewards(&self, who: Who) -> u128 {
        self.brought_up_to_date().reward(who)
    }

    /// The same state after a checkpoint of now.
    pub(crate) fn brought_up_to_date(&self) -> Self {
        let mut ahead = self.clone();
        ahead.accrue_and_roll();
        ahead
    }
}
