// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask deploy` and `cargo xtask calldata`: the program `diem-deploy`.

use anyhow::Result;

use crate::build::Workspace;
use crate::devnet::build_and_exec;

const DEPLOY: &str = "diem-deploy";

/// `cargo xtask deploy`: replaces this process by the deployment tool.
pub fn deploy(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    // An example among the targets, so that everything is built with the features of the tests.
    let targets = ["--bin", DEPLOY, "--example", "lifecycle"];
    build_and_exec(workspace, &targets, DEPLOY, arguments)
}

/// `cargo xtask calldata`: the tool's command of that name.
pub fn calldata(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    deploy(workspace, &[&["calldata"], arguments].concat())
}
