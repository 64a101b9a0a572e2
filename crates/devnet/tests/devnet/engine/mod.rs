// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Stylus engine: activation, metering and host functions, without Diem.

mod activation;
mod calibration;
mod execution;
mod hosts;
