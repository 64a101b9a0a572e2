//! A program in the middle of a call: a WASM instance, its ink, and what it has read and written so far.
//!
//! The engine never calls the EVM from inside WASM. A host function suspends the program and says what it wants
//! ([`Step::Host`]); whoever drives the program answers with [`Program::resume`]. So calls nest without nesting
//! on the native stack, and the EVM's state needs to be reachable only from the driver.

use revm::primitives::Bytes;
use wasmi::{
    AsContext, Global, Instance, Memory, Store, TypedFunc, TypedResumableCall,
    TypedResumableCallHostTrap, Val,
};

use super::activate::{ENTRY_POINT, MEMORY};
use super::hostio::HostFn;
use super::meter::{INK_LEFT, INK_STATUS, STACK_LEFT};
use super::params::{INK_PER_GAS, MAX_STACK_DEPTH};
use super::storage::StorageCache;

/// A suspended program's request, carried out of WASM as a host error.
#[derive(Clone, Copy, Debug)]
pub struct HostCall {
    /// What to do.
    pub function: HostFn,
    /// Its arguments, as unsigned values; unused ones are zero.
    pub args: [u64; 6],
}

impl HostCall {
    /// A pointer or a length.
    pub const fn word(&self, index: usize) -> u32 {
        self.args[index] as u32
    }
}

impl std::fmt::Display for HostCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.function.name())
    }
}

impl wasmi::errors::HostError for HostCall {}

/// Why a program stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Returned or exited with this status: zero is success, anything else reverts. Both keep the output.
    Exit(u32),
    /// Could not pay: the call's gas is gone.
    OutOfInk,
    /// Exceeded the stack limit: the call's gas is gone.
    OutOfStack,
    /// Trapped, or misused a host function: reverts without data, and keeps the gas it has left.
    Failure(String),
}

/// What a program does next.
#[derive(Debug)]
pub enum Step {
    /// Waits for the host.
    Host(HostCall),
    /// Has stopped.
    Stop(Stop),
}

enum State {
    Ready(TypedFunc<u32, u32>),
    Suspended(TypedResumableCallHostTrap<u32>),
    Done,
}

/// A running program.
pub struct Program {
    store: Store<()>,
    memory: Memory,
    ink: Global,
    status: Global,
    stack: Global,
    state: State,
    /// The calldata.
    pub args: Bytes,
    /// What it has written as its result.
    pub output: Bytes,
    /// What its last call returned.
    pub return_data: Bytes,
    /// Its view of storage.
    pub storage: StorageCache,
    /// The account whose code it last looked at, and that code.
    pub last_code: Option<(revm::primitives::Address, Bytes)>,
}

impl Program {
    /// Prepares `instance` to run on `args` with the ink that `gas` buys.
    pub(super) fn new(mut store: Store<()>, instance: Instance, args: Bytes, gas: u64) -> Self {
        // Activation has checked or added every export.
        let global = |name| {
            instance
                .get_global(&store, name)
                .expect("the meter exports it")
        };
        let (ink, status, stack) = (global(INK_LEFT), global(INK_STATUS), global(STACK_LEFT));
        let memory = instance
            .get_memory(&store, MEMORY)
            .expect("checked at activation");
        let main = instance
            .get_typed_func(&store, ENTRY_POINT)
            .expect("checked at activation");
        stack
            .set(&mut store, Val::I32(MAX_STACK_DEPTH.cast_signed()))
            .expect("a mutable i32");
        let mut program = Self {
            store,
            memory,
            ink,
            status,
            stack,
            state: State::Ready(main),
            args,
            output: Bytes::new(),
            return_data: Bytes::new(),
            storage: StorageCache::default(),
            last_code: None,
        };
        program.set_ink(gas.saturating_mul(INK_PER_GAS));
        program
    }

    /// Runs until the first host call or the end.
    pub fn start(&mut self) -> Step {
        let State::Ready(main) = std::mem::replace(&mut self.state, State::Done) else {
            unreachable!("a program starts once");
        };
        let outcome = main.call_resumable(&mut self.store, self.args.len() as u32);
        self.next(outcome)
    }

