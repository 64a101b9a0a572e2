// SPDX-License-Identifier: MIT OR Apache-2.0
//! Methods that sign with the keys of the development accounts.

use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, Bytes, PrimitiveSignature};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use jsonrpsee::types::{ErrorObjectOwned, ParamsSequence};
use serde_json::Value;

use super::error::invalid_params;
use super::method::{json, Answer, Context, Method};
use crate::node::Rejected;

/// The methods by name.
pub const METHODS: &[(&str, Method)] = &[
    ("eth_sign", |context, params| {
        let address = params.next()?;
        sign_message(context, address, &params.next()?)
    }),
    // As `eth_sign`, with the parameters in the other order.
    ("personal_sign", |context, params| {
        let message = params.next()?;
        sign_message(context, params.next()?, &message)
    }),
    ("eth_signTypedData_v4", sign_typed_data),
];

fn sign_message(context: &mut Context, address: Address, message: &Bytes) -> Answer {
    answer(signer(context, address)?.sign_message_sync(message))
}

fn sign_typed_data(context: &mut Context, params: &mut ParamsSequence<'_>) -> Answer {
    let address: Address = params.next()?;
    // Wallets send an object, or a string that contains one.
    let data: TypedData = match params.next::<Value>()? {
        Value::String(text) => serde_json::from_str(&text),
        object => serde_json::from_value(object),
    }
    .map_err(invalid_params)?;
    let hash = data.eip712_signing_hash().map_err(invalid_params)?;
    answer(signer(context, address)?.sign_hash_sync(&hash))
}

fn signer(context: &mut Context, address: Address) -> Result<PrivateKeySigner, ErrorObjectOwned> {
    let node = &context.node;
    let signer = node.accounts().signer(address);
    Ok(signer.ok_or(Rejected::UnknownAccount(address))?.clone())
}

fn answer(signature: alloy_signer::Result<PrimitiveSignature>) -> Answer {
    let signature = signature.map_err(super::error::internal)?;
    json(Bytes::from(signature.as_bytes()))
}
