// SPDX-License-Identifier: MIT OR Apache-2.0
//! Paths of the files that several commands read or write, relative to the repository's root.

/// The interface: the source of the ABI and of the table of errors.
pub const INTERFACE: &str = "artifacts/IDiem.sol";
pub const ABI_JSON: &str = "artifacts/diem.abi.json";
pub const ABI_TYPESCRIPT: &str = "clients/ts/src/abi.ts";
pub const ERRORS: &str = "docs/reference/errors.md";
/// The released program.
pub const WASM: &str = "artifacts/diem.wasm";
pub const CHECKSUM: &str = "artifacts/diem.wasm.sha256";
pub const SIZES: &str = "artifacts/sizes.json";
pub const CODE_SIZE: &str = "artifacts/code-size.md";
/// Written by the gas test of `diem-devnet`.
pub const GAS: &str = "artifacts/gas.json";
pub const README: &str = "README.md";
