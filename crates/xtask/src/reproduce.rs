//! Two clean builds in different folders, byte for byte.
//!
//! Two things can make them differ: a path that reaches the module, and a macro that writes
//! code in random order. One is known: the `#[interface_id]` of `openzeppelin-stylus` walks a hash map, so
//! that `interface_id()` and its own `supports_interface()` compile differently each time the
//! crate is built. The contract states its ERC-165 ids as constants instead.

use std::{fs, path::Path, process::Command};

use anyhow::{ensure, Context, Result};

use crate::{
    artifacts,
    build::{Recipe, Workspace},
    wasm,
};

/// `cargo xtask reproduce`
pub fn run(workspace: &Workspace) -> Result<()> {
    let released = fs::read(workspace.root.join(artifacts::WASM))
        .context("no released module; `cargo artifacts` builds it")?;
    let scratch = tempfile::tempdir()?;
    // Paths of different length and depth: a path that leaks moves every byte after it.
    for folder in ["a", "another/folder/with a longer path"] {
        let copy = scratch.path().join(folder);
        copy_tracked(&workspace.root, &copy)?;
        println!("building in {}", copy.display());
        let built = wasm::as_released(&Workspace::at(&copy).build(Recipe::Lean)?)?;
        ensure!(
            built == released,
            "the build in {} gives {} (sha256 {}), {} holds {} (sha256 {}). If the sources \
             changed, run `cargo artifacts`; if not, the build depends on its folder or on \
             chance, and the notes in xtask/src/reproduce.rs say where to look",
            copy.display(),
            bytes(&built),
            artifacts::sha256(&built),
            artifacts::WASM,
            bytes(&released),
            artifacts::sha256(&released),
        );
    }
    println!(
        "Two clean builds give {}, sha256 {}.",
        artifacts::WASM,
        artifacts::sha256(&released)
    );
    Ok(())
}

fn bytes(module: &[u8]) -> String {
    format!("{} bytes", module.len())
}

/// Copies what git tracks, as it is in the working tree.
fn copy_tracked(from: &Path, to: &Path) -> Result<()> {
    let listed = Command::new("git")
        .current_dir(from)
        .args(["ls-files", "-z"])
        .output()
        .context("cannot start git")?;
    ensure!(
        listed.status.success(),
        "`git ls-files` failed; is this a clone?"
    );
    for file in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let source = from.join(file);
        // Deleted, but not yet for git.
        if !source.exists() {
            continue;
        }
        let target = to.join(file);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&source, &target).with_context(|| format!("cannot copy {file}"))?;
    }
    Ok(())
}
