// SPDX-License-Identifier: MIT OR Apache-2.0
//! Test tokens: a plain ERC-20, a second address of one, and tokens that misbehave.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall, SolValue};
use openzeppelin_stylus::token::erc20::{self, Erc20, IErc20};
use stylus_sdk::call::RawCall;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageAddress, StorageBool, StorageU256, StorageU8};
use stylus_sdk::ArbResult;

/// An ERC-20 that any account may mint. It has 18 decimals and no fee on transfers unless they are set.
#[storage]
pub struct Token {
    erc20: Erc20,
    fee: StorageU256,
    /// One more than the decimals; 0 for 18.
    decimals: StorageU256,
}

unsafe impl TopLevelStorage for Token {}

#[public]
#[implements(IErc20<Error = erc20::Error>)]
impl Token {
    /// Mints tokens. Permissionless.
    pub fn mint(&mut self, to: Address, amount: U256) -> Result<(), erc20::Error> {
        self.erc20._mint(to, amount)
    }

    /// The decimals.
    pub fn decimals(&self) -> U256 {
        match self.decimals.get() {
            U256::ZERO => U256::from(18),
            set => set - U256::from(1),
        }
    }

    /// Reports this number of decimals from now on.
    pub fn set_decimals(&mut self, decimals: U256) {
        self.decimals.set(decimals + U256::from(1));
    }

    /// Moves tokens of any account. Permissionless: for an [`Alias`].
    pub fn move_tokens(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<(), erc20::Error> {
        self.erc20._burn(from, value)?;
        self.erc20._mint(to, value)
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

/// A second address of a [`Token`], as some tokens have behind a proxy: it reports the token's balances and moves the
/// token itself.
#[storage]
pub struct Alias {
    token: StorageAddress,
}

unsafe impl TopLevelStorage for Alias {}

impl Alias {
    /// Stands for this token from now on.
    pub fn stand_for(&mut self, token: Address) {
        self.token.set(token);
    }
}

#[public]
impl Alias {
    fn balance_of(&self, account: Address) -> Result<U256, Vec<u8>> {
        let balance_of = balanceOfCall { account }.abi_encode();
        // SAFETY: nothing of the storage is cached, and the token calls nobody.
        let data = unsafe { RawCall::new_static().call(self.token.get(), &balance_of) }?;
        Ok(U256::from_be_slice(&data))
    }

    fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Vec<u8>> {
        let from = self.vm().msg_sender();
        let move_tokens = moveTokensCall { from, to, value }.abi_encode();
        // SAFETY: as above.
        unsafe { RawCall::new().call(self.token.get(), &move_tokens) }?;
        Ok(true)
    }
}

/// The selector of `decimals()`.
const DECIMALS: [u8; 4] = [0x31, 0x3c, 0xe5, 0x67];

sol! {
    function balanceOf(address account) external view returns (uint256);
    function moveTokens(address from, address to, uint256 value) external;
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

/// A token that responds to every call in the same way and moves no tokens. It reports 18 decimals, unless it is told to
/// misbehave in this too.
#[storage]
pub struct MisbehavingToken {
    response: StorageU8,
    misreports: StorageBool,
}

unsafe impl TopLevelStorage for MisbehavingToken {}

impl MisbehavingToken {
    /// Responds in this way from now on.
    pub fn respond_with(&mut self, response: Response) {
        self.response.set(alloy_primitives::U8::from(response as u8));
    }

    /// Responds to `decimals()` too in this way from now on.
    pub fn misreport_decimals(&mut self, response: Response) {
        self.respond_with(response);
        self.misreports.set(true);
    }
}

#[public]
impl MisbehavingToken {
    #[fallback]
    fn fallback(&mut self, calldata: &[u8]) -> ArbResult {
        if calldata == DECIMALS && !self.misreports.get() {
            return Ok(U256::from(18).abi_encode());
        }
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
