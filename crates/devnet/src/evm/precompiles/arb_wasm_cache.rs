// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ArbWasmCache`, the precompile at 0x72 that puts programs into the cache.
//!
//! Source: Nitro v3.10, `precompiles/ArbWasmCache.go`, and `SetProgramCached` of `arbos/programs/programs.go`.

use revm::context_interface::ContextTr;
use revm::primitives::{address, Address, B256, U256};

use super::call::{
    revert, Call, Failure, Method, Outcome, Purity, READ_PARAMS, READ_SLOT, WRITE_SLOT,
};
use crate::stylus::registry::{self, Record};

/// Address of the precompile.
pub const ADDRESS: Address = address!("0000000000000000000000000000000000000072");

/// The methods.
pub const METHODS: &[Method] = &[
    Method::view("allCacheManagers()", |call, _| {
        let Ok(managers) = registry::cache_managers(call.ctx.journal_mut());
        call.burn(READ_SLOT * (1 + managers.len() as u64))?;
        let head = [U256::from(32), U256::from(managers.len())];
        Ok(head.into_iter().chain(managers.into_iter().map(|it| it.into_word().into())).collect())
    }),
    Method::view("isCacheManager(address)", |call, args| {
        let account = args.address(0)?;
        Ok(vec![U256::from(is_manager(call, account)?)])
    }),
    Method::view("codehashIsCached(bytes32)", |call, args| {
        let record = record(call, args.word(0)?)?;
        Ok(vec![U256::from(record.is_some_and(|record| record.cached))])
    }),
    Method {
        signature: "cacheProgram(address)",
        since: 0,
        purity: Purity::Write,
        serve: |call, args| {
            let program = args.address(0)?;
            let code_hash = call.code_hash(program)?;
            set_cached(call, code_hash, true)
        },
    },
    Method {
        signature: "evictCodehash(bytes32)",
        since: 0,
        purity: Purity::Write,
        serve: |call, args| set_cached(call, args.word(0)?, false),
    },
];

fn is_manager(call: &mut Call<'_>, account: Address) -> Outcome<bool> {
    call.burn(READ_SLOT)?;
    let Ok(managers) = registry::cache_managers(call.ctx.journal_mut());
    Ok(managers.contains(&account))
}

fn record(call: &mut Call<'_>, code_hash: B256) -> Outcome<Option<Record>> {
    call.burn(READ_SLOT)?;
    let Ok(record) = registry::load(call.ctx.journal_mut(), code_hash);
    Ok(record)
}

/// Puts a program into the cache or removes it, for a cache manager. Other callers lose all gas.
fn set_cached(call: &mut Call<'_>, code_hash: B256, cached: bool) -> Outcome<Vec<U256>> {
    let caller = call.caller();
    if !is_manager(call, caller)? {
        return Err(Failure::BurnOut);
    }
    call.burn(READ_PARAMS)?;
    let found = record(call, code_hash)?;
    if cached {
        let (has, wants) = (found.map_or(0, |it| it.version), call.rules().stylus_version());
        if has != wants {
            let versions = [U256::from(has), U256::from(wants)];
            return Err(revert("ProgramNeedsUpgrade(uint16,uint16)", &versions));
        }
        if let Some(record) = found.filter(|it| it.is_expired(call.time())) {
            let age = U256::from(record.age(call.time()));
            return Err(revert("ProgramExpired(uint64)", &[age]));
        }
    }
    let Some(record) = found.filter(|it| it.cached != cached) else {
        return Ok(Vec::new());
    };
    let flag = B256::from(U256::from(cached));
    let topics = [caller.into_word(), code_hash];
    call.emit(ADDRESS, "UpdateProgramCache(address,bytes32,bool)", &topics, &[flag])?;
    // Loads the program, whose module's hash is in another slot.
    call.burn(u64::from(record.info.init_cost) + READ_SLOT + WRITE_SLOT)?;
    let Ok(()) = registry::store(call.ctx.journal_mut(), code_hash, Record { cached, ..record });
    Ok(Vec::new())
}
