// SPDX-License-Identifier: MIT OR Apache-2.0
//! The outcome of a transaction or call.

use std::fmt::{self, Debug, Formatter};

use crate::motsu_support::abi::error_name;
use alloy_primitives::{Address, LogData, B256};
use alloy_sol_types::{SolError, SolInterface};
use diem_devnet::chain::{Executed, Status};
use diem_devnet::stylus::session::HostTrace;

use super::{from_evm, hex, IDiemErrors};

/// The outcome of a transaction or call.
#[derive(Clone, Debug)]
pub struct TxResult {
    pub status: Status,
    /// Return data or revert data.
    pub output: Vec<u8>,
    pub gas: u64,
    /// The logs, each with the contract that emitted it.
    pub logs: Vec<(Address, LogData)>,
    /// Why the program failed, if it did not revert by itself.
    pub failure: Option<String>,
    pub trace: Vec<HostTrace>,
}

impl TxResult {
    pub fn new(executed: Executed) -> Self {
        let Executed { status, output, gas_used, logs, failure, trace, .. } = executed;
        let logs = logs.iter().map(|log| {
            let topics = log.topics().iter().map(|topic| B256::new(topic.0)).collect();
            let data = LogData::new(topics, log.data.data.to_vec().into());
            (from_evm(log.address), data.expect("at most four topics"))
        });
        Self {
            status,
            output: output.to_vec(),
            gas: gas_used,
            logs: logs.collect(),
            failure,
            trace,
        }
    }

    pub fn is_success(&self) -> bool {
        self.status == Status::Success
    }

    /// The return data, or the revert data as the error.
    pub fn data(&self) -> Result<Vec<u8>, Vec<u8>> {
        match self.status {
            Status::Success => Ok(self.output.clone()),
            _ => Err(self.output.clone()),
        }
    }

    /// Fails unless it reverted with exactly `error`.
    #[track_caller]
    pub fn assert_reverted_with(&self, error: &impl SolError) {
        assert_eq!(self.status, Status::Revert, "{}", self.describe());
        assert_eq!(hex(&self.output), hex(&error.abi_encode()), "{}", self.describe());
    }

    /// Status, typed error and failure in one line, for assertion messages.
    pub fn describe(&self) -> String {
        let error = IDiemErrors::abi_decode(&self.output, true)
            .map(|error| format!("{:?}", NamedError(&error)))
            .unwrap_or_else(|_| format!("0x{}", hex(&self.output[..self.output.len().min(300)])));
        format!("{:?}, {error}, {:?}", self.status, self.failure)
    }
}

/// Prints an error with its name, which the types that `sol!` generates do not.
struct NamedError<'a>(&'a IDiemErrors);

impl Debug for NamedError<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let data = self.0.abi_encode();
        let name = error_name(data[..4].try_into().expect("a selector")).unwrap_or("?");
        write!(f, "{name}(0x{})", hex(&data[4..]))
    }
}
