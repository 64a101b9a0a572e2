// SPDX-License-Identifier: MIT OR Apache-2.0
//! Builds and checks Diem's released artefacts, and starts its tests and programs.
//!
//! Run it through cargo: `cargo artifacts`, or `cargo xtask <command>`.

mod abi;
mod artifacts;
mod build;
mod clock_guard;
mod code_size;
mod deploy;
mod devnet;
mod docs;
mod format;
mod generated;
mod licences;
mod lines;
mod mutants;
mod names;
mod node;
mod numbers;
mod paths;
mod pictures;
mod release;
mod reproduce;
mod sizes;
mod tests;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;

use build::Workspace;

const HELP: &str = "\
cargo artifacts            build the program and update everything that is generated
cargo artifacts --check    the same, but only fail if a generated file is out of date
cargo devnet               a development chain with Diem on it; --help lists its options
cargo lifecycle            a walk through the contract with real numbers
cargo xtask abi            ABI and docs/reference/ from artifacts/IDiem.sol; --check compares
cargo xtask sizes          sizes of the released and the plain build, with their limits
cargo xtask code-size      bytes of code by module and by dependency
cargo xtask deploy         put Diem on a chain: `deploy FILE`, `deploy verify`, `deploy keepalive`; --help lists options
cargo xtask calldata       calldata of a call of Diem, for multisig owners; --list
cargo xtask docs           check links and build the site of the documents
cargo xtask licences       check the licences of all dependencies against deny.toml
cargo xtask lines          lines of code by area
cargo xtask mutants        defects that tests must notice; --check: they apply; --list; --only model|contract
cargo xtask names          check names, texts and imports: no replaced name, no circular import
cargo xtask npm-ci         install the npm packages of package-lock.json, unless they are installed
cargo xtask numbers        update docs/design/gas.md from the snapshots in artifacts/
cargo xtask pictures       draw docs/images/ from the rules of the contract; --check compares
cargo xtask reproduce      a clean build in another folder gives artifacts/diem.wasm
cargo xtask clock-guard    check that a WASM build with the test clock does not compile
cargo xtask test           run every test: Rust's and the TypeScript client's
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
        ["devnet", arguments @ ..] => devnet::devnet(&workspace, arguments),
        ["lifecycle", arguments @ ..] => devnet::lifecycle(&workspace, arguments),
        ["abi"] => abi::refresh(&workspace),
        ["abi", "--check"] => abi::check(&workspace),
        ["sizes"] => sizes::print(&workspace),
        ["code-size"] => code_size::print(&workspace),
        ["deploy", arguments @ ..] => deploy::deploy(&workspace, arguments),
        ["calldata", arguments @ ..] => deploy::calldata(&workspace, arguments),
        ["docs"] => docs::build(&workspace),
        ["licences"] => licences::check(&workspace),
        ["lines"] => lines::print(&workspace),
        ["mutants", arguments @ ..] => mutants::run(&workspace, arguments),
        ["names"] => names::check(&workspace),
        ["npm-ci"] => node::install(&workspace),
        ["numbers"] => numbers::refresh(&workspace),
        ["pictures"] => pictures::refresh(&workspace),
        ["pictures", "--check"] => pictures::check(&workspace),
        ["reproduce"] => reproduce::run(&workspace),
        ["clock-guard"] => clock_guard::check(&workspace),
        ["test"] => tests::run(&workspace),
        ["help" | "--help"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => anyhow::bail!("unknown command `{}`. Commands:\n{HELP}", args.join(" ")),
    }
}
