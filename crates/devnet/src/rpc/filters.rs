//! Filters: questions that a client asks again and again, for what is new.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use alloy_primitives::{B256, U256};
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log};
use jsonrpsee::types::{ErrorObjectOwned, ParamsSequence};

use super::error::server_error;
use super::history::logs;
use super::{json, quantity, view, Answer, Context, Method};
use crate::ledger::Block;

pub const METHODS: &[(&str, Method)] = &[
    ("eth_newFilter", |context, params| {
        let filter: Filter = params.next()?;
        install(context, Kind::Logs(Box::new(filter)))
    }),
    ("eth_newBlockFilter", |context, _| {
        install(context, Kind::Blocks)
    }),
    ("eth_newPendingTransactionFilter", |context, _| {
        install(context, Kind::Transactions)
    }),
    ("eth_getFilterChanges", changes),
    ("eth_getFilterLogs", all_logs),
    ("eth_uninstallFilter", uninstall),
];

/// How long a filter lives that nobody asks about.
const LIFETIME: Duration = Duration::from_secs(300);

enum Kind {
    Logs(Box<Filter>),
    Blocks,
    /// Transactions are mined as they arrive: what is new is what was mined.
    Transactions,
}

struct Installed {
    kind: Kind,
    /// The last block that the client knows of.
    seen: u64,
    asked: Instant,
}

/// The filters that clients have installed.
#[derive(Default)]
pub struct Filters {
    installed: HashMap<U256, Installed>,
    last_id: u64,
}

fn install(context: &mut Context, kind: Kind) -> Answer {
    let seen = context.node.ledger().head().header.number;
    let filters = &mut context.filters;
    filters
        .installed
        .retain(|_, filter| filter.asked.elapsed() < LIFETIME);
    filters.last_id += 1;
    let installed = Installed {
        kind,
        seen,
        asked: Instant::now(),
    };
    filters
        .installed
        .insert(U256::from(filters.last_id), installed);
    Ok(quantity(filters.last_id))
}

fn changes(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let id: U256 = params.next()?;
    let node = &context.node;
    let filters = &mut context.filters;
    let filter = filters.installed.get_mut(&id).ok_or_else(not_found)?;
    filter.asked = Instant::now();
    let head = node.ledger().head().header.number;
    // After the chain went back, there can be fewer blocks than the client has seen.
    let seen = std::mem::replace(&mut filter.seen, head).min(head);
    let blocks = node.ledger().range(seen + 1, head);
    match &filter.kind {
        Kind::Blocks => json(blocks.iter().map(|block| block.hash).collect::<Vec<_>>()),
        Kind::Transactions => {
            let mined = blocks.iter().filter_map(|block| block.mined.as_ref());
            json(
                mined
                    .map(|mined| *mined.tx.tx_hash())
                    .collect::<Vec<B256>>(),
            )
        }
        Kind::Logs(filter) => {
            let wanted = blocks.iter().filter(|block| in_range(filter, block));
            json(
                wanted
                    .flat_map(|block| view::matching(block, filter))
                    .collect::<Vec<Log>>(),
            )
        }
    }
}

/// Whether a filter's own bounds let a new block pass.
fn in_range(filter: &Filter, block: &Block) -> bool {
    let number = block.header.number;
    match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => hash == block.hash,
        FilterBlockOption::Range {
            from_block,
            to_block,
        } => {
            let from = from_block.and_then(|tag| tag.as_number());
            let to = to_block.and_then(|tag| tag.as_number());
            from.is_none_or(|from| from <= number) && to.is_none_or(|to| number <= to)
        }
    }
}

fn all_logs(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let id: U256 = params.next()?;
    let node = &context.node;
    let filters = &mut context.filters;
    let filter = filters.installed.get_mut(&id).ok_or_else(not_found)?;
    filter.asked = Instant::now();
    match &filter.kind {
        Kind::Logs(filter) => json(logs(node, filter)?),
        Kind::Blocks | Kind::Transactions => Err(not_found()),
    }
}

fn uninstall(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let id: U256 = params.next()?;
    json(context.filters.installed.remove(&id).is_some())
}

fn not_found() -> ErrorObjectOwned {
    server_error("filter not found")
}
