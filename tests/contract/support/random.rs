// SPDX-License-Identifier: MIT OR Apache-2.0
//! The seed of random tests.

use proptest::test_runner::{Config, RngSeed};

/// The environment variable that selects another seed, for example `DIEM_TEST_SEED=7`.
const VARIABLE: &str = "DIEM_TEST_SEED";

/// The seed of a run without the environment variable.
const DEFAULT_SEED: u64 = 2026;

/// The configuration of a random test with `cases` cases.
///
/// Every run uses the same fixed seed, so that a run can be repeated; set `DIEM_TEST_SEED` to explore others.
pub fn proptest_config(cases: u32) -> Config {
    let seed = match std::env::var(VARIABLE) {
        Ok(value) => {
            value.parse().unwrap_or_else(|_| panic!("{VARIABLE} must be a number, not {value:?}"))
        }
        Err(_) => DEFAULT_SEED,
    };
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(seed), ..Config::default() }
}
