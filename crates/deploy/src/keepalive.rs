// SPDX-License-Identifier: MIT OR Apache-2.0
//! `deploy keepalive <file.json>`: when the program expires, and the call that extends its life.

use std::path::PathBuf;

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use serde_json::Value;

use crate::amount::{days, ether};
use crate::chain::{Chain, Failure, Request, Viewed};
use crate::explain;
use crate::keys::KeyOptions;
use crate::output::say;
use crate::precompiles::{
    activateProgramCall, codehashKeepaliveCall, expiryDaysCall, keepaliveDaysCall,
    programTimeLeftCall, ProgramExpired, ProgramInsufficientValue, ProgramKeepaliveTooSoon,
    ProgramNeedsUpgrade, ProgramNotActivated, ARB_WASM,
};
use crate::record::Record;
use crate::sending::{Sender, Timing};
use crate::simulation::with_margin;

/// The options.
#[derive(Clone, Debug, Args)]
pub struct KeepaliveOptions {
    /// The deployment's record, such as deployments/42161.json
    pub file: PathBuf,

    /// Send the call that is due; without it, nothing is sent
    #[arg(long)]
    pub broadcast: bool,

    /// URL of a node
    #[arg(long, value_name = "URL", env = "DIEM_RPC_URL", hide_env_values = true)]
    pub rpc: String,

    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    timing: Timing,
}

/// What can be done for a program.
enum Due {
    /// Nothing yet: it can be extended after this many seconds.
    Later(u64),
    /// It can be extended.
    Extension,
    /// It has to be activated again.
    Activation,
}

/// Runs the command.
///
/// # Errors
/// If the node does not answer, the code is not the recorded one, or a transaction fails.
pub async fn run(options: &KeepaliveOptions) -> Result<()> {
    let record = Record::load(&options.file)?;
    let chain = Chain::connect(&options.rpc)?;
    let id = chain.id().await?;
    ensure!(
        id == record.chain_id,
        "{} is a node of chain {id}, and the record is of chain {}",
        chain.host(),
        record.chain_id
    );
    let codehash = keccak256(chain.code(record.diem).await?);
    ensure!(codehash == record.codehash, "the code at {} is not the recorded one", record.diem);

    let (name, request) = match due(&chain, record.diem).await? {
        Due::Later(seconds) => {
            say!("It can be extended in {} ({seconds} s). Nothing to do yet.", days(seconds));
            return Ok(());
        }
        Due::Extension => ("extend the program", extension(codehash)),
        Due::Activation => ("activate the program again", activation(record.diem)),
    };
    let fee = fee(&chain, &request).await?;
    let value = with_margin(fee);
    say!(
        "To {name}: the fee is {} ETH now; {} ETH are sent, and the rest returns.",
        ether(fee),
        ether(value)
    );
    say!("  to     {ARB_WASM}\n  value  {value}\n  data   {}", request.data);
    if !options.broadcast {
        say!("This was a dry run: nothing has been sent. Add --broadcast to send it.");
        return Ok(());
    }
    let account = options.key.account(true)?;
    let signer = account.signer()?;
    let sender = Sender { chain: &chain, chain_id: id, signer, timing: options.timing };
    let receipt = sender.send(name, &Request { value, ..request }).await?;
    say!("Mined in block {}: {}", receipt.block(), receipt.transaction_hash);
    due(&chain, record.diem).await?;
    Ok(())
}

/// Prints when the program expires, and returns what can be done.
async fn due(chain: &Chain, program: Address) -> Result<Due> {
    let left = match chain.view(ARB_WASM, &programTimeLeftCall { program }).await? {
        Viewed::Value(left) => left._0,
        Viewed::Reverted(data) => return inactive(&data),
        Viewed::Nothing => bail!("the chain has no ArbWasm: it does not run Stylus"),
    };
    say!("The program expires in {} ({left} s).", days(left));
    let expiry = chain.view(ARB_WASM, &expiryDaysCall {}).await?.value();
    let keepalive = chain.view(ARB_WASM, &keepaliveDaysCall {}).await?.value();
    let (expiry, keepalive) = expiry.zip(keepalive).context("ArbWasm does not tell its periods")?;
    let age = (u64::from(expiry._0) * 86_400).saturating_sub(left);
    let wait = (u64::from(keepalive._0) * 86_400).saturating_sub(age);
    Ok(if wait > 0 { Due::Later(wait) } else { Due::Extension })
}

/// Prints why a program is not active; it can be activated again.
fn inactive(data: &[u8]) -> Result<Due> {
    if let Ok(error) = ProgramExpired::abi_decode(data, true) {
        say!("The program has expired: it was activated {} ago.", days(error.ageInSeconds));
    } else if let Ok(error) = ProgramNeedsUpgrade::abi_decode(data, true) {
        let (version, chain) = (error.version, error.stylusVersion);
        say!("The program was activated for Stylus {version}; the chain runs Stylus {chain}.");
    } else if data.starts_with(&ProgramNotActivated::SELECTOR) {
        say!("The program is not activated.");
    } else {
        bail!("ArbWasm.programTimeLeft: {}", explain::revert(data));
    }
    Ok(Due::Activation)
}

fn extension(codehash: B256) -> Request {
    let data = codehashKeepaliveCall { codehash }.abi_encode().into();
    Request { to: Some(ARB_WASM), value: U256::ZERO, data }
}

fn activation(program: Address) -> Request {
    let data = activateProgramCall { program }.abi_encode().into();
    Request { to: Some(ARB_WASM), value: U256::ZERO, data }
}

/// The fee of a call, which it names when it is sent no value.
async fn fee(chain: &Chain, request: &Request) -> Result<U256> {
    match chain.call(Address::ZERO, request, &Value::Null).await {
        Ok(_) => Ok(U256::ZERO),
        Err(Failure::Reverted(data)) => {
            if let Ok(error) = ProgramInsufficientValue::abi_decode(&data, true) {
                return Ok(error.want);
            }
            if let Ok(error) = ProgramKeepaliveTooSoon::abi_decode(&data, true) {
                bail!("the program is only {} old; try again later", days(error.ageInSeconds));
            }
            bail!("the call would fail: {}", explain::revert(&data))
        }
        Err(failure) => Err(failure.into()),
    }
}
