//! One test on motsu at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Makes other tests that ask for the guard wait until it is dropped.
///
/// motsu keeps the contracts of all threads in one map, and panics if a thread waits more than 10 ms for its lock.
pub fn serial_guard() -> MutexGuard<'static, ()> {
    static GUARD: Mutex<()> = Mutex::new(());
    // A test that panicked leaves no state behind that another could read.
    GUARD.lock().unwrap_or_else(PoisonError::into_inner)
}
