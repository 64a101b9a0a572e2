// SPDX-License-Identifier: MIT OR Apache-2.0
//! The JSON-RPC methods over HTTP.

use super::support::{
    address_word, quantity, transfer, word, Devnet, ALICE, ALICE_KEY, BOB, CAROL, TRANSFER,
};
use serde_json::{json, Value};

const ETHER: u128 = 1_000_000_000_000_000_000;
const BASE_FEE: u128 = 100_000_000;

#[tokio::test]
async fn chain_and_client_information_is_correct() {
    let node = Devnet::start(&["--no-deploy", "--chain-id", "777"]);
    assert_eq!(node.quantity("eth_chainId", json!([])).await, 777);
    assert_eq!(node.request("net_version", json!([])).await, "777");
    assert_eq!(node.request("net_listening", json!([])).await, true);
    assert_eq!(node.request("eth_syncing", json!([])).await, false);
    assert_eq!(node.quantity("eth_blockNumber", json!([])).await, 0);
    assert_eq!(node.quantity("eth_gasPrice", json!([])).await, BASE_FEE);
    assert_eq!(node.quantity("eth_maxPriorityFeePerGas", json!([])).await, 0);
    let version = node.request("web3_clientVersion", json!([])).await;
    assert!(version.as_str().expect("text").starts_with("diem-devnet/"));
    let hash = node.request("web3_sha3", json!(["0x"])).await;
    assert_eq!(hash, "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    let accounts = node.request("eth_accounts", json!([])).await;
    assert_eq!(accounts.as_array().expect("a list").len(), 10);
    assert_eq!(accounts[0], ALICE);
    assert_eq!(accounts[1], BOB);
}

#[tokio::test]
async fn a_transfer_is_mined_at_once_and_found_by_every_method() {
    let node = Devnet::empty();
    let tx = json!({"from": ALICE, "to": BOB, "value": "0xde0b6b3a7640000"});
    assert_eq!(
        node.quantity("eth_estimateGas", json!([tx])).await,
        21_000,
        "exactly the gas of a transfer"
    );
    let receipt = node.send(tx).await;
    assert_eq!(receipt["status"], "0x1");
    assert_eq!(receipt["type"], "0x2");
    assert_eq!(quantity(&receipt["gasUsed"]), 21_000);
    assert_eq!(quantity(&receipt["effectiveGasPrice"]), BASE_FEE);
    assert_eq!(quantity(&receipt["blockNumber"]), 1);
    let hash = &receipt["transactionHash"];
    let block_hash = &receipt["blockHash"];

    let balance = |who, tag: Value| node.quantity("eth_getBalance", json!([who, tag]));
    assert_eq!(balance(BOB, json!("latest")).await, 10_001 * ETHER);
    assert_eq!(balance(ALICE, json!("pending")).await, 9_999 * ETHER - 21_000 * BASE_FEE);
    assert_eq!(balance(BOB, json!("0x1")).await, 10_001 * ETHER);
    assert_eq!(balance(BOB, json!({"blockHash": block_hash})).await, 10_001 * ETHER);
    assert_eq!(node.quantity("eth_getTransactionCount", json!([ALICE, "latest"])).await, 1);

    let transaction = node.request("eth_getTransactionByHash", json!([hash])).await;
    assert_eq!(transaction["from"], ALICE);
    assert_eq!(transaction["blockHash"], *block_hash);
    let full = node.request("eth_getBlockByNumber", json!(["0x1", true])).await;
    assert_eq!(full["transactions"], json!([transaction]));
    assert_eq!(full["hash"], *block_hash);
    let brief = node.request("eth_getBlockByHash", json!([block_hash, false])).await;
    assert_eq!(brief["transactions"], json!([hash]));
    let first = node.request("eth_getBlockByNumber", json!(["earliest", false])).await;
    assert_eq!(brief["parentHash"], first["hash"]);
    let latest = node.request("eth_getBlockByNumber", json!(["latest"])).await;
    assert_eq!(latest["hash"], *block_hash);
    assert_eq!(node.request("eth_getBlockReceipts", json!(["0x1"])).await, json!([receipt]));
    for (method, params) in [
        ("eth_getTransactionByBlockNumberAndIndex", json!(["0x1", "0x0"])),
        ("eth_getTransactionByBlockHashAndIndex", json!([block_hash, "0x0"])),
    ] {
        assert_eq!(node.request(method, params).await, transaction);
    }
    for (method, params) in [
        ("eth_getBlockTransactionCountByNumber", json!(["0x1"])),
        ("eth_getBlockTransactionCountByHash", json!([block_hash])),
    ] {
        assert_eq!(node.quantity(method, params).await, 1);
    }
}

#[tokio::test]
async fn missing_objects_are_null() {
    let node = Devnet::empty();
    let nothing = format!("0x{}", word(7));
    for (method, params) in [
        ("eth_getBlockByNumber", json!(["0x9", false])),
        ("eth_getBlockByHash", json!([nothing, false])),
        ("eth_getTransactionByHash", json!([nothing])),
        ("eth_getTransactionReceipt", json!([nothing])),
        ("eth_getBlockReceipts", json!(["0x9"])),
        ("eth_getBlockTransactionCountByNumber", json!(["0x9"])),
        ("eth_getTransactionByBlockNumberAndIndex", json!(["0x0", "0x0"])),
    ] {
        assert_eq!(node.request(method, params).await, Value::Null, "{method}");
    }
    assert_eq!(node.request("eth_getCode", json!([ALICE, "latest"])).await, "0x");
}

#[tokio::test]
async fn contract_calls_return_data_or_revert_data() {
    let node = Devnet::empty();
    let token = node.deploy_token().await;
    let code = node.request("eth_getCode", json!([token, "latest"])).await;
    assert!(code.as_str().expect("text").len() > 100);
    // The supply: slot 2.
    let supply = node.request("eth_getStorageAt", json!([token, "0x2", "latest"])).await;
    assert_eq!(supply, format!("0x{}", word(1000)));
    let balance_of =
        |who| json!([{"to": token, "data": format!("0x70a08231{}", address_word(who))}, "latest"]);
    let balance = node.request("eth_call", balance_of(ALICE)).await;
    assert_eq!(balance, format!("0x{}", word(1000)));

    // ERC20InsufficientBalance(sender, balance, needed)
    let error = format!("0xe450d38c{}{}{}", address_word(BOB), word(0), word(5));
    let too_much = json!({"from": BOB, "to": token, "data": transfer(CAROL, 5)});
    for method in ["eth_call", "eth_estimateGas", "eth_sendTransaction"] {
        let refused = node.request_error(method, json!([too_much])).await;
        assert_eq!(refused.code, 3, "{method}");
        assert_eq!(refused.message, "execution reverted");
        assert_eq!(refused.data, error);
    }
    // With an explicit gas limit it is not estimated, so it is mined and fails.
    let mut with_gas = too_much.clone();
    with_gas["gas"] = json!("0x186a0");
    let receipt = node.send(with_gas).await;
    assert_eq!(receipt["status"], "0x0");
    assert_eq!(receipt["logs"], json!([]));
    assert_eq!(node.quantity("eth_getTransactionCount", json!([BOB, "latest"])).await, 1);
}

#[tokio::test]
async fn an_estimate_is_the_lowest_sufficient_gas() {
    let node = Devnet::empty();
    let token = node.deploy_token().await;
    let mut tx = json!({"from": ALICE, "to": token, "data": transfer(BOB, 5)});
    let gas = node.quantity("eth_estimateGas", json!([tx])).await;
    tx["gas"] = json!(format!("{:#x}", gas - 1));
    let short = node.request_error("eth_call", json!([tx, "latest"])).await;
    assert_eq!(short.code, -32000);
    assert!(short.message.contains("gas"), "{}", short.message);
    tx["gas"] = json!(format!("{gas:#x}"));
    assert_eq!(node.send(tx).await["status"], "0x1");
}

#[tokio::test]
async fn state_overrides_apply_to_one_call() {
    let node = Devnet::empty();
    // Code that returns the balance of its caller, its own balance, and slot 0.
    let code = "0x3331476020525f546040525f5260605ff3";
    let overrides = json!({
        CAROL: {"code": code, "balance": "0x7", "stateDiff": {format!("0x{}", word(0)): format!("0x{}", word(9))}},
        BOB: {"balance": "0x5"},
    });
    let call = json!({"from": BOB, "to": CAROL});
    let answer = node.request("eth_call", json!([call, "latest", overrides])).await;
    assert_eq!(answer, format!("0x{}{}{}", word(5), word(7), word(9)));
    assert_eq!(node.request("eth_call", json!([call, "latest"])).await, "0x");
    let balance = node.quantity("eth_getBalance", json!([BOB, "latest"])).await;
    assert_eq!(balance, 10_000 * ETHER);
}

#[tokio::test]
async fn invalid_transactions_are_rejected_with_a_reason() {
    let node = Devnet::empty();
    let valid = json!({"from": ALICE, "to": BOB, "gas": "0x5208", "nonce": "0x0"});
    node.send(valid.clone()).await;
    let cases = [
        (json!({"nonce": "0x0", "value": "0x1"}), "nonce too low"),
        (json!({"nonce": "0x5"}), "nonce too high"),
        (json!({"nonce": "0x1", "value": "0xffffffffffffffffffffffff"}), "insufficient funds"),
        (json!({"nonce": "0x1", "gas": "0x5207"}), "intrinsic gas too low"),
        (json!({"nonce": "0x1", "gas": "0x8000000000000"}), "exceeds block gas limit"),
        (json!({"nonce": "0x1", "chainId": "0x1"}), "invalid chain id"),
        (
            json!({"nonce": "0x1", "maxFeePerGas": "0x1", "maxPriorityFeePerGas": "0x0"}),
            "less than block base fee",
        ),
        (
            json!({"nonce": "0x1", "maxFeePerGas": "0x5f5e100", "maxPriorityFeePerGas": "0x5f5e101"}),
            "priority fee",
        ),
        (json!({"nonce": "0x0"}), "already known"),
        (json!({"from": format!("0x{:040x}", 99)}), "unknown account"),
    ];
    for (change, message) in cases {
        let mut tx = valid.clone();
        for (name, value) in change.as_object().expect("an object") {
            tx[name] = value.clone();
        }
        let refused = node.request_error("eth_sendTransaction", json!([tx])).await;
        assert_eq!(refused.code, -32000, "{message}");
        assert!(refused.message.contains(message), "{}", refused.message);
    }
    assert_eq!(node.quantity("eth_blockNumber", json!([])).await, 1);
    for (change, message) in [
        (json!({"gasPrice": "0x5f5e100", "maxFeePerGas": "0x5f5e100"}), "maxFeePerGas"),
        (json!({"data": "0x01", "input": "0x02"}), "differ"),
    ] {
        let mut tx = valid.clone();
        for (name, value) in change.as_object().expect("an object") {
            tx[name] = value.clone();
        }
        let refused = node.request_error("eth_sendTransaction", json!([tx])).await;
        assert_eq!(refused.code, -32602);
        assert!(refused.message.contains(message), "{}", refused.message);
    }
}

#[tokio::test]
async fn signed_transactions_of_three_types_are_accepted() {
    use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEnvelope, TxLegacy};
    use alloy_eips::eip2718::Encodable2718;
    use alloy_primitives::{hex, PrimitiveSignature, TxKind, U256};
    use alloy_signer::SignerSync;
    use alloy_signer_local::PrivateKeySigner;

    fn sign<T: SignableTransaction<PrimitiveSignature>>(tx: T) -> String
    where
        TxEnvelope: From<alloy_consensus::Signed<T>>,
    {
        let signer: PrivateKeySigner = ALICE_KEY.parse().expect("a key");
        let signature = signer.sign_hash_sync(&tx.signature_hash()).expect("signed");
        let envelope = TxEnvelope::from(tx.into_signed(signature));
        hex::encode_prefixed(envelope.encoded_2718())
    }

    let node = Devnet::empty();
    let (chain_id, price) = (412_346, BASE_FEE);
    let to = TxKind::Call(BOB.parse().expect("an address"));
    let value = U256::from(1);
    let legacy = |nonce, chain_id| TxLegacy {
        chain_id,
        nonce,
        gas_price: price,
        gas_limit: 30_000,
        to,
        value,
        ..TxLegacy::default()
    };
    let signed = [
        sign(legacy(0, Some(chain_id))),
        sign(TxEip2930 {
            chain_id,
            nonce: 1,
            gas_price: price,
            gas_limit: 30_000,
            to,
            value,
            ..TxEip2930::default()
        }),
        sign(TxEip1559 {
            chain_id,
            nonce: 2,
            gas_limit: 30_000,
            max_fee_per_gas: 2 * price,
            max_priority_fee_per_gas: price,
            to,
            value,
            ..TxEip1559::default()
        }),
    ];
    for (kind, raw) in signed.iter().enumerate() {
        let hash = node.request("eth_sendRawTransaction", json!([raw])).await;
        let receipt = node.request("eth_getTransactionReceipt", json!([hash])).await;
        assert_eq!(receipt["status"], "0x1");
        assert_eq!(receipt["from"], ALICE);
        assert_eq!(quantity(&receipt["type"]), kind as u128);
        // No priority fee is charged, even if one is offered.
        assert_eq!(quantity(&receipt["effectiveGasPrice"]), price);
    }
    let balance = node.quantity("eth_getBalance", json!([ALICE, "latest"])).await;
    assert_eq!(balance, 10_000 * ETHER - 3 - 3 * 21_000 * price);

    let known = node.request_error("eth_sendRawTransaction", json!([signed[0]])).await;
    assert!(known.message.contains("already known"));
    let foreign = sign(legacy(3, Some(1)));
    let refused = node.request_error("eth_sendRawTransaction", json!([foreign])).await;
    assert_eq!(refused.message, "invalid chain id for signer: have 1 want 412346");
    let torn = node.request_error("eth_sendRawTransaction", json!(["0x02f8"])).await;
    assert_eq!(torn.code, -32602);
}

