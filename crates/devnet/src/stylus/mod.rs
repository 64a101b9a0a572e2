//! The engine: activates WASM programs and runs them, metered in ink.
//!
//! From module to result: [`package`] and [`code`] put it on the chain, [`code`] unpacks it, [`activate`] checks and prices it, `meter` rewrites it,
//! `engine` compiles it, `program` is one call of it, `host` serves what it asks for. Prices are in
//! `prices`, limits in [`params`].

pub mod activate;
pub mod code;
mod depth;
pub(crate) mod engine;
mod fee;
pub(crate) mod host;
pub mod hostio;
mod meter;
pub mod package;
mod pages;
pub mod params;
mod prices;
mod program;
pub mod registry;
pub mod session;
mod storage;
mod types;
