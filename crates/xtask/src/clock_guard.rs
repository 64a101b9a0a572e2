// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask clock-guard`: a WASM build with the test clock must not compile.

use anyhow::{bail, ensure, Context, Result};

use crate::build::{Workspace, TARGET};

const FEATURE: &str = "test-clock";

/// Fails if a WASM build with the test clock compiles, or if it fails for a reason other than the guard.
pub fn check(workspace: &Workspace) -> Result<()> {
    let output = workspace
        .reproducible_cargo()
        .args(["check", "--quiet", "--locked", "--lib", "--package", "diem"])
        .args(["--target", TARGET, "--features", FEATURE])
        .arg("--target-dir")
        .arg(workspace.root.join("target/clock-guard"))
        .output()
        .context("cannot start cargo")?;
    check_outcome(output.status.success(), &String::from_utf8_lossy(&output.stderr))?;
    println!("As required, a WASM build with the feature `{FEATURE}` does not compile.");
    Ok(())
}

fn check_outcome(compiled: bool, stderr: &str) -> Result<()> {
    if compiled {
        bail!(
            "a WASM build with the feature `{FEATURE}` compiles: a contract whose time can be set \
             could be deployed"
        );
    }
    // Any other error could hide that the guard is gone.
    let guard = stderr.lines().any(|line| line.starts_with("error:") && line.contains(FEATURE));
    ensure!(
        guard,
        "the WASM build with `{FEATURE}` fails, but not because of the guard:\n{stderr}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_outcome;

    #[test]
    fn only_the_error_of_the_guard_passes() {
        assert!(check_outcome(false, "error: `test-clock` is for tests").is_ok());
        assert!(check_outcome(true, "").is_err());
        assert!(check_outcome(false, "error[E0425]: cannot find `x` in this scope").is_err());
        assert!(check_outcome(false, "error: package has no feature: test_clock").is_err());
    }
}
