// SPDX-License-Identifier: MIT OR Apache-2.0
//! The test clock. Each thread, and thus each test, has its own.

use diem::clock;
use diem::model::time::DAY;

/// The time at which a fixture starts: 2026-01-01 12:00:00 UTC.
pub const NOON: u64 = 1_767_268_800;

/// The current time, in Unix seconds.
pub fn now() -> u64 {
    clock::get().expect("creating a fixture sets the clock")
}

/// The number of the current day, as the ABI takes it.
pub fn today() -> u32 {
    (now() / DAY) as u32
}

/// Moves the clock forward.
pub fn advance(seconds: u64) {
    clock::set(now() + seconds);
}

/// Moves the clock forward to the next 00:00 UTC.
pub fn advance_to_midnight() {
    clock::set((now() / DAY + 1) * DAY);
}
