// SPDX-License-Identifier: MIT OR Apache-2.0
//! Host functions for input and output, values of the message, block and transaction, hashing, and 256-bit arithmetic.

use revm::context_interface::{Block, Cfg, ContextTr, Transaction};
use revm::primitives::{keccak256, U256};
use stylus_wasm::hostio::HostFn;
use stylus_wasm::params::INK_PER_GAS;

use super::access::{Host, Reply};
use crate::stylus::prices;
use crate::stylus::program::{HostCall, Stop};

impl Host<'_> {
    pub(super) fn read_args(&mut self, call: HostCall) -> Result<(), Stop> {
        let args = self.program.args.clone();
        self.program.buy_ink(prices::write(args.len()))?;
        self.program.write(call.word(0), &args)
    }

    pub(super) fn write_result(&mut self, call: HostCall) -> Result<(), Stop> {
        self.program.output = self.read_for_evm(call.word(0), call.word(1))?;
        Ok(())
    }

    pub(super) fn keccak(&mut self, call: HostCall) -> Result<(), Stop> {
        let (input, len, output) = (call.word(0), call.word(1), call.word(2));
        self.program.buy_ink(prices::keccak(len as usize))?;
        let hash = keccak256(self.program.read(input, len)?);
        self.program.write(output, hash.as_slice())
    }

    /// Functions that return a value of the message, block or transaction.
    pub(super) fn value(&mut self, call: HostCall) -> Result<Reply, Stop> {
        use HostFn as F;
        let input = &self.frame.interpreter.input;
        let (block, tx) = (self.ctx.block(), self.ctx.tx());
        let bytes = match call.function {
            F::BlockGasLimit => return Ok(block.gas_limit().into()),
            F::BlockNumber => return Ok(block.number().saturating_to::<u64>().into()),
            F::BlockTimestamp => return Ok(block.timestamp().saturating_to::<u64>().into()),
            F::Chainid => return Ok(self.ctx.cfg().chain_id().into()),
            F::TxInkPrice => return Ok((INK_PER_GAS as u32).into()),

            F::BlockCoinbase => block.beneficiary().to_vec(),
            F::ContractAddress => input.target_address.to_vec(),
            F::MsgSender => input.caller_address.to_vec(),
            F::TxOrigin => tx.caller().to_vec(),

            F::MsgValue => input.call_value.to_be_bytes_vec(),
            F::BlockBasefee => U256::from(block.basefee()).to_be_bytes_vec(),
            F::TxGasPrice => {
                U256::from(tx.effective_gas_price(block.basefee().into())).to_be_bytes_vec()
            }
            other => unreachable!("{} is served elsewhere", other.name()),
        };
        self.program.write(call.word(0), &bytes)?;
        Ok(().into())
    }

    /// Arithmetic on words in memory. The result replaces the first operand; division by zero gives zero.
    pub(super) fn math(&mut self, call: HostCall) -> Result<(), Stop> {
        let a = self.read_word(call.word(0))?;
        let b = self.read_word(call.word(1))?;
        let result = match call.function {
            HostFn::MathDiv => a.checked_div(b).unwrap_or_default(),
            HostFn::MathMod => a.checked_rem(b).unwrap_or_default(),
            HostFn::MathPow => {
                self.program.buy_ink(prices::pow(b.byte_len()))?;
                a.wrapping_pow(b)
            }
            HostFn::MathAddMod => a.add_mod(b, self.read_word(call.word(2))?),
            _ => a.mul_mod(b, self.read_word(call.word(2))?),
        };
        self.write_word(call.word(0), result)
    }
}
