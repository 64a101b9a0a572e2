// SPDX-License-Identifier: MIT OR Apache-2.0
//! The precompiles: Ethereum's, and those of Arbitrum that deployment tools and programs call.

mod arb_gas_info;
mod arb_owner_public;
mod arb_sys;
mod arb_wasm;
mod arb_wasm_cache;
mod call;

use revm::context::CfgEnv;
use revm::context_interface::Cfg;
use revm::handler::{EthPrecompiles, PrecompileProvider};
use revm::interpreter::{CallInputs, InterpreterResult};
use revm::primitives::hardfork::SpecId;
use revm::primitives::Address;

pub use self::arb_wasm::ADDRESS as ARB_WASM;
use self::call::Method;
use crate::stylus::context::EvmContext;

/// Arbitrum's precompiles.
const ARBITRUM: [(Address, &[Method]); 5] = [
    (arb_sys::ADDRESS, arb_sys::METHODS),
    (arb_owner_public::ADDRESS, arb_owner_public::METHODS),
    (arb_gas_info::ADDRESS, arb_gas_info::METHODS),
    (arb_wasm::ADDRESS, arb_wasm::METHODS),
    (arb_wasm_cache::ADDRESS, arb_wasm_cache::METHODS),
];

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
        match ARBITRUM.iter().find(|(address, _)| *address == inputs.bytecode_address) {
            Some((address, methods)) => Ok(Some(call::run(ctx, inputs, *address, methods))),
            None => self.0.run(ctx, inputs),
        }
    }

    fn warm_addresses(&self) -> Box<impl Iterator<Item = Address>> {
        Box::new(self.0.warm_addresses().chain(ARBITRUM.map(|(address, _)| address)))
    }

    fn contains(&self, address: &Address) -> bool {
        ARBITRUM.iter().any(|(known, _)| known == address) || self.0.contains(address)
    }
}
