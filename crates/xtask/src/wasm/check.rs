//! What activation asks of a module, checked before a chain does.
//!
//! Follows Nitro's prover (`binary.rs`, `programs/`) at the `ArbOS` version that refuses
//! multi-value, and is stricter where Diem can be: no floats at all, no table instructions, a
//! known entry point, and no memory page that would cost gas on each call.

use anyhow::{bail, ensure, Context, Result};
use wasmparser::{
    CompositeInnerType, ElementItems, Export, ExternalKind, FuncType, FunctionBody, Import,
    Operator, Parser, Payload, TypeRef, ValType, Validator, WasmFeatures,
};

pub const ENTRYPOINT: &str = "user_entrypoint";
pub const MEMORY: &str = "memory";

/// Pages a program may start with before it pays for them.
const FREE_PAGES: u64 = 2;

/// Everything a module may use beyond the first version of WebAssembly, floats excluded even
/// there. `GC_TYPES` only lets the validator's own type representation hold a function table.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::GC_TYPES);

const HOST_MODULE: &str = "vm_hooks";

/// The functions a chain links under `vm_hooks`. The console and debug modules exist on
/// development nodes only, so they are not here.
const HOST_FUNCTIONS: [&str; 42] = [
    "account_balance",
    "account_code",
    "account_code_size",
    "account_codehash",
    "block_basefee",
    "block_coinbase",
    "block_gas_limit",
    "block_number",
    "block_timestamp",
    "call_contract",
    "chainid",
    "contract_address",
    "create1",
    "create2",
    "delegate_call_contract",
    "emit_log",
    "evm_gas_left",
    "evm_ink_left",
    "exit_early",
    "math_add_mod",
    "math_div",
    "math_mod",
    "math_mul_mod",
    "math_pow",
    "msg_reentrant",
    "msg_sender",
    "msg_value",
    "native_keccak256",
    "pay_for_memory_grow",
    "read_args",
    "read_return_data",
    "return_data_size",
    "static_call_contract",
    "storage_cache_bytes32",
    "storage_flush_cache",
    "storage_load_bytes32",
    "transient_load_bytes32",
    "transient_store_bytes32",
    "tx_gas_price",
    "tx_ink_price",
    "tx_origin",
    "write_result",
];

/// What a module is made of, as far as the checks and the cost of starting it depend on it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub imports: Vec<String>,
    pub exports: Vec<String>,
    pub functions: u64,
    pub globals: u64,
    pub data_bytes: u64,
    pub elements: u64,
    pub memory_pages: u64,
    /// Parameters and results, summed over functions.
    pub signature_words: u64,
    wasm_bytes: u64,
}

impl Facts {
    /// Gas a call pays before its first instruction when the program is cached, at the chain's
    /// default prices. Nitro's estimate, in its integer steps.
    pub fn cached_start_gas(&self) -> u64 {
        const MINIMUM: u64 = 11 * 32;
        MINIMUM
            + self.functions * 13_420 / 100_000
            + self.signature_words * 89 / 100_000
            + self.wasm_bytes * 122 / 100_000
            + self.globals * 1_628 / 1_000
            + (self.data_bytes + self.elements) * 75_244 / 100_000
            + self.memory_pages * 5
    }

    /// The same for a program that is not cached, which pays both.
    pub fn uncached_start_gas(&self) -> u64 {
        const MINIMUM: u64 = 69 * 128;
        MINIMUM
            + self.cached_start_gas()
            + self.functions * 8_252 / 1_000
            + self.signature_words * 1_059 / 1_000
            + self.wasm_bytes * 1_286 / 10_000
    }
}

/// Fails when a chain would refuse the module, or when it breaks one of Diem's own rules.
pub fn check(module: &[u8]) -> Result<Facts> {
    Validator::new_with_features(FEATURES)
        .validate_all(module)
        .context("the module uses a WebAssembly feature that activation refuses")?;

    let mut inspector = Inspector::default();
    inspector.facts.wasm_bytes = module.len() as u64;
    for payload in Parser::new(0).parse_all(module) {
        inspector.section(payload?)?;
    }
    inspector.finish()
}

/// Walks through a valid module and collects its facts.
#[derive(Default)]
struct Inspector {
    facts: Facts,
    types: Vec<FuncType>,
    /// The type of each function, imported ones first.
    functions: Vec<u32>,
    memory_is_exported: bool,
    entrypoint: Option<u32>,
}

