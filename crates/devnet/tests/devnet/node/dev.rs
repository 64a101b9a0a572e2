// SPDX-License-Identifier: MIT OR Apache-2.0
//! Methods of development chains (time, snapshots, account changes), and the state file.

use std::path::PathBuf;
use std::time::Duration;

use super::support::{
    address_word, fails_to_start, quantity, transfer, word, Devnet, ALICE, BOB, CAROL,
};
use diem_devnet::stylus::code::{self, CodeObjects};
use serde_json::{json, Value};

const DAY: u128 = 86_400;

async fn time(node: &Devnet) -> u128 {
    let block = node.request("eth_getBlockByNumber", json!(["latest"])).await;
    quantity(&block["timestamp"])
}

#[tokio::test]
async fn time_moves_forward_as_requested_and_never_back() {
    let node = Devnet::start(&["--no-deploy", "--timestamp", "1800000000"]);
    assert_eq!(time(&node).await, 1_800_000_000);
    node.request("evm_increaseTime", json!(["0x15180"])).await;
    node.request("evm_increaseTime", json!([86_400])).await;
    node.request("evm_mine", json!([])).await;
    let moved = time(&node).await - 1_800_000_000;
    assert!((2 * DAY..2 * DAY + 30).contains(&moved), "{moved}");

    let next = 1_800_000_000 + 10 * DAY;
    node.request("evm_setNextBlockTimestamp", json!([next as u64])).await;
    // A call sees the time of the next block. The code returns TIMESTAMP.
    node.request("anvil_setCode", json!([CAROL, "0x425f5260205ff3"])).await;
    let seen = node.request("eth_call", json!([{"to": CAROL}, "latest"])).await;
    assert_eq!(seen, format!("0x{}", word(next as u64)));
    node.send(json!({"from": ALICE, "to": BOB})).await;
    assert_eq!(time(&node).await, next);
    node.send(json!({"from": ALICE, "to": BOB})).await;
    assert!((next..next + 30).contains(&time(&node).await));

    let past = node.request_error("evm_setNextBlockTimestamp", json!([5])).await;
    assert!(past.message.contains("before the last block's"));
    node.request("evm_mine", json!([(next + DAY) as u64])).await;
    assert_eq!(time(&node).await, next + DAY);

    let height = node.quantity("eth_blockNumber", json!([])).await;
    node.request("anvil_mine", json!(["0x3", "0x3c"])).await;
    assert_eq!(node.quantity("eth_blockNumber", json!([])).await, height + 3);
    assert!(time(&node).await >= next + DAY + 120);
}

#[tokio::test]
async fn reverting_to_a_snapshot_restores_state_blocks_and_time() {
    let node = Devnet::empty();
    let token = node.deploy_token().await;
    let height = node.request("eth_blockNumber", json!([])).await;
    let first = node.request("evm_snapshot", json!([])).await;
    let receipt = node.send(json!({"from": ALICE, "to": token, "data": transfer(BOB, 5)})).await;
    let second = node.request("evm_snapshot", json!([])).await;
    node.request("evm_increaseTime", json!([1000])).await;
    assert_eq!(node.request("evm_revert", json!([first])).await, true);

    assert_eq!(node.request("eth_blockNumber", json!([])).await, height);
    let hash = &receipt["transactionHash"];
    assert_eq!(node.request("eth_getTransactionReceipt", json!([hash])).await, Value::Null);
    let call = json!([{"to": token, "data": format!("0x70a08231{}", address_word(BOB))}]);
    assert_eq!(node.request("eth_call", call).await, format!("0x{}", word(0)));
    // Reverting removes the snapshot and all later ones.
    for id in [first, second] {
        assert_eq!(node.request("evm_revert", json!([id])).await, false);
    }
    // The same transaction can be sent again, and the clock was not moved.
    let before = time(&node).await;
    let again = node.send(json!({"from": ALICE, "to": token, "data": transfer(BOB, 5)})).await;
    assert_eq!(again["status"], "0x1");
    assert!(time(&node).await < before + 500);
}

