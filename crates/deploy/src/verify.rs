// SPDX-License-Identifier: MIT OR Apache-2.0
//! Compares a deployment with its record and with a module.

use alloy_primitives::{keccak256, Address};
use alloy_sol_types::SolCall;
use anyhow::{ensure, Result};

use crate::chain::{Chain, Failure, Viewed};
use crate::diem::{feeTokenCall, guardianCall, ownerCall, paramsCall, veniceCall};
use crate::explain;
use crate::output::say;
use crate::program::Program;
use crate::record::{parameters, Record};

/// A compared value.
pub struct Comparison {
    what: String,
    expected: String,
    found: String,
    /// What a difference may mean.
    hint: &'static str,
}

/// Why offices and parameters may differ without any harm.
const GOVERNANCE: &str = ". Governance can change this; look for its event";

impl Comparison {
    fn new(what: impl Into<String>, expected: impl ToString, found: impl ToString) -> Self {
        let (expected, found) = (expected.to_string(), found.to_string());
        Self { what: what.into(), expected, found, hint: "" }
    }

    fn by_governance(self) -> Self {
        Self { hint: GOVERNANCE, ..self }
    }

    /// Whether the values are equal.
    pub fn is_equal(&self) -> bool {
        self.expected == self.found
    }

    fn line(&self) -> String {
        let Self { what, expected, found, hint } = self;
        if self.is_equal() {
            format!("ok       {what}: {found}")
        } else {
            format!("DIFFERS  {what}: expected {expected}, found {found}{hint}")
        }
    }
}

/// Compares everything, and prints a line for each value.
///
/// # Errors
/// If anything differs.
pub async fn run(chain: &Chain, record: &Record, program: &Program) -> Result<()> {
    let comparisons = compare(chain, record, program).await?;
    for comparison in &comparisons {
        say!("{}", comparison.line());
    }
    let differences = comparisons.iter().filter(|comparison| !comparison.is_equal()).count();
    ensure!(
        differences == 0,
        "{differences} of {} values differ from the record of chain {}",
        comparisons.len(),
        record.chain_id
    );
    say!("Diem at {} is as recorded.", record.diem);
    Ok(())
}

/// Compares everything.
pub async fn compare(chain: &Chain, record: &Record, program: &Program) -> Result<Vec<Comparison>> {
    let id = chain.id().await?;
    ensure!(
        id == record.chain_id,
        "{} is a node of chain {id}, and the record is of chain {}",
        chain.host(),
        record.chain_id
    );
    let mut all = vec![
        Comparison::new("SHA-256 of the module", record.wasm_sha256, program.wasm_sha256),
        Comparison::new("SHA-256 of the program", record.program_sha256, program.packaged_sha256),
    ];
    all.extend(compare_code(chain, record, program).await?);
    let diem = record.diem;
    let vvv = value(chain, diem, veniceCall {}, |answer| answer._0).await?;
    let fee_token = value(chain, diem, feeTokenCall {}, |answer| answer._0).await?;
    let owner = value(chain, diem, ownerCall {}, |answer| answer._0).await?;
    let guardian = value(chain, diem, guardianCall {}, |answer| answer._0).await?;
    all.extend([
        Comparison::new("VVV", record.vvv, vvv),
        Comparison::new("fee token", record.fee_token, fee_token),
        Comparison::new("owner", record.owner, owner).by_governance(),
        Comparison::new("guardian", record.guardian, guardian).by_governance(),
    ]);
    let params = match viewed(chain, diem, &paramsCall {}).await? {
        Viewed::Value(answer) => parameters(&answer._0),
        Viewed::Reverted(_) | Viewed::Nothing => Default::default(),
    };
    for (name, expected) in &record.parameters {
        let found = params.get(name).map_or("no answer", String::as_str);
        all.push(Comparison::new(name, expected, found).by_governance());
    }
    Ok(all)
}

async fn compare_code(
    chain: &Chain,
    record: &Record,
    program: &Program,
) -> Result<Vec<Comparison>> {
    let mut all = Vec::new();
    let fragments = program.fragments();
    all.push(Comparison::new("number of fragments", fragments.len(), record.fragments.len()));
    for (at, (address, expected)) in record.fragments.iter().zip(fragments).enumerate() {
        let found = chain.code(*address).await?;
        let what = format!("code of fragment {} at {address}", at + 1);
        all.push(Comparison::new(what, keccak256(expected), keccak256(&found)));
    }
    let found = chain.code(record.diem).await?;
    let expected = keccak256(program.root(&record.fragments));
    all.push(Comparison::new(
        format!("code of Diem at {}", record.diem),
        expected,
        keccak256(&found),
    ));
    all.push(Comparison::new("recorded codehash", expected, record.codehash));
    Ok(all)
}

/// The answer of a view as text.
async fn value<C: SolCall>(
    chain: &Chain,
    diem: Address,
    call: C,
    answer: impl Fn(C::Return) -> Address,
) -> Result<String> {
    Ok(match viewed(chain, diem, &call).await? {
        Viewed::Value(value) => answer(value).to_string(),
        Viewed::Reverted(data) => explain::revert(&data),
        Viewed::Nothing => "no answer".to_owned(),
    })
}

/// Calls a view of code that may be anything: a node answers a call of invalid code with errors of many kinds.
async fn viewed<C: SolCall>(chain: &Chain, diem: Address, call: &C) -> Result<Viewed<C::Return>> {
    match chain.view(diem, call).await {
        Err(Failure::Refused(_)) => Ok(Viewed::Nothing),
        answer => Ok(answer?),
    }
}
