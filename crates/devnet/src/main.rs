// SPDX-License-Identifier: MIT OR Apache-2.0
//! The development node: see `--help`.

use std::process::ExitCode;

use clap::Parser;
use diem_devnet::cli::{self, Options};

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
