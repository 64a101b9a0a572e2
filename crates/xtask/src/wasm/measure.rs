//! Sizes as the chain counts them.

use anyhow::{ensure, Result};
use brotli::enc::BrotliEncoderParams;

use super::{check, Facts};

/// Two fragments of the largest contract that Ethereum's rules allow (24,576 bytes).
pub const COMPRESSED_LIMIT: usize = 49_152;
/// One fragment: fits every Stylus chain.
pub const COMPRESSED_GOAL: usize = 24_576;
/// What activation accepts of a decompressed program.
pub const RAW_LIMIT: usize = 131_072;

/// Marks code on chain as a Stylus program; counts toward the compressed size.
const PREFIX: [u8; 4] = [0xEF, 0xF0, 0x00, 0x00];

/// A checked module and what it weighs.
pub struct Size {
    pub facts: Facts,
    pub raw: usize,
    pub compressed: usize,
}

impl Size {
    /// Checks the module and measures it, without judging its size.
    pub fn of(module: &[u8]) -> Result<Self> {
        Ok(Self {
            facts: check(module)?,
            raw: module.len(),
            compressed: PREFIX.len() + compress(module)?.len(),
        })
    }

    /// Fails when the module is too large to deploy.
    pub fn within_limits(&self, build: &str) -> Result<()> {
        ensure!(
            self.compressed <= COMPRESSED_LIMIT && self.raw <= RAW_LIMIT,
            "the {build} build cannot be deployed: {} of {COMPRESSED_LIMIT} bytes compressed, {} of \
             {RAW_LIMIT} raw; `cargo xtask faces` shows what they are spent on",
            self.compressed,
            self.raw,
        );
        Ok(())
    }
}

/// As every deployer compresses: brotli, quality 11, window 22.
fn compress(module: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &module[..], &mut compressed, &params)?;
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::check::tests::GOOD;

    fn size(raw: usize, compressed: usize) -> Size {
        let facts = check(&wat::parse_str(GOOD).unwrap()).unwrap();
        Size {
            facts,
            raw,
            compressed,
        }
    }

    #[test]
    fn limits_hold_at_the_last_byte_and_break_at_one_more() {
        let fits = size(RAW_LIMIT, COMPRESSED_LIMIT);
        assert!(fits.within_limits("lean").is_ok());
        let raw = size(RAW_LIMIT + 1, 1);
        assert!(raw.within_limits("lean").is_err());
        let compressed = size(1, COMPRESSED_LIMIT + 1);
        assert!(compressed.within_limits("lean").is_err());
    }

    #[test]
    fn compression_restores_the_module_and_counts_the_prefix() {
        let module = wat::parse_str(GOOD).unwrap();
        let compressed = compress(&module).unwrap();
        let mut restored = Vec::new();
        brotli::BrotliDecompress(&mut &compressed[..], &mut restored).unwrap();
        assert_eq!(restored, module);
        assert_eq!(Size::of(&module).unwrap().compressed, compressed.len() + 4);
    }
}
