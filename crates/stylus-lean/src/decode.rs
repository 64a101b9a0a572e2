// SPDX-License-Identifier: MIT OR Apache-2.0
//! Calldata, one word at a time, by alloy's `sol_data` types.
//!
//! As in Solidity, a word with a bit set outside its type is rejected, and calldata after the arguments is ignored.

use alloc::vec::Vec;
use core::marker::PhantomData;

use alloy_primitives::{Address, FixedBytes, B256, U256};
use alloy_sol_types::abi::token::WordToken;
use alloy_sol_types::{sol_data, SolType};

use crate::error::{AmountTooLarge, Error, InvalidCalldata};
use crate::word::{address_from_word, from_word, u256_from_word, Word};

/// A Rust type that a value of the Solidity type `S` can be read into.
pub trait FromSol<'a, S>: Sized {
    /// Reads the next value.
    fn read(reader: &mut Reader<'a>) -> Self;
}

/// Reads values one after the other.
///
/// A value that cannot be read is replaced by zeros, and the first failure is kept until the end: this takes one branch
/// per call instead of one per word. [`decode`] and the router check for a failure before they pass values on.
pub struct Reader<'a> {
    /// The data that offsets refer to.
    frame: &'a [u8],
    /// The data that has not been read yet.
    rest: &'a [u8],
    failure: Option<Error>,
}

impl<'a> Reader<'a> {
    /// Reads `input`: calldata without its selector.
    pub fn new(input: &'a [u8]) -> Self {
        Self { frame: input, rest: input, failure: None }
    }

    pub(crate) fn read<S, T: FromSol<'a, S>>(&mut self) -> T {
        T::read(self)
    }

    /// Fails if anything could not be read.
    pub(crate) fn finish(&mut self) -> Result<(), Error> {
        self.failure.take().map_or(Ok(()), Err)
    }

    /// Returns `true` if anything could not be read.
    #[inline(always)]
    pub(crate) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Returns the first failure as the result of the call.
    #[cold]
    #[inline(never)]
    pub(crate) fn reject(&mut self) -> Result<Vec<u8>, Error> {
        self.finish().map(|()| Vec::new())
    }

    #[cold]
    fn fail(&mut self, error: impl Into<Error>) {
        if self.failure.is_none() {
            self.failure = Some(error.into());
        }
    }

    fn word(&mut self) -> &'a Word {
        match self.rest.split_first_chunk() {
            Some((word, rest)) => {
                self.rest = rest;
                word
            }
            None => {
                self.fail(InvalidCalldata {});
                &[0; 32]
            }
        }
    }

    /// Follows the offset in the next word. Returns the length stored there, and the data after it.
    fn follow_offset(&mut self) -> (usize, &'a [u8]) {
        // No calldata is as long as 2³² bytes.
        let offset: u32 = self.read::<sol_data::Uint<32>, _>();
        let mut target = Self::new(self.frame.get(offset as usize..).unwrap_or_default());
        let length: u32 = target.read::<sol_data::Uint<32>, _>();
        if let Err(error) = target.finish() {
            self.fail(error);
        }
        (length as usize, target.rest)
    }
}

/// A tuple of Rust types that arguments of the Solidity types in the tuple `S` can be read into.
pub trait Arguments<'a, S>: Sized {
    /// Reads all arguments.
    fn read(reader: &mut Reader<'a>) -> Self;
}

/// Decodes arguments of the Solidity types `S` into the Rust types `T`, both tuples.
///
/// # Errors
/// [`InvalidCalldata`] if the calldata ends too soon or a word has bits set outside its type; [`AmountTooLarge`] for a
/// `uint256` above 128 bits that is read into a `u128`.
pub fn decode<'a, S, T: Arguments<'a, S>>(input: &'a [u8]) -> Result<T, Error> {
    let mut reader = Reader::new(input);
    let values = T::read(&mut reader);
    reader.finish()?;
    Ok(values)
}

macro_rules! words {
    ($($sol:ty => $rust:ty, |$word:ident| $value:expr;)*) => { $(
        impl<'a> FromSol<'a, $sol> for $rust {
            // Not inlined: copies for every argument would enlarge the program.
            #[inline(never)]
            fn read(reader: &mut Reader<'a>) -> Self {
                let $word = reader.word();
                if !<$sol>::valid_token(&WordToken::from(*$word)) {
                    reader.fail(InvalidCalldata {});
                }
                $value
            }
        }
    )* };
}

// Alloy's own conversions can panic, which keeps the formatting of their messages in the program.
words! {
    sol_data::Address => Address, |word| address_from_word(word);
    sol_data::FixedBytes<4> => FixedBytes<4>, |word| FixedBytes([word[0], word[1], word[2], word[3]]);
    sol_data::FixedBytes<32> => B256, |word| B256::new(*word);
    sol_data::Uint<8> => u8, |word| word[31];
    sol_data::Uint<32> => u32, |word| from_word(word).low as u32;
}

/// Stricter than alloy, which accepts every number from 1 to 255 as `true`.
impl<'a> FromSol<'a, sol_data::Bool> for bool {
    #[inline(never)]
    fn read(reader: &mut Reader<'a>) -> Self {
        match reader.read::<sol_data::Uint<8>, u8>() {
            0 => false,
            1 => true,
            _ => {
                reader.fail(InvalidCalldata {});
                false
            }
        }
    }
}

