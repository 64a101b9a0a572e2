//! What deployment tools make of a compiler's output before it goes on the chain.
//!
//! `cargo stylus` prints the module as text and assembles it again (which drops the padding that linkers leave in
//! numbers, some 10 % of a module), strips custom sections, and adds one with a hash of the sources. Start costs
//! and the activation's are taken from the result's size, so it is reproduced here.

use revm::primitives::B256;
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CustomSection, Module};
use wasmparser::Parser;

use super::activate::ActivationError;

/// The section that the hash of the sources is in.
const SOURCE_HASH: &str = "project_hash";

/// Encodes a module afresh, without custom sections but for the hash of its sources.
///
/// # Errors
/// If it is no module.
pub fn package(wasm: &[u8], source_hash: B256) -> Result<Vec<u8>, ActivationError> {
    let mut module = Module::new();
    let encoded = Compact.parse_core_module(&mut module, Parser::new(0), wasm);
    encoded.map_err(|error| ActivationError::Invalid(error.to_string()))?;
    module.section(&CustomSection {
        name: SOURCE_HASH.into(),
        data: source_hash.as_slice().into(),
    });
    Ok(module.finish())
}

struct Compact;

impl Reencode for Compact {
    type Error = core::convert::Infallible;

    fn parse_custom_section(
        &mut self,
        _module: &mut Module,
        _section: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        Ok(())
    }
}
