// SPDX-License-Identifier: MIT OR Apache-2.0
//! Parses a module and checks the limits of activation.

use wasmparser::{
    ExternalKind, FuncType, FunctionBody, Import, MemoryType, Parser, Payload, TypeRef, ValType,
    Validator, WasmFeatures,
};

use crate::error::{at_most, ActivationError};
use crate::hostio::{HostFn, IntType, ENTRY_POINT, HOST_MODULE, MEMORY};
use crate::params::{
    ADDED_GLOBALS, MAX_DATA_SEGMENTS, MAX_ELEMENT_BYTES, MAX_ELEMENT_SEGMENTS, MAX_EXPORTS,
    MAX_EXPORT_NAME, MAX_FUNCTIONS, MAX_GLOBALS, MAX_IMPORTS, MAX_LOCALS, MAX_TABLE_ENTRIES,
    MAX_WASM_SIZE, PAGE_LIMIT,
};
use crate::signatures::Signatures;

/// WASM features that validation allows. Floating point passes here and fails later, when an instruction has no price;
/// only signatures and locals may use it. `GC_TYPES` merely lets the validator represent a table of functions.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::FLOATS)
    .union(WasmFeatures::GC_TYPES);

/// A module that validation and all limits on modules accept. What metering adds is checked by
/// [`activate`](crate::activate::activate).
#[derive(Debug, Default)]
pub struct Contents {
    /// Size of the module, in bytes.
    pub wasm_bytes: usize,
    /// Imported host functions, in the module's order.
    pub imports: Vec<HostFn>,
    /// Names of the exports, in the module's order.
    pub exports: Vec<String>,
    /// Functions that the module defines.
    pub functions: usize,
    /// Parameters and results, summed over the functions that the module defines.
    pub signature_words: u64,
    /// Globals that the module defines.
    pub globals: u32,
    /// Pages that the memory starts with.
    pub memory_pages: u16,
    /// Bytes of data, without the headers of the segments.
    pub data_bytes: usize,
    /// Bytes of the data segments, with their headers.
    pub data_segment_bytes: usize,
    /// Bytes of the element segments, with their headers.
    pub element_segment_bytes: usize,
    /// Entries of the element segments.
    pub element_entries: u64,
    pub(crate) signatures: Signatures,
    /// Index of the imported `pay_for_memory_grow`.
    pub(crate) pay_for_growth: Option<u32>,
}

impl Contents {
    /// Parses a module and checks its limits, imports and exports.
    ///
    /// # Errors
    /// [`ActivationError`], with the first rule that the module breaks.
    pub fn parse(wasm: &[u8]) -> Result<Self, ActivationError> {
        at_most("bytes of WASM", wasm.len(), MAX_WASM_SIZE)?;
        Validator::new_with_features(FEATURES).validate_all(wasm)?;
        let mut parser = ModuleParser::default();
        parser.contents.wasm_bytes = wasm.len();
        for payload in Parser::new(0).parse_all(wasm) {
            parser.section(payload?)?;
        }
        parser.finish()
    }
}

/// Collects the contents of a module while it is parsed.
#[derive(Default)]
struct ModuleParser {
    contents: Contents,
    types: Vec<FuncType>,
    /// Types of the functions that the module defines.
    functions: Vec<u32>,
    memories: Vec<MemoryType>,
    exports: Vec<(String, ExternalKind, u32)>,
    table_entries: u64,
    data_segments: usize,
    element_segments: usize,
}

