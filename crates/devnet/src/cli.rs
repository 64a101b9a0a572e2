// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command-line program: options, start and shutdown of the node.

use std::fs;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use crate::deploy::{self, DeployError, Deployment, Tokens};
use crate::host::Host;
use crate::ledger::Block;
use crate::node::Node;
use crate::report::{self, Report};
use crate::rpc::{self, Context};
use crate::state::{self, Saved, StateError};
use crate::stylus::rules::Rules;

/// Default chain id: that of Nitro's development chain.
const CHAIN_ID: u64 = 412_346;

/// The program that is deployed by default.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/diem.wasm");

/// Delay between a change and the write of the state file. Changes in between are written together.
const SAVE_DELAY: Duration = Duration::from_millis(200);

/// Runs a local Stylus chain with VVV, a USD token and Diem deployed on it, and serves it over JSON-RPC (HTTP and
/// WebSocket on the same port).
///
/// Every transaction is mined immediately, in its own block. The chain follows the system clock until a client
/// moves its time (evm_increaseTime). Addresses are the same on every new chain.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo devnet", version)]
pub struct Options {
    /// Port to listen on; 0 chooses a free port
    #[arg(long, default_value_t = 8545)]
    pub port: u16,

    /// Address to listen on. Every client that can connect has full control of the chain
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,

    /// Load the chain from this file if it exists, and save it there after every change
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,

    /// Chain id [default: that of the state file, else 412346]
    #[arg(long, value_name = "ID")]
    pub chain_id: Option<u64>,

    /// Initial time of a new chain, in Unix seconds [default: now]
    #[arg(long, value_name = "SECONDS")]
    pub timestamp: Option<u64>,

    /// Diem program to deploy on a new chain [default: artifacts/diem.wasm]
    #[arg(long, value_name = "WASM")]
    pub program: Option<PathBuf>,

    /// Deploy no contracts on a new chain; accounts still receive ETH
    #[arg(long, conflicts_with = "program")]
    pub no_deploy: bool,

    /// Deploy only VVV and the USD token on a new chain, for trying `cargo xtask deploy`
    #[arg(long, conflicts_with_all = ["program", "no_deploy"])]
    pub tokens_only: bool,

    /// ArbOS version. Before 60, programs cannot be deployed in fragments
    #[arg(long, value_name = "VERSION", default_value_t = Rules::default().arbos, value_parser = clap::value_parser!(u64).range(50..=61))]
    pub arbos: u64,

    /// Fragments that a program may have when it is activated
    #[arg(long, value_name = "COUNT", default_value_t = Rules::default().max_fragments)]
    pub max_fragments: u8,

