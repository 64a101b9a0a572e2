//! The program around the node: options, start, end.

use std::fs;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use crate::deploy::{self, DeployError, Deployment};
use crate::host::Host;
use crate::ledger::Block;
use crate::node::Node;
use crate::report::{self, Report};
use crate::rpc::{self, Context};
use crate::state::{self, Saved, StateError};

/// Chain id of a chain that is not told another: Nitro's for development.
const CHAIN_ID: u64 = 412_346;

/// The program that is deployed if no other is named.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/diem.wasm");

/// The state file is written so long after a change, with all that changed until then.
const SAVE_DELAY: Duration = Duration::from_millis(200);

/// Runs a Stylus chain in this process, with VVV, a USD token and Diem on it, and serves it to wallets and
/// libraries over JSON-RPC (HTTP and WebSocket, one port).
///
/// Every transaction is mined at once, in a block of its own. The chain's time is the machine's until a client
/// moves it (evm_increaseTime). Addresses are the same every time.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo devnet", version)]
pub struct Options {
    /// Port to listen on; 0 for any free one
    #[arg(long, default_value_t = 8545)]
    pub port: u16,

    /// Address to listen on. Anybody who reaches it can do anything with the chain
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,

    /// Keep the chain in this file: go on from it if it exists, and save to it after every change
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,

    /// Chain id [default: 412346, or the state file's]
    #[arg(long, value_name = "ID")]
    pub chain_id: Option<u64>,

    /// Start a new chain's time here instead of now, in unix seconds
    #[arg(long, value_name = "SECONDS")]
    pub timestamp: Option<u64>,

    /// The Diem program to deploy on a new chain [default: artifacts/diem.wasm]
    #[arg(long, value_name = "WASM")]
    pub program: Option<PathBuf>,

    /// Deploy nothing on a new chain: accounts with ETH are all there is
    #[arg(long, conflicts_with = "program")]
    pub no_deploy: bool,

    /// Print nothing but the URL and errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// Why the node did not start, or ended badly.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The port is taken, or the address not this machine's.
    #[error("cannot listen on {address}: {error}. Choose another with --port or --host")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        error: std::io::Error,
    },
    /// There is no program.
    #[error("cannot read the program {path}: {error}. Build it with `cargo artifacts`, or name one with --program")]
    Program {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// The program is not Diem, or not a program.
    #[error(transparent)]
    Deploy(#[from] DeployError),
    /// The state file cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// The signals that end the node cannot be waited for.
    #[error("cannot wait for signals: {0}")]
    Signal(std::io::Error),
    /// A defect of this node.
    #[error("the node has died of a defect")]
    Died,
}

/// Runs the node until a signal ends it.
///
/// # Errors
/// [`CliError`].
pub async fn run(options: Options) -> Result<(), CliError> {
    // Before anything else, so that no signal ends the node in the middle of it.
    let mut end = Signals::new().map_err(CliError::Signal)?;
    let setup = options.clone();
    let (report, deployed) = tokio::sync::oneshot::channel();
    let host = Host::start(move || {
        let (node, deployment) = open(&setup)?;
        // The receiver waits below.
        let _ = report.send(deployment);
        Ok::<_, CliError>(Context::new(node))
    })
    .await?;
    let deployment = deployed.await.map_err(|_| CliError::Died)?;
    let watch = host
        .run(move |context| {
            let node = &mut context.node;
            Watch {
                blocks: node.subscribe(),
                changes: node.changes(),
                report: Report::new(node.accounts(), deployment.as_ref()),
                chain_id: node.chain().chain_id(),
                accounts: node.accounts().clone(),
            }
        })
        .await
        .ok_or(CliError::Died)?;

    let address = SocketAddr::new(options.host, options.port);
    let (address, server) = rpc::serve(host.clone(), address)
        .await
        .map_err(|error| CliError::Listen { address, error })?;
    // Only now: a node that has the port may have the file as well.
    if let Some(path) = &options.state {
        save(&host, path, deployment).await?;
    }
    let url = format!("http://{address}");
    if options.quiet {
        say(&url);
    } else {
        let accounts = &watch.accounts;
        say(&report::banner(
            &url,
            watch.chain_id,
            accounts,
            deployment.as_ref(),
        ));
        tokio::spawn(log(watch.report, watch.blocks));
    }
    let saving = options
        .state
        .clone()
        .map(|path| tokio::spawn(keep(host.clone(), path, deployment, watch.changes)));

    end.wait().await;
    // Requests that are being served are finished, and what they did is saved.
    let _ = server.stop();
    server.stopped().await;
    if let Some(saving) = saving {
        saving.abort();
        // It may be in the middle of writing the file that is written next.
        let _ = saving.await;
    }
    if let Some(path) = &options.state {
        save(&host, path, deployment).await?;
    }
    Ok(())
}

/// What the program needs to know of the node.
struct Watch {
    blocks: broadcast::Receiver<std::sync::Arc<Block>>,
    changes: watch::Receiver<()>,
    report: Report,
    chain_id: u64,
    accounts: crate::accounts::Accounts,
}

/// The node of the state file, or a new one.
fn open(options: &Options) -> Result<(Node, Option<Deployment>), CliError> {
    if let Some(path) = &options.state {
        if let Some(found) = state::load(path, options.chain_id)? {
            return Ok(found);
        }
    }
    let mut node = Node::new(options.chain_id.unwrap_or(CHAIN_ID), options.timestamp);
    deploy::fund(&mut node);
    if options.no_deploy {
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
            Ok(block) => say(&report.line(&block)),
            Err(RecvError::Lagged(missed)) => say(&format!("        ({missed} blocks not shown)")),
            Err(RecvError::Closed) => return,
        }
    }
}

/// Prints. A reader who has gone away is no reason to end.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Saves the state after every change.
async fn keep(
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
    let saved = saved.await.ok_or(CliError::Died)?;
    // On this task, without a pause: aborted, it has either not begun or finished.
    Ok(saved.write(path)?)
}

/// The signals that end the node.
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
