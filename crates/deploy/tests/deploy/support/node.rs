// SPDX-License-Identifier: MIT OR Apache-2.0
//! A development node in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use alloy_primitives::{hex, Address, Bytes, U256};
use serde::Deserialize;
use serde_json::{json, Value};

use super::http;

/// The first four development accounts. The node signs for them.
pub const ALICE: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
pub const BOB: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
pub const CAROL: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
/// The key of [`CAROL`], who deploys.
pub const CAROL_KEY: &str = "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";

const TOKEN: &str = include_str!("../../../../devnet/contracts/out/Token.json");

/// The node. It is killed when this is dropped.
pub struct Node {
    process: Child,
    /// Host and port.
    pub address: String,
}

impl Drop for Node {
    fn drop(&mut self) {
        // Fails if the process has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Node {
    /// Starts a node without contracts.
    pub fn start(options: &[&str]) -> Self {
        let mut process = Command::new(executable())
            .args(["--no-deploy", "--quiet", "--port", "0"])
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a node process");
        let mut url = String::new();
        let output = process.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut url).expect("text");
        let address = url.trim().strip_prefix("http://").expect("a URL").to_owned();
        Self { process, address }
    }

    /// Calls a method that may fail.
    pub fn try_request(&self, method: &str, params: Value) -> Result<Value, Value> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let text = http::post(&self.address, &body.to_string()).expect("an answer");
        let mut answer: Value = serde_json::from_str(&text).expect("JSON");
        match answer.get_mut("error").map(Value::take) {
            None => Ok(answer["result"].take()),
            Some(error) => Err(error),
        }
    }

    /// Calls a method.
    pub fn request(&self, method: &str, params: Value) -> Value {
        self.try_request(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Calls a method that returns a number.
    pub fn number(&self, method: &str, params: Value) -> u64 {
        let value: U256 = serde_json::from_value(self.request(method, params)).expect("a number");
        value.to()
    }

    /// Sends a transaction of a development account, which must succeed. Returns the receipt.
    pub fn send(&self, transaction: Value) -> Value {
        let hash = self.request("eth_sendTransaction", json!([transaction]));
        let receipt = self.request("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{transaction}");
        receipt
    }

    /// Deploys a token, of which [`ALICE`] gets 1000 units.
    pub fn token(&self, decimals: u8) -> Address {
        #[derive(Deserialize)]
        struct Artifact {
            bytecode: Bytes,
        }
        let artifact: Artifact = serde_json::from_str(TOKEN).expect("JSON");
        let arguments = (
            "Token".to_owned(),
            "TKN".to_owned(),
            U256::from(decimals),
            vec![ALICE.parse::<Address>().expect("an address")],
            U256::from(1000),
        );
        let mut data = artifact.bytecode.to_vec();
        data.extend(alloy_sol_types::SolValue::abi_encode_params(&arguments));
        let receipt = self.send(json!({"from": ALICE, "data": hex::encode_prefixed(data)}));
        serde_json::from_value(receipt["contractAddress"].clone()).expect("an address")
    }

    /// Number of transactions that an account has sent.
    pub fn nonce(&self, account: &str) -> u64 {
        self.number("eth_getTransactionCount", json!([account, "latest"]))
    }

    /// Number of the newest block.
    pub fn block(&self) -> u64 {
        self.number("eth_blockNumber", json!([]))
    }

    /// Code of an account.
    pub fn code(&self, address: &str) -> Bytes {
        serde_json::from_value(self.request("eth_getCode", json!([address, "latest"])))
            .expect("bytes")
    }

    /// Moves the chain's time.
    pub fn pass(&self, seconds: u64) {
        self.request("evm_increaseTime", json!([seconds]));
        self.request("evm_mine", json!([]));
    }
}

/// The node's program, which is built into the folder above the tests'.
fn executable() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let folder = test.ancestors().nth(2).expect("target/debug/deps");
    let program = folder.join(format!("diem-devnet{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "{} is missing: run `cargo build --workspace --bin diem-devnet --example lifecycle`",
        program.display()
    );
    program
}
