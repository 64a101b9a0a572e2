// SPDX-License-Identifier: MIT OR Apache-2.0
//! The engine's state of a transaction.

use revm::primitives::{Address, HashMap, B256};
use stylus_wasm::hostio::HostFn;
use stylus_wasm::params::BLOCK_CACHE_SIZE;

use super::pages::Pages;

/// A trace entry: one host call of a program.
#[derive(Clone, Copy, Debug)]
pub struct HostTrace {
    /// Depth of the call frame. The transaction's own frame has depth zero.
    pub depth: usize,
    /// The account whose storage and balance the program uses.
    pub address: Address,
    /// The host function.
    pub function: HostFn,
    /// Ink of the WASM instructions between the previous host call, or the start, and this one.
    pub wasm_ink_before: u64,
    /// Ink of the host call, with everything that a call to another contract used.
    pub ink: u64,
}

/// The engine's state of a transaction. Reverts do not undo it.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// WASM pages in use.
    pub pages: Pages,
    /// Why a program trapped or misused a host function: the last such failure.
    pub failure: Option<String>,
    /// Number of open frames of each account, without delegate calls.
    open_frames: HashMap<Address, u32>,
    /// Programs that this block has started, the most recent last.
    recent: Vec<B256>,
    trace: Option<Vec<HostTrace>>,
}

impl Session {
    /// A new transaction, traced or not.
    pub fn new(traced: bool) -> Self {
        Self { trace: traced.then(Vec::new), ..Self::default() }
    }

    /// Records that a frame of `address` has been opened.
    pub fn enter(&mut self, address: Address) {
        *self.open_frames.entry(address).or_default() += 1;
    }

    /// Records that a frame of `address` has been closed.
    pub fn leave(&mut self, address: Address) {
        *self.open_frames.entry(address).or_default() -= 1;
    }

    /// Returns whether `address` has more than one open frame.
    pub fn reentrant(&self, address: Address) -> bool {
        self.open_frames.get(&address).is_some_and(|frames| *frames > 1)
    }

    /// Records the start of a program. Returns whether it is among the block's recent ones.
    pub fn start(&mut self, code_hash: B256) -> bool {
        let known = self.recent.iter().position(|recent| *recent == code_hash);
        if let Some(index) = known {
            self.recent.remove(index);
        } else if self.recent.len() == BLOCK_CACHE_SIZE {
            self.recent.remove(0);
        }
        self.recent.push(code_hash);
        known.is_some()
    }

    /// Adds a trace entry if the transaction is traced, and returns its index.
    pub fn trace(&mut self, entry: impl FnOnce() -> HostTrace) -> Option<usize> {
        let trace = self.trace.as_mut()?;
        trace.push(entry());
        Some(trace.len() - 1)
    }

    /// Completes a trace entry: replaces the ink before the call by the ink that the call used.
    pub fn priced(&mut self, index: usize, ink_left: u64) {
        if let Some(entry) = self.trace.as_mut().and_then(|trace| trace.get_mut(index)) {
            entry.ink -= ink_left;
        }
    }

    /// Takes the trace, which is empty if the transaction is not traced.
    pub fn take_trace(&mut self) -> Vec<HostTrace> {
        self.trace.take().unwrap_or_default()
    }
}
