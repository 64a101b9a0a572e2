//! Return data.

use alloc::vec::Vec;
use core::marker::PhantomData;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::abi::TokenSeq;
use alloy_sol_types::{sol_data, SolCall, SolStruct, SolType, SolValue};

use crate::decode::StaticToken;
use crate::word::{concat_words, ToWord};

/// A result that a method may return for the call `C`: the Rust value of its only Solidity value, nothing, or the
/// struct that `sol!` generates for several or named values. `M` only lets the compiler tell the implementations apart.
pub trait Returns<C: SolCall, M> {
    /// The return data.
    fn encode(self) -> Vec<u8>;
}

/// Marks a call that returns one word, one string, or nothing.
pub struct OneWord;
/// Marks a call that returns several words, as the struct that `sol!` generates for it.
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
        C::abi_encode_returns(&(self,))
    }
}

impl<C, R, T, K> Returns<C, Named> for R
where
    C: for<'a> SolCall<Return = R, ReturnTuple<'a>: SolType<RustType = T>, ReturnToken<'a> = K>,
    K: StaticToken,
    R: Into<T>,
    T: WordValues,
{
    #[inline(always)]
    fn encode(self) -> Vec<u8> {
        self.into().concat()
    }
}

/// A tuple of values that are one word each.
pub trait WordValues {
    /// Concatenates their words.
    fn concat(&self) -> Vec<u8>;
}

macro_rules! word_values {
    ($(($($name:ident)*))*) => { $(
        impl<$($name: ToWord),*> WordValues for ($($name,)*) {
            #[inline(never)]
            #[allow(non_snake_case)]
            fn concat(&self) -> Vec<u8> {
                let ($($name,)*) = self;
                concat_words(&[$($name.to_word()),*])
            }
        }
    )* };
}

word_values! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) }

/// The return data of the call `C`, encoded by alloy: for results with dynamic parts.
pub struct Encoded<C>(Vec<u8>, PhantomData<C>);

impl<C: SolCall> Encoded<C> {
    /// Encodes a result.
    #[inline(never)]
    pub fn new<T>(values: C::Return) -> Self
    where
        C: for<'a> SolCall<ReturnTuple<'a>: SolType<RustType = T>>,
        C::Return: Into<T>,
        T: SolValue,
        for<'a> <T::SolType as SolType>::Token<'a>: TokenSeq<'a>,
    {
        let values: T = values.into();
        Self(values.abi_encode_sequence(), PhantomData)
    }
}

impl<C: SolCall> Returns<C, Encoded<C>> for Encoded<C> {
    #[inline(always)]
    fn encode(self) -> Vec<u8> {
        self.0
    }
}

impl<C, T> Returns<C, OneStruct> for T
where
    C: for<'a> SolCall<ReturnTuple<'a> = (T,)>,
    T: SolStruct + SolValue<SolType = T> + SolType<RustType = T>,
{
    #[inline(never)]
    fn encode(self) -> Vec<u8> {
        C::abi_encode_returns(&(self,))
    }
}

/// A static struct has the same encoding as its fields one by one.
impl<C, T, K> Returns<C, Fields> for T
where
    C: for<'a> SolCall<ReturnToken<'a> = K>,
    T: SolStruct + SolValue<SolType = T> + for<'a> SolType<RustType = T, Token<'a> = K>,
    K: StaticToken,
{
    #[inline(never)]
    fn encode(self) -> Vec<u8> {
        <T as SolType>::abi_encode(&self)
    }
}
