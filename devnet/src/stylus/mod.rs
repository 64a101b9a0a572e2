//! The engine: activates WASM programs and runs them, metered in ink.
//!
//! From module to result: [`package`] and [`code`] put it on the chain, [`code`] unpacks it, [`activate`] checks and prices it, [`meter`] rewrites it,
//! [`engine`] compiles it, [`program`] is one call of it, [`host`] serves what it asks for. Prices are in
//! [`prices`], limits in [`params`].

pub mod activate;
pub mod code;
pub mod depth;
pub mod engine;
pub mod fee;
pub mod host;
pub mod hostio;
pub mod meter;
pub mod package;
pub mod pages;
pub mod params;
pub mod prices;
pub mod program;
pub mod registry;
pub mod session;
pub mod storage;
pub mod types;
