//! Balances: the tokens outside, and DIEM itself (§5).

use crate::event::{Event, Returned};
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::units::{Token, Who, CONTRACT, ZERO};

impl Reference {
    /// The token under the name it is kept by: a fee token that is VVV is VVV.
    pub(crate) fn known_as(&self, token: Token) -> Token {
        match token {
            Token::Fee if self.one_token => Token::Vvv,
            other => other,
        }
    }

    /// Gives a person tokens out of nothing, outside of the contract.
    pub fn endow(&mut self, who: Who, token: Token, amount: u128) {
        assert_ne!(token, Token::Diem, "DIEM is only ever minted");
        *self.wallets.entry((self.known_as(token), who)).or_default() += amount;
    }

    /// What a person holds of VVV, fee or stray token, in base units.
    pub fn wallet(&self, who: Who, token: Token) -> u128 {
        let key = (self.known_as(token), who);
        self.wallets.get(&key).copied().unwrap_or(0)
    }

    pub(crate) fn pull(&mut self, token: Token, from: Who, amount: u128) -> Result<(), Refusal> {
        self.pass(token, from, CONTRACT, amount)
    }

    pub(crate) fn push(&mut self, token: Token, to: Who, amount: u128) -> Result<(), Refusal> {
        self.pass(token, CONTRACT, to, amount)
    }

    fn pass(&mut self, token: Token, from: Who, to: Who, amount: u128) -> Result<(), Refusal> {
        let token = self.known_as(token);
        let left = self
            .wallet(from, token)
            .checked_sub(amount)
            .ok_or(Refusal::SafeErc20FailedOperation { token })?;
        self.wallets.insert((token, from), left);
        *self.wallets.entry((token, to)).or_default() += amount;
        Ok(())
    }

    /// DIEM of a holder, in wei.
    pub fn diem_of(&self, who: Who) -> u128 {
        self.diem.get(&who).copied().unwrap_or(0)
    }

    /// All DIEM there is, in wei.
    pub fn supply(&self) -> u128 {
        self.diem.values().sum()
    }

    pub(crate) fn mint(&mut self, to: Who, value: u128) {
        *self.diem.entry(to).or_default() += value;
        self.say(Event::Transfer {
            from: ZERO,
            to,
            value,
        });
    }

    pub(crate) fn burn(&mut self, from: Who, value: u128) {
        *self.diem.entry(from).or_default() -= value;
        self.say(Event::Transfer {
            from,
            to: ZERO,
            value,
        });
    }

    /// Moves DIEM of a holder who has it.
    pub(crate) fn move_diem(&mut self, from: Who, to: Who, value: u128) {
        *self.diem.entry(from).or_default() -= value;
        *self.diem.entry(to).or_default() += value;
        self.say(Event::Transfer { from, to, value });
    }

    pub(crate) fn require_diem(&self, sender: Who, needed: u128) -> Result<(), Refusal> {
        let balance = self.diem_of(sender);
        if balance < needed {
            return Err(Refusal::ERC20InsufficientBalance {
                sender,
                balance,
                needed,
            });
        }
        Ok(())
    }

    pub(crate) fn transfer(
        &mut self,
        caller: Who,
        to: Who,
        value: u128,
    ) -> Result<Returned, Refusal> {
        if to == ZERO || to == CONTRACT {
            return Err(Refusal::ERC20InvalidReceiver { receiver: to });
        }
        self.require_diem(caller, value)?;
        self.move_diem(caller, to, value);
        Ok(Returned::Nothing)
    }
}

pub(crate) fn require_amount(amount: u128) -> Result<(), Refusal> {
    if amount == 0 {
        return Err(Refusal::ZeroAmount);
    }
    Ok(())
}

/// Whoever receives value is neither nobody nor the contract (§11).
pub(crate) fn require_recipient(recipient: Who) -> Result<(), Refusal> {
    if recipient == ZERO || recipient == CONTRACT {
        return Err(Refusal::InvalidRecipient { recipient });
    }
    Ok(())
}
