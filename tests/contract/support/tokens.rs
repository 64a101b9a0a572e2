//! Test tokens: a plain ERC-20, and tokens that misbehave.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use openzeppelin_stylus::token::erc20::{self, Erc20, IErc20};
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageU256, StorageU8};
use stylus_sdk::ArbResult;

/// An ERC-20 that any account may mint. Its fee on transfers is 0 unless it is set.
#[storage]
pub struct Token {
    erc20: Erc20,
    fee: StorageU256,
}

unsafe impl TopLevelStorage for Token {}

#[public]
#[implements(IErc20<Error = erc20::Error>)]
impl Token {
    /// Mints tokens. Permissionless.
    pub fn mint(&mut self, to: Address, amount: U256) -> Result<(), erc20::Error> {
        self.erc20._mint(to, amount)
    }

    /// Burns `fee` of every `transferFrom` from now on, at the recipient's expense.
    pub fn set_fee(&mut self, fee: U256) {
        self.fee.set(fee);
    }
}

#[public]
impl IErc20 for Token {
    type Error = erc20::Error;

    fn total_supply(&self) -> U256 {
        self.erc20.total_supply()
    }

    fn balance_of(&self, account: Address) -> U256 {
        self.erc20.balance_of(account)
    }

    fn transfer(&mut self, to: Address, value: U256) -> Result<bool, erc20::Error> {
        self.erc20.transfer(to, value)
    }

    fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.erc20.allowance(owner, spender)
    }

    fn approve(&mut self, spender: Address, value: U256) -> Result<bool, erc20::Error> {
        self.erc20.approve(spender, value)
    }

    fn transfer_from(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<bool, erc20::Error> {
        self.erc20.transfer_from(from, to, value)?;
        self.erc20._burn(to, self.fee.get())?;
        Ok(true)
    }
}

/// How a [`MisbehavingToken`] responds to every call.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub enum Response {
    /// The word 1.
    True,
    /// Success without return data, as some old tokens do.
    Empty,
    /// The word 0.
    False,
    /// The word 2, which is not a valid boolean.
    Two,
    /// Two words, the first of which is 1.
    TwoWords,
    /// One byte, 1.
    Short,
    /// A revert.
    Revert,
}

impl Response {
    const ALL: [Self; 7] = [
        Self::True,
        Self::Empty,
        Self::False,
        Self::Two,
        Self::TwoWords,
        Self::Short,
        Self::Revert,
    ];
}

/// A token that responds to every call in the same way and moves no tokens.
#[storage]
pub struct MisbehavingToken {
    response: StorageU8,
}

unsafe impl TopLevelStorage for MisbehavingToken {}

impl MisbehavingToken {
    /// Responds in this way from now on.
    pub fn respond_with(&mut self, response: Response) {
        self.response.set(alloy_primitives::U8::from(response as u8));
    }
}

#[public]
impl MisbehavingToken {
    #[fallback]
    fn fallback(&mut self, _: &[u8]) -> ArbResult {
        match Response::ALL[self.response.get().to::<usize>()] {
            Response::True => Ok(true.abi_encode()),
            Response::Empty => Ok(Vec::new()),
            Response::False => Ok(false.abi_encode()),
            Response::Two => Ok(U256::from(2).abi_encode()),
            Response::TwoWords => Ok((true, true).abi_encode()),
            Response::Short => Ok(vec![1]),
            Response::Revert => Err(b"reverted".to_vec()),
        }
    }
}