#[tokio::test]
async fn accounts_can_be_modified_and_impersonated() {
    let node = Devnet::empty();
    let token = node.deploy_token().await;
    let stranger = format!("0x{:040x}", 0x99);
    for (prefix, balance) in [("anvil", "0x7"), ("hardhat", "0xde0b6b3a7640000")] {
        let set = |what: &str| format!("{prefix}_{what}");
        node.request(&set("setBalance"), json!([stranger, balance])).await;
        let found = node.request("eth_getBalance", json!([stranger, "latest"])).await;
        assert_eq!(found, balance);
        node.request(&set("setNonce"), json!([stranger, "0x9"])).await;
        let value = format!("0x{}", word(77));
        node.request(&set("setStorageAt"), json!([token, "0x2", value])).await;
        let supply = node.request("eth_getStorageAt", json!([token, "0x2", "latest"])).await;
        assert_eq!(supply, value);
        node.request(&set("setCode"), json!([CAROL, "0x00"])).await;
        assert_eq!(node.request("eth_getCode", json!([CAROL, "latest"])).await, "0x00");

        let tx = json!({"from": stranger, "to": BOB, "value": "0x1"});
        assert!(node.try_request("eth_sendTransaction", json!([tx])).await.is_err());
        if prefix == "hardhat" {
            node.request(&set("impersonateAccount"), json!([stranger])).await;
            let receipt = node.send(tx.clone()).await;
            assert_eq!(receipt["from"], stranger);
            assert_eq!(receipt["status"], "0x1");
            node.request(&set("stopImpersonatingAccount"), json!([stranger])).await;
            assert!(node.try_request("eth_sendTransaction", json!([tx])).await.is_err());
        }
    }
    // A contract can be impersonated too.
    node.request("anvil_setBalance", json!([token, "0xde0b6b3a7640000"])).await;
    node.request("anvil_impersonateAccount", json!([token])).await;
    let receipt = node.send(json!({"from": token, "to": BOB, "value": "0x1"})).await;
    assert_eq!(receipt["status"], "0x1");
    node.request("anvil_stopImpersonatingAccount", json!([token])).await;
}

/// A file that is removed at the end of the test. `name` is different in each test.
pub struct StateFile(PathBuf);

