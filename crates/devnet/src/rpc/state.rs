// SPDX-License-Identifier: MIT OR Apache-2.0
//! Methods about the state: accounts, code, storage, calls and estimates.

use alloy_eips::BlockId;
use alloy_primitives::{Address, B256, U256};
use alloy_rpc_types_eth::state::StateOverride;
use alloy_rpc_types_eth::TransactionRequest;
use jsonrpsee::types::{ErrorObjectOwned, ParamsSequence};

use super::method::{json, quantity, Answer, Context, Method};
use super::node_interface::{call_interface, interface_input};
use crate::convert::{evm_address, evm_bytes, rpc_bytes};
use crate::node::Node;

/// The methods by name.
pub const METHODS: &[(&str, Method)] = &[
    ("eth_getBalance", balance),
    ("eth_getTransactionCount", nonce),
    ("eth_getCode", code),
    ("eth_getStorageAt", storage),
    ("eth_call", call),
    ("eth_estimateGas", estimate),
];

fn balance(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let address: Address = params.next()?;
    let node = at(context, params)?;
    Ok(quantity(node.chain().balance(evm_address(address))))
}

fn nonce(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let address: Address = params.next()?;
    let node = at(context, params)?;
    Ok(quantity(node.chain().nonce(evm_address(address))))
}

fn code(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let address: Address = params.next()?;
    let node = at(context, params)?;
    json(rpc_bytes(&node.chain().code(evm_address(address))))
}

fn storage(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let address: Address = params.next()?;
    let slot: U256 = params.next()?;
    let node = at(context, params)?;
    json(B256::from(node.chain().storage(evm_address(address), slot)))
}

fn call(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let request: TransactionRequest = params.next()?;
    let node = at(context, params)?;
    let overrides = params.optional_next()?;
    let output = overridden(node, overrides, |node| match interface_input(&request) {
        Some(input) => call_interface(node, &request, input),
        None => node.call(&request),
    })?;
    json(output)
}

fn estimate(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let request: TransactionRequest = params.next()?;
    let node = at(context, params)?;
    let overrides = params.optional_next()?;
    let gas = overridden(node, overrides, |node| node.estimate(&request))?;
    Ok(quantity(gas))
}

/// The node, if it has the state of the block in the next parameter.
fn at<'a>(
    context: &'a mut Context,
    params: &mut ParamsSequence<'_>,
) -> Result<&'a mut Node, ErrorObjectOwned> {
    let block: Option<BlockId> = params.optional_next()?;
    let node = &mut context.node;
    node.check_state_of(block)?;
    Ok(node)
}

/// Runs `work` on a state with `overrides`, and restores the state.
fn overridden<T>(
    node: &mut Node,
    overrides: Option<StateOverride>,
    work: impl FnOnce(&mut Node) -> T,
) -> T {
    let Some(overrides) = overrides.filter(|overrides| !overrides.is_empty()) else {
        return work(node);
    };
    let before = node.chain().snapshot();
    let chain = node.chain();
    for (address, account) in overrides {
        let address = evm_address(address);
        if let Some(code) = account.code {
            chain.set_code(address, evm_bytes(&code));
        }
        if let Some(balance) = account.balance {
            chain.set_balance(address, balance);
        }
        if let Some(nonce) = account.nonce {
            chain.set_nonce(address, nonce);
        }
        if let Some(state) = account.state {
            let mut whole = chain.accounts().remove(&address).unwrap_or_default();
            whole.storage.clear();
            chain.set_account(address, whole);
            for (slot, value) in state {
                chain.set_storage(address, slot.into(), value.into());
            }
        }
        for (slot, value) in account.state_diff.into_iter().flatten() {
            chain.set_storage(address, slot.into(), value.into());
        }
    }
    let result = work(node);
    node.chain().restore(before);
    result
}
