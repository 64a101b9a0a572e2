// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo devnet` and `cargo lifecycle`.
//!
//! Cargo resolves the features of dependencies for the packages and targets that a command names:
//! `cargo run --package diem-devnet` would compile most dependencies a second time after
//! `cargo test --workspace`. Here both programs are built as the tests are: for the whole
//! workspace, and with an example among the targets, because only tests and examples bring in
//! dev-dependencies.

use std::process::{Command, Stdio};

use anyhow::{ensure, Context, Result};
use serde_json::Value;

use crate::build::Workspace;

const DEVNET: &str = "diem-devnet";
const LIFECYCLE: &str = "lifecycle";

/// `cargo devnet`: replaces this process by the development node.
pub fn devnet(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let targets = ["--bin", DEVNET, "--example", LIFECYCLE];
    build_and_exec(workspace, &targets, DEVNET, arguments)
}

/// `cargo lifecycle`: replaces this process by the example.
pub fn lifecycle(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    build_and_exec(workspace, &["--example", LIFECYCLE], LIFECYCLE, arguments)
}

/// Builds targets of the workspace, and replaces this process by the program `name`.
pub fn build_and_exec(
    workspace: &Workspace,
    targets: &[&str],
    name: &str,
    arguments: &[&str],
) -> Result<()> {
    let output = workspace
        .cargo()
        .args(["build", "--workspace"])
        .args(targets)
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "{name} does not build");
    let executable = executable(&String::from_utf8(output.stdout)?, name)
        .with_context(|| format!("cargo reported no executable for {name}"))?;
    // In the current folder, to which relative paths among the arguments refer.
    replace_process(Command::new(executable).args(arguments))
}

/// The executable of a target, from cargo's messages.
fn executable(messages: &str, name: &str) -> Option<String> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(str::to_owned))
}

/// Replaces this process, so that signals sent to it reach the program.
#[cfg(unix)]
fn replace_process(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot start the program")
}

#[cfg(not(unix))]
fn replace_process(command: &mut Command) -> Result<()> {
    let status = command.status().context("cannot start the program")?;
    std::process::exit(status.code().unwrap_or(1));
}

#[cfg(test)]
mod tests {
    use super::executable;

    #[test]
    fn the_executable_is_the_one_of_the_named_target() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"serde"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"lifecycle"},"executable":"/target/debug/examples/lifecycle"}
{"reason":"compiler-artifact","target":{"name":"diem-devnet"},"executable":"/target/debug/diem-devnet"}
{"reason":"build-finished","success":true}"#;
        let expected = Some("/target/debug/diem-devnet".to_owned());
        assert_eq!(executable(messages, "diem-devnet"), expected);
        assert_eq!(executable(messages, "serde"), None);
        assert_eq!(executable("", "diem-devnet"), None);
    }
}
