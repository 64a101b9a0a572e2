//! Random stories of several people over weeks, told three times at once: to the released WASM, to the contract built
//! natively, and to an independent reference. After every call the two programs must have answered and logged the same
//! bytes, refusals too, and say the same bytes in every view; the reference must agree with them, and its invariants
//! hold.
//!
//! `tests/stories.rs` at the root tells more such stories to the native contract and the reference alone, in less time.
//!
//! A failing story shrinks to a short one and is printed a line a call.

extern crate alloc;

#[allow(missing_docs)]
use std::fmt::{Debug, Display};

use crate::motsu_support::native::{curve, Native};
use crate::support::*;
use alloy_primitives::{Address, Bytes, LogData, B256, U256};
use alloy_sol_types::{SolCall, SolValue};
use diem_devnet::chain::Status;
use diem_reference::driver::search;
use diem_reference::story::{story, Story};
use diem_reference::units::cast;
use diem_reference::wire::{values, Answer, Book, Link, Wire};
use diem_reference::{Token as Kind, Who};
use motsu::prelude::deploy_precompiles;
use proptest::strategy::Strategy;
use proptest::test_runner::Config;

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

/// The released program and the contract built natively, at the same addresses, which are told and asked the same.
struct Both {
    released: Released,
    native: Native,
}

impl Both {
    /// What both say.
    #[track_caller]
    fn ask<T: PartialEq + Debug>(
        &mut self,
        what: impl Display,
        ask: impl Fn(&mut dyn Link) -> T,
    ) -> T {
        let (released, native) = (ask(&mut self.released), ask(&mut self.native));
        assert_eq!(
            released, native,
            "{what}: the released program, and the native one"
        );
        released
    }
}

impl Link for Both {
    fn call(&mut self, caller: Address, calldata: &[u8]) -> Answer {
        let what = format_args!("{} by {caller}", hex(calldata));
        let answer = self.ask(what, |link| {
            let answer = link.call(caller, calldata);
            // Bytes that can be read when they are the wrong ones.
            let answer = answer.map(|(data, logs)| (Bytes::from(data), logs));
            answer.map_err(Bytes::from)
        });
        let answer = answer.map(|(data, logs)| (data.into(), logs));
        answer.map_err(Vec::from)
    }

    fn view(&mut self, calldata: &[u8]) -> Vec<u8> {
        let said = self.ask(hex(calldata), |link| Bytes::from(link.view(calldata)));
        said.into()
    }

    fn balance(&mut self, token: Address, of: Address) -> U256 {
        self.ask("a balance", |link| link.balance(token, of))
    }

    fn give(&mut self, from: Address, token: Address, amount: u128) -> bool {
        self.ask("a gift", |link| link.give(from, token, amount))
    }

    fn sign(&mut self, who: Who, digest: B256) -> Vec<u8> {
        self.ask("a signature", |link| link.sign(who, digest))
    }

    fn now(&mut self) -> u64 {
        self.ask("the time", |link| link.now())
    }

    fn wait(&mut self, seconds: u64) {
        self.ask("waiting", |link| link.wait(seconds));
    }
}

/// Both contracts as a story begins with them.
fn stage(story: &Story) -> Wire<Both> {
    let setup = story.setup();
    let keys: Vec<_> = (0..cast::COUNT).map(|who| key(who as u8)).collect();
    let people: Vec<_> = keys.iter().map(|key| key.address()).collect();
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
    let link = Both {
        native: Native::stage(story, &book, keys),
        released: Released {
            world,
            now: setup.now,
        },
    };
    Wire { book, link }
}

/// Tells stories in which fees are paid in VVV, or in a token of their own.
fn tell(one_token: bool) {
    let _precompiles = deploy_precompiles();
    let stories = story(SCENES).prop_map(move |story| Story { one_token, ..story });
    let config = Config {
        cases: STORIES,
        failure_persistence: None,
        // In milliseconds: what it has come to by then is told.
        max_shrink_time: 240_000,
        max_shrink_iters: 5_000,
        ..Config::default()
    };
    let tale = search(config, &stories, &curve(), stage);
    println!("{tale}");
    assert!(tale.went_through > 500 && tale.refused > 50);
}

#[test]
fn the_released_program_does_what_the_native_one_and_the_reference_do() {
    tell(false);
}

#[test]
fn so_it_does_where_fees_are_paid_in_vvv() {
    tell(true);
}
