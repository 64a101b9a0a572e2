// SPDX-License-Identifier: MIT OR Apache-2.0
//! A pause and a parameter proposal.

use crate::params::Params;

/// A pause, in force or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PauseRecord {
    /// Unix seconds.
    pub began: u64,
    /// A guardian's pause ends by itself unless the owner confirms it.
    pub by_guardian: bool,
}

/// Proposed parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The proposed parameters.
    pub params: Params,
    /// When they were proposed, in unix seconds.
    pub proposed: u64,
}
