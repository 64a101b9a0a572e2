// SPDX-License-Identifier: MIT OR Apache-2.0
//! Deposits: prepaid fee tokens for paid credits, withdrawn after a delay.

use alloy_primitives::Address;
use diem_model::cooldown::Ticket;
use diem_model::time::Day;
use stylus_lean::host;
use stylus_lean::word::to_u256;

use super::account::{DEPOSIT, DEPOSIT_TICKETS};
use super::day::require_unpaused;
use super::{checked_add, require_nonzero, require_recipient};
use crate::errors::{Error, InsufficientDeposit};
use crate::events::{emit, Deposited, WithdrawalCancelled, WithdrawalInitiated, Withdrawn};
use crate::interface::IDiem::{depositOfReturn, withdrawalTicketsOfReturn};
use crate::Diem;

impl Diem {
    /// Adds `amount` base units of the caller's fee tokens to the deposit of `account`, which may be any account. Emits
    /// `Deposited`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `InvalidRecipient`; `AmountTooLarge`; `SafeErc20FailedOperation`, for example
    /// without an approval.
    pub fn deposit(&mut self, account: Address, amount: u128) -> Result<(), Error> {
        require_unpaused(&self.today.get(), host::now())?;
        require_nonzero(amount)?;
        require_recipient(account)?;
        let mut records = self.account_mut(account);
        let mut deposit = records.get(DEPOSIT);
        deposit.amount = checked_add(deposit.amount, amount)?;
        records.set(DEPOSIT, &deposit);
        let payer = host::sender();
        emit(Deposited { account, payer, amount });
        self.pull_fee(payer, amount)
    }

    /// Opens a ticket (a withdrawal request) for `amount` base units of the caller's deposit and returns its number. It
    /// matures at 00:00 UTC of the second day after, when every voucher of today has expired; until it is paid,
    /// settlements can still use its amount. Emits `WithdrawalInitiated`.
    ///
    /// # Errors
    /// `ZeroAmount`; `InsufficientDeposit` for more than the deposit less open tickets; `TooManyTickets`.
    pub fn initiate_withdrawal(&mut self, amount: u128) -> Result<u32, Error> {
        require_nonzero(amount)?;
        let account = host::sender();
        let mut records = self.account_mut(account);
        // Saturating: settlements may have used amounts that are in open tickets.
        let available = records.get(DEPOSIT).amount.saturating_sub(DEPOSIT_TICKETS.total(&records));
        if amount > available {
            return Err(InsufficientDeposit { available, needed: amount }.into());
        }
        let maturity = Day::of(host::now()).start_after(2);
        let Ticket { id, .. } = DEPOSIT_TICKETS.open(&mut records, amount, maturity)?;
        emit(WithdrawalInitiated { account, ticket: id, amount, maturity });
        Ok(id)
    }

    /// Closes an open ticket; its amount stays in the deposit. Emits `WithdrawalCancelled`.
    ///
    /// # Errors
    /// `TicketNotFound` unless the caller has an open ticket with this number.
    pub fn cancel_withdrawal(&mut self, ticket: u32) -> Result<(), Error> {
        let account = host::sender();
        let amount = DEPOSIT_TICKETS.close(&mut self.account_mut(account), ticket)?;
        emit(WithdrawalCancelled { account, ticket, amount });
        Ok(())
    }

    /// Closes all of the caller's matured tickets and pays them as far as the deposit suffices; returns the amount paid
    /// in base units, which is 0 if settlements have used up the deposit. Emits `Withdrawn`.
    ///
    /// # Errors
    /// `NothingMatured`, with the maturity of the next ticket; `SafeErc20FailedOperation`.
    pub fn withdraw(&mut self) -> Result<u128, Error> {
        let account = host::sender();
        let mut records = self.account_mut(account);
        let requested = DEPOSIT_TICKETS.close_matured(&mut records, host::now())?;
        let mut deposit = records.get(DEPOSIT);
        let amount = requested.min(deposit.amount);
        deposit.amount -= amount;
        records.set(DEPOSIT, &deposit);
        emit(Withdrawn { account, amount });
        if amount > 0 {
            self.push_fee(account, amount)?;
        }
        Ok(amount)
    }

    /// `account`'s deposit in base units of the fee token, the fraction of a base unit that it has paid in advance (in
    /// units of 1e-18), and the sum of its open tickets, which are part of the deposit. A provider can rely on the
    /// deposit less the tickets.
    pub fn deposit_of(&self, account: Address) -> depositOfReturn {
        let account = self.account(account);
        let deposit = account.get(DEPOSIT);
        depositOfReturn {
            deposit: to_u256(deposit.amount),
            prepaid: to_u256(deposit.prepaid()),
            openTickets: to_u256(DEPOSIT_TICKETS.total(&account)),
        }
    }

    /// `account`'s open withdrawal tickets as three lists of equal length: numbers, amounts (base units of the fee token)
    /// and maturities (unix seconds).
    pub fn withdrawal_tickets_of(&self, account: Address) -> withdrawalTicketsOfReturn {
        DEPOSIT_TICKETS.columns(&self.account(account)).into()
    }
}
