// SPDX-License-Identifier: MIT OR Apache-2.0
//! Runs without faults.

use serde_json::json;

use super::support::fixture::{path, Fixture};
use super::support::node::{ALICE, BOB, CAROL};
use super::support::proxy::Action;

#[test]
fn a_dry_run_prints_the_costs_and_sends_nothing() {
    let fixture = Fixture::new(&[]);
    let before = fixture.node.block();
    let run = fixture.dry_run().succeeds();
    let transactions = ["create fragment 1", "create fragment 2", "create Deployer.sol"];
    for line in transactions.into_iter().chain(["deploy, activate, construct", "total"]) {
        assert!(run.output.lines().any(|found| found.trim_start().starts_with(line)), "{line}");
    }
    let run = run.says("ArbOS 61, Stylus 3").says("This was a dry run: nothing has been sent");
    assert!(!run.methods.iter().any(|method| method.starts_with("eth_send")));
    assert!(!run.output.contains("warning:") && !run.output.contains("error:"), "{}", run.output);
    assert_eq!(fixture.node.block(), before);
    fixture.assert_untouched();
    assert!(!fixture.folder().exists());
}

#[test]
fn an_address_suffices_for_a_dry_run_and_nothing_else() {
    let fixture = Fixture::new(&[]);
    let (config, folder) = (fixture.config(), fixture.folder());
    let arguments = [path(&config), "--deployments", path(&folder)];
    let run = |options: &[&str]| {
        fixture.run(&[&arguments, options].concat(), &[], |_, _| Action::Forward)
    };
    run(&["--from", CAROL]).succeeds().says("create fragment 1");
    run(&[]).fails().says("a dry run needs an account: --from ADDRESS");
    run(&["--from", CAROL, "--broadcast"]).fails().says("--broadcast needs a key");
    fixture.assert_untouched();
}

#[test]
fn a_deployed_diem_works_and_is_recorded() {
    let fixture = Fixture::new(&[]);
    fixture.broadcast().succeeds().says("is as recorded");
    fixture.assert_deployed_once(0);

    let record = fixture.record();
    assert_eq!(record["chainId"], 412_346);
    assert_eq!(record["vvv"], json!(fixture.vvv));
    assert_eq!(record["feeToken"], json!(fixture.fee_token));
    assert_eq!(record["owner"], ALICE.to_lowercase());
    assert_eq!(record["guardian"], BOB.to_lowercase());
    assert_eq!(record["account"], CAROL.to_lowercase());
    assert_eq!(record["parameters"]["base"], "90000000000000000000");
    assert_eq!(record["parameters"]["creditPrice"], "1000000");
    assert_eq!(record["parameters"].as_object().expect("an object").len(), 8);
    assert_eq!(record["fragments"].as_array().expect("a list").len(), 2);
    assert_eq!(record["versions"]["arbos"], 61);
    let checksum = include_str!("../../../../artifacts/diem.wasm.sha256");
    let (sha256, _) = checksum.split_once(' ').expect("a checksum");
    assert_eq!(record["wasmSha256"], format!("0x{sha256}"));
    let code = fixture.node.code(&fixture.diem());
    assert_eq!(record["codehash"], json!(alloy_primitives::keccak256(&code)));
    for step in ["fragment1", "fragment2", "deployer", "diem"] {
        let hash = &record["transactions"][step];
        let receipt = fixture.node.request("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{step}");
    }

    // A holder of VVV stakes some.
    let calldata = |arguments: &[&str]| {
        let run = fixture.tool(&[&["calldata"], arguments].concat()).succeeds();
        let line = run.output.lines().find_map(|line| line.strip_prefix("data   "));
        line.expect("calldata").to_owned()
    };
    let approve = calldata(&["approve", &fixture.diem(), "1000ether"]);
    fixture.node.send(json!({"from": ALICE, "to": fixture.vvv, "data": approve}));
    let mint = format!(
        "0x40c10f19{:0>64}{:064x}",
        ALICE[2..].to_lowercase(),
        1_000_000_000_000_000_000_u64
    );
    fixture.node.send(json!({"from": ALICE, "to": fixture.vvv, "data": mint}));
    let stake = calldata(&["stake(address,uint256)", ALICE, "1ether"]);
    fixture.node.send(json!({"from": ALICE, "to": fixture.diem(), "data": stake}));
}

#[test]
fn a_second_run_sends_nothing() {
    let fixture = Fixture::deployed();
    let before = fixture.record();
    let run = fixture.broadcast().succeeds().says("create fragment 1: done in block");
    assert!(!run.methods.iter().any(|method| method.starts_with("eth_send")));
    assert_eq!(fixture.record(), before);
    fixture.assert_deployed_once(0);
}

#[test]
fn what_looks_wrong_is_a_warning() {
    let fixture = Fixture::new(&["--chain-id", "42"]);
    let three = fixture.node.token(3);
    fixture.configure(|text| {
        text.replace("chain_id = 412346", "chain_id = 42")
            .replace(ALICE, CAROL)
            .replace(BOB, "0x0000000000000000000000000000000000000000")
            .replace(&fixture.fee_token.to_string(), &three.to_string())
            .replace("target = \"40000\"", "target = \"2000\"")
    });
    fixture
        .dry_run()
        .succeeds()
        .says("warning: offices.owner is the deploying account")
        .says("warning: offices.owner has no code on this chain")
        .says("warning: offices.guardian is the zero address")
        .says("warning: tokens.fee_token has only 3 decimals")
        .says("warning: target is 2000, far from the usual 40000");
}
