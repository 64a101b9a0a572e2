// SPDX-License-Identifier: MIT OR Apache-2.0
//! An EVM in which accounts can hold Stylus programs.
//!
//! revm provides frames, journal, gas and rules. For each of its frames there is an [`OpenFrame`] that says what
//! runs in it: EVM code, or a program. In a program's frame, the engine runs instead of revm's interpreter
//! and returns the same actions (call another frame, or return). So EVM code and programs can call each other, as
//! deep as the EVM allows, without recursion on the native stack.

mod precompiles;
mod selfdestruct;

use revm::bytecode::opcode;
use revm::context::{BlockEnv, CfgEnv, Context, Evm, Journal, TxEnv};
use revm::context_interface::context::take_error;
use revm::context_interface::{Block, ContextTr, FrameStack};
use revm::handler::evm::{ContextDbError, FrameInitResult};
use revm::handler::instructions::{EthInstructions, InstructionProvider};
use revm::handler::{EthFrame, EvmTr, FrameData, FrameInitOrResult, FrameResult, ItemOrResult};
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{
    CallScheme, FrameInput, Instruction, InstructionResult, InterpreterAction, InterpreterResult,
};
use revm::primitives::hardfork::SpecId;
use revm::primitives::{Address, Bytes, B256};
use revm::Database;
use stylus_wasm::activate;

use self::precompiles::Precompiles;
pub use self::precompiles::ARB_WASM;
use crate::stylus::code;
use crate::stylus::context::{Db, EvmContext, Stylus};
use crate::stylus::host::ProgramFrame;
use crate::stylus::registry;

/// Gas of `SELFDESTRUCT`, without the cost of the target account.
const SELFDESTRUCT_GAS: u64 = 5000;

type Inner =
    Evm<EvmContext, (), EthInstructions<EthInterpreter, EvmContext>, Precompiles, EthFrame>;

/// An EVM that runs Stylus programs.
pub struct StylusEvm {
    inner: Inner,
    /// One entry for each of revm's open frames.
    frames: Vec<OpenFrame>,
}

/// What runs in a frame, and what to restore when the frame closes.
struct OpenFrame {
    code: Code,
    /// The account whose storage the frame uses. `None` for delegate calls, which belong to the caller's frame.
    actor: Option<Address>,
    /// WASM pages that were open before the frame.
    pages_open: u16,
}

/// What runs in a frame.
enum Code {
    /// EVM code.
    Evm,
    /// A program.
    Program(Box<ProgramFrame>),
    /// A program that could not start, and why.
    NotStarted(InstructionResult),
}

impl StylusEvm {
    /// An EVM with the rules of Prague and the state in `db`.
    pub fn new(db: Db, chain_id: u64) -> Self {
        let mut cfg = CfgEnv::new_with_spec(SpecId::PRAGUE).with_chain_id(chain_id);
        // Arbitrum charges for calldata what the parent chain charges, without a floor.
        cfg.disable_eip7623 = true;
        let ctx = Context::<BlockEnv, TxEnv, CfgEnv, Db, Journal<Db>, ()>::new(db, SpecId::PRAGUE)
            .with_cfg(cfg)
            .with_chain(Stylus::default());
        let mut instructions = EthInstructions::new_mainnet_with_spec(SpecId::PRAGUE);
        let selfdestruct = Instruction::new(selfdestruct::selfdestruct, SELFDESTRUCT_GAS);
        instructions.insert_instruction(opcode::SELFDESTRUCT, selfdestruct);
        Self { inner: Evm::new(ctx, instructions, Precompiles::default()), frames: Vec::new() }
    }

    /// The context: block, configuration, transaction, state.
    pub fn context(&mut self) -> &mut EvmContext {
        &mut self.inner.ctx
    }

    /// The context, for reading.
    pub fn context_ref(&self) -> &EvmContext {
        &self.inner.ctx
    }

    /// Removes the frames that a transaction left behind when it ended in an error.
    pub fn reset(&mut self) {
        self.frames.clear();
        self.inner.frame_stack.clear();
    }

    /// Determines what runs in the frame that revm has just opened.
    fn open(&mut self) {
        let (ctx, frame) = (&mut self.inner.ctx, self.inner.frame_stack.get());
        let delegate = matches!(&frame.input, FrameInput::Call(call) if call.scheme.is_delegate_call() || call.scheme == CallScheme::CallCode);
        let actor = (!delegate).then_some(frame.interpreter.input.target_address);
        if let Some(address) = actor {
            ctx.chain.session.enter(address);
        }
        let pages_open = ctx.chain.session.pages.open;
        let is_program = matches!(frame.data, FrameData::Call(_))
            && ctx.chain.rules.is_program(frame.interpreter.bytecode.original_byte_slice());
        let code = if is_program {
            match start(frame, ctx) {
                Ok(program) => Code::Program(Box::new(program)),
                Err(reason) => Code::NotStarted(reason),
            }
        } else {
            Code::Evm
        };
        self.frames.push(OpenFrame { code, actor, pages_open });
    }

    /// Closes the top frame and undoes [`Self::open`].
    fn close(&mut self) {
        let frame = self.frames.pop().expect("one for each of revm's frames");
        let session = &mut self.inner.ctx.chain.session;
        if let Some(address) = frame.actor {
            session.leave(address);
        }
        session.pages.open = frame.pages_open;
    }
}

