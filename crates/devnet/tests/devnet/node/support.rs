// SPDX-License-Identifier: MIT OR Apache-2.0
//! A node in a separate process, and JSON-RPC requests to it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{json, Value};

/// The first three development accounts.
pub const ALICE: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
pub const BOB: &str = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
pub const CAROL: &str = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
pub const ALICE_KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/// Time limit for a node that must fail to start.
const START_LIMIT: Duration = Duration::from_secs(60);

/// The process of a node. It is killed when this is dropped, however the test ends.
pub struct NodeProcess(Child);

impl NodeProcess {
    /// Starts a node on a port that the system chooses. Returns its standard output too.
    pub fn spawn(args: &[&str]) -> (Self, BufReader<ChildStdout>) {
        let child = command(args)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("a node process");
        let mut process = Self(child);
        let output = process.0.stdout.take().expect("a pipe");
        (process, BufReader::new(output))
    }

    /// Stops the node as Ctrl-C does.
    fn interrupt(mut self) -> ExitStatus {
        let id = self.0.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.expect("the kill command").success());
        self.0.wait().expect("an exit status")
    }
}

impl Drop for NodeProcess {
    fn drop(&mut self) {
        // Fails if the process has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running node with an HTTP client.
pub struct Devnet {
    process: NodeProcess,
    pub url: String,
    http: reqwest::Client,
}

/// A JSON-RPC error.
#[derive(Debug)]
pub struct RpcError {
    pub code: i64,
    pub message: String,
    pub data: Value,
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diem-devnet"));
    command.args(args).stdin(Stdio::null());
    command
}

/// Starts a node that must fail to start. Returns its exit status and standard error.
pub fn fails_to_start(args: &[&str]) -> (ExitStatus, String) {
    let child =
        command(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a node process");
    let mut process = NodeProcess(child);
    let started = Instant::now();
    let status = loop {
        if let Some(status) = process.0.try_wait().expect("a status") {
            break status;
        }
        assert!(started.elapsed() < START_LIMIT, "the node has started");
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut error = String::new();
    let mut stderr = process.0.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut error).expect("text");
    (status, error)
}

impl Devnet {
    /// A node without contracts.
    pub fn empty() -> Self {
        Self::start(&["--no-deploy"])
    }

    /// A node with these options, on a port that the system chooses.
    pub fn start(args: &[&str]) -> Self {
        let (process, mut output) = NodeProcess::spawn(&[args, &["--quiet"]].concat());
        let mut url = String::new();
        output.read_line(&mut url).expect("text");
        assert!(url.starts_with("http://127.0.0.1:"), "not a URL: {url:?}");
        Self { process, url: url.trim().into(), http: reqwest::Client::new() }
    }

    /// Stops the node as Ctrl-C does.
    pub fn interrupt(self) -> ExitStatus {
        self.process.interrupt()
    }

    /// Posts a body and returns the JSON response.
    pub async fn post(&self, body: impl Into<reqwest::Body>) -> Value {
        let request = self.http.post(&self.url).body(body);
        let request = request.header("content-type", "application/json");
        let response = request.send().await.expect("a response");
        let text = response.text().await.expect("a body");
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text:?}"))
    }

    /// Calls a method that may fail.
    pub async fn try_request(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let mut response = self.post(body.to_string()).await;
        assert_eq!(response["id"], 1);
        match response.get_mut("error").map(Value::take) {
            None => Ok(response["result"].take()),
            Some(mut error) => Err(RpcError {
                code: error["code"].as_i64().expect("a code"),
                message: error["message"].as_str().expect("a message").into(),
                data: error["data"].take(),
            }),
        }
    }

    /// Calls a method that must succeed.
    pub async fn request(&self, method: &str, params: Value) -> Value {
        let result = self.try_request(method, params).await;
        result.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// Calls a method that must fail.
    pub async fn request_error(&self, method: &str, params: Value) -> RpcError {
        let result = self.try_request(method, params).await;
        result.expect_err(method)
    }

    /// Calls a method that returns a quantity.
    pub async fn quantity(&self, method: &str, params: Value) -> u128 {
        quantity(&self.request(method, params).await)
    }

    /// Sends a transaction and returns its receipt.
    pub async fn send(&self, tx: Value) -> Value {
        let hash = self.request("eth_sendTransaction", json!([tx])).await;
        self.request("eth_getTransactionReceipt", json!([hash])).await
    }

    /// Deploys a token of which Alice holds 1000. Returns its address.
    pub async fn deploy_token(&self) -> String {
        let artifact: Value =
            serde_json::from_str(include_str!("../../../contracts/out/Token.json")).expect("JSON");
        let words = [
            word(5 * 32),
            word(7 * 32),
            word(18),
            word(9 * 32),
            word(1000),
            word(5),
            text_word("Token"),
            word(3),
            text_word("TKN"),
            word(1),
            address_word(ALICE),
        ];
        let bytecode = artifact["bytecode"].as_str().expect("text");
        let data = format!("{bytecode}{}", words.concat());
        let receipt = self.send(json!({"from": ALICE, "data": data})).await;
        assert_eq!(receipt["status"], "0x1");
        receipt["contractAddress"].as_str().expect("text").into()
    }
}

pub fn quantity(value: &Value) -> u128 {
    let text = value.as_str().expect("a quantity");
    let digits = text.strip_prefix("0x").expect("hexadecimal");
    u128::from_str_radix(digits, 16).expect("a number")
}

/// A number as an ABI word, in hexadecimal.
pub fn word(value: u64) -> String {
    format!("{value:064x}")
}

/// An address as an ABI word, in hexadecimal.
pub fn address_word(address: &str) -> String {
    format!("{:0>64}", &address[2..])
}

/// A short text as an ABI word, in hexadecimal.
fn text_word(text: &str) -> String {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex:0<64}")
}

/// Calldata of `transfer(address,uint256)`.
pub fn transfer(to: &str, value: u64) -> String {
    format!("0xa9059cbb{}{}", address_word(to), word(value))
}

/// Topic of `Transfer`.
pub const TRANSFER: &str = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
