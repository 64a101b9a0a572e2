//! Every test there is: Rust's, then the TypeScript client's against a node of its own.

use std::process::Command;

use anyhow::{ensure, Context, Result};

use crate::build::Workspace;

/// `cargo xtask test`
pub fn run(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    succeed(cargo.args(["test", "--workspace", "--locked"]))?;
    for folder in ["devnet/contracts", "clients/ts"] {
        for arguments in [&["ci", "--no-audit", "--no-fund"][..], &["run", "check"]] {
            succeed(npm(workspace, folder).args(arguments))?;
        }
    }
    succeed(npm(workspace, "clients/ts").arg("test"))
}

fn npm(workspace: &Workspace, folder: &str) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(workspace.root.join(folder));
    npm
}

fn succeed(command: &mut Command) -> Result<()> {
    println!("\n--- {command:?}");
    let status = command.status().with_context(|| {
        format!(
            "cannot start {:?}; the client's tests need Node.js 20 or newer",
            command.get_program()
        )
    })?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
