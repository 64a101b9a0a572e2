// SPDX-License-Identifier: MIT OR Apache-2.0
//! The released WASM against the same contract run natively on motsu: random calldata by several accounts over days.
//! After every call both must have returned and logged the same bytes.
//!
//! What a run must cover it covers by its prologue, a fixed sequence of calls, so that no seed can fail the assertion. The
//! random sequences of `DIEM_TEST_SEED` come on top.
//!
//! The tokens differ (OpenZeppelin's natively, `contracts/Token.sol` on the chain), and Diem must hide the difference.

mod coverage;
mod pair;
mod prologue;
mod steps;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::motsu_support::abi::{functions, Function};
use crate::motsu_support::router::{construct, route};
use crate::motsu_support::serial::serial_guard;
use crate::motsu_support::tokens;
use crate::program::support::*;
use alloy_json_abi::JsonAbi;
use alloy_primitives::{uint, Address, LogData, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, SolEventInterface, SolValue};
use diem::clock;
use diem::Diem;
use motsu::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stylus_sdk::abi::CONSTRUCTOR_SELECTOR;

use coverage::Coverage;
use pair::{Native, Outcome, Pair};
use prologue::prologue;
use steps::{steps, Step};

const PEOPLE: usize = 3;
/// The number of providers. The last one is also the last person.
const PROVIDERS: usize = 2;
/// Needs VVV as the fee token.
const IN_VVV: &str = "claimAndStake";
/// Errors that no step reaches: of the constructor's arguments, of the zero address as a sender, and of contract wallets,
/// which have no code natively.
const UNREACHED: [&str; 6] = [
    "ERC20InvalidSender",
    "InvalidFeeToken",
    "InvalidGuardian",
    "InvalidOwner",
    "InvalidVvv",
    "OutOfVoucherGas",
];
/// Random sequences in a run.
const CASES: u32 = 150;
/// VVV and fee tokens that Diem holds and does not owe.
const SURPLUS: u128 = 1_000;
/// VVV and fee tokens in each person's wallet.
const WALLET: u128 = 1 << 100;

/// Runs steps on a fresh pair of contracts, and compares all views at the end.
fn run(fixture: &mut Fixture, keys: &[PrivateKeySigner; PEOPLE], steps: &[Step]) -> Coverage {
    let native = Native::beside(fixture);
    keys.iter().for_each(|key| native.fund(key.address(), WALLET));
    for provider in 0..PROVIDERS {
        provider_address(provider).fund(U256::MAX >> 8);
    }
    for account in [OWNER, GUARDIAN] {
        account.fund(U256::MAX >> 8);
    }
    native.donate(SURPLUS);
    let mut pair = Pair { native, fixture, keys: keys.clone() };
    let mut coverage = Coverage::default();
    for step in steps {
        let outcome = pair.step(step);
        coverage.note(outcome);
    }
    pair.compare();
    coverage
}

/// The account of a provider that is not a person.
fn provider_address(nth: usize) -> Address {
    Address::with_last_byte(nth as u8 + 0x51)
}

#[test]
fn random_calldata_has_the_same_effect_natively_and_on_the_chain() {
    let _serial = serial_guard();
    let _precompiles = deploy_precompiles();
    let keys: [_; PEOPLE] = std::array::from_fn(|nth| key(nth as u8));
    let mut fixture = Fixture::new();
    for key in &keys {
        fixture.fund(key.address(), WALLET);
        fixture.fund_fee(key.address(), WALLET);
    }
    for provider in 0..PROVIDERS {
        fixture.fund_ether(provider_address(provider));
    }
    let (vvv, usd, to) = (fixture.vvv, fixture.usd, fixture.diem);
    for token in [vvv, usd] {
        fixture.call_at(token, BUILDER, Erc20::mintCall { to, value: u(SURPLUS) });
    }
    fixture.set_time(NOON);
    let start = fixture.chain.snapshot();

    let coverage = run(&mut fixture, &keys, &prologue());
    println!("prologue: {coverage}");
    coverage.assert_complete();

    let fixture = RefCell::new(fixture);
    let total = RefCell::new(coverage);
    let config = Config { cases: CASES, max_shrink_iters: 200, ..seed::proptest_config() };
    TestRunner::new(config)
        .run(&steps(), |steps| {
            let mut fixture = fixture.borrow_mut();
            fixture.chain.restore(start.clone());
            let coverage = run(&mut fixture, &keys, &steps);
            total.borrow_mut().add(coverage);
            Ok(())
        })
        .expect("the same results natively and on the chain");
    println!("with random sequences: {}", total.into_inner());
}
