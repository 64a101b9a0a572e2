// SPDX-License-Identifier: MIT OR Apache-2.0
//! Paths of the files that several commands read or write, relative to the repository's root.

/// The interface: the source of the ABI and of the reference.
pub const INTERFACE: &str = "artifacts/IDiem.sol";
pub const ABI_JSON: &str = "artifacts/diem.abi.json";
pub const ABI_TYPESCRIPT: &str = "clients/ts/src/abi.ts";
/// The folder of the reference.
pub const REFERENCE: &str = "docs/reference";
/// The released program.
pub const WASM: &str = "artifacts/diem.wasm";
pub const CHECKSUM: &str = "artifacts/diem.wasm.sha256";
pub const SIZES: &str = "artifacts/sizes.json";
pub const CODE_SIZE: &str = "artifacts/code-size.md";
/// Written by the gas test of `diem-devnet`.
pub const GAS: &str = "artifacts/gas.json";
pub const README: &str = "README.md";
/// The document with a block of sizes and gas.
pub const NUMBERS: &str = "docs/design/gas.md";
