// SPDX-License-Identifier: MIT OR Apache-2.0
//! Balances: the external tokens, and DIEM itself (§5).

use crate::accounts::{AccountId, CONTRACT, ZERO_ADDRESS};
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::reference::Reference;
use crate::units::Token;

impl Reference {
    /// [`Token::Vvv`] instead of [`Token::Fee`] if fees are paid in VVV.
    pub(crate) fn canonical_token(&self, token: Token) -> Token {
        match token {
            Token::Fee if self.one_token => Token::Vvv,
            other => other,
        }
    }

    /// Adds to an account's token balance, without a call of the contract.
    pub fn add_balance(&mut self, account: AccountId, token: Token, amount: u128) {
        assert_ne!(token, Token::Diem, "DIEM comes from minting only");
        *self.token_balances.entry((self.canonical_token(token), account)).or_default() += amount;
    }

    /// An account's balance of VVV, fee or unrelated token, in base units.
    pub fn token_balance(&self, account: AccountId, token: Token) -> u128 {
        let key = (self.canonical_token(token), account);
        self.token_balances.get(&key).copied().unwrap_or(0)
    }

    pub(crate) fn transfer_in(
        &mut self,
        token: Token,
        from: AccountId,
        amount: u128,
    ) -> Result<(), DiemError> {
        self.move_tokens(token, from, CONTRACT, amount)
    }

    pub(crate) fn transfer_out(
        &mut self,
        token: Token,
        to: AccountId,
        amount: u128,
    ) -> Result<(), DiemError> {
        self.move_tokens(token, CONTRACT, to, amount)
    }

    fn move_tokens(
        &mut self,
        token: Token,
        from: AccountId,
        to: AccountId,
        amount: u128,
    ) -> Result<(), DiemError> {
        let token = self.canonical_token(token);
        let left = self
            .token_balance(from, token)
            .checked_sub(amount)
            .ok_or(DiemError::SafeErc20FailedOperation { token })?;
        self.token_balances.insert((token, from), left);
        *self.token_balances.entry((token, to)).or_default() += amount;
        Ok(())
    }

    /// DIEM balance of an account, in wei.
    pub fn diem_balance(&self, account: AccountId) -> u128 {
        self.diem.get(&account).copied().unwrap_or(0)
    }

    /// DIEM supply, in wei.
    pub fn supply(&self) -> u128 {
        self.diem.values().sum()
    }

    pub(crate) fn mint(&mut self, to: AccountId, value: u128) {
        *self.diem.entry(to).or_default() += value;
        self.emit(Event::Transfer { from: ZERO_ADDRESS, to, value });
    }

    pub(crate) fn burn(&mut self, from: AccountId, value: u128) {
        *self.diem.entry(from).or_default() -= value;
        self.emit(Event::Transfer { from, to: ZERO_ADDRESS, value });
    }

    /// Moves DIEM. The caller has checked the balance.
    pub(crate) fn move_diem(&mut self, from: AccountId, to: AccountId, value: u128) {
        *self.diem.entry(from).or_default() -= value;
        *self.diem.entry(to).or_default() += value;
        self.emit(Event::Transfer { from, to, value });
    }

    pub(crate) fn require_diem(&self, sender: AccountId, needed: u128) -> Result<(), DiemError> {
        let balance = self.diem_balance(sender);
        if balance < needed {
            return Err(DiemError::ERC20InsufficientBalance { sender, balance, needed });
        }
        Ok(())
    }

    pub(crate) fn transfer(
        &mut self,
        caller: AccountId,
        to: AccountId,
        value: u128,
    ) -> Result<ReturnValue, DiemError> {
        if to == ZERO_ADDRESS || to == CONTRACT {
            return Err(DiemError::ERC20InvalidReceiver { receiver: to });
        }
        self.require_diem(caller, value)?;
        self.move_diem(caller, to, value);
        Ok(ReturnValue::Nothing)
    }
}

pub(crate) fn require_amount(amount: u128) -> Result<(), DiemError> {
    if amount == 0 {
        return Err(DiemError::ZeroAmount);
    }
    Ok(())
}

/// Value must not be sent to the zero address or the contract (§11).
pub(crate) fn require_recipient(recipient: AccountId) -> Result<(), DiemError> {
    if recipient == ZERO_ADDRESS || recipient == CONTRACT {
        return Err(DiemError::InvalidRecipient { recipient });
    }
    Ok(())
}
