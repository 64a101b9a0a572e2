// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random scenarios of several accounts over weeks, on three implementations at once: the released WASM, the contract
//! built natively, and an independent reference. After every action the two programs must have returned and logged the
//! same bytes, including revert data, and must return the same bytes from every view. The reference must agree with
//! them, and its invariants must hold.
//!
//! `tests/contract/scenarios.rs` runs more such scenarios in less time, without the WASM.
//!
//! The seed is fixed; set `DIEM_TEST_SEED` to a number to explore other scenarios. A failing scenario is shrunk and
//! printed, one action a line.

use std::fmt::{Debug, Display};

use crate::motsu_support::native::{curve, Native};
use crate::motsu_support::serial::Precompiles;
use crate::program::support::*;
use alloy_primitives::{Address, Bytes, LogData, B256, U256};
use alloy_sol_types::{SolCall, SolValue};
use diem_devnet::chain::Status;
use diem_reference::abi_adapter::{params_to_words, AbiAdapter, AddressBook, Backend, CallResult};
use diem_reference::accounts::{self, initial_balances};
use diem_reference::driver::run_random_scenarios;
use diem_reference::random;
use diem_reference::scenario::{scenarios, Scenario};
use diem_reference::{AccountId, Token as TokenKind};
use proptest::strategy::Strategy;
use proptest::test_runner::Config;

/// Scenarios in each configuration.
const SCENARIOS: u32 = 12;
/// The most episodes of a scenario after its setup; the average is half as many.
const EPISODES: usize = 120;

/// The released program on a chain, and the time of the scenario. Each block advances the chain's clock; it is set back
/// to the scenario's time before every call and view, so that all happen in the same second.
struct Released {
    fixture: Fixture,
    now: u64,
}

impl Released {
    fn fixture(&mut self) -> &mut Fixture {
        self.fixture.set_time(self.now);
        &mut self.fixture
    }
}

impl Backend for Released {
    fn call(&mut self, caller: Address, calldata: &[u8]) -> CallResult {
        let fixture = self.fixture();
        let done = fixture.raw(caller, calldata.to_vec());
        // A trap or running out of gas is never the right result.
        let completed = matches!(done.status, Status::Success | Status::Revert);
        assert!(completed && done.failure.is_none(), "{}", done.describe());
        let logs: Vec<LogData> = fixture.diem_logs(&done);
        done.data().map(|data| (data, logs))
    }

    fn view(&mut self, calldata: &[u8]) -> Vec<u8> {
        let fixture = self.fixture();
        let diem = fixture.diem;
        let done = fixture.simulate(Address::ZERO, diem, calldata.to_vec());
        assert!(done.is_success(), "a view reverted: {}", done.describe());
        done.output
    }

    fn balance(&mut self, token: Address, account: Address) -> U256 {
        self.fixture().balance(token, account)
    }

    fn donate(&mut self, from: Address, token: Address, amount: u128) -> bool {
        let fixture = self.fixture();
        let (to, value) = (fixture.diem, u(amount));
        let call = Erc20::transferCall { to, value };
        fixture.send(from, token, call.abi_encode(), U256::ZERO).is_success()
    }

    fn sign(&mut self, account: AccountId, digest: B256) -> Vec<u8> {
        signature(&key(account as u8), digest)
    }

    fn now(&mut self) -> u64 {
        self.fixture().chain.timestamp()
    }

    fn wait(&mut self, seconds: u64) {
        self.now += seconds;
    }
}

/// The released program and the contract built natively, at the same addresses. Every request goes to both, and the
/// results must be equal.
struct Both {
    released: Released,
    native: Native,
}

impl Both {
    /// The common result of a request to both.
    #[track_caller]
    fn request<T: PartialEq + Debug>(
        &mut self,
        what: impl Display,
        request: impl Fn(&mut dyn Backend) -> T,
    ) -> T {
        let (released, native) = (request(&mut self.released), request(&mut self.native));
        assert_eq!(
            released, native,
            "{what}: the released program (left) differs from the native contract (right)"
        );
        released
    }
}

