// SPDX-License-Identifier: MIT OR Apache-2.0
//! Methods about mined blocks, transactions, receipts and logs.

use std::sync::Arc;

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::B256;
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log};
use jsonrpsee::types::{ErrorObjectOwned, ParamsSequence};
use serde_json::Value;

use super::error::{invalid_params, server_error};
use super::method::{json, quantity, Answer, Context, Method, Number};
use super::view;
use crate::ledger::{Block, Mined};
use crate::node::Node;

/// The methods by name.
pub const METHODS: &[(&str, Method)] = &[
    ("eth_getBlockByNumber", block_by_number),
    ("eth_getBlockByHash", block_by_hash),
    ("eth_getBlockTransactionCountByNumber", |context, params| {
        let block: BlockNumberOrTag = params.next()?;
        count(context, block.into())
    }),
    ("eth_getBlockTransactionCountByHash", |context, params| {
        let hash: B256 = params.next()?;
        count(context, hash.into())
    }),
    ("eth_getTransactionByHash", transaction),
    ("eth_getTransactionByBlockNumberAndIndex", |context, params| {
        let block: BlockNumberOrTag = params.next()?;
        transaction_in(context, block.into(), params.next()?)
    }),
    ("eth_getTransactionByBlockHashAndIndex", |context, params| {
        let hash: B256 = params.next()?;
        transaction_in(context, hash.into(), params.next()?)
    }),
    ("eth_getTransactionReceipt", receipt),
    ("eth_getBlockReceipts", block_receipts),
    ("eth_getLogs", |context, params| {
        let filter: Filter = params.next()?;
        json(logs(&context.node, &filter)?)
    }),
];

fn block_by_number(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let block: BlockNumberOrTag = params.next()?;
    let full: Option<bool> = params.optional_next()?;
    let node = &context.node;
    let found = node.block(block.into());
    json(found.map(|block| view::block(block, full.unwrap_or(false))))
}

fn block_by_hash(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let hash: B256 = params.next()?;
    let full: Option<bool> = params.optional_next()?;
    let node = &context.node;
    let found = node.ledger().by_hash(hash);
    json(found.map(|block| view::block(block, full.unwrap_or(false))))
}

fn count(context: &mut Context, block: BlockId) -> Answer {
    let node = &context.node;
    Ok(node.block(block).map_or(Value::Null, |block| quantity(u64::from(block.mined.is_some()))))
}

fn transaction(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let hash: B256 = params.next()?;
    let node = &context.node;
    json(mined(node.ledger().by_tx(hash)).map(|(block, mined)| view::transaction(block, mined)))
}

fn transaction_in(context: &mut Context, block: BlockId, index: Number) -> Answer {
    let node = &context.node;
    let found = node.block(block).filter(|_| index.0 == 0);
    json(mined(found).map(|(block, mined)| view::transaction(block, mined)))
}

fn receipt(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let hash: B256 = params.next()?;
    let node = &context.node;
    json(mined(node.ledger().by_tx(hash)).map(|(block, mined)| view::receipt(block, mined)))
}

fn block_receipts(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let block: BlockId = params.next()?;
    let node = &context.node;
    json(node.block(block).map(|block| {
        let all = mined(Some(block)).map(|(block, mined)| view::receipt(block, mined));
        all.into_iter().collect::<Vec<_>>()
    }))
}

/// A block and its transaction, if it has one.
fn mined(block: Option<&Arc<Block>>) -> Option<(&Block, &Mined)> {
    let block = block?;
    Some((block, block.mined.as_ref()?))
}

/// The logs that a filter matches.
pub fn logs(node: &Node, filter: &Filter) -> Result<Vec<Log>, ErrorObjectOwned> {
    let matching = |blocks: &[Arc<Block>]| {
        let logs = blocks.iter().flat_map(|block| view::matching(block, filter));
        logs.collect()
    };
    match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => {
            let block = node.ledger().by_hash(hash);
            let block = block.ok_or_else(|| server_error("unknown block"))?;
            Ok(matching(std::slice::from_ref(block)))
        }
        FilterBlockOption::Range { from_block, to_block } => {
            let (from, to) = (number(node, from_block), number(node, to_block));
            if from > to && from_block.is_some() && to_block.is_some() {
                return Err(invalid_params("invalid block range: fromBlock is after toBlock"));
            }
            Ok(matching(node.ledger().range(from, to)))
        }
    }
}

/// The number that a tag stands for. The block need not exist.
fn number(node: &Node, tag: Option<BlockNumberOrTag>) -> u64 {
    match tag {
        Some(BlockNumberOrTag::Number(number)) => number,
        Some(BlockNumberOrTag::Earliest) => 0,
        _ => node.ledger().head().header.number,
    }
}
