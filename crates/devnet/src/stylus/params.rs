//! The chain's Stylus parameters.
//!
//! Values are those of a chain on Stylus version 2 whose owner has changed nothing, at the `ArbOS` version
//! that accepts fragmented programs (61). Source: Nitro v3.9, `arbos/programs/params.go`.

/// Version of the instrumentation and its prices.
pub const STYLUS_VERSION: u16 = 2;

/// Ink that one gas buys.
pub const INK_PER_GAS: u64 = 10_000;

/// Words of WASM stack a program may use, as the stack limit counts them.
pub const MAX_STACK_DEPTH: u32 = 22_000;

/// Words that one function's frame may take.
pub const MAX_FRAME_WORDS: u32 = 10 * 1024;

/// Values that one function may keep on the operand stack at once.
pub const MAX_FRAME_VALUES: u32 = 4096;

/// WASM pages (64 KiB) that a transaction gets for nothing, over all programs it has open.
pub const FREE_PAGES: u16 = 2;

/// Gas of each page beyond the free ones, before the exponential part.
pub const PAGE_GAS: u64 = 1000;

/// Pages a program may start with.
pub const PAGE_LIMIT: u16 = 128;

/// Least gas of starting a program that is not cached.
pub const MIN_INIT_GAS: u64 = 69 * 128;

/// Least gas of starting a program that is cached. An uncached start pays it as well.
pub const MIN_CACHED_INIT_GAS: u64 = 11 * 32;

/// Largest program, decompressed.
pub const MAX_WASM_SIZE: usize = 128 * 1024;

/// Largest code object on the chain: a whole program, or one fragment of it, prefix included.
pub const MAX_CODE_SIZE: usize = 24_576;

/// Fragments a program may be split into.
pub const MAX_FRAGMENTS: usize = 2;

/// Seconds after which a program must be activated again.
pub const EXPIRY_SECONDS: u64 = 365 * 86_400;

/// Programs that a block remembers and starts at the cached price, besides the cached ones.
pub const BLOCK_CACHE_SIZE: usize = 32;
