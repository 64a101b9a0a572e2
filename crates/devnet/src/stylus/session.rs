//! What the engine keeps track of during one transaction.

use revm::primitives::{Address, HashMap, B256};

use super::hostio::HostFn;
use super::pages::Pages;
use super::params::BLOCK_CACHE_SIZE;

/// One host call of a program, for traces.
#[derive(Clone, Copy, Debug)]
pub struct HostTrace {
    /// Depth of the call frame; the transaction's own is zero.
    pub depth: usize,
    /// The account that the program acts on.
    pub address: Address,
    /// What was called.
    pub function: HostFn,
    /// Ink of the WASM instructions since the program last got control.
    pub wasm_ink_before: u64,
    /// Ink of the host call, with all that a call to another contract used.
    pub ink: u64,
}

/// State of a transaction that no revert undoes.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// WASM pages in use.
    pub pages: Pages,
    /// Why a program last failed (trapped or misused a host function), in words.
    pub failure: Option<String>,
    /// Frames in which each account is acting, delegate calls left out.
    acting: HashMap<Address, u32>,
    /// Programs this block has started, most recent last.
    recent: Vec<B256>,
    trace: Option<Vec<HostTrace>>,
}

impl Session {
    /// A new transaction, traced or not.
    pub fn new(traced: bool) -> Self {
        Self {
            trace: traced.then(Vec::new),
            ..Self::default()
        }
    }

    /// Notes that a frame acts on `address`.
    pub fn enter(&mut self, address: Address) {
        *self.acting.entry(address).or_default() += 1;
    }

    /// Undoes [`Self::enter`].
    pub fn leave(&mut self, address: Address) {
        *self.acting.entry(address).or_default() -= 1;
    }

    /// Whether more than one open frame acts on `address`.
    pub fn reentrant(&self, address: Address) -> bool {
        self.acting.get(&address).is_some_and(|frames| *frames > 1)
    }

    /// Notes that a program starts. Returns whether the block remembered it.
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

    /// Adds a trace entry if the transaction is traced, and returns its place.
    pub fn trace(&mut self, entry: impl FnOnce() -> HostTrace) -> Option<usize> {
        let trace = self.trace.as_mut()?;
        trace.push(entry());
        Some(trace.len() - 1)
    }

    /// Completes a trace entry: turns the ink there was before the call into what the call took.
    pub fn priced(&mut self, index: usize, ink_left: u64) {
        if let Some(entry) = self.trace.as_mut().and_then(|trace| trace.get_mut(index)) {
            entry.ink -= ink_left;
        }
    }

    /// Takes the trace.
    pub fn take_trace(&mut self) -> Vec<HostTrace> {
        self.trace.take().unwrap_or_default()
    }
}
