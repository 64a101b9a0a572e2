// SPDX-License-Identifier: MIT OR Apache-2.0
//! The engine's gas and ink against measurements of Nitro.
//!
//! `fixtures/erc20.trace.json` holds the gas and ink that Nitro's own crates (v3.9.5) charge for six calls of
//! `fixtures/erc20.wasm`. They were measured on fresh state, so each test sets up a new chain.

use diem_devnet::chain::{Chain, Config, Deployed, Executed, Receipt, Status};
use revm::context::TxEnv;
use revm::primitives::{Address, Bytes, TxKind, U256};
use serde::Deserialize;

const WASM: &[u8] = include_bytes!("fixtures/erc20.wasm");
const TRACE: &str = include_str!("fixtures/erc20.trace.json");

#[derive(Deserialize)]
struct Fixture {
    deploy_gas: u64,
    activate_gas: u64,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    name: String,
    calldata: String,
    sender: String,
    status: String,
    output: String,
    gas_used_program_uncached: u64,
    gas_used_program_cached: u64,
    trace: Vec<HostCall>,
}

#[derive(Deserialize)]
struct HostCall {
    host: String,
    ink: u64,
    wasm_ink_before: Option<u64>,
}

fn fixture() -> Fixture {
    serde_json::from_str(TRACE).expect("a valid fixture")
}

fn deploy(cache_programs: bool) -> (Chain, Deployed) {
    let mut chain = Chain::new(Config { cache_programs, ..Config::default() });
    let sender: Address = fixture().calls[0].sender.parse().expect("an address");
    chain.set_balance(sender, U256::from(10).pow(U256::from(20)));
    let program = chain.deploy_program(sender, WASM).expect("a valid program");
    chain.trace = true;
    (chain, program)
}

fn run(chain: &mut Chain, program: Address, call: &Call) -> Receipt {
    let tx = TxEnv {
        kind: TxKind::Call(program),
        data: call.calldata.parse().expect("hex"),
        ..chain.tx(call.sender.parse().expect("an address"))
    };
    chain.transact(tx).expect("a valid transaction").clone()
}

/// Runs all calls on one chain and passes each result with its measurement to `check`.
fn replay(cache_programs: bool, check: impl Fn(&Call, &Executed)) {
    let (mut chain, program) = deploy(cache_programs);
    let fixture = fixture();
    assert_eq!(fixture.calls.len(), 6, "the fixture is complete");
    for call in &fixture.calls {
        check(call, &run(&mut chain, program.address, call).executed);
    }
}

#[test]
fn gas_matches_the_measurement_when_cached() {
    replay(true, |call, executed| {
        assert_eq!(executed.gas_used, call.gas_used_program_cached, "{}", call.name);
    });
}

#[test]
fn gas_matches_the_measurement_when_not_cached() {
    replay(false, |call, executed| {
        assert_eq!(executed.gas_used, call.gas_used_program_uncached, "{}", call.name);
    });
}

#[test]
fn status_and_output_match_the_measurement() {
    replay(true, |call, executed| {
        let status = if call.status == "success" { Status::Success } else { Status::Revert };
        assert_eq!(executed.status, status, "{}", call.name);
        assert_eq!(executed.output, call.output.parse::<Bytes>().expect("hex"), "{}", call.name);
    });
}

#[test]
fn ink_of_host_calls_and_of_code_between_them_matches_the_measurement() {
    replay(true, |call, executed| {
        assert_eq!(executed.trace.len(), call.trace.len(), "{}", call.name);
        for (ours, theirs) in executed.trace.iter().zip(&call.trace) {
            assert_eq!(ours.function.name(), theirs.host, "{}", call.name);
            assert_eq!(ours.ink, theirs.ink, "{}: {}", call.name, theirs.host);
            // The measurement has no value before the first host call.
            if let Some(before) = theirs.wasm_ink_before {
                assert_eq!(ours.wasm_ink_before, before, "{}: before {}", call.name, theirs.host);
            }
        }
    });
}

#[test]
fn program_starts_match_the_measurement() {
    let (mut chain, program) = deploy(true);
    let record = chain.program(program.address).expect("an active program");
    assert_eq!(record.uncached_gas(), 15_343);
    assert_eq!(record.cached_gas(), 1_557);
}

/// The measurement does not include the chain's records of the program: four slots written, six read.
#[test]
fn activation_gas_matches_the_measurement() {
    const RECORDS: u64 = 4 * 20_000 + 6 * 800;
    let (_, program) = deploy(true);
    assert_eq!(program.activate_gas - RECORDS, fixture().activate_gas);
}

/// The deployed code contains a hash of the source, which is unknown here and compresses differently.
#[test]
fn deployment_gas_matches_the_measurement_within_a_thousandth() {
    let (_, program) = deploy(true);
    let measured = fixture().deploy_gas;
    assert!(
        program.deploy_gas.abs_diff(measured) * 1000 <= measured,
        "{} against {measured}",
        program.deploy_gas
    );
}
