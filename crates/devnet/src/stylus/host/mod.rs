// SPDX-License-Identifier: MIT OR Apache-2.0
//! Host functions: how the EVM serves them, and what they cost.
//!
//! A [`ProgramFrame`] belongs to an EVM call frame in which a program runs. It runs the program until it stops or makes
//! a call, and converts between ink and gas. Costs and their order follow Nitro v3.9
//! (`user-host-trait/src/lib.rs`, `arbos/programs/{api,programs}.go`, `operations_acl_arbitrum.go` of its EVM).

mod access;
mod calls;
mod state;
mod values;

use revm::context_interface::ContextTr;
use revm::handler::{EthFrame, FrameResult};
use revm::interpreter::{InstructionResult, InterpreterAction, InterpreterResult};
use revm::primitives::Bytes;
use stylus_wasm::hostio::HostFn;
use wasmi::Val;

use self::access::{Host, Reply, Waiting};
use super::context::EvmContext;
use super::prices;
use super::program::{HostCall, Program, Step, Stop};
use super::session::HostTrace;

/// A program in an EVM call frame.
pub struct ProgramFrame {
    program: Program,
    /// Whether the account had an open frame already when the call began.
    reentrant: bool,
    /// Gas at the beginning of the frame, before the start of the program was paid.
    gas_limit: u64,
    /// The call that the program has made and that has not returned yet.
    waiting: Option<Waiting>,
    /// Ink at the time when the program last continued.
    resumed_at: u64,
}

impl ProgramFrame {
    /// The frame of a program whose start has been paid. The frame began with `gas_limit` gas.
    pub fn new(program: Program, reentrant: bool, gas_limit: u64) -> Self {
        let resumed_at = program.ink();
        Self { program, reentrant, gas_limit, waiting: None, resumed_at }
    }

    /// Stores the result of the frame that the program waits for.
    pub fn deliver(&mut self, result: FrameResult) {
        let waiting = self.waiting.as_mut().expect("the program waits for a frame");
        waiting.result = Some(result);
    }

    /// Runs the program until it stops or requests another frame.
    pub fn run(&mut self, frame: &mut EthFrame, ctx: &mut EvmContext) -> InterpreterAction {
        let mut step = match self.waiting.take() {
            None => self.program.start(),
            Some(waiting) => {
                let trace = waiting.trace;
                let answer = self.host(frame, ctx).settle(waiting);
                self.proceed(ctx, trace, answer)
            }
        };
        loop {
            let call = match step {
                Step::Host(call) => call,
                Step::Stop(reason) => {
                    return InterpreterAction::Return(self.finish(reason, frame, ctx))
                }
            };
            let trace = self.trace(frame, ctx, call.function);
            let answer = match self.host(frame, ctx).serve(call) {
                Ok(Reply::Frame(input)) => {
                    self.waiting.as_mut().expect("set when a frame is requested").trace = trace;
                    return InterpreterAction::NewFrame(input);
                }
                Ok(Reply::Value(answer)) => Ok(answer),
                Err(reason) => Err(reason),
            };
            step = self.proceed(ctx, trace, answer);
        }
    }

