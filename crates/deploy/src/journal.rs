// SPDX-License-Identifier: MIT OR Apache-2.0
//! What has been signed, sent and mined: `deployments/<chain-id>.journal.json`.
//!
//! Every signed transaction is in the journal before it is sent, so that a later run sends the same bytes again instead
//! of a second transaction. It contains no secrets.

use std::path::{Path, PathBuf};

use alloy_primitives::{Address, Bytes, B256};
use anyhow::{ensure, Result};
use serde::{Deserialize, Serialize};

use crate::files;

/// Version of the file's format.
const FORMAT: u32 = 1;

/// What a journal belongs to. A run continues a journal only if all of it is equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identity {
    /// The chain's id.
    pub chain_id: u64,
    /// Hash of the chain's first block, if the node has it.
    pub genesis: Option<B256>,
    /// The sending account.
    pub account: Address,
    /// SHA-256 of the tokens, offices and parameters.
    pub configuration: B256,
    /// SHA-256 of the packaged program.
    pub program: B256,
}

/// The journal.
pub struct Journal {
    path: PathBuf,
    contents: Contents,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Contents {
    format: u32,
    identity: Identity,
    steps: Vec<Entry>,
}

/// The transactions of a step.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    step: String,
    attempts: Vec<Attempt>,
    mined: Option<Mined>,
}

/// A signed transaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attempt {
    /// Its nonce.
    pub nonce: u64,
    /// Its hash.
    pub hash: B256,
    /// Its bytes.
    pub raw: Bytes,
    /// Whether it is mined and failed.
    pub failed: bool,
}

/// A transaction that succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mined {
    /// Its hash.
    pub hash: B256,
    /// Its block.
    pub block: u64,
    /// Gas that it used.
    pub gas: u64,
    /// The contract that it deployed.
    pub contract: Option<Address>,
}

impl Journal {
    /// Continues the journal at `path`, or begins one that is not written yet.
    pub fn open(path: &Path, identity: Identity) -> Result<Self> {
        let contents = match files::read::<Contents>(path)? {
            None => Contents { format: FORMAT, identity, steps: Vec::new() },
            Some(contents) => {
                check(path, &contents, &identity)?;
                contents
            }
        };
        Ok(Self { path: path.to_owned(), contents })
    }

    /// Whether a transaction has been signed.
    pub fn is_begun(&self) -> bool {
        !self.contents.steps.is_empty()
    }

    /// The successful transaction of a step.
    pub fn mined(&self, step: &str) -> Option<&Mined> {
        self.entry(step)?.mined.as_ref()
    }

    /// The transactions of a step that may still be mined, as far as is known; the newest is the last.
    pub fn open_attempts(&self, step: &str) -> Vec<Attempt> {
        let attempts = self.entry(step).map(|entry| entry.attempts.as_slice()).unwrap_or_default();
        attempts.iter().filter(|attempt| !attempt.failed).cloned().collect()
    }

    /// Records a signed transaction, before it is sent.
    pub fn signed(&mut self, step: &str, attempt: Attempt) -> Result<()> {
        self.entry_mut(step).attempts.push(attempt);
        self.write()
    }

    /// Records the success of a step.
    pub fn succeeded(&mut self, step: &str, mined: Mined) -> Result<()> {
        self.entry_mut(step).mined = Some(mined);
        self.write()
    }

    /// Records that a transaction is mined and failed.
    pub fn failed(&mut self, step: &str, hash: B256) -> Result<()> {
        let attempts = &mut self.entry_mut(step).attempts;
        for attempt in attempts.iter_mut().filter(|attempt| attempt.hash == hash) {
            attempt.failed = true;
        }
        self.write()
    }

    fn entry(&self, step: &str) -> Option<&Entry> {
        self.contents.steps.iter().find(|entry| entry.step == step)
    }

    fn entry_mut(&mut self, step: &str) -> &mut Entry {
        let steps = &mut self.contents.steps;
        let at = steps.iter().position(|entry| entry.step == step).unwrap_or_else(|| {
            steps.push(Entry { step: step.to_owned(), attempts: Vec::new(), mined: None });
            steps.len() - 1
        });
        &mut steps[at]
    }

    fn write(&self) -> Result<()> {
        files::write(&self.path, &self.contents)
    }
}

/// Refuses the journal of another deployment, with the difference.
fn check(path: &Path, contents: &Contents, now: &Identity) -> Result<()> {
    let path = path.display();
    ensure!(contents.format == FORMAT, "{path} was written by another version of this tool");
    let then = &contents.identity;
    let remedy = format!(
        "Continue with what it was begun with, or move {path} away to deploy anew; what it has deployed is then lost"
    );
    let same_chain = then.chain_id == now.chain_id && then.genesis == now.genesis;
    ensure!(same_chain, "the journal belongs to another chain. {remedy}");
    ensure!(
        then.account == now.account,
        "the journal was begun by the account {}, not {}. {remedy}",
        then.account,
        now.account
    );
    ensure!(then.program == now.program, "the journal was begun with another program. {remedy}");
    ensure!(
        then.configuration == now.configuration,
        "the journal was begun with other tokens, offices or parameters. {remedy}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity {
            chain_id: 1,
            genesis: Some(B256::ZERO),
            account: Address::ZERO,
            configuration: B256::ZERO,
            program: B256::ZERO,
        }
    }

    fn attempt(nonce: u64) -> Attempt {
        let hash = B256::with_last_byte(nonce as u8);
        Attempt { nonce, hash, raw: Bytes::from_static(&[2]), failed: false }
    }

    #[test]
    fn everything_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.json");
        let mut journal = Journal::open(&path, identity()).unwrap();
        assert!(!journal.is_begun() && !path.exists());
        journal.signed("a", attempt(1)).unwrap();
        journal.signed("a", attempt(2)).unwrap();
        journal.failed("a", attempt(1).hash).unwrap();
        let mined = Mined { hash: B256::ZERO, block: 3, gas: 4, contract: None };
        journal.signed("b", attempt(3)).unwrap();
        journal.succeeded("b", mined.clone()).unwrap();

        let again = Journal::open(&path, identity()).unwrap();
        assert!(again.is_begun());
        let open: Vec<_> = again.open_attempts("a").iter().map(|found| found.nonce).collect();
        assert_eq!(open, [2]);
        assert_eq!((again.mined("a"), again.mined("b")), (None, Some(&mined)));
    }

    #[test]
    fn the_journal_of_another_deployment_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.json");
        Journal::open(&path, identity()).unwrap().signed("a", attempt(1)).unwrap();
        let other = B256::with_last_byte(1);
        let cases = [
            (Identity { chain_id: 2, ..identity() }, "another chain"),
            (Identity { genesis: Some(other), ..identity() }, "another chain"),
            (
                Identity { account: Address::with_last_byte(1), ..identity() },
                "begun by the account",
            ),
            (
                Identity { configuration: other, ..identity() },
                "other tokens, offices or parameters",
            ),
            (Identity { program: other, ..identity() }, "another program"),
        ];
        for (identity, expected) in cases {
            let error = Journal::open(&path, identity).err().expect("an error").to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
