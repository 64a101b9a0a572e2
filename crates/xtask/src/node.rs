// SPDX-License-Identifier: MIT OR Apache-2.0
//! Node.js and the npm packages pinned by `package-lock.json`: `solc` and `binaryen` for the
//! artefacts, and the dependencies of the TypeScript client and of the devnet's contracts.

use std::{fs, path::Path, process::Command};

use anyhow::{ensure, Context, Result};

use crate::{build::Workspace, format::sha256};

/// The oldest version that runs the TypeScript compiler and the tests.
const OLDEST: (u32, u32) = (20, 19);

const LOCK: &str = "package-lock.json";
/// Written after an installation: the hash of the lock file that was installed. `npm ci` removes it
/// with the rest of the folder.
const STAMP: &str = "node_modules/.package-lock.sha256";

/// Runs `npm ci` unless the packages of the current lock file are installed.
pub fn install(workspace: &Workspace) -> Result<()> {
    let lock =
        fs::read(workspace.root.join(LOCK)).with_context(|| format!("cannot read {LOCK}"))?;
    let lock = sha256(&lock);
    if installed(&workspace.root).as_ref() == Some(&lock) {
        return Ok(());
    }
    require_node()?;
    let status = npm(workspace)
        .args(["ci", "--no-audit", "--no-fund"])
        .status()
        .context("cannot start npm, which comes with Node.js")?;
    ensure!(status.success(), "`npm ci` failed");
    fs::write(workspace.root.join(STAMP), lock).with_context(|| format!("cannot write {STAMP}"))
}

/// npm in the repository's root.
pub fn npm(workspace: &Workspace) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(&workspace.root);
    npm
}

/// Node.js running a program of this repository or of an installed package.
pub fn program(workspace: &Workspace, path: &str) -> Result<Command> {
    install(workspace)?;
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).arg(workspace.root.join(path));
    Ok(node)
}

fn installed(root: &Path) -> Option<String> {
    fs::read_to_string(root.join(STAMP)).ok()
}

fn require_node() -> Result<()> {
    let (major, minor) = OLDEST;
    let needed = format!("Node.js {major}.{minor} or newer is required");
    let output = Command::new("node")
        .arg("--version")
        .output()
        .with_context(|| format!("{needed}, and `node` cannot be started"))?;
    let found = String::from_utf8_lossy(&output.stdout);
    let found = found.trim();
    ensure!(
        version(found).is_some_and(|version| version >= OLDEST),
        "{needed}; `node --version` prints `{found}`"
    );
    Ok(())
}

/// Major and minor version of `v20.19.1`.
fn version(printed: &str) -> Option<(u32, u32)> {
    let mut numbers = printed.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{version, OLDEST};

    #[test]
    fn versions_compare_by_number() {
        assert!(version("v20.19.0").unwrap() >= OLDEST);
        assert!(version("v100.0.0").unwrap() >= OLDEST);
        assert!(version("v20.9.0").unwrap() < OLDEST);
        assert!(version("v18.20.0").unwrap() < OLDEST);
        assert_eq!(version("20.19.0"), None);
        assert_eq!(version(""), None);
    }
}
