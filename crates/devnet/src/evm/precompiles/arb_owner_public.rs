// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ArbOwnerPublic`, the precompile at 0x6B that tells what the chain's owner has set.
//!
//! Source: Nitro v3.10, `precompiles/ArbOwnerPublic.go`.

use revm::primitives::{address, Address, U256};

use super::call::{Method, Purity, READ_PARAMS};
use crate::stylus::rules::FRAGMENTS_SINCE;

/// Address of the precompile.
pub const ADDRESS: Address = address!("000000000000000000000000000000000000006b");

/// The methods.
pub const METHODS: &[Method] = &[Method {
    signature: "getMaxStylusContractFragments()",
    since: FRAGMENTS_SINCE,
    purity: Purity::View,
    serve: |call, _| {
        call.burn(READ_PARAMS)?;
        Ok(vec![U256::from(call.rules().max_fragments)])
    },
}];
