// SPDX-License-Identifier: MIT OR Apache-2.0
//! The initial state of a development chain: funded accounts, two tokens, and Diem with one admitted provider.

use alloy_dyn_abi::{DynSolValue, JsonAbiExt};
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, Bytes, TxKind, U256};
use alloy_rpc_types_eth::TransactionRequest;
use revm::primitives::keccak256;
use serde::{Deserialize, Serialize};
use stylus_wasm::activate::ActivationError;
use stylus_wasm::package::package;

use crate::accounts::{Accounts, COUNT};
use crate::convert::evm_address;
use crate::ledger::Mined;
use crate::node::{Node, Rejected};
use crate::stylus::code::{self, CodeError, CodeObjects};

/// ETH of each development account, in whole units.
pub const ETH: u64 = 10_000;
/// VVV of each development account, in whole units.
pub const VVV: u64 = 100_000;
/// USD of each development account, in whole units.
pub const USD: u64 = 100_000;

/// Addresses of the deployed contracts and of the accounts with a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// The collateral token, 18 decimals.
    pub vvv: Address,
    /// The fee token, 6 decimals.
    pub usd: Address,
    /// The contract that deployed Diem (`Deployer.sol`).
    pub deployer: Address,
    /// Diem.
    pub diem: Address,
    /// Diem's owner: the first development account.
    pub owner: Address,
    /// Diem's guardian: the second development account.
    pub guardian: Address,
    /// The admitted provider: the last development account.
    pub provider: Address,
}

/// Why the chain could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// The program is too large.
    #[error("the program cannot be deployed: {0}")]
    Code(#[from] CodeError),
    /// The file is not a WASM module.
    #[error("the program is not acceptable: {0}")]
    Module(#[from] ActivationError),
    /// A transaction was rejected.
    #[error("{step}: {rejected}")]
    Rejected {
        /// What the transaction was for.
        step: &'static str,
        /// Why it was rejected.
        rejected: Rejected,
    },
    /// A transaction failed.
    #[error("{step} failed: {reason}")]
    Failed {
        /// What the transaction was for.
        step: &'static str,
        /// Why it failed, if known.
        reason: String,
    },
}

/// A compiled Solidity contract.
#[derive(Deserialize)]
pub struct Artifact {
    /// Its ABI.
    pub abi: JsonAbi,
    bytecode: Bytes,
}

impl Artifact {
    /// `Token.sol`.
    pub fn token() -> Self {
        Self::parse(include_str!("../contracts/out/Token.json"))
    }

    /// `Deployer.sol`.
    pub fn deployer() -> Self {
        Self::parse(include_str!("../contracts/out/Deployer.json"))
    }

    fn parse(json: &str) -> Self {
        serde_json::from_str(json).expect("written by contracts/build.mjs")
    }
}

/// Gives ETH to the development accounts and the deployer.
pub fn fund(node: &mut Node) {
    let deployer = node.accounts().deployer();
    let users = node.accounts().users().iter();
    let accounts: Vec<_> = users.map(|signer| signer.address()).collect();
    for address in accounts.into_iter().chain([deployer]) {
        node.state_mut().set_balance(evm_address(address), whole(ETH, 18));
    }
}

/// Addresses of the two tokens, which are the same on every new chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The collateral token, 18 decimals.
    pub vvv: Address,
    /// The fee token, 6 decimals.
    pub usd: Address,
}

impl Tokens {
    /// Where they are on a chain that has them: the first two contracts of the deploying account.
    pub fn of(accounts: &Accounts) -> Self {
        let deployer = accounts.deployer();
        Self { vvv: deployer.create(0), usd: deployer.create(1) }
    }
}

/// Deploys the tokens, and gives some to every development account.
///
/// # Errors
/// If a deployment fails.
pub fn tokens(node: &mut Node) -> Result<Tokens, DeployError> {
    let from = node.accounts().deployer();
    let holders: Vec<_> = node.accounts().users().iter().map(|signer| signer.address()).collect();
    let vvv = token(node, from, ("Venice Token", "VVV", 18), &holders, VVV)?;
    let usd = token(node, from, ("USD Coin", "USDC", 6), &holders, USD)?;
    Ok(Tokens { vvv, usd })
}

