// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packaging: the changes that deployment tools make to a compiler's output before they send it.
//!
//! `cargo stylus` prints the module as text and assembles it again, which removes the padding that linkers leave in
//! numbers (some 10 % of a module), strips custom sections, and adds one with a hash of the sources. The costs of start
//! and activation depend on the size of the result, so it is reproduced here. Then it compresses the module.

use brotli::enc::BrotliEncoderParams;
use wasm_encoder::reencode::{self, Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, CustomSection, ExportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::error::ActivationError;

/// The section that holds the hash of the sources.
const SOURCE_HASH: &str = "project_hash";

/// Encodes a module again, without custom sections except for the hash of its sources.
///
/// # Errors
/// [`ActivationError::Invalid`] if `linked` is not a module.
pub fn package(
    linked: &[u8],
    source_hash: impl Into<[u8; 32]>,
) -> Result<Vec<u8>, ActivationError> {
    let mut module = encode(linked, |_| true)?;
    module.section(&CustomSection { name: SOURCE_HASH.into(), data: (&source_hash.into()).into() });
    Ok(module.finish())
}

/// Encodes a module again with every number in its shortest form, without custom sections, and with only those exports
/// whose names `keep_export` accepts.
///
/// Activation reads the linker's five-byte table indices as a use of reference types, and does not know the data count
/// section, which only unsupported instructions need.
///
/// # Errors
/// [`ActivationError::Invalid`] if `linked` is not a module.
pub fn encode(
    linked: &[u8],
    keep_export: impl Fn(&str) -> bool,
) -> Result<Module, ActivationError> {
    let invalid = |error: reencode::Error| ActivationError::Invalid(error.to_string());
    let mut module = Module::new();
    let mut code = CodeSection::new();
    let mut bodies_left = 0;
    let mut reencoder = RoundtripReencoder;
    for payload in Parser::new(0).parse_all(linked) {
        match payload? {
            Payload::CustomSection(_) | Payload::DataCountSection { .. } => {}
            Payload::ExportSection(exports) => {
                let mut kept = ExportSection::new();
                for export in exports {
                    let export = export?;
                    if keep_export(export.name) {
                        reencoder.parse_export(&mut kept, export).map_err(invalid)?;
                    }
                }
                module.section(&kept);
            }
            Payload::CodeSectionStart { count, .. } => bodies_left = count,
            Payload::CodeSectionEntry(body) => {
                reencoder.parse_function_body(&mut code, body).map_err(invalid)?;
                bodies_left -= 1;
                if bodies_left == 0 {
                    module.section(&code);
                }
            }
            // Linkers pad only numbers in code.
            other => {
                if let Some((id, range)) = other.as_section() {
                    module.section(&RawSection { id, data: &linked[range] });
                }
            }
        }
    }
    Ok(module)
}

/// Compresses a module as deployment tools do: brotli, quality 11, window 22.
pub fn compress(wasm: &[u8]) -> Vec<u8> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: wasm.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*wasm, &mut compressed, &params)
        .expect("writing to memory cannot fail");
    compressed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activate::activate;
    use crate::fixture::GOOD;

    #[test]
    fn packaging_replaces_custom_sections_by_the_source_hash() {
        let text = GOOD
            .replace("(export \"memory\"", "(@custom \"producers\" \"here\") (export \"memory\"");
        let linked = wat::parse_str(text).unwrap();
        let packaged = package(&linked, [7; 32]).unwrap();

        let contains = |part: &[u8]| packaged.windows(part.len()).any(|bytes| bytes == part);
        assert!(!contains(b"producers"));
        assert!(contains(b"project_hash") && contains(&[7; 32]));
        assert_eq!(package(&packaged, [7; 32]).unwrap(), packaged);
    }

    /// `call_indirect` with its table index padded to five bytes, as the linker writes it for the target's default
    /// features.
    #[test]
    fn encoding_makes_a_padded_table_index_acceptable() {
        let shortest = encode(&wat::parse_str(GOOD).unwrap(), |_| true).unwrap().finish();
        // call_indirect, type 0, table 0: the only one in the module.
        let call = [0x11, 0x00, 0x00];
        let at = shortest.windows(3).position(|w| w == call).unwrap();
        let mut padded = shortest.clone();
        padded.splice(at + 2..at + 3, [0x80, 0x80, 0x80, 0x80, 0x00]);
        // Four bytes more in the function body and in the code section, both under 128 bytes.
        let (section, body) = code_sizes(&shortest);
        padded[section] += 4;
        padded[body] += 4;

        assert!(activate(&padded).is_err());
        assert_eq!(encode(&padded, |_| true).unwrap().finish(), shortest);
    }

    /// Positions of the size of the code section and of its last body.
    fn code_sizes(module: &[u8]) -> (usize, usize) {
        let mut sizes = (0, 0);
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::CodeSectionStart { range, .. } => sizes.0 = range.start - 1,
                Payload::CodeSectionEntry(body) => sizes.1 = body.range().start - 1,
                _ => {}
            }
        }
        sizes
    }

    #[test]
    fn decompression_restores_a_compressed_module() {
        let module = wat::parse_str(GOOD).unwrap();
        let mut restored = Vec::new();
        brotli::BrotliDecompress(&mut &compress(&module)[..], &mut restored).unwrap();
        assert_eq!(restored, module);
    }
}
