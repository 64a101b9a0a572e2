// SPDX-License-Identifier: MIT OR Apache-2.0
//! `deploy <file.toml>`: the dry run, and with `--broadcast` the deployment.

use std::collections::BTreeMap;
use std::path::PathBuf;

use alloy_primitives::{keccak256, Address, Bytes, U256};
use alloy_sol_types::SolEvent;
use anyhow::{ensure, Context, Result};
use clap::Args;

use crate::cache;
use crate::chain::{Chain, Log, Receipt, Request};
use crate::config::Config;
use crate::diem::{Arguments, Deployed};
use crate::files::{self, Files, DEPLOYMENTS};
use crate::journal::{Identity, Journal};
use crate::keys::KeyOptions;
use crate::output::say;
use crate::preflight::{versions, Inputs};
use crate::program::{init_code, Program};
use crate::record::{parameters, Record};
use crate::sending::{Sender, Timing};
use crate::simulation::{data_fee, deploy_request, deployer_init_code, with_margin, Overrides};
use crate::steps::Step;
use crate::{table, verify};

/// The options.
#[derive(Clone, Debug, Args)]
pub struct DeployOptions {
    /// The chain's file, such as deploy/devnet.toml
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Send the transactions; without it, nothing is sent
    #[arg(long)]
    pub broadcast: bool,

    /// URL of a node [default: the file's]
    #[arg(long, value_name = "URL", env = "DIEM_RPC_URL", hide_env_values = true)]
    pub rpc: Option<String>,

    /// Module to deploy [default: artifacts/diem.wasm]
    #[arg(long, value_name = "FILE")]
    pub wasm: Option<PathBuf>,

    /// Folder of journal and result [default: deployments/ in the repository]
    #[arg(long, value_name = "FOLDER")]
    pub deployments: Option<PathBuf>,

    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    timing: Timing,
}

/// Runs the command.
///
/// # Errors
/// If the preflight finds an error, or a step fails.
pub async fn run(options: &DeployOptions) -> Result<()> {
    let file = options.file.as_deref().context("no file of a chain, such as deploy/devnet.toml")?;
    let config = Config::load(file)?;
    let rpc = options.rpc.as_ref().or(config.rpc.as_ref());
    let rpc = rpc.context("no node: pass --rpc URL, or set `rpc` in the file")?;
    let chain = Chain::connect(rpc)?;
    let id = chain.id().await?;
    ensure!(
        id == config.chain_id,
        "wrong chain: {} is a node of chain {id}, and {} is for chain {}",
        chain.host(),
        file.display(),
        config.chain_id
    );
    let program = Program::load(options.wasm.as_deref())?;
    let account = options.key.account(options.broadcast)?;
    let folder = options.deployments.clone().unwrap_or_else(|| PathBuf::from(DEPLOYMENTS));
    let files = Files::new(&folder, id);
    let _lock = options.broadcast.then(|| files.lock()).transpose()?;
    let identity = Identity {
        chain_id: id,
        genesis: chain.genesis().await?,
        account: account.address(),
        configuration: config.identity(),
        program: program.packaged_sha256,
    };
    let mut journal = Journal::open(&files.journal, identity)?;
    ensure!(
        journal.is_begun() || !files.record.exists(),
        "{} exists: Diem is deployed on this chain already. Move the file away to deploy another",
        files.record.display()
    );

    let steps = Step::all(&program);
    if steps.iter().any(|step| journal.mined(&step.key()).is_none()) {
        let inputs = Inputs {
            chain: &chain,
            config: &config,
            program: &program,
            account: account.address(),
            journal: &journal,
        };
        let preflight = inputs.check().await?;
        let title = format!("Deployment of Diem on chain {id} ({})", chain.host());
        crate::output::print(format_args!("{}", table::render(&title, &preflight)));
        ensure!(preflight.errors.is_empty(), "the preflight has failed; nothing has been sent");
    }
    if !options.broadcast {
        say!("\nThis was a dry run: nothing has been sent. Add --broadcast to deploy.");
        return Ok(());
    }
    say!("");
    let signer = account.signer()?;
    let sender = Sender { chain: &chain, chain_id: id, signer, timing: options.timing };
    let arguments = arguments(&chain, &config).await?;
    let deployment = Deployment { chain: &chain, program: &program, arguments: &arguments };
    let diem = deployment.deploy(&sender, &mut journal).await?;
    let record = deployment.record(&journal, account.address(), id, diem).await?;
    say!("");
    verify::run(&chain, &record, &program).await?;
    files::write(&files.record, &record)?;
    say!("\nThe result is in {}.", files.record.display());
    if let Some(bid) = config.bid()? {
        let record = deployment.bid(&sender, &mut journal, record, bid).await?;
        files::write(&files.record, &record)?;
    }
    Ok(())
}

/// The constructor's arguments.
async fn arguments(chain: &Chain, config: &Config) -> Result<Arguments> {
    let decimals = chain.view(config.tokens.fee_token, &crate::diem::decimalsCall {}).await?;
    config.arguments(decimals.value().context("the fee token does not report its decimals")?._0)
}

/// What is deployed, and where.
struct Deployment<'a> {
    chain: &'a Chain,
    program: &'a Program,
    arguments: &'a Arguments,
}