#[tokio::test]
async fn invalid_requests_get_standard_error_codes() {
    let node = Devnet::empty();
    assert_eq!(node.request_error("eth_nothing", json!([])).await.code, -32601);
    assert_eq!(node.post("{not json").await["error"]["code"], -32700);
    assert_eq!(node.post("{\"id\": 1}").await["error"]["code"], -32600);
    assert_eq!(node.post("[]").await["error"]["code"], -32600);
    for (method, params) in [
        ("eth_getBalance", json!([])),
        ("eth_getBalance", json!(["0x12", "latest"])),
        ("eth_getBalance", json!([ALICE, "yesterday"])),
        ("eth_call", json!([{"to": 7}])),
        ("eth_getBlockByNumber", json!(["0x1", "yes"])),
        ("eth_getLogs", json!([{"fromBlock": "0x5", "toBlock": "0x1"}])),
        ("evm_increaseTime", json!(["soon"])),
        ("anvil_mine", json!(["0xffffffff"])),
    ] {
        let refused = node.request_error(method, params).await;
        assert_eq!(refused.code, -32602, "{method}: {}", refused.message);
    }
    let answers = node
        .post(r#"[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","id":2,"method":"eth_nothing"}]"#)
        .await;
    assert_eq!(answers[0]["result"], "0x64aba");
    assert_eq!(answers[1]["error"]["code"], -32601);
    // The node still answers.
    assert_eq!(node.quantity("eth_blockNumber", json!([])).await, 0);
}

#[tokio::test]
async fn cors_allows_all_origins() {
    let node = Devnet::empty();
    let client = reqwest::Client::new();
    let preflight = client
        .request(reqwest::Method::OPTIONS, &node.url)
        .header("origin", "https://example.org")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let headers = preflight.send().await.expect("an answer").headers().clone();
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers["access-control-allow-headers"], "*");
}

