// SPDX-License-Identifier: MIT OR Apache-2.0
//! The released module: the lean build, rewritten into canonical form and optimised by the
//! `wasm-opt` that `package-lock.json` pins.

use std::fs;

use anyhow::{ensure, Context, Result};

use crate::{
    build::{Recipe, Workspace},
    node, wasm,
};

const WASM_OPT: &str = "node_modules/binaryen/bin/wasm-opt";

const FLAGS: [&str; 5] = [
    "-Oz",
    // The features that activation accepts, as in `.cargo/lean.toml`. Of bulk memory it accepts only
    // memory.copy and memory.fill, which `bulk-memory-opt` stands for.
    "--mvp-features",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    // The largest function that is inlined into its only caller. Without this limit the router grows
    // into one huge function: some 700 bytes more after compression, and in a program near the size
    // limit more than the 65,536 instructions in a function that activation accepts.
    "-ocimfs=250",
];

/// Builds the contract by the lean recipe and returns the released module.
///
/// `tools` is the checkout whose `wasm-opt` runs; `sources` the one that is compiled.
pub fn build(tools: &Workspace, sources: &Workspace) -> Result<Vec<u8>> {
    let linked = sources.build(Recipe::Lean)?;
    // Before `wasm-opt`, so that it can remove code that only the linker's exports used. And after
    // it, because it writes custom sections.
    wasm::as_released(&optimise(tools, &wasm::as_released(&linked)?, &[])?)
}

/// The same program with its function names.
pub fn build_named(workspace: &Workspace) -> Result<Vec<u8>> {
    let linked = workspace.build(Recipe::Lean)?;
    optimise(workspace, &linked, &["-g"])
}

fn optimise(tools: &Workspace, module: &[u8], more_flags: &[&str]) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let [input, output] = ["input.wasm", "output.wasm"].map(|name| folder.path().join(name));
    fs::write(&input, module)?;
    let status = node::program(tools, WASM_OPT)?
        .args(FLAGS)
        .args(more_flags)
        .arg(&input)
        .arg("-o")
        .arg(&output)
        .status()
        .context("cannot start wasm-opt")?;
    ensure!(status.success(), "wasm-opt failed");
    fs::read(&output).context("wasm-opt wrote no module")
}