impl Inspector {
    fn section(&mut self, payload: Payload) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section {
                    for ty in group?.into_types() {
                        match ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => self.types.push(ty),
                            _ => bail!("a type that is not a function's"),
                        }
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section {
                    self.import(import?)?;
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.function(ty?);
                }
            }
            Payload::TableSection(section) => {
                let mut entries = 0;
                for table in section {
                    entries += table?.ty.initial;
                }
                at_most("table entries", entries, 4_096)?;
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.facts.memory_pages += memory?.initial;
                }
            }
            Payload::GlobalSection(section) => self.facts.globals = section.count().into(),
            Payload::ExportSection(section) => {
                for export in section {
                    self.export(export?);
                }
            }
            Payload::StartSection { .. } => bail!("a start function; activation refuses them"),
            Payload::ElementSection(section) => {
                at_most("element segments", section.count().into(), 128)?;
                for element in section {
                    self.facts.elements += match element?.items {
                        ElementItems::Functions(items) => u64::from(items.count()),
                        ElementItems::Expressions(_, items) => u64::from(items.count()),
                    };
                }
                at_most("table elements", self.facts.elements, 4_096)?;
            }
            Payload::DataSection(section) => {
                at_most("data segments", section.count().into(), 128)?;
                for segment in section {
                    self.facts.data_bytes += segment?.data.len() as u64;
                }
            }
            Payload::DataCountSection { .. } => {
                bail!("a data count section; activation does not know it")
            }
            Payload::CodeSectionEntry(body) => check_body(&body)?,
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, import: Import) -> Result<()> {
        let TypeRef::Func(ty) = import.ty else {
            bail!("`{}` is imported and not a function", import.name);
        };
        ensure!(
            import.module == HOST_MODULE && HOST_FUNCTIONS.contains(&import.name),
            "`{}.{}` is imported; only Stylus host functions may be, and a debug print or a \
             foreign symbol is the usual cause",
            import.module,
            import.name
        );
        self.functions.push(ty);
        self.facts.imports.push(import.name.to_owned());
        Ok(())
    }

    fn function(&mut self, ty: u32) {
        let signature = &self.types[ty as usize];
        let words = signature.params().len() + signature.results().len();
        self.facts.signature_words += words as u64;
        self.facts.functions += 1;
        self.functions.push(ty);
    }

    fn export(&mut self, export: Export) {
        match (export.name, export.kind) {
            (MEMORY, ExternalKind::Memory) => self.memory_is_exported = true,
            (ENTRYPOINT, ExternalKind::Func) => self.entrypoint = Some(export.index),
            _ => {}
        }
        self.facts.exports.push(export.name.to_owned());
    }

    fn finish(self) -> Result<Facts> {
        let mut facts = self.facts;
        at_most("functions", facts.functions, 4_096)?;
        ensure!(
            self.memory_is_exported,
            "no memory is exported as `{MEMORY}`"
        );
        at_most("initial memory pages", facts.memory_pages, FREE_PAGES)?;
        let entrypoint = self
            .entrypoint
            .with_context(|| format!("no function is exported as `{ENTRYPOINT}`"))?;
        let signature = &self.types[self.functions[entrypoint as usize] as usize];
        ensure!(
            signature.params() == [ValType::I32] && signature.results() == [ValType::I32],
            "`{ENTRYPOINT}` must take one i32 and return one"
        );
        // Activation looks for it unless the memory is fixed in size, which Rust's never is.
        ensure!(
            facts
                .imports
                .iter()
                .any(|name| name == "pay_for_memory_grow"),
            "`pay_for_memory_grow` is not imported; the SDK's entry point does it"
        );
        // Compared as activation does: by what follows the last double underscore.
        for export in &facts.exports {
            let name = export.rsplit("__").next().unwrap_or(export);
            ensure!(
                !name.starts_with("stylus") && !facts.imports.iter().any(|import| import == name),
                "the export `{export}` takes a name that activation reserves"
            );
        }
        facts.imports.sort_unstable();
        facts.exports.sort_unstable();
        Ok(facts)
    }
}

fn check_body(body: &FunctionBody) -> Result<()> {
    let mut locals: u64 = 0;
    for group in body.get_locals_reader()? {
        locals += u64::from(group?.0);
    }
    at_most("locals of a function", locals, 348)?;
    let mut count = 0;
    for operator in body.get_operators_reader()? {
        count += 1;
        match operator? {
            Operator::MemoryInit { .. }
            | Operator::DataDrop { .. }
            | Operator::TableInit { .. }
            | Operator::TableCopy { .. }
            | Operator::ElemDrop { .. } => bail!(
                "an instruction of bulk memory other than memory.copy and memory.fill, at offset {}",
                body.range().start
            ),
            _ => {}
        }
    }
    at_most("instructions of a function", count, 65_536)
}

