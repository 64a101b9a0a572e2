// SPDX-License-Identifier: MIT OR Apache-2.0
//! Activation and construction by `eth_call`, with code that is not deployed yet placed at unused addresses.

use alloy_json_abi::JsonAbi;
use alloy_primitives::{keccak256, Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use anyhow::{bail, Context, Result};
use serde::Deserialize;
use serde_json::{json, Map, Value};

use crate::chain::{Chain, Failure, Request};
use crate::diem::{deployCall, Arguments};
use crate::precompiles::{activateProgramCall, ProgramUpToDate, ARB_WASM};
use crate::program::init_code;

/// The compiled `Deployer.sol`.
const DEPLOYER: &str = include_str!("../../devnet/contracts/out/Deployer.json");

/// `Deployer.sol`: deploys, activates and constructs a program in one transaction.
pub fn deployer_init_code() -> Bytes {
    #[derive(Deserialize)]
    struct Artifact {
        abi: JsonAbi,
        bytecode: Bytes,
    }
    let artifact: Artifact = serde_json::from_str(DEPLOYER).expect("written by the compiler");
    let function = artifact.abi.function("deploy").map(|found| found[0].selector());
    assert_eq!(function.expect("declared").as_slice(), deployCall::SELECTOR);
    artifact.bytecode
}

/// The request that deploys, activates and constructs.
pub fn deploy_request(
    deployer: Address,
    root: &[u8],
    arguments: &Arguments,
    value: U256,
) -> Request {
    let call =
        deployCall { initCode: init_code(root), constructorCall: arguments.constructor_call() };
    Request { to: Some(deployer), value, data: call.abi_encode().into() }
}

/// A state with changes, for `eth_call` and `eth_estimateGas`.
#[derive(Clone, Debug, Default)]
pub struct Overrides(Map<String, Value>);

impl Overrides {
    /// Gives an account code.
    pub fn code(mut self, address: Address, code: &[u8]) -> Self {
        self.account(address)["code"] = json!(Bytes::copy_from_slice(code));
        self
    }

    /// Gives an account more Ether than any call needs.
    pub fn rich(mut self, address: Address) -> Self {
        self.account(address)["balance"] = json!(U256::from(1) << 128);
        self
    }

    /// In the form of JSON-RPC.
    pub fn json(&self) -> Value {
        if self.0.is_empty() {
            Value::Null
        } else {
            Value::Object(self.0.clone())
        }
    }

    fn account(&mut self, address: Address) -> &mut Value {
        self.0.entry(format!("{address:#x}")).or_insert_with(|| json!({}))
    }
}

/// An address without code and balance.
pub fn unused(name: &str) -> Address {
    Address::from_word(keccak256(format!("diem-deploy: {name}")))
}

/// The data fee of activating `root`, in wei: 0 if this very code is active already.
///
/// `overrides` must contain the fragments that are not deployed.
pub async fn data_fee(chain: &Chain, root: &[u8], overrides: Overrides) -> Result<U256> {
    let (caller, program) = (unused("caller"), unused("program"));
    let overrides = overrides.code(program, root).rich(caller);
    let call = activateProgramCall { program };
    let request = Request {
        to: Some(ARB_WASM),
        // Far more than any fee; the chain returns the rest.
        value: U256::from(10).pow(U256::from(21)),
        data: call.abi_encode().into(),
    };
    match chain.call(caller, &request, &overrides.json()).await {
        Ok(data) if data.is_empty() => bail!("the chain has no ArbWasm: it does not run Stylus"),
        Ok(data) => {
            let returned = activateProgramCall::abi_decode_returns(&data, true);
            Ok(returned.context("ArbWasm.activateProgram returned other data")?.dataFee)
        }
        Err(Failure::Reverted(data)) if data.starts_with(&ProgramUpToDate::SELECTOR) => {
            Ok(U256::ZERO)
        }
        Err(failure) => Err(failure).context("the chain does not accept the program"),
    }
}

/// Code of `Deployer.sol` once it is deployed.
pub async fn deployer_code(chain: &Chain, from: Address) -> Result<Bytes> {
    let request = Request { data: deployer_init_code(), ..Request::default() };
    let overrides = Overrides::default().rich(from).json();
    let code = chain.call(from, &request, &overrides).await;
    code.context("the chain does not accept the code of Deployer.sol")
}

/// Adds a fifth: the margin of the data fee, which rises with other activations, and of every gas limit.
pub fn with_margin(amount: U256) -> U256 {
    amount + amount.div_ceil(U256::from(5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diem::Params;

    #[test]
    fn the_margin_is_a_fifth_rounded_up() {
        assert_eq!(with_margin(U256::from(10)), U256::from(12));
        assert_eq!(with_margin(U256::from(11)), U256::from(14));
        assert_eq!(with_margin(U256::ZERO), U256::ZERO);
    }

    /// The constructor takes twelve words: the structure's fields, without an offset.
    #[test]
    fn the_constructor_call_is_flat() {
        let arguments = Arguments {
            vvv: Address::with_last_byte(1),
            feeToken: Address::with_last_byte(2),
            owner: Address::with_last_byte(3),
            guardian: Address::with_last_byte(4),
            params: Params::usual(6),
        };
        let call = arguments.constructor_call();
        assert_eq!(call.len(), 4 + 12 * 32);
        assert_eq!(call[4 + 31], 1);
        assert_eq!(U256::from_be_slice(&call[4 + 11 * 32..]), U256::from(1_000_000));
    }
}
