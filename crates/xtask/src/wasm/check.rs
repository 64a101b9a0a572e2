// SPDX-License-Identifier: MIT OR Apache-2.0
//! Checks that a chain accepts the module, and that it keeps Diem's own, stricter rules.

use anyhow::{ensure, Context, Result};
use stylus_wasm::activate::{activate, ProgramInfo};
use stylus_wasm::params::FREE_PAGES;
use wasmparser::{Validator, WasmFeatures};

/// WASM features that the module may use: those of activation, without floating point, which activation accepts in
/// signatures and locals.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::GC_TYPES);

/// Properties of a module, for the size report.
#[derive(Debug)]
pub struct Facts {
    /// Names of the imported host functions, sorted.
    pub imports: Vec<String>,
    /// Names of the exports, sorted.
    #[cfg(test)]
    pub exports: Vec<String>,
    /// Functions that the module defines.
    pub functions: u64,
    /// Bytes of data, without the headers of the segments.
    pub data_bytes: u64,
    /// Pages that the memory starts with.
    pub memory_pages: u64,
    start: ProgramInfo,
}

impl Facts {
    /// Gas that a call pays before its first instruction when the program is cached.
    pub fn cached_start_gas(&self) -> u64 {
        self.start.cached_start_gas()
    }

    /// The same if the program is not cached.
    pub fn uncached_start_gas(&self) -> u64 {
        self.start.uncached_start_gas()
    }
}

/// Fails if a chain would refuse the module, or if it breaks one of Diem's own rules.
pub fn check(module: &[u8]) -> Result<Facts> {
    Validator::new_with_features(FEATURES)
        .validate_all(module)
        .context("the module uses a WebAssembly feature that it must not use")?;
    let contents = activate(module).context("activation refuses the module")?.contents;
    // Each further page costs gas on every call.
    ensure!(
        contents.memory_pages <= FREE_PAGES,
        "too many initial memory pages: {}, of which {FREE_PAGES} are free",
        contents.memory_pages
    );

    let start = contents.load_size();
    let mut imports: Vec<_> = contents.imports.iter().map(|host| host.name().to_owned()).collect();
    imports.sort_unstable();
    Ok(Facts {
        imports,
        #[cfg(test)]
        exports: {
            let mut exports = contents.exports;
            exports.sort_unstable();
            exports
        },
        functions: contents.functions as u64,
        data_bytes: contents.data_bytes as u64,
        memory_pages: contents.memory_pages.into(),
        start: start.program_info()?,
    })
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The module that `stylus-wasm` tests activation with.
    pub const GOOD: &str = include_str!("../../../stylus-wasm/fixtures/good.wat");

    /// Checks [`GOOD`] with `from` replaced by `to`.
    fn with(from: &str, to: &str) -> Result<Facts> {
        assert!(GOOD.contains(from));
        check(&wat::parse_str(GOOD.replace(from, to)).expect("valid text"))
    }

    /// Checks [`GOOD`] with another function, which has this body.
    fn with_function(body: &str) -> Result<Facts> {
        with("(data", &format!("(func {body})\n(data"))
    }

    fn assert_refused(result: Result<Facts>, reason: &str) {
        let error = format!("{:#}", result.expect_err(reason));
        assert!(error.contains(reason), "{error}");
    }

    #[test]
    fn accepts_what_the_contract_uses() {
        let facts = check(&wat::parse_str(GOOD).unwrap()).unwrap();
        assert_eq!(facts.imports, ["pay_for_memory_grow", "write_result"]);
        assert_eq!(facts.exports, ["memory", "user_entrypoint"]);
        assert_eq!(facts.functions, 1);
        assert_eq!(facts.data_bytes, 4);
        assert_eq!(facts.memory_pages, 1);
    }

    #[test]
    fn refuses_floating_point_everywhere() {
        assert_refused(with_function("(drop (f64.const 1))"), "floating-point");
        assert_refused(with_function("(local f32)"), "floating-point");
        assert_refused(with_function("(param f64)"), "floating-point");
    }

    #[test]
    fn refuses_what_activation_refuses() {
        assert_refused(with("write_result", "write_results"), "vm_hooks::write_results");
    }

    #[test]
    fn refuses_a_third_memory_page() {
        assert!(with("(memory 1)", "(memory 2)").is_ok());
        assert_refused(with("(memory 1)", "(memory 3)"), "memory pages");
    }
}
