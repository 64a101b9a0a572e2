// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ArbWasm`, the precompile at 0x71 that activates programs.
//!
//! It supports `activateProgram` and the views that deployment tools call. Gas is charged as in Nitro v3.9
//! (`precompiles/ArbWasm.go`): a fixed price, the analysis of the module, and storage of the records at the
//! prices of `ArbOS` (800 gas to read a slot, 20,000 to write one).

use revm::context_interface::{Block, ContextTr, JournalTr};
use revm::interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult};
use revm::primitives::{address, keccak256, Address, Bytes, Log, LogData, B256, U256};
use stylus_wasm::activate;
use stylus_wasm::params::{
    EXPIRY_SECONDS, FREE_PAGES, INK_PER_GAS, MAX_CODE_SIZE, MAX_STACK_DEPTH, MIN_CACHED_INIT_GAS,
    MIN_INIT_GAS, PAGE_GAS, PAGE_LIMIT, STYLUS_VERSION,
};

use crate::stylus::code;
use crate::stylus::context::EvmContext;
use crate::stylus::registry::{self, Record};

/// Address of the precompile.
pub const ADDRESS: Address = address!("0000000000000000000000000000000000000071");

/// Fixed gas of an activation.
const ACTIVATION: u64 = 1_659_168;
const READ_SLOT: u64 = 800;
const WRITE_SLOT: u64 = 20_000;
const READ_PARAMS: u64 = 100;
/// Slots that an activation reads: the version of the state, the activation price, the record, five of
/// the data fee, and the account that receives the fee.
const ACTIVATION_READS: u64 = 9;
/// Slots that an activation writes: the module's hash, two of the data fee, and the record.
const ACTIVATION_WRITES: u64 = 4;
/// Gas of the event: a log with two topics and four words of data.
const ACTIVATION_EVENT: u64 = 375 * 3 + 8 * 128;
const COPY_WORD: u64 = 3;

/// The failure of a method.
enum Failure {
    /// It reverts with this data and returns the gas left.
    Revert(Bytes),
    /// It uses all gas.
    BurnOut(InstructionResult),
}

/// A call of the precompile.
struct Call<'a> {
    ctx: &'a mut EvmContext,
    inputs: &'a CallInputs,
    gas: Gas,
}

type Outcome<T> = Result<T, Failure>;

/// Serves a call.
pub fn run(ctx: &mut EvmContext, inputs: &CallInputs) -> InterpreterResult {
    let data = inputs.input.bytes(ctx);
    let mut call = Call { ctx, inputs, gas: Gas::new(inputs.gas_limit) };
    let (result, output) = match call.serve(&data) {
        Ok(words) => {
            (InstructionResult::Return, words.iter().flat_map(U256::to_be_bytes::<32>).collect())
        }
        Err(Failure::Revert(data)) => (InstructionResult::Revert, data),
        Err(Failure::BurnOut(result)) => {
            call.gas.spend_all();
            (result, Bytes::new())
        }
    };
    InterpreterResult::new(result, output, call.gas)
}

