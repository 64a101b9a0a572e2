// SPDX-License-Identifier: MIT OR Apache-2.0
//! The stack limit.
//!
//! Every function's frame has a size in words, computed from its instructions. On entry it is subtracted from the
//! words that the program has left, and on `return` added back; a program that runs out stops. All nodes must agree
//! on the size, so it is defined by rules and is not exact (a branch out of the outermost block adds nothing back).
//! The rules follow Nitro v3.9, `programs/depth.rs`.

use wasmparser::{BlockType, Operator};

use crate::error::{at_most, ActivationError};
use crate::params::{MAX_FRAME_VALUES, MAX_FRAME_WORDS};
use crate::signatures::Signatures;

/// Words that a frame takes in addition to its locals and operands.
const FRAME_OVERHEAD: u32 = 4;

/// Wraps a function so that it subtracts its frame from the global with the index `stack_left`.
pub fn guard<'a>(
    code: Vec<Operator<'a>>,
    locals: u32,
    stack_left: u32,
    types: &Signatures,
) -> Result<Vec<Operator<'a>>, ActivationError> {
    let words = frame_words(&code, locals, types)?;
    let size = Operator::I32Const { value: words.cast_signed() };
    let get = Operator::GlobalGet { global_index: stack_left };
    let set = Operator::GlobalSet { global_index: stack_left };

    let mut out = Vec::with_capacity(code.len() + 24);
    out.extend([
        // The host recognises this trap by the zero in `stack_left`.
        get.clone(),
        size.clone(),
        Operator::I32LeU,
        Operator::If { blockty: BlockType::Empty },
        Operator::I32Const { value: 0 },
        set.clone(),
        Operator::Unreachable,
        Operator::End,
        get.clone(),
        size.clone(),
        Operator::I32Sub,
        set.clone(),
    ]);
    let last = code.len() - 1;
    for (index, op) in code.into_iter().enumerate() {
        // Falling off the end returns too: an explicit `return` goes before the final `end`.
        if matches!(op, Operator::Return) || index == last {
            out.extend([get.clone(), size.clone(), Operator::I32Add, set.clone()]);
        }
        if index == last {
            out.push(Operator::Return);
        }
        out.push(op);
    }
    Ok(out)
}

/// Words of the largest frame that `code`, with `locals` declared locals, can need.
fn frame_words(code: &[Operator], locals: u32, types: &Signatures) -> Result<u32, ActivationError> {
    let mut height: u32 = 0;
    let mut highest: u32 = 0;
    let mut scopes = vec![0];

    for op in code {
        let (pushed, popped) = effect(op, types);
        match op {
            Operator::If { .. } => {
                height = height.saturating_sub(popped) + pushed;
                highest = highest.max(height);
                scopes.push(height);
            }
            Operator::Block { .. } | Operator::Loop { .. } => {
                height += pushed;
                highest = highest.max(height);
                scopes.push(height);
            }
            Operator::Else => height = *scopes.last().unwrap_or(&0),
            Operator::End => height = scopes.pop().unwrap_or(0),
            _ => {
                height += pushed;
                highest = highest.max(height);
                height = height.saturating_sub(popped);
            }
        }
    }
    let limit = MAX_FRAME_VALUES as usize;
    at_most("values on a function's stack", highest as usize, limit)?;
    let words = highest + locals + FRAME_OVERHEAD;
    at_most("words in a frame", words as usize, MAX_FRAME_WORDS as usize)?;
    Ok(words)
}

/// Words that an instruction pushes and pops. An instruction that replaces operands by a result counts the difference.
#[allow(clippy::match_same_arms)] // One line for each kind of instruction.
fn effect(op: &Operator, types: &Signatures) -> (u32, u32) {
    use Operator as O;
    match op {
        O::Block { blockty } | O::Loop { blockty } => (block_results(*blockty), 0),
        O::If { blockty } => (block_results(*blockty), 1),
        O::Call { function_index } => types.of_function(*function_index),
        O::CallIndirect { type_index, .. } => {
            let (results, params) = types.of_type(*type_index);
            (results, params + 1)
        }
        O::LocalGet { .. }
        | O::GlobalGet { .. }
        | O::MemorySize { .. }
        | O::I32Const { .. }
        | O::I64Const { .. } => (1, 0),

        O::Nop
        | O::Unreachable
        | O::Br { .. }
        | O::Return
        | O::LocalTee { .. }
        | O::MemoryGrow { .. } => (0, 0),
        O::I32Eqz
        | O::I64Eqz
        | O::I32Clz
        | O::I32Ctz
        | O::I32Popcnt
        | O::I64Clz
        | O::I64Ctz
        | O::I64Popcnt => (0, 0),
        O::I32Load { .. }
        | O::I32Load8S { .. }
        | O::I32Load8U { .. }
        | O::I32Load16S { .. }
        | O::I32Load16U { .. } => (0, 0),
        O::I64Load { .. }
        | O::I64Load8S { .. }
        | O::I64Load8U { .. }
        | O::I64Load16S { .. }
        | O::I64Load16U { .. } => (0, 0),
        O::I64Load32S { .. }
        | O::I64Load32U { .. }
        | O::I32WrapI64
        | O::I64ExtendI32S
        | O::I64ExtendI32U => (0, 0),
        O::I32Extend8S | O::I32Extend16S | O::I64Extend8S | O::I64Extend16S | O::I64Extend32S => {
            (0, 0)
        }

        O::Select | O::I32Store { .. } | O::I32Store8 { .. } | O::I32Store16 { .. } => (0, 2),
        O::I64Store { .. } | O::I64Store8 { .. } | O::I64Store16 { .. } | O::I64Store32 { .. } => {
            (0, 2)
        }
        O::MemoryCopy { .. } | O::MemoryFill { .. } => (0, 3),

        // Binary operators, comparisons, `drop`, `set`, `br_if` and `br_table`.
        _ => (0, 1),
    }
}

fn block_results(ty: BlockType) -> u32 {
    u32::from(matches!(ty, BlockType::Type(_)))
}
