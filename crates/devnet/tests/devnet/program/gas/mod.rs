// SPDX-License-Identifier: MIT OR Apache-2.0
//! The gas of every call of the released program: a snapshot in `artifacts/gas.json`, and a readable report with each
//! call's floor in `artifacts/gas.md`.
//!
//! The test fails if a number changes. CONTRIBUTING.md has the command that writes the new ones.

mod calldata;
mod cases;
mod floors;
mod report;
mod states;

use crate::program::support::{self, *};
use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use diem_devnet::stylus::hostio::HostFn;
use diem_devnet::stylus::params::{MIN_CACHED_INIT_GAS, MIN_INIT_GAS};
use serde::{Deserialize, Serialize};

use calldata::*;
use cases::{cases, Case, ALL_AT_ONCE};
use floors::*;
use report::render;
use states::*;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/gas.json");
const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/gas.md");

/// Ink per gas.
const INK: u64 = 10_000;
/// Ink of the first read of a slot in a transaction: at least 2,100 gas. Repeated reads cost far less.
const FIRST_READ: u64 = 2_100 * INK;

/// The contents of `artifacts/gas.json`.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Snapshot {
    /// What the numbers mean.
    about: String,
    program: Program,
    /// With the program in the cache, as after a successful bid for it.
    calls: Vec<Row>,
    /// With the program not in the cache.
    uncached: Vec<Row>,
}

/// One-time costs of a program, and the start that every call pays.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Program {
    /// Gas of the transactions that store the code.
    deploy: u64,
    /// Gas of the activation, without its data fee.
    activate: u64,
    /// Gas of one transaction that does both and runs the constructor, through `Deployer.sol`.
    deploy_activate_construct: u64,
    /// Gas of the program's start, a part of every call.
    start_cached: u64,
    start_uncached: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    call: String,
    state: String,
    /// Gas of the transaction, with refunds deducted.
    gas: u64,
    /// The least possible gas: see [`floors`].
    floor: u64,
    /// Ink of the program's own instructions.
    program_ink: u64,
    /// Ink of host calls, other contracts' work included.
    host_ink: u64,
    /// Slots of Diem's storage that the call reads.
    slots_read: usize,
    /// Words that it stores. A slot may be stored twice.
    stores: usize,
    /// Ink of the longest run of instructions without a host call. In a mint this is nearly all of the curve search.
    longest_stretch_ink: u64,
}

/// Measures a case, starting from `start`.
fn measure(
    fixture: &mut Fixture,
    start: &diem_devnet::chain::Snapshot,
    case: &Case,
    cached: bool,
) -> Row {
    fixture.chain.restore(start.clone());
    (case.prepare)(fixture);
    let diem = to_evm(fixture.diem);
    assert!(fixture.chain.set_cached(diem, cached));
    fixture.advance(60);
    let calldata = (case.calldata)(fixture);
    let floor = case.floor + intrinsic(&calldata);
    fixture.chain.trace = true;
    let result = fixture.raw(ALICE, calldata);
    fixture.chain.trace = false;
    assert!(result.is_success(), "{} {}: {}", case.call, case.state, result.describe());
    let own = || result.trace.iter().filter(|host| host.address == diem);
    Row {
        call: case.call.to_owned(),
        state: case.state.to_owned(),
        gas: result.gas,
        floor,
        program_ink: own().map(|host| host.wasm_ink_before).sum(),
        host_ink: own().map(|host| host.ink).sum(),
        slots_read: own()
            .filter(|host| host.function == HostFn::StorageLoadBytes32 && host.ink >= FIRST_READ)
            .count(),
        stores: own().filter(|host| host.function == HostFn::StorageCacheBytes32).count(),
        longest_stretch_ink: own().map(|host| host.wasm_ink_before).max().unwrap_or(0),
    }
}

fn program(fixture: &mut Fixture) -> Program {
    let mut base = BaseFixture::new();
    let together = base.deploy(&base.constructor_arguments());
    let mut apart = BaseFixture::new();
    let deployed = apart.chain.deploy_program(to_evm(BUILDER), wasm()).expect("a deployment");
    let diem = to_evm(fixture.diem);
    let record = fixture.chain.program(diem).expect("an active program");
    Program {
        deploy: deployed.deploy_gas,
        activate: deployed.activate_gas,
        deploy_activate_construct: together.gas,
        start_cached: record.cached_gas(),
        start_uncached: record.uncached_gas(),
    }
}

/// The calls that are measured with the program not cached, too.
const UNCACHED: [(&str, &str); 3] =
    [("transfer", "steady"), ("stake", "steady"), ("mintDiem", "steady, supply 10,000")];

/// Gas of calls before accounts could commit themselves, without the intrinsic gas and the program's start. An account
/// without a commitment pays no slot for it, and at most 60 gas.
const WITHOUT_COMMITMENTS: [(&str, &str, u64); 4] = [
    ("spend", "same day", 24_913),
    ("spend", "paid, same day", 32_561),
    ("redeem", "same day", 33_657),
    ("redeem", "paid, same day", 41_305),
];