impl Call<'_> {
    /// Runs the method that the calldata selects. As in Nitro, an unknown selector uses all gas.
    fn serve(&mut self, data: &[u8]) -> Outcome<Vec<U256>> {
        let invalid = || Failure::BurnOut(InstructionResult::PrecompileError);
        let (selector, args) = data.split_first_chunk::<4>().ok_or_else(invalid)?;
        let is = |signature: &str| keccak256(signature)[..4] == *selector;
        self.burn(READ_SLOT + COPY_WORD * args.len().div_ceil(32) as u64)?;

        if is("activateProgram(address)") {
            if self.inputs.is_static || self.inputs.target_address != ADDRESS {
                return Err(invalid());
            }
            return self.activate(address_arg(args).ok_or_else(invalid)?);
        }
        if !self.inputs.value.get().is_zero() {
            return Err(invalid());
        }
        self.burn(READ_PARAMS)?;
        let words = if is("stylusVersion()") {
            vec![U256::from(STYLUS_VERSION)]
        } else if is("inkPrice()") {
            vec![U256::from(INK_PER_GAS)]
        } else if is("maxStackDepth()") {
            vec![U256::from(MAX_STACK_DEPTH)]
        } else if is("freePages()") {
            vec![U256::from(FREE_PAGES)]
        } else if is("pageGas()") {
            vec![U256::from(PAGE_GAS)]
        } else if is("pageLimit()") {
            vec![U256::from(PAGE_LIMIT)]
        } else if is("expiryDays()") {
            vec![U256::from(EXPIRY_SECONDS / 86_400)]
        } else if is("minInitGas()") {
            vec![U256::from(MIN_INIT_GAS), U256::from(MIN_CACHED_INIT_GAS)]
        } else if is("codehashVersion(bytes32)") {
            let hash = args.first_chunk::<32>().ok_or_else(invalid)?;
            vec![U256::from(self.record(B256::new(*hash))?.version)]
        } else if is("programVersion(address)") {
            vec![U256::from(self.record_at(args)?.version)]
        } else if is("programInitGas(address)") {
            let record = self.record_at(args)?;
            vec![U256::from(record.uncached_gas()), U256::from(record.cached_gas())]
        } else if is("programMemoryFootprint(address)") {
            vec![U256::from(self.record_at(args)?.info.footprint)]
        } else if is("programTimeLeft(address)") {
            let record = self.record_at(args)?;
            vec![U256::from(EXPIRY_SECONDS - record.age(self.time()))]
        } else {
            return Err(invalid());
        };
        self.burn(COPY_WORD * words.len() as u64)?;
        Ok(words)
    }

    /// Activates the program at `program`, takes the data fee from the value, and returns the rest to the caller.
    fn activate(&mut self, program: Address) -> Outcome<Vec<U256>> {
        self.burn(ACTIVATION + READ_PARAMS + (ACTIVATION_READS - 1) * READ_SLOT)?;
        let time = self.time();
        let Ok(code) = self.ctx.journal_mut().code(program);
        let Ok(code_hash) = self.ctx.journal_mut().code_hash(program);
        let code_hash = code_hash.data;
        let Ok(existing) = registry::load(self.ctx.journal_mut(), code_hash);
        if existing.is_some_and(|record| record.is_live(time)) {
            return Err(revert("ProgramUpToDate()", &[]));
        }

        let mut fragment_gas = 0;
        let journal = self.ctx.journal_mut();
        let wasm = code::wasm(&code.data, |address| {
            let Ok(code) = journal.code(address);
            let access = if code.is_cold { 2600 } else { 100 };
            fragment_gas +=
                access + COPY_WORD * code.data.len().min(MAX_CODE_SIZE).div_ceil(32) as u64;
            code.data
        });
        self.burn(fragment_gas)?;
        let wasm = wasm.map_err(|error| {
            self.ctx.chain.session.failure = Some(error.to_string());
            revert("ProgramNotWasm()", &[])
        })?;

        let activated = activate::activate(&wasm);
        let inserted = activated.and_then(|activated| {
            self.ctx.chain.programs.insert(code_hash, &activated.module)?;
            Ok(activated)
        });
        let activated = inserted.map_err(|error| {
            self.ctx.chain.session.failure = Some(error.to_string());
            Failure::BurnOut(InstructionResult::PrecompileError)
        })?;
        self.burn(activated.gas + ACTIVATION_WRITES * WRITE_SLOT)?;

        let Ok(fee) =
            registry::charge_demand(self.ctx.journal_mut(), activated.info.asm_estimate, time);
        let value = self.inputs.value.get();
        let too_little = || revert("ProgramInsufficientValue(uint256,uint256)", &[value, fee]);
        let rest = value.checked_sub(fee).ok_or_else(too_little)?;
        let caller = self.inputs.caller;
        let Ok(paid) = self.ctx.journal_mut().transfer(ADDRESS, registry::ARBOS, fee);
        let Ok(returned) = self.ctx.journal_mut().transfer(ADDRESS, caller, rest);
        debug_assert!(paid.is_none() && returned.is_none(), "the value covers both");

        let cached = self.ctx.chain.cache_on_activation;
        let record = Record::new(activated.info, time, cached);
        let Ok(()) = registry::store(self.ctx.journal_mut(), code_hash, record);
        self.burn(ACTIVATION_EVENT + COPY_WORD * 2)?;
        self.emit_activated(program, code_hash, keccak256(&activated.module), fee);
        Ok(vec![U256::from(STYLUS_VERSION), fee])
    }

    /// Emits `ProgramActivated(codehash indexed, moduleHash, program, dataFee, version)`.
    fn emit_activated(&mut self, program: Address, code_hash: B256, module_hash: B256, fee: U256) {
        let name = keccak256("ProgramActivated(bytes32,bytes32,address,uint256,uint16)");
        let words =
            [module_hash, program.into_word(), fee.into(), U256::from(STYLUS_VERSION).into()];
        let data = LogData::new_unchecked(vec![name, code_hash], words.concat().into());
        self.ctx.journal_mut().log(Log { address: ADDRESS, data });
    }

    fn record_at(&mut self, args: &[u8]) -> Outcome<Record> {
        let program =
            address_arg(args).ok_or(Failure::BurnOut(InstructionResult::PrecompileError))?;
        let Ok(hash) = self.ctx.journal_mut().code_hash(program);
        self.burn(2600)?;
        self.record(hash.data)
    }

    fn record(&mut self, code_hash: B256) -> Outcome<Record> {
        self.burn(READ_SLOT)?;
        let time = self.time();
        let Ok(record) = registry::load(self.ctx.journal_mut(), code_hash);
        let record = record.ok_or_else(|| revert("ProgramNotActivated()", &[]))?;
        if !record.is_live(time) {
            return Err(revert("ProgramExpired(uint64)", &[U256::from(record.age(time))]));
        }
        Ok(record)
    }

    fn time(&self) -> u64 {
        self.ctx.block().timestamp().saturating_to()
    }

    fn burn(&mut self, gas: u64) -> Outcome<()> {
        if self.gas.record_regular_cost(gas) {
            Ok(())
        } else {
            Err(Failure::BurnOut(InstructionResult::PrecompileOOG))
        }
    }
}

fn address_arg(args: &[u8]) -> Option<Address> {
    let word = args.first_chunk::<32>()?;
    word[..12].iter().all(|byte| *byte == 0).then(|| Address::from_slice(&word[12..]))
}

/// A revert with a Solidity error.
fn revert(signature: &str, args: &[U256]) -> Failure {
    let mut data = keccak256(signature)[..4].to_vec();
    data.extend(args.iter().flat_map(U256::to_be_bytes::<32>));
    Failure::Revert(data.into())
}
