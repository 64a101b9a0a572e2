// SPDX-License-Identifier: MIT OR Apache-2.0
//! Errors, represented by their revert data, and declared with the Rust types that a contract computes with.
//!
//! A `sol!` error holds every amount as a `U256` and builds a token of each before it writes them. Here an error holds a
//! `u128` where 128 bits suffice, and its words are one array.

use alloc::vec::Vec;

use alloy_primitives::{FixedBytes, U256};

use crate::event::hash;
use crate::word::{encode_call, Word};

/// The revert data of an error: its selector and its arguments.
///
/// It passes three machine words up the stack instead of an enum as large as its largest variant, and needs no encoding
/// at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Vec<u8>);

/// An error with this selector.
pub trait Selector {
    /// The first four bytes of the hash of its signature.
    const SELECTOR: u32;
}

impl Error {
    /// The error with this selector, whose arguments are `words`.
    pub fn from_words(selector: u32, words: &[Word]) -> Self {
        Self(encode_call(selector, words))
    }

    /// The selector: the first four bytes.
    pub fn selector(&self) -> [u8; 4] {
        self.0.first_chunk().copied().unwrap_or_default()
    }

    /// Returns `true` if its selector is that of `E`.
    pub fn is<E: Selector>(&self) -> bool {
        u32::from_be_bytes(self.selector()) == E::SELECTOR
    }
}

impl From<Error> for Vec<u8> {
    fn from(error: Error) -> Self {
        error.0
    }
}

/// The selector of the error `name(type,type,…)`.
pub const fn selector(name: &str, types: &[&str]) -> u32 {
    let [a, b, c, d, ..] = hash(name, types);
    u32::from_be_bytes([a, b, c, d])
}

/// Declares error types.
#[doc(hidden)]
#[macro_export]
macro_rules! error_types {
    ($($(#[$meta:meta])* $name:ident($($field:ident: $type:ty),*);)*) => { $(
        $(#[$meta])*
        #[derive(Debug, PartialEq, Eq)]
        #[allow(missing_docs, non_snake_case)]
        pub struct $name {
            $(pub $field: $type,)*
        }

        impl $crate::error::Selector for $name {
            const SELECTOR: u32 = $crate::error::selector(
                stringify!($name),
                &[$(<$type as $crate::word::ToWord>::SOL_NAME),*],
            );
        }

        impl From<$name> for $crate::Error {
            #[allow(non_snake_case, unused_imports)]
            fn from(error: $name) -> Self {
                use $crate::error::Selector;
                use $crate::word::ToWord;

                let $name { $($field),* } = error;
                Self::from_words(const { $name::SELECTOR }, &[$($field.to_word()),*])
            }
        }
    )* };
}

error_types! {
    /// The contract has no function with this selector.
    UnknownSelector(selector: FixedBytes<4>);
    /// The calldata is too short, or a value has bits set outside its type.
    InvalidCalldata();
    /// The call carried this much Ether (wei), which no function accepts.
    ValueNotAccepted(value: U256);
    /// The amount exceeds 128 bits, or would make a sum exceed them.
    AmountTooLarge(amount: U256);
}

/// Declares the errors of a `sol!` interface with Rust types; those that this crate raises are among them already.
///
/// ```ignore
/// stylus_lean::errors! { IDiem::IDiemErrors;
///     InsufficientUnlocked(available: u128, needed: u128);
/// }
/// ```
///
/// It does not compile if an error of the interface is missing, or if the names, the types or the order of the arguments
/// differ from the interface's.
#[macro_export]
macro_rules! errors {
    ($interface:ident :: $all:ident; $($name:ident($($field:ident: $type:ty),*);)*) => {
        pub use $crate::{AmountTooLarge, InvalidCalldata, UnknownSelector, ValueNotAccepted};

        $crate::error_types! { $($name($($field: $type),*);)* }

        $crate::errors! { @same $interface:
            UnknownSelector(selector) InvalidCalldata() ValueNotAccepted(value) AmountTooLarge(amount)
            $($name($($field),*))*
        }

        const _: () = assert!(
            4 + [$(stringify!($name)),*].len()
                == <$interface::$all as $crate::reexport::alloy_sol_types::SolInterface>::COUNT,
            "an error of the interface is missing in the list"
        );
    };

    (@same $interface:ident: $($name:ident($($field:ident),*))*) => { $(
        const _: () = {
            assert!(
                u32::from_be_bytes(
                    <$interface::$name as $crate::reexport::alloy_sol_types::SolError>::SELECTOR
                ) == <$name as $crate::error::Selector>::SELECTOR,
                concat!("the types of ", stringify!($name), " are not the interface's")
            );
            #[allow(non_snake_case, unused_variables)]
            fn same_names(declared: $interface::$name) {
                let $interface::$name { $($field),* } = declared;
            }
        };
    )* };
}
