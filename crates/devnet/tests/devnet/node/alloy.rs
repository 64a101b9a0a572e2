// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contract as a Rust client uses it through alloy: typed calls, signed transactions over HTTP, decoded events and
//! errors.

use std::io::BufRead;

use alloy_network::EthereumWallet;
use alloy_primitives::{Address, Bytes, U256};
use alloy_provider::network::Ethereum;
use alloy_provider::{Provider, ProviderBuilder, RootProvider};
use alloy_rpc_types_eth::{Filter, TransactionReceipt, TransactionRequest};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, SolError, SolEvent};

use super::support::{NodeProcess, ALICE_KEY, BOB};
use crate::interface::IDiem::*;

const ONE: u128 = 1_000_000_000_000_000_000;

fn vvv(amount: u128) -> U256 {
    U256::from(amount * ONE)
}

/// A node with Diem, as `cargo devnet` starts it, and the addresses that it prints.
struct Node {
    _process: NodeProcess,
    url: String,
    diem: Address,
    token: Address,
}

impl Node {
    fn start() -> Self {
        let (process, output) = NodeProcess::spawn(&[]);
        let mut lines = output.lines();
        let mut line = |start: &str| -> String {
            let mut texts = lines.by_ref().map(|line| line.expect("text"));
            texts.find(|line| line.trim_start().starts_with(start)).expect(start)
        };
        let address = |line: String| -> Address {
            let last = line.split_whitespace().last().expect("an address");
            last.parse().expect("an address")
        };
        let greeting = line("A Stylus chain");
        let url = greeting.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url.expect("a URL").to_owned();
        let (diem, token) = (address(line("Diem ")), address(line("VVV ")));
        // Drains the rest of the output, so that the node never blocks on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { _process: process, url, diem, token }
    }

    /// A client that signs with `key`.
    fn client(&self, key: &str) -> Client<'_, impl Provider> {
        let signer: PrivateKeySigner = key.parse().expect("a key");
        let address = signer.address();
        let provider = ProviderBuilder::new()
            .wallet(EthereumWallet::from(signer))
            .on_http(self.url.parse().expect("a URL"));
        Client { node: self, provider, address }
    }

    fn reader(&self) -> RootProvider<Ethereum> {
        RootProvider::new_http(self.url.parse().expect("a URL"))
    }
}

struct Client<'a, P> {
    node: &'a Node,
    provider: P,
    address: Address,
}

impl<P: Provider> Client<'_, P> {
    fn request<C: SolCall>(&self, to: Address, call: &C) -> TransactionRequest {
        TransactionRequest::default()
            .from(self.address)
            .to(to)
            .input(Bytes::from(call.abi_encode()).into())
    }

    /// Signs and sends a call to Diem, and waits for its receipt.
    async fn send<C: SolCall>(&self, call: C) -> TransactionReceipt {
        self.send_to(self.node.diem, call).await
    }

    async fn send_to<C: SolCall>(&self, to: Address, call: C) -> TransactionReceipt {
        let pending = self.provider.send_transaction(self.request(to, &call)).await;
        let receipt = pending.expect(C::SIGNATURE).get_receipt().await.expect("a receipt");
        assert!(receipt.status(), "{}", C::SIGNATURE);
        receipt
    }

    /// Calls a view.
    async fn read<C: SolCall>(&self, call: C) -> C::Return {
        let data = self.provider.call(&self.request(self.node.diem, &call)).await;
        C::abi_decode_returns(&data.expect(C::SIGNATURE), true).expect("the ABI's return data")
    }

    /// The revert data of a failing call, as `eth_estimateGas` reports it.
    async fn revert_data<C: SolCall>(&self, call: C) -> Bytes {
        let error = self.provider.estimate_gas(&self.request(self.node.diem, &call)).await;
        let error = error.expect_err(C::SIGNATURE);
        error.as_error_resp().expect("an answer").as_revert_data().expect("revert data")
    }
}

/// The only event `E` of a receipt.
fn event<E: SolEvent + Clone>(receipt: &TransactionReceipt) -> E {
    let found: Vec<_> =
        receipt.inner.logs().iter().filter_map(|log| log.log_decode::<E>().ok()).collect();
    assert_eq!(found.len(), 1, "{}", E::SIGNATURE);
    found[0].inner.data.clone()
}

