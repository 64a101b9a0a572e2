// SPDX-License-Identifier: MIT OR Apache-2.0
//! Host functions for calls to other contracts and deployments.

use revm::context_interface::{ContextTr, CreateScheme, JournalTr};
use revm::handler::FrameResult;
use revm::interpreter::interpreter_action::FrameInput;
use revm::interpreter::{
    CallInput, CallInputs, CallScheme, CallValue, CreateInputs, InstructionResult,
};
use revm::primitives::{Address, Bytes, B256, U256};
use revm::state::Bytecode;
use stylus_wasm::hostio::HostFn;
use wasmi::Val;

use super::access::{Host, Kind, Reply, Waiting};
use super::state::{access_gas, WARM};
use crate::stylus::prices;
use crate::stylus::program::{HostCall, Stop};

const CALL_VALUE: u64 = 9000;
const NEW_ACCOUNT: u64 = 25_000;
/// Gas that a callee receives in addition when the call sends value.
const STIPEND: u64 = 2300;
const CREATE: u64 = 32_000;
const KECCAK_WORD: u64 = 6;

/// Status that a failed call returns to the program. Success is zero.
const CALL_FAILED: u32 = 2;

impl Host<'_> {
    /// `call_contract(contract, data, len, value, gas, length)`, and the delegate and static calls, which have no
    /// value.
    pub(super) fn call(&mut self, call: HostCall) -> Result<Reply, Stop> {
        let with_value = call.function == HostFn::CallContract;
        let rest = if with_value { 4 } else { 3 };
        let (gas_wanted, length_ptr) = (call.args[rest], call.word(rest + 1));

        let (data_ptr, data_len) = (call.word(1), call.word(2));
        self.program.buy_ink(2 * prices::read(data_len as usize))?;
        let gas_left = self.program.gas();
        let gas_wanted = gas_wanted.min(gas_left);
        let contract = self.read_address(call.word(0))?;
        let input = Bytes::from(self.program.read(data_ptr, data_len)?);
        let value = if with_value { self.read_word(call.word(3))? } else { U256::ZERO };

        if self.frame.interpreter.runtime_flag.is_static && !value.is_zero() {
            return self.call_failed(0, length_ptr);
        }
        let (base_gas, code) = match self.call_cost(contract, value, gas_left) {
            Ok(cost) => cost,
            // The call fails and uses the gas left; the program may continue.
            Err(TooExpensive) => return self.call_failed(gas_left, length_ptr),
        };
        // The caller keeps a 64th, rounded up.
        let mut frame_gas = ((gas_left - base_gas) * 63 / 64).min(gas_wanted);
        if !value.is_zero() {
            frame_gas = frame_gas.saturating_add(STIPEND);
        }

        let own = &self.frame.interpreter.input;
        let (scheme, target, caller, value) = match call.function {
            HostFn::DelegateCallContract => (
                CallScheme::DelegateCall,
                own.target_address,
                own.caller_address,
                CallValue::Apparent(own.call_value),
            ),
            HostFn::StaticCallContract => (
                CallScheme::StaticCall,
                contract,
                own.target_address,
                CallValue::Transfer(U256::ZERO),
            ),
            _ => (CallScheme::Call, contract, own.target_address, CallValue::Transfer(value)),
        };
        *self.waiting = Some(Waiting {
            kind: Kind::Call,
            base_gas,
            frame_gas,
            length_ptr,
            result: None,
            trace: None,
        });
        Ok(Reply::Frame(FrameInput::Call(Box::new(CallInputs {
            input: CallInput::Bytes(input),
            return_memory_offset: 0..0,
            gas_limit: frame_gas,
            reservoir: 0,
            bytecode_address: contract,
            known_bytecode: code,
            target_address: target,
            caller,
            value,
            scheme,
            is_static: self.frame.interpreter.runtime_flag.is_static
                || scheme == CallScheme::StaticCall,
        }))))
    }

    /// Answers a call that fails before it begins, and charges `gas`.
    fn call_failed(&mut self, gas: u64, length_ptr: u32) -> Result<Reply, Stop> {
        self.program.buy_gas(gas)?;
        self.program.return_data = Bytes::new();
        self.program.write(length_ptr, &0_u32.to_le_bytes())?;
        Ok(CALL_FAILED.into())
    }

    /// Gas of an access to `contract` that sends `value`, and the code that will run.
    fn call_cost(
        &mut self,
        contract: Address,
        value: U256,
        budget: u64,
    ) -> Result<(u64, (B256, Bytecode)), TooExpensive> {
        if budget < WARM {
            return Err(TooExpensive);
        }
        let journal = self.ctx.journal_mut();
        let Ok(account) = journal.load_account_with_code(contract);
        let mut gas = access_gas(account.is_cold);
        if !value.is_zero() {
            gas += CALL_VALUE + if account.is_empty() { NEW_ACCOUNT } else { 0 };
        }
        if gas > budget {
            return Err(TooExpensive);
        }
        let delegate = account.info.code.as_ref().and_then(Bytecode::eip7702_address);
        let Ok(account) = journal.load_account_with_code(delegate.unwrap_or(contract));
        Ok((gas, (account.info.code_hash, account.info.code.clone().unwrap_or_default())))
    }

    /// `create1(code, len, value, address, length)`, and `create2`, which has a salt before the address.
    pub(super) fn create(&mut self, call: HostCall) -> Result<Reply, Stop> {
        let salted = call.function == HostFn::Create2;
        let rest = if salted { 4 } else { 3 };
        let (address_ptr, length_ptr) = (call.word(rest), call.word(rest + 1));
        let code = self.read_for_evm(call.word(0), call.word(1))?;
        let value = self.read_word(call.word(2))?;
        let scheme = if salted {
            CreateScheme::Create2 { salt: self.read_word(call.word(3))? }
        } else {
            CreateScheme::Create
        };
        self.require_mutable()?;

        let mut base_gas = CREATE;
        if salted {
            base_gas += KECCAK_WORD * code.len().div_ceil(32) as u64;
        }
        let gas_left = self
            .program
            .gas()
            .checked_sub(base_gas)
            .ok_or_else(|| Stop::Failure("out of gas".to_owned()))?;
        let frame_gas = gas_left - gas_left / 64;
        let kind = Kind::Create(address_ptr);
        *self.waiting =
            Some(Waiting { kind, base_gas, frame_gas, length_ptr, result: None, trace: None });
        let inputs = CreateInputs::new(self.acting(), scheme, value, code, frame_gas, 0);
        Ok(Reply::Frame(FrameInput::Create(Box::new(inputs))))
    }

    /// Ends a call whose frame has run: charges the gas used, and makes the frame's output the return data.
    pub(super) fn settle(&mut self, waiting: Waiting) -> Result<Option<Val>, Stop> {
        let result = waiting.result.expect("delivered before the program continues");
        let FrameOutcome { outcome, gas_left, refund, output, address } = frame_outcome(result);
        let returned = if outcome.is_ok_or_revert() { gas_left } else { 0 };
        if outcome.is_ok() {
            self.frame.interpreter.gas.record_refund(refund);
        }
        self.program.buy_gas(waiting.base_gas + waiting.frame_gas.saturating_sub(returned))?;

        let kept = match waiting.kind {
            Kind::Call => outcome.is_ok_or_revert(),
            // As in the EVM, a deployment has return data only if it reverts.
            Kind::Create(_) => outcome == InstructionResult::Revert,
        };
        self.program.return_data = if kept { output } else { Bytes::new() };
        let length = self.program.return_data.len() as u32;
        self.program.write(waiting.length_ptr, &length.to_le_bytes())?;
        match waiting.kind {
            Kind::Call => {
                let status = if outcome.is_ok() { 0 } else { CALL_FAILED };
                Ok(Some(Val::I32(status.cast_signed())))
            }
            Kind::Create(address_ptr) => {
                let address =
                    if outcome.is_ok() { address.unwrap_or_default() } else { Address::ZERO };
                self.program.write(address_ptr, address.as_slice())?;
                Ok(None)
            }
        }
    }

    pub(super) fn read_return_data(&mut self, call: HostCall) -> Result<u32, Stop> {
        let (dest, offset, size) = (call.word(0), call.word(1) as usize, call.word(2) as usize);
        let available = self.program.return_data.len().saturating_sub(offset);
        self.program.buy_ink(prices::write(size.min(available)))?;
        let part = self.program.return_data.slice(offset.min(self.program.return_data.len())..);
        let part = part.slice(..size.min(available));
        if !part.is_empty() {
            self.program.write(dest, &part)?;
        }
        Ok(part.len() as u32)
    }
}

/// The base cost of a call exceeds the gas left.
struct TooExpensive;

/// The parts of a frame's result that a program needs.
struct FrameOutcome {
    outcome: InstructionResult,
    gas_left: u64,
    refund: i64,
    output: Bytes,
    address: Option<Address>,
}

/// Splits a frame's result.
fn frame_outcome(result: FrameResult) -> FrameOutcome {
    let (result, address) = match result {
        FrameResult::Call(outcome) => (outcome.result, None),
        FrameResult::Create(outcome) => (outcome.result, outcome.address),
    };
    let (gas_left, refund) = (result.gas.remaining(), result.gas.refunded());
    FrameOutcome { outcome: result.result, gas_left, refund, output: result.output, address }
}
