// SPDX-License-Identifier: MIT OR Apache-2.0
//! Methods that send transactions.

use alloy_primitives::Bytes;
use alloy_rpc_types_eth::TransactionRequest;
use jsonrpsee::types::ParamsSequence;

use super::method::{json, Answer, Context, Method};
use crate::ledger::Block;

/// The methods by name.
pub const METHODS: &[(&str, Method)] = &[
    ("eth_accounts", accounts),
    ("eth_sendTransaction", send),
    ("eth_sendRawTransaction", send_raw),
];

fn accounts(context: &mut Context, _: &mut ParamsSequence<'_>) -> Answer {
    let node = &context.node;
    let users = node.accounts().users().iter();
    json(users.map(|signer| signer.address()).collect::<Vec<_>>())
}

fn send(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let request: TransactionRequest = params.next()?;
    json(hash(&*context.node.send(request)?))
}

fn send_raw(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let raw: Bytes = params.next()?;
    json(hash(&*context.node.submit_raw(&raw)?))
}

fn hash(block: &Block) -> Option<&alloy_primitives::B256> {
    block.mined.as_ref().map(|mined| mined.tx.tx_hash())
}