    /// Print only the URL and errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// Why the node did not start, or stopped with an error.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The port is in use, or the address does not belong to this machine.
    #[error("cannot listen on {address}: {error}. Choose another with --port or --host")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// The program file cannot be read.
    #[error("cannot read the program {path}: {error}. Build it with `cargo artifacts`, or pass another with --program")]
    Program {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// The file is not a Stylus program, or the program is not Diem.
    #[error(transparent)]
    Deploy(#[from] DeployError),
    /// The state file cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// The handlers for SIGINT and SIGTERM cannot be installed.
    #[error("cannot install signal handlers: {0}")]
    Signal(std::io::Error),
    /// The node thread panicked, which is a bug in the node.
    #[error("the node thread panicked")]
    Panicked,
}

/// Runs the node until it receives SIGINT (Ctrl-C) or SIGTERM.
///
/// # Errors
/// [`CliError`].
pub async fn run(options: Options) -> Result<(), CliError> {
    // Before anything else, so that a signal during startup cannot kill the process.
    let mut signals = Signals::new().map_err(CliError::Signal)?;
    let setup = options.clone();
    let (report, deployed) = tokio::sync::oneshot::channel();
    let host = Host::start(move || {
        let (node, deployment) = open(&setup)?;
        // The receiver waits below.
        let _ = report.send(deployment);
        Ok::<_, CliError>(Context::new(node))
    })
    .await?;
    let deployment = deployed.await.map_err(|_| CliError::Panicked)?;
    let startup = host
        .run(move |context| {
            let node = &mut context.node;
            Startup {
                blocks: node.subscribe(),
                changes: node.changes(),
                report: Report::new(node.accounts(), deployment.as_ref()),
                chain_id: node.chain().chain_id(),
                accounts: node.accounts().clone(),
            }
        })
        .await
        .ok_or(CliError::Panicked)?;

    let address = SocketAddr::new(options.host, options.port);
    let (address, server) = rpc::serve(host.clone(), address)
        .await
        .map_err(|error| CliError::Listen { address, error })?;
    // Not before the port is bound: another node on this port may use the same file.
    if let Some(path) = &options.state {
        save(&host, path, deployment).await?;
    }
    let url = format!("http://{address}");
    if options.quiet {
        print(&url);
    } else {
        let accounts = &startup.accounts;
        let tokens = options.tokens_only.then(|| Tokens::of(accounts));
        let banner = report::banner(&url, startup.chain_id, accounts, deployment.as_ref(), tokens);
        print(&banner);
        tokio::spawn(log(startup.report, startup.blocks));
    }
    let saving = options
        .state
        .clone()
        .map(|path| tokio::spawn(save_changes(host.clone(), path, deployment, startup.changes)));

    signals.wait().await;
    // Finish the requests in progress before the last save.
    let _ = server.stop();
    server.stopped().await;
    if let Some(saving) = saving {
        saving.abort();
        // Let a write in progress finish before the last one.
        let _ = saving.await;
    }
    if let Some(path) = &options.state {
        save(&host, path, deployment).await?;
    }
    Ok(())
}

/// Data and subscriptions that the program takes from the node at startup.
struct Startup {
    blocks: broadcast::Receiver<std::sync::Arc<Block>>,
    changes: watch::Receiver<()>,
    report: Report,
    chain_id: u64,
    accounts: crate::accounts::Accounts,
}

/// Loads the node from the state file, or creates a new one.
fn open(options: &Options) -> Result<(Node, Option<Deployment>), CliError> {
    let rules = Rules { arbos: options.arbos, max_fragments: options.max_fragments };
    if let Some(path) = &options.state {
        if let Some(found) = state::load(path, options.chain_id, rules)? {
            return Ok(found);
        }
    }
    let mut node = Node::new(options.chain_id.unwrap_or(CHAIN_ID), rules, options.timestamp);
    deploy::fund(&mut node);
    if options.no_deploy {
        return Ok((node, None));
    }
    if options.tokens_only {
        deploy::tokens(&mut node)?;
        return Ok((node, None));
    }
    let path = options.program.clone().unwrap_or_else(|| PROGRAM.into());
    let wasm = fs::read(&path).map_err(|error| CliError::Program { path, error })?;
    let deployment = deploy::deploy(&mut node, &wasm)?;
    Ok((node, Some(deployment)))
}

/// Prints a line for every block.
async fn log(report: Report, mut blocks: broadcast::Receiver<std::sync::Arc<Block>>) {
    loop {
        match blocks.recv().await {
            Ok(block) => print(&report.line(&block)),
            Err(RecvError::Lagged(missed)) => {
                print(&format!("        ({missed} blocks not shown)"))
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// Prints a line. Errors are ignored: the node keeps running when its output is closed.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Saves the state after every change, until the node stops.
async fn save_changes(
    host: Host<Context>,
    path: PathBuf,
    deployment: Option<Deployment>,
    mut changes: watch::Receiver<()>,
) {
    while changes.changed().await.is_ok() {
        tokio::time::sleep(SAVE_DELAY).await;
        changes.mark_unchanged();
        if let Err(error) = save(&host, &path, deployment).await {
            eprintln!("error: {error}");
        }
    }
}

async fn save(
    host: &Host<Context>,
    path: &Path,
    deployment: Option<Deployment>,
) -> Result<(), CliError> {
    let saved = host.run(move |context| Saved::of(&mut context.node, deployment.as_ref()));
    let saved = saved.await.ok_or(CliError::Panicked)?;
    // Without an await in between: an abort of this task cannot interrupt the write.
    Ok(saved.write(path)?)
}

/// The signals that stop the node.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{signal, SignalKind};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for one of them.
    async fn wait(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => (),
            _ = self.interrupt.recv() => (),
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
