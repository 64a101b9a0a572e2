// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ArbWasm`, the precompile at 0x71 that activates programs.
//!
//! Gas is charged as in Nitro: a fixed price, the analysis of the module, and storage of the records.
//!
//! Source: Nitro v3.10, `precompiles/ArbWasm.go` and `arbos/programs/programs.go`.

use revm::context_interface::{ContextTr, JournalTr};
use revm::primitives::{address, keccak256, Address, B256, U256};
use stylus_wasm::activate;
use stylus_wasm::code;
use stylus_wasm::params::{
    BLOCK_CACHE_SIZE, EXPIRY_SECONDS, FREE_PAGES, INIT_COST_SCALAR, INK_PER_GAS, KEEPALIVE_SECONDS,
    MAX_CODE_SIZE, MAX_STACK_DEPTH, MIN_CACHED_INIT_GAS, MIN_INIT_GAS, PAGE_GAS, PAGE_LIMIT,
    PAGE_RAMP,
};

use super::call::{
    revert, Call, Failure, Method, Outcome, Purity, COPY_WORD, READ_PARAMS, READ_SLOT, WRITE_SLOT,
};
use crate::stylus::registry::{self, Record};

/// Address of the precompile.
pub const ADDRESS: Address = address!("0000000000000000000000000000000000000071");

/// Fixed gas of an activation.
const ACTIVATION: u64 = 1_659_168;
/// Slots of a data fee: five to compute it, and the account that receives it.
const FEE_READS: u64 = 6;
/// Slots that a data fee changes.
const FEE_WRITES: u64 = 2;
/// Slots that an activation reads: the activation price, the record, and those of the data fee.
const ACTIVATION_READS: u64 = 2 + FEE_READS;
/// Slots that an activation writes: the module's hash, the record, and those of the data fee.
const ACTIVATION_WRITES: u64 = 2 + FEE_WRITES;

const SECONDS_PER_DAY: u64 = 86_400;

/// The methods.
pub const METHODS: &[Method] = &[
    Method {
        signature: "activateProgram(address)",
        since: 0,
        purity: Purity::Payable,
        serve: |call, args| activate(call, args.address(0)?),
    },
    Method {
        signature: "codehashKeepalive(bytes32)",
        since: 0,
        purity: Purity::Payable,
        serve: |call, args| keep_alive(call, args.word(0)?),
    },
    Method::view("stylusVersion()", |call, _| {
        let version = call.rules().stylus_version();
        parameters(call, &[version.into()])
    }),
    Method::view("inkPrice()", |call, _| parameters(call, &[INK_PER_GAS])),
    Method::view("maxStackDepth()", |call, _| parameters(call, &[MAX_STACK_DEPTH.into()])),
    Method::view("freePages()", |call, _| parameters(call, &[FREE_PAGES.into()])),
    Method::view("pageGas()", |call, _| parameters(call, &[PAGE_GAS])),
    Method::view("pageRamp()", |call, _| parameters(call, &[PAGE_RAMP])),
    Method::view("pageLimit()", |call, _| parameters(call, &[PAGE_LIMIT.into()])),
    Method::view("minInitGas()", |call, _| parameters(call, &[MIN_INIT_GAS, MIN_CACHED_INIT_GAS])),
    Method::view("initCostScalar()", |call, _| parameters(call, &[INIT_COST_SCALAR])),
    Method::view("expiryDays()", |call, _| parameters(call, &[EXPIRY_SECONDS / SECONDS_PER_DAY])),
    Method::view("keepaliveDays()", |call, _| {
        parameters(call, &[KEEPALIVE_SECONDS / SECONDS_PER_DAY])
    }),
    Method::view("blockCacheSize()", |call, _| parameters(call, &[BLOCK_CACHE_SIZE as u64])),
    Method {
        signature: "activationGas()",
        since: 59,
        purity: Purity::View,
        serve: |call, _| {
            call.burn(READ_SLOT)?;
            Ok(vec![U256::ZERO])
        },
    },
    Method::view("codehashVersion(bytes32)", |call, args| {
        let record = active(call, args.word(0)?)?;
        Ok(vec![U256::from(record.version)])
    }),
    Method::view("codehashAsmSize(bytes32)", |call, args| {
        let record = active(call, args.word(0)?)?;
        Ok(vec![U256::from(record.asm_bytes())])
    }),
    Method::view("programVersion(address)", |call, args| {
        let record = active_at(call, args.address(0)?)?;
        Ok(vec![U256::from(record.version)])
    }),
    Method::view("programInitGas(address)", |call, args| {
        let record = active_at(call, args.address(0)?)?;
        Ok(vec![U256::from(record.uncached_gas()), U256::from(record.cached_gas())])
    }),
    Method::view("programMemoryFootprint(address)", |call, args| {
        let record = active_at(call, args.address(0)?)?;
        Ok(vec![U256::from(record.info.footprint)])
    }),
    Method::view("programTimeLeft(address)", |call, args| {
        let record = active_at(call, args.address(0)?)?;
        Ok(vec![U256::from(EXPIRY_SECONDS - record.age(call.time()))])
    }),
];

/// Returns parameters of the chain.
fn parameters(call: &mut Call<'_>, values: &[u64]) -> Outcome<Vec<U256>> {
    call.burn(READ_PARAMS)?;
    Ok(values.iter().map(|value| U256::from(*value)).collect())
}

