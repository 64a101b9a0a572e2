//! Pay as you go: fee tokens put in for paid credits, and taken out with a delay.

use alloy_primitives::Address;
use diem_model::cooldown::Ticket;
use diem_model::time::Day;

use super::day::require_unpaused;
use super::owed::add;
use super::{require_recipient, require_some};
use crate::abi::Encoded;
use crate::errors::{Error, InsufficientDeposit};
use crate::events::{Deposited, WithdrawalCancelled, WithdrawalInitiated, Withdrawn};
use crate::{host, Account, Diem};

impl Diem {
    /// Puts `amount` base units of the caller's fee tokens into `account`'s deposit: its own or
    /// anybody's. Emits `Deposited`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `InvalidRecipient`; `AmountTooLarge`;
    /// `SafeErc20FailedOperation`, e.g. without an approval.
    pub fn deposit(&mut self, account: Address, amount: u128) -> Result<(), Error> {
        require_unpaused(&self.today.get(), host::now())?;
        require_some(amount)?;
        require_recipient(account)?;
        let mut slot = Account::of(account).deposit();
        let mut deposit = slot.get();
        deposit.amount = add(deposit.amount, amount)?;
        slot.set(&deposit);
        let payer = host::sender();
        Deposited {
            account,
            payer,
            amount,
        }
        .emit();
        self.pull_fee(payer, amount)
    }

    /// Opens a ticket over `amount` base units of the caller's deposit, to be paid from 00:00 UTC
    /// of the second day after on, when every voucher of today has expired. Until it is paid, it
    /// stays collectable. Returns the ticket's number. Emits `WithdrawalInitiated`.
    ///
    /// # Errors
    /// `ZeroAmount`; `InsufficientDeposit` beyond what open tickets leave; `TooManyTickets`.
    pub fn initiate_withdrawal(&mut self, amount: u128) -> Result<u32, Error> {
        require_some(amount)?;
        let account = host::sender();
        let of = Account::of(account);
        let tickets = of.withdrawing();
        // Settlements may have taken what tickets name.
        let available = of.deposit().get().amount.saturating_sub(tickets.total());
        if amount > available {
            return Err(InsufficientDeposit {
                available,
                needed: amount,
            }
            .into());
        }
        let maturity = Day::of(host::now()).start_after(2);
        let Ticket { id, .. } = tickets.open(amount, maturity)?;
        WithdrawalInitiated {
            account,
            ticket: id,
            amount,
            maturity,
        }
        .emit();
        Ok(id)
    }

    /// Closes an open ticket: its amount stays in the deposit. Emits `WithdrawalCancelled`.
    ///
    /// # Errors
    /// `TicketNotFound` unless the caller has an open ticket of this number.
    pub fn cancel_withdrawal(&mut self, ticket: u32) -> Result<(), Error> {
        let account = host::sender();
        let amount = Account::of(account).withdrawing().close(ticket)?;
        WithdrawalCancelled {
            account,
            ticket,
            amount,
        }
        .emit();
        Ok(())
    }

    /// Closes all matured tickets of the caller and pays them, as far as the deposit reaches;
    /// returns what was paid, in base units: 0 where settlements have taken all. Emits
    /// `Withdrawn`.
    ///
    /// # Errors
    /// `NothingMatured`, with the time of the next one; `SafeErc20FailedOperation`.
    pub fn withdraw(&mut self) -> Result<u128, Error> {
        let account = host::sender();
        let of = Account::of(account);
        let due = of.withdrawing().close_matured(host::now())?;
        let mut deposit = of.deposit().get();
        let amount = due.min(deposit.amount);
        deposit.amount -= amount;
        of.deposit().set(&deposit);
        Withdrawn { account, amount }.emit();
        if amount > 0 {
            self.push_fee(account, amount)?;
        }
        Ok(amount)
    }

    /// `(deposit, prepaid, tickets)`: `account`'s deposit in base units of the fee token, the part
    /// of a unit it has paid and not used yet (in 1e-18 of it), and the sum of its open tickets,
    /// which are part of the deposit until they are paid. A provider can count on the deposit
    /// less the tickets.
    pub fn deposit_of(&self, account: Address) -> (u128, u128, u128) {
        let of = Account::of(account);
        let deposit = of.deposit().get();
        (deposit.amount, deposit.prepaid(), of.withdrawing().total())
    }

    /// `account`'s open withdrawal tickets as three lists of equal length: numbers, amounts (base
    /// units of the fee token) and maturities (unix seconds).
    pub fn withdrawal_tickets_of(&self, account: Address) -> Encoded {
        Account::of(account).withdrawing().encode()
    }
}
