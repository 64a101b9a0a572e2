//! Builds Diem's released artefacts and checks them.
//!
//! Run it through cargo: `cargo artifacts`, or `cargo xtask <command>`.

mod abi;
mod artifacts;
mod build;
mod errors;
mod faces;
mod lines;
mod readme;
mod reproduce;
mod seam;
mod sizes;
mod tests;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;

use build::Workspace;

const HELP: &str = "\
cargo artifacts            build the WASM and the ABI, and refresh artifacts/ and ERRORS.md
cargo artifacts --check    the same, but fail where one of them is out of date
cargo xtask sizes          sizes of the lean and the plain build against the limits
cargo xtask faces          bytes of code by face and by dependency
cargo xtask lines          lines of code by area
cargo xtask readme         the README's numbers, from the snapshots in artifacts/
cargo xtask errors         what ERRORS.md should say, without a build
cargo xtask reproduce      two clean builds in different folders give artifacts/diem.wasm
cargo xtask seam           a WASM build with the test clock does not compile
cargo xtask test           every test: Rust's, and the TypeScript client's
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    let workspace = Workspace::current()?;
    match args {
        ["artifacts"] => artifacts::refresh(&workspace),
        ["artifacts", "--check"] => artifacts::check(&workspace),
        ["sizes"] => sizes::print(&workspace),
        ["faces"] => faces::print(&workspace),
        ["lines"] => lines::print(&workspace),
        ["errors"] => errors::print(&workspace),
        ["readme"] => readme::refresh(&workspace),
        ["reproduce"] => reproduce::run(&workspace),
        ["seam"] => seam::check(&workspace),
        ["test"] => tests::run(&workspace),
        ["help" | "--help"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => anyhow::bail!("unknown command `{}`; there are:\n{HELP}", args.join(" ")),
    }
}
