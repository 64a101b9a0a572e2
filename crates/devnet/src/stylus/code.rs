// SPDX-License-Identifier: MIT OR Apache-2.0
//! The encoding of programs as account code.
//!
//! | code | meaning |
//! |---|---|
//! | `EFF000 dd …` | a whole program, compressed by brotli with dictionary `dd` |
//! | `EFF001 …` | a fragment of a compressed program |
//! | `EFF002 dd llllllll aa…` | a program in fragments: dictionary, decompressed length (big endian), 20 bytes for the address of each fragment |
//!
//! Other code cannot start like this: contract creation rejects code that starts with `EF` (EIP-3541).
//! Source: `core/state/statedb_arbitrum.go` of Nitro's EVM.

use std::io::Read;

use revm::primitives::{Address, Bytes};
use stylus_wasm::package::compress;
use stylus_wasm::params::{MAX_CODE_SIZE, MAX_FRAGMENTS, MAX_WASM_SIZE};

const WHOLE: [u8; 3] = [0xEF, 0xF0, 0x00];
const FRAGMENT: [u8; 3] = [0xEF, 0xF0, 0x01];
const ROOT: [u8; 3] = [0xEF, 0xF0, 0x02];
/// Brotli without a shared dictionary, the only kind supported here.
const NO_DICTIONARY: u8 = 0;

/// Why account code is not a program.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CodeError {
    /// The code does not start with one of the prefixes.
    #[error("not a Stylus program")]
    NotAProgram,
    /// The code is a fragment, which cannot be activated or run on its own.
    #[error("a fragment of a program; use the root")]
    Fragment,
    /// The code has the right prefix but is malformed.
    #[error("malformed program: {0}")]
    Malformed(&'static str),
    /// A size exceeds the chain's limit.
    #[error("program too large: {what} {size} > {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its size.
        size: usize,
        /// The maximum size.
        limit: usize,
    },
}

/// Returns whether code starts like a program that can be called.
pub fn is_program(code: &[u8]) -> bool {
    code.len() > 3 && (code.starts_with(&WHOLE) || code.starts_with(&ROOT))
}

/// Returns whether code may be deployed although it starts with `EF`.
pub fn is_deployable(code: &[u8]) -> bool {
    is_program(code) || (code.len() > 3 && code.starts_with(&FRAGMENT))
}

/// The code objects of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeObjects {
    /// The whole program in one object.
    Whole(Vec<u8>),
    /// The fragments, to be deployed before the [`root`] that lists them.
    Fragments(Vec<Vec<u8>>),
}

/// Splits a module into code objects.
///
/// # Errors
/// [`CodeError::TooLarge`] if it exceeds [`MAX_WASM_SIZE`], or [`MAX_FRAGMENTS`] fragments once compressed.
pub fn code_objects(wasm: &[u8]) -> Result<CodeObjects, CodeError> {
    check("WASM", wasm.len(), MAX_WASM_SIZE)?;
    let compressed = compress(wasm);
    if WHOLE.len() + 1 + compressed.len() <= MAX_CODE_SIZE {
        return Ok(CodeObjects::Whole([&WHOLE[..], &[NO_DICTIONARY], &compressed].concat()));
    }
    let room = MAX_CODE_SIZE - FRAGMENT.len();
    check("compressed", compressed.len(), MAX_FRAGMENTS * room)?;
    Ok(CodeObjects::Fragments(
        compressed.chunks(room).map(|part| [&FRAGMENT[..], part].concat()).collect(),
    ))
}

/// The root of a program whose fragments are deployed at `fragments`. `length` is its decompressed size, in bytes.
pub fn root(length: usize, fragments: &[Address]) -> Vec<u8> {
    let mut code = [&ROOT[..], &[NO_DICTIONARY], &(length as u32).to_be_bytes()].concat();
    code.extend(fragments.iter().flat_map(|address| address.0));
    code
}

