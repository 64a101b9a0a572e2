// SPDX-License-Identifier: MIT OR Apache-2.0
//! Deposits that pay for credits beyond the quota (§7).

use alloy_primitives::U256;

use crate::accounts::AccountId;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::balances::Deposit;
use crate::reference::Reference;
use crate::rules::token::{require_amount, require_recipient};
use crate::units::{midnight, Token};

impl Reference {
    pub(crate) fn deposit_of(&self, account: AccountId) -> Deposit {
        self.deposits.get(&account).copied().unwrap_or_default()
    }

    /// Credits that an account's deposit covers at the current price, rounded down.
    pub fn credits_covered(&self, account: AccountId) -> U256 {
        self.deposit_of(account).covers(self.params.credit_price)
    }

    pub(crate) fn deposit(
        &mut self,
        caller: AccountId,
        account: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        require_amount(amount)?;
        require_recipient(account)?;
        self.liabilities.fee += amount;
        self.deposits.entry(account).or_default().amount += amount;
        self.emit(Event::Deposited { account, payer: caller, amount });
        self.transfer_in(Token::Fee, caller, amount)?;
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn initiate_withdrawal(
        &mut self,
        account: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        require_amount(amount)?;
        let deposit = self.deposit_of(account).amount;
        let (now, today) = (self.now, self.today());
        let queue = self.withdrawals.entry(account).or_default();
        let available = deposit.saturating_sub(queue.open_amount());
        if available < amount {
            return Err(DiemError::InsufficientDeposit { available, needed: amount });
        }
        // By then all vouchers of today have expired.
        let maturity = midnight(today + 2);
        let ticket = queue.open(amount, now, maturity)?;
        self.emit(Event::WithdrawalInitiated { account, ticket, amount, maturity });
        Ok(ReturnValue::Ticket(ticket))
    }

    pub(crate) fn cancel_withdrawal(
        &mut self,
        account: AccountId,
        ticket: u32,
    ) -> Result<ReturnValue, DiemError> {
        let amount = self.withdrawals.entry(account).or_default().cancel(ticket)?;
        self.emit(Event::WithdrawalCancelled { account, ticket, amount });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn withdraw(&mut self, account: AccountId) -> Result<ReturnValue, DiemError> {
        let deposit = self.deposits.entry(account).or_default();
        let amount =
            self.withdrawals.entry(account).or_default().pay_matured(self.now, deposit.amount)?;
        deposit.amount -= amount;
        self.liabilities.fee -= amount;
        self.emit(Event::Withdrawn { account, amount });
        self.transfer_out(Token::Fee, account, amount)?;
        Ok(ReturnValue::Amount(amount))
    }
}
