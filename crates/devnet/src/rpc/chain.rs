// SPDX-License-Identifier: MIT OR Apache-2.0
//! Methods about the chain as a whole: ids, the last block, fees.

use alloy_eips::BlockNumberOrTag;
use alloy_primitives::{keccak256, Bytes};
use alloy_rpc_types_eth::FeeHistory;
use jsonrpsee::types::ParamsSequence;

use super::error::server_error;
use super::method::{json, quantity, Answer, Context, Method, Number};

/// The methods by name.
pub const METHODS: &[(&str, Method)] = &[
    ("eth_chainId", chain_id),
    ("net_version", net_version),
    ("net_listening", |_, _| Ok(true.into())),
    ("web3_clientVersion", |_, _| Ok(concat!("diem-devnet/", env!("CARGO_PKG_VERSION")).into())),
    ("web3_sha3", sha3),
    ("eth_syncing", |_, _| Ok(false.into())),
    ("eth_blockNumber", block_number),
    ("eth_gasPrice", gas_price),
    // Arbitrum charges no tips.
    ("eth_maxPriorityFeePerGas", |_, _| Ok(quantity(0))),
    ("eth_feeHistory", fee_history),
];

fn chain_id(context: &mut Context, _: &mut ParamsSequence<'_>) -> Answer {
    Ok(quantity(context.node.chain().chain_id()))
}

fn net_version(context: &mut Context, _: &mut ParamsSequence<'_>) -> Answer {
    Ok(context.node.chain().chain_id().to_string().into())
}

fn sha3(_: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    json(keccak256(params.next::<Bytes>()?))
}

fn block_number(context: &mut Context, _: &mut ParamsSequence<'_>) -> Answer {
    Ok(quantity(context.node.ledger().head().header.number))
}

fn gas_price(context: &mut Context, _: &mut ParamsSequence<'_>) -> Answer {
    Ok(quantity(context.node.chain().base_fee()))
}

fn fee_history(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    /// As in geth.
    const MAX_BLOCKS: u64 = 1024;
    let count = params.next::<Number>()?.0.min(MAX_BLOCKS);
    let newest: BlockNumberOrTag = params.next()?;
    let percentiles: Option<Vec<f64>> = params.optional_next()?;
    let node = &mut context.node;
    let last = (node.block(newest.into()))
        .ok_or_else(|| server_error(format!("block {newest} not found")))?
        .header
        .number;
    let base_fee = u128::from(node.chain().base_fee());
    let count = count.min(last + 1);
    let oldest = last + 1 - count;
    let blocks = if count == 0 { &[] } else { node.ledger().range(oldest, last) };
    let used = |block: &std::sync::Arc<crate::ledger::Block>| {
        block.header.gas_used as f64 / block.header.gas_limit as f64
    };
    json(FeeHistory {
        base_fee_per_gas: vec![base_fee; blocks.len() + 1],
        gas_used_ratio: blocks.iter().map(used).collect(),
        oldest_block: oldest,
        reward: percentiles.map(|percentiles| vec![vec![0; percentiles.len()]; blocks.len()]),
        ..FeeHistory::default()
    })
}
