// SPDX-License-Identifier: MIT OR Apache-2.0
//! The block's time, a contract's only source of time. With the feature `test-clock` a test can set it.

#[cfg(all(feature = "test-clock", target_arch = "wasm32"))]
compile_error!("`test-clock` lets the caller choose the time: it must never reach a chain");

/// `block_timestamp()`, or the time that a test has set on this thread (unix seconds).
#[inline]
pub(crate) fn now(block_timestamp: impl FnOnce() -> u64) -> u64 {
    #[cfg(feature = "test-clock")]
    if let Some(time) = get() {
        return time;
    }
    block_timestamp()
}

#[cfg(feature = "test-clock")]
mod test_clock {
    use std::cell::Cell;

    thread_local! {
        static TIME: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// The time that was set on this thread (unix seconds), if any.
    pub fn get() -> Option<u64> {
        TIME.get()
    }

    /// Sets the time of this thread (unix seconds).
    pub fn set(time: u64) {
        TIME.set(Some(time));
    }
}
#[cfg(feature = "test-clock")]
pub use test_clock::{get, set};