/// Activates the program at `program`, takes the data fee from the value, and returns the rest to the caller.
fn activate(call: &mut Call<'_>, program: Address) -> Outcome<Vec<U256>> {
    call.burn(ACTIVATION + READ_PARAMS + ACTIVATION_READS * READ_SLOT)?;
    let (time, version) = (call.time(), call.rules().stylus_version());
    let Ok(code) = call.ctx.journal_mut().code(program);
    let Ok(code_hash) = call.ctx.journal_mut().code_hash(program);
    let (code, code_hash) = (code.data, code_hash.data);
    let Ok(existing) = registry::load(call.ctx.journal_mut(), code_hash);
    if existing.is_some_and(|record| record.is_live(version, time)) {
        return Err(revert("ProgramUpToDate()", &[]));
    }

    let wasm = read_module(call, &code)?;
    let activated = activate::activate(&wasm);
    let inserted = activated.and_then(|activated| {
        call.ctx.chain.programs.insert(code_hash, &activated.module)?;
        Ok(activated)
    });
    let activated = inserted.map_err(|error| {
        call.ctx.chain.session.failure = Some(error.to_string());
        Failure::Activation
    })?;
    call.burn(activated.gas + ACTIVATION_WRITES * WRITE_SLOT)?;

    let asm_bytes = activated.info.asm_estimate;
    let Ok(fee) = registry::charge_demand(call.ctx.journal_mut(), asm_bytes, time);
    let was_cached = existing.is_some_and(|record| record.cached);
    let cached = was_cached || call.ctx.chain.cache_on_activation;
    let record = Record::new(version, activated.info, time, cached);
    let Ok(()) = registry::store(call.ctx.journal_mut(), code_hash, record);
    call.take_fee(ADDRESS, fee)?;
    let module_hash = keccak256(&activated.module);
    call.emit(
        ADDRESS,
        "ProgramActivated(bytes32,bytes32,address,uint256,uint16)",
        &[code_hash],
        &[module_hash, program.into_word(), fee.into(), U256::from(version).into()],
    )?;
    Ok(vec![U256::from(version), fee])
}

/// Reads the module that account code contains, and charges for its fragments.
fn read_module(call: &mut Call<'_>, code: &[u8]) -> Outcome<Vec<u8>> {
    let rules = call.rules();
    let known = code::parse(code) != Err(code::CodeError::NotAProgram);
    if code.is_empty() || (!known && rules.knows(code)) {
        call.ctx.chain.session.failure = Some(code::CodeError::NotAProgram.to_string());
        return Err(revert("ProgramNotWasm()", &[]));
    }
    let mut fragment_gas = 0;
    let journal = call.ctx.journal_mut();
    let max_fragments = usize::from(rules.max_fragments);
    let wasm = if rules.knows(code) {
        code::wasm(code, max_fragments, |address| {
            let Ok(code) = journal.code(Address::new(address));
            let access = if code.is_cold { 2600 } else { 100 };
            fragment_gas +=
                access + COPY_WORD * code.data.len().min(MAX_CODE_SIZE).div_ceil(32) as u64;
            code.data
        })
    } else {
        Err(code::CodeError::NotAProgram)
    };
    call.burn(fragment_gas)?;
    wasm.map_err(|error| {
        call.ctx.chain.session.failure = Some(error.to_string());
        // As in Nitro, without data.
        Failure::Revert([].into())
    })
}

/// Extends the life of an active program to a year from now, and takes the data fee from the value.
fn keep_alive(call: &mut Call<'_>, code_hash: B256) -> Outcome<Vec<U256>> {
    let record = active(call, code_hash)?;
    let (time, age) = (call.time(), record.age(call.time()));
    if age < KEEPALIVE_SECONDS {
        return Err(revert("ProgramKeepaliveTooSoon(uint64)", &[U256::from(age)]));
    }
    // Reads the record again, and writes it with the data fee.
    call.burn((1 + FEE_READS) * READ_SLOT + (1 + FEE_WRITES) * WRITE_SLOT)?;
    let Ok(fee) = registry::charge_demand(call.ctx.journal_mut(), record.asm_bytes(), time);
    let Ok(()) = registry::store(call.ctx.journal_mut(), code_hash, record.renewed(time));
    call.take_fee(ADDRESS, fee)?;
    call.emit(ADDRESS, "ProgramLifetimeExtended(bytes32,uint256)", &[code_hash], &[fee.into()])?;
    Ok(Vec::new())
}

/// The record of the active program at an address.
fn active_at(call: &mut Call<'_>, program: Address) -> Outcome<Record> {
    let code_hash = call.code_hash(program)?;
    active(call, code_hash)
}

/// The record of the active program with this code hash.
fn active(call: &mut Call<'_>, code_hash: B256) -> Outcome<Record> {
    call.burn(READ_PARAMS + READ_SLOT)?;
    let Ok(record) = registry::load(call.ctx.journal_mut(), code_hash);
    let record = record.ok_or_else(|| revert("ProgramNotActivated()", &[]))?;
    let (time, version) = (call.time(), call.rules().stylus_version());
    if record.version != version {
        let versions = [U256::from(record.version), U256::from(version)];
        return Err(revert("ProgramNeedsUpgrade(uint16,uint16)", &versions));
    }
    if record.is_expired(time) {
        return Err(revert("ProgramExpired(uint64)", &[U256::from(record.age(time))]));
    }
    Ok(record)
}
