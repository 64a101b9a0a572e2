// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conversions between the types of the EVM and those of the RPC, which come from two versions of the same crates.

use alloy_consensus::{Transaction, TxEnvelope};
use alloy_eips::eip2930::AccessList;
use alloy_primitives as rpc;
use revm::context::TxEnv;
use revm::context_interface::transaction as evm_tx;
use revm::primitives as evm;

/// Converts an address for the EVM.
pub fn evm_address(address: rpc::Address) -> evm::Address {
    evm::Address::new(address.into_array())
}

/// Converts an address for the RPC.
pub fn rpc_address(address: evm::Address) -> rpc::Address {
    rpc::Address::new(address.into_array())
}

/// Converts bytes for the EVM, without copying them.
pub fn evm_bytes(bytes: &rpc::Bytes) -> evm::Bytes {
    evm::Bytes::from(bytes.0.clone())
}

/// Converts bytes for the RPC, without copying them.
pub fn rpc_bytes(bytes: &evm::Bytes) -> rpc::Bytes {
    rpc::Bytes::from(bytes.0.clone())
}

/// Converts a hash for the EVM.
pub fn evm_hash(hash: rpc::B256) -> evm::B256 {
    evm::B256::new(hash.0)
}

/// Converts the target of a transaction for the EVM.
pub fn evm_kind(kind: rpc::TxKind) -> evm::TxKind {
    match kind {
        rpc::TxKind::Create => evm::TxKind::Create,
        rpc::TxKind::Call(to) => evm::TxKind::Call(evm_address(to)),
    }
}

/// Converts a log for the RPC.
pub fn rpc_log(log: &evm::Log) -> rpc::Log {
    let topics = log.topics().iter().map(|topic| rpc::B256::new(topic.0));
    rpc::Log::new_unchecked(rpc_address(log.address), topics.collect(), rpc_bytes(&log.data.data))
}

/// Converts an access list for the EVM.
pub fn evm_access_list(list: &AccessList) -> evm_tx::AccessList {
    let item = |item: &alloy_eips::eip2930::AccessListItem| evm_tx::AccessListItem {
        address: evm_address(item.address),
        storage_keys: item.storage_keys.iter().copied().map(evm_hash).collect(),
    };
    evm_tx::AccessList(list.0.iter().map(item).collect())
}

/// The transaction in the form that the EVM executes. It pays no tip, whatever its type: Arbitrum charges none.
pub fn tx_env(tx: &TxEnvelope, from: rpc::Address, chain_id: u64) -> TxEnv {
    TxEnv {
        tx_type: evm_tx::TransactionType::Eip1559 as u8,
        caller: evm_address(from),
        gas_limit: tx.gas_limit(),
        gas_price: tx.max_fee_per_gas(),
        gas_priority_fee: Some(0),
        kind: evm_kind(tx.kind()),
        value: tx.value(),
        data: evm_bytes(tx.input()),
        nonce: tx.nonce(),
        chain_id: Some(chain_id),
        access_list: tx.access_list().map(evm_access_list).unwrap_or_default(),
        ..TxEnv::default()
    }
}
