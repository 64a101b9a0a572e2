// SPDX-License-Identifier: MIT OR Apache-2.0
//! What has been minted along the curve, for the invariants.

/// Mints since deployment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CurveUse {
    /// The number of mints.
    pub mints: u128,
    /// The most VVV that was ever locked, in wei.
    pub most_locked: u128,
    /// Set once an execution has changed the curve.
    pub changed: bool,
}