impl ModuleParser {
    fn section(&mut self, payload: Payload) -> Result<(), ActivationError> {
        let contents = &mut self.contents;
        match payload {
            Payload::TypeSection(types) => {
                for ty in types.into_iter_err_on_gc_types() {
                    let ty = ty?;
                    let (results, params) = (ty.results().len(), ty.params().len());
                    contents.signatures.push_type(results, params);
                    self.types.push(ty);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports {
                    self.import(&import?)?;
                }
            }
            Payload::FunctionSection(functions) => {
                for ty in functions {
                    let ty = ty?;
                    let (results, params) = contents.signatures.of_type(ty);
                    contents.signature_words += u64::from(results + params);
                    contents.signatures.push_function(ty);
                    self.functions.push(ty);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.table_entries = self.table_entries.saturating_add(table?.ty.initial);
                }
            }
            Payload::MemorySection(memories) => {
                self.memories = memories.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::GlobalSection(globals) => contents.globals = globals.count(),
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    let name = export.name.to_owned();
                    self.exports.push((name, export.kind, export.index));
                }
            }
            Payload::StartSection { .. } => return Err(ActivationError::Start),
            Payload::ElementSection(elements) => {
                for element in elements {
                    let element = element?;
                    self.element_segments += 1;
                    contents.element_segment_bytes += element.range.len();
                    contents.element_entries += entries(&element);
                }
            }
            Payload::DataSection(datas) => {
                for data in datas {
                    let data = data?;
                    self.data_segments += 1;
                    contents.data_segment_bytes += data.range.len();
                    contents.data_bytes += data.data.len();
                }
            }
            Payload::DataCountSection { .. } => return Err(ActivationError::Section("data count")),
            Payload::CodeSectionEntry(body) => {
                at_most("locals in a function", locals(&body)? as usize, MAX_LOCALS)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, import: &Import) -> Result<(), ActivationError> {
        let refuse = || ActivationError::Import(format!("{}::{}", import.module, import.name));
        let TypeRef::Func(type_index) = import.ty else {
            return Err(refuse());
        };
        let function = HostFn::from_name(import.name).ok_or_else(refuse)?;
        if import.module != HOST_MODULE
            || !has_signature(function, &self.types[type_index as usize])
        {
            return Err(refuse());
        }
        let contents = &mut self.contents;
        if function == HostFn::PayForMemoryGrow {
            contents.pay_for_growth = Some(contents.imports.len() as u32);
        }
        contents.signatures.push_function(type_index);
        contents.imports.push(function);
        Ok(())
    }

    /// Checks counts, memory and exports.
    fn finish(mut self) -> Result<Contents, ActivationError> {
        let contents = &self.contents;
        let globals = (contents.globals + ADDED_GLOBALS) as usize;
        let element_bytes = contents.element_segment_bytes;
        at_most("data segments", self.data_segments, MAX_DATA_SEGMENTS)?;
        at_most("element segments", self.element_segments, MAX_ELEMENT_SEGMENTS)?;
        at_most("exports", self.exports.len(), MAX_EXPORTS)?;
        at_most("functions", self.functions.len(), MAX_FUNCTIONS)?;
        at_most("globals", globals, MAX_GLOBALS)?;
        at_most("imports", contents.imports.len(), MAX_IMPORTS)?;
        at_most("table entries", self.table_entries as usize, MAX_TABLE_ENTRIES)?;
        at_most("bytes of element segments", element_bytes, MAX_ELEMENT_BYTES)?;
        let memory_pages = self.check_memory()?;
        self.check_entry_point()?;
        self.check_export_names()?;

        self.contents.memory_pages = memory_pages;
        self.contents.functions = self.functions.len();
        self.contents.exports = self.exports.into_iter().map(|(name, ..)| name).collect();
        Ok(self.contents)
    }

    /// Returns the pages that the memory starts with.
    fn check_memory(&self) -> Result<u16, ActivationError> {
        self.exported(MEMORY, ExternalKind::Memory)?;
        let memory = self.memories.first().ok_or_else(|| missing(MEMORY))?;
        at_most("pages of memory", memory.initial as usize, PAGE_LIMIT.into())?;
        if memory.maximum != Some(memory.initial) && self.contents.pay_for_growth.is_none() {
            let name = HostFn::PayForMemoryGrow.name();
            return Err(ActivationError::Import(format!(
                "{name} is missing, but the memory can grow"
            )));
        }
        Ok(memory.initial as u16)
    }

    fn check_entry_point(&self) -> Result<(), ActivationError> {
        let index = self.exported(ENTRY_POINT, ExternalKind::Func)? as usize;
        let index = index.wrapping_sub(self.contents.imports.len());
        let ty = self.functions.get(index).map(|ty| &self.types[*ty as usize]);
        if ty.is_none_or(|ty| ty.params() != [ValType::I32] || ty.results() != [ValType::I32]) {
            return Err(ActivationError::Export(format!(
                "{ENTRY_POINT} must take and return one i32"
            )));
        }
        Ok(())
    }

    /// Names are compared by what follows their last double underscore.
    fn check_export_names(&self) -> Result<(), ActivationError> {
        for (name, ..) in &self.exports {
            at_most("bytes in an export's name", name.len(), MAX_EXPORT_NAME)?;
            let name = name.rsplit("__").next().unwrap_or(name);
            let imported = |function: &HostFn| function.name() == name;
            if name.starts_with("stylus") || self.contents.imports.iter().any(imported) {
                return Err(ActivationError::Export(format!("{name} is reserved")));
            }
        }
        Ok(())
    }

    /// The index of an export.
    fn exported(&self, name: &str, kind: ExternalKind) -> Result<u32, ActivationError> {
        let found = self.exports.iter().find(|(n, k, _)| n == name && *k == kind);
        found.map(|(.., index)| *index).ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> ActivationError {
    ActivationError::Export(format!("{name} is missing"))
}

fn entries(element: &wasmparser::Element) -> u64 {
    match &element.items {
        wasmparser::ElementItems::Functions(items) => items.count().into(),
        wasmparser::ElementItems::Expressions(_, items) => items.count().into(),
    }
}

/// Locals that a function declares.
pub(crate) fn locals(body: &FunctionBody) -> Result<u32, wasmparser::BinaryReaderError> {
    let groups = body.get_locals_reader()?.into_iter();
    groups.map(|group| group.map(|(count, _)| count)).sum()
}

fn has_signature(function: HostFn, ty: &FuncType) -> bool {
    let same = |ours: &[IntType], theirs: &[ValType]| {
        ours.len() == theirs.len()
            && ours.iter().zip(theirs).all(|pair| {
                matches!(pair, (IntType::I32, ValType::I32) | (IntType::I64, ValType::I64))
            })
    };
    same(function.params(), ty.params()) && same(function.results(), ty.results())
}
