// SPDX-License-Identifier: MIT OR Apache-2.0
//! JSON-RPC to a node. Requests that only read are repeated when the node does not answer.

use std::time::Duration;

use alloy_primitives::{Address, Bytes, B256, U256, U64};
use alloy_provider::network::Ethereum;
use alloy_provider::{Provider, RootProvider};
use alloy_rpc_client::RpcClient;
use alloy_sol_types::SolCall;
use alloy_transport::{RpcError, TransportError, TransportErrorKind};
use alloy_transport_http::Http;
use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::Deserialize;
use serde_json::{json, Value};

use crate::explain;

/// Time limit of a request. A simulated activation takes a node seconds.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How often a request is made before the tool gives up.
const TRIES: u32 = 4;
/// Delay before the first repetition; it doubles.
const RETRY_DELAY: Duration = Duration::from_millis(300);

/// A connection to a node.
pub struct Chain {
    provider: RootProvider<Ethereum>,
    url: reqwest::Url,
}

/// Why a request failed. The node's URL, which may contain an API key, is never part of the text.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The call or the transaction reverted.
    #[error("{}", explain::revert(.0))]
    Reverted(Bytes),
    /// The node answered with another error.
    #[error("the node says: {0}")]
    Refused(String),
    /// The node did not answer.
    #[error("no answer from the node: {0}")]
    Unreachable(String),
}

/// The outcome of a call to a contract that may not exist on every chain.
pub enum Viewed<T> {
    /// It returned a value.
    Value(T),
    /// It reverted.
    Reverted(Bytes),
    /// Nothing is deployed at the address.
    Nothing,
}

impl<T> Viewed<T> {
    /// The value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Reverted(_) | Self::Nothing => None,
        }
    }
}

/// A call or a transaction, as the node is asked about it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The receiver; `None` creates a contract.
    pub to: Option<Address>,
    /// Wei.
    pub value: U256,
    /// Calldata or init code.
    pub data: Bytes,
}

/// A receipt.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Hash of the transaction.
    pub transaction_hash: B256,
    status: U64,
    block_number: U64,
    gas_used: U64,
    /// The created contract.
    pub contract_address: Option<Address>,
    /// The events.
    pub logs: Vec<Log>,
}

/// An event in a receipt.
#[derive(Clone, Debug, Deserialize)]
pub struct Log {
    /// The contract.
    pub address: Address,
    /// The topics.
    pub topics: Vec<B256>,
}

impl Receipt {
    /// Whether the transaction succeeded.
    pub fn succeeded(&self) -> bool {
        self.status == U64::from(1)
    }

    /// Number of its block.
    pub fn block(&self) -> u64 {
        self.block_number.to()
    }

    /// Gas that it used.
    pub fn gas(&self) -> u64 {
        self.gas_used.to()
    }
}

/// How the node took a transaction.
pub enum Sent {
    /// It is accepted, now or before, or it is not known whether it is.
    Maybe,
    /// Its price is below the base fee.
    Underpriced,
    /// It is refused for another reason.
    Refused(String),
}

impl Chain {
    /// Prepares a connection.
    pub fn connect(url: &str) -> Result<Self> {
        let url: reqwest::Url = url.parse().context("the RPC is not a URL")?;
        let http = reqwest::Client::builder().timeout(TIMEOUT).build()?;
        let provider =
            RootProvider::new(RpcClient::new(Http::with_client(http, url.clone()), false));
        Ok(Self { provider, url })
    }

    /// The node's host, for people.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The chain's id.
    pub async fn id(&self) -> Result<u64, Failure> {
        Ok(self.read::<U64>("eth_chainId", json!([])).await?.to())
    }

    /// Hash of the first block, which tells chains with the same id apart. `None` if the node does not have it.
    pub async fn genesis(&self) -> Result<Option<B256>, Failure> {
        let block: Value = self.read("eth_getBlockByNumber", json!(["0x0", false])).await?;
        Ok(block["hash"].as_str().and_then(|hash| hash.parse().ok()))
    }

    /// Code of an account.
    pub async fn code(&self, address: Address) -> Result<Bytes, Failure> {
        self.read("eth_getCode", json!([address, "latest"])).await
    }

    /// Balance of an account, in wei.
    pub async fn balance(&self, address: Address) -> Result<U256, Failure> {
        self.read("eth_getBalance", json!([address, "latest"])).await
    }

    /// Nonce of an account: the number of its transactions that are mined.
    pub async fn nonce(&self, address: Address) -> Result<u64, Failure> {
        let nonce = self.read::<U64>("eth_getTransactionCount", json!([address, "latest"]));
        Ok(nonce.await?.to())
    }

    /// The nonce of an account's next transaction, after those that wait.
    pub async fn next_nonce(&self, address: Address) -> Result<u64, Failure> {
        let pending: U64 =
            self.read("eth_getTransactionCount", json!([address, "pending"])).await?;
        Ok(self.nonce(address).await?.max(pending.to()))
    }

    /// The current price of gas, in wei.
    pub async fn gas_price(&self) -> Result<u128, Failure> {
        Ok(self.read::<U256>("eth_gasPrice", json!([])).await?.saturating_to())
    }

    /// The receipt of a transaction, if it is mined.
    pub async fn receipt(&self, hash: B256) -> Result<Option<Receipt>, Failure> {
        self.read("eth_getTransactionReceipt", json!([hash])).await
    }

