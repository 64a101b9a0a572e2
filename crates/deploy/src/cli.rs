// SPDX-License-Identifier: MIT OR Apache-2.0
//! The commands.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::calldata::{self, CalldataOptions};
use crate::chain::Chain;
use crate::deployment::{self, DeployOptions};
use crate::keepalive::{self, KeepaliveOptions};
use crate::program::Program;
use crate::record::Record;
use crate::verify;

/// Deploys Diem on an Arbitrum chain. Without --broadcast it sends nothing: it checks the chain, the tokens and the
/// balance, simulates the activation, and prints what would be sent and what it would cost.
///
/// The key comes from --keystore, from the environment variable DIEM_DEPLOY_KEY, or from a prompt.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask deploy", bin_name = "cargo xtask deploy", version)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Options {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    deploy: DeployOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare a deployment with its record and with a module; fails on any difference
    Verify(VerifyOptions),
    /// Tell when the program expires, and extend its life
    Keepalive(KeepaliveOptions),
    /// Print the calldata of a call of Diem, for owners that sign elsewhere
    Calldata(CalldataOptions),
}

#[derive(Debug, Args)]
struct VerifyOptions {
    /// The deployment's record, such as deployments/42161.json
    file: PathBuf,

    /// URL of a node
    #[arg(long, value_name = "URL", env = "DIEM_RPC_URL", hide_env_values = true)]
    rpc: String,

    /// The module that was deployed [default: artifacts/diem.wasm]
    #[arg(long, value_name = "FILE")]
    wasm: Option<PathBuf>,
}

/// Runs a command.
///
/// # Errors
/// If the command fails; the text says why.
pub async fn run(options: Options) -> Result<()> {
    match options.command {
        Some(Command::Verify(options)) => {
            let record = Record::load(&options.file)?;
            let program = Program::load(options.wasm.as_deref())?;
            verify::run(&Chain::connect(&options.rpc)?, &record, &program).await
        }
        Some(Command::Keepalive(options)) => keepalive::run(&options).await,
        Some(Command::Calldata(options)) => calldata::run(&options),
        None => deployment::run(&options.deploy).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_options_are_consistent() {
        Options::command().debug_assert();
    }

    #[test]
    fn a_file_or_a_command_is_accepted() {
        let parsed = |arguments: &[&str]| {
            Options::try_parse_from([&["deploy"], arguments].concat()).map(|found| found.command)
        };
        assert!(matches!(parsed(&["a.toml", "--broadcast"]), Ok(None)));
        let verify = ["verify", "a.json", "--rpc", "http://localhost"];
        assert!(matches!(parsed(&verify), Ok(Some(Command::Verify(_)))));
        assert!(parsed(&["a.toml", "--private-key", "1"]).is_err());
    }
}
