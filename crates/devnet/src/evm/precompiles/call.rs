// SPDX-License-Identifier: MIT OR Apache-2.0
//! A call of one of Arbitrum's precompiles: dispatch, arguments, gas and errors, which they have in common.
//!
//! Source: Nitro v3.10, `precompiles/precompile.go`, and `arbos/storage/storage.go` for the prices of storage.

use revm::context_interface::{Block, ContextTr, JournalTr};
use revm::interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult};
use revm::primitives::{keccak256, Address, Bytes, Log, LogData, B256, U256};

use crate::stylus::context::EvmContext;
use crate::stylus::registry;
use crate::stylus::rules::Rules;

/// Gas to read a slot of the chain's own storage.
pub const READ_SLOT: u64 = 800;
/// Gas to write a slot of the chain's own storage.
pub const WRITE_SLOT: u64 = 20_000;
/// Gas to read the Stylus parameters.
pub const READ_PARAMS: u64 = 100;
/// Gas to read the hash of an account's code.
pub const READ_CODE_HASH: u64 = 2600;
/// Gas for each word of arguments and results.
pub const COPY_WORD: u64 = 3;

/// What a method may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purity {
    /// It reads.
    View,
    /// It writes, and takes no Ether.
    Write,
    /// It writes, and takes Ether.
    Payable,
}

/// A method of a precompile.
pub struct Method {
    /// Its Solidity signature.
    pub signature: &'static str,
    /// The `ArbOS` version that introduced it, or 0 if all versions here have it.
    pub since: u64,
    /// What it may do.
    pub purity: Purity,
    /// Serves a call. Returns the words of the result.
    pub serve: fn(&mut Call<'_>, &Args<'_>) -> Outcome<Vec<U256>>,
}

impl Method {
    /// A view that all versions have.
    pub const fn view(
        signature: &'static str,
        serve: fn(&mut Call<'_>, &Args<'_>) -> Outcome<Vec<U256>>,
    ) -> Self {
        Self { signature, since: 0, purity: Purity::View, serve }
    }
}

/// The failure of a method. Both kinds revert.
pub enum Failure {
    /// It returns this data and the gas left.
    Revert(Bytes),
    /// It uses all gas and returns no data.
    BurnOut,
    /// The module cannot be activated. Uses all gas.
    Activation,
}

/// The outcome of a method or a part of it.
pub type Outcome<T> = Result<T, Failure>;

/// The arguments of a method, as ABI words.
pub struct Args<'a>(&'a [u8]);

impl Args<'_> {
    /// The argument at `index`.
    pub fn word(&self, index: usize) -> Outcome<B256> {
        let word = self.0.get(index * 32..).and_then(<[u8]>::first_chunk::<32>);
        word.copied().map(B256::new).ok_or(Failure::BurnOut)
    }

    /// The address at `index`.
    pub fn address(&self, index: usize) -> Outcome<Address> {
        let word = self.word(index)?;
        if word[..12].iter().any(|byte| *byte != 0) {
            return Err(Failure::BurnOut);
        }
        Ok(Address::from_word(word))
    }
}

/// A call of a precompile.
pub struct Call<'a> {
    /// The EVM's context.
    pub ctx: &'a mut EvmContext,
    inputs: &'a CallInputs,
    gas: Gas,
}

/// Serves a call of the precompile at `address`, which has these methods.
pub fn run(
    ctx: &mut EvmContext,
    inputs: &CallInputs,
    address: Address,
    methods: &[Method],
) -> InterpreterResult {
    let data = inputs.input.bytes(ctx);
    let mut call = Call { ctx, inputs, gas: Gas::new(inputs.gas_limit) };
    let outcome = match call.dispatch(&data, address, methods) {
        Ok(words) => call.burn_words(words.len() * 32).map(|()| words),
        Err(Failure::Revert(data)) => call.burn_words(data.len()).and(Err(Failure::Revert(data))),
        failure => failure,
    };
    let (result, output) = match outcome {
        Ok(words) => {
            (InstructionResult::Return, words.iter().flat_map(U256::to_be_bytes::<32>).collect())
        }
        Err(Failure::Revert(data)) => (InstructionResult::Revert, data),
        Err(Failure::BurnOut) => {
            call.gas.spend_all();
            (InstructionResult::Revert, Bytes::new())
        }
        Err(Failure::Activation) => {
            call.gas.spend_all();
            (InstructionResult::PrecompileError, Bytes::new())
        }
    };
    InterpreterResult::new(result, output, call.gas)
}

