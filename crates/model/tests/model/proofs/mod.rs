// SPDX-License-Identifier: MIT OR Apache-2.0
//! Properties that are proven, not sampled: see "What is proven, and how" in `docs/security/testing.md`.
//!
//! Most proofs are exhaustive explorations. [`explore::closure`] applies every operation with every
//! amount to every reachable state, and each state is checked against simple bookkeeping that
//! shares no code with the rules. The amounts are small; each file explains why that is enough.
//! The numbers of states and transitions are asserted too, so that an exploration that visits less,
//! or more, than intended fails.

mod explore;

mod budget;
mod commitment;
mod cooldown;
mod grant;
mod meter;
mod pool;
mod records;
mod shares;
mod voucher;
