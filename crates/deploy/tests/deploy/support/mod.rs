// SPDX-License-Identifier: MIT OR Apache-2.0
//! Nodes, a proxy in front of them, and runs of the tool.

pub mod fixture;
pub mod http;
pub mod node;
pub mod proxy;
