// SPDX-License-Identifier: MIT OR Apache-2.0
//! The filters that clients have installed.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use alloy_primitives::U256;
use alloy_rpc_types_eth::Filter;

/// A filter is removed if its client has not polled it for this long.
const LIFETIME: Duration = Duration::from_secs(300);

/// What a filter reports.
pub enum Kind {
    /// Logs that match.
    Logs(Box<Filter>),
    /// Hashes of new blocks.
    Blocks,
    /// Hashes of new transactions. Every transaction is mined when it arrives, so these are the mined ones.
    Transactions,
}

/// A client's filter.
pub struct Installed {
    /// What it reports.
    pub kind: Kind,
    /// The last block that the client has seen.
    pub seen: u64,
    polled: Instant,
}

/// The filters that clients have installed.
#[derive(Default)]
pub struct Filters {
    installed: HashMap<U256, Installed>,
    last_id: u64,
}

impl Filters {
    /// Installs a filter for what happens after the block `seen`, and removes expired ones. Returns its id.
    pub fn install(&mut self, kind: Kind, seen: u64) -> u64 {
        self.installed.retain(|_, filter| filter.polled.elapsed() < LIFETIME);
        self.last_id += 1;
        let installed = Installed { kind, seen, polled: Instant::now() };
        self.installed.insert(U256::from(self.last_id), installed);
        self.last_id
    }

    /// A filter that a client polls, which extends its life.
    pub fn poll(&mut self, id: U256) -> Option<&mut Installed> {
        let filter = self.installed.get_mut(&id)?;
        filter.polled = Instant::now();
        Some(filter)
    }

    /// Removes a filter. Returns whether there was one.
    pub fn remove(&mut self, id: U256) -> bool {
        self.installed.remove(&id).is_some()
    }
}
