// SPDX-License-Identifier: MIT OR Apache-2.0
//! A node with tokens, a configuration for it, and the tool.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use alloy_primitives::Address;
use serde_json::{json, Value};
use tempfile::TempDir;

use super::node::{Node, CAROL, CAROL_KEY};
use super::proxy::{Action, Proxy};

const TEMPLATE: &str = include_str!("../../../../../deploy/devnet.toml");
/// The event of `Deployer.sol`.
const DEPLOYED: &str = "Deployed(address)";

/// A node, tokens, and a folder for the tool's files.
pub struct Fixture {
    pub node: Node,
    pub vvv: Address,
    pub fee_token: Address,
    folder: TempDir,
}

/// A finished run of the tool.
#[derive(Debug)]
pub struct Run {
    pub success: bool,
    /// Standard output and standard error.
    pub output: String,
    /// The methods that it called, in their order.
    pub methods: Vec<String>,
}

impl Fixture {
    /// A node with these options.
    pub fn new(options: &[&str]) -> Self {
        let node = Node::start(options);
        let (vvv, fee_token) = (node.token(18), node.token(6));
        let folder = tempfile::tempdir().expect("a folder");
        let fixture = Self { node, vvv, fee_token, folder };
        fixture.configure(|text| text);
        fixture
    }

    /// A node on which Diem is deployed.
    pub fn deployed() -> Self {
        let fixture = Self::new(&[]);
        fixture.broadcast().succeeds();
        fixture
    }

    /// Writes the configuration with changes.
    pub fn configure(&self, change: impl FnOnce(String) -> String) {
        let token = |line: &str| match line.split(" = ").next() {
            Some("vvv") => Some(format!("vvv = \"{}\"", self.vvv)),
            Some("fee_token") => Some(format!("fee_token = \"{}\"", self.fee_token)),
            _ => None,
        };
        let lines = TEMPLATE.lines().map(|line| token(line).unwrap_or_else(|| line.to_owned()));
        let text = lines.collect::<Vec<_>>().join("\n");
        fs::write(self.config(), change(text)).expect("a file");
    }

    /// The tool's folder, empty before the first broadcast.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("deployments")
    }

    /// The result.
    pub fn record_path(&self) -> PathBuf {
        self.folder().join("412346.json")
    }

    /// The result as JSON.
    pub fn record(&self) -> Value {
        json_file(&self.record_path())
    }

    /// The journal as JSON.
    pub fn journal(&self) -> Value {
        json_file(&self.folder().join("412346.journal.json"))
    }

    /// Address of Diem, as recorded.
    pub fn diem(&self) -> String {
        self.record()["diem"].as_str().expect("an address").to_owned()
    }

    /// Returns to the state before the first broadcast, but for the chain's.
    pub fn clear(&self) {
        if self.folder().exists() {
            fs::remove_dir_all(self.folder()).expect("the tool has ended");
        }
    }

    /// A dry run.
    pub fn dry_run(&self) -> Run {
        self.deploy(&[], |_, _| Action::Forward)
    }

    /// A run that sends.
    pub fn broadcast(&self) -> Run {
        self.broadcast_through(|_, _| Action::Forward)
    }

    /// A run that sends, through a proxy.
    pub fn broadcast_through(
        &self,
        action: impl Fn(usize, &str) -> Action + Send + Sync + 'static,
    ) -> Run {
        self.deploy(&["--broadcast"], action)
    }

    fn deploy(
        &self,
        options: &[&str],
        action: impl Fn(usize, &str) -> Action + Send + Sync + 'static,
    ) -> Run {
        let (config, folder) = (self.config(), self.folder());
        let files = [path(&config), "--deployments", path(&folder), "--poll-interval", "5"];
        self.run(&[&files, options].concat(), &[("DIEM_DEPLOY_KEY", CAROL_KEY)], action)
    }

    /// Runs the tool with arguments, against the node.
    pub fn tool(&self, arguments: &[&str]) -> Run {
        self.run(arguments, &[("DIEM_DEPLOY_KEY", CAROL_KEY)], |_, _| Action::Forward)
    }

    /// Runs the tool with arguments and environment variables, through a proxy.
    pub fn run(
        &self,
        arguments: &[&str],
        variables: &[(&str, &str)],
        action: impl Fn(usize, &str) -> Action + Send + Sync + 'static,
    ) -> Run {
        let proxy = Proxy::start(&self.node.address, action);
        let output = self.folder.path().join("output");
        let file = File::create(&output).expect("a file");
        let tool = Command::new(env!("CARGO_BIN_EXE_diem-deploy"))
            .args(arguments)
            .env_remove("DIEM_DEPLOY_KEY")
            .env_remove("DIEM_DEPLOY_PASSWORD_FILE")
            .env("DIEM_RPC_URL", &proxy.url)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a file"))
            .stderr(file)
            .spawn()
            .expect("the tool");
        let status = proxy.wait(tool);
        Run {
            success: status.success(),
            output: fs::read_to_string(output).expect("text"),
            methods: proxy.methods(),
        }
    }

    /// Path of the configuration.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("devnet.toml")
    }

    /// Asserts that a deployment is complete: the record describes the only Diem, and no step was sent twice. `others` is
    /// the number of other transactions of the account.
    pub fn assert_deployed_once(&self, others: u64) {
        let record = self.record();
        assert_eq!(self.node.nonce(CAROL), 4 + others, "one transaction a step");
        let topic = alloy_primitives::keccak256(DEPLOYED);
        let filter = json!([{"fromBlock": "0x0", "topics": [topic]}]);
        let events = self.node.request("eth_getLogs", filter);
        let events = events.as_array().expect("events");
        assert_eq!(events.len(), 1, "one Diem");
        let address: Address = record["diem"].as_str().expect("text").parse().expect("an address");
        assert_eq!(events[0]["topics"][1], json!(address.into_word()));
        for fragment in record["fragments"].as_array().expect("a list") {
            let code = self.node.code(fragment.as_str().expect("an address"));
            assert!(code.starts_with(&[0xEF, 0xF0, 0x01]));
        }
    }

    /// Asserts that nothing has been sent and nothing is written.
    pub fn assert_untouched(&self) {
        assert_eq!(self.node.nonce(CAROL), 0, "a transaction has been sent");
        assert!(!self.folder().join("412346.journal.json").exists(), "there is a journal");
        assert!(!self.record_path().exists(), "there is a result");
    }
}

impl Run {
    /// Asserts that the run has succeeded.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert!(self.success, "{}", self.output);
        self
    }

    /// Asserts that the run has failed.
    #[track_caller]
    pub fn fails(self) -> Self {
        assert!(!self.success, "{}", self.output);
        self
    }

    /// Asserts that the output contains a text.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.output.contains(text), "no {text:?} in:\n{}", self.output);
        self
    }
}

/// A path as an argument.
pub fn path(path: &Path) -> &str {
    path.to_str().expect("text")
}

fn json_file(path: &Path) -> Value {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}
