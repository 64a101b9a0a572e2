// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a deployment tool asks a node before it sends anything: the simulated activation, estimates, and chains that
//! cannot take the program.

use alloy_primitives::{hex, keccak256};
use diem_devnet::stylus::code::{self, CodeObjects};
use serde_json::{json, Value};

use super::dev::StateFile;
use super::support::{address_word, word, Devnet, ALICE, CAROL};
use crate::engine::large_probe;

const ARB_WASM: &str = "0x0000000000000000000000000000000000000071";
const ARB_OWNER_PUBLIC: &str = "0x000000000000000000000000000000000000006b";
const NODE_INTERFACE: &str = "0x00000000000000000000000000000000000000c8";
const STRANGER: &str = "0x00000000000000000000000000000000000000a1";
const FRAGMENTS: [&str; 2] =
    ["0x00000000000000000000000000000000000000f1", "0x00000000000000000000000000000000000000f2"];
const ETHER: &str = "0xde0b6b3a7640000";

fn data(signature: &str, args: &str) -> String {
    format!("0x{}{args}", hex::encode(&keccak256(signature)[..4]))
}

fn code(bytes: &[u8]) -> Value {
    json!({"code": hex::encode_prefixed(bytes)})
}

/// The call of an activation of the program at `CAROL`, by an account that does not exist.
fn activation() -> Value {
    let data = data("activateProgram(address)", &address_word(CAROL));
    json!({"from": STRANGER, "to": ARB_WASM, "data": data, "value": ETHER})
}

/// Overrides with the code of the large probe at `CAROL`, and a balance for the caller.
fn overrides() -> Value {
    let wasm = large_probe();
    let Ok(CodeObjects::Fragments(parts)) = code::code_objects(&wasm) else { panic!("fragments") };
    let addresses = FRAGMENTS.map(|text| hex::decode_to_array(text).expect("an address"));
    json!({
        STRANGER: {"balance": format!("0x{}", "f".repeat(64))},
        FRAGMENTS[0]: code(&parts[0]),
        FRAGMENTS[1]: code(&parts[1]),
        CAROL: code(&code::root(wasm.len(), &addresses)),
    })
}

/// Sends a transaction with a generous gas limit. Returns the receipt.
async fn send(node: &Devnet, to: Option<&str>, data: String, value: &str) -> Value {
    let tx = json!({"from": ALICE, "to": to, "data": data, "value": value, "gas": "0x1e84800"});
    node.send(tx).await
}

async fn create(node: &Devnet, code: &[u8]) -> Value {
    send(node, None, hex::encode_prefixed(code::init_code(code)), "0x0").await
}

#[tokio::test]
async fn an_activation_can_be_simulated_before_anything_is_deployed() {
    let node = Devnet::empty();
    let params = json!([activation(), "latest", overrides()]);
    let answer = node.request("eth_call", params.clone()).await;
    let text = answer.as_str().expect("text");
    assert_eq!((text.len(), &text[..66]), (2 + 128, format!("0x{}", word(3)).as_str()));
    let fee = u128::from_str_radix(&text[66..], 16).expect("a fee");
    assert!(fee > 0);
    // Nothing remains: the simulation can be repeated, at the same fee.
    assert_eq!(node.request("eth_call", params.clone()).await, answer);
    assert_eq!(node.request("eth_getCode", json!([CAROL, "latest"])).await, "0x");
    assert!(node.quantity("eth_estimateGas", params).await > 1_659_168);

    let mut unpaid = activation();
    unpaid["value"] = json!("0x1");
    let error = node.request_error("eth_call", json!([unpaid, "latest", overrides()])).await;
    let want = data("ProgramInsufficientValue(uint256,uint256)", &word(1));
    assert_eq!((error.code, error.data), (3, json!(format!("{want}{fee:064x}"))));

    // A module that cannot be activated.
    let Ok(CodeObjects::Whole(object)) = code::code_objects(b"no module") else { panic!("whole") };
    let mut invalid = overrides();
    invalid[CAROL] = code(&object);
    let error = node.request_error("eth_call", json!([activation(), "latest", invalid])).await;
    assert_eq!(error.code, -32000);
    // A fragment is missing.
    let mut missing = overrides();
    missing[FRAGMENTS[1]] = code(&[]);
    let error = node.request_error("eth_call", json!([activation(), "latest", missing])).await;
    assert_eq!((error.code, error.data), (3, json!("0x")));
}