    /// Executes a call on the current state, changed by `overrides`.
    pub async fn call(
        &self,
        from: Address,
        request: &Request,
        overrides: &Value,
    ) -> Result<Bytes, Failure> {
        self.read("eth_call", parameters(from, request, overrides)).await
    }

    /// Estimates the gas of a transaction on the current state, changed by `overrides`. On an Arbitrum chain it includes
    /// the parent chain's part.
    pub async fn estimate(
        &self,
        from: Address,
        request: &Request,
        overrides: &Value,
    ) -> Result<u64, Failure> {
        let gas: U64 = self.read("eth_estimateGas", parameters(from, request, overrides)).await?;
        Ok(gas.to())
    }

    /// Calls a view.
    pub async fn view<C: SolCall>(
        &self,
        to: Address,
        call: &C,
    ) -> Result<Viewed<C::Return>, Failure> {
        let request =
            Request { to: Some(to), data: call.abi_encode().into(), ..Request::default() };
        match self.call(Address::ZERO, &request, &Value::Null).await {
            Ok(data) if data.is_empty() => Ok(Viewed::Nothing),
            Ok(data) => match C::abi_decode_returns(&data, true) {
                Ok(value) => Ok(Viewed::Value(value)),
                Err(_) => Err(Failure::Refused(format!(
                    "{to} answers {} with other data than expected",
                    C::SIGNATURE
                ))),
            },
            Err(Failure::Reverted(data)) => Ok(Viewed::Reverted(data)),
            Err(failure) => Err(failure),
        }
    }

    /// Sends a signed transaction. It is not repeated here: the caller looks for the receipt first.
    pub async fn send_raw(&self, raw: &Bytes) -> Sent {
        match self.request::<B256>("eth_sendRawTransaction", &json!([raw])).await {
            Ok(_) | Err(Failure::Unreachable(_)) => Sent::Maybe,
            Err(Failure::Refused(message)) => classify(message),
            Err(failure @ Failure::Reverted(_)) => Sent::Refused(failure.to_string()),
        }
    }

    async fn read<R: DeserializeOwned>(
        &self,
        method: &'static str,
        parameters: Value,
    ) -> Result<R, Failure> {
        let mut delay = RETRY_DELAY;
        for _ in 1..TRIES {
            match self.request(method, &parameters).await {
                Err(Failure::Unreachable(_)) => tokio::time::sleep(delay).await,
                answer => return answer,
            }
            delay *= 2;
        }
        self.request(method, &parameters).await
    }

    async fn request<R: DeserializeOwned>(
        &self,
        method: &'static str,
        parameters: &Value,
    ) -> Result<R, Failure> {
        let answer: Value = self
            .provider
            .raw_request(method.into(), parameters)
            .await
            .map_err(|error| self.failure(error))?;
        serde_json::from_value(answer)
            .map_err(|error| Failure::Refused(format!("{method} returned other data: {error}")))
    }

    fn failure(&self, error: TransportError) -> Failure {
        let (message, data) = match &error {
            RpcError::ErrorResp(error) => (error.message.to_string(), error.as_revert_data()),
            // Some providers answer an error with an HTTP status that is not 200.
            RpcError::Transport(TransportErrorKind::HttpError(http)) => {
                let body: Value = serde_json::from_str(&http.body).unwrap_or_default();
                let Some(message) = body["error"]["message"].as_str() else {
                    return Failure::Unreachable(format!("HTTP status {}", http.status));
                };
                let data = body["error"]["data"].as_str().and_then(|data| data.parse().ok());
                (message.to_owned(), data)
            }
            other => {
                let message = other.to_string().replace(self.url.as_str(), &self.host());
                return Failure::Unreachable(message);
            }
        };
        if message.contains("revert") {
            return Failure::Reverted(data.unwrap_or_default());
        }
        Failure::Refused(message)
    }
}

/// The parameters of `eth_call` and `eth_estimateGas`.
fn parameters(from: Address, request: &Request, overrides: &Value) -> Value {
    let mut call = json!({ "from": from, "value": request.value, "data": request.data });
    if let Some(to) = request.to {
        call["to"] = json!(to);
    }
    if overrides.is_null() {
        json!([call, "latest"])
    } else {
        json!([call, "latest", overrides])
    }
}

/// What geth's and Nitro's messages mean. The nonce is checked by the caller, who looks for a receipt too.
fn classify(message: String) -> Sent {
    let lower = message.to_lowercase();
    let contains = |texts: &[&str]| texts.iter().any(|text| lower.contains(text));
    if contains(&["already known", "known transaction", "already imported", "nonce too low"]) {
        Sent::Maybe
    } else if contains(&["less than block base fee", "underpriced"]) {
        Sent::Underpriced
    } else {
        Sent::Refused(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_nodes_are_understood() {
        let known =
            ["already known", "nonce too low: address 0x1, tx: 1 state: 2", "known transaction: 1"];
        assert!(known.iter().all(|text| matches!(classify((*text).to_owned()), Sent::Maybe)));
        let low = [
            "max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 2",
            "replacement transaction underpriced",
        ];
        assert!(low.iter().all(|text| matches!(classify((*text).to_owned()), Sent::Underpriced)));
        let refused = "insufficient funds for gas * price + value".to_owned();
        assert!(matches!(classify(refused.clone()), Sent::Refused(message) if message == refused));
    }
}