    /// Answers the host call that the program waits for, and runs on.
    pub fn resume(&mut self, answer: &[Val]) -> Step {
        let State::Suspended(call) = std::mem::replace(&mut self.state, State::Done) else {
            unreachable!("only a suspended program is answered");
        };
        let outcome = call.resume(&mut self.store, answer);
        self.next(outcome)
    }

    fn next(&mut self, outcome: Result<TypedResumableCall<u32>, wasmi::Error>) -> Step {
        match outcome {
            Ok(TypedResumableCall::Finished(status)) => Step::Stop(Stop::Exit(status)),
            Ok(TypedResumableCall::HostTrap(call)) => {
                let request = *call
                    .host_error()
                    .downcast_ref::<HostCall>()
                    .expect("host functions only suspend");
                self.state = State::Suspended(call);
                Step::Host(request)
            }
            Ok(TypedResumableCall::OutOfFuel(_)) => unreachable!("fuel metering is off"),
            Err(error) => Step::Stop(self.explain(&error)),
        }
    }

    /// Tells the traps of the meter from the program's own.
    fn explain(&self, trap: &wasmi::Error) -> Stop {
        let is = |global: Global, value| matches!(global.get(&self.store), Val::I32(word) if word == value);
        if is(self.stack, 0) || trap.as_trap_code() == Some(wasmi::TrapCode::StackOverflow) {
            Stop::OutOfStack
        } else if is(self.status, 1) {
            Stop::OutOfInk
        } else {
            Stop::Failure(trap.to_string())
        }
    }

    /// Ink left.
    pub fn ink(&self) -> u64 {
        match self.ink.get(&self.store) {
            Val::I64(ink) => ink.cast_unsigned(),
            other => unreachable!("the ink global is an i64, not {other:?}"),
        }
    }

    /// Sets the ink left.
    pub fn set_ink(&mut self, ink: u64) {
        self.ink
            .set(&mut self.store, Val::I64(ink.cast_signed()))
            .expect("a mutable i64");
    }

    /// Gas that the ink left is worth, rounded down.
    pub fn gas(&self) -> u64 {
        self.ink() / INK_PER_GAS
    }

    /// Takes ink. A program that cannot pay has none left.
    pub fn buy_ink(&mut self, ink: u64) -> Result<(), Stop> {
        self.require_ink(ink)?;
        self.set_ink(self.ink() - ink);
        Ok(())
    }

    /// Takes the ink that `gas` is worth.
    pub fn buy_gas(&mut self, gas: u64) -> Result<(), Stop> {
        self.buy_ink(gas.saturating_mul(INK_PER_GAS))
    }

    /// Stops the program unless it could pay `gas`.
    pub fn require_gas(&mut self, gas: u64) -> Result<(), Stop> {
        self.require_ink(gas.saturating_mul(INK_PER_GAS))
    }

    fn require_ink(&mut self, ink: u64) -> Result<(), Stop> {
        if self.ink() < ink {
            self.set_ink(0);
            return Err(Stop::OutOfInk);
        }
        Ok(())
    }

    /// Copies `len` bytes out of the program's memory.
    pub fn read(&self, ptr: u32, len: u32) -> Result<Vec<u8>, Stop> {
        let start = ptr as usize;
        let bytes = self
            .memory
            .data(self.store.as_context())
            .get(start..start + len as usize);
        bytes.map(<[u8]>::to_vec).ok_or_else(out_of_bounds)
    }

    /// Copies a value of fixed size out of the program's memory.
    pub fn read_array<const N: usize>(&self, ptr: u32) -> Result<[u8; N], Stop> {
        let start = ptr as usize;
        let bytes = self
            .memory
            .data(self.store.as_context())
            .get(start..start + N);
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(out_of_bounds)
    }

    /// Copies `bytes` into the program's memory.
    pub fn write(&mut self, ptr: u32, bytes: &[u8]) -> Result<(), Stop> {
        self.memory
            .write(&mut self.store, ptr as usize, bytes)
            .map_err(|_| out_of_bounds())
    }
}

fn out_of_bounds() -> Stop {
    Stop::Failure("pointer out of bounds".to_owned())
}
