// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask lines`: lines of Rust by area, in the files that git tracks.

use std::fs;

use anyhow::{Context, Result};

use crate::{build::Workspace, format::grouped};

/// Areas and their path prefixes. A file counts for the first area that matches.
const AREAS: [(&str, &[&str]); 11] = [
    ("entry points: `src/contract/`", &["src/contract/"]),
    ("native only: `src/main.rs`", &["src/main.rs"]),
    ("storage layout, interface, errors, events: `src/*.rs`", &["src/"]),
    ("rules: `crates/model/src/`", &["crates/model/src/"]),
    ("tests of the rules: `crates/model/tests/`", &["crates/model/"]),
    ("router, storage, host calls: `crates/stylus-lean/`", &["crates/stylus-lean/"]),
    ("256-bit words: `crates/packed-word/`", &["crates/packed-word/"]),
    ("independent reference: `crates/reference/`", &["crates/reference/"]),
    ("tests of the contract: `tests/`, `examples/`", &["tests/", "examples/"]),
    ("development chain and its tests: `crates/devnet/`", &["crates/devnet/"]),
    ("tools: `crates/xtask/`, `crates/stylus-wasm/`", &["crates/xtask/", "crates/stylus-wasm/"]),
];

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Lines {
    code: u64,
    comments: u64,
    files: u64,
}

/// `cargo xtask lines`
pub fn print(workspace: &Workspace) -> Result<()> {
    let mut sums = [Lines::default(); AREAS.len()];
    for path in workspace.tracked("*.rs")? {
        let Some(area) = area(&path) else { continue };
        let text = fs::read_to_string(workspace.root.join(&path))
            .with_context(|| format!("cannot read {path}"))?;
        let lines = count(&text);
        let sum = &mut sums[area];
        sum.code += lines.code;
        sum.comments += lines.comments;
        sum.files += 1;
    }
    println!("| area | files | code | comments |\n|---|---:|---:|---:|");
    for ((area, _), sum) in AREAS.iter().zip(sums) {
        let [files, code, comments] = [sum.files, sum.code, sum.comments].map(grouped);
        println!("| {area} | {files} | {code} | {comments} |");
    }
    Ok(())
}

/// The area of a Rust file.
fn area(path: &str) -> Option<usize> {
    let matches =
        |(_, prefixes): &(&str, &[&str])| prefixes.iter().any(|prefix| path.starts_with(prefix));
    AREAS.iter().position(matches).filter(|_| path.ends_with(".rs"))
}

/// A line counts as a comment if it contains nothing else. Blank lines are not counted.
fn count(text: &str) -> Lines {
    let mut lines = Lines::default();
    for line in text.lines().map(str::trim) {
        if line.starts_with("//") {
            lines.comments += 1;
        } else if !line.is_empty() {
            lines.code += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{area, count, Lines, AREAS};

    #[test]
    fn comments_and_blank_lines_are_not_code() {
        let text = "//! Docs.\n\nfn f() {\n    // Comment.\n    g(); // code\n}\n";
        let expected = Lines { code: 3, comments: 2, files: 0 };
        assert_eq!(count(text), expected);
    }

    #[test]
    fn a_file_counts_for_the_first_area_that_matches() {
        let name = |path| area(path).map(|area| AREAS[area].0.split(':').next().unwrap());
        assert_eq!(name("src/contract/vault.rs"), Some("entry points"));
        assert_eq!(name("crates/model/src/curve.rs"), Some("rules"));
        assert_eq!(name("crates/model/tests/model/curve.rs"), Some("tests of the rules"));
        assert_eq!(name("src/main.rs"), Some("native only"));
        assert_eq!(name("src/lib.rs"), Some("storage layout, interface, errors, events"));
        assert_eq!(name("crates/reference/src/op.rs"), Some("independent reference"));
        assert_eq!(name("README.md"), None);
        assert_eq!(name("tests/support/mod.sol"), None);
    }
}