impl Deployment<'_> {
    /// Completes all steps. Returns the address of Diem.
    async fn deploy(&self, sender: &Sender<'_>, journal: &mut Journal) -> Result<Address> {
        let mut diem = None;
        for step in Step::all(self.program) {
            if let Some(mined) = journal.mined(&step.key()) {
                say!("{step}: done in block {}", mined.block);
                continue;
            }
            let request = match step {
                Step::Fragment(index) => create(init_code(&self.program.fragments()[index])),
                Step::Deployer => create(deployer_init_code()),
                Step::Diem | Step::CacheBid => Request::default(),
            };
            let receipt = if step == Step::Diem {
                let fragments = self.fragments(journal)?;
                let deployer = contract(journal, Step::Deployer)?;
                let request = async || self.construction(&fragments, deployer).await;
                sender.complete(journal, step, request).await?
            } else {
                sender.complete(journal, step, async || Ok(request.clone())).await?
            };
            say!("{step}: mined in block {}, {} gas", receipt.block(), receipt.gas());
            if step == Step::Diem {
                diem = Some(deployed(&receipt, contract(journal, Step::Deployer)?)?);
            }
        }
        match diem {
            Some(diem) => Ok(diem),
            // Mined in an earlier run.
            None => {
                let hash = journal.mined(&Step::Diem.key()).context("all steps are mined")?.hash;
                let receipt = self.chain.receipt(hash).await?;
                let receipt = receipt.context("the node has no receipt of the deployment")?;
                deployed(&receipt, contract(journal, Step::Deployer)?)
            }
        }
    }

    /// The transaction that deploys, activates and constructs, with today's data fee.
    async fn construction(&self, fragments: &[Address], deployer: Address) -> Result<Request> {
        let root = self.program.root(fragments);
        let fee = data_fee(self.chain, &root, Overrides::default()).await?;
        Ok(deploy_request(deployer, &root, self.arguments, with_margin(fee)))
    }

    fn fragments(&self, journal: &Journal) -> Result<Vec<Address>> {
        let count = self.program.fragments().len();
        (0..count).map(|index| contract(journal, Step::Fragment(index))).collect()
    }

    async fn record(
        &self,
        journal: &Journal,
        account: Address,
        chain_id: u64,
        diem: Address,
    ) -> Result<Record> {
        let fragments = self.fragments(journal)?;
        let mut transactions = BTreeMap::new();
        for step in Step::all(self.program).into_iter().chain([Step::CacheBid]) {
            if let Some(mined) = journal.mined(&step.key()) {
                transactions.insert(step.key(), mined.hash);
            }
        }
        let mined = journal.mined(&Step::Diem.key()).context("all steps are mined")?;
        Ok(Record {
            chain_id,
            diem,
            codehash: keccak256(self.program.root(&fragments)),
            fragments,
            deployer: contract(journal, Step::Deployer)?,
            account,
            vvv: self.arguments.vvv,
            fee_token: self.arguments.feeToken,
            owner: self.arguments.owner,
            guardian: self.arguments.guardian,
            parameters: parameters(&self.arguments.params),
            transactions,
            block: mined.block,
            wasm_sha256: self.program.wasm_sha256,
            program_sha256: self.program.packaged_sha256,
            versions: versions(self.chain).await?.context("an Arbitrum chain")?.into(),
        })
    }

    /// Bids for the program cache, unless the program is cached. Returns the record with the bid's transaction.
    async fn bid(
        &self,
        sender: &Sender<'_>,
        journal: &mut Journal,
        mut record: Record,
        value: U256,
    ) -> Result<Record> {
        let step = Step::CacheBid;
        if journal.mined(&step.key()).is_some() {
            return Ok(record);
        }
        let bid = async || {
            cache::bid(self.chain, record.account, record.diem, record.codehash, value).await
        };
        let context = "Diem is deployed, but the cache bid is not placed";
        if journal.open_attempts(&step.key()).is_empty() && bid().await.context(context)?.is_none()
        {
            say!("{step}: the program is cached already");
            return Ok(record);
        }
        let request = async || bid().await?.context("the program is cached already");
        let receipt = sender.complete(journal, step, request).await.context(context)?;
        say!("{step}: mined in block {}, {} gas", receipt.block(), receipt.gas());
        record.transactions.insert(step.key(), receipt.transaction_hash);
        Ok(record)
    }
}

fn create(data: Bytes) -> Request {
    Request { data, ..Request::default() }
}

/// The contract that a step has created.
fn contract(journal: &Journal, step: Step) -> Result<Address> {
    let mined = journal.mined(&step.key()).and_then(|mined| mined.contract);
    mined.with_context(|| format!("{step}: the receipt names no contract"))
}

/// The address of Diem, from the event of `Deployer.sol`.
fn deployed(receipt: &Receipt, deployer: Address) -> Result<Address> {
    let is_event = |log: &&Log| {
        log.address == deployer && log.topics.first() == Some(&Deployed::SIGNATURE_HASH)
    };
    let topic = receipt.logs.iter().find(is_event).and_then(|log| log.topics.get(1));
    Ok(Address::from_word(*topic.context("the receipt has no event of Deployer.sol")?))
}
