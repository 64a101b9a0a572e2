// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo artifacts`: the released program, the generated documents and the snapshots of sizes.

use anyhow::Result;

use crate::{
    abi,
    build::{Recipe, Workspace},
    code_size,
    format::sha256,
    generated::{self, File},
    numbers, paths, release,
    sizes::Sizes,
};

/// `cargo artifacts`
pub fn refresh(workspace: &Workspace) -> Result<()> {
    generated::write(&workspace.root, &files(workspace)?)
}

/// `cargo artifacts --check`
pub fn check(workspace: &Workspace) -> Result<()> {
    generated::check(&workspace.root, &files(workspace)?, "cargo artifacts")?;
    numbers::check(workspace)?;
    println!("All artefacts are up to date.");
    Ok(())
}

/// Builds and checks everything.
fn files(workspace: &Workspace) -> Result<Vec<File>> {
    // The interface first: it takes seconds and fails most often while the contract is being written.
    let mut files = abi::files(workspace)?;
    let released = release::build(workspace, workspace)?;
    let plain = workspace.build(Recipe::Plain)?;
    let sizes = Sizes::of(&released, &plain)?;
    let code_size = code_size::document(workspace)?;
    // The form that `sha256sum --check` reads inside artifacts/.
    let checksum = format!("{}  diem.wasm\n", sha256(&released));
    files.extend([
        File::new(paths::WASM, released),
        File::new(paths::CHECKSUM, checksum),
        File::new(paths::SIZES, sizes.to_json()?),
        File::new(paths::CODE_SIZE, code_size),
    ]);
    Ok(files)
}
