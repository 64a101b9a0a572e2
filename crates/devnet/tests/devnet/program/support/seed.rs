// SPDX-License-Identifier: MIT OR Apache-2.0
//! The seed of the random tests.

use proptest::test_runner::{Config, RngSeed};

/// The seed of a run without `DIEM_TEST_SEED`.
pub const DEFAULT: u64 = 0;

/// The seed of this run: `DIEM_TEST_SEED`, a decimal number, or [`DEFAULT`].
///
/// A run is reproducible by default. What a test must cover is covered by fixed steps, not by a lucky seed; other seeds
/// explore beyond that.
pub fn seed() -> u64 {
    match std::env::var("DIEM_TEST_SEED") {
        Ok(seed) => seed.parse().expect("DIEM_TEST_SEED: a decimal number"),
        Err(_) => DEFAULT,
    }
}

/// The configuration of a proptest runner with this run's seed.
pub fn proptest_config() -> Config {
    println!("DIEM_TEST_SEED={}", seed());
    Config { rng_seed: RngSeed::Fixed(seed()), failure_persistence: None, ..Config::default() }
}
