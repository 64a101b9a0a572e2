// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sends a transaction exactly once, whatever the node and other tools do.
//!
//! A signed transaction is in the journal before it is sent. From then on only its bytes are sent, until it has a
//! receipt or can never have one, because another transaction has used its nonce.

use std::time::{Duration, Instant};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_network::TxSignerSync;
use alloy_primitives::{TxKind, U256};
use alloy_signer_local::PrivateKeySigner;
use anyhow::{bail, Context, Result};
use clap::Args;
use serde_json::Value;

use crate::chain::{Chain, Receipt, Request, Sent};
use crate::journal::{Attempt, Journal, Mined};
use crate::output::say;
use crate::preflight::max_fee;
use crate::simulation::with_margin;
use crate::steps::Step;

/// Looks for a receipt before the same bytes are sent again.
const POLLS_PER_SEND: u32 = 20;
/// Looks for a receipt before a used nonce is taken as proof that the transaction is lost: different servers behind one
/// URL may know different blocks.
const POLLS_FOR_A_LOST_ONE: u32 = 10;

/// How long to wait for transactions.
#[derive(Clone, Copy, Debug, Args)]
pub struct Timing {
    /// Seconds to wait for a transaction before giving up; a later run continues
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    wait: u64,

    /// Milliseconds between two looks for a receipt
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 500)]
    poll_interval: u64,
}

/// Signs and sends the transactions of an account.
pub struct Sender<'a> {
    /// The chain.
    pub chain: &'a Chain,
    /// Its id.
    pub chain_id: u64,
    /// The account's key.
    pub signer: &'a PrivateKeySigner,
    /// How long to wait.
    pub timing: Timing,
}

