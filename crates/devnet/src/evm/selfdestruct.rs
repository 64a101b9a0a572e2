//! `SELFDESTRUCT`, which reverts in an account that holds a program: it got there by a delegate call.

use revm::context_interface::{ContextTr, JournalTr};
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::{instructions, InstructionContext, InstructionResult};

use super::EvmContext;
use crate::stylus::code;

/// The instruction.
pub fn selfdestruct(context: InstructionContext<'_, EvmContext, EthInterpreter>) {
    let acting = context.interpreter.input.target_address;
    let Ok(account) = context.host.journal_mut().code(acting);
    if code::is_deployable(&account.data) {
        context.interpreter.halt(InstructionResult::Revert);
        return;
    }
    instructions::host::selfdestruct(context);
}
