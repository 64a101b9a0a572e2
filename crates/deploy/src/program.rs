// SPDX-License-Identifier: MIT OR Apache-2.0
//! The program as it is deployed: the packaged module and its code objects.

use std::path::{Path, PathBuf};

use alloy_primitives::{keccak256, Address, Bytes, B256};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use stylus_wasm::code::{self, CodeObjects};
use stylus_wasm::package::package;

/// The released module.
pub const RELEASED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/diem.wasm");

/// A module, packaged and split into code objects.
pub struct Program {
    /// SHA-256 of the module's file.
    pub wasm_sha256: B256,
    /// SHA-256 of the packaged module.
    pub packaged_sha256: B256,
    /// Length of the packaged module, in bytes.
    pub packaged_len: usize,
    objects: CodeObjects,
}

impl Program {
    /// Reads a module; the released one if `path` is `None`.
    pub fn load(path: Option<&Path>) -> Result<Self> {
        let path = path.map_or_else(|| PathBuf::from(RELEASED), Path::to_owned);
        let wasm =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::new(&wasm).with_context(|| path.display().to_string())
    }

    fn new(wasm: &[u8]) -> Result<Self> {
        let packaged = package(wasm, keccak256(wasm))?;
        Ok(Self {
            wasm_sha256: sha256(wasm),
            packaged_sha256: sha256(&packaged),
            packaged_len: packaged.len(),
            objects: code::code_objects(&packaged)?,
        })
    }

    /// The code of each fragment; none if the program fits in one code object.
    pub fn fragments(&self) -> &[Vec<u8>] {
        match &self.objects {
            CodeObjects::Whole(_) => &[],
            CodeObjects::Fragments(fragments) => fragments,
        }
    }

    /// The code of the program itself, for fragments at these addresses.
    pub fn root(&self, fragments: &[Address]) -> Bytes {
        match &self.objects {
            CodeObjects::Whole(code) => code.clone().into(),
            CodeObjects::Fragments(_) => {
                let addresses: Vec<[u8; 20]> =
                    fragments.iter().map(|address| address.0 .0).collect();
                code::root(self.packaged_len, &addresses).into()
            }
        }
    }
}

/// Init code that deploys `code`.
pub fn init_code(code: &[u8]) -> Bytes {
    code::init_code(code).into()
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> B256 {
    B256::new(Sha256::digest(bytes).into())
}
