// SPDX-License-Identifier: MIT OR Apache-2.0
//! Nodes that lose answers, other tools that use the account, strangers that activate the same code.

use std::sync::atomic::{AtomicUsize, Ordering};

use alloy_primitives::{hex, Address};
use serde_json::{json, Value};

use super::interruption::kill_at_send;
use super::support::fixture::Fixture;
use super::support::node::{BOB, CAROL};
use super::support::proxy::Action;

const SEND: &str = "eth_sendRawTransaction";
const RECEIPT: &str = "eth_getTransactionReceipt";
const WASM: &[u8] = include_bytes!("../../../../artifacts/diem.wasm");

#[test]
fn a_lost_answer_does_not_matter() {
    let fixture = Fixture::new(&[]);
    let run = fixture.broadcast_through(|_, method| match method {
        SEND => Action::LoseAnswer,
        _ => Action::Forward,
    });
    run.succeeds();
    fixture.assert_deployed_once(0);
}

/// Every transaction is lost once, and is sent again.
#[test]
fn a_lost_transaction_is_sent_again() {
    let fixture = Fixture::new(&[]);
    let sent = AtomicUsize::new(0);
    let run = fixture.broadcast_through(move |_, method| {
        let is_first = method == SEND && sent.fetch_add(1, Ordering::SeqCst).is_multiple_of(2);
        if is_first {
            Action::LoseRequest
        } else {
            Action::Forward
        }
    });
    let run = run.succeeds();
    assert_eq!(run.methods.iter().filter(|method| *method == SEND).count(), 8);
    fixture.assert_deployed_once(0);
}

#[test]
fn a_transaction_that_is_already_known_is_waited_for() {
    let fixture = Fixture::new(&[]);
    let run = fixture.broadcast_through(|_, method| match method {
        SEND => Action::ReplaceByError("already known"),
        _ => Action::Forward,
    });
    run.succeeds();
    fixture.assert_deployed_once(0);
}

/// The node does not show a receipt before it has been asked thirty times.
#[test]
fn a_late_receipt_is_waited_for() {
    let fixture = Fixture::new(&[]);
    let asked = AtomicUsize::new(0);
    let run = fixture.broadcast_through(move |_, method| {
        if method == RECEIPT && asked.fetch_add(1, Ordering::SeqCst) % 30 != 29 {
            return Action::ReplaceResult(Value::Null);
        }
        // The nonce is as late as the receipt.
        match method {
            "eth_getTransactionCount" if !asked.load(Ordering::SeqCst).is_multiple_of(30) => {
                Action::ReplaceResult(json!("0x0"))
            }
            _ => Action::Forward,
        }
    });
    run.succeeds();
    fixture.assert_deployed_once(0);
}

#[test]
fn a_price_that_has_risen_is_followed_with_the_same_nonce() {
    let fixture = Fixture::new(&[]);
    let sent = AtomicUsize::new(0);
    let run = fixture.broadcast_through(move |_, method| {
        let is_first = method == SEND && sent.fetch_add(1, Ordering::SeqCst) == 0;
        if is_first {
            return Action::ReplaceByError("max fee per gas less than block base fee");
        }
        Action::Forward
    });
    run.succeeds().says("the price of gas has risen");
    fixture.assert_deployed_once(0);
}

#[test]
fn a_step_is_signed_anew_if_its_nonce_was_used_in_between() {
    let fixture = Fixture::new(&[]);
    fixture.broadcast_through(kill_at_send(2, Action::KillBefore)).fails();
    let lost = fixture.journal()["steps"][1]["attempts"][0]["hash"].clone();
    fixture.node.send(json!({"from": CAROL, "to": BOB, "value": "0x1"}));

    let lost_text = lost.as_str().expect("a hash");
    fixture
        .broadcast()
        .succeeds()
        .says("another transaction has used the nonce 1")
        .says(&format!("{lost_text} can never be mined; signing anew"));
    assert_ne!(fixture.record()["transactions"]["fragment2"], lost);
    fixture.assert_deployed_once(1);
}

/// The stranger activates when the tool has signed the deployment.
#[test]
fn a_stranger_may_activate_the_same_code_before_the_deployment_is_mined() {
    let fixture = Fixture::new(&[]);
    fixture.broadcast_through(kill_at_send(4, Action::KillBefore)).fails();
    activate_as_a_stranger(&fixture);
    let before = balance(&fixture);
    fixture.broadcast().succeeds();
    fixture.assert_deployed_once(0);
    // The data fee came back: only gas was paid.
    let spent = before - balance(&fixture);
    let receipt = fixture.record()["transactions"]["diem"].clone();
    let receipt = fixture.node.request(RECEIPT, json!([receipt]));
    let number = |key: &str| {
        let text = receipt[key].as_str().expect("a number");
        u128::from_str_radix(&text[2..], 16).expect("a number")
    };
    assert_eq!(spent, number("gasUsed") * number("effectiveGasPrice"));
}

/// The stranger activates when the fragments and `Deployer.sol` are deployed, before the tool asks for the fee.
#[test]
fn a_stranger_may_activate_the_same_code_before_the_deployment_is_signed() {
    let fixture = Fixture::new(&[]);
    fixture.broadcast_through(kill_at_send(3, Action::KillAfter)).fails();
    activate_as_a_stranger(&fixture);
    fixture.broadcast().succeeds();
    let diem = fixture.record()["transactions"]["diem"].clone();
    let sent = fixture.node.request("eth_getTransactionByHash", json!([diem]));
    assert_eq!(sent["value"], "0x0", "there is no fee to pay");
    fixture.assert_deployed_once(0);
}

fn balance(fixture: &Fixture) -> u128 {
    let balance = fixture.node.request("eth_getBalance", json!([CAROL, "latest"]));
    u128::from_str_radix(&balance.as_str().expect("text")[2..], 16).expect("a number")
}

/// Deploys and activates the root that lists the fragments of the journal.
fn activate_as_a_stranger(fixture: &Fixture) {
    let packaged =
        stylus_wasm::package::package(WASM, alloy_primitives::keccak256(WASM)).expect("a module");
    let journal = fixture.journal();
    let fragments: Vec<[u8; 20]> = (0..2)
        .map(|index| {
            let hash = journal["steps"][index]["attempts"][0]["hash"].clone();
            let receipt = fixture.node.request(RECEIPT, json!([hash]));
            let address: Address =
                serde_json::from_value(receipt["contractAddress"].clone()).expect("an address");
            address.into_array()
        })
        .collect();
    let root = stylus_wasm::code::root(packaged.len(), &fragments);
    let init_code = hex::encode_prefixed(stylus_wasm::code::init_code(&root));
    let receipt = fixture.node.send(json!({"from": BOB, "data": init_code}));
    let program = receipt["contractAddress"].as_str().expect("an address");
    let data = format!("0x58c780c2{:0>64}", &program[2..]);
    let wasm = "0x0000000000000000000000000000000000000071";
    fixture.node.send(json!({"from": BOB, "to": wasm, "data": data, "value": "0xde0b6b3a7640000"}));
}
