// SPDX-License-Identifier: MIT OR Apache-2.0
//! The node: a chain, its blocks and its clock.
//!
//! A transaction is mined as soon as it arrives, in its own block. Calls and estimates see what a transaction
//! sent now would see: the state after the last block, and the number and time of the next.

use std::collections::HashSet;
use std::sync::Arc;

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{
    Receipt, SignableTransaction, Signed, Transaction, TxEnvelope, TxType, TypedTransaction,
};
use alloy_eips::eip2718::Decodable2718;
use alloy_eips::{BlockId, BlockNumberOrTag as Tag};
use alloy_primitives::{Address, Bytes, PrimitiveSignature, TxKind, B256, U256};
use alloy_rpc_types_eth::{TransactionInput, TransactionRequest};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use revm::context::TxEnv;
use revm::context_interface::result::{EVMError, InvalidTransaction};
use tokio::sync::{broadcast, watch};

use crate::accounts::Accounts;
use crate::chain::{Chain, Config, Executed, Snapshot, Status, TxError};
use crate::clock::Clock;
use crate::convert::{
    evm_access_list, evm_address, evm_bytes, evm_hash, evm_kind, rpc_bytes, rpc_log, tx_env,
};
use crate::ledger::{Block, Ledger, Mined};
use crate::stylus::rules::Rules;

/// Default and maximum gas of calls and estimates, as Nitro's `--node.rpc.gas-cap`.
pub const GAS_CAP: u64 = 50_000_000;

/// Number of blocks that a slow subscriber may fall behind before it misses some.
const BACKLOG: usize = 4096;

/// Why a transaction was not mined, or a call failed.
#[derive(Debug, thiserror::Error)]
pub enum Rejected {
    /// The nonce has been used.
    #[error("nonce too low: address {from}, tx: {tx} state: {state}")]
    NonceTooLow {
        /// The sender.
        from: Address,
        /// The transaction's nonce.
        tx: u64,
        /// The account's nonce.
        state: u64,
    },
    /// The nonce is ahead of the account's. There is no queue for such transactions.
    #[error("nonce too high: address {from}, tx: {tx} state: {state}")]
    NonceTooHigh {
        /// The sender.
        from: Address,
        /// The transaction's nonce.
        tx: u64,
        /// The account's nonce.
        state: u64,
    },
    /// The balance does not cover the transaction.
    #[error("insufficient funds for gas * price + value: address {from} have {have} want {want}")]
    Funds {
        /// The sender.
        from: Address,
        /// Its balance, wei.
        have: U256,
        /// The maximum cost of the transaction, wei.
        want: U256,
    },
    /// The transaction is signed for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    ChainId {
        /// The transaction's chain id.
        have: u64,
        /// This chain's id.
        want: u64,
    },
    /// The gas limit is below the intrinsic gas.
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas {
        /// The transaction's limit.
        have: u64,
        /// The intrinsic gas.
        want: u64,
    },
    /// The gas limit exceeds the block's.
    #[error("exceeds block gas limit: have {have}, limit {limit}")]
    BlockGas {
        /// The transaction's limit.
        have: u64,
        /// The block's limit.
        limit: u64,
    },
    /// The maximum price is below the base fee.
    #[error("max fee per gas less than block base fee: address {from}, maxFeePerGas: {have}, baseFee: {want}")]
    BaseFee {
        /// The sender.
        from: Address,
        /// The transaction's maximum price, wei.
        have: u128,
        /// The block's base fee, wei.
        want: u64,
    },
    /// The tip exceeds the maximum price.
    #[error("max priority fee per gas higher than max fee per gas")]
    Tip,
    /// Blob and set-code transactions are not supported.
    #[error("transaction type {0} is not supported: send type 0, 1 or 2")]
    Type(u8),
    /// The bytes are not a transaction.
    #[error("cannot decode the transaction: {0}")]
    Undecodable(String),
    /// The sender cannot be recovered from the signature.
    #[error("invalid signature: no sender can be recovered")]
    Signature,
    /// The transaction has been mined already.
    #[error("already known: transaction {0}")]
    AlreadyKnown(B256),
    /// The node has no key for the sender, and the sender is not impersonated.
    #[error("unknown account {0}: neither a development account nor impersonated")]
    UnknownAccount(Address),
    /// The fields of the request contradict each other, or one is missing.
    #[error("{0}")]
    Request(String),
    /// The transaction breaks another rule of the EVM.
    #[error("{0}")]
    Invalid(InvalidTransaction),
    /// The call reverted, with this data.
    #[error("execution reverted")]
    Reverted(Bytes),
    /// The call halted and used all of its gas.
    #[error("{0}")]
    Halted(String),
    /// The block does not exist.
    #[error("block {0} not found")]
    UnknownBlock(BlockId),
    /// The state of an older block is not available.
    #[error("the state of block {asked} is not kept: only the last block's ({head}) can be read")]
    OldState {
        /// Number of the requested block.
        asked: u64,
        /// Number of the last block.
        head: u64,
    },
    /// The timestamp is before that of the last block.
    #[error("timestamp {asked} is before the last block's, {last}")]
    Past {
        /// The requested timestamp.
        asked: u64,
        /// The last block's timestamp.
        last: u64,
    },
}

