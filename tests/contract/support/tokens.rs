//! Tokens: a real ERC-20, and ones that no deployer should choose.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use openzeppelin_stylus::token::erc20::{self, Erc20, IErc20};
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageU256, StorageU8};
use stylus_sdk::ArbResult;

/// An ERC-20 that anybody may mint, with a fee on transfer that is 0 unless set.
#[storage]
pub struct Token {
    erc20: Erc20,
    fee: StorageU256,
}

unsafe impl TopLevelStorage for Token {}

#[public]
#[implements(IErc20<Error = erc20::Error>)]
impl Token {
    pub fn mint(&mut self, to: Address, amount: U256) -> Result<(), erc20::Error> {
        self.erc20._mint(to, amount)
    }

    /// Takes `fee` of every transfer from now on.
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

/// What an [`Odd`] token answers to every call.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub enum Answer {
    /// The word 1.
    True,
    /// Success without return data, as some old tokens do.
    Nothing,
    /// The word 0.
    False,
    /// The word 2: neither true nor false.
    Two,
    /// Two words, the first of which is 1.
    TwoWords,
    /// One byte, 1.
    Short,
    /// A revert.
    Revert,
}

impl Answer {
    const ALL: [Self; 7] = [
        Self::True,
        Self::Nothing,
        Self::False,
        Self::Two,
        Self::TwoWords,
        Self::Short,
        Self::Revert,
    ];
}

/// A contract that gives one answer to every call and moves nothing.
#[storage]
pub struct Odd {
    answer: StorageU8,
}

unsafe impl TopLevelStorage for Odd {}

impl Odd {
    pub fn answer_with(&mut self, answer: Answer) {
        self.answer.set(alloy_primitives::U8::from(answer as u8));
    }
}

#[public]
impl Odd {
    #[fallback]
    fn fallback(&mut self, _: &[u8]) -> ArbResult {
        match Answer::ALL[self.answer.get().to::<usize>()] {
            Answer::True => Ok(true.abi_encode()),
            Answer::Nothing => Ok(Vec::new()),
            Answer::False => Ok(false.abi_encode()),
            Answer::Two => Ok(U256::from(2).abi_encode()),
            Answer::TwoWords => Ok((true, true).abi_encode()),
            Answer::Short => Ok(vec![1]),
            Answer::Revert => Err(b"no".to_vec()),
        }
    }
}
