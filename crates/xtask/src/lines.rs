//! How much there is to read: lines of code by area, of what git tracks.

use std::{fs, process::Command};

use anyhow::{ensure, Context, Result};

use crate::build::Workspace;
use crate::sizes::grouped;

/// An area, and how the paths of its files begin. A file counts for the first that has it.
const AREAS: [(&str, &[&str]); 9] = [
    ("faces: `src/contract/`", &["src/contract/"]),
    ("rules: `src/model/src/`", &["src/model/src/"]),
    (
        "native only: `src/export.rs`, `src/main.rs`",
        &["src/export.rs", "src/main.rs"],
    ),
    ("tests of the rules: `src/model/tests/`", &["src/model/"]),
    (
        "router, storage, host, ABI, errors, events: `src/*.rs`",
        &["src/"],
    ),
    (
        "independent reference: `tests/reference/`",
        &["tests/reference/"],
    ),
    (
        "tests of the contract: `tests/`, `examples/`",
        &["tests/", "examples/"],
    ),
    ("development chain and its tests: `devnet/`", &["devnet/"]),
    ("tools: `xtask/`", &["xtask/"]),
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
    for path in tracked(workspace)? {
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
    let holds = |(_, begins): &(&str, &[&str])| begins.iter().any(|begin| path.starts_with(begin));
    AREAS
        .iter()
        .position(holds)
        .filter(|_| path.ends_with(".rs"))
}

/// Comments are lines of nothing else; blank lines count for nothing.
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

fn tracked(workspace: &Workspace) -> Result<Vec<String>> {
    let listed = Command::new("git")
        .current_dir(&workspace.root)
        .args(["ls-files", "-z", "*.rs"])
        .output()
        .context("cannot start git")?;
    ensure!(
        listed.status.success(),
        "`git ls-files` failed; is this a clone?"
    );
    let paths = String::from_utf8(listed.stdout)?;
    Ok(paths.split_terminator('\0').map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::{area, count, Lines, AREAS};

    #[test]
    fn comments_and_blank_lines_are_not_code() {
        let text = "//! Why.\n\nfn f() {\n    // So.\n    g(); // here\n}\n";
        let expected = Lines {
            code: 3,
            comments: 2,
            files: 0,
        };
        assert_eq!(count(text), expected);
    }

    #[test]
    fn a_file_counts_for_one_area() {
        let name = |path| area(path).map(|area| AREAS[area].0.split(':').next().unwrap());
        assert_eq!(name("src/contract/vault.rs"), Some("faces"));
        assert_eq!(name("src/model/src/curve.rs"), Some("rules"));
        assert_eq!(name("src/model/tests/curve.rs"), Some("tests of the rules"));
        assert_eq!(name("src/main.rs"), Some("native only"));
        assert_eq!(
            name("src/lib.rs"),
            Some("router, storage, host, ABI, errors, events")
        );
        assert_eq!(
            name("tests/reference/src/op.rs"),
            Some("independent reference")
        );
        assert_eq!(name("README.md"), None);
        assert_eq!(name("tests/support/mod.sol"), None);
    }
}