#[tokio::test]
async fn a_request_above_the_size_limit_is_rejected() {
    let node = Devnet::empty();
    let client = reqwest::Client::new();
    let request = client.post(&node.url).body(" ".repeat(9 << 20));
    let request = request.header("content-type", "application/json");
    // The node may close the connection before it has read all of it.
    if let Ok(response) = request.send().await {
        assert_eq!(response.status(), 413);
    }
    assert_eq!(node.quantity("eth_blockNumber", json!([])).await, 0);
}

#[tokio::test]
async fn old_state_is_not_available() {
    let node = Devnet::empty();
    node.send(json!({"from": ALICE, "to": BOB, "value": "0x1"})).await;
    let old = node.request_error("eth_getBalance", json!([BOB, "0x0"])).await;
    assert_eq!(old.code, -32000);
    assert!(old.message.contains("not kept"), "{}", old.message);
    let future = node.request_error("eth_getBalance", json!([BOB, "0x9"])).await;
    assert!(future.message.contains("not found"), "{}", future.message);
}

#[tokio::test]
async fn fee_history_covers_the_requested_blocks() {
    let node = Devnet::empty();
    node.send(json!({"from": ALICE, "to": BOB})).await;
    let history = node.request("eth_feeHistory", json!(["0xa", "latest", [10, 90]])).await;
    assert_eq!(history["oldestBlock"], "0x0");
    assert_eq!(history["baseFeePerGas"], json!(["0x5f5e100", "0x5f5e100", "0x5f5e100"]));
    assert_eq!(history["gasUsedRatio"].as_array().expect("a list").len(), 2);
    assert_eq!(history["reward"], json!([["0x0", "0x0"], ["0x0", "0x0"]]));
}

