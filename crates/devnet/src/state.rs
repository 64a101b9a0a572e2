// SPDX-License-Identifier: MIT OR Apache-2.0
//! State files, which keep a node's chain on disk.
//!
//! They are JSON, so that they can be inspected. Snapshots, filters and impersonations are not saved: they belong to
//! the clients of one run.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use alloy_consensus::{Header, Receipt, TxEnvelope};
use alloy_eips::eip2718::{Decodable2718, Encodable2718};
use alloy_primitives::{Address, Bytes, Log, B256, U256};
use serde::{Deserialize, Serialize};

use crate::chain::{Account, Chain, Config};
use crate::clock::Clock;
use crate::convert::{evm_address, evm_bytes, rpc_address, rpc_bytes};
use crate::deploy::Deployment;
use crate::ledger::{Block, Ledger, Mined};
use crate::node::Node;
use crate::stylus::rules::Rules;

/// The name of the format, in every state file.
const FORMAT: &str = "diem-devnet state";
/// Increased whenever the format changes, so that no version misreads the files of another.
const VERSION: u32 = 3;

/// Why a state file cannot be read or written. The file itself is not changed.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file system returned an error.
    #[error("state file {path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// The file is not a state file, or it is damaged.
    #[error("{path} is not a state file of this node, or is damaged ({reason}): move it or choose another file")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file was written by another version of the node.
    #[error("{path} has version {found} of the format; this node reads version {VERSION}")]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// The options name another chain id.
    #[error("{path} is of chain {found}, not {asked}")]
    ChainId {
        /// The file.
        path: PathBuf,
        /// Its chain id.
        found: u64,
        /// The chain id of the options.
        asked: u64,
    },
}

/// The part of the file that is the same in all versions, by which the format is recognised.
#[derive(Serialize, Deserialize)]
struct Label {
    format: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Contents {
    #[serde(flatten)]
    label: Label,
    chain_id: u64,
    /// Seconds by which the chain's time is ahead of the system clock.
    seconds_ahead: i64,
    deployment: Option<Deployment>,
    accounts: BTreeMap<Address, SavedAccount>,
    blocks: Vec<SavedBlock>,
}

#[derive(Serialize, Deserialize)]
struct SavedAccount {
    nonce: u64,
    balance: U256,
    code: Bytes,
    storage: BTreeMap<U256, U256>,
}

#[derive(Serialize, Deserialize)]
struct SavedBlock {
    header: Header,
    hash: B256,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mined: Option<SavedTx>,
}

#[derive(Serialize, Deserialize)]
struct SavedTx {
    raw: Bytes,
    from: Address,
    success: bool,
    gas_used: u64,
    logs: Vec<Log>,
    output: Bytes,
    failure: Option<String>,
}

/// The contents of a state file, copied from a node.
pub struct Saved(Contents);

impl Saved {
    /// Copies the state of a node.
    pub fn of(node: &mut Node, deployment: Option<&Deployment>) -> Self {
        Self(Contents {
            label: Label { format: FORMAT.into(), version: VERSION },
            chain_id: node.chain().chain_id(),
            seconds_ahead: node.seconds_ahead(),
            deployment: deployment.copied(),
            accounts: (node.chain().accounts().into_iter())
                .map(|(address, account)| (rpc_address(address), account.into()))
                .collect(),
            blocks: (node.ledger().blocks().iter())
                .map(|block| SavedBlock::from(&**block))
                .collect(),
        })
    }