#[tokio::test]
async fn the_node_interface_estimates_gas() {
    let node = Devnet::empty();
    let creation = hex::encode(code::init_code(&[0xEF, 0xF0, 0x00, 0x00]));
    let padded = format!("{creation:0<128}");
    let args = |creates: u64| {
        let length = word(creation.len() as u64 / 2);
        format!("{}{}{}{length}{padded}", word(0), word(creates), word(96))
    };
    let ask = |signature: &str, args: String| json!([{"from": ALICE, "to": NODE_INTERFACE, "data": data(signature, &args)}, "latest"]);
    let gas = node
        .quantity("eth_estimateGas", json!([{"from": ALICE, "data": format!("0x{creation}")}]))
        .await as u64;
    let base_fee = word(100_000_000);
    let components = "gasEstimateComponents(address,bool,bytes)";
    let answer = node.request("eth_call", ask(components, args(1))).await;
    assert_eq!(answer, format!("0x{}{}{base_fee}{}", word(gas), word(0), word(0)));
    // Without the flag it is a call to address zero, which is cheaper.
    let call = node.request("eth_call", ask(components, args(0))).await;
    assert!(call.as_str().expect("text") < answer.as_str().expect("text"));
    let parent = ask("gasEstimateL1Component(address,bool,bytes)", args(1));
    let answer = node.request("eth_call", parent).await;
    assert_eq!(answer, format!("0x{}{base_fee}{}", word(0), word(0)));

    for (signature, args) in [("unknown()", String::new()), (components, word(0))] {
        let error = node.request_error("eth_call", ask(signature, args)).await;
        assert_eq!((error.code, error.data), (3, json!("0x")), "{signature}");
    }
}

#[tokio::test]
async fn a_chain_before_arbos_60_has_no_fragments() {
    let node = Devnet::start(&["--no-deploy", "--arbos", "51"]);
    let version = json!([{"to": "0x0000000000000000000000000000000000000064", "data": data("arbOSVersion()", "")}]);
    assert_eq!(node.request("eth_call", version).await, format!("0x{}", word(106)));
    let limit = data("getMaxStylusContractFragments()", "");
    let error =
        node.request_error("eth_call", json!([{"to": ARB_OWNER_PUBLIC, "data": limit}])).await;
    assert_eq!((error.code, error.data), (3, json!("0x")));
    assert_eq!(create(&node, &[0xEF, 0xF0, 0x01, 0x00]).await["status"], "0x0");
    let error = node.request_error("eth_call", json!([activation(), "latest", overrides()])).await;
    assert_eq!((error.code, error.data), (3, json!("0x")));
}

#[tokio::test]
async fn the_limit_of_fragments_applies_to_activations_only() {
    let file = StateFile::new("fragments");
    let options = ["--no-deploy", "--state", file.path()];
    let node = Devnet::start(&options);
    let wasm = large_probe();
    let Ok(CodeObjects::Fragments(parts)) = code::code_objects(&wasm) else { panic!("fragments") };
    let mut addresses = Vec::new();
    for part in &parts {
        let receipt = create(&node, part).await;
        let address = receipt["contractAddress"].as_str().expect("text");
        addresses.push(hex::decode_to_array(address).expect("an address"));
    }
    let receipt = create(&node, &code::root(wasm.len(), &addresses)).await;
    let program = receipt["contractAddress"].as_str().expect("text");
    let activate = data("activateProgram(address)", &address_word(program));
    let receipt = send(&node, Some(ARB_WASM), activate, ETHER).await;
    assert_eq!(receipt["status"], "0x1");
    assert!(node.interrupt().success());

    let node = Devnet::start(&[&options[..], &["--max-fragments", "1"]].concat());
    let limit = data("getMaxStylusContractFragments()", "");
    let answer = node.request("eth_call", json!([{"to": ARB_OWNER_PUBLIC, "data": limit}])).await;
    assert_eq!(answer, format!("0x{}", word(1)));
    // Operation 5 of the probe program writes to storage.
    let receipt = send(&node, Some(program), "0x05".into(), "0x0").await;
    assert_eq!(receipt["status"], "0x1", "an active program still runs");
    let error = node.request_error("eth_call", json!([activation(), "latest", overrides()])).await;
    assert_eq!((error.code, error.data), (3, json!("0x")));
}
