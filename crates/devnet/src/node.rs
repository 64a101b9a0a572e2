//! The node: a chain, what was mined on it, and its clock.
//!
//! A transaction is mined the moment it arrives, in a block of its own. Calls and estimates see what a transaction
//! sent now would see: the state after the last block, and the time of the next.

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

/// Gas of calls that name none, and the most that calls and estimates get: Nitro's `--node.rpc.gas-cap`.
pub const GAS_CAP: u64 = 50_000_000;

/// New blocks that a slow subscriber may be behind.
const BACKLOG: usize = 4096;

/// Why a transaction was not mined, or a call not made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The sender has sent this nonce already.
    #[error("nonce too low: address {from}, tx: {tx} state: {state}")]
    NonceTooLow {
        /// The sender.
        from: Address,
        /// The transaction's nonce.
        tx: u64,
        /// The account's.
        state: u64,
    },
    /// Transactions are missing before this one. None are kept waiting.
    #[error("nonce too high: address {from}, tx: {tx} state: {state}")]
    NonceTooHigh {
        /// The sender.
        from: Address,
        /// The transaction's nonce.
        tx: u64,
        /// The account's.
        state: u64,
    },
    /// The sender cannot pay.
    #[error("insufficient funds for gas * price + value: address {from} have {have} want {want}")]
    Funds {
        /// The sender.
        from: Address,
        /// Its balance, wei.
        have: U256,
        /// What the transaction may cost, wei.
        want: U256,
    },
    /// Signed for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    ChainId {
        /// The transaction's.
        have: u64,
        /// This chain's.
        want: u64,
    },
    /// Not even enough gas to start.
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas {
        /// The transaction's limit.
        have: u64,
        /// What it takes.
        want: u64,
    },
    /// More gas than a block has.
    #[error("exceeds block gas limit: have {have}, limit {limit}")]
    BlockGas {
        /// The transaction's limit.
        have: u64,
        /// The block's.
        limit: u64,
    },
    /// The price is below the base fee.
    #[error("max fee per gas less than block base fee: address {from}, maxFeePerGas: {have}, baseFee: {want}")]
    BaseFee {
        /// The sender.
        from: Address,
        /// The transaction's, wei.
        have: u128,
        /// The block's, wei.
        want: u64,
    },
    /// The tip is above the price.
    #[error("max priority fee per gas higher than max fee per gas")]
    Tip,
    /// Blobs and authorizations are not for this chain.
    #[error("transaction type {0} is not supported: send type 0, 1 or 2")]
    Type(u8),
    /// Not a transaction.
    #[error("cannot decode the transaction: {0}")]
    Undecodable(String),
    /// The signature is nobody's.
    #[error("invalid signature: no sender can be recovered")]
    Signature,
    /// It was mined before.
    #[error("already known: transaction {0}")]
    AlreadyKnown(B256),
    /// The node has no key of the sender's.
    #[error("unknown account {0}: neither a development account nor impersonated")]
    UnknownAccount(Address),
    /// Fields that contradict each other or make no transaction.
    #[error("{0}")]
    Request(String),
    /// Another rule of the EVM.
    #[error("{0}")]
    Invalid(InvalidTransaction),
    /// The call reverted.
    #[error("execution reverted")]
    Reverted(Bytes),
    /// The call took all its gas.
    #[error("{0}")]
    Halted(String),
    /// The block is not there yet.
    #[error("block {0} not found")]
    UnknownBlock(BlockId),
    /// The state has moved on.
    #[error("the state of block {asked} is not kept: only the last block's ({head}) can be read")]
    OldState {
        /// The block asked for.
        asked: u64,
        /// The last block.
        head: u64,
    },
    /// Blocks are in order of time.
    #[error("timestamp {asked} is before the last block's, {last}")]
    Past {
        /// The time asked for.
        asked: u64,
        /// The last block's.
        last: u64,
    },
}

/// What `evm_revert` goes back to.
struct Checkpoint {
    id: u64,
    state: Snapshot,
    head: u64,
    clock: Clock,
}

