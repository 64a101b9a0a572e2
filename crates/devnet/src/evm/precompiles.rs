// SPDX-License-Identifier: MIT OR Apache-2.0
//! The precompiles: Ethereum's and Arbitrum's `ArbWasm`.

use revm::context::CfgEnv;
use revm::context_interface::Cfg;
use revm::handler::{EthPrecompiles, PrecompileProvider};
use revm::interpreter::{CallInputs, InterpreterResult};
use revm::primitives::hardfork::SpecId;
use revm::primitives::Address;

use super::arbwasm;
use crate::stylus::context::EvmContext;

/// The precompiles of the chain.
#[derive(Clone, Debug)]
pub struct Precompiles(EthPrecompiles);

impl Default for Precompiles {
    fn default() -> Self {
        Self(EthPrecompiles::new(SpecId::PRAGUE))
    }
}

impl PrecompileProvider<EvmContext> for Precompiles {
    type Output = InterpreterResult;

    fn set_spec(&mut self, spec: <CfgEnv as Cfg>::Spec) -> bool {
        PrecompileProvider::<EvmContext>::set_spec(&mut self.0, spec)
    }

    fn run(
        &mut self,
        ctx: &mut EvmContext,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        if inputs.bytecode_address == arbwasm::ADDRESS {
            return Ok(Some(arbwasm::run(ctx, inputs)));
        }
        self.0.run(ctx, inputs)
    }

    fn warm_addresses(&self) -> Box<impl Iterator<Item = Address>> {
        Box::new(self.0.warm_addresses().chain([arbwasm::ADDRESS]))
    }

    fn contains(&self, address: &Address) -> bool {
        *address == arbwasm::ADDRESS || self.0.contains(address)
    }
}