/// A state that `evm_revert` can restore.
struct Checkpoint {
    id: u64,
    state: Snapshot,
    head: u64,
    clock: Clock,
}

/// A development node.
pub struct Node {
    chain: Chain,
    ledger: Ledger,
    clock: Clock,
    accounts: Accounts,
    impersonated: HashSet<Address>,
    checkpoints: Vec<Checkpoint>,
    next_checkpoint: u64,
    blocks: broadcast::Sender<Arc<Block>>,
    changes: watch::Sender<()>,
}

impl Node {
    /// A node with an empty chain that starts now, or at `timestamp` (Unix seconds).
    pub fn new(chain_id: u64, rules: Rules, timestamp: Option<u64>) -> Self {
        let clock = timestamp.map_or_else(Clock::default, Clock::at);
        let chain = Chain::new(Config { chain_id, rules, ..Config::default() });
        let time = timestamp.unwrap_or_else(|| clock.next(0));
        let (base_fee, gas_limit) = (chain.base_fee(), chain.gas_limit());
        let first = Block::new(B256::ZERO, 0, time, base_fee, gas_limit, None);
        Self::restored(chain, Ledger::new(first), clock)
    }

    /// A node that continues a saved chain.
    pub(crate) fn restored(mut chain: Chain, ledger: Ledger, clock: Clock) -> Self {
        for block in ledger.blocks() {
            chain.set_block_hash(block.header.number, evm_hash(block.hash));
        }
        chain.set_block_number(ledger.blocks().len() as u64);
        Self {
            chain,
            ledger,
            clock,
            accounts: Accounts::default(),
            impersonated: HashSet::new(),
            checkpoints: Vec::new(),
            next_checkpoint: 1,
            blocks: broadcast::Sender::new(BACKLOG),
            changes: watch::Sender::new(()),
        }
    }

    /// The chain, for reading. Use [`Self::state_mut`] to change it.
    pub fn chain(&mut self) -> &mut Chain {
        &mut self.chain
    }

    /// The chain, for changes other than transactions. Subscribers of [`Self::changes`] are notified.
    pub fn state_mut(&mut self) -> &mut Chain {
        self.changes.send_replace(());
        &mut self.chain
    }

    /// The mined blocks.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The development accounts.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Seconds by which the chain's time is ahead of the system clock.
    pub fn seconds_ahead(&self) -> i64 {
        self.clock.seconds_ahead()
    }