/// The module that account code contains. `code_at` returns the code at the address of a fragment.
///
/// # Errors
/// If the code is not a program, or the module is larger than allowed.
pub fn wasm(code: &[u8], mut code_at: impl FnMut(Address) -> Bytes) -> Result<Vec<u8>, CodeError> {
    if code.len() <= 3 {
        return Err(CodeError::NotAProgram);
    }
    if code.starts_with(&FRAGMENT) {
        return Err(CodeError::Fragment);
    }
    if let Some(rest) = code.strip_prefix(&WHOLE) {
        let compressed = strip_dictionary(rest)?;
        return decompress(compressed, MAX_WASM_SIZE);
    }
    let root = code.strip_prefix(&ROOT).ok_or(CodeError::NotAProgram)?;
    let (length, addresses) = strip_dictionary(root)?
        .split_first_chunk::<4>()
        .ok_or(CodeError::Malformed("root too short"))?;
    let length = u32::from_be_bytes(*length) as usize;
    check("WASM", length, MAX_WASM_SIZE)?;
    if addresses.is_empty() || addresses.len() % 20 != 0 {
        return Err(CodeError::Malformed("no list of addresses"));
    }
    check("fragments", addresses.len() / 20, MAX_FRAGMENTS)?;
    let mut compressed = Vec::new();
    for address in addresses.chunks_exact(20) {
        let code = code_at(Address::from_slice(address));
        let part = code.strip_prefix(&FRAGMENT).filter(|part| !part.is_empty());
        compressed
            .extend_from_slice(part.ok_or(CodeError::Malformed("an address without a fragment"))?);
    }
    let wasm = decompress(&compressed, length)?;
    if wasm.len() != length {
        return Err(CodeError::Malformed("decompressed length differs from the root's"));
    }
    Ok(wasm)
}

/// EVM init code that deploys `code`: it copies the bytes that follow it and returns them. It has the form that
/// deployment tools use, with a length in 32 bytes and a version byte before the code.
pub fn init_code(code: &[u8]) -> Vec<u8> {
    const PUSH32: u8 = 0x7F;
    const HEADER: usize = 43;
    let mut init = vec![PUSH32];
    init.extend([0; 24]);
    init.extend((code.len() as u64).to_be_bytes());
    // DUP1, PUSH1 HEADER, PUSH1 0, CODECOPY, PUSH1 0, RETURN, version 0.
    init.extend([0x80, 0x60, HEADER as u8, 0x60, 0, 0x39, 0x60, 0, 0xF3, 0]);
    debug_assert_eq!(init.len(), HEADER);
    init.extend_from_slice(code);
    init
}

fn strip_dictionary(rest: &[u8]) -> Result<&[u8], CodeError> {
    match rest.split_first() {
        Some((&NO_DICTIONARY, rest)) => Ok(rest),
        _ => Err(CodeError::Malformed("unsupported dictionary")),
    }
}

fn decompress(compressed: &[u8], limit: usize) -> Result<Vec<u8>, CodeError> {
    let mut wasm = Vec::new();
    let reader = brotli::Decompressor::new(compressed, 4096);
    reader
        .take(limit as u64 + 1)
        .read_to_end(&mut wasm)
        .map_err(|_| CodeError::Malformed("not brotli"))?;
    check("WASM", wasm.len(), limit)?;
    Ok(wasm)
}

fn check(what: &'static str, size: usize, limit: usize) -> Result<(), CodeError> {
    if size > limit {
        return Err(CodeError::TooLarge { what, size, limit });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that do not compress.
    fn noise(len: usize) -> Vec<u8> {
        let mut state = 1_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        (0..len).map(|_| next()).collect()
    }

    #[test]
    fn a_small_program_is_one_object() {
        let CodeObjects::Whole(code) = code_objects(b"small").unwrap() else { panic!("fragments") };
        assert_eq!(wasm(&code, |_| unreachable!()).unwrap(), b"small");
    }

    #[test]
    fn a_large_program_is_two_fragments() {
        let module = noise(30_000);
        let CodeObjects::Fragments(parts) = code_objects(&module).unwrap() else {
            panic!("one object")
        };
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| part.len() <= MAX_CODE_SIZE));
        let addresses = [Address::repeat_byte(1), Address::repeat_byte(2)];
        let root = root(module.len(), &addresses);
        let code_at =
            |address: Address| Bytes::from(parts[usize::from(address == addresses[1])].clone());
        assert_eq!(wasm(&root, code_at).unwrap(), module);
        assert_eq!(wasm(&parts[0], |_| unreachable!()), Err(CodeError::Fragment));
    }

    #[test]
    fn sizes_are_limited() {
        assert!(matches!(
            code_objects(&noise(49_200)),
            Err(CodeError::TooLarge { what: "compressed", .. })
        ));
        assert!(matches!(
            code_objects(&vec![0; MAX_WASM_SIZE + 1]),
            Err(CodeError::TooLarge { what: "WASM", .. })
        ));
        let bomb = [&WHOLE[..], &[NO_DICTIONARY], &compress(&vec![0; MAX_WASM_SIZE + 1])].concat();
        assert!(matches!(wasm(&bomb, |_| unreachable!()), Err(CodeError::TooLarge { .. })));
    }
}
