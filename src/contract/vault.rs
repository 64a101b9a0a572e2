//! VVV in and out: staking, and leaving through a cooldown.

use alloy_primitives::{Address, U256};
use diem_model::cooldown::Ticket;
use diem_model::position::{InsufficientUnlocked as NotUnlocked, Overflow};

use super::{require_recipient, require_some};
use crate::abi::Encoded;
use crate::errors::{AmountTooLarge, Error, InsufficientUnlocked};
use crate::events::{VvvStaked, VvvUnstakeCancelled, VvvUnstakeInitiated, VvvUnstaked};
use crate::{host, Account, Diem};

impl Diem {
    /// Stakes `amount` VVV wei of the caller's for `recipient`. Anybody may stake for anybody: it
    /// adds unlocked stake and touches nothing else of theirs. Emits `VvvStaked`.
    ///
    /// # Errors
    /// `ZeroAmount`; `InvalidRecipient`; `AmountTooLarge`; `SafeErc20FailedOperation`, e.g.
    /// without an approval.
    pub fn stake_vvv(&mut self, recipient: Address, amount: u128) -> Result<(), Error> {
        require_some(amount)?;
        require_recipient(recipient)?;
        self.add_stake(recipient, amount)?;
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
        let (mut totals, cooldown) = (self.totals.get(), self.curve.get().vvv_cooldown);
        let of = Account::of(account);
        let mut stake = of.stake().get();
        stake
            .remove(amount)
            .map_err(|NotUnlocked(available)| InsufficientUnlocked {
                available,
                needed: amount,
            })?;
        // The totals hold the sum of all stakes, so this cannot fail where the above did not.
        totals
            .remove(amount)
            .map_err(|NotUnlocked(available)| InsufficientUnlocked {
                available,
                needed: amount,
            })?;
        let ticket = of
            .unstaking()
            .open(amount, host::now().saturating_add(cooldown))?;
        of.stake().set(&stake);
        self.totals.set(&totals);
        let Ticket { id, maturity, .. } = ticket;
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
        let amount = Account::of(account).unstaking().close(ticket)?;
        self.add_stake(account, amount)?;
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

    /// Adds `amount` VVV wei to `account`'s unlocked stake and the totals.
    pub(crate) fn add_stake(&mut self, account: Address, amount: u128) -> Result<(), Error> {
        let too_large = |Overflow| AmountTooLarge {
            amount: U256::from(amount),
        };
        let mut totals = self.totals.get();
        totals.add(amount).map_err(too_large)?;
        let mut slot = Account::of(account).stake();
        let mut stake = slot.get();
        stake.add(amount).map_err(too_large)?;
        slot.set(&stake);
        self.totals.set(&totals);
        Ok(())
    }
}
