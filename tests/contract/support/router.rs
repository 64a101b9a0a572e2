// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contract's router, as its entry point calls it.

use diem::Diem;
use motsu::prelude::*;
use stylus_sdk::abi::Router;
use stylus_sdk::ArbResult;

/// Passes calldata through the contract's router.
pub fn route(diem: &mut Diem, calldata: &[u8]) -> ArbResult {
    let result = match calldata.split_first_chunk() {
        Some((selector, input)) => Diem::route(diem, u32::from_be_bytes(*selector), input),
        None => Diem::fallback(diem, calldata),
    };
    finish(result.expect("the router always answers"))
}

/// Passes arguments to the contract's constructor.
pub fn construct(diem: &mut Diem, arguments: &[u8]) -> ArbResult {
    finish(Diem::constructor(diem, arguments).expect("a constructor"))
}

/// Commits a transaction's changes, or reverts them if it failed, as a chain does.
fn finish(result: ArbResult) -> ArbResult {
    match result {
        Ok(data) => Ok(Ok::<_, Vec<u8>>(data).motsu_unwrap()),
        Err(data) => Err(Err::<Vec<u8>, _>(data).motsu_unwrap_err()),
    }
}
