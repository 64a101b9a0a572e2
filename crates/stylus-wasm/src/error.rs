// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a module cannot be a Stylus program.

/// Why a module cannot be a Stylus program.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ActivationError {
    /// Not a valid module, or one that uses a WASM feature that Stylus does not allow.
    #[error("invalid module: {0}")]
    Invalid(String),
    /// A section that activation does not know.
    #[error("section not supported: {0}")]
    Section(&'static str),
    /// An instruction without a price: floating point, or a bulk operation other than `memory.copy` and
    /// `memory.fill`.
    #[error("instruction not supported: {0}")]
    Instruction(String),
    /// An import that is not a host function.
    #[error("import not supported: {0}")]
    Import(String),
    /// A required export is missing, or an export has a reserved name.
    #[error("exports: {0}")]
    Export(String),
    /// A limit is exceeded.
    #[error("too many {what}: {count} > {limit}")]
    Limit {
        /// What was counted.
        what: &'static str,
        /// How many the module has.
        count: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// The module has a start function.
    #[error("start functions are not allowed")]
    Start,
}

impl From<wasmparser::BinaryReaderError> for ActivationError {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::Invalid(error.to_string())
    }
}

/// Checks that `count` is at most `limit`.
pub(crate) fn at_most(
    what: &'static str,
    count: usize,
    limit: usize,
) -> Result<(), ActivationError> {
    if count > limit {
        return Err(ActivationError::Limit { what, count, limit });
    }
    Ok(())
}
