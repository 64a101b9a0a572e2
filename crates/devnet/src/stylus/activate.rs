//! Activation: whether a WASM module may be a program, what starting it will cost, and the module that runs.
//!
//! Source of the checks, limits and formulas: Nitro v3.9, `prover/src/binary.rs` and `prover/src/programs/mod.rs`,
//! with the rules of `ArbOS` 60 and later (no multi-value).

use wasmparser::{
    ExternalKind, FuncType, Parser, Payload, TypeRef, ValType, Validator, WasmFeatures,
};

use super::hostio::HostFn;
use super::meter::{self, ADDED_GLOBALS};
use super::params::{MAX_WASM_SIZE, PAGE_LIMIT};
use super::types::Signatures;

/// The exported function that runs a program.
pub const ENTRY_POINT: &str = "user_entrypoint";
/// The exported memory.
pub const MEMORY: &str = "memory";

/// The module that host functions are imported from.
pub const HOST_MODULE: &str = "vm_hooks";

/// Why a module cannot be a program.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ActivationError {
    /// Not a valid module of the WASM features that Stylus allows.
    #[error("invalid module: {0}")]
    Invalid(String),
    /// An instruction without a price: floating point, and what the allowed features bring along.
    #[error("instruction not supported: {0}")]
    Instruction(String),
    /// Imports something that is no host function.
    #[error("import not supported: {0}")]
    Import(String),
    /// Exports something it must not, or does not export what it must.
    #[error("exports: {0}")]
    Export(String),
    /// More of something than allowed.
    #[error("too many {what}: {count} > {limit}")]
    Limit {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Has a start function.
    #[error("start functions are not allowed")]
    Start,
}

/// What the chain remembers of an activated program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramInfo {
    /// Gas of an uncached start, beyond the least.
    pub init_cost: u16,
    /// Gas of a cached start, beyond the least.
    pub cached_init_cost: u16,
    /// Pages it starts with.
    pub footprint: u16,
    /// Estimate of its native size in bytes, which the activation fee is charged for.
    pub asm_estimate: u32,
}

/// An activated program.
#[derive(Debug)]
pub struct Activated {
    /// What the chain remembers.
    pub info: ProgramInfo,
    /// The metered module.
    pub module: Vec<u8>,
    /// Gas of analysing it; the activation's fixed costs come on top.
    pub gas: u64,
}

/// What the checks find out about a module.
#[derive(Default)]
struct Survey {
    signatures: Signatures,
    types: Vec<FuncType>,
    functions: Vec<u32>,
    imported: Vec<HostFn>,
    pay_for_growth: Option<u32>,
    globals: u32,
    memories: Vec<wasmparser::MemoryType>,
    table_entries: u64,
    exports: Vec<(String, ExternalKind, u32)>,
    elements: usize,
    /// Bytes of the element segments, headers included.
    element_bytes: usize,
    datas: usize,
    /// Bytes of the data segments, headers included.
    data_bytes: usize,
    /// Bytes of the data segments, headers left out.
    data_payload: usize,
}

/// Checks a module, prices it and rewrites it.
///
/// # Errors
/// Says what about the module Stylus does not accept.
pub fn activate(wasm: &[u8]) -> Result<Activated, ActivationError> {
    limit("bytes of WASM", wasm.len(), MAX_WASM_SIZE)?;
    Validator::new_with_features(features()).validate_all(wasm)?;
    let survey = survey(wasm)?;
    let footprint = survey.check()?;
    let metered = meter::instrument(
        wasm,
        &survey.signatures,
        survey.globals,
        survey.pay_for_growth,
    )?;
    Ok(Activated {
        info: survey.info(wasm.len() as u64, footprint)?,
        gas: survey.analysis_gas(wasm.len() as u64, footprint, metered.instructions),
        module: metered.wasm,
    })
}

/// The features that validation lets through. Floating point passes here and is refused for want of a price:
/// a function *type* may name floats.
fn features() -> WasmFeatures {
    WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::FLOATS
        | WasmFeatures::GC_TYPES
}

