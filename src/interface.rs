//! The interface: calls, structs, errors and events, read from `artifacts/IDiem.sol` at compile time.

#![allow(missing_docs, clippy::too_many_arguments)]

alloy_sol_types::sol! {
    #![sol(all_derives)]
    "artifacts/IDiem.sol"
}