/// The node.
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
    /// A chain without accounts that starts now, or at `timestamp`.
    pub fn new(chain_id: u64, timestamp: Option<u64>) -> Self {
        let clock = timestamp.map_or_else(Clock::default, Clock::at);
        let chain = Chain::new(Config {
            chain_id,
            ..Config::default()
        });
        let time = timestamp.unwrap_or_else(|| clock.next(0));
        let (base_fee, gas_limit) = (chain.base_fee(), chain.gas_limit());
        let first = Block::new(B256::ZERO, 0, time, base_fee, gas_limit, None);
        Self::restored(chain, Ledger::new(first), clock)
    }

    /// A node that goes on where another ended.
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

    /// The chain, to look at.
    pub fn chain(&mut self) -> &mut Chain {
        &mut self.chain
    }

    /// The chain, to change by other means than transactions.
    pub fn tamper(&mut self) -> &mut Chain {
        self.changes.send_replace(());
        &mut self.chain
    }

    /// What was mined.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The development accounts.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Seconds that the chain's time is ahead of the machine's.
    pub fn seconds_ahead(&self) -> i64 {
        self.clock.seconds_ahead()
    }

    /// New blocks, from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Block>> {
        self.blocks.subscribe()
    }

    /// Notices of changes that a state file should have.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Makes sure that the state asked for is the one there is.
    ///
    /// # Errors
    /// [`Refused::UnknownBlock`], [`Refused::OldState`].
    pub fn check_state_of(&self, block: Option<BlockId>) -> Result<(), Refused> {
        let Some(id) = block else { return Ok(()) };
        let asked = (self.block(id).ok_or(Refused::UnknownBlock(id))?)
            .header
            .number;
        let head = self.ledger.head().header.number;
        if asked == head {
            Ok(())
        } else {
            Err(Refused::OldState { asked, head })
        }
    }

    /// The block with this tag, number or hash. The pending block is the last: nothing waits.
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

    /// Mines a signed transaction. One that reverts is mined as well.
    ///
    /// # Errors
    /// If it breaks a rule. Nothing is mined then.
    pub fn submit_raw(&mut self, raw: &[u8]) -> Result<Arc<Block>, Refused> {
        let mut rest = raw;
        let tx = TxEnvelope::decode_2718(&mut rest)
            .map_err(|error| Refused::Undecodable(error.to_string()))?;
        if !rest.is_empty() {
            return Err(Refused::Undecodable("bytes after its end".into()));
        }
        supported(tx.tx_type())?;
        let from = tx.recover_signer().map_err(|_| Refused::Signature)?;
        self.submit(Recovered::new_unchecked(tx, from))
    }

    /// Completes, signs and mines a transaction of an account that the node has the key of or impersonates.
    ///
    /// # Errors
    /// If it breaks a rule, or has no gas limit and would revert. Nothing is mined then.
    pub fn send(&mut self, request: TransactionRequest) -> Result<Arc<Block>, Refused> {
        let from = request
            .from
            .ok_or_else(|| Refused::Request("a transaction needs `from`".into()))?;
        let impersonated = self.impersonated.contains(&from);
        if !impersonated && self.accounts.signer(from).is_none() {
            return Err(Refused::UnknownAccount(from));
        }
        let tx = self.complete(request, from)?;
        let tx = signed(tx, self.accounts.signer(from), from)?;
        self.submit(Recovered::new_unchecked(tx, from))
    }

    fn complete(
        &mut self,
        mut request: TransactionRequest,
        from: Address,
    ) -> Result<TypedTransaction, Refused> {
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
            .map_err(|_| Refused::Request("the fields make no transaction".into()))?;
        supported(tx.tx_type())?;
        Ok(tx)
    }

    fn submit(&mut self, tx: Recovered<TxEnvelope>) -> Result<Arc<Block>, Refused> {
        let from = tx.signer();
        let tx = tx.into_tx();
        let chain_id = self.chain.chain_id();
        if self.ledger.by_tx(*tx.tx_hash()).is_some() {
            return Err(Refused::AlreadyKnown(*tx.tx_hash()));
        }
        if let Some(have) = tx.chain_id().filter(|id| *id != chain_id) {
            return Err(Refused::ChainId {
                have,
                want: chain_id,
            });
        }
        if tx
            .max_priority_fee_per_gas()
            .is_some_and(|tip| tip > tx.max_fee_per_gas())
        {
            return Err(Refused::Tip);
        }
        let time = self.clock.next(self.ledger.head().header.timestamp);
        self.chain.set_timestamp(time);
        let env = tx_env(&tx, from, chain_id);
        let executed = match self.chain.transact(env) {
            Ok(receipt) => receipt.executed.clone(),
            Err(error) => return Err(self.refused(error, &tx, from)),
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
        self.chain
            .set_block_hash(block.header.number, evm_hash(block.hash));
        self.clock.mined(time);
        let block = self.ledger.push(block);
        // Nobody may be listening.
        let _ = self.blocks.send(block.clone());
        self.changes.send_replace(());
        block
    }

    /// Makes a call and forgets what it did.
    ///
    /// # Errors
    /// If it does not succeed.
    pub fn call(&mut self, request: &TransactionRequest) -> Result<Bytes, Refused> {
        let executed = self.execute(request, request.gas.unwrap_or(GAS_CAP).min(GAS_CAP))?;
        succeeded(&executed)?;
        Ok(rpc_bytes(&executed.output))
    }

    /// The least gas limit with which a transaction would go through.
    ///
    /// # Errors
    /// If none up to the request's or [`GAS_CAP`] suffices.
    pub fn estimate(&mut self, request: &TransactionRequest) -> Result<u64, Refused> {
        let mut enough = request.gas.unwrap_or(GAS_CAP).min(GAS_CAP);
        let executed = self.execute(request, enough)?;
        succeeded(&executed)?;
        // Refunds come at the end, and a call keeps back a part of the gas: the limit can be above what was used,
        // and not below. It mostly is not far above: a search that starts there and doubles its steps is short.
        let used = executed.gas_used;
        let mut too_little = used - 1;
        while too_little + 1 < enough {
            let step = too_little
                .checked_sub(used)
                .map_or(1, |beyond| beyond * 2 + 1024);
            let guess = too_little + step.min((enough - too_little) / 2);
            let suffices = match self.execute(request, guess) {
                Ok(executed) => executed.is_success(),
                Err(Refused::IntrinsicGas { .. }) => false,
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

    fn execute(&mut self, request: &TransactionRequest, gas: u64) -> Result<Executed, Refused> {
        check_request(request)?;
        let from = request.from.unwrap_or_default();
        let value = request.value.unwrap_or_default();
        let have = self.chain.balance(evm_address(from));
        if value > have {
            return Err(Refused::Funds {
                from,
                have,
                want: value,
            });
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
            EVMError::Transaction(error) => refused_call(error, gas),
            other => Refused::Halted(other.to_string()),
        })
    }

    fn refused(&mut self, error: TxError, tx: &TxEnvelope, from: Address) -> Refused {
        let EVMError::Transaction(error) = error else {
            return Refused::Halted(error.to_string());
        };
        match error {
            InvalidTransaction::NonceTooLow { tx, state } => {
                Refused::NonceTooLow { from, tx, state }
            }
            InvalidTransaction::NonceTooHigh { tx, state } => {
                Refused::NonceTooHigh { from, tx, state }
            }
            InvalidTransaction::LackOfFundForMaxFee { fee, balance } => Refused::Funds {
                from,
                have: *balance,
                want: *fee,
            },
            InvalidTransaction::CallerGasLimitMoreThanBlock => Refused::BlockGas {
                have: tx.gas_limit(),
                limit: self.chain.gas_limit(),
            },
            InvalidTransaction::GasPriceLessThanBasefee => Refused::BaseFee {
                from,
                have: tx.max_fee_per_gas(),
                want: self.chain.base_fee(),
            },
            error => refused_call(error, tx.gas_limit()),
        }
    }

    /// Promises the next block a time.
    ///
    /// # Errors
    /// [`Refused::Past`].
    pub fn set_next_timestamp(&mut self, time: u64) -> Result<(), Refused> {
        let last = self.ledger.head().header.timestamp;
        if time < last {
            return Err(Refused::Past { asked: time, last });
        }
        self.clock.promise(time);
        Ok(())
    }

    /// Moves the chain's time on.
    pub fn increase_time(&mut self, seconds: u64) {
        self.clock.advance(seconds);
        self.changes.send_replace(());
    }

    /// Lets [`Self::send`] send for `address`, or no longer.
    pub fn impersonate(&mut self, address: Address, on: bool) {
        if on {
            self.impersonated.insert(address);
        } else {
            self.impersonated.remove(&address);
        }
    }

    /// Remembers the state, and returns the number to go back to it with.
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

    /// Goes back to a checkpoint. It and all later ones are used up. Returns whether there is such a one.
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

/// Refuses requests that contradict themselves.
fn check_request(request: &TransactionRequest) -> Result<(), Refused> {
    let refused = |reason: &str| Err(Refused::Request(reason.into()));
    if request.input.unique_input().is_err() {
        return refused("`data` and `input` differ");
    }
    let dynamic = request.max_fee_per_gas.or(request.max_priority_fee_per_gas);
    if request.gas_price.is_some() && dynamic.is_some() {
        return refused("both `gasPrice` and `maxFeePerGas` or `maxPriorityFeePerGas`");
    }
    if request.blob_versioned_hashes.is_some() || request.sidecar.is_some() {
        return Err(Refused::Type(TxType::Eip4844 as u8));
    }
    if request.authorization_list.is_some() {
        return Err(Refused::Type(TxType::Eip7702 as u8));
    }
    Ok(())
}

fn supported(kind: TxType) -> Result<(), Refused> {
    match kind {
        TxType::Legacy | TxType::Eip2930 | TxType::Eip1559 => Ok(()),
        TxType::Eip4844 | TxType::Eip7702 => Err(Refused::Type(kind as u8)),
    }
}

/// Signs a transaction. Without a key, the signature is nobody's; it names the sender, so that no two transactions
/// share a hash.
fn signed(
    tx: TypedTransaction,
    signer: Option<&PrivateKeySigner>,
    from: Address,
) -> Result<TxEnvelope, Refused> {
    fn sign<T: SignableTransaction<PrimitiveSignature>>(
        tx: T,
        signer: Option<&PrivateKeySigner>,
        from: Address,
    ) -> Signed<T> {
        let signature = match signer {
            Some(signer) => signer
                .sign_hash_sync(&tx.signature_hash())
                .expect("a local key signs anything"),
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
        other => Err(Refused::Type(other.tx_type() as u8)),
    }
}

fn refused_call(error: InvalidTransaction, gas: u64) -> Refused {
    match error {
        InvalidTransaction::CallGasCostMoreThanGasLimit { initial_gas, .. } => {
            Refused::IntrinsicGas {
                have: gas,
                want: initial_gas,
            }
        }
        error => Refused::Invalid(error),
    }
}

fn succeeded(executed: &Executed) -> Result<(), Refused> {
    match executed.status {
        Status::Success => Ok(()),
        Status::Revert => Err(Refused::Reverted(rpc_bytes(&executed.output))),
        Status::Halt(_) => Err(Refused::Halted(halted(executed).unwrap_or_default())),
    }
}

/// Why a transaction took all its gas, in words.
fn halted(executed: &Executed) -> Option<String> {
    let Status::Halt(reason) = &executed.status else {
        return None;
    };
    Some(match &executed.failure {
        Some(failure) => format!("{reason}: {failure}"),
        None => reason.to_string(),
    })
}
