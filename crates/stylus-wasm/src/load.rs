// SPDX-License-Identifier: MIT OR Apache-2.0
//! The cost of loading a program: Nitro's linear estimates, with the same integer arithmetic.

use crate::contents::Contents;
use crate::error::ActivationError;
use crate::params::{ADDED_GLOBALS, MIN_CACHED_INIT_GAS, MIN_INIT_GAS};

/// What the chain records of an activated program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramInfo {
    /// Gas of a start that does not find the program in a cache, beyond the minimum and the cached start.
    pub init_cost: u16,
    /// Gas of a start that finds the program in a cache, beyond the minimum.
    pub cached_init_cost: u16,
    /// Pages that its memory starts with.
    pub footprint: u16,
    /// Estimate of its native size in bytes, from which the activation fee is computed.
    pub asm_estimate: u32,
}

impl ProgramInfo {
    /// Gas of a start that finds the program in a cache.
    pub fn cached_start_gas(&self) -> u64 {
        MIN_CACHED_INIT_GAS + u64::from(self.cached_init_cost)
    }

    /// Gas of a start that does not find the program in a cache. It includes the cached start.
    pub fn uncached_start_gas(&self) -> u64 {
        self.cached_start_gas() + MIN_INIT_GAS + u64::from(self.init_cost)
    }
}

/// The properties of a program that determine its loading cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadSize {
    /// Functions that the module defines.
    pub functions: u64,
    /// Parameters and results, summed over these functions.
    pub signature_words: u64,
    /// Size of the module before metering, in bytes.
    pub wasm_bytes: u64,
    /// Globals, with those that metering adds.
    pub globals: u64,
    /// Bytes of data and element segments, with their headers.
    pub segment_bytes: u64,
    /// Pages that the memory starts with.
    pub footprint: u16,
}

impl LoadSize {
    /// What the chain records of a program of this size.
    ///
    /// # Errors
    /// [`ActivationError::Limit`] if a start would cost more than a record can hold.
    pub fn program_info(&self) -> Result<ProgramInfo, ActivationError> {
        let (functions, words) = (self.functions, self.signature_words);
        let init = functions * 8252 / 1000 + words * 1059 / 1000 + self.wasm_bytes * 1286 / 10_000;
        let cached = functions * 13_420 / 100_000
            + words * 89 / 100_000
            + self.wasm_bytes * 122 / 100_000
            + self.globals * 1628 / 1000
            + self.segment_bytes * 75_244 / 100_000
            + u64::from(self.footprint) * 5;
        let asm = 512_000
            + functions * 996_829 / 1000
            + words * 11_416 / 1000
            + self.wasm_bytes * 62_628 / 10_000;
        Ok(ProgramInfo {
            init_cost: start_gas("gas of an uncached start", init)?,
            cached_init_cost: start_gas("gas of a cached start", cached)?,
            footprint: self.footprint,
            asm_estimate: asm as u32,
        })
    }
}

fn start_gas(what: &'static str, gas: u64) -> Result<u16, ActivationError> {
    gas.try_into().map_err(|_| ActivationError::Limit {
        what,
        count: gas as usize,
        limit: u16::MAX.into(),
    })
}

impl Contents {
    /// The properties of the module that determine its loading cost.
    pub fn load_size(&self) -> LoadSize {
        LoadSize {
            functions: self.functions as u64,
            signature_words: self.signature_words,
            wasm_bytes: self.wasm_bytes as u64,
            globals: (self.globals + ADDED_GLOBALS).into(),
            segment_bytes: (self.data_segment_bytes + self.element_segment_bytes) as u64,
            footprint: self.memory_pages,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_gas_follows_the_chains_estimate() {
        let size = LoadSize {
            functions: 100,
            globals: 3,
            segment_bytes: 1_020,
            footprint: 1,
            signature_words: 300,
            wasm_bytes: 50_000,
        };
        let info = size.program_info().unwrap();
        // 352 + 13 + 0 + 61 + 4 + 767 + 5
        assert_eq!(info.cached_start_gas(), 1_202);
        // 8,832 + 1,202 + 825 + 317 + 6,430
        assert_eq!(info.uncached_start_gas(), 17_606);
    }
}
