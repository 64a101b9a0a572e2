// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask test`: every test, Rust's and the TypeScript client's.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{mpsc, Mutex},
    thread,
    time::Instant,
};

use anyhow::{ensure, Context, Result};
use serde_json::Value;

use crate::{
    abi,
    build::Workspace,
    node::{self, npm},
};

/// Test binaries that run at once. The contract's own tests use one core, because motsu keeps all contracts in one map.
const AT_ONCE: usize = 2;

/// `cargo xtask test`
pub fn run(workspace: &Workspace) -> Result<()> {
    node::install(workspace)?;
    abi::check(workspace)?;
    run_rust_tests(workspace)?;
    // The compiled Solidity of the devnet, and the types of the client.
    succeed(npm(workspace).args(["run", "check", "--workspaces", "--if-present"]))?;
    succeed(npm(workspace).args(["test", "--workspace", "clients/ts"]))?;
    println!("\nAll tests passed.");
    Ok(())
}

/// A compiled test binary.
#[derive(Clone, Debug, PartialEq)]
pub struct TestBinary {
    name: String,
    pub executable: PathBuf,
    /// The package's folder, where cargo would run it.
    pub folder: PathBuf,
    /// Which of its tests to run: all, if empty.
    filter: &'static [&'static str],
}

/// Tests that take minutes on one core, by target. They run as a process of their own, beside the rest.
const SLOW: (&str, &str) = ("devnet", "scenarios::");

/// Builds all test binaries at once and runs them, the one with the most tests first.
fn run_rust_tests(workspace: &Workspace) -> Result<()> {
    let mut build = workspace.cargo();
    build.args(["test", "--workspace", "--locked", "--no-run"]);
    println!("\n--- {build:?}");
    let output = build
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "the tests do not build");
    let mut binaries = test_binaries(&String::from_utf8(output.stdout)?);
    ensure!(!binaries.is_empty(), "cargo names no test binary");
    split_slow(&mut binaries);
    // What uses one core for minutes goes first.
    binaries.sort_by_key(|binary| binary.name != "contract" && binary.filter != [SLOW.1]);

    let queue = Mutex::new(binaries.into_iter());
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            let (sender, queue) = (sender.clone(), &queue);
            scope.spawn(move || {
                while let Some(binary) = next(queue) {
                    let started = Instant::now();
                    let output = run_binary(&binary);
                    if sender.send((binary, started.elapsed(), output)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut failed = Vec::new();
        for (binary, duration, output) in results {
            let output = output?;
            println!(
                "\n--- {} {} ({} s)",
                binary.name,
                binary.filter.join(" "),
                duration.as_secs()
            );
            print!("{}", String::from_utf8_lossy(&output.stdout));
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
            if !output.status.success() {
                failed.push(binary.name);
            }
        }
        ensure!(failed.is_empty(), "tests failed in: {}", failed.join(", "));
        Ok(())
    })
}

/// Runs the slow tests apart from the others of their target.
fn split_slow(binaries: &mut Vec<TestBinary>) {
    let Some(rest) = binaries.iter_mut().find(|binary| binary.name == SLOW.0) else {
        return;
    };
    rest.filter = &["--skip", SLOW.1];
    let slow = TestBinary { filter: &[SLOW.1], ..rest.clone() };
    binaries.push(slow);
}

fn next(queue: &Mutex<impl Iterator<Item = TestBinary>>) -> Option<TestBinary> {
    queue.lock().ok()?.next()
}

fn run_binary(binary: &TestBinary) -> Result<Output> {
    println!("running {} {}", binary.name, binary.filter.join(" "));
    Command::new(&binary.executable)
        .args(binary.filter)
        .current_dir(&binary.folder)
        .env("CARGO_MANIFEST_DIR", &binary.folder)
        .output()
        .with_context(|| format!("cannot start {}", binary.executable.display()))
}

/// The test binaries that cargo's messages name.
pub fn test_binaries(messages: &str) -> Vec<TestBinary> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["profile"]["test"] == true)
        .filter_map(|message| {
            let executable = PathBuf::from(message["executable"].as_str()?);
            let folder = Path::new(message["manifest_path"].as_str()?).parent()?;
            Some(TestBinary {
                name: message["target"]["name"].as_str()?.to_owned(),
                executable,
                folder: folder.to_owned(),
                filter: &[],
            })
        })
        .collect()
}

fn succeed(command: &mut Command) -> Result<()> {
    println!("\n--- {command:?}");
    let status =
        command.status().with_context(|| format!("cannot start {:?}", command.get_program()))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn test_binaries_are_the_executables_of_the_test_profile() {
        let messages = r#"{"reason":"compiler-artifact","manifest_path":"/c/serde/Cargo.toml","target":{"name":"serde"},"profile":{"test":false},"executable":null}
{"reason":"compiler-artifact","manifest_path":"/w/devnet/Cargo.toml","target":{"name":"diem-devnet"},"profile":{"test":false},"executable":"/t/diem-devnet"}
{"reason":"compiler-artifact","manifest_path":"/w/Cargo.toml","target":{"name":"contract"},"profile":{"test":true},"executable":"/t/contract-1"}
{"reason":"build-finished","success":true}"#;
        let expected = TestBinary {
            name: "contract".to_owned(),
            executable: "/t/contract-1".into(),
            folder: "/w".into(),
            filter: &[],
        };
        assert_eq!(test_binaries(messages), [expected]);
        assert_eq!(test_binaries(""), []);
    }

    #[test]
    fn slow_tests_are_split_off_and_none_is_lost() {
        let binary = |name: &str| TestBinary {
            name: name.to_owned(),
            executable: "/t".into(),
            folder: "/w".into(),
            filter: &[],
        };
        let mut binaries = vec![binary("contract"), binary("devnet")];
        split_slow(&mut binaries);
        let filters: Vec<_> = binaries.iter().map(|binary| binary.filter.join(" ")).collect();
        assert_eq!(filters, ["", "--skip scenarios::", "scenarios::"]);
    }
}
