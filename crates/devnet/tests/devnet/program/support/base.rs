// SPDX-License-Identifier: MIT OR Apache-2.0
//! A chain with tokens and a deployer, before Diem is deployed on it.

use std::sync::OnceLock;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolValue};
use diem_devnet::chain::{Chain, Config};
use diem_devnet::stylus::code::{self, CodeObjects};
use diem_devnet::stylus::package::package;
use revm::context::TxEnv;
use revm::primitives as evm;

use super::{
    bytecode, from_evm, to_evm, u, wasm, Deployer, TxResult, ALICE, BOB, BUILDER, CHAIN_ID,
    GUARDIAN, NOON, ONE, OWNER, PARAMS,
};

/// A chain with VVV, a fee token and the deployer contract, ready for Diem.
pub struct BaseFixture {
    pub chain: Chain,
    pub vvv: Address,
    pub usd: Address,
    pub deployer: Address,
    /// Init code of the released program. Its fragments, if it has any, are on the chain already.
    pub program: Vec<u8>,
}

impl BaseFixture {
    pub fn new() -> Self {
        Self::on_chain(CHAIN_ID)
    }

    /// As [`new`](Self::new), on a chain with this identifier.
    pub fn on_chain(chain_id: u64) -> Self {
        let mut base = Self {
            chain: Chain::new(Config { chain_id, timestamp: NOON - 100, ..Config::default() }),
            vvv: Address::ZERO,
            usd: Address::ZERO,
            deployer: Address::ZERO,
            program: Vec::new(),
        };
        for account in [BUILDER, OWNER, GUARDIAN, ALICE, BOB] {
            base.fund_ether(account);
        }
        base.vvv = base.create_token("Venice Token", "VVV", 18);
        base.usd = base.create_token("USD Coin", "USDC", 6);
        base.deployer = base.create(bytecode("Deployer"), &[]);
        let (module, objects) = packaged();
        base.program = match objects {
            CodeObjects::Whole(code) => code::init_code(code),
            CodeObjects::Fragments(parts) => {
                let fragments =
                    parts.iter().map(|part| base.create(code::init_code(part), &[]).into_array());
                let fragments: Vec<_> = fragments.collect();
                code::init_code(&code::root(module.len(), &fragments))
            }
        };
        base
    }

    /// Gives `account` the Ether to pay for its transactions.
    pub fn fund_ether(&mut self, account: Address) {
        self.chain.set_balance(to_evm(account), U256::from(10).pow(U256::from(24)));
    }

    /// Deploys a token without holders.
    pub fn create_token(&mut self, name: &str, symbol: &str, decimals: u8) -> Address {
        let holders: Vec<Address> = Vec::new();
        let arguments = (name, symbol, U256::from(decimals), holders, U256::ZERO);
        self.create(bytecode("Token"), &arguments.abi_encode_params())
    }

    /// Deploys an EVM contract.
    pub fn create(&mut self, mut init_code: Vec<u8>, arguments: &[u8]) -> Address {
        init_code.extend_from_slice(arguments);
        let (address, _) =
            self.chain.deploy(to_evm(BUILDER), init_code.into()).expect("a deployment");
        from_evm(address)
    }

    /// Sends a transaction with `value` wei of Ether.
    pub fn send(&mut self, from: Address, to: Address, data: Vec<u8>, value: U256) -> TxResult {
        let tx = self.tx(from, to, data, value);
        self.transact(tx)
    }

    /// A transaction with default gas limit and price.
    pub fn tx(&mut self, from: Address, to: Address, data: Vec<u8>, value: U256) -> TxEnv {
        TxEnv {
            kind: evm::TxKind::Call(to_evm(to)),
            data: data.into(),
            value,
            ..self.chain.tx(to_evm(from))
        }
    }

    pub fn transact(&mut self, tx: TxEnv) -> TxResult {
        let receipt = self.chain.transact(tx).expect("a valid transaction");
        TxResult::new(receipt.executed.clone())
    }

    /// Sends a call to any contract. It must succeed.
    #[track_caller]
    pub fn call_at<C: SolCall>(&mut self, to: Address, from: Address, call: C) -> C::Return {
        let result = self.send(from, to, call.abi_encode(), U256::ZERO);
        assert!(result.is_success(), "{}: {}", C::SIGNATURE, result.describe());
        C::abi_decode_returns(&result.output, true).expect("the ABI's return data")
    }

    /// Reads from any contract, without a transaction. It must succeed.
    #[track_caller]
    pub fn read<C: SolCall>(&mut self, to: Address, call: C) -> C::Return {
        let result = self.simulate(Address::ZERO, to, call.abi_encode());
        assert!(result.is_success(), "{}: {}", C::SIGNATURE, result.describe());
        C::abi_decode_returns(&result.output, true).expect("the ABI's return data")
    }

    /// Runs a call and discards its effects, as `eth_call` does.
    pub fn simulate(&mut self, from: Address, to: Address, data: Vec<u8>) -> TxResult {
        let tx = self.tx(from, to, data, U256::ZERO);
        TxResult::new(self.chain.call(tx).expect("a valid call"))
    }

    /// Valid constructor arguments, with the tokens of this chain.
    pub fn constructor_arguments(&self) -> ConstructorArguments {
        ConstructorArguments {
            vvv: self.vvv,
            fee_token: self.usd,
            owner: OWNER,
            guardian: GUARDIAN,
            params: PARAMS.map(U256::from),
        }
    }

    /// Deploys, activates and constructs Diem in one transaction sent by [`BUILDER`].
    pub fn deploy(&mut self, arguments: &ConstructorArguments) -> TxResult {
        let call = Deployer::deployCall {
            initCode: self.program.clone().into(),
            constructorCall: arguments.calldata().into(),
        };
        self.send(BUILDER, self.deployer, call.abi_encode(), u(ONE))
    }

    /// Sets the time of the next transaction.
    pub fn set_time(&mut self, timestamp: u64) {
        self.chain.set_timestamp(timestamp);
    }

    /// Moves the time of the next transaction forward.
    pub fn advance(&mut self, seconds: u64) {
        let now = self.chain.timestamp();
        self.chain.set_timestamp(now + seconds);
    }
}

/// The arguments of Diem's constructor.
#[derive(Clone)]
pub struct ConstructorArguments {
    pub vvv: Address,
    pub fee_token: Address,
    pub owner: Address,
    pub guardian: Address,
    pub params: [U256; 8],
}

impl ConstructorArguments {
    pub fn encode(&self) -> Vec<u8> {
        let Self { vvv, fee_token, owner, guardian, params: [a, b, c, d, e, f, g, h] } =
            self.clone();
        (vvv, fee_token, owner, guardian, a, b, c, d, e, f, g, h).abi_encode_params()
    }

    /// The constructor's call, as deployment tools encode it.
    pub fn calldata(&self) -> Vec<u8> {
        let selector = stylus_sdk::abi::CONSTRUCTOR_SELECTOR;
        [&selector.to_be_bytes()[..], &self.encode()].concat()
    }
}

/// The released program, packaged as deployment tools do it, and the code objects that hold it on the chain.
fn packaged() -> &'static (Vec<u8>, CodeObjects) {
    static PACKAGED: OnceLock<(Vec<u8>, CodeObjects)> = OnceLock::new();
    PACKAGED.get_or_init(|| {
        let module = package(wasm(), evm::keccak256(wasm())).expect("a valid program");
        let objects = code::code_objects(&module).expect("a program within the size limit");
        (module, objects)
    })
}
