// SPDX-License-Identifier: MIT OR Apache-2.0
//! A chain: the EVM with its state, blocks and receipts.
//!
//! Every transaction has its own block. The state is in memory; a [`Snapshot`] is a copy of it.

use std::collections::BTreeMap;

use revm::context::{BlockEnv, TxEnv};
use revm::context_interface::result::{
    EVMError, ExecutionResult, HaltReason, InvalidTransaction, Output,
};
use revm::context_interface::{ContextTr, JournalTr};
use revm::database::{AccountState, DbAccount, InMemoryDB};
use revm::handler::{Handler, MainnetHandler};
use revm::primitives::{keccak256, Address, Bytes, Log, TxKind, B256, U256};
use revm::state::{AccountInfo, Bytecode};
use revm::{Database, DatabaseCommit};
use stylus_wasm::activate::ActivationError;
use stylus_wasm::package::package;

use crate::evm::{StylusEvm, ARB_WASM};
use crate::stylus::code::{self, CodeError, CodeObjects};
use crate::stylus::registry::{self, Record, ARBOS};
use crate::stylus::rules::Rules;
use crate::stylus::session::{HostTrace, Session};

/// The parameters of a new chain.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// The chain's id.
    pub chain_id: u64,
    /// Time of the first block, Unix seconds.
    pub timestamp: u64,
    /// Base fee of every block, wei.
    pub base_fee: u64,
    /// Gas limit of every block.
    pub gas_limit: u64,
    /// Whether programs are in the cache as soon as they are activated.
    pub cache_programs: bool,
    /// The `ArbOS` version and the limits that the owner sets.
    pub rules: Rules,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            chain_id: 412_346,
            timestamp: 1_767_225_600,
            base_fee: 100_000_000,
            gas_limit: 1 << 50,
            cache_programs: true,
            rules: Rules::default(),
        }
    }
}

/// The outcome of a transaction or a call.
#[derive(Clone, Debug)]
pub struct Executed {
    /// How it ended.
    pub status: Status,
    /// Return data, or revert data.
    pub output: Bytes,
    /// Gas used, after refunds.
    pub gas_used: u64,
    /// Logs, in order. Empty unless it succeeded.
    pub logs: Vec<Log>,
    /// The contract it created.
    pub created: Option<Address>,
    /// Why a program trapped or misused a host function: the last such failure, which has no revert data.
    pub failure: Option<String>,
    /// Host calls of programs, if [`Chain::trace`] is set.
    pub trace: Vec<HostTrace>,
}

impl Executed {
    /// Returns whether it succeeded.
    pub fn is_success(&self) -> bool {
        self.status == Status::Success
    }
}

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It succeeded.
    Success,
    /// It reverted.
    Revert,
    /// It halted, which uses all gas.
    Halt(HaltReason),
}

/// A transaction with its block and outcome.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Number of the block.
    pub block_number: u64,
    /// Time of the block, Unix seconds.
    pub timestamp: u64,
    /// The transaction.
    pub tx: TxEnv,
    /// Its outcome.
    pub executed: Executed,
}

/// Why a transaction was not executed.
pub type TxError = EVMError<core::convert::Infallible, InvalidTransaction>;

/// Why a program could not be deployed.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// The program is too large.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The file is not a WASM module.
    #[error(transparent)]
    Module(#[from] ActivationError),
    /// The transaction is invalid and was not executed.
    #[error("invalid transaction: {0}")]
    Tx(#[from] TxError),
    /// The transaction failed.
    #[error("{step} failed: {executed:?}")]
    Failed {
        /// What the transaction was for.
        step: &'static str,
        /// Its outcome.
        executed: Box<Executed>,
    },
}

/// A deployed and activated program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// Its address.
    pub address: Address,
    /// Gas of the deployment of all its code objects.
    pub deploy_gas: u64,
    /// Gas of the activation.
    pub activate_gas: u64,
}

/// The state of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Its nonce.
    pub nonce: u64,
    /// Its balance, wei.
    pub balance: U256,
    /// Its code.
    pub code: Bytes,
    /// Its storage slots that are not zero.
    pub storage: BTreeMap<U256, U256>,
}

/// A copy of a chain's state and block environment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    db: InMemoryDB,
    block: BlockEnv,
    receipts: usize,
}

/// The chain.
pub struct Chain {
    evm: StylusEvm,
    receipts: Vec<Receipt>,
    /// Whether the host calls of programs are traced.
    pub trace: bool,
}

/// Gas limit of deployments and activations.
const DEPLOY_GAS: u64 = 32_000_000;

