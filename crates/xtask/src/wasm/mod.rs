// SPDX-License-Identifier: MIT OR Apache-2.0
//! The WASM module: its released form, its checks and its sizes.

mod canonical;
mod check;
mod measure;

pub use canonical::{as_released, as_stylus_deploys};
pub use check::{check, Facts};
pub use measure::{Limits, Size};
