//! Random stories of several people over weeks, on the contract and on an independent reference
//! side by side: refusals, returned values, events, all views, and the reference's invariants.
//!
//! A failing story shrinks to a short one and is printed a line a call.

extern crate alloc;

mod support;

use std::cell::Cell;
use std::rc::Rc;

use alloy_primitives::{Address, LogData, B256, U256};
use alloy_signer::SignerSync;
use diem::model::curve::Curve;
use diem::model::time::clock;
use diem_reference::driver::{Driver, Tale};
use diem_reference::story::{story, Line, Size, Step, Story};
use diem_reference::units::cast;
use diem_reference::wire::{values, Answer, Book, Link, Wire};
use diem_reference::{Token as Kind, Who};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::IErc20;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use support::*;

/// The contract on motsu.
struct Native(World, Contract<Token>);

impl Native {
    fn token(&self, address: Address) -> &Contract<Token> {
        let Self(world, other) = self;
        let known = [&world.vvv, world.coin(), other].into_iter();
        let found = known.into_iter().find(|token| token.address() == address);
        found.expect("a token of the story")
    }
}

impl Link for Native {
    fn call(&mut self, caller: Address, calldata: &[u8]) -> Answer {
        let before = self.0.diem.all_events().len();
        let data = self.0.raw(caller, calldata)?;
        let logs: Vec<LogData> = self.0.diem.all_events().split_off(before);
        Ok((data, logs))
    }

    fn view(&mut self, calldata: &[u8]) -> Vec<u8> {
        self.0
            .raw(Address::ZERO, calldata)
            .expect("a view that cannot fail")
    }

    fn balance(&mut self, token: Address, of: Address) -> U256 {
        self.token(token).sender(of).balance_of(of)
    }

    fn give(&mut self, from: Address, token: Address, amount: u128) -> bool {
        let to = self.0.diem.address();
        let given = self.token(token).sender(from).transfer(to, u(amount));
        given.is_ok()
    }

    fn sign(&mut self, who: Who, digest: B256) -> Vec<u8> {
        let key = signer(&cast::name(who));
        key.sign_hash_sync(&digest).unwrap().as_bytes().into()
    }

    fn now(&mut self) -> u64 {
        now()
    }

    fn wait(&mut self, seconds: u64) {
        pass(seconds);
    }
}

/// The contract as a story begins with it.
fn stage(story: &Story) -> Wire<Native> {
    let setup = story.setup();
    let fees = if setup.one_token {
        Fees::InVvv
    } else {
        Fees::Apart
    };
    let world = World::unconstructed(fees);
    clock::set(setup.now);
    let people: Vec<_> = (0..cast::COUNT)
        .map(|who| account(&cast::name(who)))
        .collect();
    let arguments = Arguments {
        owner: people[setup.owner],
        guardian: people[cast::GUARDIAN],
        params: values(&setup.params).map(U256::from),
        ..world.arguments()
    };
    world.construct(&arguments).expect("a story's parameters");
    // People give it tokens; the reference knows what is owed.
    world.uneven();
    let other = Contract::<Token>::new();
    for (who, token, amount) in story.endowments() {
        match token {
            Kind::Vvv => world.fund(people[who], amount),
            Kind::Fee => world.fund_fee(people[who], amount),
            Kind::Other => other
                .sender(people[who])
                .mint(people[who], u(amount))
                .motsu_unwrap(),
            Kind::Diem => panic!("nobody is given DIEM"),
        }
    }
    let book = Book {
        people,
        contract: world.diem.address(),
        vvv: world.vvv.address(),
        fee: world.coin().address(),
        other: other.address(),
        chain_id: CHAIN,
    };
    Wire {
        book,
        link: Native(world, other),
    }
}

/// The mint curve, which has tests of its own against big numbers.
fn curve() -> diem_reference::Curve {
    Rc::new(|params, supply, locked| {
        let curve = Curve {
            base: params.base,
            power: params.power,
            target: params.target,
        };
        curve.mint(supply, locked).ok()
    })
}

/// Follows a story on both.
fn follow(story: &Story) -> Result<Tale, String> {
    let (mut reference, mut chain) = (story.reference(curve()), stage(story));
    Driver::default()
        .run(story, &mut reference, &mut chain)
        .map_err(|mismatch| mismatch.to_string())
}

/// Short stories that contract and reference once told differently, as the search had shrunk them. A new one is
/// added with its fix.
#[test]
fn stories_that_once_failed() {
    let _alone = alone();
    let _precompiles = deploy_precompiles();
    let burn = |by, size| Step::BurnDiem {
        by,
        size,
        bold: false,
    };
    let stories = [
        // The burn's own event came after the token's.
        (
            false,
            1_000_000,
            vec![burn(3, Size::Part(1)), burn(63, Size::Wei)],
        ),
        // A deposit of VVV wei at a price of 3 covers more credits than 128 bits can say.
        (
            true,
            3,
            vec![Step::Exit {
                line: Line::Withdrawal,
                by: 0,
                size: Size::Part(4),
                bold: false,
            }],
        ),
    ];
    for (one_token, price, steps) in stories {
        let story = Story {
            one_token,
            price,
            starts_at: 0,
            steps,
        };
        let tale = follow(&story).unwrap_or_else(|mismatch| panic!("{mismatch}"));
        assert_eq!(tale.went_through, story.steps.len());
    }
}

#[test]
fn the_contract_does_what_the_reference_does() {
    let _precompiles = deploy_precompiles();
    let sum = Cell::new(Tale::default());
    TestRunner::new(Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    })
    .run(&story(100), |story| {
        let tale = follow(&story).map_err(TestCaseError::fail)?;
        let so_far = sum.get();
        sum.set(Tale {
            went_through: so_far.went_through + tale.went_through,
            refused: so_far.refused + tale.refused,
        });
        Ok(())
    })
    .unwrap_or_else(|failure| panic!("{failure}"));
    let Tale {
        went_through,
        refused,
    } = sum.get();
    println!("{went_through} calls went through, {refused} were refused");
    assert!(went_through > 5_000 && refused > 1_000);
}
