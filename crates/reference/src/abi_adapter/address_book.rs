// SPDX-License-Identifier: MIT OR Apache-2.0
//! The addresses of accounts and tokens.

use alloy_primitives::Address;
use alloy_sol_types::{eip712_domain, Eip712Domain};

use crate::accounts::{AccountId, CONTRACT, UNKNOWN_ADDRESS, ZERO_ADDRESS};
use crate::units::Token;

/// Maps accounts and tokens to addresses and back.
#[derive(Clone, Debug)]
pub struct AddressBook {
    /// The accounts' addresses, by number.
    pub accounts: Vec<Address>,
    /// The contract, which is also the DIEM token.
    pub contract: Address,
    /// VVV.
    pub vvv: Address,
    /// The fee token, which may be VVV.
    pub fee: Address,
    /// A token unrelated to the contract.
    pub other: Address,
    /// The chain's id.
    pub chain_id: u64,
}

impl AddressBook {
    pub(super) fn address(&self, account: AccountId) -> Address {
        match account {
            ZERO_ADDRESS => Address::ZERO,
            CONTRACT => self.contract,
            _ => self.accounts[account],
        }
    }

    pub(super) fn account(&self, address: Address) -> AccountId {
        let account = self.account_or_unknown(address);
        assert_ne!(account, UNKNOWN_ADDRESS, "the address book has no account at {address}");
        account
    }

    /// As [`Self::account`], but [`UNKNOWN_ADDRESS`] for an address of no account.
    pub(super) fn account_or_unknown(&self, address: Address) -> AccountId {
        if address == Address::ZERO {
            return ZERO_ADDRESS;
        }
        if address == self.contract {
            return CONTRACT;
        }
        let found = self.accounts.iter().position(|known| *known == address);
        found.unwrap_or(UNKNOWN_ADDRESS)
    }

    pub(super) fn token_address(&self, token: Token) -> Address {
        match token {
            Token::Vvv => self.vvv,
            Token::Fee => self.fee,
            Token::Diem => self.contract,
            Token::Other => self.other,
        }
    }

    pub(super) fn token(&self, address: Address) -> Token {
        // VVV comes before the fee token, which may have the same address.
        let tokens = [Token::Vvv, Token::Fee, Token::Diem, Token::Other];
        let found = tokens.into_iter().find(|token| self.token_address(*token) == address);
        found.unwrap_or_else(|| panic!("the address book has no token at {address}"))
    }

    /// The domain of the signatures of vouchers and permits.
    pub(super) fn eip712_domain(&self) -> Eip712Domain {
        eip712_domain! {
            name: "Diem",
            version: "1",
            chain_id: self.chain_id,
            verifying_contract: self.contract,
        }
    }
}