/// Deploys the tokens and a Diem program, and admits a provider as the owner, so that credits can be spent at once.
///
/// # Errors
/// If the program cannot be deployed, or its constructor or the admission reverts.
pub fn deploy(node: &mut Node, wasm: &[u8]) -> Result<Deployment, DeployError> {
    let program = package(wasm, keccak256(wasm))?;
    let objects = code::code_objects(&program)?;
    let users = node.accounts().users();
    let accounts: Vec<_> = users.iter().map(|signer| signer.address()).collect();
    let (owner, guardian, provider) = (accounts[0], accounts[1], accounts[COUNT - 1]);
    let from = node.accounts().deployer();

    let Tokens { vvv, usd } = tokens(node)?;
    let artifact = Artifact::deployer();
    let deployer = create(node, from, "deployment of the deployer", artifact.bytecode.clone())?;

    let code = match objects {
        CodeObjects::Whole(code) => code,
        CodeObjects::Fragments(parts) => {
            let mut addresses = Vec::new();
            for part in parts {
                let init_code = code::init_code(&part).into();
                let address = create(node, from, "deployment of a fragment", init_code)?;
                addresses.push(address.into_array());
            }
            code::root(program.len(), &addresses)
        }
    };
    let arguments = [
        DynSolValue::Bytes(code::init_code(&code)),
        DynSolValue::Bytes(constructor_call(vvv, usd, owner, guardian)),
    ];
    let deploy = &artifact.abi.function("deploy").expect("declared in Deployer.sol")[0];
    let request = TransactionRequest {
        from: Some(from),
        to: Some(TxKind::Call(deployer)),
        // Far more than an activation costs; the deployer refunds the rest.
        value: Some(whole(1, 18)),
        input: Bytes::from(deploy.abi_encode_input(&arguments).expect("the declared types")).into(),
        ..TransactionRequest::default()
    };
    let diem = send(node, "deployment of Diem", request, |mined| {
        Some(Address::from_word(mined.output.get(..32)?.try_into().ok()?))
    })?;
    let request = TransactionRequest {
        from: Some(owner),
        to: Some(TxKind::Call(diem)),
        input: Bytes::from(admission(provider)).into(),
        ..TransactionRequest::default()
    };
    send(node, "admission of the provider", request, |_| Some(provider))?;
    Ok(Deployment { vvv, usd, deployer, diem, owner, guardian, provider })
}

/// Calldata of Diem's constructor, with the parameters of the live system on Base.
fn constructor_call(vvv: Address, usd: Address, owner: Address, guardian: Address) -> Vec<u8> {
    let addresses = [vvv, usd, owner, guardian].map(DynSolValue::Address);
    let parameters = [
        whole(90, 18),          // mint rate at zero supply, VVV per DIEM
        whole(2, 18),           // power
        whole(40_000, 18),      // target supply, DIEM
        U256::from(7 * 86_400), // VVV cooldown
        U256::from(86_400),     // DIEM cooldown
        whole(15, 16),          // share of the stakers
        whole(15, 16),          // share of the pool
        whole(1, 6),            // price of a credit, USD
    ]
    .map(|value| DynSolValue::Uint(value, 256));
    let arguments = addresses.into_iter().chain(parameters).collect();
    let mut call = keccak256("stylus_constructor()")[..4].to_vec();
    call.extend(DynSolValue::Tuple(arguments).abi_encode_params());
    call
}

/// Calldata that admits `provider`.
fn admission(provider: Address) -> Vec<u8> {
    let arguments = vec![DynSolValue::Address(provider), DynSolValue::Bool(true)];
    let mut call = keccak256("setProvider(address,bool)")[..4].to_vec();
    call.extend(DynSolValue::Tuple(arguments).abi_encode_params());
    call
}

/// Deploys a token and gives `each` whole units to every holder.
fn token(
    node: &mut Node,
    from: Address,
    (name, symbol, decimals): (&str, &str, u8),
    holders: &[Address],
    each: u64,
) -> Result<Address, DeployError> {
    let holders = holders.iter().copied().map(DynSolValue::Address).collect();
    let arguments = DynSolValue::Tuple(vec![
        name.to_owned().into(),
        symbol.to_owned().into(),
        DynSolValue::Uint(U256::from(decimals), 8),
        DynSolValue::Array(holders),
        DynSolValue::Uint(whole(each, decimals), 256),
    ]);
    let mut init_code = Artifact::token().bytecode.to_vec();
    init_code.extend(arguments.abi_encode_params());
    create(node, from, "deployment of a token", init_code.into())
}

fn create(
    node: &mut Node,
    from: Address,
    step: &'static str,
    init_code: Bytes,
) -> Result<Address, DeployError> {
    let request = TransactionRequest {
        from: Some(from),
        to: Some(TxKind::Create),
        input: init_code.into(),
        ..TransactionRequest::default()
    };
    send(node, step, request, Mined::created)
}

/// Sends a transaction, and reads an address from its outcome.
fn send(
    node: &mut Node,
    step: &'static str,
    request: TransactionRequest,
    address: impl Fn(&Mined) -> Option<Address>,
) -> Result<Address, DeployError> {
    // More than any deployment uses. A fixed limit saves the many executions of an estimate.
    const GAS: u64 = 100_000_000;
    let request = TransactionRequest { gas: Some(GAS), ..request };
    let rejected = |rejected| DeployError::Rejected { step, rejected };
    let block = node.send(request).map_err(rejected)?;
    let mined = block.mined.as_ref().expect("the block of a transaction");
    let failed = || DeployError::Failed {
        step,
        reason: (mined.failure.clone())
            .unwrap_or_else(|| format!("reverted with {}", mined.output)),
    };
    if !mined.is_success() {
        return Err(failed());
    }
    address(mined).ok_or_else(failed)
}

/// The amount of `count` whole units of a token with `decimals` decimals.
fn whole(count: u64, decimals: u8) -> U256 {
    U256::from(count) * U256::from(10).pow(U256::from(decimals))
}
