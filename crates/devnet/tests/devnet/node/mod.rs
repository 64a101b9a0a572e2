// SPDX-License-Identifier: MIT OR Apache-2.0
//! The node in a separate process: JSON-RPC over HTTP and WebSocket, development methods, Diem as it is deployed at
//! start.

mod support;

mod alloy;
mod deploy;
mod dev;
mod precompiles;
mod rpc;
mod subscriptions;