impl Chain {
    /// A chain without accounts.
    pub fn new(config: Config) -> Self {
        let mut db = InMemoryDB::default();
        // With a nonce, the account that holds the chain's records does not count as empty.
        db.insert_account_info(ARBOS, AccountInfo { nonce: 1, ..AccountInfo::default() });
        let mut evm = StylusEvm::new(db, config.chain_id);
        let ctx = evm.context();
        // Allow transactions from contracts: development tools impersonate them.
        ctx.cfg.disable_eip3607 = true;
        ctx.chain.cache_on_activation = config.cache_programs;
        ctx.chain.rules = config.rules;
        ctx.block = BlockEnv {
            number: U256::from(1),
            timestamp: U256::from(config.timestamp),
            basefee: config.base_fee,
            gas_limit: config.gas_limit,
            // As on Arbitrum.
            difficulty: U256::from(1),
            prevrandao: Some(B256::with_last_byte(1)),
            ..BlockEnv::default()
        };
        Self { evm, receipts: Vec::new(), trace: false }
    }

    /// Executes a transaction in its own block. A transaction that reverts is mined as well.
    ///
    /// # Errors
    /// If the transaction is invalid (nonce, balance, …). The state does not change then.
    pub fn transact(&mut self, tx: TxEnv) -> Result<&Receipt, TxError> {
        let executed = self.execute(tx.clone())?;
        let ctx = self.evm.context();
        let state = ctx.journal_mut().finalize();
        ctx.db_mut().commit(state);
        let (block_number, timestamp) = (self.block_number(), self.timestamp());
        self.receipts.push(Receipt { block_number, timestamp, tx, executed });
        self.mine();
        Ok(&self.receipts[self.receipts.len() - 1])
    }

    /// Executes a call on the current state and discards its effects. Nonce, balance and base fee are not checked.
    ///
    /// # Errors
    /// If the call is invalid for another reason, such as too little gas for its data.
    pub fn call(&mut self, tx: TxEnv) -> Result<Executed, TxError> {
        let strict = self.evm.context_ref().cfg.clone();
        self.evm.context().modify_cfg(|cfg| {
            cfg.disable_nonce_check = true;
            cfg.disable_balance_check = true;
            cfg.disable_base_fee = true;
            cfg.disable_block_gas_limit = true;
        });
        let executed = self.execute(tx);
        self.evm.context().cfg = strict;
        self.discard();
        executed
    }

    fn execute(&mut self, tx: TxEnv) -> Result<Executed, TxError> {
        self.evm.reset();
        let ctx = self.evm.context();
        ctx.chain.session = Session::new(self.trace);
        ctx.tx = tx;
        let mut handler = MainnetHandler::<_, TxError, _>::default();
        match handler.run(&mut self.evm) {
            Ok(result) => {
                let session = &mut self.evm.context().chain.session;
                Ok(executed(result, session.failure.take(), session.take_trace()))
            }
            Err(error) => {
                self.discard();
                Err(error)
            }
        }
    }

    /// Discards the changes in the journal.
    fn discard(&mut self) {
        self.evm.context().journal_mut().finalize();
    }

    /// Ends the block. The next one is a second later unless [`Self::set_timestamp`] changes that.
    pub fn mine(&mut self) {
        let block = &mut self.evm.context().block;
        block.number += U256::from(1);
        block.timestamp += U256::from(1);
    }

    /// Packages a compiler's output as deployment tools do, with the hash of the module instead of the hash of its
    /// sources, and deploys it as [`Self::deploy_module`] does.
    ///
    /// # Errors
    /// If the program is too large or not a module, or if a transaction fails.
    pub fn deploy_program(&mut self, from: Address, wasm: &[u8]) -> Result<Deployed, DeployError> {
        self.deploy_module(from, &package(wasm, keccak256(wasm))?)
    }

    /// Deploys a module without changing it, in one code object or several, and activates it.
    ///
    /// # Errors
    /// As [`Self::deploy_program`].
    pub fn deploy_module(&mut self, from: Address, wasm: &[u8]) -> Result<Deployed, DeployError> {
        let mut deploy_gas = 0;
        let mut deploy = |chain: &mut Self, code: &[u8]| {
            let (address, gas) = chain.deploy(from, code::init_code(code).into())?;
            deploy_gas += gas;
            Ok::<_, DeployError>(address)
        };
        let address = match code::code_objects(wasm)? {
            CodeObjects::Whole(code) => deploy(self, &code)?,
            CodeObjects::Fragments(parts) => {
                let addresses = parts.iter().map(|part| Ok(deploy(self, part)?.into_array()));
                let addresses = addresses.collect::<Result<Vec<_>, DeployError>>()?;
                deploy(self, &code::root(wasm.len(), &addresses))?
            }
        };
        let activate_gas = self.activate(from, address)?;
        Ok(Deployed { address, deploy_gas, activate_gas })
    }

