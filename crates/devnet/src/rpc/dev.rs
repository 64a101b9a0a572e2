// SPDX-License-Identifier: MIT OR Apache-2.0
//! Development methods: time, snapshots, changes of accounts, impersonation.

use alloy_primitives::{Address, Bytes, B256, U256};
use jsonrpsee::types::ParamsSequence;
use serde_json::Value;

use super::error::invalid_params;
use super::method::{json, quantity, Answer, Context, Method, Number};
use crate::convert::{evm_address, evm_bytes};

/// The methods by name.
pub const METHODS: &[(&str, Method)] = &[
    ("evm_increaseTime", increase_time),
    ("evm_setNextBlockTimestamp", set_next_timestamp),
    ("evm_mine", mine),
    ("evm_snapshot", |context, _| Ok(quantity(context.node.checkpoint()))),
    ("evm_revert", revert),
    ("anvil_mine", mine_many),
    ("hardhat_mine", mine_many),
    ("anvil_setBalance", set_balance),
    ("hardhat_setBalance", set_balance),
    ("anvil_setCode", set_code),
    ("hardhat_setCode", set_code),
    ("anvil_setNonce", set_nonce),
    ("hardhat_setNonce", set_nonce),
    ("anvil_setStorageAt", set_storage),
    ("hardhat_setStorageAt", set_storage),
    ("anvil_impersonateAccount", impersonate),
    ("hardhat_impersonateAccount", impersonate),
    ("anvil_stopImpersonatingAccount", stop_impersonating),
    ("hardhat_stopImpersonatingAccount", stop_impersonating),
];

/// Maximum number of blocks that one call mines.
const MAX_BLOCKS: u64 = 100_000;

fn increase_time(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let Number(seconds) = params.next()?;
    let node = &mut context.node;
    node.increase_time(seconds);
    Ok(quantity(seconds))
}

fn set_next_timestamp(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let Number(time) = params.next()?;
    context.node.set_next_timestamp(time)?;
    Ok(Value::Null)
}

fn mine(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let time: Option<Number> = params.optional_next()?;
    let node = &mut context.node;
    if let Some(Number(time)) = time {
        node.set_next_timestamp(time)?;
    }
    node.mine();
    Ok(quantity(0))
}

/// Mines a number of blocks, with an interval in seconds between them.
fn mine_many(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let blocks = params.optional_next::<Number>()?.map_or(1, |blocks| blocks.0);
    let interval: Option<Number> = params.optional_next()?;
    if blocks > MAX_BLOCKS {
        return Err(invalid_params(format!("more than {MAX_BLOCKS} blocks")));
    }
    let node = &mut context.node;
    for index in 0..blocks {
        if let Some(Number(seconds)) = interval.filter(|_| index > 0) {
            let last = node.ledger().head().header.timestamp;
            node.set_next_timestamp(last.saturating_add(seconds))?;
        }
        node.mine();
    }
    Ok(Value::Null)
}

fn revert(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let Number(id) = params.next()?;
    json(context.node.revert(id))
}

fn set_balance(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let (address, balance): (Address, U256) = (params.next()?, params.next()?);
    let node = &mut context.node;
    node.state_mut().set_balance(evm_address(address), balance);
    Ok(Value::Null)
}

fn set_code(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let (address, code): (Address, Bytes) = (params.next()?, params.next()?);
    let node = &mut context.node;
    node.state_mut().set_code(evm_address(address), evm_bytes(&code));
    Ok(Value::Null)
}

fn set_nonce(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let (address, Number(nonce)): (Address, Number) = (params.next()?, params.next()?);
    let node = &mut context.node;
    node.state_mut().set_nonce(evm_address(address), nonce);
    Ok(Value::Null)
}

fn set_storage(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let (address, slot): (Address, U256) = (params.next()?, params.next()?);
    let value: B256 = params.next()?;
    let node = &mut context.node;
    node.state_mut().set_storage(evm_address(address), slot, value.into());
    Ok(true.into())
}

fn impersonate(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    context.node.impersonate(params.next()?, true);
    Ok(Value::Null)
}

fn stop_impersonating(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    context.node.impersonate(params.next()?, false);
    Ok(Value::Null)
}
