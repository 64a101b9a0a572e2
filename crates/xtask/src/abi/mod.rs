// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask abi`: everything generated from `artifacts/IDiem.sol`, the one source of the
//! interface: the JSON ABI, the TypeScript ABI and the table of errors.

mod errors;
mod json;
mod solc;

use std::fs;

use anyhow::{ensure, Context, Result};

use crate::{
    build::Workspace,
    generated::{self, File},
    paths,
};
use solc::Interface;

/// `cargo xtask abi`
pub fn refresh(workspace: &Workspace) -> Result<()> {
    generated::write(&workspace.root, &files(workspace)?)
}

/// `cargo xtask abi --check`
pub fn check(workspace: &Workspace) -> Result<()> {
    generated::check(&workspace.root, &files(workspace)?, "cargo xtask abi")?;
    println!("The ABI and the table of errors match {}.", paths::INTERFACE);
    Ok(())
}

/// The generated files and their expected content.
pub fn files(workspace: &Workspace) -> Result<Vec<File>> {
    let source = fs::read_to_string(workspace.root.join(paths::INTERFACE))
        .with_context(|| format!("cannot read {}", paths::INTERFACE))?;
    let interface = solc::compile(workspace, &source)?;
    require_documentation(&interface)?;
    let entries = interface.entries();
    let file = |path, text: String| File { path, bytes: text.into_bytes() };
    Ok(vec![
        file(paths::ABI_JSON, json::render(&entries)?),
        file(paths::ABI_TYPESCRIPT, json::render_typescript(&entries)?),
        file(paths::ERRORS, errors::render(&interface)?),
    ])
}

/// Fails if a declaration, a parameter or a return value has no NatSpec, or an error no advice.
fn require_documentation(interface: &Interface) -> Result<()> {
    let missing: Vec<String> =
        interface.declarations.iter().flat_map(|declaration| declaration.undocumented()).collect();
    ensure!(
        missing.is_empty(),
        "{} lacks documentation:\n  {}",
        paths::INTERFACE,
        missing.join("\n  ")
    );
    Ok(())
}