    /// Subscribes to new blocks.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Block>> {
        self.blocks.subscribe()
    }

    /// Subscribes to changes that a state file should include.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Checks that the state of `block` is available, which is that of the last block. `None` means the last block.
    ///
    /// # Errors
    /// [`Rejected::UnknownBlock`], [`Rejected::OldState`].
    pub fn check_state_of(&self, block: Option<BlockId>) -> Result<(), Rejected> {
        let Some(id) = block else { return Ok(()) };
        let asked = (self.block(id).ok_or(Rejected::UnknownBlock(id))?).header.number;
        let head = self.ledger.head().header.number;
        if asked == head {
            Ok(())
        } else {
            Err(Rejected::OldState { asked, head })
        }
    }

    /// The block with a tag, number or hash. The pending block is the last one, since every transaction is mined at
    /// once.
    pub fn block(&self, id: BlockId) -> Option<&Arc<Block>> {
        match id {
            BlockId::Hash(hash) => self.ledger.by_hash(hash.block_hash),
            BlockId::Number(Tag::Number(number)) => self.ledger.by_number(number),
            BlockId::Number(Tag::Earliest) => self.ledger.by_number(0),
            BlockId::Number(Tag::Latest | Tag::Pending | Tag::Safe | Tag::Finalized) => {
                Some(self.ledger.head())
            }
        }
    }

    /// Mines a signed transaction. A transaction that reverts is mined as well.
    ///
    /// # Errors
    /// If the transaction is invalid. Nothing is mined then.
    pub fn submit_raw(&mut self, raw: &[u8]) -> Result<Arc<Block>, Rejected> {
        let mut rest = raw;
        let tx = TxEnvelope::decode_2718(&mut rest)
            .map_err(|error| Rejected::Undecodable(error.to_string()))?;
        if !rest.is_empty() {
            return Err(Rejected::Undecodable("it is followed by other bytes".into()));
        }
        supported(tx.tx_type())?;
        let from = tx.recover_signer().map_err(|_| Rejected::Signature)?;
        self.submit(Recovered::new_unchecked(tx, from))
    }

    /// Completes, signs and mines a transaction. The sender must be a development account or impersonated.
    ///
    /// # Errors
    /// If the transaction is invalid, or if it has no gas limit and would revert. Nothing is mined then.
    pub fn send(&mut self, request: TransactionRequest) -> Result<Arc<Block>, Rejected> {
        let from =
            request.from.ok_or_else(|| Rejected::Request("a transaction needs `from`".into()))?;
        let impersonated = self.impersonated.contains(&from);
        if !impersonated && self.accounts.signer(from).is_none() {
            return Err(Rejected::UnknownAccount(from));
        }
        let tx = self.complete(request, from)?;
        let tx = signed(tx, self.accounts.signer(from), from)?;
        self.submit(Recovered::new_unchecked(tx, from))
    }

    fn complete(
        &mut self,
        mut request: TransactionRequest,
        from: Address,
    ) -> Result<TypedTransaction, Rejected> {
        check_request(&request)?;
        request.input = TransactionInput::maybe_input(request.input.into_input());
        request.to = Some(request.to.unwrap_or(TxKind::Create));
        let chain_id = self.chain.chain_id();
        request.chain_id.get_or_insert(chain_id);
        if request.nonce.is_none() {
            request.nonce = Some(self.chain.nonce(evm_address(from)));
        }
        if request.gas.is_none() {
            request.gas = Some(self.estimate(&request)?);
        }
        if request.gas_price.is_none() {
            let tip = request.max_priority_fee_per_gas.unwrap_or(0);
            let base_fee = u128::from(self.chain.base_fee());
            request.max_priority_fee_per_gas = Some(tip);
            request.max_fee_per_gas.get_or_insert(base_fee * 2 + tip);
        }
        let tx = request
            .build_typed_tx()
            .map_err(|_| Rejected::Request("the fields do not form a transaction".into()))?;
        supported(tx.tx_type())?;
        Ok(tx)
    }

    fn submit(&mut self, tx: Recovered<TxEnvelope>) -> Result<Arc<Block>, Rejected> {
        let from = tx.signer();
        let tx = tx.into_tx();
        let chain_id = self.chain.chain_id();
        if self.ledger.by_tx(*tx.tx_hash()).is_some() {
            return Err(Rejected::AlreadyKnown(*tx.tx_hash()));
        }
        if let Some(have) = tx.chain_id().filter(|id| *id != chain_id) {
            return Err(Rejected::ChainId { have, want: chain_id });
        }
        if tx.max_priority_fee_per_gas().is_some_and(|tip| tip > tx.max_fee_per_gas()) {
            return Err(Rejected::Tip);
        }
        let time = self.clock.next(self.ledger.head().header.timestamp);
        self.chain.set_timestamp(time);
        let env = tx_env(&tx, from, chain_id);
        let executed = match self.chain.transact(env) {
            Ok(receipt) => receipt.executed.clone(),
            Err(error) => return Err(self.rejected(error, &tx, from)),
        };
        let mined = Mined {
            from,
            receipt: Receipt {
                status: executed.is_success().into(),
                cumulative_gas_used: executed.gas_used,
                logs: executed.logs.iter().map(rpc_log).collect(),
            },
            output: rpc_bytes(&executed.output),
            failure: halted(&executed),
            tx,
        };
        Ok(self.seal(time, Some(mined)))
    }

    /// Mines an empty block.
    pub fn mine(&mut self) -> Arc<Block> {
        let time = self.clock.next(self.ledger.head().header.timestamp);
        self.chain.mine();
        self.seal(time, None)
    }

    fn seal(&mut self, time: u64, mined: Option<Mined>) -> Arc<Block> {
        let head = self.ledger.head();
        let block = Block::new(
            head.hash,
            head.header.number + 1,
            time,
            self.chain.base_fee(),
            self.chain.gas_limit(),
            mined,
        );
        self.chain.set_block_hash(block.header.number, evm_hash(block.hash));
        self.clock.mined(time);
        let block = self.ledger.push(block);
        // An error only means that there are no subscribers.
        let _ = self.blocks.send(block.clone());
        self.changes.send_replace(());
        block
    }

    /// Executes a call without changing the state, and returns its output.
    ///
    /// # Errors
    /// If the call reverts, halts or is invalid.
    pub fn call(&mut self, request: &TransactionRequest) -> Result<Bytes, Rejected> {
        let executed = self.execute(request, request.gas.unwrap_or(GAS_CAP).min(GAS_CAP))?;
        succeeded(&executed)?;
        Ok(rpc_bytes(&executed.output))
    }

    /// The smallest gas limit with which a transaction succeeds.
    ///
    /// # Errors
    /// If it does not succeed with the request's limit, or with [`GAS_CAP`].
    pub fn estimate(&mut self, request: &TransactionRequest) -> Result<u64, Rejected> {
        let mut enough = request.gas.unwrap_or(GAS_CAP).min(GAS_CAP);
        let executed = self.execute(request, enough)?;
        succeeded(&executed)?;
        // The limit is at least the gas used. It can be higher, because refunds come at the end and calls hold back a
        // part of the gas, but usually not by much: start the search there and double the steps.
        let used = executed.gas_used;
        let mut too_little = used - 1;
        while too_little + 1 < enough {
            let step = too_little.checked_sub(used).map_or(1, |beyond| beyond * 2 + 1024);
            let guess = too_little + step.min((enough - too_little) / 2);
            let suffices = match self.execute(request, guess) {
                Ok(executed) => executed.is_success(),
                Err(Rejected::IntrinsicGas { .. }) => false,
                Err(error) => return Err(error),
            };
            if suffices {
                enough = guess;
            } else {
                too_little = guess;
            }
        }
        Ok(enough)
    }

    fn execute(&mut self, request: &TransactionRequest, gas: u64) -> Result<Executed, Rejected> {
        check_request(request)?;
        let from = request.from.unwrap_or_default();
        let value = request.value.unwrap_or_default();
        let have = self.chain.balance(evm_address(from));
        if value > have {
            return Err(Rejected::Funds { from, have, want: value });
        }
        let time = self.clock.next(self.ledger.head().header.timestamp);
        self.chain.set_timestamp(time);
        let access_list = request.access_list.as_ref();
        let env = TxEnv {
            // Only types after the first have access lists.
            tx_type: access_list.is_some().into(),
            caller: evm_address(from),
            gas_limit: gas,
            gas_price: request
                .gas_price
                .or(request.max_fee_per_gas)
                .map_or(0, |price| price.min(self.chain.base_fee().into())),
            kind: evm_kind(request.to.unwrap_or(TxKind::Create)),
            value,
            data: request.input.input().map(evm_bytes).unwrap_or_default(),
            chain_id: Some(self.chain.chain_id()),
            access_list: access_list.map(evm_access_list).unwrap_or_default(),
            ..TxEnv::default()
        };
        self.chain.call(env).map_err(|error| match error {
            EVMError::Transaction(error) => rejected_call(error, gas),
            other => Rejected::Halted(other.to_string()),
        })
    }

    fn rejected(&mut self, error: TxError, tx: &TxEnvelope, from: Address) -> Rejected {
        let EVMError::Transaction(error) = error else {
            return Rejected::Halted(error.to_string());
        };
        match error {
            InvalidTransaction::NonceTooLow { tx, state } => {
                Rejected::NonceTooLow { from, tx, state }
            }
            InvalidTransaction::NonceTooHigh { tx, state } => {
                Rejected::NonceTooHigh { from, tx, state }
            }
            InvalidTransaction::LackOfFundForMaxFee { fee, balance } => {
                Rejected::Funds { from, have: *balance, want: *fee }
            }
            InvalidTransaction::CallerGasLimitMoreThanBlock => {
                Rejected::BlockGas { have: tx.gas_limit(), limit: self.chain.gas_limit() }
            }
            InvalidTransaction::GasPriceLessThanBasefee => {
                Rejected::BaseFee { from, have: tx.max_fee_per_gas(), want: self.chain.base_fee() }
            }
            error => rejected_call(error, tx.gas_limit()),
        }
    }

    /// Sets the time of the next block, in Unix seconds.
    ///
    /// # Errors
    /// [`Rejected::Past`].
    pub fn set_next_timestamp(&mut self, time: u64) -> Result<(), Rejected> {
        let last = self.ledger.head().header.timestamp;
        if time < last {
            return Err(Rejected::Past { asked: time, last });
        }
        self.clock.set_next(time);
        Ok(())
    }

    /// Moves the chain's time forward.
    pub fn increase_time(&mut self, seconds: u64) {
        self.clock.advance(seconds);
        self.changes.send_replace(());
    }

    /// Allows [`Self::send`] to send transactions from `address` without its key, or ends that.
    pub fn impersonate(&mut self, address: Address, on: bool) {
        if on {
            self.impersonated.insert(address);
        } else {
            self.impersonated.remove(&address);
        }
    }

    /// Takes a checkpoint of the state. Returns its id for [`Self::revert`].
    pub fn checkpoint(&mut self) -> u64 {
        let id = self.next_checkpoint;
        self.next_checkpoint += 1;
        self.checkpoints.push(Checkpoint {
            id,
            state: self.chain.snapshot(),
            head: self.ledger.head().header.number,
            clock: self.clock,
        });
        id
    }

    /// Restores a checkpoint, and removes it and all later ones. Returns false if it does not exist.
    pub fn revert(&mut self, id: u64) -> bool {
        let Some(index) = self.checkpoints.iter().position(|found| found.id == id) else {
            return false;
        };
        let checkpoint = self.checkpoints.swap_remove(index);
        self.checkpoints.truncate(index);
        self.chain.restore(checkpoint.state);
        self.ledger.truncate(checkpoint.head);
        self.clock = checkpoint.clock;
        self.changes.send_replace(());
        true
    }
}