fn at_most(what: &str, count: u64, limit: u64) -> Result<()> {
    ensure!(
        count <= limit,
        "too many {what}: {count}, the limit is {limit}"
    );
    Ok(())
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Small, and uses what the contract uses: host calls, a table, data, `memory.copy`,
    /// `memory.fill` and sign extension.
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

    fn verdict(text: &str) -> Result<Facts> {
        check(&wat::parse_str(text).expect("the test's own module"))
    }

    /// Adds a function with this body to the good module.
    fn with_body(body: &str) -> Result<Facts> {
        verdict(&GOOD.replace("(data", &format!("(func {body})\n(data")))
    }

    fn with(from: &str, to: &str) -> Result<Facts> {
        assert!(GOOD.contains(from));
        verdict(&GOOD.replace(from, to))
    }

    fn refused(verdict: Result<Facts>, why: &str) {
        let error = format!("{:#}", verdict.expect_err(why));
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn accepts_what_the_contract_uses() {
        let facts = verdict(GOOD).unwrap();
        assert_eq!(facts.imports, ["pay_for_memory_grow", "write_result"]);
        assert_eq!(facts.functions, 1);
        assert_eq!(facts.data_bytes, 4);
        assert_eq!(facts.elements, 1);
        assert_eq!(facts.memory_pages, 1);
        assert_eq!(facts.signature_words, 2);
    }

    #[test]
    fn refuses_floats() {
        refused(with_body("(drop (f64.const 1))"), "floating-point");
        refused(with_body("(local f32)"), "floating-point");
        refused(with_body("(param f64)"), "floating-point");
    }

    #[test]
    fn refuses_simd() {
        refused(with_body("(drop (v128.const i64x2 0 0))"), "SIMD");
    }

    #[test]
    fn refuses_multi_value() {
        refused(
            with_body("(result i32 i32) (i32.const 0) (i32.const 0)"),
            "multi-value",
        );
        refused(
            with_body("(block (result i32 i32) (i32.const 0) (i32.const 0)) (drop) (drop)"),
            "multi-value",
        );
    }

    #[test]
    fn refuses_reference_types() {
        refused(with_body("(drop (ref.null func))"), "reference types");
        refused(
            with_body("(drop (table.get 0 (i32.const 0)))"),
            "reference types",
        );
        refused(with_body("(param externref)"), "reference types");
        refused(
            with("(table 1 funcref)", "(table 1 funcref) (table 1 funcref)"),
            "table",
        );
    }

    #[test]
    fn refuses_threads_and_tail_calls() {
        refused(
            with_body("(drop (i32.atomic.load (i32.const 0)))"),
            "threads",
        );
        refused(with_body("(return_call 2)"), "tail calls");
    }

    #[test]
    fn refuses_a_second_memory() {
        refused(
            with("(memory 1)", "(memory 1) (memory 1)"),
            "multiple memories",
        );
    }

    #[test]
    fn refuses_bulk_memory_beyond_copy_and_fill() {
        let nothing = "(i32.const 0) (i32.const 0) (i32.const 0)";
        refused(
            with_body(&format!("(table.copy 0 0 {nothing})")),
            "bulk memory",
        );
        let table_init = format!("(table.init 0 0 {nothing})");
        refused(with_body(&table_init), "bulk memory");
        refused(with_body("(elem.drop 0)"), "bulk memory");
        refused(
            with_body(&format!("(memory.init 0 {nothing})")),
            "data count",
        );
        refused(with_body("(data.drop 0)"), "data count");
    }

    #[test]
    fn refuses_foreign_imports() {
        refused(
            with("write_result", "write_results"),
            "vm_hooks.write_results",
        );
        refused(
            with("\"vm_hooks\" \"write_result\"", "\"console\" \"log_txt\""),
            "console.log_txt",
        );
        refused(
            with(
                "(table 1",
                "(import \"vm_hooks\" \"chainid\" (global i32)) (table 1",
            ),
            "not a function",
        );
    }

    #[test]
    fn refuses_a_missing_or_misshapen_entry_point() {
        refused(with("\"user_entrypoint\"", "\"main\""), "user_entrypoint");
        refused(
            with(
                "\"user_entrypoint\" (func $entry)",
                "\"user_entrypoint\" (func 1)",
            ),
            "one i32",
        );
        refused(with("(export \"memory\"", "(export \"ram\""), "memory");
        refused(
            with("pay_for_memory_grow", "msg_sender"),
            "pay_for_memory_grow",
        );
    }

    #[test]
    fn refuses_a_start_function_and_reserved_names() {
        refused(with("(data", "(start 2) (func) (data"), "start");
        refused(
            with(
                "(export \"memory\"",
                "(export \"stylus_x\" (func 0)) (export \"memory\"",
            ),
            "reserves",
        );
        refused(
            with(
                "(export \"memory\"",
                "(export \"a__write_result\" (func 0)) (export \"memory\"",
            ),
            "reserves",
        );
    }

    #[test]
    fn the_third_memory_page_is_one_too_many() {
        assert!(with("(memory 1)", "(memory 2)").is_ok());
        refused(with("(memory 1)", "(memory 3)"), "memory pages");
    }

    #[test]
    fn the_349th_local_is_one_too_many() {
        let locals = |n| format!("(local{})", " i32".repeat(n));
        assert!(with_body(&locals(348)).is_ok());
        refused(with_body(&locals(349)), "locals");
    }

    #[test]
    fn start_gas_follows_the_chains_estimate() {
        let facts = Facts {
            functions: 100,
            globals: 3,
            data_bytes: 1_000,
            elements: 20,
            memory_pages: 1,
            signature_words: 300,
            wasm_bytes: 50_000,
            ..Facts::default()
        };
        // 352 + 13 + 0 + 61 + 4 + 767 + 5
        assert_eq!(facts.cached_start_gas(), 1_202);
        // 8,832 + 1,202 + 825 + 317 + 6,430
        assert_eq!(facts.uncached_start_gas(), 17_606);
    }
}