fn survey(wasm: &[u8]) -> Result<Survey, ActivationError> {
    let mut survey = Survey::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::TypeSection(types) => {
                for ty in types.into_iter_err_on_gc_types() {
                    let ty = ty?;
                    survey
                        .signatures
                        .push_type(ty.results().len(), ty.params().len());
                    survey.types.push(ty);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    survey.import(&import?)?;
                }
            }
            Payload::FunctionSection(functions) => {
                for ty in functions {
                    let ty = ty?;
                    survey.signatures.push_function(ty);
                    survey.functions.push(ty);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    survey.table_entries += table?.ty.initial;
                }
            }
            Payload::MemorySection(memories) => {
                survey.memories = memories.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::GlobalSection(globals) => survey.globals = globals.count(),
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    survey
                        .exports
                        .push((export.name.to_owned(), export.kind, export.index));
                }
            }
            Payload::StartSection { .. } => return Err(ActivationError::Start),
            Payload::ElementSection(elements) => {
                for element in elements {
                    survey.elements += 1;
                    survey.element_bytes += element?.range.len();
                }
            }
            Payload::DataSection(datas) => {
                for data in datas {
                    let data = data?;
                    survey.datas += 1;
                    survey.data_bytes += data.range.len();
                    survey.data_payload += data.data.len();
                }
            }
            Payload::CodeSectionEntry(body) => {
                let locals = body
                    .get_locals_reader()?
                    .into_iter()
                    .map(|local| local.map(|(count, _)| count));
                let locals = locals.sum::<Result<u32, _>>()?;
                limit("locals in a function", locals as usize, 348)?;
            }
            _ => {}
        }
    }
    Ok(survey)
}

impl Survey {
    fn import(&mut self, import: &wasmparser::Import) -> Result<(), ActivationError> {
        let refuse = || ActivationError::Import(format!("{}::{}", import.module, import.name));
        let TypeRef::Func(type_index) = import.ty else {
            return Err(refuse());
        };
        let function = HostFn::from_name(import.name).ok_or_else(refuse)?;
        if import.module != HOST_MODULE
            || !same_signature(function, &self.types[type_index as usize])
        {
            return Err(refuse());
        }
        if function == HostFn::PayForMemoryGrow {
            self.pay_for_growth = Some(self.imported.len() as u32);
        }
        self.signatures.push_function(type_index);
        self.imported.push(function);
        Ok(())
    }

    /// The limits and the exports. Returns the pages the memory starts with.
    fn check(&self) -> Result<u16, ActivationError> {
        limit("data segments", self.datas, 128)?;
        limit("element segments", self.elements, 128)?;
        limit("exports", self.exports.len(), 1024)?;
        limit("functions", self.functions.len(), 4096)?;
        limit("globals", (self.globals + ADDED_GLOBALS) as usize, 32_768)?;
        limit("imports", self.imported.len(), 513)?;
        limit("table entries", self.table_entries as usize, 4096)?;
        limit("bytes of element segments", self.element_bytes, 4096)?;

        let missing = |name: &str| ActivationError::Export(format!("{name} is missing"));
        let find = |name, kind| {
            self.exports
                .iter()
                .find(|(n, k, _)| n == name && *k == kind)
                .map(|(_, _, index)| *index)
        };
        find(MEMORY, ExternalKind::Memory).ok_or_else(|| missing(MEMORY))?;
        let memory = self.memories.first().ok_or_else(|| missing(MEMORY))?;
        limit(
            "pages of memory",
            memory.initial as usize,
            PAGE_LIMIT.into(),
        )?;
        if memory.maximum != Some(memory.initial) && self.pay_for_growth.is_none() {
            let name = HostFn::PayForMemoryGrow.name();
            return Err(ActivationError::Import(format!(
                "{name} is missing, but the memory can grow"
            )));
        }

        let main = find(ENTRY_POINT, ExternalKind::Func).ok_or_else(|| missing(ENTRY_POINT))?;
        let main = self
            .functions
            .get((main as usize).wrapping_sub(self.imported.len()))
            .map(|ty| &self.types[*ty as usize]);
        if main.is_none_or(|ty| ty.params() != [ValType::I32] || ty.results() != [ValType::I32]) {
            return Err(ActivationError::Export(format!(
                "{ENTRY_POINT} must take and return one i32"
            )));
        }
        for (name, _, _) in &self.exports {
            limit("bytes in an export's name", name.len(), 512)?;
            let name = name.rsplit("__").next().unwrap_or(name);
            let imported = self.imported.iter().any(|function| function.name() == name);
            if name.starts_with("stylus") || imported {
                return Err(ActivationError::Export(format!("{name} is reserved")));
            }
        }
        Ok(memory.initial as u16)
    }

