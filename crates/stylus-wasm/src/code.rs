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

use crate::package::compress;
pub use crate::params::{MAX_CODE_SIZE, MAX_FRAGMENTS, MAX_WASM_SIZE};

/// Prefix of a whole program.
pub const WHOLE: [u8; 3] = [0xEF, 0xF0, 0x00];
/// Prefix of a fragment.
pub const FRAGMENT: [u8; 3] = [0xEF, 0xF0, 0x01];
/// Prefix of a root.
pub const ROOT: [u8; 3] = [0xEF, 0xF0, 0x02];
/// Brotli without a shared dictionary, the only kind supported here.
pub const NO_DICTIONARY: u8 = 0;

/// Why account code is not a program.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CodeError {
    /// The code does not start with one of the prefixes.
    #[error("not a Stylus program")]
    NotAProgram,
    /// The code is a fragment, which contains no module of its own.
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

/// Account code of a program or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code<'a> {
    /// A whole program.
    Whole {
        /// The brotli dictionary.
        dict: u8,
        /// The compressed module.
        payload: &'a [u8],
    },
    /// A fragment of a program.
    Fragment {
        /// A part of the compressed module, not empty.
        payload: &'a [u8],
    },
    /// A program in fragments.
    Root {
        /// The brotli dictionary.
        dict: u8,
        /// Size of the decompressed module, in bytes.
        len: usize,
        /// The addresses of the fragments, in order. At least one.
        addresses: &'a [[u8; 20]],
    },
}

/// Parses account code. It does not decompress, and checks no limits.
///
/// # Errors
/// [`CodeError::NotAProgram`] without one of the prefixes, otherwise [`CodeError::Malformed`].
pub fn parse(code: &[u8]) -> Result<Code<'_>, CodeError> {
    if let Some(rest) = code.strip_prefix(&WHOLE) {
        let (&dict, payload) = rest.split_first().ok_or(CodeError::Malformed("no dictionary"))?;
        return Ok(Code::Whole { dict, payload });
    }
    if let Some(payload) = code.strip_prefix(&FRAGMENT) {
        if payload.is_empty() {
            return Err(CodeError::Malformed("empty fragment"));
        }
        return Ok(Code::Fragment { payload });
    }
    let root = code.strip_prefix(&ROOT).ok_or(CodeError::NotAProgram)?;
    let (&[dict, len @ ..], list) =
        root.split_first_chunk::<5>().ok_or(CodeError::Malformed("root too short"))?;
    let (addresses, rest) = list.as_chunks::<20>();
    if addresses.is_empty() || !rest.is_empty() {
        return Err(CodeError::Malformed("no list of addresses"));
    }
    Ok(Code::Root { dict, len: u32::from_be_bytes(len) as usize, addresses })
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

/// Splits a packaged module (see [`package`](crate::package::package)) into code objects.
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

/// The root of a program whose fragments are deployed at `fragments`. `decompressed_len` is the size of the module, in
/// bytes.
pub fn root(decompressed_len: usize, fragments: &[[u8; 20]]) -> Vec<u8> {
    let mut code = [&ROOT[..], &[NO_DICTIONARY], &(decompressed_len as u32).to_be_bytes()].concat();
    code.extend_from_slice(fragments.as_flattened());
    code
}

