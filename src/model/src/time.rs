//! The chain's time, in seconds since 1970-01-01 00:00:00 UTC.
//!
//! It is the sequencer's: it never decreases, and may be up to 24 hours behind or one hour ahead
//! of real time. Block numbers are never used.

/// Seconds in a UTC day.
pub const DAY: u64 = 86_400;

#[cfg(all(feature = "test-clock", target_arch = "wasm32"))]
compile_error!("`test-clock` lets the caller choose the time: it must never reach a chain");

/// The time now: the block's, as `block_timestamp` reads it from the chain.
///
/// The one place where time enters. With the feature `test-clock`, which refuses to compile for
/// a chain, a test may have set another time with [`clock::set`].
#[inline]
pub fn now(block_timestamp: impl FnOnce() -> u64) -> u64 {
    #[cfg(feature = "test-clock")]
    if let Some(time) = clock::get() {
        return time;
    }
    block_timestamp()
}

/// A settable clock for tests, one a thread.
#[cfg(feature = "test-clock")]
pub mod clock {
    use std::cell::Cell;

    thread_local! {
        static TIME: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// The time that was set on this thread, if any.
    pub fn get() -> Option<u64> {
        TIME.get()
    }

    /// Makes `time` (seconds) the present on this thread.
    pub fn set(time: u64) {
        TIME.set(Some(time));
    }
}
