// SPDX-License-Identifier: MIT OR Apache-2.0
//! The liabilities of the contract, and transfers of tokens to and from it. The only file that calls a token.
//!
//! Both tokens are assumed to be plain ERC-20s:
//! 1. `transfer` and `transferFrom` move exactly the requested amount (no fee on transfer);
//! 2. balances change by transfers alone (no rebasing);
//! 3. transfers do not call back into this contract (the callback would revert, and the transfer with it).
//!
//! If a token violates 1 or 2, too little is left for the last accounts to withdraw: do not deploy with such a token.
//! Safety depends on no other assumption: a transfer reverts with `SafeErc20FailedOperation` if the token has no code,
//! reverts, or returns data other than one true word.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall};
use packed_word::Wide;
use stylus_lean::host;
use stylus_lean::word::{encode_call, from_word, to_word, u256_from_word, ToWord};

use super::checked_add;
use crate::errors::{Error, NothingToRecover, SafeErc20FailedOperation};
use crate::events::{emit, Recovered};
use crate::Diem;

sol! {
    interface IERC20 {
        function decimals() external view returns (uint8);
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
    }
}

impl Diem {
    /// Transfers `amount` VVV wei from `payer`, who must have approved it.
    ///
    /// # Errors
    /// `SafeErc20FailedOperation`; `AmountTooLarge` if the sum owed would exceed 128 bits.
    pub(crate) fn pull_vvv(&mut self, payer: Address, amount: u128) -> Result<(), Error> {
        let mut owed = self.owed.get();
        owed.vvv = checked_add(owed.vvv, amount)?;
        self.owed.set(&owed);
        transfer_from(self.vvv.get().0, payer, amount)
    }

    /// Transfers `amount` VVV wei to `to`.
    ///
    /// # Errors
    /// `SafeErc20FailedOperation`.
    pub(crate) fn push_vvv(&mut self, to: Address, amount: u128) -> Result<(), Error> {
        let mut owed = self.owed.get();
        // Saturation is unreachable: the amount is part of the liabilities.
        owed.vvv = owed.vvv.saturating_sub(amount);
        self.owed.set(&owed);
        transfer(self.vvv.get().0, to, &amount)
    }

    /// As [`pull_vvv`](Self::pull_vvv), for base units of the fee token.
    pub(crate) fn pull_fee(&mut self, payer: Address, amount: u128) -> Result<(), Error> {
        let mut owed = self.owed.get();
        owed.fee = checked_add(owed.fee, amount)?;
        self.owed.set(&owed);
        transfer_from(self.fee_token.get().0, payer, amount)
    }

    /// As [`push_vvv`](Self::push_vvv), for base units of the fee token.
    pub(crate) fn push_fee(&mut self, to: Address, amount: u128) -> Result<(), Error> {
        let mut owed = self.owed.get();
        // Saturation is unreachable: the amount is part of the liabilities.
        owed.fee = owed.fee.saturating_sub(amount);
        self.owed.set(&owed);
        transfer(self.fee_token.get().0, to, &amount)
    }

    /// Transfers the surplus of `token`, which may be any token, over liabilities to `to`; returns the amount in base
    /// units. Emits `Recovered`.
    ///
    /// # Errors
    /// `NothingToRecover` without a surplus, and if the contract would hold less VVV or fee tokens than it owes afterwards;
    /// `SafeErc20FailedOperation`.
    pub(crate) fn push_surplus(&mut self, token: Address, to: Address) -> Result<U256, Error> {
        // There is no surplus of DIEM: all that is held here is active or in tickets.
        let held = if token == host::this() { Wide::ZERO } else { balance(token)? };
        let surplus = held.saturating_sub(self.liability(token));
        if surplus == Wide::ZERO {
            return Err(NothingToRecover { token }.into());
        }
        let amount = u256_from_word(&to_word(surplus));
        emit(Recovered { token, to, amount });
        transfer(token, to, &amount)?;
        // A token may have a second address, under which its balance has no liability.
        for owed in [self.vvv.get().0, self.fee_token.get().0] {
            if balance(owed)? < self.liability(owed) {
                return Err(NothingToRecover { token }.into());
            }
        }
        Ok(amount)
    }

    /// What the contract owes of `token`, in base units: both liabilities if VVV is the fee token.
    fn liability(&self, token: Address) -> Wide {
        let owed = self.owed.get();
        let part =
            |of: Address, amount| Wide { high: 0, low: if token == of { amount } else { 0 } };
        part(self.vvv.get().0, owed.vvv).wrapping_add(part(self.fee_token.get().0, owed.fee))
    }
}

/// The decimals of `token`, if it reports a number of them.
pub(crate) fn decimals(token: Address) -> Option<u128> {
    const DECIMALS: u32 = u32::from_be_bytes(IERC20::decimalsCall::SELECTOR);
    let decimals = query(token, &encode_call(DECIMALS, &[]))?;
    (decimals.high == 0).then_some(decimals.low)
}

/// This contract's balance of `token`, as reported by the token.
fn balance(token: Address) -> Result<Wide, Error> {
    const BALANCE_OF: u32 = u32::from_be_bytes(IERC20::balanceOfCall::SELECTOR);
    query(token, &encode_call(BALANCE_OF, &[host::this().to_word()]))
        .ok_or_else(|| SafeErc20FailedOperation { token }.into())
}

/// The number that a call to a token returns, if it succeeds and returns one word.
fn query(token: Address, data: &[u8]) -> Option<Wide> {
    let outcome = host::call(token, data);
    outcome.word().filter(|_| outcome.success).map(|word| from_word(&word))
}

fn transfer(token: Address, to: Address, amount: &impl ToWord) -> Result<(), Error> {
    const TRANSFER: u32 = u32::from_be_bytes(IERC20::transferCall::SELECTOR);
    let words = [to.to_word(), amount.to_word()];
    call(token, &encode_call(TRANSFER, &words))
}

fn transfer_from(token: Address, from: Address, amount: u128) -> Result<(), Error> {
    const TRANSFER_FROM: u32 = u32::from_be_bytes(IERC20::transferFromCall::SELECTOR);
    let words = [from.to_word(), host::this().to_word(), amount.to_word()];
    call(token, &encode_call(TRANSFER_FROM, &words))
}

/// Calls a token as OpenZeppelin's `SafeERC20` does: the call must succeed and return one true word, or nothing if the
/// token has code. A token that returns a word has code, so the common case skips that check.
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
