//! The contract on motsu, a file for each face: every call goes through the router with calldata that alloy encodes
//! from `artifacts/IDiem.sol`, as a wallet would send it.

extern crate alloc;

mod support;

mod attacks;
mod capacity;
mod deposits;
mod governance;
mod grants;
mod interface;
mod mint;
mod parameters;
mod permit;
mod providers;
mod quota;
mod rewards;
mod sequences;
mod stories;
mod token;
mod vault;
mod views;
mod vouchers;