    /// Values in the parameters and results of all functions.
    fn signature_words(&self) -> u64 {
        let words = |ty: &u32| {
            let (results, params) = self.signatures.of_type(*ty);
            u64::from(results + params)
        };
        self.functions.iter().map(words).sum()
    }

    /// The regressions that predict what loading the program takes.
    fn info(&self, wasm_len: u64, footprint: u16) -> Result<ProgramInfo, ActivationError> {
        let functions = self.functions.len() as u64;
        let words = self.signature_words();
        let segments = (self.data_bytes + self.element_bytes) as u64;
        let globals = u64::from(self.globals + ADDED_GLOBALS);

        let init = functions * 8252 / 1000 + words * 1059 / 1000 + wasm_len * 1286 / 10_000;
        let cached = functions * 13_420 / 100_000
            + words * 89 / 100_000
            + wasm_len * 122 / 100_000
            + globals * 1628 / 1000
            + segments * 75_244 / 100_000
            + u64::from(footprint) * 5;
        let asm = 512_000
            + functions * 996_829 / 1000
            + words * 11_416 / 1000
            + wasm_len * 62_628 / 10_000;

        let gas = |what, gas: u64| {
            let limit = usize::from(u16::MAX);
            gas.try_into().map_err(|_| ActivationError::Limit {
                what,
                count: gas as usize,
                limit,
            })
        };
        Ok(ProgramInfo {
            init_cost: gas("gas of an uncached start", init)?,
            cached_init_cost: gas("gas of a cached start", cached)?,
            footprint,
            asm_estimate: asm as u32,
        })
    }

    /// Gas of the analysis: measured microseconds, at twice 7 gas a microsecond and half the sync rate.
    fn analysis_gas(&self, wasm_len: u64, footprint: u16, instructions: u64) -> u64 {
        const GAS_PER_MICROSECOND: u64 = 28;
        let microseconds = [
            wasm_len * 31_733 / 100_000,
            self.functions.len() as u64 * 17_263 / 100_000,
            self.data_payload as u64 * 17_376 / 100_000,
            self.element_bytes as u64 * 17_376 / 100_000,
            u64::from(footprint) * 2217,
            instructions * 535 / 1000,
        ];
        microseconds.iter().map(|us| us * GAS_PER_MICROSECOND).sum()
    }
}

fn same_signature(function: HostFn, ty: &FuncType) -> bool {
    let signature = function.signature();
    let same = |ours: &[wasmi::ValType], theirs: &[ValType]| {
        ours.len() == theirs.len()
            && ours.iter().zip(theirs).all(|pair| {
                matches!(
                    pair,
                    (wasmi::ValType::I32, ValType::I32) | (wasmi::ValType::I64, ValType::I64)
                )
            })
    };
    same(signature.params(), ty.params()) && same(signature.results(), ty.results())
}

fn limit(what: &'static str, count: usize, limit: usize) -> Result<(), ActivationError> {
    if count > limit {
        return Err(ActivationError::Limit { what, count, limit });
    }
    Ok(())
}

impl From<wasmparser::BinaryReaderError> for ActivationError {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::Invalid(error.to_string())
    }
}
