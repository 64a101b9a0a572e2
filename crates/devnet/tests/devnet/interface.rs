// SPDX-License-Identifier: MIT OR Apache-2.0
//! `artifacts/IDiem.sol`, expanded once for all tests of this binary.

alloy_sol_types::sol! {
    #![sol(all_derives)]
    "../../artifacts/IDiem.sol"
}
