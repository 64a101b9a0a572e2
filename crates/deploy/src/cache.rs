// SPDX-License-Identifier: MIT OR Apache-2.0
//! The bid for the chain's program cache. A program that is not cached pays for its start on every call.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use anyhow::{bail, Context, Result};
use serde_json::Value;

use crate::amount::decimal;
use crate::chain::{Chain, Failure, Request};
use crate::precompiles::{
    allCacheManagersCall, codehashIsCachedCall, getMinBidCall, placeBidCall, AlreadyCached,
    ARB_WASM_CACHE,
};

/// The bid for a program, or `None` if it is cached already.
///
/// # Errors
/// If the chain has no cache manager, or it does not accept the bid.
pub async fn bid(
    chain: &Chain,
    from: Address,
    program: Address,
    codehash: B256,
    value: U256,
) -> Result<Option<Request>> {
    let cached = chain.view(ARB_WASM_CACHE, &codehashIsCachedCall { codehash }).await?.value();
    if cached.is_some_and(|cached| cached._0) {
        return Ok(None);
    }
    let managers = chain.view(ARB_WASM_CACHE, &allCacheManagersCall {}).await?.value();
    // The newest one is the one in use.
    let manager = managers.and_then(|managers| managers._0.last().copied());
    let manager = manager.context("this chain has no cache manager")?;
    let minimum = chain.view(manager, &getMinBidCall { program }).await?.value();
    let minimum = minimum.map(|answer| U256::from(answer._0)).unwrap_or_default();
    if value < minimum {
        bail!(
            "the bid of {} ETH is below the minimum of {} ETH; change cache.bid and run the same command again",
            decimal(value, 18),
            decimal(minimum, 18)
        );
    }
    let data = placeBidCall { program }.abi_encode().into();
    let request = Request { to: Some(manager), value, data };
    match chain.call(from, &request, &Value::Null).await {
        Ok(_) => Ok(Some(request)),
        Err(Failure::Reverted(data)) if data.starts_with(&AlreadyCached::SELECTOR) => Ok(None),
        Err(failure) => Err(failure).context("the cache manager does not accept the bid"),
    }
}