impl Sender<'_> {
    /// Completes a step of a deployment: continues where an earlier run stopped, or signs and sends what `request`
    /// returns.
    pub async fn complete(
        &self,
        journal: &mut Journal,
        step: Step,
        request: impl AsyncFn() -> Result<Request>,
    ) -> Result<Receipt> {
        let key = step.key();
        let started = Instant::now();
        loop {
            if let Some(receipt) = self.settle(journal, step).await? {
                return Ok(receipt);
            }
            let attempt = match journal.open_attempts(&key).pop() {
                Some(attempt) if !self.is_lost(journal, step, &attempt).await? => attempt,
                attempt => {
                    if let Some(receipt) = self.settle(journal, step).await? {
                        return Ok(receipt);
                    }
                    if let Some(attempt) = attempt {
                        say!(
                            "{step}: another transaction has used the nonce {} of {}, so {} can never be mined; signing anew",
                            attempt.nonce,
                            self.signer.address(),
                            attempt.hash
                        );
                    }
                    let nonce = self.chain.next_nonce(self.signer.address()).await?;
                    self.sign_into(journal, step, &request().await?, nonce).await?
                }
            };
            match self.chain.send_raw(&attempt.raw).await {
                Sent::Maybe => {}
                // One of two transactions with the same nonce can be mined; the journal has both.
                Sent::Underpriced => {
                    say!("{step}: the price of gas has risen; signing anew with the same nonce");
                    self.sign_into(journal, step, &request().await?, attempt.nonce).await?;
                }
                Sent::Refused(message) => {
                    if let Some(receipt) = self.poll(journal, step, POLLS_FOR_A_LOST_ONE).await? {
                        return Ok(receipt);
                    }
                    bail!("{step}: the node refuses the transaction {}: {message}", attempt.hash);
                }
            }
            if let Some(receipt) = self.poll(journal, step, POLLS_PER_SEND).await? {
                return Ok(receipt);
            }
            if started.elapsed() > Duration::from_secs(self.timing.wait) {
                bail!(
                    "{step}: the transaction {} is not mined yet. Run the same command again to continue",
                    attempt.hash
                );
            }
        }
    }

    /// Sends a transaction that is harmless to repeat, and waits for its receipt.
    pub async fn send(&self, name: &str, request: &Request) -> Result<Receipt> {
        let nonce = self.chain.next_nonce(self.signer.address()).await?;
        let attempt = self.sign(request, nonce).await.with_context(|| name.to_owned())?;
        let started = Instant::now();
        while started.elapsed() <= Duration::from_secs(self.timing.wait) {
            if let Sent::Refused(message) = self.chain.send_raw(&attempt.raw).await {
                bail!("{name}: the node refuses the transaction: {message}");
            }
            for _ in 0..POLLS_PER_SEND {
                match self.chain.receipt(attempt.hash).await? {
                    Some(receipt) if receipt.succeeded() => return Ok(receipt),
                    Some(_) => bail!("{name}: the transaction {} has failed", attempt.hash),
                    None => self.pause().await,
                }
            }
        }
        bail!("{name}: the transaction {} is not mined yet", attempt.hash)
    }

    /// Whether a transaction without a receipt can never have one.
    async fn is_lost(&self, journal: &mut Journal, step: Step, attempt: &Attempt) -> Result<bool> {
        if self.chain.nonce(self.signer.address()).await? <= attempt.nonce {
            return Ok(false);
        }
        // The caller looks for the receipt once more.
        for _ in 0..POLLS_FOR_A_LOST_ONE {
            if self.receipt(journal, step).await?.is_some() {
                return Ok(true);
            }
            self.pause().await;
        }
        Ok(true)
    }

    async fn poll(&self, journal: &mut Journal, step: Step, times: u32) -> Result<Option<Receipt>> {
        for at in 0..times {
            if at > 0 {
                self.pause().await;
            }
            if let Some(receipt) = self.settle(journal, step).await? {
                return Ok(Some(receipt));
            }
        }
        Ok(None)
    }

    /// Records the receipt of a step in the journal, if there is one.
    async fn settle(&self, journal: &mut Journal, step: Step) -> Result<Option<Receipt>> {
        let Some(receipt) = self.receipt(journal, step).await? else { return Ok(None) };
        let hash = receipt.transaction_hash;
        if !receipt.succeeded() {
            journal.failed(&step.key(), hash)?;
            bail!("{step}: the transaction {hash} has failed. Run the same command again to repeat this step");
        }
        let mined = Mined {
            hash,
            block: receipt.block(),
            gas: receipt.gas(),
            contract: receipt.contract_address,
        };
        journal.succeeded(&step.key(), mined)?;
        Ok(Some(receipt))
    }

    /// The receipt of one of a step's transactions: of those with the same nonce, any may be mined.
    async fn receipt(&self, journal: &Journal, step: Step) -> Result<Option<Receipt>> {
        for attempt in journal.open_attempts(&step.key()) {
            if let Some(receipt) = self.chain.receipt(attempt.hash).await? {
                return Ok(Some(receipt));
            }
        }
        Ok(None)
    }

    async fn sign_into(
        &self,
        journal: &mut Journal,
        step: Step,
        request: &Request,
        nonce: u64,
    ) -> Result<Attempt> {
        let attempt = self.sign(request, nonce).await.with_context(|| step.to_string())?;
        journal.signed(&step.key(), attempt.clone())?;
        say!("{step}: sending {}", attempt.hash);
        Ok(attempt)
    }

    async fn sign(&self, request: &Request, nonce: u64) -> Result<Attempt> {
        let from = self.signer.address();
        let gas = self.chain.estimate(from, request, &Value::Null).await?;
        let price = U256::from(self.chain.gas_price().await?);
        let mut tx = TxEip1559 {
            chain_id: self.chain_id,
            nonce,
            gas_limit: with_margin(U256::from(gas)).saturating_to(),
            max_fee_per_gas: max_fee(price).saturating_to(),
            // Arbitrum's sequencer takes transactions in their order; a tip buys nothing.
            max_priority_fee_per_gas: 0,
            to: request.to.map_or(TxKind::Create, TxKind::Call),
            value: request.value,
            input: request.data.clone(),
            ..TxEip1559::default()
        };
        let signature = self.signer.sign_transaction_sync(&mut tx)?;
        let tx = TxEnvelope::from(tx.into_signed(signature));
        Ok(Attempt { nonce, hash: *tx.tx_hash(), raw: tx.encoded_2718().into(), failed: false })
    }

    async fn pause(&self) {
        tokio::time::sleep(Duration::from_millis(self.timing.poll_interval)).await;
    }
}
