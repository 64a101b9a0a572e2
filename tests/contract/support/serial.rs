// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lets only one test at a time use motsu.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::sync::{Mutex, MutexGuard, PoisonError};

use motsu::prelude::deploy_precompiles;

static MOTSU: Mutex<()> = Mutex::new(());

thread_local! {
    /// The number of live guards of this thread.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The lock, held while `DEPTH` is not 0.
    static LOCK: RefCell<Option<MutexGuard<'static, ()>>> = const { RefCell::new(None) };
}

/// Blocks other threads from using motsu until it is dropped.
///
/// The guard is re-entrant: a thread that holds one gets further guards at once, and the lock is released with the
/// thread's last guard, in whatever order the guards are dropped. A test can therefore create several fixtures, one
/// after the other or side by side.
pub struct SerialGuard {
    /// A guard counts for the thread that acquired it, so it is neither `Send` nor `Sync`.
    _not_send: PhantomData<*const ()>,
}

/// Waits until no other thread uses motsu. Every [`Fixture`](super::Fixture) holds such a guard.
///
/// motsu keeps the contracts of all threads in one map, and panics if a thread waits more than 10 ms for its lock.
#[must_use]
pub fn serial_guard() -> SerialGuard {
    DEPTH.with(|depth| {
        if depth.get() == 0 {
            // A test that panicked leaves no state behind that another test could read: contracts are kept by thread.
            let lock = MOTSU.lock().unwrap_or_else(PoisonError::into_inner);
            LOCK.with(|held| *held.borrow_mut() = Some(lock));
        }
        depth.set(depth.get() + 1);
    });
    SerialGuard { _not_send: PhantomData }
}

impl Drop for SerialGuard {
    fn drop(&mut self) {
        DEPTH.with(|depth| {
            depth.set(depth.get() - 1);
            if depth.get() == 0 {
                LOCK.with(|held| held.borrow_mut().take());
            }
        });
    }
}

/// The deployed `ecrecover` precompile; without it no signature is valid on motsu.
///
/// Create at most one per thread at a time: precompiles have fixed addresses.
pub struct Precompiles {
    // Fields are dropped in this order: the contracts must go while the guard is held.
    _contracts: Box<dyn std::any::Any>,
    _guard: SerialGuard,
}

impl Precompiles {
    /// Deploys the precompiles; they stay until the value is dropped.
    #[must_use]
    pub fn deploy() -> Self {
        let guard = serial_guard();
        Self { _contracts: Box::new(deploy_precompiles()), _guard: guard }
    }
}

#[test]
fn the_serial_guard_is_reentrant_and_excludes_other_threads() {
    let (first, second) = (serial_guard(), serial_guard());
    let blocked = || std::thread::spawn(|| MOTSU.try_lock().is_err());
    assert!(blocked().join().unwrap(), "held by two guards");
    drop(first);
    assert!(blocked().join().unwrap(), "still held by one guard");
    drop(second);
    // Another test may take the lock now, so only this thread's state is certain.
    assert!(LOCK.with(|held| held.borrow().is_none()));
}
