// SPDX-License-Identifier: MIT OR Apache-2.0
//! Durable files: written whole or not at all, and a lock against two runs at once.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context, Result};
use serde::de::DeserializeOwned;
use serde::Serialize;

/// The folder of results in this checkout.
pub const DEPLOYMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deployments");

/// The files of a deployment.
pub struct Files {
    /// The folder.
    pub folder: PathBuf,
    /// What has been sent.
    pub journal: PathBuf,
    /// The result.
    pub record: PathBuf,
    lock: PathBuf,
}

impl Files {
    /// The files of a chain in `folder`.
    pub fn new(folder: &Path, chain_id: u64) -> Self {
        let file = |extension: &str| folder.join(format!("{chain_id}.{extension}"));
        Self {
            folder: folder.to_owned(),
            journal: file("journal.json"),
            record: file("json"),
            lock: file("lock"),
        }
    }

    /// Locks the chain's files for this process, until the returned file is closed. The file itself remains: removing it
    /// would let two processes lock two files.
    pub fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot create {}", self.folder.display()))?;
        let path = self.lock.display();
        let file = File::create(&self.lock).with_context(|| format!("cannot create {path}"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                bail!("another run is deploying to this chain; it has locked {path}")
            }
            Err(TryLockError::Error(error)) => Err(error).context(format!("cannot lock {path}")),
        }
    }
}

/// Reads a JSON file. `None` if there is none.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        text => text.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let value = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a file of this tool", path.display()))?;
    Ok(Some(value))
}

/// Replaces a JSON file. Whenever the process or the machine stops, the file is the old one or the new one, and the new
/// one once this returns.
pub fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    let folder = path.parent().context("a file in a folder")?;
    let attempt = || -> Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(&mut file, value)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        sync_folder(folder)?;
        Ok(())
    };
    attempt().with_context(|| format!("cannot write {}", path.display()))
}

/// Makes a rename in a folder durable.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_remains() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.json");
        assert_eq!(read::<Vec<u8>>(&path).unwrap(), None);
        write(&path, &[1, 2]).unwrap();
        write(&path, &[3]).unwrap();
        assert_eq!(read::<Vec<u8>>(&path).unwrap(), Some(vec![3]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_second_lock_is_refused_until_the_first_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path(), 1);
        let first = files.lock().unwrap();
        let error = files.lock().expect_err("locked");
        assert!(error.to_string().starts_with("another run is deploying to this chain"), "{error}");
        drop(first);
        files.lock().unwrap();
    }
}
