// SPDX-License-Identifier: MIT OR Apache-2.0
//! The result of a deployment: `deployments/<chain-id>.json`.

use std::collections::BTreeMap;
use std::path::Path;

use alloy_primitives::{Address, B256};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::diem::Params;
use crate::files;
use crate::preflight::Versions;

/// The file's contents. Numbers that may exceed 53 bits are decimal text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// The chain's id.
    pub chain_id: u64,
    /// Diem.
    pub diem: Address,
    /// The program's fragments, in their order.
    pub fragments: Vec<Address>,
    /// `Deployer.sol`.
    pub deployer: Address,
    /// The account that sent the transactions.
    pub account: Address,
    /// The VVV token.
    pub vvv: Address,
    /// The fee token.
    pub fee_token: Address,
    /// The first owner.
    pub owner: Address,
    /// The first guardian; zero if there is none.
    pub guardian: Address,
    /// The first parameters, in the units of the contract.
    pub parameters: BTreeMap<String, String>,
    /// Hashes of the transactions by step.
    pub transactions: BTreeMap<String, B256>,
    /// The block in which Diem was constructed.
    pub block: u64,
    /// SHA-256 of the module's file, `artifacts/diem.wasm`.
    pub wasm_sha256: B256,
    /// SHA-256 of the packaged module.
    pub program_sha256: B256,
    /// Hash of Diem's code, which identifies the activated program.
    pub codehash: B256,
    /// Versions at the time of the deployment.
    pub versions: RecordedVersions,
}

/// The versions at the time of a deployment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordedVersions {
    /// ArbOS.
    pub arbos: u64,
    /// Stylus.
    pub stylus: u16,
    /// This tool, which has Diem's version.
    pub diem: String,
}

impl Record {
    /// Reads a file.
    pub fn load(path: &Path) -> Result<Self> {
        files::read(path)?.with_context(|| format!("there is no file {}", path.display()))
    }
}

impl From<Versions> for RecordedVersions {
    fn from(versions: Versions) -> Self {
        Self {
            arbos: versions.arbos,
            stylus: versions.stylus,
            diem: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Parameters by name, as decimal text.
pub fn parameters(params: &Params) -> BTreeMap<String, String> {
    let values = params.values().map(|value| value.to_string());
    Params::NAMES.map(str::to_owned).into_iter().zip(values).collect()
}