#[tokio::test]
async fn a_position_is_opened_transferred_and_closed() {
    let node = Node::start();
    let alice = node.client(ALICE_KEY);
    alice.send_to(node.token, approveCall { spender: node.diem, value: U256::MAX }).await;

    let staked = alice.send(stake_0Call { recipient: alice.address, amount: vvv(10_000) }).await;
    let VvvStaked { account, payer, amount } = event(&staked);
    assert_eq!((account, payer, amount), (alice.address, alice.address, vvv(10_000)));

    let quote = alice.read(getDiemAmountOutCall { vvvToLock: vvv(9_000) }).await.diemOut;
    let minted = alice.send(mintDiemCall { vvvToLock: vvv(9_000), minOut: quote }).await;
    assert_eq!(event::<DiemMinted>(&minted).diemMinted, quote);
    assert_eq!(event::<Transfer>(&minted).value, quote);
    assert_eq!(alice.read(balanceOfCall { account: alice.address }).await._0, quote);

    let bob: Address = BOB.parse().expect("an address");
    alice.send(transferCall { to: bob, value: U256::from(ONE) }).await;
    assert_eq!(alice.read(balanceOfCall { account: bob }).await._0, U256::from(ONE));

    let burned = alice.send(burnDiemCall { amount: quote - U256::from(ONE) }).await;
    let freed = event::<DiemBurned>(&burned).vvvUnlocked;
    let position = alice.read(lockedStakesCall { account: alice.address }).await;
    assert_eq!(position.outstandingDiemAmount, U256::from(ONE));
    assert_eq!(position.sVVVLockedAmount, vvv(9_000) - freed);

    let opened = alice.send(initiateUnstakeVvvCall { amount: freed }).await;
    let VvvUnstakeInitiated { maturity, .. } = event(&opened);
    let early = alice.revert_data(finalizeUnstakeCall {}).await;
    assert_eq!(NothingMatured::abi_decode(&early, true).expect("the error").next, maturity);
    let week = 7 * 86_400u64;
    let _: serde_json::Value =
        alice.provider.raw_request("evm_increaseTime".into(), [week]).await.expect("time moves");
    let paid = alice.send(finalizeUnstakeCall {}).await;
    assert_eq!(event::<VvvUnstaked>(&paid).amount, freed);
}

#[tokio::test]
async fn errors_are_decoded_with_their_values() {
    let node = Node::start();
    let alice = node.client(ALICE_KEY);
    let data = alice.revert_data(mintDiemCall { vvvToLock: vvv(1), minOut: U256::ZERO }).await;
    let error = InsufficientUnlocked::abi_decode(&data, true).expect("the error");
    assert_eq!((error.available, error.needed), (U256::ZERO, vvv(1)));
    let data = alice.revert_data(stake_0Call { recipient: node.diem, amount: vvv(1) }).await;
    assert_eq!(InvalidRecipient::abi_decode(&data, true).expect("the error").recipient, node.diem);
    let data = alice.revert_data(burnDiemCall { amount: U256::MAX }).await;
    assert_eq!(AmountTooLarge::abi_decode(&data, true).expect("the error").amount, U256::MAX);
}

#[tokio::test]
async fn logs_are_filtered_by_event_and_account() {
    let node = Node::start();
    let alice = node.client(ALICE_KEY);
    alice.send_to(node.token, approveCall { spender: node.diem, value: U256::MAX }).await;
    let bob: Address = BOB.parse().expect("an address");
    for (recipient, amount) in [(alice.address, 1), (bob, 2), (alice.address, 3)] {
        alice.send(stake_0Call { recipient, amount: vvv(amount) }).await;
    }
    let filter = Filter::new()
        .address(node.diem)
        .event_signature(VvvStaked::SIGNATURE_HASH)
        .topic1(alice.address.into_word())
        .from_block(0);
    let logs = node.reader().get_logs(&filter).await.expect("logs");
    let amounts: Vec<_> = logs
        .iter()
        .map(|log| log.log_decode::<VvvStaked>().expect("the event").inner.data.amount)
        .collect();
    assert_eq!(amounts, [vvv(1), vvv(3)]);
}
