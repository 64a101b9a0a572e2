// SPDX-License-Identifier: MIT OR Apache-2.0
//! The random numbers of all random tests: from a fixed seed, so that every run is the same.

use std::env;

use proptest::test_runner::{Config, RngSeed};

/// The environment variable that replaces the default seed, to explore other scenarios.
pub const SEED_VARIABLE: &str = "DIEM_TEST_SEED";

/// The seed of a run without `DIEM_TEST_SEED`. With this one the scenarios of the coverage tests contain
/// every event and every error.
pub const DEFAULT_SEED: u64 = 7;

/// The seed of this run: the number in `DIEM_TEST_SEED`, or a fixed one if that is unset.
///
/// # Panics
/// If `DIEM_TEST_SEED` is set but is not a number, so that a typo does not go unnoticed.
pub fn seed() -> u64 {
    match env::var(SEED_VARIABLE) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{SEED_VARIABLE} must be a number, not {text:?}")),
        Err(_) => DEFAULT_SEED,
    }
}

/// A proptest configuration with this many cases and the run's [`seed`]. It writes no regression files:
/// with a fixed seed a failure repeats by itself.
pub fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed()),
        ..Config::default()
    }
}
