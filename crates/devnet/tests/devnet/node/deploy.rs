// SPDX-License-Identifier: MIT OR Apache-2.0
//! The chain that `cargo devnet` sets up: tokens, the released program, a provider.

use crate::interface::IDiem;

use std::io::BufRead;

use super::support::{address_word, quantity, word, Devnet, NodeProcess, ALICE, BOB, CAROL};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolEvent};
use serde_json::{json, Value};

const DIEM: &str = "0x1288a2fa9fcce51cb86bc61cf605836a941627ae";
const VVV: &str = "0xfbfbfddd6e35da57b7b0f9a2c10e34be70b3a4e9";
/// The last development account.
const PROVIDER: &str = "0xa0ee7a142d267c1f36714e4a8f75612f20a79720";
const ETHER: u64 = 1_000_000_000_000_000_000;

fn address(text: &str) -> Address {
    text.parse().expect("an address")
}

fn hex(data: &[u8]) -> String {
    alloy_primitives::hex::encode_prefixed(data)
}

/// Sends a call to Diem; returns its receipt.
async fn call(node: &Devnet, from: &str, call: impl SolCall) -> Value {
    let receipt =
        node.send(json!({"from": from, "to": DIEM, "data": hex(&call.abi_encode())})).await;
    assert_eq!(receipt["status"], "0x1");
    receipt
}

/// The first topic of the last log.
fn last_topic(receipt: &Value) -> &Value {
    let logs = receipt["logs"].as_array().expect("logs");
    &logs.last().expect("a log")["topics"][0]
}

async fn view(node: &Devnet, to: &str, data: String) -> Value {
    node.request("eth_call", json!([{"to": to, "data": data}, "latest"])).await
}

#[tokio::test]
async fn diem_is_constructed_at_a_fixed_address() {
    let node = Devnet::start(&[]);
    // owner(), guardian(), venice()
    for (selector, address) in [("8da5cb5b", ALICE), ("452a9320", BOB), ("8f1f8d0c", VVV)] {
        let found = view(&node, DIEM, format!("0x{selector}")).await;
        assert_eq!(found, format!("0x{}", address_word(address)), "{selector}");
    }
    // The owner has sent one transaction, which admits the provider. The other accounts start at nonce 0.
    let call = IDiem::isProviderCall { provider: address(PROVIDER) };
    let admitted = view(&node, DIEM, hex(&call.abi_encode())).await;
    assert_eq!(admitted, format!("0x{}", word(1)));
    for (account, nonce) in [(ALICE, 1), (BOB, 0), (CAROL, 0), (PROVIDER, 0)] {
        let params = json!([account, "latest"]);
        assert_eq!(node.quantity("eth_getTransactionCount", params).await, nonce);
    }
}

/// The README shows the beginning of what the node prints.
#[test]
fn the_readme_shows_what_the_node_prints() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(path).expect("a README");
    let (_, shown) = readme.split_once("```\nA Stylus chain").expect("the node's output");
    let (shown, _) = shown.split_once("```").expect("the end of the block");
    let shown = format!("A Stylus chain{shown}");
    assert!(shown.contains("Contracts\n"));

    let (_process, mut output) = NodeProcess::spawn(&[]);
    for line in shown.lines() {
        let mut printed = String::new();
        output.read_line(&mut printed).expect("text");
        let port =
            |text: &str| text.split("127.0.0.1:").nth(1)?.split(' ').next().map(str::to_owned);
        if let Some(port) = port(&printed) {
            printed = printed.replace(&port, "8545");
        }
        assert_eq!(printed.trim_end(), line);
    }
}