impl<'a> FromSol<'a, sol_data::Uint<256>> for U256 {
    #[inline(never)]
    fn read(reader: &mut Reader<'a>) -> Self {
        // Every word encodes a valid number.
        u256_from_word(reader.word())
    }
}

/// A `uint256` that is an amount: 128 bits hold every amount that exists.
impl<'a> FromSol<'a, sol_data::Uint<256>> for u128 {
    #[inline(never)]
    fn read(reader: &mut Reader<'a>) -> Self {
        let word = reader.word();
        let wide = from_word(word);
        if wide.high != 0 {
            let amount = u256_from_word(word);
            reader.fail(AmountTooLarge { amount });
        }
        wide.low
    }
}

/// `bytes`, borrowed from the calldata.
impl<'a> FromSol<'a, sol_data::Bytes> for &'a [u8] {
    #[inline(never)]
    fn read(reader: &mut Reader<'a>) -> Self {
        let (length, content) = reader.follow_offset();
        content.get(..length).unwrap_or_else(|| {
            reader.fail(InvalidCalldata {});
            &[]
        })
    }
}

/// The bytes of a `string`, borrowed from the calldata. They need not be valid UTF-8.
impl<'a> FromSol<'a, sol_data::String> for &'a [u8] {
    fn read(reader: &mut Reader<'a>) -> Self {
        reader.read::<sol_data::Bytes, _>()
    }
}

/// An array of the Solidity type `S`. Its elements are decoded into `T` lazily, one by one.
pub struct List<'a, S, T> {
    elements: Reader<'a>,
    left: usize,
    marker: PhantomData<(S, T)>,
}

impl<S, T> List<'_, S, T> {
    /// The number of elements left according to the array's length; the calldata may end earlier.
    pub fn len(&self) -> usize {
        self.left
    }

    /// Returns `true` if no element is left.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }
}

impl<'a, S: SolType, T> FromSol<'a, sol_data::Array<S>> for List<'a, S, T> {
    fn read(reader: &mut Reader<'a>) -> Self {
        let (left, content) = reader.follow_offset();
        Self { elements: Reader::new(content), left, marker: PhantomData }
    }
}

impl<'a, S, T: FromSol<'a, S>> Iterator for List<'a, S, T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let element = T::read(&mut self.elements);
        Some(self.elements.finish().map(|()| element))
    }
}

macro_rules! arguments {
    ($(($($S:ident $T:ident),*))*) => { $(
        impl<'a, $($S, $T: FromSol<'a, $S>),*> Arguments<'a, ($($S,)*)> for ($($T,)*) {
            #[inline(always)]
            fn read(reader: &mut Reader<'a>) -> Self {
                ($($T::read(reader),)*)
            }
        }
    )* };
}

arguments! {
    (S1 T1)
    (S1 T1, S2 T2)
    (S1 T1, S2 T2, S3 T3)
    (S1 T1, S2 T2, S3 T3, S4 T4)
    (S1 T1, S2 T2, S3 T3, S4 T4, S5 T5)
    (S1 T1, S2 T2, S3 T3, S4 T4, S5 T5, S6 T6)
    (S1 T1, S2 T2, S3 T3, S4 T4, S5 T5, S6 T6, S7 T7)
    (S1 T1, S2 T2, S3 T3, S4 T4, S5 T5, S6 T6, S7 T7, S8 T8)
}

/// Lets calls take static structs of a `sol!` interface as arguments. A row names a struct and the Rust types of its
/// fields, each a word.
///
/// ```ignore
/// stylus_lean::struct_arguments! {
///     UsageVoucher: Address, Address, Address, u32, U256;
/// }
/// ```
///
/// It does not compile if the types are not the struct's.
#[macro_export]
macro_rules! struct_arguments {
    ($($name:ty: $($field:ty),*;)*) => { $(
        impl<'a> $crate::decode::FromSol<'a, $name> for $name {
            #[inline(never)]
            fn read(reader: &mut $crate::decode::Reader<'a>) -> Self {
                // Elements are evaluated in their order.
                Self::from(($($crate::decode::read_value::<$field>(reader),)*))
            }
        }
    )* };
}

/// A Rust type that stands for one Solidity type in structs.
#[doc(hidden)]
pub trait FieldType {
    type Sol;
}

macro_rules! field_types {
    ($($rust:ty => $sol:ty),* $(,)?) => { $(
        impl FieldType for $rust {
            type Sol = $sol;
        }
    )* };
}

field_types! {
    Address => sol_data::Address,
    FixedBytes<4> => sol_data::FixedBytes<4>,
    B256 => sol_data::FixedBytes<32>,
    bool => sol_data::Bool,
    u8 => sol_data::Uint<8>,
    u32 => sol_data::Uint<32>,
    U256 => sol_data::Uint<256>,
}

/// Reads the next value of the Solidity type that `T` stands for.
#[doc(hidden)]
#[inline(always)]
pub fn read_value<'a, T: FieldType + FromSol<'a, T::Sol>>(reader: &mut Reader<'a>) -> T {
    reader.read::<T::Sol, T>()
}
