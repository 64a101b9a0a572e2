// SPDX-License-Identifier: MIT OR Apache-2.0
//! The metering pass: how a program's code is rewritten before it runs.
//!
//! The pass adds four globals (ink left, a flag for having run out of ink, a scratch word, stack left) and rewrites
//! each function so that
//! * every basic block first pays for all of its instructions, and stops the program if it cannot;
//! * `memory.copy` and `memory.fill` pay for their length;
//! * the frame is subtracted from the stack limit (see `frame`);
//! * `memory.grow` first calls the host's `pay_for_memory_grow`.
//!
//! The order of the passes and every inserted instruction matter: the frame size is computed after the meter's own
//! instructions are in, and activation is priced by the length of the result. Both follow Nitro v3.9
//! (`programs/{meter,dynamic,depth,heap}.rs`).

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, Module,
    SectionId, ValType,
};
use wasmparser::{BlockType, FunctionBody, Operator, Parser};

use crate::contents::{locals, Contents};
use crate::error::{at_most, ActivationError};
use crate::hostio::{ENTRY_POINT, MEMORY};
use crate::params::{ADDED_GLOBALS, MAX_FUNCTION_INSTRUCTIONS};
use crate::signatures::Signatures;
use crate::{frame, prices};

/// Export name of the global that holds the ink left. Programs may not export names that start with `stylus`.
pub const INK_LEFT: &str = "stylus_ink_left";
/// Export name of the global that is not zero once a block could not be paid.
pub const INK_STATUS: &str = "stylus_ink_status";
/// Export name of the global that holds the words of stack left.
pub const STACK_LEFT: &str = "stylus_stack_left";

/// A rewritten module.
#[derive(Debug)]
pub(crate) struct Metered {
    /// The module's bytes.
    pub wasm: Vec<u8>,
    /// Instructions in all of its functions.
    pub instructions: u64,
}

/// Rewrites a module that has passed all checks.
pub(crate) fn instrument(wasm: &[u8], contents: &Contents) -> Result<Metered, ActivationError> {
    let mut pass = Pass {
        types: &contents.signatures,
        globals: contents.globals,
        pay_for_growth: contents.pay_for_growth,
        globals_done: false,
        instructions: 0,
    };
    let mut module = Module::new();
    pass.parse_core_module(&mut module, Parser::new(0), wasm).map_err(|error| match error {
        reencode::Error::UserError(error) => error,
        other => ActivationError::Invalid(other.to_string()),
    })?;
    Ok(Metered { wasm: module.finish(), instructions: pass.instructions })
}

struct Pass<'t> {
    types: &'t Signatures,
    globals: u32,
    pay_for_growth: Option<u32>,
    globals_done: bool,
    instructions: u64,
}

