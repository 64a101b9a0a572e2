// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask names`: replaced names and circular imports do not return to the Rust sources, and a
//! word that makes sentences hard to read stays rare.

mod items;
mod modules;
mod tokens;

use std::fs;

use anyhow::{ensure, Context, Result};

use crate::build::Workspace;

/// Most sentences with this word read better with another subject. It is written in two parts so
/// that this file does not count.
const RARE_WORD: &str = concat!("no", "body");

/// How many lines may contain the word.
const RARE_WORD_LINES: usize = 14;

/// `cargo xtask names`
pub fn check(workspace: &Workspace) -> Result<()> {
    let texts = texts(workspace)?;
    let mut findings = replaced_names(&texts);
    let rare = lines_with(RARE_WORD, &texts);
    if rare.len() > RARE_WORD_LINES {
        findings.push(format!(
            "\"{RARE_WORD}\" occurs in {} lines, of {RARE_WORD_LINES} allowed:",
            rare.len()
        ));
        findings.extend(rare.iter().map(|line| format!("  {line}")));
    }
    let sources: Vec<_> = texts
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    findings.extend(modules::circular_imports(&sources)?);

    ensure!(findings.is_empty(), "\n{}", findings.join("\n"));
    println!("No replaced name, no circular import, and \"{RARE_WORD}\" in {} lines.", rare.len());
    Ok(())
}

/// The text files that git tracks: path and content.
fn texts(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for path in workspace.tracked("*")? {
        let bytes =
            fs::read(workspace.root.join(&path)).with_context(|| format!("cannot read {path}"))?;
        if let Ok(text) = String::from_utf8(bytes) {
            texts.push((path, text));
        }
    }
    Ok(texts)
}

fn replaced_names(texts: &[(String, String)]) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in texts.iter().filter(|(path, _)| path.ends_with(".rs")) {
        for (name, line) in items::replaced(&tokens::tokens(text)) {
            findings.push(format!("{path}:{line}: `{name}` has a plainer name"));
        }
    }
    findings
}

/// Every line that contains `word` in any case, as its file and its number.
fn lines_with(word: &str, texts: &[(String, String)]) -> Vec<String> {
    let mut lines = Vec::new();
    for (path, text) in texts {
        for (at, line) in text.lines().enumerate() {
            if line.to_ascii_lowercase().contains(word) {
                lines.push(format!("{path}:{}", at + 1));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{lines_with, replaced_names};

    fn file(path: &str, text: &str) -> (String, String) {
        (path.to_owned(), text.to_owned())
    }

    #[test]
    fn a_line_with_the_word_counts_once() {
        let texts = [file("a.md", "Whoever asks whoever.\nWho?\n"), file("b.rs", "\n// whoever\n")];
        assert_eq!(lines_with("whoever", &texts), ["a.md:1", "b.rs:2"]);
    }

    #[test]
    fn replaced_names_are_reported_with_their_place_in_rust_only() {
        let texts = [file("a.rs", "\nstruct Purse;\n"), file("a.sol", "struct Purse {}\n")];
        let expected = ["a.rs:2: `Purse` has a plainer name"];
        assert_eq!(replaced_names(&texts), expected);
    }
}
