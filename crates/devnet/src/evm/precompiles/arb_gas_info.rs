// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ArbGasInfo`, the precompile at 0x6C that tells the prices. Those of the parent chain are zero, since there is none.
//!
//! Source: Nitro v3.10, `precompiles/ArbGasInfo.go` and `arbos/l2pricing/model.go`.

use revm::context_interface::{Block, ContextTr};
use revm::primitives::{address, Address, U256};

use super::call::{Call, Method, Outcome, READ_SLOT, WRITE_SLOT};

/// Address of the precompile.
pub const ADDRESS: Address = address!("000000000000000000000000000000000000006c");

/// Gas that a transaction may use, which the chain reports but does not enforce (`InitialPerTxGasLimitV50`).
const MAX_TX_GAS: u64 = 32_000_000;

/// The methods.
pub const METHODS: &[Method] = &[
    Method::view("getPricesInWei()", |call, _| {
        call.burn(READ_SLOT)?;
        let base = minimum_price(call)?;
        let nothing = U256::ZERO;
        // For the parent chain: a simple transaction, a byte. Here: a slot, and gas as minimum, congestion and total.
        Ok(vec![nothing, nothing, base * U256::from(WRITE_SLOT), base, nothing, base])
    }),
    Method::view("getL1BaseFeeEstimate()", |call, _| {
        call.burn(READ_SLOT)?;
        Ok(vec![U256::ZERO])
    }),
    Method::view("getMinimumGasPrice()", |call, _| Ok(vec![minimum_price(call)?])),
    Method::view("getMaxTxGasLimit()", |call, _| {
        call.burn(READ_SLOT)?;
        Ok(vec![U256::from(MAX_TX_GAS)])
    }),
];

/// The minimum base fee, wei, which is also the base fee of every block.
fn minimum_price(call: &mut Call<'_>) -> Outcome<U256> {
    call.burn(READ_SLOT)?;
    Ok(U256::from(call.ctx.block().basefee()))
}
