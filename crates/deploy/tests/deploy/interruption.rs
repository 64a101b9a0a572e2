// SPDX-License-Identifier: MIT OR Apache-2.0
//! The tool is killed at every request to the node, and started again.

use serde_json::json;

use super::support::fixture::{path, Fixture};
use super::support::node::CAROL;
use super::support::proxy::Action;

const SEND: &str = "eth_sendRawTransaction";

/// Kills a run at the request with index `at`, finishes it with a second run, and returns the chain to where it was.
fn interrupt(fixture: &Fixture, at: usize, action: &Action) {
    let before = fixture.node.request("evm_snapshot", json!([]));
    let kill = action.clone();
    let choose = move |index, _: &str| if index == at { kill.clone() } else { Action::Forward };
    let first = fixture.broadcast_through(choose);
    assert!(!first.success, "request {at}, {action:?}: not killed");
    assert_eq!(first.methods.len(), at + 1);

    let second = fixture.broadcast();
    assert!(second.success, "request {at}, {action:?}: {}", second.output);
    second.says("is as recorded");
    fixture.assert_deployed_once(0);
    fixture.clear();
    assert_eq!(fixture.node.request("evm_revert", json!([before])), true);
    assert_eq!(fixture.node.nonce(CAROL), 0);
}

/// The requests of a complete run.
fn complete_run(fixture: &Fixture) -> Vec<String> {
    let before = fixture.node.request("evm_snapshot", json!([]));
    let run = fixture.broadcast().succeeds();
    fixture.clear();
    fixture.node.request("evm_revert", json!([before]));
    assert_eq!(run.methods.iter().filter(|method| *method == SEND).count(), 4);
    run.methods
}

/// Kills at every request with an index of this parity, so that two tests share the work.
fn interrupt_all(parity: usize) {
    let fixture = Fixture::new(&[]);
    let methods = complete_run(&fixture);
    for (at, method) in methods.iter().enumerate().filter(|(at, _)| at % 2 == parity) {
        interrupt(&fixture, at, &Action::KillBefore);
        // A request that only reads leaves the same behind, whether or not the node has seen it.
        if method == SEND {
            interrupt(&fixture, at, &Action::KillAfter);
        }
    }
}

#[test]
fn a_run_that_was_killed_at_an_even_request_is_continued() {
    interrupt_all(0);
}

#[test]
fn a_run_that_was_killed_at_an_odd_request_is_continued() {
    interrupt_all(1);
}

/// Only the journal tells that a transaction was signed: the second run sends the same bytes.
#[test]
fn the_same_bytes_are_sent_again() {
    let fixture = Fixture::new(&[]);
    fixture.broadcast_through(kill_at_send(3, Action::KillBefore)).fails();
    let signed = fixture.journal()["steps"][2]["attempts"][0]["hash"].clone();
    let receipt = fixture.node.request("eth_getTransactionReceipt", json!([signed]));
    assert_eq!(receipt, json!(null), "not sent before the kill");
    fixture.broadcast().succeeds();
    assert_eq!(fixture.record()["transactions"]["deployer"], signed);
    fixture.assert_deployed_once(0);
}

#[test]
fn a_run_with_other_inputs_does_not_continue() {
    let fixture = Fixture::new(&[]);
    fixture.broadcast_through(kill_at_send(2, Action::KillAfter)).fails();
    let journal = fixture.journal();

    fixture.configure(|text| text.replace("base = \"90\"", "base = \"91\""));
    fixture.broadcast().fails().says("begun with other tokens, offices or parameters");
    fixture.configure(|text| text);

    let bob_key = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    let (config, folder) = (fixture.config(), fixture.folder());
    let arguments = [path(&config), "--deployments", path(&folder), "--broadcast"];
    fixture
        .run(&arguments, &[("DIEM_DEPLOY_KEY", bob_key)], |_, _| Action::Forward)
        .fails()
        .says("the journal was begun by the account 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");

    let module = fixture.folder().join("other.wasm");
    std::fs::write(&module, b"\0asm\x01\0\0\0").expect("a file");
    fixture
        .tool(&[&arguments[..], &["--wasm", path(&module)]].concat())
        .fails()
        .says("the journal was begun with another program");

    assert_eq!(fixture.journal(), journal);
    fixture.broadcast().succeeds();
    fixture.assert_deployed_once(0);
}

/// A chain that was started anew has the same id.
#[test]
fn a_journal_of_another_chain_is_refused() {
    let first = Fixture::new(&["--timestamp", "1800000000"]);
    first.broadcast_through(kill_at_send(2, Action::KillAfter)).fails();
    let second = Fixture::new(&["--timestamp", "1800000001"]);
    std::fs::create_dir(second.folder()).expect("a folder");
    let name = "412346.journal.json";
    std::fs::copy(first.folder().join(name), second.folder().join(name)).expect("a copy");
    second.broadcast().fails().says("the journal belongs to another chain");
    assert_eq!(second.node.nonce(CAROL), 0);
}

#[test]
fn two_runs_at_once_are_refused() {
    let fixture = Fixture::new(&[]);
    std::fs::create_dir(fixture.folder()).expect("a folder");
    let lock = std::fs::File::create(fixture.folder().join("412346.lock")).expect("a file");
    lock.lock().expect("a lock");
    fixture.broadcast().fails().says("another run is deploying to this chain");
    fixture.assert_untouched();
    drop(lock);
    fixture.broadcast().succeeds();
}

/// Kills at the transaction with this number.
pub fn kill_at_send(
    number: usize,
    action: Action,
) -> impl Fn(usize, &str) -> Action + Send + Sync + 'static {
    let sent = std::sync::atomic::AtomicUsize::new(0);
    move |_, method| {
        let is_it =
            method == SEND && sent.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1 == number;
        if is_it {
            action.clone()
        } else {
            Action::Forward
        }
    }
}