    /// Writes the file. It is replaced in one step, so that a failure leaves the old one intact.
    ///
    /// # Errors
    /// [`StateError::Io`].
    pub fn write(&self, path: &Path) -> Result<(), StateError> {
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(".new");
        let write = || {
            let mut file = File::create(&temporary)?;
            file.write_all(&serde_json::to_vec(&self.0)?)?;
            file.sync_all()?;
            fs::rename(&temporary, path)
        };
        write().map_err(|error| io(path, error))
    }
}

/// Loads a node from a state file, for a chain with these rules. Returns `None` if the file does not exist.
///
/// # Errors
/// If the file is not a state file of this version, is damaged, or holds another chain than `chain_id`.
pub fn load(
    path: &Path,
    chain_id: Option<u64>,
    rules: Rules,
) -> Result<Option<(Node, Option<Deployment>)>, StateError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(path, error)),
    };
    let unreadable = |reason: String| StateError::Unreadable { path: path.into(), reason };
    let label: Label =
        serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
    if label.format != FORMAT {
        return Err(unreadable(format!("its format is {:?}", label.format)));
    }
    if label.version != VERSION {
        return Err(StateError::Version { path: path.into(), found: label.version });
    }
    let contents: Contents =
        serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
    if let Some(asked) = chain_id.filter(|asked| *asked != contents.chain_id) {
        return Err(StateError::ChainId { path: path.into(), found: contents.chain_id, asked });
    }
    let ledger = ledger(contents.blocks).map_err(unreadable)?;
    let config = Config { chain_id: contents.chain_id, rules, ..Config::default() };
    let mut chain = Chain::new(config);
    for (address, account) in contents.accounts {
        chain.set_account(evm_address(address), account.into());
    }
    let node = Node::restored(chain, ledger, Clock::ahead(contents.seconds_ahead));
    Ok(Some((node, contents.deployment)))
}

fn io(path: &Path, error: std::io::Error) -> StateError {
    StateError::Io { path: path.into(), error }
}

/// Rebuilds the ledger. Fails unless each block follows the one before it and has its hash.
fn ledger(blocks: Vec<SavedBlock>) -> Result<Ledger, String> {
    let mut ledger: Option<Ledger> = None;
    for (number, saved) in blocks.into_iter().enumerate() {
        let hash = saved.hash;
        let block = saved.restore()?;
        let parent = ledger.as_ref().map_or(B256::ZERO, |ledger| ledger.head().hash);
        let follows = block.header.number == number as u64 && block.header.parent_hash == parent;
        if block.hash != hash || !follows {
            return Err(format!(
                "block {number} has been changed or does not follow the block before"
            ));
        }
        match &mut ledger {
            Some(ledger) => {
                ledger.push(block);
            }
            None => ledger = Some(Ledger::new(block)),
        }
    }
    ledger.ok_or_else(|| "it has no blocks".into())
}

impl From<&Block> for SavedBlock {
    fn from(block: &Block) -> Self {
        let mined = block.mined.as_ref().map(|mined| SavedTx {
            raw: mined.tx.encoded_2718().into(),
            from: mined.from,
            success: mined.is_success(),
            gas_used: mined.receipt.cumulative_gas_used,
            logs: mined.receipt.logs.clone(),
            output: mined.output.clone(),
            failure: mined.failure.clone(),
        });
        Self { header: block.header.clone(), hash: block.hash, mined }
    }
}

impl SavedBlock {
    fn restore(self) -> Result<Block, String> {
        let restore = |saved: SavedTx| {
            let tx = TxEnvelope::decode_2718(&mut &saved.raw[..])
                .map_err(|error| format!("a transaction: {error}"))?;
            Ok::<_, String>(Mined {
                tx,
                from: saved.from,
                receipt: Receipt {
                    status: saved.success.into(),
                    cumulative_gas_used: saved.gas_used,
                    logs: saved.logs,
                },
                output: saved.output,
                failure: saved.failure,
            })
        };
        let mined = self.mined.map(restore).transpose()?;
        Ok(Block::sealed(self.header, mined))
    }
}

impl From<Account> for SavedAccount {
    fn from(account: Account) -> Self {
        Self {
            nonce: account.nonce,
            balance: account.balance,
            code: rpc_bytes(&account.code),
            storage: account.storage,
        }
    }
}

impl From<SavedAccount> for Account {
    fn from(saved: SavedAccount) -> Self {
        Self {
            nonce: saved.nonce,
            balance: saved.balance,
            code: evm_bytes(&saved.code),
            storage: saved.storage,
        }
    }
}
