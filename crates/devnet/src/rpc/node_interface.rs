// SPDX-License-Identifier: MIT OR Apache-2.0
//! `NodeInterface` at 0xC8, which estimates the parts of a transaction's gas. It exists only as the target of `eth_call`.
//!
//! There is no parent chain, so its part is always zero. Source: Nitro v3.10, `nodeinterface/node_interface.go`.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{address, keccak256, Address, Bytes, TxKind, U256};
use alloy_rpc_types_eth::TransactionRequest;

use crate::node::{Node, Rejected};

const ADDRESS: Address = address!("00000000000000000000000000000000000000c8");

/// The calldata of a request, if its target is the interface.
pub fn interface_input(request: &TransactionRequest) -> Option<&[u8]> {
    let meant = request.to == Some(TxKind::Call(ADDRESS));
    meant.then(|| request.input.input().map_or(&[][..], |input| input))
}

/// Answers a call with calldata `input`. Sender and value are those of the estimated transaction.
///
/// # Errors
/// [`Rejected::Reverted`] for an unknown method or malformed arguments, otherwise the error of the estimate.
pub fn call_interface(
    node: &mut Node,
    request: &TransactionRequest,
    input: &[u8],
) -> Result<Bytes, Rejected> {
    let unknown = || Rejected::Reverted(Bytes::new());
    let (selector, args) = input.split_first_chunk::<4>().ok_or_else(unknown)?;
    let is = |name: &str| keccak256(format!("{name}(address,bool,bytes)"))[..4] == *selector;
    let (with_total, l1_only) = (is("gasEstimateComponents"), is("gasEstimateL1Component"));
    if !with_total && !l1_only {
        return Err(unknown());
    }
    let types = DynSolType::Tuple(vec![DynSolType::Address, DynSolType::Bool, DynSolType::Bytes]);
    let Ok(DynSolValue::Tuple(values)) = types.abi_decode_params(args) else {
        return Err(unknown());
    };
    let [DynSolValue::Address(to), DynSolValue::Bool(creation), DynSolValue::Bytes(data)] =
        &values[..]
    else {
        return Err(unknown());
    };

    let base_fee = U256::from(node.chain().base_fee());
    let (parent_gas, parent_price) = (U256::ZERO, U256::ZERO);
    let mut words = vec![parent_gas, base_fee, parent_price];
    if with_total {
        if *to == ADDRESS {
            return Err(Rejected::Halted("cannot estimate virtual contract".into()));
        }
        let estimated = TransactionRequest {
            from: request.from,
            to: Some(if *creation { TxKind::Create } else { TxKind::Call(*to) }),
            value: request.value,
            input: Bytes::copy_from_slice(data).into(),
            ..TransactionRequest::default()
        };
        words.insert(0, U256::from(node.estimate(&estimated)?));
    }
    Ok(words.iter().flat_map(U256::to_be_bytes::<32>).collect())
}
