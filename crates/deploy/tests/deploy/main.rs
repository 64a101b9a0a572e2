// SPDX-License-Identifier: MIT OR Apache-2.0
//! The tool in a process of its own, against a development node in another.

mod support;

mod calldata;
mod deployment;
mod faults;
mod interruption;
mod keepalive;
mod refusals;
mod secrets;
mod verification;
