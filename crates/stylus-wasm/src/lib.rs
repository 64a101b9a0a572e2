// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packaging, activation and metering of Stylus programs.
//!
//! Activation checks a module, estimates the cost of loading it, and rewrites its code so that it pays for every
//! instruction. This crate needs no chain. The development chain uses it to run programs, the tools use it to check and
//! measure the released program.
//!
//! [`package`] does what deployment tools do to a compiler's output, [`code`] splits the result into the code objects of
//! accounts and reads them back, [`activate`] performs an activation. For it,
//! [`contents`] parses a module and checks its limits, [`load`] prices its start, and two passes, `meter` and
//! `frame`, rewrite its functions. Numbers are in [`params`], host functions in [`hostio`].
//!
//! Source of checks, limits and formulas: Nitro v3.9, with the rules of `ArbOS` 60 and later (no multi-value).

pub mod activate;
pub mod code;
pub mod contents;
pub mod error;
mod frame;
pub mod hostio;
pub mod load;
pub mod meter;
pub mod package;
pub mod params;
mod prices;
mod signatures;

#[cfg(test)]
mod fixture;
