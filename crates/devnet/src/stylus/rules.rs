// SPDX-License-Identifier: MIT OR Apache-2.0
//! What depends on the chain's `ArbOS` version and on its owner.

use stylus_wasm::code;
use stylus_wasm::params::{MAX_FRAGMENTS, STYLUS_VERSION};

/// The first `ArbOS` version with fragments (`ArbosVersion_StylusContractLimit`).
pub const FRAGMENTS_SINCE: u64 = 60;

/// The first `ArbOS` version with the current Stylus version.
const STYLUS_VERSION_SINCE: u64 = 59;

/// The rules of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The `ArbOS` version.
    pub arbos: u64,
    /// Fragments that a program may have when it is activated.
    pub max_fragments: u8,
}

impl Default for Rules {
    fn default() -> Self {
        Self { arbos: 61, max_fragments: MAX_FRAGMENTS as u8 }
    }
}

impl Rules {
    /// The Stylus version that programs are activated for.
    pub const fn stylus_version(&self) -> u16 {
        if self.arbos < STYLUS_VERSION_SINCE {
            STYLUS_VERSION - 1
        } else {
            STYLUS_VERSION
        }
    }

    /// Returns whether code starts like a program that can be called.
    pub fn is_program(&self, code: &[u8]) -> bool {
        code::is_program(code) && self.knows(code)
    }

    /// Returns whether code may be deployed although it starts with `EF`.
    pub fn is_deployable(&self, code: &[u8]) -> bool {
        code::is_deployable(code) && self.knows(code)
    }

    /// Returns whether the chain knows the prefix of a code object.
    pub fn knows(&self, code: &[u8]) -> bool {
        self.arbos >= FRAGMENTS_SINCE || code.starts_with(&code::WHOLE)
    }
}
