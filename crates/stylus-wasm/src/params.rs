// SPDX-License-Identifier: MIT OR Apache-2.0
//! The chain's Stylus parameters, and the limits that its code sets.
//!
//! The parameters are those of a chain on Stylus version 3 whose owner has changed nothing, at `ArbOS` 61, which
//! accepts programs in fragments. Source: Nitro v3.9, `arbos/programs/params.go`; v3.10 for the version and for the
//! parameters that deployment tools read. The limits on a module are from `prover/src/binary.rs`.
//!
//! Nitro v3.10 allows a decompressed program of 256 KiB in four fragments. The limits here are half of that, as in its
//! release candidates: a program within them fits on a chain with either.

/// Version of the instrumentation and its prices, since `ArbOS` 59. It has the prices of version 2 and rejects
/// multi-value.
pub const STYLUS_VERSION: u16 = 3;

/// Ink that one gas buys.
pub const INK_PER_GAS: u64 = 10_000;

/// WASM stack that a program may use, in words as the stack limit counts them.
pub const MAX_STACK_DEPTH: u32 = 22_000;

/// Words that one function's frame may take.
pub const MAX_FRAME_WORDS: u32 = 10 * 1024;

/// Values that one function may keep on the operand stack at once.
pub const MAX_FRAME_VALUES: u32 = 4096;

/// WASM pages (64 KiB) that are free in a transaction, over all programs that it has open.
pub const FREE_PAGES: u16 = 2;

/// Gas of each page beyond the free ones, before the exponential part.
pub const PAGE_GAS: u64 = 1000;

/// Parameter of the exponential part, as `ArbWasm` reports it.
pub const PAGE_RAMP: u64 = 620_674_314;

/// Pages that a program may start with.
pub const PAGE_LIMIT: u16 = 128;

/// Minimum gas of starting a program that is not cached, on top of [`MIN_CACHED_INIT_GAS`].
pub const MIN_INIT_GAS: u64 = 69 * 128;

/// Minimum gas of starting a program. A start of a program that is not cached pays it as well.
pub const MIN_CACHED_INIT_GAS: u64 = 11 * 32;

/// Factor on the cost of a start that depends on the module, in percent.
pub const INIT_COST_SCALAR: u64 = 100;

/// Maximum size of a decompressed program, in bytes.
pub const MAX_WASM_SIZE: usize = 128 * 1024;

/// Maximum size of a code object on the chain (a whole program, or one fragment of it), in bytes. Includes the prefix.
pub const MAX_CODE_SIZE: usize = 24_576;

/// Fragments that a program may be split into.
pub const MAX_FRAGMENTS: usize = 2;

/// Seconds after which a program must be activated again.
pub const EXPIRY_SECONDS: u64 = 365 * 86_400;

/// Seconds after which the life of an activated program can be extended.
pub const KEEPALIVE_SECONDS: u64 = 31 * 86_400;

/// Recently started programs that a block remembers and starts at the cached price, in addition to the cached ones.
pub const BLOCK_CACHE_SIZE: usize = 32;

/// Data segments that a module may have.
pub const MAX_DATA_SEGMENTS: usize = 128;

/// Element segments that a module may have.
pub const MAX_ELEMENT_SEGMENTS: usize = 128;

/// Bytes that all element segments together may take.
pub const MAX_ELEMENT_BYTES: usize = 4096;

/// Exports that a module may have.
pub const MAX_EXPORTS: usize = 1024;

/// Length of an export's name, in bytes.
pub const MAX_EXPORT_NAME: usize = 512;

/// Functions that a module may define.
pub const MAX_FUNCTIONS: usize = 4096;

/// Locals that a function may declare.
pub const MAX_LOCALS: usize = 348;

/// Instructions that a function may have once metering has been added.
pub const MAX_FUNCTION_INSTRUCTIONS: usize = 65_536;

/// Globals that metering adds to a module.
pub const ADDED_GLOBALS: u32 = 4;

/// Globals that a module may have, including [`ADDED_GLOBALS`].
pub const MAX_GLOBALS: usize = 32_768;

/// Functions that a module may import.
pub const MAX_IMPORTS: usize = 513;

/// Entries that all tables together may start with.
pub const MAX_TABLE_ENTRIES: usize = 4096;
