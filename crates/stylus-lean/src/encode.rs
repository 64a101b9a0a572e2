// SPDX-License-Identifier: MIT OR Apache-2.0
//! Return data.
//!
//! alloy converts a result to a tree of tokens first and writes them afterwards, with code of its own for each type.
//! Here each value writes itself.

use alloc::string::String;
use alloc::vec::Vec;

use alloy_primitives::{Address, FixedBytes, B256, U256};
use alloy_sol_types::{sol_data, SolCall, SolStruct, SolType};

use crate::word::{concat_words, ToWord, Word};

/// A result that a method may return for the call `C`: the Rust value of its only Solidity value, nothing, or the
/// struct that `sol!` generates for several or named values. `M` only lets the compiler tell the implementations apart.
pub trait Returns<C: SolCall, M> {
    /// The return data.
    fn encode(self) -> Vec<u8>;
}

/// Marks a call that returns one word, one string, or nothing.
pub struct OneWord;
/// Marks a call whose result is the struct that `sol!` generates for it.
pub struct Named;
/// Marks a call that returns one struct of the interface.
pub struct OneStruct;
/// Marks a call that returns the fields of a static struct of the interface, one by one.
pub struct Fields;

macro_rules! one_word {
    ($($rust:ty => $sol:ty),* $(,)?) => { $(
        impl<C> Returns<C, OneWord> for $rust
        where
            C: for<'a> SolCall<ReturnTuple<'a> = ($sol,)>,
        {
            #[inline(never)]
            fn encode(self) -> Vec<u8> {
                concat_words(&[self.to_word()])
            }
        }
    )* };
}

one_word! {
    u128 => sol_data::Uint<256>,
    u64 => sol_data::Uint<256>,
    U256 => sol_data::Uint<256>,
    u32 => sol_data::Uint<32>,
    u8 => sol_data::Uint<8>,
    bool => sol_data::Bool,
    Address => sol_data::Address,
    B256 => sol_data::FixedBytes<32>,
}

impl<C> Returns<C, OneWord> for ()
where
    C: for<'a> SolCall<ReturnTuple<'a> = ()>,
{
    #[inline(always)]
    fn encode(self) -> Vec<u8> {
        Vec::new()
    }
}

impl<C> Returns<C, OneWord> for &str
where
    C: for<'a> SolCall<ReturnTuple<'a> = (sol_data::String,)>,
{
    fn encode(self) -> Vec<u8> {
        encode((self,))
    }
}

impl<C, R, T> Returns<C, Named> for R
where
    C: for<'a> SolCall<Return = R, ReturnTuple<'a>: SolType<RustType = T>>,
    R: Into<T>,
    T: Encode,
{
    #[inline(always)]
    fn encode(self) -> Vec<u8> {
        encode(self.into())
    }
}

impl<C, T> Returns<C, OneStruct> for T
where
    C: for<'a> SolCall<ReturnTuple<'a> = (T,)>,
    T: SolStruct + Encode,
{
    #[inline(always)]
    fn encode(self) -> Vec<u8> {
        encode((self,))
    }
}

/// A static struct has the same encoding as its fields one by one.
impl<C, T, K> Returns<C, Fields> for T
where
    C: for<'a> SolCall<ReturnToken<'a> = K>,
    T: SolStruct + Encode + for<'a> SolType<Token<'a> = K>,
{
    #[inline(always)]
    fn encode(self) -> Vec<u8> {
        const { assert!(!T::IS_DYNAMIC) };
        encode(self)
    }
}

#[inline(never)]
fn encode(value: impl Encode) -> Vec<u8> {
    let mut out = Vec::new();
    value.write(&mut out);
    out
}

/// A value that can write its own ABI encoding.
pub trait Encode {
    /// `true` if its size depends on the value. A sequence then holds an offset in its place.
    const IS_DYNAMIC: bool;
    /// Appends its encoding.
    fn write(&self, out: &mut Vec<u8>);

    /// Appends what stands in its place in a sequence: its encoding, or space for the offset.
    #[doc(hidden)]
    #[inline(always)]
    fn write_head(&self, out: &mut Vec<u8>) {
        if Self::IS_DYNAMIC {
            0u8.write(out);
        } else {
            self.write(out);
        }
    }

