// SPDX-License-Identifier: MIT OR Apache-2.0
//! Methods that install, poll and remove filters.

use alloy_primitives::{B256, U256};
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log};
use jsonrpsee::types::{ErrorObjectOwned, ParamsSequence};

use super::error::server_error;
use super::filters::Kind;
use super::history::logs;
use super::method::{json, quantity, Answer, Context, Method};
use super::view;
use crate::ledger::Block;

/// The methods by name.
pub const METHODS: &[(&str, Method)] = &[
    ("eth_newFilter", |context, params| {
        let filter: Filter = params.next()?;
        install(context, Kind::Logs(Box::new(filter)))
    }),
    ("eth_newBlockFilter", |context, _| install(context, Kind::Blocks)),
    ("eth_newPendingTransactionFilter", |context, _| install(context, Kind::Transactions)),
    ("eth_getFilterChanges", changes),
    ("eth_getFilterLogs", all_logs),
    ("eth_uninstallFilter", uninstall),
];

fn install(context: &mut Context, kind: Kind) -> Answer {
    let seen = context.node.ledger().head().header.number;
    Ok(quantity(context.filters.install(kind, seen)))
}

fn changes(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let id: U256 = params.next()?;
    let node = &context.node;
    let filter = context.filters.poll(id).ok_or_else(not_found)?;
    let head = node.ledger().head().header.number;
    // After `evm_revert` there can be fewer blocks than the client has seen.
    let seen = std::mem::replace(&mut filter.seen, head).min(head);
    let blocks = node.ledger().range(seen + 1, head);
    match &filter.kind {
        Kind::Blocks => json(blocks.iter().map(|block| block.hash).collect::<Vec<_>>()),
        Kind::Transactions => {
            let mined = blocks.iter().filter_map(|block| block.mined.as_ref());
            json(mined.map(|mined| *mined.tx.tx_hash()).collect::<Vec<B256>>())
        }
        Kind::Logs(filter) => {
            let wanted = blocks.iter().filter(|block| in_range(filter, block));
            json(wanted.flat_map(|block| view::matching(block, filter)).collect::<Vec<Log>>())
        }
    }
}

/// Returns whether a new block is within the block range of a filter.
fn in_range(filter: &Filter, block: &Block) -> bool {
    let number = block.header.number;
    match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => hash == block.hash,
        FilterBlockOption::Range { from_block, to_block } => {
            let from = from_block.and_then(|tag| tag.as_number());
            let to = to_block.and_then(|tag| tag.as_number());
            from.is_none_or(|from| from <= number) && to.is_none_or(|to| number <= to)
        }
    }
}

fn all_logs(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let id: U256 = params.next()?;
    let node = &context.node;
    let filter = context.filters.poll(id).ok_or_else(not_found)?;
    match &filter.kind {
        Kind::Logs(filter) => json(logs(node, filter)?),
        Kind::Blocks | Kind::Transactions => Err(not_found()),
    }
}

fn uninstall(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let id: U256 = params.next()?;
    json(context.filters.remove(id))
}

fn not_found() -> ErrorObjectOwned {
    server_error("filter not found")
}
