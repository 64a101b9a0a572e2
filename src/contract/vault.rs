//! VVV in and out: staking, and leaving through a cooldown.

use alloy_primitives::Address;
use diem_model::cooldown::Ticket;
use diem_model::position::{InsufficientUnlocked as NotUnlocked, Overflow, Stake};
use diem_model::rewards::Reward;

use super::day::StakerState;
use super::owed::too_large;
use super::{require_recipient, require_some};
use crate::abi::Encoded;
use crate::errors::{Error, InsufficientUnlocked};
use crate::events::{VvvStaked, VvvUnstakeCancelled, VvvUnstakeInitiated, VvvUnstaked};
use crate::{host, Account, Diem};

impl Diem {
    /// Stakes `amount` VVV wei of the caller's for `recipient`. Anybody may stake for anybody: it
    /// adds unlocked stake and touches nothing else of theirs. Emits `VvvStaked`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `InvalidRecipient`; `AmountTooLarge`;
    /// `SafeErc20FailedOperation`, e.g. without an approval.
    pub fn stake_vvv(&mut self, recipient: Address, amount: u128) -> Result<(), Error> {
        let mut staker = self.load_staker(recipient);
        self.require_unpaused(&staker)?;
        require_some(amount)?;
        require_recipient(recipient)?;
        staker.add(amount)?;
        self.store_staker(&staker);
        let payer = host::sender();
        VvvStaked {
            account: recipient,
            payer,
            amount,
        }
        .emit();
        self.pull_vvv(payer, amount)
    }

    /// Takes `amount` VVV wei out of the caller's unlocked stake: it stops earning at once and
    /// can be paid out after the cooldown of this moment. Returns the ticket's number. Emits
    /// `VvvUnstakeInitiated`.
    ///
    /// # Errors
    /// `ZeroAmount`; `InsufficientUnlocked`; `TooManyTickets`.
    pub fn initiate_unstake_vvv(&mut self, amount: u128) -> Result<u32, Error> {
        require_some(amount)?;
        let account = host::sender();
        let mut staker = self.load_staker(account);
        staker.remove(amount)?;
        let maturity = staker.now.saturating_add(self.curve.get().vvv_cooldown);
        let Ticket { id, .. } = staker.of.unstaking().open(amount, maturity)?;
        self.store_staker(&staker);
        VvvUnstakeInitiated {
            account,
            ticket: id,
            amount,
            maturity,
        }
        .emit();
        Ok(id)
    }

    /// Puts an open ticket's VVV back to the caller's unlocked stake, matured or not. Emits
    /// `VvvUnstakeCancelled`.
    ///
    /// # Errors
    /// `TicketNotFound` unless the caller has an open ticket of this number.
    pub fn cancel_unstake_vvv(&mut self, ticket: u32) -> Result<(), Error> {
        let account = host::sender();
        let mut staker = self.load_staker(account);
        let amount = staker.of.unstaking().close(ticket)?;
        staker.add(amount)?;
        self.store_staker(&staker);
        VvvUnstakeCancelled {
            account,
            ticket,
            amount,
        }
        .emit();
        Ok(())
    }

    /// Pays the caller every one of its tickets that has matured, and returns the sum in VVV wei.
    /// Emits `VvvUnstaked`.
    ///
    /// # Errors
    /// `NothingMatured`, with the time of the next one; `SafeErc20FailedOperation`.
    pub fn finalize_unstake(&mut self) -> Result<u128, Error> {
        let account = host::sender();
        let amount = Account::of(account)
            .unstaking()
            .close_matured(host::now())?;
        VvvUnstaked { account, amount }.emit();
        self.push_vvv(account, amount)?;
        Ok(amount)
    }

    /// `account`'s staked VVV that is not locked, in wei.
    pub fn balance_of_unlocked(&self, account: Address) -> u128 {
        Account::of(account).stake().get().unlocked()
    }

    /// `(0, end, amount)`: all of `account`'s VVV in open tickets, in wei, and when the last of it
    /// is free (unix seconds; 0 with no ticket). The 0 keeps the live system's return layout.
    pub fn stakes(&self, account: Address) -> (u128, u64, u128) {
        let unstaking = Account::of(account).unstaking();
        (0, unstaking.last_maturity(), unstaking.total())
    }

    /// `account`'s open tickets as three lists of equal length: numbers, amounts (VVV wei) and
    /// maturities (unix seconds).
    pub fn vvv_tickets_of(&self, account: Address) -> Encoded {
        Account::of(account).unstaking().encode()
    }

    /// All staked VVV, locked included, tickets not, in wei.
    pub fn total_staked_vvv(&self) -> u128 {
        self.totals.get().staked()
    }

    /// All locked VVV, in wei.
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

    /// Takes `amount` VVV wei out of the unlocked stake.
    ///
    /// # Errors
    /// `InsufficientUnlocked`.
    fn remove(&mut self, amount: u128) -> Result<(), Error> {
        self.both(amount, Stake::remove)
    }

    /// Locks `amount` VVV wei of the unlocked stake, after what all locks have brought the
    /// capacity pool has been taken down in `fifths`.
    ///
    /// # Errors
    /// `InsufficientUnlocked`.
    pub(crate) fn lock(&mut self, amount: u128, pool_reward: &mut Reward) -> Result<(), Error> {
        pool_reward.settle_pool_share_floor(&self.accounting.index, self.totals.locked());
        self.both(amount, Stake::lock)
    }

    /// Unlocks `amount` VVV wei, which are locked; `fifths` as in [`lock`](Self::lock).
    pub(crate) fn release(&mut self, amount: u128, pool_reward: &mut Reward) {
        pool_reward.settle_pool_share_floor(&self.accounting.index, self.totals.locked());
        self.stake.release(amount);
        self.totals.release(amount);
    }

    /// Changes the stake, and the totals alike: the sum over all cannot fail where a part does not.
    fn both(
        &mut self,
        amount: u128,
        change: fn(&mut Stake, u128) -> Result<(), NotUnlocked>,
    ) -> Result<(), Error> {
        change(&mut self.stake, amount)
            .and_then(|()| change(&mut self.totals, amount))
            .map_err(|NotUnlocked(available)| {
                InsufficientUnlocked {
                    available,
                    needed: amount,
                }
                .into()
            })
    }
}