/// With `--tokens-only`, the tokens are where they are on a chain with Diem, and nothing else is deployed.
#[tokio::test]
async fn a_chain_can_have_the_tokens_alone() {
    let node = Devnet::start(&["--tokens-only"]);
    let code = |address: &'static str| node.request("eth_getCode", json!([address, "latest"]));
    assert_ne!(code(VVV).await, "0x");
    assert_eq!(code(DIEM).await, "0x");
    let balance = view(&node, VVV, format!("0x70a08231{}", address_word(CAROL))).await;
    assert_eq!(balance, hex(&(U256::from(ETHER) * U256::from(100_000)).to_be_bytes::<32>()));

    let (_process, output) = NodeProcess::spawn(&["--tokens-only"]);
    let printed: Vec<_> =
        output.lines().take(6).map(|line| line.expect("text").to_lowercase()).collect();
    assert!(
        printed.iter().any(|line| line.ends_with(&format!("vvv          {VVV}"))),
        "{printed:?}"
    );
}

#[tokio::test]
async fn an_account_can_approve_stake_and_mint() {
    let node = Devnet::start(&[]);
    let approve = format!("0x095ea7b3{}{}", address_word(DIEM), word(ETHER));
    let receipt = node.send(json!({"from": CAROL, "to": VVV, "data": approve})).await;
    assert_eq!(receipt["status"], "0x1");
    // stakeAndMint(uint256,uint256,bool)
    let mint = format!("0xfecb0770{}{}{}", word(ETHER), word(0), word(0));
    let receipt = node.send(json!({"from": CAROL, "to": DIEM, "data": mint})).await;
    assert_eq!(receipt["status"], "0x1");
    let balance = view(&node, DIEM, format!("0x70a08231{}", address_word(CAROL))).await;
    assert_ne!(balance, format!("0x{}", word(0)));
}

/// The printed addresses suffice to spend credits and to redeem a voucher that the node signs.
#[tokio::test]
async fn credits_can_be_spent_and_redeemed_after_start() {
    // Noon, so that the voucher's day does not end before it is redeemed.
    let node = Devnet::start(&["--timestamp", "1800014400"]);
    let approve = format!("0x095ea7b3{}{}", address_word(DIEM), word(ETHER));
    let receipt = node.send(json!({"from": CAROL, "to": VVV, "data": approve})).await;
    assert_eq!(receipt["status"], "0x1");
    let mint =
        IDiem::stakeAndMintCall { vvv: U256::from(ETHER), minOut: U256::ZERO, activate: true };
    call(&node, CAROL, mint).await;
    let (user, provider) = (address(CAROL), address(PROVIDER));
    let credits = U256::from(ETHER / 1_000);
    let spend = IDiem::spendCall { account: user, provider, credits, requestId: B256::ZERO };
    let receipt = call(&node, CAROL, spend).await;
    let spent = IDiem::Spent::SIGNATURE_HASH;
    assert_eq!(*last_topic(&receipt), hex(&spent[..]));

    let block = node.request("eth_getBlockByNumber", json!(["latest"])).await;
    let day = (quantity(&block["timestamp"]) / 86_400) as u32;
    let field = |name: &str, kind: &str| json!({"name": name, "type": kind});
    let data = json!({
        "types": {
            "EIP712Domain": [
                field("name", "string"),
                field("version", "string"),
                field("chainId", "uint256"),
                field("verifyingContract", "address"),
            ],
            "UsageVoucher": [
                field("account", "address"),
                field("spender", "address"),
                field("provider", "address"),
                field("day", "uint32"),
                field("credits", "uint256"),
            ],
        },
        "primaryType": "UsageVoucher",
        "domain": {"name": "Diem", "version": "1", "chainId": 412_346, "verifyingContract": DIEM},
        "message": {
            "account": CAROL,
            "spender": CAROL,
            "provider": PROVIDER,
            "day": day,
            "credits": credits.to_string(),
        },
    });
    let signature = node.request("eth_signTypedData_v4", json!([CAROL, data])).await;
    let signature = signature.as_str().expect("a signature");
    let redeem = IDiem::redeemCall {
        voucher: IDiem::UsageVoucher { account: user, spender: user, provider, day, credits },
        signature: signature.parse().expect("hex"),
        total: credits,
    };
    let receipt = call(&node, PROVIDER, redeem).await;
    let settled = IDiem::Settled::SIGNATURE_HASH;
    assert_eq!(*last_topic(&receipt), hex(&settled[..]));
}
