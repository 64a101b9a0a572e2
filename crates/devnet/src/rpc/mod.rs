// SPDX-License-Identifier: MIT OR Apache-2.0
//! JSON-RPC over HTTP and WebSocket, on one port.

mod chain;
mod dev;
mod error;
mod filters;
mod history;
mod method;
mod node_interface;
mod polling;
mod sign;
mod state;
mod subscriptions;
mod transactions;
mod view;

use std::net::SocketAddr;

use jsonrpsee::server::{BatchRequestConfig, Server, ServerConfig, ServerHandle};
use jsonrpsee::RpcModule;
use tower_http::cors::{Any, CorsLayer};

pub use self::method::Context;
use self::method::Method;
use self::subscriptions::HexIds;
use crate::host::Host;

/// Maximum size of a request, in bytes: many times the largest program in hexadecimal.
const MAX_REQUEST: u32 = 8 << 20;
/// Maximum size of a response, in bytes: enough for all logs of a long session.
const MAX_RESPONSE: u32 = 256 << 20;
/// Maximum number of requests in a batch.
const MAX_BATCH: u32 = 1000;

/// All methods except subscriptions.
fn methods() -> impl Iterator<Item = (&'static str, Method)> {
    [
        chain::METHODS,
        state::METHODS,
        transactions::METHODS,
        history::METHODS,
        polling::METHODS,
        sign::METHODS,
        dev::METHODS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Serves a node at `address`. Returns the address with the actual port.
///
/// # Errors
/// If the server cannot listen on the address.
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
    let cors = CorsLayer::new().allow_origin(Any).allow_methods(Any).allow_headers(Any);
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
                let panicked = || error::internal("the node thread panicked");
                answer.await.ok_or_else(panicked)?
            })
            .expect("method names are unique");
    }
    subscriptions::register(&mut module);
    module
}