#[tokio::test]
async fn logs_are_filtered_by_block_address_and_topic() {
    let node = Devnet::empty();
    let token = node.deploy_token().await;
    for to in [BOB, CAROL] {
        node.send(json!({"from": ALICE, "to": token, "data": transfer(to, 1)})).await;
    }
    let count = |filter: Value| {
        let logs = node.request("eth_getLogs", json!([filter]));
        async { logs.await.as_array().expect("a list").len() }
    };
    assert_eq!(count(json!({"fromBlock": "0x0"})).await, 3);
    assert_eq!(count(json!({})).await, 1);
    assert_eq!(count(json!({"fromBlock": "0x2", "toBlock": "0x2"})).await, 1);
    assert_eq!(count(json!({"fromBlock": "earliest", "address": BOB})).await, 0);
    assert_eq!(count(json!({"fromBlock": "earliest", "address": [token]})).await, 3);
    let to_bob = json!([TRANSFER, null, format!("0x{}", address_word(BOB))]);
    assert_eq!(count(json!({"fromBlock": "0x0", "topics": to_bob})).await, 1);
    let either = json!([
        [TRANSFER],
        null,
        [format!("0x{}", address_word(BOB)), format!("0x{}", address_word(CAROL))]
    ]);
    assert_eq!(count(json!({"fromBlock": "0x0", "topics": either})).await, 2);
    let block = node.request("eth_getBlockByNumber", json!(["0x3"])).await;
    assert_eq!(count(json!({"blockHash": block["hash"]})).await, 1);
    assert_ne!(block["logsBloom"], format!("0x{}", "0".repeat(512)));
}

