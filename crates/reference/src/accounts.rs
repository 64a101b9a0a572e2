// SPDX-License-Identifier: MIT OR Apache-2.0
//! Accounts by number, and the accounts that take part in scenarios.

use crate::units::{Token, ONE};

/// An account, by number. The constants of this module name those of the scenarios.
pub type AccountId = usize;

/// The zero address.
pub const ZERO_ADDRESS: AccountId = usize::MAX;

/// The contract itself.
pub const CONTRACT: AccountId = usize::MAX - 1;

/// Stands for any address that is none of the scenario's.
pub const UNKNOWN_ADDRESS: AccountId = usize::MAX - 2;

/// The owner of the contract.
pub const OWNER: AccountId = 0;
/// The guardian, which may pause.
pub const GUARDIAN: AccountId = 1;
/// A user.
pub const ALICE: AccountId = 2;
/// A user.
pub const BOB: AccountId = 3;
/// A user.
pub const CAROL: AccountId = 4;
/// Spends what users grant it.
pub const AGENT: AccountId = 5;
/// Another agent.
pub const ROBOT: AccountId = 6;
/// A provider.
pub const NORTH: AccountId = 7;
/// Another provider.
pub const SOUTH: AccountId = 8;
/// An account without any role, for calls that revert for lack of one.
pub const STRANGER: AccountId = 9;
/// The number of accounts above; they are numbered from 0.
pub const COUNT: usize = 10;

/// VVV of each account at the start of a scenario, in wei.
pub const INITIAL_VVV: u128 = 1_000_000 * ONE;

/// VVV of [`STRANGER`] at the start, in wei: more than any curve can mint against.
pub const STRANGER_INITIAL_VVV: u128 = 100_000_000_000_000 * ONE;

/// Fee tokens of each account at the start, in base units; unused if fees are paid in VVV.
pub const INITIAL_FEE_TOKENS: u128 = 1_000_000_000_000;

/// The display name of an account.
pub fn name(account: AccountId) -> String {
    const NAMES: [&str; COUNT] = [
        "Owner", "Guardian", "Alice", "Bob", "Carol", "Agent", "Robot", "North", "South",
        "Stranger",
    ];
    match account {
        ZERO_ADDRESS => "the zero address".into(),
        CONTRACT => "the contract".into(),
        UNKNOWN_ADDRESS => "an unknown address".into(),
        _ => NAMES.get(account).map_or_else(|| format!("account {account}"), |&name| name.into()),
    }
}

/// All token balances at the start of a scenario: account, token, base units.
pub fn initial_balances(one_token: bool) -> Vec<(AccountId, Token, u128)> {
    let mut balances = Vec::new();
    for account in 0..COUNT {
        let vvv = if account == STRANGER { STRANGER_INITIAL_VVV } else { INITIAL_VVV };
        balances.push((account, Token::Vvv, vvv));
        balances.push((account, Token::Other, ONE));
        if !one_token {
            balances.push((account, Token::Fee, INITIAL_FEE_TOKENS));
        }
    }
    balances
}
