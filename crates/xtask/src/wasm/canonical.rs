// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the linker's output to the bytes that are deployed.

use anyhow::{Context, Result};
use stylus_wasm::hostio::{ENTRY_POINT, MEMORY};
use stylus_wasm::package::{encode, package};

/// The released module: code and data, without metadata about the build.
///
/// Removes custom sections (names, producers, target features), and the exports that only the linker and the SDK need
/// at build time.
pub fn as_released(linked: &[u8]) -> Result<Vec<u8>> {
    let module = encode(linked, |export| [ENTRY_POINT, MEMORY].contains(&export));
    Ok(module.context("cannot read the linker's module")?.finish())
}

/// The module as `cargo stylus deploy` sends it. Its size does not depend on the value of the project hash, which only
/// cargo-stylus knows: any 32 bytes without repetition compress to the same size.
pub fn as_stylus_deploys(linked: &[u8]) -> Result<Vec<u8>> {
    use sha2::Digest;
    let stand_in: [u8; 32] = sha2::Sha256::digest(linked).into();
    package(linked, stand_in).context("cannot read the linker's module")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::check::{check, tests::GOOD};

    #[test]
    fn the_released_module_keeps_code_and_loses_custom_sections_and_extra_exports() {
        let text = GOOD.replace(
            "(export \"memory\"",
            "(global (export \"__heap_base\") i32 (i32.const 9)) (@custom \"producers\" \"here\") \
             (export \"memory\"",
        );
        let linked = wat::parse_str(text).unwrap();
        assert!(linked.windows(9).any(|bytes| bytes == b"producers"));

        let released = as_released(&linked).unwrap();

        let facts = check(&released).unwrap();
        assert_eq!(facts.exports, ["memory", "user_entrypoint"]);
        assert!(!released.windows(9).any(|bytes| bytes == b"producers"));
        assert_eq!(as_released(&released).unwrap(), released);
    }
}
