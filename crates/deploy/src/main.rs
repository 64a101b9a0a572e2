// SPDX-License-Identifier: MIT OR Apache-2.0
//! The deployment tool: see `--help`.

use std::process::ExitCode;

use clap::Parser;
use diem_deploy::cli::{self, Options};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match cli::run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