    /// Creates a contract from init code. Returns its address and the gas used.
    ///
    /// # Errors
    /// If the transaction is invalid or fails.
    pub fn deploy(
        &mut self,
        from: Address,
        init_code: Bytes,
    ) -> Result<(Address, u64), DeployError> {
        let tx = TxEnv { kind: TxKind::Create, data: init_code, ..self.tx(from) };
        let executed = &self.transact(tx)?.executed;
        match executed.created {
            Some(address) if executed.is_success() => Ok((address, executed.gas_used)),
            _ => Err(DeployError::Failed {
                step: "deployment",
                executed: Box::new(executed.clone()),
            }),
        }
    }

    /// Activates the program at `program`. `from` pays the data fee. Returns the gas used.
    ///
    /// # Errors
    /// If the transaction is invalid or fails.
    pub fn activate(&mut self, from: Address, program: Address) -> Result<u64, DeployError> {
        let mut data = keccak256("activateProgram(address)")[..4].to_vec();
        data.extend_from_slice(program.into_word().as_slice());
        let value = self.balance(from) / U256::from(10);
        let tx = TxEnv { kind: TxKind::Call(ARB_WASM), data: data.into(), value, ..self.tx(from) };
        let executed = &self.transact(tx)?.executed;
        if executed.is_success() {
            Ok(executed.gas_used)
        } else {
            Err(DeployError::Failed { step: "activation", executed: Box::new(executed.clone()) })
        }
    }

    /// A transaction from `from` with nonce, gas price, chain id, and a gas limit that suffices for a deployment. The
    /// caller sets the rest.
    pub fn tx(&mut self, from: Address) -> TxEnv {
        let nonce = self.nonce(from);
        let ctx = self.evm.context_ref();
        TxEnv {
            caller: from,
            nonce,
            gas_limit: DEPLOY_GAS,
            gas_price: ctx.block.basefee.into(),
            chain_id: Some(ctx.cfg.chain_id),
            ..TxEnv::default()
        }
    }

    /// Puts the program at `program` into the cache, or removes it. Returns false if there is no activated program.
    pub fn set_cached(&mut self, program: Address, cached: bool) -> bool {
        let code_hash = self.account(program).code_hash;
        let ctx = self.evm.context();
        let Ok(record) = registry::load(ctx.journal_mut(), code_hash);
        if let Some(record) = record {
            let Ok(()) = registry::store(ctx.journal_mut(), code_hash, Record { cached, ..record });
        }
        let state = ctx.journal_mut().finalize();
        ctx.db_mut().commit(state);
        record.is_some()
    }

    /// Lets `manager` put programs into the cache, as the owner of a chain can.
    pub fn add_cache_manager(&mut self, manager: Address) {
        let ctx = self.evm.context();
        let Ok(()) = registry::add_cache_manager(ctx.journal_mut(), manager);
        let state = ctx.journal_mut().finalize();
        ctx.db_mut().commit(state);
    }

    /// The chain's record of the program at `program`.
    pub fn program(&mut self, program: Address) -> Option<Record> {
        let code_hash = self.account(program).code_hash;
        let Ok(record) = registry::load(self.evm.context().journal_mut(), code_hash);
        self.discard();
        record
    }

    /// All transactions since the start or the restored snapshot.
    pub fn receipts(&self) -> &[Receipt] {
        &self.receipts
    }

    /// Number of the next block.
    pub fn block_number(&self) -> u64 {
        self.evm.context_ref().block.number.saturating_to()
    }

    /// Time of the next block, Unix seconds.
    pub fn timestamp(&self) -> u64 {
        self.evm.context_ref().block.timestamp.saturating_to()
    }

    /// Sets the time of the next block, Unix seconds.
    pub fn set_timestamp(&mut self, timestamp: u64) {
        self.evm.context().block.timestamp = U256::from(timestamp);
    }

    /// Sets the number of the next block.
    pub fn set_block_number(&mut self, number: u64) {
        self.evm.context().block.number = U256::from(number);
    }

    /// Sets the hash that contracts read for a past block.
    pub fn set_block_hash(&mut self, number: u64, hash: B256) {
        let hashes = &mut self.evm.context().db_mut().cache.block_hashes;
        hashes.insert(U256::from(number), hash);
    }

    /// Gas limit of every block.
    pub fn gas_limit(&self) -> u64 {
        self.evm.context_ref().block.gas_limit
    }

    /// The chain's id.
    pub fn chain_id(&self) -> u64 {
        self.evm.context_ref().cfg.chain_id
    }

