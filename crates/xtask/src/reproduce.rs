// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask reproduce`: a clean build in another folder gives the released bytes, which `cargo artifacts --check`
//! compares with a build in this one.
//!
//! Two kinds of defect can make them differ: a path that ends up in the module, and a macro that
//! generates code in random order. One such macro is known: `#[interface_id]` of
//! `openzeppelin-stylus` iterates over a hash map, so that `interface_id()` and
//! `supports_interface()` compile differently each time that crate is built. The contract states
//! its ERC-165 identifiers as constants instead.

use std::{fs, path::Path};

use anyhow::{ensure, Context, Result};

use crate::{build::Workspace, format::sha256, paths, release};

/// `cargo xtask reproduce`
pub fn run(workspace: &Workspace) -> Result<()> {
    let released = fs::read(workspace.root.join(paths::WASM))
        .context("no released module; `cargo artifacts` builds it")?;
    let scratch = tempfile::tempdir()?;
    // A path in the module would shift every byte after it: this one is longer than most checkouts'.
    let copy = scratch.path().join("another/folder/with a longer path");
    copy_tracked(workspace, &copy)?;
    println!("building in {}", copy.display());
    let built = release::build(workspace, &Workspace::at(&copy))?;
    ensure!(
        built == released,
        "the build in {} has {} bytes (sha256 {}), but {} has {} (sha256 {}). If the sources \
         changed, run `cargo artifacts`. Otherwise the build depends on its folder or on \
         chance: see the notes in crates/xtask/src/reproduce.rs",
        copy.display(),
        built.len(),
        sha256(&built),
        paths::WASM,
        released.len(),
        sha256(&released),
    );
    println!(
        "A clean build in another folder gives {}, sha256 {}.",
        paths::WASM,
        sha256(&released)
    );
    Ok(())
}

/// Copies the files that git tracks, as they are in the working tree.
pub fn copy_tracked(from: &Workspace, to: &Path) -> Result<()> {
    for file in from.tracked("*")? {
        let target = to.join(&file);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from.root.join(&file), &target).with_context(|| format!("cannot copy {file}"))?;
    }
    Ok(())
}
