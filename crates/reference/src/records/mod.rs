// SPDX-License-Identifier: MIT OR Apache-2.0
//! The state of the reference: plain records, each with the arithmetic on its own fields. The rules
//! that span several of them are in [`crate::rules`].

pub(crate) mod balances;
pub(crate) mod burn_offer;
pub(crate) mod commitment;
pub(crate) mod curve_use;
pub(crate) mod governance;
pub(crate) mod grant;
pub(crate) mod provider;
pub(crate) mod quota_history;
pub(crate) mod revenue;
pub(crate) mod settlement;
pub(crate) mod stream;
pub(crate) mod tickets;
