// SPDX-License-Identifier: MIT OR Apache-2.0
//! The EVM's context with what the engine adds to it.

use revm::context::{BlockEnv, CfgEnv, Context, Journal, TxEnv};
use revm::database::InMemoryDB;

use super::engine::Programs;
use super::rules::Rules;
use super::session::Session;

/// The database that holds the state.
pub type Db = InMemoryDB;

/// What the engine adds to the EVM's context.
#[derive(Clone, Debug, Default)]
pub struct Stylus {
    /// Compiled programs.
    pub programs: Programs,
    /// The current transaction.
    pub session: Session,
    /// What depends on the version of the chain and on its owner.
    pub rules: Rules,
    /// Whether activation puts a program in the cache at once, as a successful cache bid would.
    pub cache_on_activation: bool,
}

/// The EVM's context.
pub type EvmContext = Context<BlockEnv, TxEnv, CfgEnv, Db, Journal<Db>, Stylus>;
