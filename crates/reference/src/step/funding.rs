// SPDX-License-Identifier: MIT OR Apache-2.0
//! Calls that give an account what other calls need.

use crate::accounts::{AccountId, INITIAL_VVV};
use crate::action::Action;
use crate::reference::Reference;
use crate::step::choices::AmountChoice;
use crate::units::Token;

/// A third of the balance, so that one large call does not end the scenario. The whole balance for
/// [`AmountChoice::OneMore`], which is meant to exceed it.
pub(super) fn third_of_balance(
    reference: &Reference,
    account: AccountId,
    token: Token,
    amount: AmountChoice,
) -> u128 {
    let balance = reference.token_balance(account, token);
    if amount == AmountChoice::OneMore {
        balance
    } else {
        balance.min(INITIAL_VVV) / 3
    }
}

pub(super) fn stake_and_mint(
    reference: &Reference,
    caller: AccountId,
    amount: AmountChoice,
    activate: bool,
) -> Action {
    Action::StakeAndMint {
        caller,
        vvv: amount.of(third_of_balance(reference, caller, Token::Vvv, amount)),
        min_out: 0,
        activate,
    }
}

pub(super) fn deposit(
    reference: &Reference,
    caller: AccountId,
    account: AccountId,
    amount: AmountChoice,
) -> Action {
    let amount = amount.of(third_of_balance(reference, caller, Token::Fee, amount));
    Action::Deposit { caller, account, amount }
}