/// The module that account code contains, of at most [`MAX_WASM_SIZE`] bytes in at most `max_fragments` fragments.
/// `code_at` returns the code at the address of a fragment.
///
/// # Errors
/// If the code is not a program, or the module is larger than allowed.
pub fn wasm<C: AsRef<[u8]>>(
    code: &[u8],
    max_fragments: usize,
    mut code_at: impl FnMut([u8; 20]) -> C,
) -> Result<Vec<u8>, CodeError> {
    let (dict, len, addresses) = match parse(code)? {
        Code::Whole { dict, payload } => return decompress(dict, payload, MAX_WASM_SIZE),
        Code::Fragment { .. } => return Err(CodeError::Fragment),
        Code::Root { dict, len, addresses } => (dict, len, addresses),
    };
    check("WASM", len, MAX_WASM_SIZE)?;
    check("fragments", addresses.len(), max_fragments)?;
    let mut compressed = Vec::new();
    for address in addresses {
        let code = code_at(*address);
        let Ok(Code::Fragment { payload }) = parse(code.as_ref()) else {
            return Err(CodeError::Malformed("an address without a fragment"));
        };
        compressed.extend_from_slice(payload);
    }
    let wasm = decompress(dict, &compressed, len)?;
    if wasm.len() != len {
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

/// Decompresses a payload, or the joined payloads of all fragments, to a module of at most `limit` bytes.
///
/// # Errors
/// [`CodeError::TooLarge`] beyond the limit; [`CodeError::Malformed`] if `dict` is not [`NO_DICTIONARY`], or the payload
/// is not brotli.
pub fn decompress(dict: u8, compressed: &[u8], limit: usize) -> Result<Vec<u8>, CodeError> {
    if dict != NO_DICTIONARY {
        return Err(CodeError::Malformed("unsupported dictionary"));
    }
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

    fn no_fragments(_: [u8; 20]) -> Vec<u8> {
        unreachable!("no fragment to read")
    }

    #[test]
    fn a_small_program_is_one_object() {
        let CodeObjects::Whole(code) = code_objects(b"small").unwrap() else { panic!("fragments") };
        assert!(matches!(parse(&code), Ok(Code::Whole { dict: NO_DICTIONARY, .. })));
        assert_eq!(wasm(&code, 0, no_fragments).unwrap(), b"small");
    }

    #[test]
    fn a_large_program_is_two_fragments() {
        let module = noise(30_000);
        let CodeObjects::Fragments(parts) = code_objects(&module).unwrap() else {
            panic!("one object")
        };
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| part.len() <= MAX_CODE_SIZE));
        let addresses = [[1; 20], [2; 20]];
        let root = root(module.len(), &addresses);
        assert_eq!(root.len(), 48);
        let parsed = Code::Root { dict: NO_DICTIONARY, len: 30_000, addresses: &addresses };
        assert_eq!(parse(&root), Ok(parsed));
        let code_at = |address| &parts[usize::from(address == addresses[1])];
        assert_eq!(wasm(&root, 2, code_at).unwrap(), module);
        assert_eq!(wasm(&parts[0], 2, no_fragments), Err(CodeError::Fragment));
        let too_many = CodeError::TooLarge { what: "fragments", size: 2, limit: 1 };
        assert_eq!(wasm(&root, 1, no_fragments), Err(too_many));

        let longer = super::root(module.len() + 1, &addresses);
        assert!(matches!(wasm(&longer, 2, code_at), Err(CodeError::Malformed(_))));
        let shorter = super::root(module.len() - 1, &addresses);
        assert!(matches!(wasm(&shorter, 2, code_at), Err(CodeError::TooLarge { .. })));
        let whole = |_| [&WHOLE[..], &[NO_DICTIONARY], b"no fragment"].concat();
        assert!(matches!(wasm(&root, 2, whole), Err(CodeError::Malformed(_))));
    }

    #[test]
    fn parsing_rejects_malformed_code() {
        assert_eq!(parse(&[]), Err(CodeError::NotAProgram));
        assert_eq!(parse(&[0xEF, 0xF0, 0x03, 0]), Err(CodeError::NotAProgram));
        let root = root(1, &[[1; 20]]);
        let extra = [&root[..], &[0]].concat();
        for code in [&WHOLE[..], &FRAGMENT, &ROOT, &root[..7], &root[..8], &root[..27], &extra] {
            assert!(matches!(parse(code), Err(CodeError::Malformed(_))), "{code:?}");
        }
        let dictionary = [&WHOLE[..], &[1], &compress(b"small")].concat();
        let unsupported = Err(CodeError::Malformed("unsupported dictionary"));
        assert_eq!(wasm(&dictionary, 0, no_fragments), unsupported);
        assert!(!is_deployable(&FRAGMENT) && is_deployable(&[0xEF, 0xF0, 0x01, 0]));
        assert!(!is_program(&[0xEF, 0xF0, 0x01, 0]) && is_program(&root));
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
        assert!(matches!(wasm(&bomb, 0, no_fragments), Err(CodeError::TooLarge { .. })));
    }

    #[test]
    fn init_code_copies_what_follows_its_header() {
        let init = init_code(b"code");
        assert_eq!(init.len(), 43 + 4);
        assert_eq!((init[0], init[32], &init[43..]), (0x7F, 4, &b"code"[..]));
    }
}
