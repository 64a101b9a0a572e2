// SPDX-License-Identifier: MIT OR Apache-2.0
//! Decoding errors by the names and types that the ABI gives them.

use std::collections::BTreeMap;

use alloy_primitives::{keccak256, Address, U256};

use crate::abi_adapter::address_book::AddressBook;
use crate::error::{ErrorData, ToWord};

/// Decodes revert data.
pub(super) fn decode_error(addresses: &AddressBook, data: &[u8]) -> ErrorData {
    let (name, types) = lookup(data);
    let words = data[4..].chunks(32).zip(&types).map(|(word, kind)| {
        let word = U256::from_be_slice(word);
        if kind != "address" {
            return word;
        }
        let address = Address::from_word(word.into());
        // In these errors the address is a token, in all others an account.
        if name == "SafeErc20FailedOperation" || name == "NothingToRecover" {
            return addresses.token(address).to_word();
        }
        // A signature over other data recovers to any address.
        if name == "ERC2612InvalidSigner" {
            return addresses.account_or_unknown(address).to_word();
        }
        addresses.account(address).to_word()
    });
    let words = words.collect();
    ErrorData { name, words }
}

/// The name of the error with the selector that `data` begins with.
pub(super) fn error_name(data: &[u8]) -> String {
    lookup(data).0
}

fn lookup(data: &[u8]) -> (String, Vec<String>) {
    let selector: [u8; 4] = data
        .get(..4)
        .and_then(|bytes| bytes.try_into().ok())
        .unwrap_or_else(|| panic!("revert data without a selector: {data:02x?}"));
    abi_errors()
        .remove(&selector)
        .unwrap_or_else(|| panic!("the ABI has no error for this revert data: {data:02x?}"))
}

/// The ABI's errors by selector: names and argument types.
fn abi_errors() -> BTreeMap<[u8; 4], (String, Vec<String>)> {
    let abi = include_str!("../../../../artifacts/diem.abi.json");
    let abi: serde_json::Value = serde_json::from_str(abi).expect("diem.abi.json is JSON");
    let entries = abi.as_array().expect("an ABI is a list").iter();
    entries
        .filter(|entry| entry["type"] == "error")
        .map(|entry| {
            let text = |value: &serde_json::Value| value.as_str().expect("a string").to_owned();
            let name = text(&entry["name"]);
            let inputs = entry["inputs"].as_array().expect("inputs are a list").iter();
            let types: Vec<String> = inputs.map(|input| text(&input["type"])).collect();
            let hash = keccak256(format!("{name}({})", types.join(",")));
            (hash[..4].try_into().expect("four bytes"), (name, types))
        })
        .collect()
}
