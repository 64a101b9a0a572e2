//! JSON-RPC over HTTP and WebSocket, on one port.

mod chain;
mod dev;
mod error;
mod filters;
mod history;
mod sign;
mod state;
mod subscriptions;
mod transactions;
mod view;

use std::net::SocketAddr;

use jsonrpsee::server::{BatchRequestConfig, Server, ServerConfig, ServerHandle};
use jsonrpsee::types::{ErrorObjectOwned, ParamsSequence};
use jsonrpsee::RpcModule;
use serde_json::Value;
use tower_http::cors::{Any, CorsLayer};

use self::filters::Filters;
use self::subscriptions::HexIds;
use crate::host::Host;
use crate::node::Node;

/// The longest request: a program of the greatest size in hexadecimal, many times over.
const MAX_REQUEST: u32 = 8 << 20;
/// The longest response: all logs of a long session.
const MAX_RESPONSE: u32 = 256 << 20;
const MAX_BATCH: u32 = 1000;

/// What the methods work on.
pub struct Context {
    /// The node.
    pub node: Node,
    filters: Filters,
}

impl Context {
    /// A node to be served.
    pub fn new(node: Node) -> Self {
        Self {
            node,
            filters: Filters::default(),
        }
    }
}

/// What a method answers.
type Answer = Result<Value, ErrorObjectOwned>;

/// A method: takes its parameters one after the other.
type Method = fn(&mut Context, &mut ParamsSequence<'_>) -> Answer;

/// All methods but subscriptions.
fn methods() -> impl Iterator<Item = (&'static str, Method)> {
    [
        chain::METHODS,
        state::METHODS,
        transactions::METHODS,
        history::METHODS,
        filters::METHODS,
        sign::METHODS,
        dev::METHODS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Serves a node at `address`, and returns the address with the port that was taken.
///
/// # Errors
/// If nothing can listen there.
pub async fn serve(
    host: Host<Context>,
    address: SocketAddr,
) -> std::io::Result<(SocketAddr, ServerHandle)> {
    let config = ServerConfig::builder()
        .max_request_body_size(MAX_REQUEST)
        .max_response_body_size(MAX_RESPONSE)
        .set_batch_request_config(BatchRequestConfig::Limit(MAX_BATCH))
        .set_id_provider(HexIds::default())
        .build();
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(Any)
        .allow_headers(Any);
    let server = Server::builder()
        .set_config(config)
        .set_http_middleware(tower::ServiceBuilder::new().layer(cors))
        .build(address)
        .await?;
    let address = server.local_addr()?;
    let handle = server.start(module(host));
    Ok((address, handle))
}

fn module(host: Host<Context>) -> RpcModule<Host<Context>> {
    let mut module = RpcModule::new(host);
    for (name, method) in methods() {
        module
            .register_async_method(name, move |params, host, _| async move {
                let answer = host.run(move |context| method(context, &mut params.sequence()));
                let dead = || error::internal("the node has died");
                answer.await.ok_or_else(dead)?
            })
            .expect("no two methods of one name");
    }
    subscriptions::register(&mut module);
    module
}

/// A value as JSON.
fn json(value: impl serde::Serialize) -> Answer {
    serde_json::to_value(value).map_err(error::internal)
}

/// A number as JSON-RPC writes it.
fn quantity(value: impl TryInto<alloy_primitives::U256>) -> Value {
    let value = value.try_into().unwrap_or_default();
    Value::String(format!("{value:#x}"))
}
