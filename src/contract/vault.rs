// SPDX-License-Identifier: MIT OR Apache-2.0
//! Staking VVV, and unstaking it after a cooldown.

use alloy_primitives::{Address, U256};
use diem_model::cooldown::Ticket;
use diem_model::position::{InsufficientUnlocked as NotUnlocked, Overflow, Stake};
use diem_model::rewards::Reward;
use stylus_lean::host;
use stylus_lean::word::to_u256;

use super::account::{STAKE, VVV_TICKETS};
use super::day::StakerState;
use super::{require_nonzero, require_recipient, too_large};
use crate::errors::{Error, InsufficientUnlocked};
use crate::events::{emit, VvvStaked, VvvUnstakeCancelled, VvvUnstakeInitiated, VvvUnstaked};
use crate::interface::IDiem::{stakesReturn, vvvTicketsOfReturn};
use crate::Diem;

impl Diem {
    /// Stakes `amount` VVV wei of the caller for `recipient`. Any account may stake for any other, because this only
    /// adds unlocked stake. Emits `VvvStaked`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `InvalidRecipient`; `AmountTooLarge`; `SafeErc20FailedOperation`, for example
    /// without an approval.
    pub fn stake_vvv(&mut self, recipient: Address, amount: u128) -> Result<(), Error> {
        let mut staker = self.load_staker(recipient);
        self.require_unpaused(&staker)?;
        require_nonzero(amount)?;
        require_recipient(recipient)?;
        staker.add(amount)?;
        self.store_staker(&staker);
        let payer = host::sender();
        emit(VvvStaked { account: recipient, payer, amount });
        self.pull_vvv(payer, amount)
    }

    /// Opens a ticket (a withdrawal request) for `amount` VVV wei of the caller's unlocked stake and returns its number.
    /// The VVV stops earning at once and can be withdrawn after the cooldown in force now. Emits `VvvUnstakeInitiated`.
    ///
    /// # Errors
    /// `ZeroAmount`; `InsufficientUnlocked`; `TooManyTickets`.
    pub fn initiate_unstake_vvv(&mut self, amount: u128) -> Result<u32, Error> {
        require_nonzero(amount)?;
        let account = host::sender();
        let mut staker = self.load_staker(account);
        staker.remove(amount)?;
        let maturity = staker.now.saturating_add(self.curve.get().vvv_cooldown);
        let Ticket { id, .. } =
            VVV_TICKETS.open(&mut self.account_mut(account), amount, maturity)?;
        self.store_staker(&staker);
        emit(VvvUnstakeInitiated { account, ticket: id, amount, maturity });
        Ok(id)
    }

    /// Returns the VVV of an open ticket, matured or not, to the caller's unlocked stake. Emits `VvvUnstakeCancelled`.
    ///
    /// # Errors
    /// `TicketNotFound` unless the caller has an open ticket with this number.
    pub fn cancel_unstake_vvv(&mut self, ticket: u32) -> Result<(), Error> {
        let account = host::sender();
        let mut staker = self.load_staker(account);
        let amount = VVV_TICKETS.close(&mut self.account_mut(account), ticket)?;
        staker.add(amount)?;
        self.store_staker(&staker);
        emit(VvvUnstakeCancelled { account, ticket, amount });
        Ok(())
    }

    /// Pays out all of the caller's matured tickets and returns the sum in VVV wei. Emits `VvvUnstaked`.
    ///
    /// # Errors
    /// `NothingMatured`, with the maturity of the next ticket; `SafeErc20FailedOperation`.
    pub fn finalize_unstake(&mut self) -> Result<u128, Error> {
        let account = host::sender();
        let amount = VVV_TICKETS.close_matured(&mut self.account_mut(account), host::now())?;
        emit(VvvUnstaked { account, amount });
        self.push_vvv(account, amount)?;
        Ok(amount)
    }

    /// The VVV (wei) that `account` has staked and not locked.
    pub fn balance_of_unlocked(&self, account: Address) -> u128 {
        self.account(account).get(STAKE).unlocked()
    }

    /// The VVV (wei) in `account`'s open tickets, and when the last of them matures (unix seconds; 0 without a ticket).
    /// The first value is always 0: it is there for compatibility with the live system.
    pub fn stakes(&self, account: Address) -> stakesReturn {
        let account = self.account(account);
        stakesReturn {
            _0: U256::ZERO,
            cooldownEnd: to_u256(VVV_TICKETS.last_maturity(&account)),
            cooldownAmount: to_u256(VVV_TICKETS.total(&account)),
        }
    }

    /// `account`'s open tickets as three lists of equal length: numbers, amounts (VVV wei) and maturities (unix seconds).
    pub fn vvv_tickets_of(&self, account: Address) -> vvvTicketsOfReturn {
        VVV_TICKETS.columns(&self.account(account)).into()
    }

    /// All staked VVV (wei), including locked VVV, excluding tickets.
    pub fn total_staked_vvv(&self) -> u128 {
        self.totals.get().staked()
    }

    /// All locked VVV (wei).
    pub fn total_locked_staked_vvv(&self) -> u128 {
        self.totals.get().locked()
    }

    /// The VVV token.
    pub fn venice(&self) -> Address {
        self.vvv.get().0
    }
}

impl StakerState {
    /// Adds `amount` VVV wei of unlocked stake.
    ///
    /// # Errors
    /// `AmountTooLarge`.
    pub(crate) fn add(&mut self, amount: u128) -> Result<(), Error> {
        self.totals
            .add(amount)
            .and_then(|()| self.stake.add(amount))
            .map_err(|Overflow| too_large(amount))
    }

    /// Removes `amount` VVV wei of unlocked stake.
    ///
    /// # Errors
    /// `InsufficientUnlocked`.
    fn remove(&mut self, amount: u128) -> Result<(), Error> {
        self.change(amount, Stake::remove)
    }

    /// Locks `amount` VVV wei of unlocked stake. Settles the capacity pool's reward first, which depends on all locks.
    ///
    /// # Errors
    /// `InsufficientUnlocked`.
    pub(crate) fn lock(&mut self, amount: u128, pool_reward: &mut Reward) -> Result<(), Error> {
        pool_reward.settle_pool_share_floor(&self.accounting.index, self.totals.locked());
        self.change(amount, Stake::lock)
    }

    /// Unlocks `amount` VVV wei. Settles the capacity pool's reward first, as [`lock`](Self::lock) does.
    pub(crate) fn release(&mut self, amount: u128, pool_reward: &mut Reward) {
        pool_reward.settle_pool_share_floor(&self.accounting.index, self.totals.locked());
        self.stake.unlock(amount);
        self.totals.unlock(amount);
    }

    /// Moves `amount` VVV wei of unlocked stake to `recipient`, the stake of another account. The totals do not change.
    ///
    /// # Errors
    /// None is reachable if the stake has that much unlocked: the sum of all stakes fits 128 bits.
    pub(crate) fn pay(&mut self, amount: u128, recipient: &mut Stake) -> Result<(), Error> {
        self.stake.remove(amount).map_err(|_| too_large(amount))?;
        recipient.add(amount).map_err(|Overflow| too_large(amount))
    }

    /// Makes the same change to the account's stake and to the totals. If the account's stake suffices, so do the
    /// totals.
    fn change(
        &mut self,
        amount: u128,
        change: fn(&mut Stake, u128) -> Result<(), NotUnlocked>,
    ) -> Result<(), Error> {
        change(&mut self.stake, amount).and_then(|()| change(&mut self.totals, amount)).map_err(
            |NotUnlocked(available)| InsufficientUnlocked { available, needed: amount }.into(),
        )
    }
}
