// SPDX-License-Identifier: MIT OR Apache-2.0
//! `SELFDESTRUCT`. It reverts if the account holds a program, which only a delegate call from that program can cause.

use revm::context_interface::{ContextTr, JournalTr};
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::{instructions, InstructionContext, InstructionResult};

use crate::stylus::context::EvmContext;

/// Executes the instruction.
pub fn selfdestruct(context: InstructionContext<'_, EvmContext, EthInterpreter>) {
    let acting = context.interpreter.input.target_address;
    let rules = context.host.chain.rules;
    let Ok(account) = context.host.journal_mut().code(acting);
    if rules.is_deployable(&account.data) {
        context.interpreter.halt(InstructionResult::Revert);
        return;
    }
    instructions::host::selfdestruct(context);
}
