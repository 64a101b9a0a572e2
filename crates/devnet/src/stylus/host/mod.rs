//! Host functions: what a program can ask of the EVM, and what each costs.
//!
//! A [`ProgramFrame`] is the program's half of an EVM call frame. It runs the program until it stops or wants to
//! call, and translates between ink and gas at the borders. Costs and their order follow Nitro v3.9
//! (`user-host-trait/src/lib.rs`, `arbos/programs/{api,programs}.go`, `operations_acl_arbitrum.go` of its EVM).

mod calls;
mod state;
mod values;

use revm::context_interface::ContextTr;
use revm::handler::{EthFrame, FrameResult};
use revm::interpreter::interpreter_action::FrameInput;
use revm::interpreter::{InstructionResult, InterpreterAction, InterpreterResult};
use revm::primitives::{Address, Bytes, U256};
use wasmi::Val;

use self::calls::Waiting;
use super::hostio::HostFn;
use super::prices;
use super::program::{HostCall, Program, Step, Stop};
use super::session::HostTrace;
use crate::evm::EvmContext;

/// A program in an EVM call frame.
pub struct ProgramFrame {
    program: Program,
    /// Whether its address was acting already when the call began.
    reentrant: bool,
    /// Gas the frame began with, program start included.
    gas_limit: u64,
    /// The call it has made and not been answered yet.
    waiting: Option<Waiting>,
    /// Ink when it was last given control.
    resumed_at: u64,
}

/// What a host function leads to.
enum Reply {
    /// The program goes on, with this result.
    Value(Option<Val>),
    /// The program waits until this frame has run.
    Frame(FrameInput),
}

impl From<()> for Reply {
    fn from((): ()) -> Self {
        Self::Value(None)
    }
}

impl From<u32> for Reply {
    fn from(word: u32) -> Self {
        Self::Value(Some(Val::I32(word.cast_signed())))
    }
}

impl From<u64> for Reply {
    fn from(word: u64) -> Self {
        Self::Value(Some(Val::I64(word.cast_signed())))
    }
}

/// Everything a host function works on.
struct Host<'a> {
    program: &'a mut Program,
    waiting: &'a mut Option<Waiting>,
    reentrant: bool,
    frame: &'a mut EthFrame,
    ctx: &'a mut EvmContext,
}

impl ProgramFrame {
    /// A program that has been paid for, in a frame that began with `gas_limit`.
    pub fn new(program: Program, reentrant: bool, gas_limit: u64) -> Self {
        let resumed_at = program.ink();
        Self {
            program,
            reentrant,
            gas_limit,
            waiting: None,
            resumed_at,
        }
    }

    /// Hands over the result of the frame that the program asked for.
    pub fn deliver(&mut self, result: FrameResult) {
        let waiting = self
            .waiting
            .as_mut()
            .expect("a frame returns to the program that asked for it");
        waiting.result = Some(result);
    }

    /// Runs the program until it stops or asks for another frame.
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
                    self.waiting.as_mut().expect("set with the frame").trace = trace;
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

    /// Notes that a host function was entered. Returns the entry's place, for [`Self::proceed`].
    fn trace(&self, frame: &EthFrame, ctx: &mut EvmContext, function: HostFn) -> Option<usize> {
        let entered_at = self.program.ink();
        ctx.chain_mut().session.trace(|| HostTrace {
            depth: frame.depth,
            address: frame.interpreter.input.target_address,
            function,
            wasm_ink_before: self.resumed_at - entered_at,
            // Becomes the price when the call has ended.
            ink: entered_at,
        })
    }

    /// Ends a host call: gives control back to the program, or stops it.
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

    /// The frame's result. Output costs at least the EVM memory it would take.
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
        let output = if result.is_ok_or_revert() {
            output
        } else {
            Bytes::new()
        };
        InterpreterResult::new(result, output, *gas)
    }
}

impl Host<'_> {
    /// Serves one call.
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

    /// The account whose storage and balance the program acts on.
    fn acting(&self) -> Address {
        self.frame.interpreter.input.target_address
    }

    /// Stops a program that tries to change the state in a static call.
    fn require_mutable(&self) -> Result<(), Stop> {
        if self.frame.interpreter.runtime_flag.is_static {
            return Err(Stop::Failure("write protection".to_owned()));
        }
        Ok(())
    }

    fn read_word(&self, ptr: u32) -> Result<U256, Stop> {
        self.program.read_array(ptr).map(U256::from_be_bytes::<32>)
    }

    fn write_word(&mut self, ptr: u32, word: U256) -> Result<(), Stop> {
        self.program.write(ptr, &word.to_be_bytes::<32>())
    }

    fn read_address(&self, ptr: u32) -> Result<Address, Stop> {
        self.program.read_array(ptr).map(Address::new)
    }

    /// Pays for bringing `len` bytes out of the program, once into the host and once into the EVM.
    fn read_for_evm(&mut self, ptr: u32, len: u32) -> Result<Bytes, Stop> {
        self.program.buy_ink(prices::read(len as usize))?;
        self.program.buy_ink(prices::read(len as usize))?;
        self.program.read(ptr, len).map(Bytes::from)
    }
}

/// Gas that the EVM charges for `len` bytes of memory.
fn evm_memory_gas(len: usize) -> u64 {
    let words = len.div_ceil(32) as u64;
    words * 3 + words * words / 512
}
