// SPDX-License-Identifier: MIT OR Apache-2.0
//! A module for the unit tests, and variations of it.

use crate::activate::{activate, Activated, ActivationError};

/// A small module that uses what the contract uses: host calls, a table, data, `memory.copy`, `memory.fill` and sign
/// extension.
pub const GOOD: &str = include_str!("../fixtures/good.wat");

/// Activates a module given as text.
pub fn activated(text: &str) -> Result<Activated, ActivationError> {
    activate(&wat::parse_str(text).expect("valid text"))
}

/// Activates [`GOOD`] with another function, which has this body.
pub fn with_function(body: &str) -> Result<Activated, ActivationError> {
    activated(&GOOD.replace("(data", &format!("(func {body})\n(data")))
}

/// Activates [`GOOD`] with `from` replaced by `to`.
pub fn with(from: &str, to: &str) -> Result<Activated, ActivationError> {
    assert!(GOOD.contains(from));
    activated(&GOOD.replace(from, to))
}

/// Asserts that activation fails, with an error that contains `reason`.
pub fn assert_refused(result: Result<Activated, ActivationError>, reason: &str) {
    let error = result.expect_err(reason).to_string();
    assert!(error.contains(reason), "{error}");
}
