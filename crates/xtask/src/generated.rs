// SPDX-License-Identifier: MIT OR Apache-2.0
//! Generated files: written by one command, compared by the same command with `--check`.

use std::{fs, path::Path};

use anyhow::{bail, Context, Result};

/// A generated file: its path in the repository and the content it should have.
pub struct File {
    pub path: &'static str,
    pub bytes: Vec<u8>,
}

/// Writes the files whose content has changed.
pub fn write(root: &Path, files: &[File]) -> Result<()> {
    for File { path, bytes } in files {
        let target = root.join(path);
        if fs::read(&target).is_ok_and(|old| old == *bytes) {
            println!("unchanged  {path}");
        } else {
            fs::write(&target, bytes).with_context(|| format!("cannot write {path}"))?;
            println!("updated    {path}");
        }
    }
    Ok(())
}

/// Fails if a file differs from its expected content; `command` updates it.
pub fn check(root: &Path, files: &[File], command: &str) -> Result<()> {
    let stale = stale(root, files);
    if !stale.is_empty() {
        bail!("out of date: {}. Run `{command}` and commit the changes.", stale.join(", "));
    }
    Ok(())
}

fn stale(root: &Path, files: &[File]) -> Vec<&'static str> {
    files
        .iter()
        .filter(|file| fs::read(root.join(file.path)).ok().as_ref() != Some(&file.bytes))
        .map(|file| file.path)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &'static str, content: &str) -> File {
        File { path, bytes: content.into() }
    }

    #[test]
    fn changed_and_missing_files_are_stale() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("same"), "same").unwrap();
        fs::write(root.path().join("changed"), "old").unwrap();
        let files = [file("same", "same"), file("changed", "new"), file("missing", "")];

        assert_eq!(stale(root.path(), &files), ["changed", "missing"]);
        let error = check(root.path(), &files, "cargo artifacts").unwrap_err();
        assert!(error.to_string().contains("`cargo artifacts`"), "{error}");
    }

    #[test]
    fn nothing_is_stale_after_a_write() {
        let root = tempfile::tempdir().unwrap();
        let files = [file("new", "content")];
        write(root.path(), &files).unwrap();
        assert!(check(root.path(), &files, "").is_ok());
    }
}