impl Call<'_> {
    /// Runs the method that the calldata selects.
    fn dispatch(
        &mut self,
        data: &[u8],
        address: Address,
        methods: &[Method],
    ) -> Outcome<Vec<U256>> {
        let (selector, args) = data.split_first_chunk::<4>().ok_or(Failure::BurnOut)?;
        let arbos = self.rules().arbos;
        let method = methods
            .iter()
            .find(|method| method.since <= arbos && self::selector(method.signature) == *selector)
            .ok_or(Failure::BurnOut)?;
        let acts_as_itself = self.inputs.target_address == address;
        let may_write = method.purity == Purity::View || !self.inputs.is_static;
        let may_take = method.purity == Purity::Payable || self.value().is_zero();
        if !(acts_as_itself && may_write && may_take) {
            return Err(Failure::BurnOut);
        }
        self.burn(READ_SLOT)?;
        self.burn_words(args.len())?;
        (method.serve)(self, &Args(args))
    }

    /// The chain's rules.
    pub fn rules(&self) -> Rules {
        self.ctx.chain.rules
    }

    /// The caller.
    pub fn caller(&self) -> Address {
        self.inputs.caller
    }

    /// The value of the call, wei.
    pub fn value(&self) -> U256 {
        self.inputs.value.get()
    }

    /// Time of the block, Unix seconds.
    pub fn time(&self) -> u64 {
        self.ctx.block().timestamp().saturating_to()
    }

    /// Charges gas.
    pub fn burn(&mut self, gas: u64) -> Outcome<()> {
        if self.gas.record_regular_cost(gas) {
            Ok(())
        } else {
            Err(Failure::BurnOut)
        }
    }

    /// Charges for data of `len` bytes.
    fn burn_words(&mut self, len: usize) -> Outcome<()> {
        self.burn(COPY_WORD * len.div_ceil(32) as u64)
    }

    /// Reads the hash of an account's code.
    pub fn code_hash(&mut self, account: Address) -> Outcome<B256> {
        self.burn(READ_CODE_HASH)?;
        let Ok(hash) = self.ctx.journal_mut().code_hash(account);
        Ok(hash.data)
    }

    /// Takes `fee` from the value and returns the rest to the caller, as state changes without a call.
    pub fn take_fee(&mut self, precompile: Address, fee: U256) -> Outcome<()> {
        let value = self.value();
        let rest = value
            .checked_sub(fee)
            .ok_or_else(|| revert("ProgramInsufficientValue(uint256,uint256)", &[value, fee]))?;
        let caller = self.caller();
        let journal = self.ctx.journal_mut();
        let Ok(paid) = journal.transfer(precompile, registry::ARBOS, fee);
        let Ok(returned) = journal.transfer(precompile, caller, rest);
        debug_assert!(paid.is_none() && returned.is_none(), "the value covers both");
        Ok(())
    }

    /// Emits an event of `precompile` with indexed arguments `topics` and other arguments `words`, and charges for it.
    pub fn emit(
        &mut self,
        precompile: Address,
        signature: &str,
        topics: &[B256],
        words: &[B256],
    ) -> Outcome<()> {
        // Prices of the LOG instructions.
        self.burn(375 * (2 + topics.len() as u64) + 8 * 32 * words.len() as u64)?;
        let topics = [&[keccak256(signature)], topics].concat();
        let data = LogData::new_unchecked(topics, words.concat().into());
        self.ctx.journal_mut().log(Log { address: precompile, data });
        Ok(())
    }
}

/// A revert with a Solidity error.
pub fn revert(signature: &str, args: &[U256]) -> Failure {
    let mut data = selector(signature).to_vec();
    data.extend(args.iter().flat_map(U256::to_be_bytes::<32>));
    Failure::Revert(data.into())
}

fn selector(signature: &str) -> [u8; 4] {
    let hash = keccak256(signature);
    [hash[0], hash[1], hash[2], hash[3]]
}