    fn host<'a>(&'a mut self, frame: &'a mut EthFrame, ctx: &'a mut EvmContext) -> Host<'a> {
        Host {
            program: &mut self.program,
            waiting: &mut self.waiting,
            reentrant: self.reentrant,
            frame,
            ctx,
        }
    }

    /// Adds a trace entry for a host call, if the transaction is traced. Returns its index for [`Self::proceed`].
    fn trace(&self, frame: &EthFrame, ctx: &mut EvmContext, function: HostFn) -> Option<usize> {
        let entered_at = self.program.ink();
        ctx.chain_mut().session.trace(|| HostTrace {
            depth: frame.depth,
            address: frame.interpreter.input.target_address,
            function,
            wasm_ink_before: self.resumed_at - entered_at,
            // Replaced by the price when the call has ended.
            ink: entered_at,
        })
    }

    /// Ends a host call: continues the program with the answer, or stops it.
    fn proceed(
        &mut self,
        ctx: &mut EvmContext,
        trace: Option<usize>,
        answer: Result<Option<Val>, Stop>,
    ) -> Step {
        self.resumed_at = self.program.ink();
        if let Some(index) = trace {
            ctx.chain_mut().session.priced(index, self.resumed_at);
        }
        match answer {
            Ok(answer) => self.program.resume(answer.as_slice()),
            Err(reason) => Step::Stop(reason),
        }
    }

    /// The frame's result. Output costs at least as much as the EVM memory that would hold it.
    fn finish(
        &mut self,
        stop: Stop,
        frame: &mut EthFrame,
        ctx: &mut EvmContext,
    ) -> InterpreterResult {
        let output = std::mem::take(&mut self.program.output);
        let (mut result, output) = match stop {
            Stop::Exit(0) => (InstructionResult::Return, output),
            Stop::Exit(_) => (InstructionResult::Revert, output),
            Stop::OutOfInk => (InstructionResult::OutOfGas, Bytes::new()),
            Stop::OutOfStack => (InstructionResult::StackOverflow, Bytes::new()),
            Stop::Failure(reason) => {
                ctx.chain_mut().session.failure = Some(reason);
                (InstructionResult::Revert, Bytes::new())
            }
        };
        let mut left = self.program.gas();
        if !output.is_empty() {
            let memory = evm_memory_gas(output.len());
            match self.gas_limit.checked_sub(memory) {
                Some(most) => left = left.min(most),
                None => result = InstructionResult::OutOfGas,
            }
        }
        let gas = &mut frame.interpreter.gas;
        gas.set_remaining(left);
        let output = if result.is_ok_or_revert() { output } else { Bytes::new() };
        InterpreterResult::new(result, output, *gas)
    }
}

impl Host<'_> {
    /// Serves a host call.
    fn serve(&mut self, call: HostCall) -> Result<Reply, Stop> {
        use HostFn as F;
        if !matches!(call.function, F::PayForMemoryGrow) {
            self.program.buy_ink(prices::host_base(call.function))?;
        }
        Ok(match call.function {
            F::ReadArgs => self.read_args(call)?.into(),
            F::WriteResult => self.write_result(call)?.into(),
            F::ExitEarly => return Err(Stop::Exit(call.word(0))),
            F::StorageLoadBytes32 => self.storage_load(call)?.into(),
            F::StorageCacheBytes32 => self.storage_cache(call)?.into(),
            F::StorageFlushCache => self.storage_flush(call)?.into(),
            F::TransientLoadBytes32 => self.transient_load(call)?.into(),
            F::TransientStoreBytes32 => self.transient_store(call)?.into(),
            F::CallContract | F::DelegateCallContract | F::StaticCallContract => {
                return self.call(call)
            }
            F::Create1 | F::Create2 => return self.create(call),
            F::ReadReturnData => self.read_return_data(call)?.into(),
            F::ReturnDataSize => (self.program.return_data.len() as u32).into(),
            F::EmitLog => self.emit_log(call)?.into(),
            F::AccountBalance => self.account_balance(call)?.into(),
            F::AccountCode => self.account_code(call)?.into(),
            F::AccountCodeSize => self.account_code_size(call)?.into(),
            F::AccountCodehash => self.account_codehash(call)?.into(),
            F::PayForMemoryGrow => self.pay_for_memory_grow(call)?.into(),
            F::NativeKeccak256 => self.keccak(call)?.into(),
            F::MathDiv | F::MathMod | F::MathPow | F::MathAddMod | F::MathMulMod => {
                self.math(call)?.into()
            }
            F::EvmGasLeft => self.program.gas().into(),
            F::EvmInkLeft => self.program.ink().into(),
            F::MsgReentrant => u32::from(self.reentrant).into(),
            _ => return self.value(call),
        })
    }
}

/// Gas that the EVM charges for `len` bytes of memory.
fn evm_memory_gas(len: usize) -> u64 {
    let words = len.div_ceil(32) as u64;
    words * 3 + words * words / 512
}
