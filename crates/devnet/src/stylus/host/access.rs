// SPDX-License-Identifier: MIT OR Apache-2.0
//! The environment of a host function: the program, its frame and the EVM's context.

use revm::handler::{EthFrame, FrameResult};
use revm::interpreter::interpreter_action::FrameInput;
use revm::primitives::{Address, Bytes, U256};
use wasmi::Val;

use crate::stylus::context::EvmContext;
use crate::stylus::prices;
use crate::stylus::program::{Program, Stop};

/// What happens after a host call.
pub(super) enum Reply {
    /// The program continues with this result.
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

/// A call or deployment that a program has made and that has not returned yet.
pub(super) struct Waiting {
    /// A call or a deployment.
    pub kind: Kind,
    /// Gas that is charged whether or not the call succeeds.
    pub base_gas: u64,
    /// Gas given to the frame, with the stipend.
    pub frame_gas: u64,
    /// Where the length of the return data is written.
    pub length_ptr: u32,
    /// The frame's result, once it has run.
    pub result: Option<FrameResult>,
    /// Index of the trace entry whose price is not known yet.
    pub trace: Option<usize>,
}

/// What a program waits for.
pub(super) enum Kind {
    /// A call.
    Call,
    /// A deployment, and where its address is written.
    Create(u32),
}

/// The environment of a host function.
pub(super) struct Host<'a> {
    /// The program that made the host call.
    pub program: &'a mut Program,
    /// Set when the program has to wait for another frame.
    pub waiting: &'a mut Option<Waiting>,
    /// Whether the account had an open frame already when the call began.
    pub reentrant: bool,
    /// The program's frame.
    pub frame: &'a mut EthFrame,
    /// The EVM's context.
    pub ctx: &'a mut EvmContext,
}

impl Host<'_> {
    /// The account whose storage and balance the program uses.
    pub fn acting(&self) -> Address {
        self.frame.interpreter.input.target_address
    }

    /// Stops a program that tries to change the state in a static call.
    pub fn require_mutable(&self) -> Result<(), Stop> {
        if self.frame.interpreter.runtime_flag.is_static {
            return Err(Stop::Failure("write protection".to_owned()));
        }
        Ok(())
    }

    /// Reads a 256-bit word from the program's memory.
    pub fn read_word(&self, ptr: u32) -> Result<U256, Stop> {
        self.program.read_array(ptr).map(U256::from_be_bytes::<32>)
    }

    /// Writes a 256-bit word to the program's memory.
    pub fn write_word(&mut self, ptr: u32, word: U256) -> Result<(), Stop> {
        self.program.write(ptr, &word.to_be_bytes::<32>())
    }

    /// Reads an address from the program's memory.
    pub fn read_address(&self, ptr: u32) -> Result<Address, Stop> {
        self.program.read_array(ptr).map(Address::new)
    }

    /// Reads bytes for the EVM. Nitro copies them twice, into the host and into the EVM, and both copies are paid.
    pub fn read_for_evm(&mut self, ptr: u32, len: u32) -> Result<Bytes, Stop> {
        self.program.buy_ink(prices::read(len as usize))?;
        self.program.buy_ink(prices::read(len as usize))?;
        self.program.read(ptr, len).map(Bytes::from)
    }
}
