//! The chain as `cargo devnet` sets it up: tokens and the released program.

mod common;

use common::{padded, word, Devnet, ALICE, BOB, CAROL};
use serde_json::{json, Value};

const DIEM: &str = "0x1288a2fa9fcce51cb86bc61cf605836a941627ae";
const VVV: &str = "0xfbfbfddd6e35da57b7b0f9a2c10e34be70b3a4e9";
const ETHER: u64 = 1_000_000_000_000_000_000;

async fn view(node: &Devnet, to: &str, data: String) -> Value {
    node.ask("eth_call", json!([{"to": to, "data": data}, "latest"]))
        .await
}

#[tokio::test]
async fn diem_stands_constructed_at_its_address() {
    let node = Devnet::start(&[]);
    // owner(), guardian(), venice()
    for (selector, address) in [("8da5cb5b", ALICE), ("452a9320", BOB), ("8f1f8d0c", VVV)] {
        let found = view(&node, DIEM, format!("0x{selector}")).await;
        assert_eq!(found, format!("0x{}", padded(address)), "{selector}");
    }
    // Development accounts start at nonce 0.
    assert_eq!(
        node.number("eth_getTransactionCount", json!([ALICE, "latest"]))
            .await,
        0
    );
}

#[tokio::test]
async fn an_account_approves_stakes_and_mints() {
    let node = Devnet::start(&[]);
    let approve = format!("0x095ea7b3{}{}", padded(DIEM), word(ETHER));
    let receipt = node
        .send(json!({"from": CAROL, "to": VVV, "data": approve}))
        .await;
    assert_eq!(receipt["status"], "0x1");
    // stakeAndMint(uint256,uint256,bool)
    let mint = format!("0xfecb0770{}{}{}", word(ETHER), word(0), word(0));
    let receipt = node
        .send(json!({"from": CAROL, "to": DIEM, "data": mint}))
        .await;
    assert_eq!(receipt["status"], "0x1");
    let balance = view(&node, DIEM, format!("0x70a08231{}", padded(CAROL))).await;
    assert_ne!(balance, format!("0x{}", word(0)));
}
