//! A node in a process of its own, and what to ask it with.

#![allow(dead_code, reason = "each test file uses its part")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use serde_json::{json, Value};

/// The first three development accounts.
pub const ALICE: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
pub const BOB: &str = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
pub const CAROL: &str = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
pub const ALICE_KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/// A running node. It is killed at the end of its test.
pub struct Devnet {
    child: Child,
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

/// Runs a node that is expected not to start.
pub fn refused(args: &[&str]) -> (ExitStatus, String) {
    let Output { status, stderr, .. } = command(args).output().expect("it runs");
    (status, String::from_utf8(stderr).expect("text"))
}

impl Devnet {
    /// A chain with nothing but accounts.
    pub fn empty() -> Self {
        Self::start(&["--no-deploy"])
    }

    /// A node with these options, on a port of its own.
    pub fn start(args: &[&str]) -> Self {
        let mut child = command(args)
            .args(["--port", "0", "--quiet"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut url = String::new();
        let out = child.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut url).expect("text");
        assert!(url.starts_with("http://127.0.0.1:"), "it started: {url:?}");
        Self {
            child,
            url: url.trim().into(),
            http: reqwest::Client::new(),
        }
    }

    /// Ends it as Ctrl-C does.
    pub fn interrupt(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.expect("kill runs").success());
        self.child.wait().expect("it ends")
    }

    /// Posts a body and returns what comes back.
    pub async fn post(&self, body: impl Into<reqwest::Body>) -> Value {
        let request = self.http.post(&self.url).body(body);
        let request = request.header("content-type", "application/json");
        let response = request.send().await.expect("an answer");
        let text = response.text().await.expect("a body");
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("JSON: {text:?}"))
    }

    /// Calls a method, whatever comes of it.
    pub async fn request(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let mut answer = self.post(body.to_string()).await;
        assert_eq!(answer["id"], 1);
        match answer.get_mut("error").map(Value::take) {
            None => Ok(answer["result"].take()),
            Some(mut error) => Err(RpcError {
                code: error["code"].as_i64().expect("a code"),
                message: error["message"].as_str().expect("a message").into(),
                data: error["data"].take(),
            }),
        }
    }

    /// Calls a method that succeeds.
    pub async fn ask(&self, method: &str, params: Value) -> Value {
        let answer = self.request(method, params).await;
        answer.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// Calls a method that fails.
    pub async fn refuse(&self, method: &str, params: Value) -> RpcError {
        let answer = self.request(method, params).await;
        answer.expect_err(method)
    }

    /// Calls a method that returns a quantity.
    pub async fn number(&self, method: &str, params: Value) -> u128 {
        quantity(&self.ask(method, params).await)
    }

    /// Sends a transaction and returns its receipt.
    pub async fn send(&self, tx: Value) -> Value {
        let hash = self.ask("eth_sendTransaction", json!([tx])).await;
        self.ask("eth_getTransactionReceipt", json!([hash])).await
    }

    /// Deploys a token of which Alice holds 1000. Returns its address.
    pub async fn token(&self) -> String {
        let artifact: Value =
            serde_json::from_str(include_str!("../../../contracts/out/Token.json")).expect("JSON");
        let words = [
            word(5 * 32),
            word(7 * 32),
            word(18),
            word(9 * 32),
            word(1000),
            word(5),
            text("Token"),
            word(3),
            text("TKN"),
            word(1),
            padded(ALICE),
        ];
        let bytecode = artifact["bytecode"].as_str().expect("text");
        let data = format!("{bytecode}{}", words.concat());
        let receipt = self.send(json!({"from": ALICE, "data": data})).await;
        assert_eq!(receipt["status"], "0x1");
        receipt["contractAddress"].as_str().expect("text").into()
    }
}

impl Drop for Devnet {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn quantity(value: &Value) -> u128 {
    let text = value.as_str().expect("a quantity");
    let digits = text.strip_prefix("0x").expect("hexadecimal");
    u128::from_str_radix(digits, 16).expect("a number")
}

/// A number as an ABI word.
pub fn word(value: u64) -> String {
    format!("{value:064x}")
}

/// An address as an ABI word.
pub fn padded(address: &str) -> String {
    format!("{:0>64}", &address[2..])
}

fn text(text: &str) -> String {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex:0<64}")
}

/// Calldata of `transfer(address,uint256)`.
pub fn transfer(to: &str, value: u64) -> String {
    format!("0xa9059cbb{}{}", padded(to), word(value))
}

/// Topic of `Transfer`.
pub const TRANSFER: &str = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
