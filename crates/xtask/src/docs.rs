// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask docs`: checks the documents and builds the site into `docs/.vitepress/dist/`.

use std::fs;

use anyhow::{ensure, Context, Result};

use crate::{
    build::Workspace,
    node::{self, npm},
    paths,
};

const REMARK: &str = "node_modules/remark-cli/cli.js";

/// A front page is read in five minutes.
const MAX_WORDS_OF_README: usize = 1_200;

/// `cargo xtask docs`
pub fn build(workspace: &Workspace) -> Result<()> {
    check_length(&read_readme(workspace)?)?;
    check_links(workspace)?;
    let status = npm(workspace)
        .args(["run", "build", "--workspace", "docs"])
        .status()
        .context("cannot start npm, which comes with Node.js")?;
    ensure!(status.success(), "the site does not build");
    println!("The site is in docs/.vitepress/dist/. `npm run dev --workspace docs` serves it.");
    Ok(())
}

fn read_readme(workspace: &Workspace) -> Result<String> {
    let path = workspace.root.join(paths::README);
    fs::read_to_string(path).with_context(|| format!("cannot read {}", paths::README))
}

fn check_length(readme: &str) -> Result<()> {
    let words = readme.split_whitespace().count();
    ensure!(
        words <= MAX_WORDS_OF_README,
        "the README has {words} words, and at most {MAX_WORDS_OF_README} are allowed: move something to docs/"
    );
    Ok(())
}

/// Every link between files leads to a file, and to a heading in it if it names one.
fn check_links(workspace: &Workspace) -> Result<()> {
    let status = node::program(workspace, REMARK)?
        .args(["--frail", "--quiet", "--no-config", "--no-stdout"])
        .args(["--use", "remark-gfm", "--use", "remark-validate-links=repository:false"])
        .args(workspace.tracked("*.md")?)
        .status()
        .context("cannot start Node.js")?;
    ensure!(status.success(), "links lead nowhere");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readme_of_more_words_is_refused() {
        assert!(check_length(&"word ".repeat(MAX_WORDS_OF_README)).is_ok());
        let error = check_length(&"word ".repeat(MAX_WORDS_OF_README + 1)).unwrap_err();
        assert!(error.to_string().starts_with("the README has 1201 words"), "{error}");
    }

    #[test]
    fn the_readme_is_short_enough() {
        check_length(&read_readme(&Workspace::current().unwrap()).unwrap()).unwrap();
    }
}