/// Charges for the start of a program and instantiates it.
fn start(frame: &mut EthFrame, ctx: &mut EvmContext) -> Result<ProgramFrame, InstructionResult> {
    let code_hash = frame.interpreter.bytecode.get_or_calculate_hash();
    let time = ctx.block().timestamp().saturating_to();
    let version = ctx.chain.rules.stylus_version();
    let Ok(record) = registry::load(ctx.journal_mut(), code_hash);
    let record = record
        .filter(|record| record.is_live(version, time))
        .ok_or(InstructionResult::NotActivated)?;
    if !ctx.chain.programs.contains(&code_hash) {
        compile(ctx, code_hash, frame.interpreter.bytecode.original_byte_slice());
    }

    let session = &mut ctx.chain.session;
    let remembered = session.start(code_hash);
    let start_gas =
        if record.cached || remembered { record.cached_gas() } else { record.uncached_gas() };
    let mut pages = session.pages;
    let start_gas = start_gas.saturating_add(pages.add(record.info.footprint));
    let gas_limit = frame.interpreter.gas.remaining();
    if !frame.interpreter.gas.record_regular_cost(start_gas) {
        return Err(InstructionResult::OutOfGas);
    }
    session.pages = pages;

    let input = &frame.interpreter.input;
    let reentrant = session.reentrant(input.target_address);
    let args = input.input.bytes(ctx);
    let program =
        ctx.chain.programs.instantiate(&code_hash, args, frame.interpreter.gas.remaining());
    Ok(ProgramFrame::new(program, reentrant, gas_limit))
}

/// Compiles a program that was activated before this process started. As in Nitro, the chain's limit of fragments does
/// not apply to it any more. Reads fragments from the database and not
/// through the journal, which would make their accounts warm.
fn compile(ctx: &mut EvmContext, code_hash: B256, code: &[u8]) {
    let db = ctx.db_mut();
    let code_at = |address| {
        let Ok(info) = db.basic(Address::new(address));
        let Ok(code) = db.code_by_hash(info.unwrap_or_default().code_hash);
        code.original_bytes()
    };
    let wasm = code::wasm(code, usize::MAX, code_at).expect("checked at activation");
    let activated = activate::activate(&wasm).expect("checked at activation");
    ctx.chain.programs.insert(code_hash, &activated.module).expect("checked at activation");
}

impl EvmTr for StylusEvm {
    type Context = EvmContext;
    type Instructions = EthInstructions<EthInterpreter, EvmContext>;
    type Precompiles = Precompiles;
    type Frame = EthFrame;

    fn all(
        &self,
    ) -> (&Self::Context, &Self::Instructions, &Self::Precompiles, &FrameStack<Self::Frame>) {
        self.inner.all()
    }

    fn all_mut(
        &mut self,
    ) -> (
        &mut Self::Context,
        &mut Self::Instructions,
        &mut Self::Precompiles,
        &mut FrameStack<Self::Frame>,
    ) {
        self.inner.all_mut()
    }

    fn frame_init(
        &mut self,
        input: FrameInit,
    ) -> Result<FrameInitResult<'_, Self::Frame>, ContextDbError<Self::Context>> {
        match self.inner.frame_init(input)? {
            ItemOrResult::Result(result) => return Ok(ItemOrResult::Result(result)),
            ItemOrResult::Item(_) => self.open(),
        }
        Ok(ItemOrResult::Item(self.inner.frame_stack.get()))
    }

    fn frame_run(
        &mut self,
    ) -> Result<FrameInitOrResult<Self::Frame>, ContextDbError<Self::Context>> {
        let (ctx, frame) = (&mut self.inner.ctx, self.inner.frame_stack.get());
        let open = self.frames.last_mut().expect("one for each of revm's frames");
        let action = match &mut open.code {
            Code::Evm => {
                frame.interpreter.run_plain(self.inner.instruction.instruction_table(), ctx)
            }
            Code::Program(program) => program.run(frame, ctx),
            Code::NotStarted(reason) => {
                let gas = frame.interpreter.gas;
                InterpreterAction::Return(InterpreterResult::new(*reason, Bytes::new(), gas))
            }
        };
        // EIP-3541 rejects code that starts with `EF`, as the code of programs does.
        ctx.cfg.disable_eip3541 = matches!(&action, InterpreterAction::Return(result) if ctx.chain.rules.is_deployable(&result.output));
        let next = frame.process_next_action::<_, ContextDbError<EvmContext>>(ctx, action)?;
        if next.is_result() {
            frame.set_finished(true);
        }
        Ok(next)
    }

    fn frame_return_result(
        &mut self,
        result: FrameResult,
    ) -> Result<Option<FrameResult>, ContextDbError<Self::Context>> {
        if self.inner.frame_stack.get().is_finished() {
            self.inner.frame_stack.pop();
            self.close();
        }
        let Some(open) = self.frames.last_mut() else {
            return Ok(Some(result));
        };
        let (ctx, frame) = (&mut self.inner.ctx, self.inner.frame_stack.get());
        match &mut open.code {
            Code::Program(program) => {
                frame.interpreter.memory.free_child_context();
                take_error::<ContextDbError<EvmContext>, _>(ctx.error())?;
                program.deliver(result);
            }
            _ => frame.return_result::<_, ContextDbError<EvmContext>>(ctx, result)?,
        }
        Ok(None)
    }
}
