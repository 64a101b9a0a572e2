// SPDX-License-Identifier: MIT OR Apache-2.0
//! Host functions for storage, logs, other accounts and memory growth.

use revm::context_interface::{Cfg, ContextTr, JournalTr};
use revm::primitives::{Address, Bytes, Log, LogData, B256};
use stylus_wasm::params::INK_PER_GAS;

use super::access::Host;
use crate::stylus::prices;
use crate::stylus::program::{HostCall, Stop};
use crate::stylus::storage::MAX_ACCESS_GAS;

/// Gas of a warm access (EIP-2929), and of a transient one (EIP-1153).
pub const WARM: u64 = 100;
const COLD_SLOAD: u64 = 2100;
/// Gas of a cold access to an account (EIP-2929).
pub const COLD_ACCOUNT: u64 = 2600;
/// Gas that must be left for a store (EIP-2200).
const SSTORE_SENTRY: u64 = 2300;
/// Gas of loading an account's code, in addition to the access.
const LOAD_CODE: u64 = 700;
const LOG_TOPIC: u64 = 375;
const LOG_BYTE: u64 = 8;

impl Host<'_> {
    pub(super) fn storage_load(&mut self, call: HostCall) -> Result<(), Stop> {
        let api_gas = prices::EVM_API / INK_PER_GAS;
        self.program.require_gas(COLD_SLOAD + MAX_ACCESS_GAS + api_gas)?;
        let key = self.read_word(call.word(0))?;
        let mut gas = self.program.storage.read_gas();
        let value = if let Some(value) = self.program.storage.get(key) {
            value
        } else {
            let acting = self.acting();
            let Ok(load) = self.ctx.journal_mut().sload(acting, key);
            gas += api_gas + if load.is_cold { COLD_SLOAD } else { WARM };
            self.program.storage.loaded(key, load.data);
            load.data
        };
        self.program.buy_gas(gas)?;
        self.write_word(call.word(1), value)
    }

    pub(super) fn storage_cache(&mut self, call: HostCall) -> Result<(), Stop> {
        self.program.require_gas(SSTORE_SENTRY + MAX_ACCESS_GAS)?;
        let key = self.read_word(call.word(0))?;
        let value = self.read_word(call.word(1))?;
        let gas = self.program.storage.write_gas();
        self.program.storage.set(key, value);
        self.program.buy_gas(gas)
    }

    pub(super) fn storage_flush(&mut self, call: HostCall) -> Result<(), Stop> {
        self.program.require_gas(SSTORE_SENTRY)?;
        let acting = self.acting();
        for (key, value) in self.program.storage.flush(call.word(0) != 0) {
            self.require_mutable()?;
            let Ok(store) = self.ctx.journal_mut().sstore(acting, key, value);
            let prices = self.ctx.cfg().gas_params();
            let gas = prices.sstore_static_gas()
                + prices.sstore_dynamic_gas(true, &store.data, store.is_cold);
            let refund = prices.sstore_refund(true, &store.data);
            // If a store cannot be paid, it is reverted with the frame.
            self.program.buy_gas(gas)?;
            self.frame.interpreter.gas.record_refund(refund);
        }
        Ok(())
    }

    pub(super) fn transient_load(&mut self, call: HostCall) -> Result<(), Stop> {
        self.program.buy_gas(WARM)?;
        let key = self.read_word(call.word(0))?;
        let acting = self.acting();
        let value = self.ctx.journal_mut().tload(acting, key);
        self.write_word(call.word(1), value)
    }

    pub(super) fn transient_store(&mut self, call: HostCall) -> Result<(), Stop> {
        self.program.buy_gas(WARM)?;
        let key = self.read_word(call.word(0))?;
        let value = self.read_word(call.word(1))?;
        self.require_mutable()?;
        let acting = self.acting();
        self.ctx.journal_mut().tstore(acting, key, value);
        Ok(())
    }

    pub(super) fn emit_log(&mut self, call: HostCall) -> Result<(), Stop> {
        let (ptr, len, topics) = (call.word(0), call.word(1), call.word(2));
        if topics > 4 || len < topics * 32 {
            return Err(Stop::Failure("bad topic data".to_owned()));
        }
        self.program.buy_ink(prices::read(len as usize))?;
        let data_len = u64::from(len - topics * 32);
        self.program.buy_gas(LOG_TOPIC * u64::from(1 + topics) + LOG_BYTE * data_len)?;
        let bytes = self.program.read(ptr, len)?;
        self.require_mutable()?;
        let (topics, data) = bytes.split_at(topics as usize * 32);
        let topics = topics.chunks_exact(32).map(B256::from_slice).collect();
        let data = LogData::new_unchecked(topics, Bytes::copy_from_slice(data));
        let address = self.acting();
        self.ctx.journal_mut().log(Log { address, data });
        Ok(())
    }

    pub(super) fn account_balance(&mut self, call: HostCall) -> Result<(), Stop> {
        self.program.require_gas(COLD_ACCOUNT)?;
        let address = self.read_address(call.word(0))?;
        let Ok(account) = self.ctx.journal_mut().load_account(address);
        let (balance, gas) = (account.info.balance, access_gas(account.is_cold));
        self.program.buy_gas(gas)?;
        self.write_word(call.word(1), balance)
    }

    pub(super) fn account_codehash(&mut self, call: HostCall) -> Result<(), Stop> {
        self.program.require_gas(COLD_ACCOUNT)?;
        let address = self.read_address(call.word(0))?;
        let Ok(hash) = self.ctx.journal_mut().code_hash(address);
        self.program.buy_gas(access_gas(hash.is_cold))?;
        self.program.write(call.word(1), hash.data.as_slice())
    }

    pub(super) fn account_code(&mut self, call: HostCall) -> Result<u32, Stop> {
        let (offset, size, dest) = (call.word(1) as usize, call.word(2) as usize, call.word(3));
        let code = self.load_code(call.word(0))?;
        self.program.buy_ink(prices::write(code.len()))?;
        let end = offset.saturating_add(size).min(code.len());
        let part = code.get(offset..end).unwrap_or_default();
        self.program.write(dest, part)?;
        Ok(part.len() as u32)
    }

    pub(super) fn account_code_size(&mut self, call: HostCall) -> Result<u32, Stop> {
        self.load_code(call.word(0)).map(|code| code.len() as u32)
    }

    /// An account's code. Repeated reads of the same account are free.
    fn load_code(&mut self, address_ptr: u32) -> Result<Bytes, Stop> {
        self.program.require_gas(COLD_ACCOUNT)?;
        let address: Address = self.read_address(address_ptr)?;
        match &self.program.last_code {
            Some((last, code)) if *last == address => return Ok(code.clone()),
            _ => {}
        }
        let Ok(code) = self.ctx.journal_mut().code(address);
        self.program.buy_gas(LOAD_CODE + access_gas(code.is_cold))?;
        if !code.data.is_empty() {
            self.program.last_code = Some((address, code.data.clone()));
        }
        Ok(code.data)
    }

    /// Pays for pages before the program adds them. Only a request for no pages pays for the call itself.
    pub(super) fn pay_for_memory_grow(&mut self, call: HostCall) -> Result<(), Stop> {
        match call.word(0) as u16 {
            0 => self.program.buy_ink(prices::host_base(call.function)),
            pages => {
                let gas = self.ctx.chain_mut().session.pages.add(pages);
                self.program.buy_gas(gas)
            }
        }
    }
}

/// Gas of an access to an account.
pub fn access_gas(is_cold: bool) -> u64 {
    if is_cold {
        COLD_ACCOUNT
    } else {
        WARM
    }
}
