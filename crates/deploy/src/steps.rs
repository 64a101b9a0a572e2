// SPDX-License-Identifier: MIT OR Apache-2.0
//! The transactions of a deployment, in their order.

use std::fmt;

use crate::program::Program;

/// A transaction of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Creates the fragment with this index.
    Fragment(usize),
    /// Creates `Deployer.sol`.
    Deployer,
    /// Deploys, activates and constructs Diem.
    Diem,
    /// Bids for the program cache.
    CacheBid,
}

impl Step {
    /// The steps up to the constructed contract.
    pub fn all(program: &Program) -> Vec<Self> {
        let fragments = (0..program.fragments().len()).map(Self::Fragment);
        fragments.chain([Self::Deployer, Self::Diem]).collect()
    }

    /// The step's name in the journal and in the result.
    pub fn key(self) -> String {
        match self {
            Self::Fragment(index) => format!("fragment{}", index + 1),
            Self::Deployer => "deployer".to_owned(),
            Self::Diem => "diem".to_owned(),
            Self::CacheBid => "cacheBid".to_owned(),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Fragment(index) => write!(f, "create fragment {}", index + 1),
            Self::Deployer => f.write_str("create Deployer.sol"),
            Self::Diem => f.write_str("deploy, activate, construct"),
            Self::CacheBid => f.write_str("bid for the cache"),
        }
    }
}
