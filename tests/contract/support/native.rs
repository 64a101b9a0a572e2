//! The contract built natively as a place of stories: on motsu, at any addresses, so that it can be asked the same as
//! one on a chain.

use std::rc::Rc;

use alloy_primitives::{Address, LogData, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolValue;
use diem::model::curve::Curve;
use diem::model::time::clock;
use diem::Diem;
use diem_reference::story::Story;
use diem_reference::wire::{values, Answer, Book, Link};
use diem_reference::{Token as Kind, Who};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::IErc20;

use super::router::{construct, route};
use super::tokens::Token;

/// The contract on motsu, the tokens of a story, and everybody's keys.
pub struct Native {
    diem: Contract<Diem>,
    tokens: Vec<Contract<Token>>,
    keys: Vec<PrivateKeySigner>,
}

impl Native {
    /// The contract as a story begins with it, at the addresses of the book.
    pub fn stage(story: &Story, book: &Book, keys: Vec<PrivateKeySigner>) -> Self {
        let setup = story.setup();
        clock::set(setup.now);
        let mut tokens = vec![Contract::new_at(book.vvv), Contract::new_at(book.other)];
        if !setup.one_token {
            tokens.push(Contract::new_at(book.fee));
        }
        let native = Self {
            diem: Contract::new_at(book.contract),
            tokens,
            keys,
        };
        let (owner, guardian) = (book.people[setup.owner], book.people[setup.guardian]);
        let [a, b, c, d, e, f, g, h] = values(&setup.params).map(U256::from);
        let arguments = (book.vvv, book.fee, owner, guardian, a, b, c, d, e, f, g, h);
        construct(
            &mut native.diem.sender(Address::ZERO),
            &arguments.abi_encode_params(),
        )
        .expect("a story's parameters");
        for (who, token, amount) in story.endowments() {
            let person = book.people[who];
            let token = native.token(match token {
                Kind::Vvv => book.vvv,
                Kind::Fee => book.fee,
                Kind::Other => book.other,
                Kind::Diem => panic!("nobody is given DIEM"),
            });
            let (amount, spender) = (U256::from(amount), book.contract);
            token.sender(person).mint(person, amount).motsu_unwrap();
            let approval = token.sender(person).approve(spender, U256::MAX);
            approval.motsu_unwrap();
        }
        native
    }

    fn token(&self, address: Address) -> &Contract<Token> {
        let found = self.tokens.iter().find(|token| token.address() == address);
        found.expect("a token of the story")
    }
}

impl Link for Native {
    fn call(&mut self, caller: Address, calldata: &[u8]) -> Answer {
        let before = self.diem.all_events().len();
        let data = route(&mut self.diem.sender(caller), calldata)?;
        let logs: Vec<LogData> = self.diem.all_events().split_off(before);
        Ok((data, logs))
    }

    fn view(&mut self, calldata: &[u8]) -> Vec<u8> {
        route(&mut self.diem.sender(Address::ZERO), calldata).expect("a view that cannot fail")
    }

    fn balance(&mut self, token: Address, of: Address) -> U256 {
        self.token(token).sender(of).balance_of(of)
    }

    fn give(&mut self, from: Address, token: Address, amount: u128) -> bool {
        let (to, amount) = (self.diem.address(), U256::from(amount));
        self.token(token).sender(from).transfer(to, amount).is_ok()
    }

    fn sign(&mut self, who: Who, digest: B256) -> Vec<u8> {
        let signature = self.keys[who].sign_hash_sync(&digest);
        signature.expect("a signature").as_bytes().into()
    }

    fn now(&mut self) -> u64 {
        clock::get().expect("a stage sets the clock")
    }

    fn wait(&mut self, seconds: u64) {
        clock::set(self.now() + seconds);
    }
}

/// The mint curve, which has tests of its own against big numbers.
pub fn curve() -> diem_reference::Curve {
    Rc::new(|params, supply, locked| {
        let curve = Curve {
            base: params.base,
            power: params.power,
            target: params.target,
        };
        curve.mint(supply, locked).ok()
    })
}
