// SPDX-License-Identifier: MIT OR Apache-2.0
//! An [`Implementation`](crate::driver::Implementation) on top of the contract's ABI: calls are encoded, and results,
//! events and errors decoded, from `artifacts/IDiem.sol`, as any client would do it.

mod adapter;
mod address_book;
mod backend;
mod bindings;
mod calls;
mod errors;
mod events;
mod params;
#[cfg(test)]
mod tests;
mod views;

pub use adapter::AbiAdapter;
pub use address_book::AddressBook;
pub use backend::{Backend, CallResult};
pub use params::params_to_words;
