// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sizes as the chain counts them.

use anyhow::{ensure, Result};
use stylus_wasm::package::compress;
use stylus_wasm::params::{MAX_CODE_SIZE, MAX_FRAGMENTS, MAX_WASM_SIZE};

use super::{check, Facts};

/// Limits of a build: sizes in bytes, and gas of a program start.
#[derive(Clone, Copy)]
pub struct Limits {
    pub compressed: usize,
    pub raw: usize,
    pub start_cached: u64,
    pub start_uncached: u64,
}

impl Limits {
    /// What a chain accepts: two fragments.
    pub const CHAIN: Self = Self {
        compressed: MAX_FRAGMENTS * MAX_CODE_SIZE,
        raw: MAX_WASM_SIZE,
        start_cached: u64::MAX,
        start_uncached: u64::MAX,
    };

    /// The project's own limits for the released program, which leave room for corrections.
    pub const RELEASED: Self =
        Self { compressed: 39_000, raw: 112_000, start_cached: 900, start_uncached: 29_500 };
}

/// Length of the prefix that marks code on chain as a Stylus program. It counts towards the compressed size.
const PREFIX: usize = 4;

/// A checked module and its sizes.
pub struct Size {
    /// Contents of the module, and gas of its start.
    pub facts: Facts,
    /// Size of the module, in bytes.
    pub raw: usize,
    /// Size on chain: compressed, with the prefix, in bytes.
    pub compressed: usize,
}

impl Size {
    /// Checks the module and measures it. Sizes beyond the limits are not an error here.
    pub fn of(module: &[u8]) -> Result<Self> {
        Ok(Self {
            facts: check(module)?,
            raw: module.len(),
            compressed: PREFIX + compress(module).len(),
        })
    }

    /// Fails if the module exceeds a limit. `build` is the name of the build for the message.
    pub fn within(&self, limits: &Limits, build: &str) -> Result<()> {
        let (cached, uncached) = (self.facts.cached_start_gas(), self.facts.uncached_start_gas());
        ensure!(
            self.compressed <= limits.compressed && self.raw <= limits.raw,
            "the {build} build is too large: {} of {} bytes compressed, {} of {} raw; \
             `cargo xtask code-size` shows where they come from",
            self.compressed,
            limits.compressed,
            self.raw,
            limits.raw,
        );
        ensure!(
            cached <= limits.start_cached && uncached <= limits.start_uncached,
            "a start of the {build} build costs too much: {cached} of {} gas cached, {uncached} of {} not \
             cached; data bytes and functions cost most",
            limits.start_cached,
            limits.start_uncached,
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::check::tests::GOOD;

    fn size(raw: usize, compressed: usize) -> Size {
        let facts = check(&wat::parse_str(GOOD).unwrap()).unwrap();
        Size { facts, raw, compressed }
    }

    #[test]
    fn sizes_are_limited_to_the_byte() {
        for limits in [Limits::CHAIN, Limits::RELEASED] {
            let within = |raw, compressed| size(raw, compressed).within(&limits, "lean").is_ok();
            assert!(within(limits.raw, limits.compressed));
            assert!(!within(limits.raw + 1, 1));
            assert!(!within(1, limits.compressed + 1));
        }
    }

    #[test]
    fn the_gas_of_a_start_is_limited_to_the_unit() {
        let size = size(1, 1);
        let (cached, uncached) = (size.facts.cached_start_gas(), size.facts.uncached_start_gas());
        let within = |start_cached, start_uncached| {
            let limits = Limits { start_cached, start_uncached, ..Limits::CHAIN };
            size.within(&limits, "lean").is_ok()
        };
        assert!(within(cached, uncached));
        assert!(!within(cached - 1, uncached));
        assert!(!within(cached, uncached - 1));
    }

    #[test]
    fn the_compressed_size_includes_the_prefix() {
        let module = wat::parse_str(GOOD).unwrap();
        let compressed = compress(&module).len();
        assert_eq!(Size::of(&module).unwrap().compressed, compressed + 4);
    }
}