#[tokio::test]
async fn filters_report_changes_once() {
    let node = Devnet::empty();
    let token = node.deploy_token().await;
    let logs = node.request("eth_newFilter", json!([{"address": token, "fromBlock": "0x0"}])).await;
    let blocks = node.request("eth_newBlockFilter", json!([])).await;
    let pending = node.request("eth_newPendingTransactionFilter", json!([])).await;
    let changes = |id: &Value| node.request("eth_getFilterChanges", json!([id]));
    assert_eq!(changes(&logs).await, json!([]));
    let receipt = node.send(json!({"from": ALICE, "to": token, "data": transfer(BOB, 1)})).await;
    assert_eq!(changes(&logs).await, receipt["logs"]);
    assert_eq!(changes(&logs).await, json!([]));
    assert_eq!(changes(&blocks).await, json!([receipt["blockHash"]]));
    assert_eq!(changes(&pending).await, json!([receipt["transactionHash"]]));
    let all = node.request("eth_getFilterLogs", json!([logs])).await;
    assert_eq!(all.as_array().expect("a list").len(), 2);
    assert_eq!(node.request("eth_uninstallFilter", json!([logs])).await, true);
    assert_eq!(node.request("eth_uninstallFilter", json!([logs])).await, false);
    let gone = node.request_error("eth_getFilterChanges", json!([logs])).await;
    assert_eq!(gone.message, "filter not found");
}