    /// If it is dynamic, appends its encoding, and stores the offset from `start`, where the sequence begins, in its
    /// `place`.
    #[doc(hidden)]
    #[inline(always)]
    fn write_tail(&self, start: usize, place: usize, out: &mut Vec<u8>) {
        if Self::IS_DYNAMIC {
            write_offset(start, place, out);
            self.write(out);
        }
    }

    /// The number of words of its place in a sequence.
    #[doc(hidden)]
    const HEAD_WORDS: usize;
}

/// Stores the distance from `start` to the end in the word at `place`.
#[inline(never)]
fn write_offset(start: usize, place: usize, out: &mut [u8]) {
    let offset = ((out.len() - start) as u32).to_word();
    if let Some(word) = out.get_mut(place..).and_then(|rest| rest.first_chunk_mut()) {
        *word = offset;
    }
}

macro_rules! words {
    ($($type:ty),*) => { $(
        impl Encode for $type {
            const IS_DYNAMIC: bool = false;
            const HEAD_WORDS: usize = 1;

            #[inline(never)]
            fn write(&self, out: &mut Vec<u8>) {
                write_word(&self.to_word(), out);
            }
        }
    )* };
}

words! { u128, u64, u32, u8, bool, U256, Address, B256, FixedBytes<1>, FixedBytes<4> }

#[inline(never)]
fn write_word(word: &Word, out: &mut Vec<u8>) {
    out.extend_from_slice(word);
}

impl Encode for &str {
    const IS_DYNAMIC: bool = true;
    const HEAD_WORDS: usize = 1;

    #[inline(never)]
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u32).write(out);
        out.extend_from_slice(self.as_bytes());
        // All that precedes is whole words.
        out.resize(out.len().next_multiple_of(32), 0);
    }
}

impl Encode for String {
    const IS_DYNAMIC: bool = true;
    const HEAD_WORDS: usize = 1;

    #[inline(always)]
    fn write(&self, out: &mut Vec<u8>) {
        self.as_str().write(out);
    }
}

impl<T: Encode> Encode for Vec<T> {
    const IS_DYNAMIC: bool = true;
    const HEAD_WORDS: usize = 1;

    #[inline(never)]
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u32).write(out);
        let start = out.len();
        for element in self {
            element.write_head(out);
        }
        if T::IS_DYNAMIC {
            let mut place = start;
            for element in self {
                element.write_tail(start, place, out);
                place += 32;
            }
        }
    }
}

/// Implements [`Encode`](crate::encode::Encode) for a sequence of `$value: $type`.
#[doc(hidden)]
#[macro_export]
macro_rules! encode_sequence {
    ($self:ident => $pattern:pat, $($value:ident: $type:ty),*) => {
        const IS_DYNAMIC: bool = false $(|| <$type as $crate::encode::Encode>::IS_DYNAMIC)*;
        const HEAD_WORDS: usize = if Self::IS_DYNAMIC {
            1
        } else {
            0 $(+ <$type as $crate::encode::Encode>::HEAD_WORDS)*
        };

        #[inline(never)]
        #[allow(non_snake_case, unused_assignments, unused_variables)]
        fn write(&$self, out: &mut $crate::reexport::Vec<u8>) {
            use $crate::encode::Encode;

            let $pattern = $self;
            let start = out.len();
            $(<$type as Encode>::write_head($value, out);)*
            let mut place = start;
            $(
                <$type as Encode>::write_tail($value, start, place, out);
                place += 32 * <$type as Encode>::HEAD_WORDS;
            )*
        }
    };
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => { $(
        impl<$($name: Encode),*> Encode for ($($name,)*) {
            crate::encode_sequence! { self => ($($name,)*), $($name: $name),* }
        }
    )* };
}

tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) }

/// Lets calls return structs of a `sol!` interface. A row names a struct and its fields with their Rust types.
///
/// ```ignore
/// stylus_lean::struct_results! {
///     Ticket { id: u32, amount: U256, maturity: U256 }
/// }
/// ```
///
/// It does not compile if names or types are not the struct's. The order has to be the struct's, too.
#[macro_export]
macro_rules! struct_results {
    ($($name:ty { $($field:ident: $type:ty),* $(,)? })*) => { $(
        impl $crate::encode::Encode for $name {
            $crate::encode_sequence! { self => Self { $($field),* }, $($field: $type),* }
        }
    )* };
}
