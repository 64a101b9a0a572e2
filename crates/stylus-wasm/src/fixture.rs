//! A module for the unit tests, and variations of it.

use crate::activate::{activate, Activated, ActivationError};

/// A small module that uses what the contract uses: host calls, a table, data, `memory.copy`, `memory.fill` and sign
/// extension.
pub const GOOD: &str = r#"(module
    (type $entry (func (param i32) (result i32)))
    (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
    (import "vm_hooks" "write_result" (func (param i32 i32)))
    (table 1 funcref)
    (memory 1)
    (export "memory" (memory 0))
    (export "user_entrypoint" (func $entry))
    (elem (i32.const 0) $entry)
    (func $entry (type $entry)
        (memory.copy (i32.const 0) (i32.const 8) (i32.const 4))
        (memory.fill (i32.const 0) (i32.const 0) (i32.const 4))
        (call_indirect (type $entry) (i32.extend8_s (local.get 0)) (i32.const 0)))
    (data (i32.const 0) "abcd"))"#;

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