impl Backend for Both {
    fn call(&mut self, caller: Address, calldata: &[u8]) -> CallResult {
        let what = format_args!("call by {caller} with {}", hex(calldata));
        let result = self.request(what, |backend| {
            let result = backend.call(caller, calldata);
            // `Bytes` print as hex if they differ.
            let result = result.map(|(data, logs)| (Bytes::from(data), logs));
            result.map_err(Bytes::from)
        });
        let result = result.map(|(data, logs)| (data.into(), logs));
        result.map_err(Vec::from)
    }

    fn view(&mut self, calldata: &[u8]) -> Vec<u8> {
        let what = format_args!("view with {}", hex(calldata));
        let data = self.request(what, |backend| Bytes::from(backend.view(calldata)));
        data.into()
    }

    fn balance(&mut self, token: Address, account: Address) -> U256 {
        self.request(format_args!("balance of {account}"), |backend| {
            backend.balance(token, account)
        })
    }

    fn donate(&mut self, from: Address, token: Address, amount: u128) -> bool {
        self.request(format_args!("donation by {from}"), |backend| {
            backend.donate(from, token, amount)
        })
    }

    fn sign(&mut self, account: AccountId, digest: B256) -> Vec<u8> {
        self.request("signature", |backend| backend.sign(account, digest))
    }

    fn now(&mut self) -> u64 {
        self.request("time", |backend| backend.now())
    }

    fn wait(&mut self, seconds: u64) {
        self.request("waiting", |backend| backend.wait(seconds));
    }
}

/// Both contracts as deployed at the start of a scenario.
fn deploy(scenario: &Scenario) -> AbiAdapter<Both> {
    let setup = scenario.setup();
    let keys: Vec<_> = (0..accounts::COUNT).map(|account| key(account as u8)).collect();
    let addresses: Vec<_> = keys.iter().map(|key| key.address()).collect();
    let mut base = BaseFixture::new();
    if setup.one_token {
        base.usd = base.vvv;
    }
    let no_holders: Vec<Address> = Vec::new();
    let other = base.create(
        bytecode("Token"),
        &("Other", "OTHER", U256::from(18), no_holders, U256::ZERO).abi_encode_params(),
    );
    let arguments = ConstructorArguments {
        owner: addresses[setup.owner],
        guardian: addresses[setup.guardian],
        params: params_to_words(&setup.params).map(U256::from),
        ..base.constructor_arguments()
    };
    // The constructor takes the chain's day as the first one.
    base.set_time(setup.now);
    let done = base.deploy(&arguments);
    assert!(done.is_success(), "{}", done.describe());
    let deployed = Deployer::deployCall::abi_decode_returns(&done.output, true);
    let diem = deployed.expect("deploy returns an address").program;
    let mut fixture = Fixture { base, diem };
    for (account, token, amount) in initial_balances(setup.one_token) {
        let account = addresses[account];
        match token {
            TokenKind::Vvv => fixture.fund(account, amount),
            TokenKind::Fee => fixture.fund_fee(account, amount),
            TokenKind::Other => {
                let (to, value) = (account, u(amount));
                fixture.call_at(other, to, Erc20::mintCall { to, value });
            }
            TokenKind::Diem => panic!("DIEM comes from minting only"),
        }
    }
    let addresses = AddressBook {
        accounts: addresses,
        contract: fixture.diem,
        vvv: fixture.vvv,
        fee: fixture.usd,
        other,
        chain_id: CHAIN_ID,
    };
    let backend = Both {
        native: Native::deploy(scenario, &addresses, keys),
        released: Released { fixture, now: setup.now },
    };
    AbiAdapter { addresses, backend }
}

/// Runs random scenarios in which fees are paid in VVV, or in a token of their own.
fn run(one_token: bool) {
    let _precompiles = Precompiles::deploy();
    let scenarios =
        scenarios(EPISODES).prop_map(move |scenario| Scenario { one_token, ..scenario });
    let config = Config {
        // In milliseconds. The shortest scenario found by then is printed.
        max_shrink_time: 240_000,
        max_shrink_iters: 5_000,
        ..random::config(SCENARIOS)
    };
    let counts = run_random_scenarios(config, &scenarios, &curve(), deploy);
    println!("{counts}");
    assert!(
        counts.succeeded > 500 && counts.reverted > 50,
        "too few actions to be a good sample: {counts}"
    );
}

#[test]
fn released_native_and_reference_agree_with_a_separate_fee_token() {
    run(false);
}

#[test]
fn released_native_and_reference_agree_with_fees_in_vvv() {
    run(true);
}
