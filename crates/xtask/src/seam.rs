//! The test clock must stay out of every chain.

use anyhow::{bail, ensure, Context, Result};

use crate::build::{Workspace, TARGET};

const FEATURE: &str = "test-clock";

/// Fails when a WASM build with the test clock compiles, or breaks for another reason.
pub fn check(workspace: &Workspace) -> Result<()> {
    let output = workspace
        .cargo()
        .args(["check", "--quiet", "--locked", "--lib", "--package", "diem"])
        .args(["--target", TARGET, "--features", FEATURE])
        .arg("--target-dir")
        .arg(workspace.root.join("target/seam"))
        .output()
        .context("cannot start cargo")?;
    judge(
        output.status.success(),
        &String::from_utf8_lossy(&output.stderr),
    )?;
    println!("A WASM build with `{FEATURE}` does not compile, as it must not.");
    Ok(())
}

fn judge(compiled: bool, stderr: &str) -> Result<()> {
    if compiled {
        bail!("a WASM build with the feature `{FEATURE}` compiles: anyone could deploy a contract whose time can be set");
    }
    // Any other error would hide that the guard is gone.
    let guard = stderr
        .lines()
        .any(|line| line.starts_with("error:") && line.contains(FEATURE));
    ensure!(
        guard,
        "the WASM build with `{FEATURE}` fails, but not by its own guard:\n{stderr}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn only_the_guards_own_error_passes() {
        assert!(judge(false, "error: `test-clock` is for tests").is_ok());
        assert!(judge(true, "").is_err());
        assert!(judge(false, "error[E0425]: cannot find `x` in this scope").is_err());
        assert!(judge(false, "error: package has no feature: test_clock").is_err());
    }
}
