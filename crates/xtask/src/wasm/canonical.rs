//! From the linker's output to the bytes that go on chain.

use anyhow::{Context, Result};
use wasm_encoder::{
    reencode::{Reencode, RoundtripReencoder},
    CodeSection, CustomSection, ExportSection, Module, RawSection,
};
use wasmparser::{Parser, Payload};

use super::check::{ENTRYPOINT, MEMORY};

/// The released module: code and data, and nothing that says how or where it was built.
///
/// Custom sections (names, producers, target features) go, and so do the exports that only the
/// linker and the SDK need at build time. Re-encoding the code writes every index in its
/// shortest form: the linker pads some to five bytes, which activation reads as a use of
/// reference types.
pub fn as_released(linked: &[u8]) -> Result<Vec<u8>> {
    rewrite(linked, |export| [ENTRYPOINT, MEMORY].contains(&export)).map(Module::finish)
}

/// The module as `cargo stylus deploy` sends it: shortest form, no custom sections but the
/// 32 bytes of the project's hash. Their value depends on cargo-stylus; their number does not,
/// and any 32 bytes that do not repeat compress alike.
pub fn as_stylus_deploys(linked: &[u8]) -> Result<Vec<u8>> {
    use sha2::Digest;
    let mut module = rewrite(linked, |_| true)?;
    let stand_in: [u8; 32] = sha2::Sha256::digest(linked).into();
    module.section(&CustomSection {
        name: "project_hash".into(),
        data: (&stand_in).into(),
    });
    Ok(module.finish())
}

fn rewrite(linked: &[u8], keep_export: impl Fn(&str) -> bool) -> Result<Module> {
    let mut module = Module::new();
    let mut code = CodeSection::new();
    let mut bodies_left = 0;
    let mut encode = RoundtripReencoder;
    for payload in Parser::new(0).parse_all(linked) {
        match payload.context("the linker's module cannot be read")? {
            // The data count serves only instructions that activation refuses, as it does it.
            Payload::CustomSection(_) | Payload::DataCountSection { .. } => {}
            Payload::ExportSection(exports) => {
                let mut kept = ExportSection::new();
                for export in exports {
                    let export = export?;
                    if keep_export(export.name) {
                        encode.parse_export(&mut kept, export)?;
                    }
                }
                module.section(&kept);
            }
            Payload::CodeSectionStart { count, .. } => bodies_left = count,
            Payload::CodeSectionEntry(body) => {
                encode.parse_function_body(&mut code, body)?;
                bodies_left -= 1;
                if bodies_left == 0 {
                    module.section(&code);
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    module.section(&RawSection {
                        id,
                        data: &linked[range],
                    });
                }
            }
        }
    }
    Ok(module)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::check::{check, tests::GOOD};

    #[test]
    fn the_released_module_keeps_code_and_loses_custom_sections_and_extra_exports() {
        let text = GOOD.replace(
            "(export \"memory\"",
            "(global (export \"__heap_base\") i32 (i32.const 9)) (@custom \"producers\" \"here\") \
             (export \"memory\"",
        );
        let linked = wat::parse_str(text).unwrap();
        assert!(linked.windows(9).any(|bytes| bytes == b"producers"));

        let released = as_released(&linked).unwrap();

        let facts = check(&released).unwrap();
        assert_eq!(facts.exports, ["memory", "user_entrypoint"]);
        assert!(!released.windows(9).any(|bytes| bytes == b"producers"));
        assert_eq!(as_released(&released).unwrap(), released);
    }

    /// `call_indirect` with its table index padded to five bytes, as the linker writes it for
    /// the target's default features.
    #[test]
    fn a_padded_table_index_is_refused_and_the_released_form_is_accepted() {
        let shortest = as_released(&wat::parse_str(GOOD).unwrap()).unwrap();
        // call_indirect, type 0, table 0: the only one in the module.
        let call = [0x11, 0x00, 0x00];
        let at = shortest.windows(3).position(|w| w == call).unwrap();
        let mut padded = shortest.clone();
        padded.splice(at + 2..at + 3, [0x80, 0x80, 0x80, 0x80, 0x00]);
        // Four bytes more in the function body and in the code section, both under 128 bytes.
        let (section, body) = code_sizes(&shortest);
        padded[section] += 4;
        padded[body] += 4;

        assert!(check(&padded).is_err());
        assert_eq!(as_released(&padded).unwrap(), shortest);
    }

    /// Where the module states the sizes of its code section and of its last body.
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
}
