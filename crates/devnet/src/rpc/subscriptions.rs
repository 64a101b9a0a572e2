// SPDX-License-Identifier: MIT OR Apache-2.0
//! Subscriptions over WebSocket: new blocks, their logs, their transactions.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use alloy_rpc_types_eth::pubsub::{Params as Detail, SubscriptionKind};
use alloy_rpc_types_eth::Filter;
use jsonrpsee::server::{IdProvider, PendingSubscriptionSink, SubscriptionMessage};
use jsonrpsee::types::{ErrorObjectOwned, Params, SubscriptionId};
use jsonrpsee::RpcModule;
use serde::Serialize;
use serde_json::value::{to_raw_value, RawValue};
use tokio::sync::broadcast::error::RecvError;

use super::error::invalid_params;
use super::method::Context;
use super::view;
use crate::host::Host;
use crate::ledger::Block;

/// Subscription ids in the form that clients expect: hexadecimal strings.
#[derive(Debug, Default)]
pub struct HexIds(AtomicU64);

impl IdProvider for HexIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        let id = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        SubscriptionId::Str(format!("{id:#x}").into())
    }
}

/// What a subscription reports.
enum Topic {
    Heads,
    Logs(Box<Filter>),
    Transactions { full: bool },
}

/// Adds `eth_subscribe` and `eth_unsubscribe`.
pub fn register(module: &mut RpcModule<Host<Context>>) {
    module
        .register_subscription(
            "eth_subscribe",
            "eth_subscription",
            "eth_unsubscribe",
            |params, pending, host, _| serve(params, pending, host),
        )
        .expect("method names are unique");
}

async fn serve(
    params: Params<'static>,
    pending: PendingSubscriptionSink,
    host: Arc<Host<Context>>,
) {
    let topic = match topic(&params) {
        Ok(topic) => topic,
        Err(error) => return pending.reject(error).await,
    };
    // Subscribe before the client learns its id, so that it misses no block that is mined afterwards.
    let Some(mut blocks) = host.run(|context| context.node.subscribe()).await else {
        return;
    };
    let Ok(sink) = pending.accept().await else {
        return;
    };
    loop {
        let block = tokio::select! {
            () = sink.closed() => return,
            block = blocks.recv() => block,
        };
        let block = match block {
            Ok(block) => block,
            // The client reads too slowly and has missed blocks. Continue with the next one.
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        for notice in topic.notices(&block) {
            if sink.send(SubscriptionMessage::from(notice)).await.is_err() {
                return;
            }
        }
    }
}

fn topic(params: &Params<'_>) -> Result<Topic, ErrorObjectOwned> {
    let mut params = params.sequence();
    let kind: SubscriptionKind = params.next()?;
    let detail: Option<Detail> = params.optional_next()?;
    match (kind, detail.unwrap_or_default()) {
        (SubscriptionKind::NewHeads, Detail::None) => Ok(Topic::Heads),
        (SubscriptionKind::Logs, Detail::Logs(filter)) => Ok(Topic::Logs(filter)),
        (SubscriptionKind::Logs, Detail::None) => Ok(Topic::Logs(Box::default())),
        (SubscriptionKind::NewPendingTransactions, Detail::None) => {
            Ok(Topic::Transactions { full: false })
        }
        (SubscriptionKind::NewPendingTransactions, Detail::Bool(full)) => {
            Ok(Topic::Transactions { full })
        }
        (kind, _) => Err(invalid_params(format!(
            "unknown subscription, or invalid parameters for it: {kind:?}"
        ))),
    }
}

impl Topic {
    fn notices(&self, block: &Block) -> Vec<Box<RawValue>> {
        match self {
            Self::Heads => vec![raw(&view::header(block))],
            Self::Logs(filter) => view::matching(block, filter).map(|log| raw(&log)).collect(),
            Self::Transactions { full } => (block.mined.iter())
                .map(|mined| {
                    if *full {
                        raw(&view::transaction(block, mined))
                    } else {
                        raw(mined.tx.tx_hash())
                    }
                })
                .collect(),
        }
    }
}

fn raw(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).expect("views have string keys")
}
