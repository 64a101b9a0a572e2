// SPDX-License-Identifier: MIT OR Apache-2.0
//! A proxy between the tool and a node, which can stop the tool and lose answers.

use std::collections::HashMap;
use std::io::BufReader;
use std::net::{TcpListener, TcpStream};
use std::process::Child;
use std::sync::{Arc, LazyLock, Mutex};

use serde_json::{json, Value};

use super::http;

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Action {
    /// It is answered by the node.
    Forward,
    /// The tool is killed before the node sees the request.
    KillBefore,
    /// The tool is killed when the node has answered, before it sees the answer.
    KillAfter,
    /// The node gets the request, and the connection is closed without the answer.
    LoseAnswer,
    /// The connection is closed, and the node does not get the request.
    LoseRequest,
    /// The node gets the request, and the tool gets this result.
    ReplaceResult(Value),
    /// The node gets the request, and the tool gets an error with this message.
    ReplaceByError(&'static str),
}

/// The proxy. Its thread ends with the test process.
pub struct Proxy {
    pub url: String,
    state: Arc<State>,
}

struct State {
    node: String,
    /// The process to kill.
    tool: Mutex<Option<Child>>,
    methods: Mutex<Vec<String>>,
    decide: Box<Decide>,
}

/// Decides on a request, by its index and its method.
type Decide = dyn Fn(usize, &str) -> Action + Send + Sync;

impl Proxy {
    /// A proxy of the node at `node`.
    pub fn start(
        node: &str,
        action: impl Fn(usize, &str) -> Action + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(State {
            node: node.to_owned(),
            tool: Mutex::new(None),
            methods: Mutex::new(Vec::new()),
            decide: Box::new(action),
        });
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // Fails when the tool has been killed in the middle of a request.
                let _ = stream.and_then(|stream| shared.serve(stream));
            }
        });
        Self { url, state }
    }

    /// Waits for a process, which requests may kill.
    pub fn wait(&self, tool: Child) -> std::process::ExitStatus {
        *self.state.tool.lock().expect("no panic") = Some(tool);
        loop {
            let mut tool = self.state.tool.lock().expect("no panic");
            let status = tool.as_mut().expect("set above").try_wait().expect("a status");
            if let Some(status) = status {
                return status;
            }
            drop(tool);
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// The methods of all requests, in their order.
    pub fn methods(&self) -> Vec<String> {
        self.state.methods.lock().expect("no panic").clone()
    }
}

impl State {
    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let body = http::read_body(&mut BufReader::new(stream.try_clone()?))?;
        let request: Value = serde_json::from_str(&body).expect("JSON");
        let method = request["method"].as_str().expect("a method");
        let index = {
            let mut methods = self.methods.lock().expect("no panic");
            methods.push(method.to_owned());
            methods.len() - 1
        };
        let answer = |key: &str, value: Value| {
            json!({"jsonrpc": "2.0", "id": request["id"], key: value}).to_string()
        };
        let forward = || {
            let key = request["params"].to_string();
            if let Some(gas) = remembered_estimate(method, &key) {
                return Ok(answer("result", gas));
            }
            let text = http::post(&self.node, &body)?;
            remember_estimate(method, key, &text);
            Ok::<_, std::io::Error>(text)
        };
        match (self.decide)(index, method) {
            Action::Forward => http::respond(&mut stream, &forward()?),
            Action::KillBefore => {
                self.kill();
                Ok(())
            }
            Action::KillAfter => {
                forward()?;
                self.kill();
                Ok(())
            }
            Action::LoseAnswer => forward().map(|_| ()),
            Action::LoseRequest => Ok(()),
            Action::ReplaceResult(result) => {
                forward()?;
                http::respond(&mut stream, &answer("result", result))
            }
            Action::ReplaceByError(message) => {
                forward()?;
                let error = json!({"code": -32000, "message": message});
                http::respond(&mut stream, &answer("error", error))
            }
        }
    }

    /// Kills the tool as `kill -9` does, and waits until it is gone.
    fn kill(&self) {
        loop {
            if let Some(tool) = self.tool.lock().expect("no panic").as_mut() {
                tool.kill().expect("a running process");
                tool.wait().expect("a status");
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }
}

/// Estimates by their parameters. They are by far the slowest requests, because the node executes the transaction many
/// times, and the same in every test, because all nodes start alike. Failed ones are not remembered.
static ESTIMATES: LazyLock<Mutex<HashMap<String, Value>>> = LazyLock::new(Mutex::default);

fn remembered_estimate(method: &str, parameters: &str) -> Option<Value> {
    let is_estimate = method == "eth_estimateGas";
    is_estimate.then(|| ESTIMATES.lock().expect("no panic").get(parameters).cloned()).flatten()
}

fn remember_estimate(method: &str, parameters: String, answer: &str) {
    let answer: Value = serde_json::from_str(answer).expect("JSON");
    if method == "eth_estimateGas" && answer["result"].is_string() {
        ESTIMATES.lock().expect("no panic").insert(parameters, answer["result"].clone());
    }
}
