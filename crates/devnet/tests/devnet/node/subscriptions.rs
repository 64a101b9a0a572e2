// SPDX-License-Identifier: MIT OR Apache-2.0
//! Subscriptions over WebSocket.

use super::support::{transfer, Devnet, ALICE, BOB, TRANSFER};
use futures_util::{SinkExt, StreamExt};
use serde_json::{json, Value};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(node: &Devnet) -> Self {
        let url = node.url.replacen("http", "ws", 1);
        let (socket, _) = tokio_tungstenite::connect_async(url).await.expect("an open socket");
        Self(socket)
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let message = Message::text(body.to_string());
        self.0.send(message).await.expect("sent");
        self.next().await
    }

    async fn next(&mut self) -> Value {
        let message = tokio::time::timeout(std::time::Duration::from_secs(60), self.0.next());
        let message = message
            .await
            .expect("a message in time")
            .expect("an open socket")
            .expect("a valid message");
        serde_json::from_str(message.to_text().expect("text")).expect("JSON")
    }
}

#[tokio::test]
async fn subscriptions_report_new_heads_logs_and_transactions() {
    let node = Devnet::empty();
    let token = node.deploy_token().await;
    let mut socket = Socket::open(&node).await;
    // Calls work over WebSocket too.
    let id = socket.ask("eth_blockNumber", json!([])).await;
    assert_eq!(id["result"], "0x1");
    let heads = socket.ask("eth_subscribe", json!(["newHeads"])).await["result"].take();
    assert!(heads.as_str().expect("text").starts_with("0x"));
    let filter = json!({"address": token, "topics": [TRANSFER]});
    let logs = socket.ask("eth_subscribe", json!(["logs", filter])).await["result"].take();
    let pending =
        socket.ask("eth_subscribe", json!(["newPendingTransactions"])).await["result"].take();

    let receipt = node.send(json!({"from": ALICE, "to": token, "data": transfer(BOB, 1)})).await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let notice = socket.next().await;
        assert_eq!(notice["method"], "eth_subscription");
        let params = &notice["params"];
        let result = &params["result"];
        if params["subscription"] == heads {
            assert_eq!(result["hash"], receipt["blockHash"]);
            seen.push("head");
        } else if params["subscription"] == logs {
            assert_eq!(*result, receipt["logs"][0]);
            seen.push("log");
        } else {
            assert_eq!(params["subscription"], pending);
            assert_eq!(*result, receipt["transactionHash"]);
            seen.push("transaction");
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, ["head", "log", "transaction"]);

    for id in [heads, pending] {
        let ended = socket.ask("eth_unsubscribe", json!([id])).await;
        assert_eq!(ended["result"], true);
    }
    // With only the log subscription left, a block without matching logs is not reported.
    node.send(json!({"from": ALICE, "to": BOB})).await;
    let receipt = node.send(json!({"from": ALICE, "to": token, "data": transfer(BOB, 1)})).await;
    let notice = socket.next().await;
    assert_eq!(notice["params"]["subscription"], logs);
    assert_eq!(notice["params"]["result"], receipt["logs"][0]);
}

#[tokio::test]
async fn unknown_subscriptions_are_rejected() {
    let node = Devnet::empty();
    let mut socket = Socket::open(&node).await;
    for params in [json!(["weather"]), json!([]), json!(["newHeads", true]), json!(["syncing"])] {
        let answer = socket.ask("eth_subscribe", params).await;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
}
