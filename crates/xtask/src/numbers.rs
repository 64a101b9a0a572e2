// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask numbers`: sizes and gas in `docs/design/gas.md`, a block between two comments, from the
//! snapshots in `artifacts/`.

use std::{fmt::Write, fs};

use anyhow::{ensure, Context, Result};
use serde_json::Value;

use crate::{
    build::Workspace,
    format::grouped,
    generated::{self, File},
    paths,
};

const BEGIN: &str = "<!-- from artifacts/, by `cargo xtask numbers` -->\n";
const END: &str = "<!-- end of the generated numbers -->\n";

/// The rows of the gas report that the document shows: call, state, and the title there.
const CALLS: [(&str, &str, &str); 14] = [
    ("transfer", "steady", "`transfer`"),
    ("approve", "steady", "`approve`"),
    ("stake", "steady", "`stake(recipient, amount)`"),
    ("initiateUnstakeVvv", "second ticket", "`initiateUnstakeVvv`, second ticket"),
    ("finalizeUnstake", "one ticket", "`finalizeUnstake`, one ticket"),
    ("mintDiem", "steady, supply 1", "`mintDiem` near an empty curve"),
    ("mintDiem", "steady, supply 37,713", "`mintDiem` at 37,713 DIEM"),
    ("burnDiem", "part", "`burnDiem`"),
    ("stake(uint256)", "steady", "`stake(amount)`"),
    ("spend", "same day", "`spend`"),
    ("spend", "first call of the day", "`spend` as the first call of a day"),
    ("redeem", "same day", "`redeem`"),
    ("redeemBatch", "50 vouchers, same day", "`redeemBatch` of 50, in total"),
    ("claim", "steady", "`claim`"),
];

/// `cargo xtask numbers`
pub fn refresh(workspace: &Workspace) -> Result<()> {
    generated::write(&workspace.root, &[file(workspace)?])
}

/// Fails if the document's numbers differ from the snapshots.
pub fn check(workspace: &Workspace) -> Result<()> {
    generated::check(&workspace.root, &[file(workspace)?], "cargo xtask numbers")
}

fn file(workspace: &Workspace) -> Result<File> {
    let read = |path: &str| {
        fs::read_to_string(workspace.root.join(path)).with_context(|| format!("cannot read {path}"))
    };
    let numbers = numbers(
        &serde_json::from_str(&read(paths::SIZES)?)?,
        &serde_json::from_str(&read(paths::GAS)?)?,
    )?;
    Ok(File::new(paths::NUMBERS, replaced(&read(paths::NUMBERS)?, &numbers)?))
}

/// The document with the block between the comments replaced.
fn replaced(document: &str, numbers: &str) -> Result<String> {
    let (before, rest) = document.split_once(BEGIN).context("no block for numbers")?;
    let (_, after) = rest.split_once(END).context("the block of numbers has no end")?;
    ensure!(!after.contains(BEGIN), "two blocks for numbers");
    Ok(format!("{before}{BEGIN}{numbers}{END}{after}"))
}

fn numbers(sizes: &Value, gas: &Value) -> Result<String> {
    let mut text = String::from("| | released (lean) | plain |\n|---|---:|---:|\n");
    for (what, key) in [
        ("compressed bytes (brotli 11, with the 4-byte prefix)", "compressed"),
        ("raw bytes", "raw"),
        ("data bytes", "data_bytes"),
        ("gas to start the program, part of every call, cached", "start_gas_cached"),
        ("the same, not cached", "start_gas_uncached"),
    ] {
        let of = |build: &str| {
            let number = sizes[build][key].as_u64();
            number.with_context(|| format!("no `{key}` of the {build} build"))
        };
        writeln!(text, "| {what} | {} | {} |", grouped(of("lean")?), grouped(of("plain")?))?;
    }
    text.push_str("\n| call | gas | relative to its floor |\n|---|---:|---:|\n");
    let rows = gas["calls"].as_array().context("no calls")?;
    for (call, state, title) in CALLS {
        let row = rows
            .iter()
            .find(|row| row["call"] == call && row["state"] == state)
            .with_context(|| format!("no row `{call}`, {state}"))?;
        let number =
            |key: &str| row[key].as_u64().with_context(|| format!("no `{key}` of {title}"));
        let (gas, floor) = (number("gas")?, number("floor")?);
        let ratio = gas as f64 / floor as f64;
        writeln!(text, "| {title} | {} | {ratio:.2} |", grouped(gas))?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_block_between_the_comments_is_replaced() {
        let document = |numbers| format!("Before\n{BEGIN}{numbers}{END}After\n");
        let found = replaced(&document("old 1\nold 2\n"), "new\n").unwrap();
        assert_eq!(found, document("new\n"));
        assert_eq!(replaced(&found, "new\n").unwrap(), found);
        for broken in ["no block", BEGIN, &document(BEGIN).repeat(2)] {
            assert!(replaced(broken, "new\n").is_err(), "{broken}");
        }
    }

    /// Stale numbers fail here too, without a build of the contract.
    #[test]
    fn the_numbers_are_those_of_the_snapshots() {
        check(&Workspace::current().unwrap()).unwrap();
    }

    #[test]
    fn a_missing_row_is_named() {
        let build = serde_json::json!({"compressed": 1, "raw": 2, "data_bytes": 3,
            "start_gas_cached": 4, "start_gas_uncached": 5});
        let sizes = serde_json::json!({"lean": build, "plain": build});
        let error = numbers(&sizes, &serde_json::json!({"calls": []})).unwrap_err();
        assert_eq!(error.to_string(), "no row `transfer`, steady");
    }
}
