// SPDX-License-Identifier: MIT OR Apache-2.0
//! Activation: checks a module, prices its start, and rewrites it so that it pays for what it does.

use crate::contents::Contents;
pub use crate::error::ActivationError;
pub use crate::load::ProgramInfo;
use crate::meter;

/// An activated program.
#[derive(Debug)]
pub struct Activated {
    /// What the chain records.
    pub info: ProgramInfo,
    /// What the module contains.
    pub contents: Contents,
    /// The metered module.
    pub module: Vec<u8>,
    /// Gas of the analysis. The fixed costs of an activation are added by the chain.
    pub gas: u64,
}

/// Checks a module, prices it and rewrites it.
///
/// # Errors
/// [`ActivationError`], with the first rule that the module breaks.
pub fn activate(wasm: &[u8]) -> Result<Activated, ActivationError> {
    let contents = Contents::parse(wasm)?;
    let metered = meter::instrument(wasm, &contents)?;
    Ok(Activated {
        info: contents.load_size().program_info()?,
        gas: analysis_gas(&contents, metered.instructions),
        module: metered.wasm,
        contents,
    })
}

/// Gas of the analysis, from an estimate of its duration in microseconds. `instructions` are those of the metered
/// module.
fn analysis_gas(contents: &Contents, instructions: u64) -> u64 {
    // 7 gas a microsecond, doubled as a safety margin and doubled again for half the sync rate.
    const GAS_PER_MICROSECOND: u64 = 28;
    let microseconds = [
        contents.wasm_bytes as u64 * 31_733 / 100_000,
        contents.functions as u64 * 17_263 / 100_000,
        contents.data_bytes as u64 * 17_376 / 100_000,
        contents.element_segment_bytes as u64 * 17_376 / 100_000,
        u64::from(contents.memory_pages) * 2217,
        instructions * 535 / 1000,
    ];
    microseconds.iter().map(|us| us * GAS_PER_MICROSECOND).sum()
}

#[cfg(test)]
mod tests {
    use crate::fixture::{activated, assert_refused, with, with_function, GOOD};

    #[test]
    fn accepts_what_the_contract_uses() {
        let contents = activated(GOOD).unwrap().contents;
        let imports: Vec<_> = contents.imports.iter().map(|import| import.name()).collect();
        assert_eq!(imports, ["pay_for_memory_grow", "write_result"]);
        assert_eq!(contents.functions, 1);
        assert_eq!(contents.data_bytes, 4);
        assert_eq!(contents.element_entries, 1);
        assert_eq!(contents.memory_pages, 1);
        assert_eq!(contents.signature_words, 2);
    }

    #[test]
    fn refuses_floating_point_instructions() {
        assert_refused(with_function("(drop (f64.const 1))"), "F64Const");
    }

    #[test]
    fn refuses_simd() {
        assert_refused(with_function("(drop (v128.const i64x2 0 0))"), "SIMD");
    }

    #[test]
    fn refuses_multi_value() {
        assert_refused(
            with_function("(result i32 i32) (i32.const 0) (i32.const 0)"),
            "multi-value",
        );
        assert_refused(
            with_function("(block (result i32 i32) (i32.const 0) (i32.const 0)) (drop) (drop)"),
            "multi-value",
        );
    }

    #[test]
    fn refuses_reference_types() {
        assert_refused(with_function("(drop (ref.null func))"), "reference types");
        assert_refused(with_function("(drop (table.get 0 (i32.const 0)))"), "reference types");
        assert_refused(with_function("(param externref)"), "reference types");
        assert_refused(with("(table 1 funcref)", "(table 1 funcref) (table 1 funcref)"), "table");
    }

    #[test]
    fn refuses_threads_and_tail_calls() {
        assert_refused(with_function("(drop (i32.atomic.load (i32.const 0)))"), "threads");
        assert_refused(with_function("(return_call 2)"), "tail calls");
    }

    #[test]
    fn refuses_a_second_memory() {
        assert_refused(with("(memory 1)", "(memory 1) (memory 1)"), "multiple memories");
    }

    #[test]
    fn refuses_bulk_memory_instructions_other_than_copy_and_fill() {
        let zeros = "(i32.const 0) (i32.const 0) (i32.const 0)";
        assert_refused(with_function(&format!("(table.copy 0 0 {zeros})")), "TableCopy");
        assert_refused(with_function(&format!("(table.init 0 0 {zeros})")), "TableInit");
        assert_refused(with_function("(elem.drop 0)"), "ElemDrop");
        assert_refused(with_function(&format!("(memory.init 0 {zeros})")), "data count");
        assert_refused(with_function("(data.drop 0)"), "data count");
    }

    #[test]
    fn refuses_imports_other_than_host_functions() {
        assert_refused(with("write_result", "write_results"), "vm_hooks::write_results");
        assert_refused(
            with("\"vm_hooks\" \"write_result\"", "\"console\" \"log_txt\""),
            "console::log_txt",
        );
        assert_refused(
            with("(table 1", "(import \"vm_hooks\" \"chainid\" (global i32)) (table 1"),
            "vm_hooks::chainid",
        );
    }

    #[test]
    fn refuses_missing_exports_and_an_entry_point_of_another_type() {
        assert_refused(with("\"user_entrypoint\"", "\"main\""), "user_entrypoint");
        assert_refused(
            with("\"user_entrypoint\" (func $entry)", "\"user_entrypoint\" (func 1)"),
            "one i32",
        );
        assert_refused(with("(export \"memory\"", "(export \"ram\""), "memory");
        assert_refused(with("pay_for_memory_grow", "msg_sender"), "pay_for_memory_grow");
    }

    #[test]
    fn refuses_a_start_function_and_reserved_names() {
        assert_refused(with("(data", "(start 2) (func) (data"), "start");
        assert_refused(
            with("(export \"memory\"", "(export \"stylus_x\" (func 0)) (export \"memory\""),
            "reserved",
        );
        assert_refused(
            with("(export \"memory\"", "(export \"a__write_result\" (func 0)) (export \"memory\""),
            "reserved",
        );
    }

    #[test]
    fn a_function_has_at_most_348_locals() {
        let locals = |n| format!("(local{})", " i32".repeat(n));
        assert!(with_function(&locals(348)).is_ok());
        assert_refused(with_function(&locals(349)), "locals");
    }
}