/// Rejects requests whose fields contradict each other.
fn check_request(request: &TransactionRequest) -> Result<(), Rejected> {
    let rejected = |reason: &str| Err(Rejected::Request(reason.into()));
    if request.input.unique_input().is_err() {
        return rejected("`data` and `input` differ");
    }
    let dynamic = request.max_fee_per_gas.or(request.max_priority_fee_per_gas);
    if request.gas_price.is_some() && dynamic.is_some() {
        return rejected("both `gasPrice` and `maxFeePerGas` or `maxPriorityFeePerGas` are set");
    }
    if request.blob_versioned_hashes.is_some() || request.sidecar.is_some() {
        return Err(Rejected::Type(TxType::Eip4844 as u8));
    }
    if request.authorization_list.is_some() {
        return Err(Rejected::Type(TxType::Eip7702 as u8));
    }
    Ok(())
}

fn supported(kind: TxType) -> Result<(), Rejected> {
    match kind {
        TxType::Legacy | TxType::Eip2930 | TxType::Eip1559 => Ok(()),
        TxType::Eip4844 | TxType::Eip7702 => Err(Rejected::Type(kind as u8)),
    }
}

/// Signs a transaction. Without a key, the signature is a placeholder that contains the sender, so that no two
/// transactions have the same hash.
fn signed(
    tx: TypedTransaction,
    signer: Option<&PrivateKeySigner>,
    from: Address,
) -> Result<TxEnvelope, Rejected> {
    fn sign<T: SignableTransaction<PrimitiveSignature>>(
        tx: T,
        signer: Option<&PrivateKeySigner>,
        from: Address,
    ) -> Signed<T> {
        let signature = match signer {
            Some(signer) => {
                signer.sign_hash_sync(&tx.signature_hash()).expect("a local key signs any hash")
            }
            None => {
                let sender = U256::from_be_bytes(from.into_word().0);
                PrimitiveSignature::new(sender, U256::from(1), false)
            }
        };
        tx.into_signed(signature)
    }
    match tx {
        TypedTransaction::Legacy(tx) => Ok(sign(tx, signer, from).into()),
        TypedTransaction::Eip2930(tx) => Ok(sign(tx, signer, from).into()),
        TypedTransaction::Eip1559(tx) => Ok(sign(tx, signer, from).into()),
        other => Err(Rejected::Type(other.tx_type() as u8)),
    }
}

fn rejected_call(error: InvalidTransaction, gas: u64) -> Rejected {
    match error {
        InvalidTransaction::CallGasCostMoreThanGasLimit { initial_gas, .. } => {
            Rejected::IntrinsicGas { have: gas, want: initial_gas }
        }
        error => Rejected::Invalid(error),
    }
}

fn succeeded(executed: &Executed) -> Result<(), Rejected> {
    match executed.status {
        Status::Success => Ok(()),
        Status::Revert => Err(Rejected::Reverted(rpc_bytes(&executed.output))),
        Status::Halt(_) => Err(Rejected::Halted(halted(executed).unwrap_or_default())),
    }
}

/// Why a transaction halted, as text. `None` if it did not.
fn halted(executed: &Executed) -> Option<String> {
    let Status::Halt(reason) = &executed.status else {
        return None;
    };
    Some(match &executed.failure {
        Some(failure) => format!("{reason}: {failure}"),
        None => reason.to_string(),
    })
}
