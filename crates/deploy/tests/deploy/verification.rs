// SPDX-License-Identifier: MIT OR Apache-2.0
//! `verify` notices every difference.

use serde_json::json;

use super::support::fixture::{path, Fixture, Run};
use super::support::node::{ALICE, BOB};

fn verify(fixture: &Fixture) -> Run {
    fixture.tool(&["verify", path(&fixture.record_path())])
}

/// Sends a call of Diem, encoded by the tool.
fn call(fixture: &Fixture, from: &str, function: &str, arguments: &[&str]) {
    let run = fixture.tool(&[&["calldata", function], arguments].concat()).succeeds();
    let data = run.output.lines().find_map(|line| line.strip_prefix("data   "));
    fixture.node.send(json!({"from": from, "to": fixture.diem(), "data": data.expect("calldata")}));
}

#[test]
fn one_flipped_byte_of_code_is_reported() {
    let fixture = Fixture::deployed();
    verify(&fixture).succeeds();
    let record = fixture.record();
    let address = |value: &serde_json::Value| value.as_str().expect("an address").to_owned();
    let fragments = record["fragments"].as_array().expect("a list");
    let cases = [
        (address(&fragments[0]), "DIFFERS  code of fragment 1"),
        (address(&fragments[1]), "DIFFERS  code of fragment 2"),
        (address(&record["diem"]), "DIFFERS  code of Diem"),
    ];
    for (address, line) in cases {
        let code = fixture.node.code(&address);
        let mut changed = code.to_vec();
        *changed.last_mut().expect("code") ^= 1;
        let set = |code: &[u8]| {
            let code = alloy_primitives::hex::encode_prefixed(code);
            fixture.node.request("anvil_setCode", json!([address, code]));
        };
        set(&changed);
        let run = verify(&fixture).fails().says(line);
        assert!(run.output.contains("differ from the record"), "{}", run.output);
        set(&code);
    }
    verify(&fixture).succeeds();
}

#[test]
fn a_changed_owner_is_reported_as_a_change_by_governance() {
    let fixture = Fixture::deployed();
    call(&fixture, ALICE, "transferOwnership", &[BOB]);
    verify(&fixture).succeeds();
    call(&fixture, BOB, "acceptOwnership", &[]);
    let line = format!(
        "DIFFERS  owner: expected {ALICE}, found {BOB}. Governance can change this; look for its event"
    );
    let run = verify(&fixture).fails().says(&line).says("1 of 19 values differ");
    assert_eq!(run.output.matches("DIFFERS").count(), 1);
}

#[test]
fn changed_parameters_are_reported() {
    let fixture = Fixture::deployed();
    let ether = "000000000000000000";
    let changed = format!(
        "(91{ether},2{ether},40000{ether},604800,86400,150000000000000000,150000000000000000,1000000)"
    );
    call(&fixture, ALICE, "proposeParams", &[&changed]);
    fixture.node.pass(8 * 86_400);
    call(&fixture, BOB, "executeParams", &[]);
    verify(&fixture)
        .fails()
        .says("DIFFERS  base: expected 90000000000000000000, found 91000000000000000000")
        .says("1 of 19 values differ");
}

#[test]
fn another_module_is_reported() {
    let fixture = Fixture::deployed();
    let module = fixture.folder().join("other.wasm");
    std::fs::write(&module, b"\0asm\x01\0\0\0").expect("a file");
    let record = fixture.record_path();
    let arguments = ["verify", path(&record), "--wasm", path(&module)];
    fixture.tool(&arguments).fails().says("DIFFERS  SHA-256 of the module");
}
