//! What the contract owes, and the tokens moving in and out: the only file that calls a token.
//!
//! Both tokens are assumed to be plain ERC-20s:
//! 1. `transfer` and `transferFrom` move exactly the amount asked for (no fee on transfer);
//! 2. balances change by transfers alone (no rebasing);
//! 3. they do not call back into this contract (a call back is refused, so such a transfer
//!    fails).
//!
//! With a token that breaks 1 or 2 the last ones out would find too little: do not deploy with
//! one. A token without code, one that reverts and one that returns anything but nothing or one
//! true word is refused whenever it is called.

use alloy_primitives::{Address, U256};
use packed_word::{Record, Wide};

use crate::abi::{encode, selector, ToWord};
use crate::errors::{AmountTooLarge, Error, NothingToRecover, SafeErc20FailedOperation};
use crate::events::Recovered;
use crate::{host, Diem};

/// What the contract owes of each token, in base units: kept apart even when both are one token.
/// It changes only where tokens enter or leave.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | fee token: all deposits, and what fees and funds have become and nobody has claimed |
/// | 128–255 | VVV: all stakes and tickets |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    vvv: u128,
    fee: u128,
}

impl Owed {
    /// Makes `amount` base units of fee tokens, which are VVV, stake.
    ///
    /// # Errors
    /// `AmountTooLarge`.
    pub(crate) fn stake_fee(&mut self, amount: u128) -> Result<(), Error> {
        // Saturation is unreachable: what was earned is owed.
        self.fee = self.fee.saturating_sub(amount);
        self.vvv = add(self.vvv, amount)?;
        Ok(())
    }
}

impl Record for Owed {
    fn pack(&self) -> Wide {
        Wide {
            high: self.vvv,
            low: self.fee,
        }
    }

    fn unpack(word: Wide) -> Self {
        Self {
            vvv: word.high,
            fee: word.low,
        }
    }
}

impl Diem {
    /// Takes `amount` VVV wei from `payer`, who must have approved it.
    ///
    /// # Errors
    /// `SafeErc20FailedOperation`; `AmountTooLarge` if 128 bits cannot hold what is owed then.
    pub(crate) fn pull_vvv(&mut self, payer: Address, amount: u128) -> Result<(), Error> {
        let mut owed = self.owed.get();
        owed.vvv = add(owed.vvv, amount)?;
        self.owed.set(&owed);
        transfer_from(self.vvv.get().0, payer, amount)
    }

    /// Pays `amount` VVV wei to `to`.
    ///
    /// # Errors
    /// `SafeErc20FailedOperation`.
    pub(crate) fn push_vvv(&mut self, to: Address, amount: u128) -> Result<(), Error> {
        let mut owed = self.owed.get();
        // Saturation is unreachable: what is paid was owed.
        owed.vvv = owed.vvv.saturating_sub(amount);
        self.owed.set(&owed);
        transfer(self.vvv.get().0, to, &amount)
    }

    /// As [`pull_vvv`](Self::pull_vvv), for base units of the fee token.
    pub(crate) fn pull_fee(&mut self, payer: Address, amount: u128) -> Result<(), Error> {
        let mut owed = self.owed.get();
        owed.fee = add(owed.fee, amount)?;
        self.owed.set(&owed);
        transfer_from(self.fee_token.get().0, payer, amount)
    }

    /// As [`push_vvv`](Self::push_vvv), for base units of the fee token.
    pub(crate) fn push_fee(&mut self, to: Address, amount: u128) -> Result<(), Error> {
        let mut owed = self.owed.get();
        // Saturation is unreachable: what is paid was owed.
        owed.fee = owed.fee.saturating_sub(amount);
        self.owed.set(&owed);
        transfer(self.fee_token.get().0, to, &amount)
    }
}

impl Diem {
    /// Sends `to` what this contract holds of `token` and owes nobody; returns how much, in base
    /// units. `token` may be anything.
    ///
    /// # Errors
    /// `NothingToRecover`; `SafeErc20FailedOperation`.
    pub(crate) fn push_surplus(&mut self, token: Address, to: Address) -> Result<U256, Error> {
        let this = host::this();
        let owed = self.owed.get();
        let due = |of: Address, amount| Wide {
            high: 0,
            low: if token == of { amount } else { 0 },
        };
        // All DIEM held here is active or in tickets.
        let held = if token == this {
            Wide::ZERO
        } else {
            balance(token)?
        };
        let surplus = held
            .minus(due(self.vvv.get().0, owed.vvv))
            .minus(due(self.fee_token.get().0, owed.fee));
        if surplus == Wide::ZERO {
            return Err(NothingToRecover { token }.into());
        }
        let surplus = U256::from_be_bytes(host::to_bytes(surplus));
        Recovered {
            token,
            to,
            amount: surplus,
        }
        .emit();
        transfer(token, to, &surplus)?;
        Ok(surplus)
    }
}

/// What this contract holds of `token`, by its own word.
fn balance(token: Address) -> Result<Wide, Error> {
    const BALANCE_OF: u32 = selector("balanceOf", &["address"]);
    let outcome = host::call(token, &encode(BALANCE_OF, &[host::this().to_word()]));
    match outcome.word() {
        Some(word) if outcome.success => Ok(host::to_wide(&word)),
        _ => Err(SafeErc20FailedOperation { token }.into()),
    }
}

/// `a + b`, or `AmountTooLarge`.
pub(crate) fn add(a: u128, b: u128) -> Result<u128, Error> {
    a.checked_add(b).ok_or_else(|| too_large(b))
}

/// A sum with `amount` does not fit.
pub(crate) fn too_large(amount: u128) -> Error {
    AmountTooLarge {
        amount: U256::from(amount),
    }
    .into()
}

fn transfer(token: Address, to: Address, amount: &impl ToWord) -> Result<(), Error> {
    const TRANSFER: u32 = selector("transfer", &["address", "uint256"]);
    call(token, &encode(TRANSFER, &[to.to_word(), amount.to_word()]))
}

fn transfer_from(token: Address, from: Address, amount: u128) -> Result<(), Error> {
    const TRANSFER_FROM: u32 = selector("transferFrom", &["address", "address", "uint256"]);
    let words = [from.to_word(), host::this().to_word(), amount.to_word()];
    call(token, &encode(TRANSFER_FROM, &words))
}

/// Follows OpenZeppelin's `SafeErc20`: success, and either no return data from a contract or
/// exactly one true word. Unlike there, the common case needs no look at the token's code: what
/// returned a word has code.
fn call(token: Address, data: &[u8]) -> Result<(), Error> {
    let outcome = host::call(token, data);
    let accepted = outcome.success
        && match outcome.word() {
            Some(word) => word == true.to_word(),
            None => outcome.size == 0 && host::has_code(token),
        };
    if !accepted {
        return Err(SafeErc20FailedOperation { token }.into());
    }
    Ok(())
}