    /// The base fee, wei.
    pub fn base_fee(&self) -> u64 {
        self.evm.context_ref().block.basefee
    }

    /// Balance of an account, wei.
    pub fn balance(&mut self, address: Address) -> U256 {
        self.account(address).balance
    }

    /// Nonce of an account.
    pub fn nonce(&mut self, address: Address) -> u64 {
        self.account(address).nonce
    }

    /// Code of an account.
    pub fn code(&mut self, address: Address) -> Bytes {
        let hash = self.account(address).code_hash;
        let Ok(code) = self.evm.context().db_mut().code_by_hash(hash);
        code.original_bytes()
    }

    /// A storage slot of an account.
    pub fn storage(&mut self, address: Address, slot: U256) -> U256 {
        let Ok(value) = self.evm.context().db_mut().storage(address, slot);
        value
    }

    /// Sets a balance, wei.
    pub fn set_balance(&mut self, address: Address, balance: U256) {
        let info = AccountInfo { balance, ..self.account(address) };
        self.evm.context().db_mut().insert_account_info(address, info);
    }

    /// Sets the code of an account.
    pub fn set_code(&mut self, address: Address, code: Bytes) {
        let AccountInfo { balance, nonce, .. } = self.account(address);
        let info = AccountInfo::default()
            .with_code(Bytecode::new_legacy(code))
            .with_balance(balance)
            .with_nonce(nonce);
        self.evm.context().db_mut().insert_account_info(address, info);
    }

    /// Sets a storage slot.
    pub fn set_storage(&mut self, address: Address, slot: U256, value: U256) {
        let Ok(()) = self.evm.context().db_mut().insert_account_storage(address, slot, value);
    }

    /// Sets a nonce.
    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        let info = AccountInfo { nonce, ..self.account(address) };
        self.evm.context().db_mut().insert_account_info(address, info);
    }

    /// The whole state, by account.
    pub fn accounts(&self) -> BTreeMap<Address, Account> {
        let cache = &self.evm.context_ref().db().cache;
        let exists = |account: &DbAccount| account.account_state != AccountState::NotExisting;
        let account = |account: &DbAccount| Account {
            nonce: account.info.nonce,
            balance: account.info.balance,
            code: cache
                .contracts
                .get(&account.info.code_hash)
                .map(Bytecode::original_bytes)
                .unwrap_or_default(),
            storage: (account.storage.iter())
                .filter(|(_, value)| !value.is_zero())
                .map(|(slot, value)| (*slot, *value))
                .collect(),
        };
        (cache.accounts.iter())
            .filter(|(_, found)| exists(found))
            .map(|(address, found)| (*address, account(found)))
            .collect()
    }

    /// Replaces an account, with all of its storage.
    pub fn set_account(&mut self, address: Address, account: Account) {
        self.evm.context().db_mut().cache.accounts.remove(&address);
        if !account.code.is_empty() {
            self.set_code(address, account.code);
        }
        self.set_nonce(address, account.nonce);
        self.set_balance(address, account.balance);
        for (slot, value) in account.storage {
            self.set_storage(address, slot, value);
        }
    }

    fn account(&mut self, address: Address) -> AccountInfo {
        let Ok(info) = self.evm.context().db_mut().basic(address);
        info.unwrap_or_default()
    }

    /// Copies the state.
    pub fn snapshot(&self) -> Snapshot {
        let ctx = self.evm.context_ref();
        Snapshot { db: ctx.db().clone(), block: ctx.block.clone(), receipts: self.receipts.len() }
    }

    /// Restores a snapshot. Receipts of later transactions are removed.
    pub fn restore(&mut self, snapshot: Snapshot) {
        let Snapshot { db, block, receipts } = snapshot;
        let ctx = self.evm.context();
        *ctx.db_mut() = db;
        ctx.block = block;
        self.receipts.truncate(receipts);
    }
}

fn executed(result: ExecutionResult, failure: Option<String>, trace: Vec<HostTrace>) -> Executed {
    let gas_used = result.tx_gas_used();
    let (status, output, logs, created) = match result {
        ExecutionResult::Success { output, logs, .. } => match output {
            Output::Call(data) => (Status::Success, data, logs, None),
            Output::Create(data, address) => (Status::Success, data, logs, address),
        },
        ExecutionResult::Revert { output, .. } => (Status::Revert, output, Vec::new(), None),
        ExecutionResult::Halt { reason, .. } => {
            (Status::Halt(reason), Bytes::new(), Vec::new(), None)
        }
    };
    Executed { status, output, gas_used, logs, created, failure, trace }
}