impl Pass<'_> {
    const fn ink(&self) -> u32 {
        self.globals
    }
    const fn status(&self) -> u32 {
        self.globals + 1
    }
    const fn scratch(&self) -> u32 {
        self.globals + 2
    }
    const fn stack(&self) -> u32 {
        self.globals + 3
    }

    fn add_globals(&mut self, section: &mut GlobalSection) {
        self.globals_done = true;
        let mut add = |val_type, init: &ConstExpr| {
            section.global(GlobalType { val_type, mutable: true, shared: false }, init);
        };
        add(ValType::I64, &ConstExpr::i64_const(0));
        for _ in 1..ADDED_GLOBALS {
            add(ValType::I32, &ConstExpr::i32_const(0));
        }
    }

    /// Stops the program because it cannot pay.
    fn exhausted<'a>(&self) -> [Operator<'a>; 5] {
        [
            Operator::If { blockty: BlockType::Empty },
            Operator::I32Const { value: 1 },
            Operator::GlobalSet { global_index: self.status() },
            Operator::Unreachable,
            Operator::End,
        ]
    }

    /// Makes every basic block pay for itself first.
    fn charge_blocks<'a>(
        &self,
        code: &[Operator<'a>],
    ) -> Result<Vec<Operator<'a>>, ActivationError> {
        let mut out = Vec::with_capacity(code.len() * 3);
        let get = Operator::GlobalGet { global_index: self.ink() };
        for block in code.split_inclusive(ends_block) {
            let mut cost = prices::BLOCK_HEADER;
            for op in block {
                cost += prices::instruction(op, |ty| self.types.of_type(ty).1 as usize)
                    .ok_or_else(|| ActivationError::Instruction(format!("{op:?}")))?;
            }
            let cost = Operator::I64Const { value: cost.cast_signed() };
            out.extend([get.clone(), cost.clone(), Operator::I64LtU]);
            out.extend(self.exhausted());
            out.extend([
                get.clone(),
                cost,
                Operator::I64Sub,
                Operator::GlobalSet { global_index: self.ink() },
            ]);
            for op in block {
                if matches!(op, Operator::MemoryCopy { .. } | Operator::MemoryFill { .. }) {
                    self.charge_bulk(&mut out);
                }
                out.push(op.clone());
            }
        }
        Ok(out)
    }

    /// Pays for the length on top of the operand stack, and leaves it there. The product is below 2^39 and cannot wrap.
    fn charge_bulk(&self, out: &mut Vec<Operator>) {
        let get_ink = Operator::GlobalGet { global_index: self.ink() };
        let get_len = Operator::GlobalGet { global_index: self.scratch() };
        out.extend([
            Operator::GlobalSet { global_index: self.scratch() },
            get_ink.clone(),
            get_ink.clone(),
            get_len.clone(),
            Operator::I64ExtendI32U,
            Operator::I64Const { value: prices::BULK_BYTE.cast_signed() },
            Operator::I64Mul,
            Operator::I64Sub,
            Operator::GlobalSet { global_index: self.ink() },
            get_ink,
            // More ink than before means that the subtraction wrapped.
            Operator::I64LtU,
        ]);
        out.extend(self.exhausted());
        out.push(get_len);
    }

    /// Pays the host before memory grows.
    fn charge_growth<'a>(&self, code: Vec<Operator<'a>>) -> Vec<Operator<'a>> {
        let Some(function_index) = self.pay_for_growth else {
            return code;
        };
        let global_index = self.scratch();
        let mut out = Vec::with_capacity(code.len() + 4);
        for op in code {
            if matches!(op, Operator::MemoryGrow { .. }) {
                out.extend([
                    Operator::GlobalSet { global_index },
                    Operator::GlobalGet { global_index },
                    Operator::GlobalGet { global_index },
                    Operator::Call { function_index },
                ]);
            }
            out.push(op);
        }
        out
    }
}

impl Reencode for Pass<'_> {
    type Error = ActivationError;

    fn parse_global_section(
        &mut self,
        section: &mut GlobalSection,
        reader: wasmparser::GlobalSectionReader<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        reencode::utils::parse_global_section(self, section, reader)?;
        self.add_globals(section);
        Ok(())
    }

    /// Inserts a global section into a module that has none. It belongs before the exports, and every program has
    /// exports.
    fn intersperse_section_hook(
        &mut self,
        module: &mut Module,
        _after: Option<SectionId>,
        before: Option<SectionId>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        if before == Some(SectionId::Export) && !self.globals_done {
            let mut section = GlobalSection::new();
            self.add_globals(&mut section);
            module.section(&section);
        }
        Ok(())
    }

    /// Keeps only the exports that the host uses.
    fn parse_export_section(
        &mut self,
        section: &mut ExportSection,
        reader: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        for export in reader {
            let export = export?;
            if matches!(export.name, ENTRY_POINT | MEMORY) {
                self.parse_export(section, export)?;
            }
        }
        section.export(INK_LEFT, ExportKind::Global, self.ink());
        section.export(INK_STATUS, ExportKind::Global, self.status());
        section.export(STACK_LEFT, ExportKind::Global, self.stack());
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        section: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        let code = body.get_operators_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
        let locals = locals(&body)?;

        let code = self.charge_blocks(&code).map_err(reencode::Error::UserError)?;
        let code = frame::guard(code, locals, self.stack(), self.types)
            .map_err(reencode::Error::UserError)?;
        let code = self.charge_growth(code);
        at_most("instructions in a function", code.len(), MAX_FUNCTION_INSTRUCTIONS)
            .map_err(reencode::Error::UserError)?;
        self.instructions += code.len() as u64;

        let mut function = self.new_function_with_parsed_locals(&body)?;
        for op in code {
            function.instruction(&self.instruction(op)?);
        }
        section.function(&function);
        Ok(())
    }

    /// Drops names and debug information, which are not needed to run.
    fn parse_custom_section(
        &mut self,
        _module: &mut Module,
        _section: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        Ok(())
    }
}

/// Returns true if a basic block ends with this instruction.
fn ends_block(op: &Operator) -> bool {
    use Operator as O;
    matches!(
        op,
        O::End
            | O::Else
            | O::Return
            | O::Loop { .. }
            | O::Br { .. }
            | O::BrTable { .. }
            | O::BrIf { .. }
            | O::If { .. }
            | O::Call { .. }
            | O::CallIndirect { .. }
    )
}
