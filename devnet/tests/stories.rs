//! Random stories of several people over weeks, on the released WASM and on an independent reference side by side:
//! refusals, returned values, events, all views, and the reference's invariants.
//!
//! The contract built natively plays the same kind of story against the same reference in `tests/stories.rs` at the
//! root. What equals the reference on both sides is equal: nothing is run natively here.
//!
//! A failing story shrinks to a short one and is printed a line a call.

mod support;

use std::cell::Cell;
use std::rc::Rc;

use alloy_primitives::{Address, LogData, B256, U256};
use alloy_sol_types::{SolCall, SolValue};
use diem::model::curve::Curve;
use diem_devnet::chain::Status;
use diem_reference::driver::{Driver, Tale};
use diem_reference::story::{story, Story};
use diem_reference::units::cast;
use diem_reference::wire::{values, Answer, Book, Link, Wire};
use diem_reference::{Token as Kind, Who};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use support::*;

/// Stories told in each configuration.
const STORIES: u32 = 20;
/// The most scenes of a story, after its settled beginning: half as many on average.
const SCENES: usize = 120;

/// The contract on the chain, and the time of the story. A transaction's block moves the chain's clock on, which is
/// put back to the story's before anything is done or asked: calls and views are of the same second.
struct Released {
    world: World,
    now: u64,
}

impl Released {
    fn world(&mut self) -> &mut World {
        self.world.set_time(self.now);
        &mut self.world
    }
}

impl Link for Released {
    fn call(&mut self, caller: Address, calldata: &[u8]) -> Answer {
        let world = self.world();
        let done = world.raw(caller, calldata.to_vec());
        // A program that traps or runs out of gas has not answered.
        let answered = matches!(done.status, Status::Success | Status::Revert);
        assert!(answered && done.failure.is_none(), "{}", done.story());
        let logs: Vec<LogData> = world.own_logs(&done);
        done.result().map(|data| (data, logs))
    }

    fn view(&mut self, calldata: &[u8]) -> Vec<u8> {
        let world = self.world();
        let diem = world.diem;
        let done = world.peek(Address::ZERO, diem, calldata.to_vec());
        assert!(done.is_success(), "a view: {}", done.story());
        done.output
    }

    fn balance(&mut self, token: Address, of: Address) -> U256 {
        self.world().balance(token, of)
    }

    fn give(&mut self, from: Address, token: Address, amount: u128) -> bool {
        let world = self.world();
        let (to, value) = (world.diem, u(amount));
        let call = Erc20::transferCall { to, value };
        world
            .send(from, token, call.abi_encode(), U256::ZERO)
            .is_success()
    }

    fn sign(&mut self, who: Who, digest: B256) -> Vec<u8> {
        signature(&key(who as u8), digest)
    }

    fn now(&mut self) -> u64 {
        self.world().chain.timestamp()
    }

    fn wait(&mut self, seconds: u64) {
        self.now += seconds;
    }
}

/// The contract as a story begins with it.
fn stage(story: &Story) -> Wire<Released> {
    let setup = story.setup();
    let people: Vec<_> = (0..cast::COUNT)
        .map(|who| key(who as u8).address())
        .collect();
    let mut ground = Ground::new();
    if setup.one_token {
        ground.usd = ground.vvv;
    }
    let nobody: Vec<Address> = Vec::new();
    let other = ground.create(
        bytecode("Token"),
        &("Other", "OTHER", U256::from(18), nobody, U256::ZERO).abi_encode_params(),
    );
    let arguments = Arguments {
        owner: people[setup.owner],
        guardian: people[setup.guardian],
        params: values(&setup.params).map(U256::from),
        ..ground.arguments()
    };
    // The constructor's day is the first of the story.
    ground.set_time(setup.now);
    let done = ground.deploy(&arguments);
    assert!(done.is_success(), "{}", done.story());
    let deployed = Deployer::deployCall::abi_decode_returns(&done.output, true);
    let diem = deployed.expect("an address").program;
    let mut world = World { ground, diem };
    for (who, token, amount) in story.endowments() {
        match token {
            Kind::Vvv => world.fund(people[who], amount),
            Kind::Fee => world.fund_fee(people[who], amount),
            Kind::Other => {
                let (to, value) = (people[who], u(amount));
                world.at(other, to, Erc20::mintCall { to, value });
            }
            Kind::Diem => panic!("nobody is given DIEM"),
        }
    }
    let book = Book {
        people,
        contract: world.diem,
        vvv: world.vvv,
        fee: world.usd,
        other,
        chain_id: CHAIN_ID,
    };
    let link = Released {
        world,
        now: setup.now,
    };
    Wire { book, link }
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

/// Tells stories in which fees are paid in VVV, or in a token of their own.
fn tell(one_token: bool) {
    let sum = Cell::new(Tale::default());
    let stories = story(SCENES).prop_map(move |story| Story { one_token, ..story });
    TestRunner::new(Config {
        cases: STORIES,
        failure_persistence: None,
        // In milliseconds: what it has come to by then is told.
        max_shrink_time: 240_000,
        max_shrink_iters: 5_000,
        ..Config::default()
    })
    .run(&stories, |story| {
        let (mut reference, mut chain) = (story.reference(curve()), stage(&story));
        let tale = Driver::default()
            .run(&story, &mut reference, &mut chain)
            .map_err(|mismatch| TestCaseError::fail(mismatch.to_string()))?;
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
    assert!(went_through > 500 && refused > 50);
}

#[test]
fn the_released_program_does_what_the_reference_does() {
    tell(false);
}

#[test]
fn so_it_does_where_fees_are_paid_in_vvv() {
    tell(true);
}
