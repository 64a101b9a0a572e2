//! Sizes as the chain counts them.

use anyhow::{ensure, Result};
use stylus_wasm::package::compress;
use stylus_wasm::params::{MAX_CODE_SIZE, MAX_FRAGMENTS, MAX_WASM_SIZE};

use super::{check, Facts};

/// Maximum size of a compressed program: two fragments.
pub const COMPRESSED_LIMIT: usize = MAX_FRAGMENTS * MAX_CODE_SIZE;
/// Size that fits in one fragment, which every Stylus chain accepts.
pub const COMPRESSED_GOAL: usize = MAX_CODE_SIZE;
/// Maximum size of a decompressed program.
pub const RAW_LIMIT: usize = MAX_WASM_SIZE;

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

    /// Fails if the module is too large to deploy. `build` is the name of the build for the message.
    pub fn within_limits(&self, build: &str) -> Result<()> {
        ensure!(
            self.compressed <= COMPRESSED_LIMIT && self.raw <= RAW_LIMIT,
            "the {build} build cannot be deployed: {} of {COMPRESSED_LIMIT} bytes compressed, {} of \
             {RAW_LIMIT} raw; `cargo xtask code-size` shows where they come from",
            self.compressed,
            self.raw,
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
        let fits = size(RAW_LIMIT, COMPRESSED_LIMIT);
        assert!(fits.within_limits("lean").is_ok());
        let raw = size(RAW_LIMIT + 1, 1);
        assert!(raw.within_limits("lean").is_err());
        let compressed = size(1, COMPRESSED_LIMIT + 1);
        assert!(compressed.within_limits("lean").is_err());
    }

    #[test]
    fn the_compressed_size_includes_the_prefix() {
        let module = wat::parse_str(GOOD).unwrap();
        let compressed = compress(&module).len();
        assert_eq!(Size::of(&module).unwrap().compressed, compressed + 4);
    }
}
