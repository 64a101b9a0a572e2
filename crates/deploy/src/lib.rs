// SPDX-License-Identifier: MIT OR Apache-2.0
//! Deploys Diem on an Arbitrum chain, verifies a deployment, and keeps it alive.
//!
//! | module | contents |
//! |---|---|
//! | `cli` | the commands and their options |
//! | `config`, `amount` | the TOML file of a chain; amounts and durations as people write them |
//! | `keys` | where the deploying key comes from |
//! | `chain` | JSON-RPC: retries, reverts, receipts |
//! | `precompiles`, `diem` | the calls of the chain's and of Diem's contracts |
//! | `program` | the packaged WASM and its code objects |
//! | `simulation` | activation and construction by `eth_call`, before anything is deployed |
//! | `steps` | the transactions of a deployment, in order |
//! | `preflight`, `table` | costs, errors and warnings, and how they are printed |
//! | `files`, `journal` | durable files; what has been sent |
//! | `sending` | sends a step exactly once |
//! | `deployment` | the command that ties these together |
//! | `record`, `verify` | the result and its comparison with the chain |
//! | `cache` | the optional bid for the chain's program cache |
//! | `keepalive` | the program's expiry |
//! | `calldata` | calls of Diem for multisig owners |
//! | `explain`, `output` | revert data as text; printing |

mod amount;
mod cache;
mod calldata;
mod chain;
pub mod cli;
mod config;
mod deployment;
mod diem;
mod explain;
mod files;
mod journal;
mod keepalive;
mod keys;
mod output;
mod precompiles;
mod preflight;
mod program;
mod record;
mod sending;
mod simulation;
mod steps;
mod table;
mod verify;
