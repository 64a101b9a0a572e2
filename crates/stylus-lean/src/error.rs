//! Errors, represented by their revert data.

use alloc::vec::Vec;

use alloy_sol_types::{sol, SolError};

use crate::word::Words;

sol! {
    /// The contract has no function with this selector.
    #[derive(Debug, PartialEq, Eq)]
    error UnknownSelector(bytes4 selector);
    /// The calldata is too short, or a value has bits set outside its type.
    #[derive(Debug, PartialEq, Eq)]
    error InvalidCalldata();
    /// The call carried this much Ether (wei), which no function accepts.
    #[derive(Debug, PartialEq, Eq)]
    error ValueNotAccepted(uint256 value);
    /// The amount exceeds 128 bits, or would make a sum exceed them.
    #[derive(Debug, PartialEq, Eq)]
    error AmountTooLarge(uint256 amount);
}

/// The revert data of an error: its selector and its arguments.
///
/// It passes three machine words up the stack instead of an enum as large as its largest variant, and needs no encoding
/// at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Vec<u8>);

impl Error {
    /// The selector: the first four bytes.
    pub fn selector(&self) -> [u8; 4] {
        self.0.first_chunk().copied().unwrap_or_default()
    }

    /// Returns `true` if its selector is that of `E`.
    pub fn is<E: SolError>(&self) -> bool {
        self.selector() == E::SELECTOR
    }
}

/// Encodes an error whose arguments are words. Errors with dynamic arguments do not compile.
impl<E> From<E> for Error
where
    E: SolError,
    for<'a> E::Token<'a>: Words,
{
    fn from(error: E) -> Self {
        let selector = const { u32::from_be_bytes(E::SELECTOR) };
        Self(error.tokenize().encode_call(selector))
    }
}

impl From<Error> for Vec<u8> {
    fn from(error: Error) -> Self {
        error.0
    }
}