#[tokio::test]
async fn development_accounts_sign_messages_and_typed_data() {
    use alloy_primitives::{PrimitiveSignature, B256};

    let node = Devnet::empty();
    let message = b"hello";
    let recovered = |signature: Value, hash: B256| {
        let text = signature.as_str().expect("text").to_owned();
        let bytes = alloy_primitives::hex::decode(text).expect("hexadecimal");
        let signature = PrimitiveSignature::try_from(&bytes[..]).expect("a signature");
        let address = signature.recover_address_from_prehash(&hash);
        address.expect("an address").to_string().to_lowercase()
    };
    let hash = alloy_primitives::eip191_hash_message(message);
    let personal = node.request("personal_sign", json!(["0x68656c6c6f", BOB])).await;
    assert_eq!(recovered(personal.clone(), hash), BOB);
    assert_eq!(node.request("eth_sign", json!([BOB, "0x68656c6c6f"])).await, personal);
    let typed = json!({
        "types": {
            "EIP712Domain": [{"name": "name", "type": "string"}],
            "Mail": [{"name": "contents", "type": "string"}],
        },
        "primaryType": "Mail",
        "domain": {"name": "Test"},
        "message": {"contents": "hello"},
    });
    let data: alloy_dyn_abi::TypedData = serde_json::from_value(typed.clone()).expect("typed");
    let hash = data.eip712_signing_hash().expect("a hash");
    let object = node.request("eth_signTypedData_v4", json!([BOB, typed])).await;
    let string = node.request("eth_signTypedData_v4", json!([BOB, typed.to_string()])).await;
    assert_eq!(object, string);
    assert_eq!(recovered(object, hash), BOB);
    let stranger = format!("0x{:040x}", 99);
    let refused = node.request_error("personal_sign", json!(["0x00", stranger])).await;
    assert!(refused.message.contains("unknown account"));
}

#[tokio::test]
async fn an_alloy_provider_sends_a_signed_transfer() {
    use alloy_network::EthereumWallet;
    use alloy_primitives::{Address, U256};
    use alloy_provider::{Provider, ProviderBuilder};
    use alloy_rpc_types_eth::TransactionRequest;
    use alloy_signer_local::PrivateKeySigner;

    let node = Devnet::empty();
    let signer: PrivateKeySigner = ALICE_KEY.parse().expect("a key");
    let provider = ProviderBuilder::new()
        .wallet(EthereumWallet::from(signer))
        .on_http(node.url.parse().expect("a URL"));
    let bob: Address = BOB.parse().expect("an address");
    let tx = TransactionRequest::default().to(bob).value(U256::from(7));
    let pending = provider.send_transaction(tx).await.expect("sent");
    let receipt = pending.get_receipt().await.expect("mined");
    assert!(receipt.status());
    let balance = provider.get_balance(bob).await.expect("a balance");
    assert_eq!(balance, U256::from(10_000 * ETHER + 7));
}