/// The design's gas limits for the program and its calls.
fn assert_limits(snapshot: &Snapshot) {
    let Program { start_cached, start_uncached, .. } = snapshot.program;
    assert!(
        start_cached <= 900 && start_uncached <= 29_500,
        "program start: {start_cached} cached, {start_uncached} not cached"
    );
    for row in &snapshot.calls {
        if row.state == ALL_AT_ONCE {
            assert!(row.longest_stretch_ink <= 17_000 * INK, "{}", row.longest_stretch_ink);
            continue;
        }
        let what = format!("{} {}: {}", row.call, row.state, row.gas);
        // A mint of more VVV than exists searches the curve for longer, which the floor does not contain.
        let ordinary = !row.state.ends_with("at once");
        let percent = if has_slots(row) { 110 } else { 115 };
        assert!(!ordinary || row.gas * 100 <= row.floor * percent, "{what}, floor {}", row.floor);
        match (row.call.as_str(), row.state.as_str()) {
            ("mintDiem", state) => {
                assert!(!state.starts_with("steady") || row.gas <= 75_000, "{what}");
                let curve = if state.contains("beyond") { 15_000 } else { 5_000 };
                assert!(row.longest_stretch_ink <= curve * INK, "the curve search in {what}");
            }
            ("redeemBatch", "50 vouchers, same day") => assert!(row.gas <= 50 * 21_500, "{what}"),
            ("burnFor", "steady") => assert!(row.gas <= 86_500, "{what}"),
            _ => {}
        }
    }
    for (call, state, before) in WITHOUT_COMMITMENTS {
        let mut rows = snapshot.calls.iter().zip(cases());
        let (row, case) =
            rows.find(|(row, _)| row.call == call && row.state == state).expect("a measured case");
        // Without the calldata, which has a word more in `redeem`: the floor is the case's and the intrinsic gas.
        let execution = row.gas - (row.floor - case.floor) - start_cached;
        assert!(execution <= before + 60, "{call} {state}: {execution}, was {before}");
    }
}

/// Whether the report has the slots that the floor of this row assumes.
fn has_slots(row: &Row) -> bool {
    cases()
        .iter()
        .any(|case| case.call == row.call && case.state == row.state && !case.slots.is_empty())
}

#[test]
fn gas_matches_the_snapshot_and_the_limits() {
    let mut fixture = fixture();
    let start = fixture.chain.snapshot();
    let cases = cases();
    let calls: Vec<_> =
        cases.iter().map(|case| measure(&mut fixture, &start, case, true)).collect();
    let uncached: Vec<_> = cases
        .iter()
        .filter(|case| UNCACHED.contains(&(case.call, case.state)))
        .map(|case| measure(&mut fixture, &start, case, false))
        .collect();
    assert_eq!(uncached.len(), UNCACHED.len());
    let snapshot = Snapshot {
        about: "Gas of transactions, with refunds deducted, without the parent chain's data fee; 10,000 ink are 1 gas. \
                Written by `UPDATE_SNAPSHOTS=1 cargo test --workspace --test devnet program::gas`."
            .to_owned(),
        program: program(&mut fixture),
        calls,
        uncached,
    };
    assert_limits(&snapshot);
    let report = render(&snapshot);
    if support::report::update_requested() {
        let json = serde_json::to_string_pretty(&snapshot).expect("JSON");
        std::fs::write(FILE, json + "\n").expect("artifacts/ is writable");
        return support::report::assert_matches(REPORT, &report);
    }
    let committed = std::fs::read_to_string(FILE).expect("artifacts/gas.json");
    let committed: Snapshot = serde_json::from_str(&committed).expect("the format of this test");
    let drifted: Vec<_> = snapshot
        .calls
        .iter()
        .chain(&snapshot.uncached)
        .zip(committed.calls.iter().chain(&committed.uncached))
        .filter(|(now, then)| now != then)
        .map(|(now, then)| format!("{} {}: {} → {}", now.call, now.state, then.gas, now.gas))
        .collect();
    assert!(
        snapshot == committed,
        "artifacts/gas.json is out of date. If the change is intended: \
         UPDATE_SNAPSHOTS=1 cargo test --workspace --test devnet program::gas\n{}",
        drifted.join("\n")
    );
    support::report::assert_matches(REPORT, &report);
}

/// The parts in a row add up to the gas of the transaction.
#[test]
fn gas_is_intrinsic_gas_plus_program_start_plus_ink() {
    let mut fixture = fixture();
    let start = fixture.chain.snapshot();
    let cases = cases();
    // A case without refunds.
    let case = cases
        .iter()
        .find(|case| (case.call, case.state) == ("stake", "steady"))
        .expect("a measured case");
    let row = measure(&mut fixture, &start, case, true);
    let intrinsic = intrinsic(&(case.calldata)(&fixture));
    let diem = to_evm(fixture.diem);
    let record = fixture.chain.program(diem).expect("an active program");
    let ink = row.program_ink + row.host_ink;
    let sum = intrinsic + record.cached_gas() + ink / INK;
    // Instructions after the last host call are not traced.
    assert!(row.gas >= sum && row.gas - sum < 100, "{} {sum}", row.gas);
}
