// SPDX-License-Identifier: MIT OR Apache-2.0
//! The released program, `artifacts/diem.wasm`, on a chain of its own.

pub mod support;

mod boundary;
mod constructor;
mod credits;
mod differential;
mod economy;
mod gas;
mod growth;
mod hostile;
mod lifecycle;
mod peers;
mod router;
mod slots;
mod vouchers;