impl StateFile {
    pub fn new(name: &str) -> Self {
        let name = format!("diem-devnet-{}-{name}.json", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    /// Waits until the node has saved this many blocks, the first of which is the genesis block.
    async fn wait_for_blocks(&self, count: usize) {
        let saved = || {
            let text = std::fs::read_to_string(&self.0).ok()?;
            let state: Value = serde_json::from_str(&text).ok()?;
            state["blocks"].as_array().map(Vec::len)
        };
        for _ in 0..600 {
            if saved() == Some(count) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the node did not save {count} blocks");
    }

    pub fn path(&self) -> &str {
        self.0.to_str().expect("text")
    }
}

impl Drop for StateFile {
    fn drop(&mut self) {
        // Fails if the test has not created it.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Deploys and activates the probe program.
async fn deploy_program(node: &Devnet) -> String {
    let wasm = wat::parse_str(include_str!("../engine/programs/probe.wat")).expect("valid text");
    let CodeObjects::Whole(object) =
        code::code_objects(&wasm).expect("a program within the size limit")
    else {
        panic!("a small program");
    };
    let hex: String = (code::init_code(&object).iter()).map(|byte| format!("{byte:02x}")).collect();
    let gas = "0x1e84800";
    let receipt = node.send(json!({"from": ALICE, "data": format!("0x{hex}"), "gas": gas})).await;
    let program: String = receipt["contractAddress"].as_str().expect("text").into();
    // activateProgram(address)
    let data = format!("0x58c780c2{}", address_word(&program));
    let arb_wasm = format!("0x{:040x}", 0x71);
    let receipt = node
        .send(json!({"from": ALICE, "to": arb_wasm, "data": data, "value": "0xde0b6b3a7640000"}))
        .await;
    assert_eq!(receipt["status"], "0x1");
    program
}

#[tokio::test]
async fn a_state_file_restores_the_chain_after_an_interrupt() {
    let file = StateFile::new("round-trip");
    let options = ["--no-deploy", "--state", file.path()];
    let node = Devnet::start(&options);
    let token = node.deploy_token().await;
    let program = deploy_program(&node).await;
    node.request("evm_increaseTime", json!([1_000_000])).await;
    // Operation 5 of the probe program writes to storage.
    let store = json!({"from": ALICE, "to": program, "data": "0x05"});
    let gas = node.quantity("eth_estimateGas", json!([store])).await;
    let receipt = node.send(store.clone()).await;
    assert_eq!(receipt["status"], "0x1");
    node.request("anvil_setBalance", json!([CAROL, "0x7"])).await;
    let last = node.request("eth_getBlockByNumber", json!(["latest", true])).await;
    assert!(node.interrupt().success());

    let node = Devnet::start(&options);
    assert_eq!(node.request("eth_getBlockByNumber", json!(["latest", true])).await, last);
    let hash = &receipt["transactionHash"];
    assert_eq!(node.request("eth_getTransactionReceipt", json!([hash])).await, receipt);
    let slot = node.request("eth_getStorageAt", json!([program, "0x0", "latest"])).await;
    assert_eq!(slot, format!("0x{}", word(7)));
    assert_eq!(node.request("eth_getBalance", json!([CAROL, "latest"])).await, "0x7");
    let call = json!([{"to": token, "data": format!("0x70a08231{}", address_word(ALICE))}]);
    assert_eq!(node.request("eth_call", call).await, format!("0x{}", word(1000)));
    // The program still runs, time does not go back, and the next block follows the last one.
    assert!(node.quantity("eth_estimateGas", json!([store])).await < gas);
    let again = node.send(store).await;
    assert_eq!(again["status"], "0x1");
    let block = node.request("eth_getBlockByNumber", json!(["latest"])).await;
    assert_eq!(block["parentHash"], last["hash"]);
    assert!(quantity(&block["timestamp"]) >= quantity(&last["timestamp"]));
    drop(node);

    let (status, error) =
        fails_to_start(&["--port", "0", "--state", file.path(), "--chain-id", "5"]);
    assert!(!status.success());
    assert!(error.contains("is of chain 412346, not 5"), "{error}");
}

#[tokio::test]
async fn mined_blocks_are_saved_before_the_node_is_killed() {
    let file = StateFile::new("killed");
    let options = ["--no-deploy", "--state", file.path()];
    let node = Devnet::start(&options);
    node.send(json!({"from": ALICE, "to": BOB, "value": "0x1"})).await;
    file.wait_for_blocks(2).await;
    drop(node);
    let node = Devnet::start(&options);
    assert_eq!(node.quantity("eth_blockNumber", json!([])).await, 1);
}

#[test]
fn a_file_that_is_not_a_state_is_rejected_and_not_overwritten() {
    let file = StateFile::new("foreign");
    for (contents, reason) in [
        ("precious", "not a state file"),
        ("{\"format\": \"something else\", \"version\": 1}", "not a state file"),
        ("{\"format\": \"diem-devnet state\", \"version\": 3}", "damaged"),
        ("{\"format\": \"diem-devnet state\", \"version\": 9}", "version 9"),
    ] {
        std::fs::write(&file.0, contents).expect("written");
        let (status, error) =
            fails_to_start(&["--no-deploy", "--port", "0", "--state", file.path()]);
        assert!(!status.success());
        assert!(error.contains(reason), "{error}");
        assert_eq!(std::fs::read_to_string(&file.0).expect("read"), contents);
    }
}

#[test]
fn a_failed_start_reports_the_reason() {
    let (status, error) = fails_to_start(&["--program", "/nowhere/diem.wasm", "--port", "0"]);
    assert!(!status.success());
    assert!(error.contains("cannot read the program /nowhere/diem.wasm"), "{error}");

    let file = StateFile::new("program");
    std::fs::write(&file.0, "no module").expect("written");
    let (status, error) = fails_to_start(&["--program", file.path(), "--port", "0"]);
    assert!(!status.success());
    assert!(error.contains("the program is not acceptable"), "{error}");
}

#[tokio::test]
async fn two_nodes_can_run_on_different_ports_only() {
    let (one, two) = (Devnet::empty(), Devnet::empty());
    one.send(json!({"from": ALICE, "to": BOB})).await;
    assert_eq!(one.quantity("eth_blockNumber", json!([])).await, 1);
    assert_eq!(two.quantity("eth_blockNumber", json!([])).await, 0);
    let port = one.url.rsplit(':').next().expect("a port");
    let (status, error) = fails_to_start(&["--no-deploy", "--port", port]);
    assert!(!status.success());
    assert!(error.contains("cannot listen on") && error.contains("--port"), "{error}");
}
