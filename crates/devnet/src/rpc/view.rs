// SPDX-License-Identifier: MIT OR Apache-2.0
//! Blocks, transactions, receipts and logs in the form of JSON-RPC.

use alloy_primitives::U256;
use alloy_rpc_types_eth as view;
use alloy_rpc_types_eth::{BlockTransactions, Filter, FilteredParams};

use crate::ledger::{Block, Mined};

/// A block, with whole transactions if `full` is set, else with their hashes.
pub fn block(block: &Block, full: bool) -> view::Block {
    let mined = block.mined.as_ref();
    let transactions = if full {
        let all = mined.map(|mined| transaction(block, mined));
        BlockTransactions::Full(all.into_iter().collect())
    } else {
        let all = mined.map(|mined| *mined.tx.tx_hash());
        BlockTransactions::Hashes(all.into_iter().collect())
    };
    view::Block { header: header(block), uncles: Vec::new(), transactions, withdrawals: None }
}

/// A block's header.
pub fn header(block: &Block) -> view::Header {
    view::Header {
        hash: block.hash,
        inner: block.header.clone(),
        total_difficulty: None,
        size: Some(U256::from(size(block))),
    }
}

/// Length of the block's RLP encoding, in bytes.
fn size(block: &Block) -> usize {
    let body = alloy_consensus::BlockBody {
        transactions: (block.mined.iter()).map(|mined| mined.tx.clone()).collect(),
        ..Default::default()
    };
    alloy_consensus::Block::rlp_length_for(&block.header, &body)
}

/// A block's transaction.
pub fn transaction(block: &Block, mined: &Mined) -> view::Transaction {
    view::Transaction {
        inner: mined.tx.clone(),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        transaction_index: Some(0),
        effective_gas_price: block.header.base_fee_per_gas.map(Into::into),
        from: mined.from,
    }
}

/// The receipt of a block's transaction.
pub fn receipt(block: &Block, mined: &Mined) -> view::TransactionReceipt {
    use alloy_consensus::Transaction;
    let mut logs = logs(block);
    let inner = mined.envelope().map_logs(|_| logs.next().expect("one each"));
    view::TransactionReceipt {
        inner,
        transaction_hash: *mined.tx.tx_hash(),
        transaction_index: Some(0),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        gas_used: mined.receipt.cumulative_gas_used,
        effective_gas_price: block.header.base_fee_per_gas.unwrap_or_default().into(),
        blob_gas_used: None,
        blob_gas_price: None,
        from: mined.from,
        to: mined.tx.to(),
        contract_address: mined.created(),
    }
}

/// The logs of a block.
pub fn logs(block: &Block) -> impl Iterator<Item = view::Log> + '_ {
    let hash = block.mined.as_ref().map(|mined| *mined.tx.tx_hash());
    let log = move |(index, log): (usize, &alloy_primitives::Log)| view::Log {
        inner: log.clone(),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        block_timestamp: Some(block.header.timestamp),
        transaction_hash: hash,
        transaction_index: Some(0),
        log_index: Some(index as u64),
        removed: false,
    };
    block.logs().iter().enumerate().map(log)
}

/// The logs of a block that match a filter's addresses and topics.
pub fn matching<'a>(block: &'a Block, filter: &Filter) -> impl Iterator<Item = view::Log> + 'a {
    let filter = FilteredParams::new(Some(filter.clone()));
    logs(block).filter(move |log| {
        filter.filter_address(&log.address()) && filter.filter_topics(log.topics())
    })
}
