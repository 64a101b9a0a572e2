// SPDX-License-Identifier: MIT OR Apache-2.0
//! A running program: a WASM instance, its ink, and the data of its call.
//!
//! The engine never calls the EVM from inside WASM. A host function suspends the program and returns a request
//! ([`Step::Host`]), which the caller answers with [`Program::resume`]. So calls nest without recursion
//! on the native stack, and only that caller needs access to the EVM's state.

use revm::primitives::Bytes;
use stylus_wasm::meter::{INK_LEFT, INK_STATUS, STACK_LEFT};
use wasmi::{
    AsContext, Global, Instance, Memory, Store, TypedFunc, TypedResumableCall,
    TypedResumableCallHostTrap, Val,
};

use super::storage::StorageCache;
use stylus_wasm::hostio::{HostFn, ENTRY_POINT, MEMORY};
use stylus_wasm::params::{INK_PER_GAS, MAX_STACK_DEPTH};

/// A program's request to its host. It leaves WASM as a host error.
#[derive(Clone, Copy, Debug)]
pub struct HostCall {
    /// The host function.
    pub function: HostFn,
    /// Its arguments as unsigned values. Unused ones are zero.
    pub args: [u64; 6],
}

impl HostCall {
    /// A 32-bit argument: a pointer, a length, a number or a flag.
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
    /// It returned or exited with this status: zero is success, any other value a revert. Both have output.
    Exit(u32),
    /// It ran out of ink. The call uses all of its gas.
    OutOfInk,
    /// It exceeded the stack limit. The call uses all of its gas.
    OutOfStack,
    /// It trapped or misused a host function, as described. The call reverts without data and keeps the gas left.
    Failure(String),
}

/// What a program does next.
#[derive(Debug)]
pub enum Step {
    /// It waits for the answer to a host call.
    Host(HostCall),
    /// It has stopped.
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
    /// The result that it has written.
    pub output: Bytes,
    /// The return data of its last call.
    pub return_data: Bytes,
    /// Its storage cache.
    pub storage: StorageCache,
    /// The account whose code it last read, with the code.
    pub last_code: Option<(revm::primitives::Address, Bytes)>,
}

impl Program {
    /// Prepares `instance` to run on `args` with the ink that `gas` buys.
    pub(super) fn new(mut store: Store<()>, instance: Instance, args: Bytes, gas: u64) -> Self {
        // Activation has checked or added each export.
        let global = |name| instance.get_global(&store, name).expect("the meter exports it");
        let (ink, status, stack) = (global(INK_LEFT), global(INK_STATUS), global(STACK_LEFT));
        let memory = instance.get_memory(&store, MEMORY).expect("checked at activation");
        let main = instance.get_typed_func(&store, ENTRY_POINT).expect("checked at activation");
        stack.set(&mut store, Val::I32(MAX_STACK_DEPTH.cast_signed())).expect("a mutable i32");
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

    /// Runs the program until its first host call, or until it stops.
    pub fn start(&mut self) -> Step {
        let State::Ready(main) = std::mem::replace(&mut self.state, State::Done) else {
            unreachable!("a program starts once");
        };
        let outcome = main.call_resumable(&mut self.store, self.args.len() as u32);
        self.next(outcome)
    }

    /// Answers the host call that the program waits for, and runs it until the next one, or until it stops.
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

    /// Distinguishes the traps that metering inserts from the program's own.
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
        self.ink.set(&mut self.store, Val::I64(ink.cast_signed())).expect("a mutable i64");
    }

    /// Gas left: the ink left in gas, rounded down.
    pub fn gas(&self) -> u64 {
        self.ink() / INK_PER_GAS
    }

    /// Charges ink. If there is not enough, the ink left becomes zero and the program stops.
    pub fn buy_ink(&mut self, ink: u64) -> Result<(), Stop> {
        self.require_ink(ink)?;
        self.set_ink(self.ink() - ink);
        Ok(())
    }

    /// Charges the ink for `gas`.
    pub fn buy_gas(&mut self, gas: u64) -> Result<(), Stop> {
        self.buy_ink(gas.saturating_mul(INK_PER_GAS))
    }

    /// Checks that the program can pay `gas`, without charging it. If it cannot, its ink becomes zero and it stops.
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

    /// Reads `len` bytes from the program's memory.
    pub fn read(&self, ptr: u32, len: u32) -> Result<Vec<u8>, Stop> {
        let start = ptr as usize;
        let bytes = self.memory.data(self.store.as_context()).get(start..start + len as usize);
        bytes.map(<[u8]>::to_vec).ok_or_else(out_of_bounds)
    }

    /// Reads an array from the program's memory.
    pub fn read_array<const N: usize>(&self, ptr: u32) -> Result<[u8; N], Stop> {
        let start = ptr as usize;
        let bytes = self.memory.data(self.store.as_context()).get(start..start + N);
        bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(out_of_bounds)
    }

    /// Writes `bytes` to the program's memory.
    pub fn write(&mut self, ptr: u32, bytes: &[u8]) -> Result<(), Stop> {
        self.memory.write(&mut self.store, ptr as usize, bytes).map_err(|_| out_of_bounds())
    }
}

fn out_of_bounds() -> Stop {
    Stop::Failure("pointer out of bounds".to_owned())
}
