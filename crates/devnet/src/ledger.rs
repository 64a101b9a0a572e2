// SPDX-License-Identifier: MIT OR Apache-2.0
//! The mined blocks with their transactions and receipts.

use std::collections::HashMap;
use std::sync::Arc;

use alloy_consensus::{
    proofs, Header, Receipt, ReceiptEnvelope, Transaction, TxEnvelope, TxType,
    EMPTY_OMMER_ROOT_HASH,
};
use alloy_primitives::{Address, Bytes, Log, B256, U256};

/// A block with at most one transaction.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its header. The state root is zero, because no trie is kept.
    pub header: Header,
    /// The hash of the header.
    pub hash: B256,
    /// Its transaction.
    pub mined: Option<Mined>,
}

/// A mined transaction and its outcome.
#[derive(Clone, Debug)]
pub struct Mined {
    /// The transaction.
    pub tx: TxEnvelope,
    /// The sender. If it is impersonated, the signature is not its own.
    pub from: Address,
    /// Status, gas and logs.
    pub receipt: Receipt<Log>,
    /// Return data, or revert data.
    pub output: Bytes,
    /// Why it failed, unless it reverted.
    pub failure: Option<String>,
}

impl Mined {
    /// Returns whether it succeeded.
    pub fn is_success(&self) -> bool {
        self.receipt.status.coerce_status()
    }

    /// The address of the contract that it creates. It is returned even if the creation failed.
    pub fn created(&self) -> Option<Address> {
        (self.tx.is_create()).then(|| self.from.create(self.tx.nonce()))
    }

    /// The receipt in the form that the block's receipts root commits to.
    pub fn envelope(&self) -> ReceiptEnvelope<Log> {
        let receipt = self.receipt.clone().with_bloom();
        match self.tx.tx_type() {
            TxType::Legacy => ReceiptEnvelope::Legacy(receipt),
            TxType::Eip2930 => ReceiptEnvelope::Eip2930(receipt),
            TxType::Eip1559 => ReceiptEnvelope::Eip1559(receipt),
            TxType::Eip4844 => ReceiptEnvelope::Eip4844(receipt),
            TxType::Eip7702 => ReceiptEnvelope::Eip7702(receipt),
        }
    }
}

impl Block {
    /// A block after the block with the hash `parent`, which is zero for the first block. `base_fee` is in wei,
    /// `timestamp` in Unix seconds.
    pub fn new(
        parent: B256,
        number: u64,
        timestamp: u64,
        base_fee: u64,
        gas_limit: u64,
        mined: Option<Mined>,
    ) -> Self {
        let envelope = mined.as_ref().map(Mined::envelope);
        let bloom = envelope.as_ref().map(|receipt| *receipt.logs_bloom());
        let header = Header {
            parent_hash: parent,
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            state_root: B256::ZERO,
            transactions_root: proofs::calculate_transaction_root(
                mined.as_ref().map(|mined| mined.tx.clone()).as_slice(),
            ),
            receipts_root: proofs::calculate_receipt_root(envelope.as_slice()),
            logs_bloom: bloom.unwrap_or_default(),
            // As on Arbitrum.
            difficulty: U256::from(1),
            number,
            gas_limit,
            gas_used: mined.as_ref().map_or(0, |mined| mined.receipt.cumulative_gas_used),
            timestamp,
            mix_hash: B256::with_last_byte(1),
            base_fee_per_gas: Some(base_fee),
            ..Header::default()
        };
        Self::sealed(header, mined)
    }

    /// A block with a given header.
    pub fn sealed(header: Header, mined: Option<Mined>) -> Self {
        Self { hash: header.hash_slow(), header, mined }
    }

    /// The logs of its transaction.
    pub fn logs(&self) -> &[Log] {
        self.mined.as_ref().map_or(&[], |mined| mined.receipt.logs.as_slice())
    }
}

/// All blocks. There is at least one.
#[derive(Clone, Debug)]
pub struct Ledger {
    blocks: Vec<Arc<Block>>,
    by_hash: HashMap<B256, u64>,
    by_tx: HashMap<B256, u64>,
}

impl Ledger {
    /// A ledger that starts with `first`, block 0.
    pub fn new(first: Block) -> Self {
        let mut ledger =
            Self { blocks: Vec::new(), by_hash: HashMap::new(), by_tx: HashMap::new() };
        ledger.push(first);
        ledger
    }

    /// Appends a block.
    pub fn push(&mut self, block: Block) -> Arc<Block> {
        let block = Arc::new(block);
        self.by_hash.insert(block.hash, block.header.number);
        if let Some(mined) = &block.mined {
            self.by_tx.insert(*mined.tx.tx_hash(), block.header.number);
        }
        self.blocks.push(block.clone());
        block
    }

    /// The last block.
    pub fn head(&self) -> &Arc<Block> {
        &self.blocks[self.blocks.len() - 1]
    }

    /// A block by number.
    pub fn by_number(&self, number: u64) -> Option<&Arc<Block>> {
        self.blocks.get(usize::try_from(number).ok()?)
    }

    /// A block by hash.
    pub fn by_hash(&self, hash: B256) -> Option<&Arc<Block>> {
        self.by_number(*self.by_hash.get(&hash)?)
    }

    /// The block that contains a transaction.
    pub fn by_tx(&self, hash: B256) -> Option<&Arc<Block>> {
        self.by_number(*self.by_tx.get(&hash)?)
    }

    /// The blocks from one number to another, both included. Numbers beyond the last block are ignored.
    pub fn range(&self, from: u64, to: u64) -> &[Arc<Block>] {
        let end = to.saturating_add(1).min(self.blocks.len() as u64);
        let start = from.min(end);
        &self.blocks[start as usize..end as usize]
    }

    /// All blocks.
    pub fn blocks(&self) -> &[Arc<Block>] {
        &self.blocks
    }

    /// Removes all blocks after `number`.
    pub fn truncate(&mut self, number: u64) {
        for block in self.blocks.split_off(number as usize + 1) {
            self.by_hash.remove(&block.hash);
            if let Some(mined) = &block.mined {
                self.by_tx.remove(mined.tx.tx_hash());
            }
        }
    }
}
