// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contract built natively as a backend of scenarios: on motsu, at given addresses, so that it can be compared with
//! one on a chain.

use std::rc::Rc;

use alloy_primitives::{Address, LogData, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolValue;
use diem::clock;
use diem::model::curve::Curve;
use diem::Diem;
use diem_reference::abi_adapter::{params_to_words, AddressBook, Backend, CallResult};
use diem_reference::accounts::initial_balances;
use diem_reference::scenario::Scenario;
use diem_reference::{AccountId, Token as TokenKind};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::IErc20;

use super::router::{construct, route};
use super::tokens::Token;

/// The contract and the tokens of a scenario on motsu, and the keys of all accounts.
pub struct Native {
    diem: Contract<Diem>,
    tokens: Vec<Contract<Token>>,
    keys: Vec<PrivateKeySigner>,
}

impl Native {
    /// Deploys the contract and the tokens of a scenario at the given addresses, with all initial balances approved.
    pub fn deploy(
        scenario: &Scenario,
        addresses: &AddressBook,
        keys: Vec<PrivateKeySigner>,
    ) -> Self {
        let setup = scenario.setup();
        clock::set(setup.now);
        let mut tokens = vec![Contract::new_at(addresses.vvv), Contract::new_at(addresses.other)];
        if !setup.one_token {
            tokens.push(Contract::new_at(addresses.fee));
        }
        let native = Self { diem: Contract::new_at(addresses.contract), tokens, keys };
        let owner = addresses.accounts[setup.owner];
        let guardian = addresses.accounts[setup.guardian];
        let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
            params_to_words(&setup.params).map(U256::from);
        let arguments = (
            addresses.vvv,
            addresses.fee,
            owner,
            guardian,
            base,
            power,
            target,
            vvv_cooldown,
            diem_cooldown,
            staker_share,
            pool_share,
            credit_price,
        );
        construct(&mut native.diem.sender(Address::ZERO), &arguments.abi_encode_params())
            .expect("the constructor accepts a scenario's parameters");
        for (account, token, amount) in initial_balances(setup.one_token) {
            let account = addresses.accounts[account];
            let token = native.token(match token {
                TokenKind::Vvv => addresses.vvv,
                TokenKind::Fee => addresses.fee,
                TokenKind::Other => addresses.other,
                TokenKind::Diem => panic!("DIEM comes from minting only"),
            });
            let (amount, spender) = (U256::from(amount), addresses.contract);
            token.sender(account).mint(account, amount).motsu_unwrap();
            let approval = token.sender(account).approve(spender, U256::MAX);
            approval.motsu_unwrap();
        }
        native
    }

    fn token(&self, address: Address) -> &Contract<Token> {
        let found = self.tokens.iter().find(|token| token.address() == address);
        found.expect("the address is a token of the scenario")
    }
}

impl Backend for Native {
    fn call(&mut self, caller: Address, calldata: &[u8]) -> CallResult {
        let before = self.diem.all_events().len();
        let data = route(&mut self.diem.sender(caller), calldata)?;
        let logs: Vec<LogData> = self.diem.all_events().split_off(before);
        Ok((data, logs))
    }

    fn view(&mut self, calldata: &[u8]) -> Vec<u8> {
        route(&mut self.diem.sender(Address::ZERO), calldata).expect("the view cannot revert")
    }

    fn balance(&mut self, token: Address, account: Address) -> U256 {
        self.token(token).sender(account).balance_of(account)
    }

    fn donate(&mut self, from: Address, token: Address, amount: u128) -> bool {
        let (to, amount) = (self.diem.address(), U256::from(amount));
        self.token(token).sender(from).transfer(to, amount).is_ok()
    }

    fn sign(&mut self, account: AccountId, digest: B256) -> Vec<u8> {
        let signature = self.keys[account].sign_hash_sync(&digest);
        signature.expect("signing cannot fail").as_bytes().into()
    }

    fn now(&mut self) -> u64 {
        clock::get().expect("deploy sets the clock")
    }

    fn wait(&mut self, seconds: u64) {
        clock::set(self.now() + seconds);
    }
}

/// The contract's mint curve, which has tests of its own against arbitrary-precision numbers.
pub fn curve() -> diem_reference::Curve {
    Rc::new(|params, supply, locked| {
        let curve = Curve { base: params.base, power: params.power, target: params.target };
        curve.mint(supply, locked).ok()
    })
}
