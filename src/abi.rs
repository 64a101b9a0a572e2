//! The contract ABI in words: decoding calldata, encoding results, errors and logs.
//!
//! Nearly everything this contract takes and gives is a sequence of 32-byte words. One function
//! reads a word and one appends it, for every call, error and event; the general-purpose codec
//! of `alloy-sol-types` is generated anew for each list of types and costs some 100 bytes of
//! program and 20–40 gas a call more. The tests drive every call through that codec, as wallets
//! would, so the two are checked against each other.

use alloc::vec::Vec;
use core::marker::PhantomData;

use alloy_primitives::{Address, B256, U256};
use packed_word::Wide;
use stylus_sdk::keccak_const::Keccak256;

use crate::errors::{AmountTooLarge, Error, InvalidCalldata};
use crate::host;

/// 32 bytes: what calldata, results and logs are made of.
pub type Word = [u8; 32];

/// A constant word that stands in the code which uses it. One in the data segment costs every call
/// that starts the program 24 gas, whether it uses it or not; code costs a six-hundredth of that.
#[derive(Clone, Copy)]
pub struct Immediate([u64; 4]);

impl Immediate {
    /// The constant, at compile time.
    pub const fn new(word: Word) -> Self {
        let (limbs, _) = word.as_chunks::<8>();
        Self([
            u64::from_le_bytes(limbs[0]),
            u64::from_le_bytes(limbs[1]),
            u64::from_le_bytes(limbs[2]),
            u64::from_le_bytes(limbs[3]),
        ])
    }

    /// `keccak256(text)`, at compile time.
    pub const fn hash(text: &str) -> Self {
        Self::new(Keccak256::new().update(text.as_bytes()).finalize())
    }

    /// The word.
    #[inline(always)]
    pub fn word(self) -> Word {
        let [a, b, c, d] = self.0;
        host::joined(a, b, c, d)
    }
}

/// `keccak256("name(type,type,…)")`, at compile time.
pub const fn signature_hash(name: &str, types: &[&str]) -> Word {
    let mut hasher = Keccak256::new().update(name.as_bytes()).update(b"(");
    let mut at = 0;
    while at < types.len() {
        if at > 0 {
            hasher = hasher.update(b",");
        }
        hasher = hasher.update(types[at].as_bytes());
        at += 1;
    }
    hasher.update(b")").finalize()
}

/// The first four bytes of [`signature_hash`], big-endian: a function's or an error's selector.
pub const fn selector(name: &str, types: &[&str]) -> u32 {
    let [a, b, c, d, ..] = signature_hash(name, types);
    u32::from_be_bytes([a, b, c, d])
}

/// A value that is one word of the ABI.
pub trait ToWord {
    /// Its encoding.
    fn to_word(&self) -> Word;
}

/// A value that can be read from one word of calldata.
pub trait FromWord: Sized {
    /// Decodes it.
    ///
    /// # Errors
    /// [`InvalidCalldata`] where a bit outside the type is set, as Solidity would revert;
    /// [`AmountTooLarge`] for an amount that 128 bits cannot hold.
    fn from_word(word: &Word) -> Result<Self, Error>;
}

/// Unsigned integers that fit 128 bits.
macro_rules! integers {
    ($($type:ty)*) => { $(
        impl ToWord for $type {
            fn to_word(&self) -> Word {
                number((*self).into())
            }
        }

        impl FromWord for $type {
            fn from_word(word: &Word) -> Result<Self, Error> {
                let wide = host::to_wide(word);
                // Cut and compared, not shifted: one check for every width.
                let value = wide.low as $type;
                if wide.high != 0 || u128::from(value) != wide.low {
                    return Err(InvalidCalldata {}.into());
                }
                Ok(value)
            }
        }
    )* };
}

integers! { u64 u32 u8 }

/// The word of a number.
#[inline(never)]
fn number(value: u128) -> Word {
    host::to_bytes(Wide {
        high: 0,
        low: value,
    })
}

impl ToWord for u128 {
    fn to_word(&self) -> Word {
        number(*self)
    }
}

/// A `uint256` of the ABI that the rules take as an amount: 128 bits hold any that exists.
impl FromWord for u128 {
    fn from_word(word: &Word) -> Result<Self, Error> {
        let Wide { high, low } = host::to_wide(word);
        if high != 0 {
            return Err(AmountTooLarge {
                amount: U256::from_be_bytes(*word),
            }
            .into());
        }
        Ok(low)
    }
}

impl ToWord for Address {
    fn to_word(&self) -> Word {
        self.into_word().0
    }
}

impl FromWord for Address {
    fn from_word(word: &Word) -> Result<Self, Error> {
        let address = Self::from_word(B256::new(*word));
        if address.to_word() != *word {
            return Err(InvalidCalldata {}.into());
        }
        Ok(address)
    }
}

impl ToWord for U256 {
    fn to_word(&self) -> Word {
        self.to_be_bytes()
    }
}

impl FromWord for U256 {
    fn from_word(word: &Word) -> Result<Self, Error> {
        Ok(Self::from_be_bytes(*word))
    }
}

impl ToWord for B256 {
    fn to_word(&self) -> Word {
        self.0
    }
}

impl FromWord for B256 {
    fn from_word(word: &Word) -> Result<Self, Error> {
        Ok(Self(*word))
    }
}

impl ToWord for bool {
    fn to_word(&self) -> Word {
        number((*self).into())
    }
}

impl FromWord for bool {
    fn from_word(word: &Word) -> Result<Self, Error> {
        match u8::from_word(word)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(InvalidCalldata {}.into()),
        }
    }
}

/// `bytes4`: left-aligned, unlike a number.
impl ToWord for [u8; 4] {
    fn to_word(&self) -> Word {
        let mut word = [0; 32];
        word[..4].copy_from_slice(self);
        word
    }
}

impl FromWord for [u8; 4] {
    fn from_word(word: &Word) -> Result<Self, Error> {
        let bytes = [word[0], word[1], word[2], word[3]];
        if bytes.to_word() != *word {
            return Err(InvalidCalldata {}.into());
        }
        Ok(bytes)
    }
}

/// A value that a call takes: one or more words, or an offset to where it stands.
pub trait Argument<'a>: Sized {
    /// Reads the next argument of `args`.
    fn take(args: &mut Args<'a>) -> Self;
}

impl<'a, T: FromWord + Default> Argument<'a> for T {
    fn take(args: &mut Args<'a>) -> Self {
        args.read(T::from_word)
    }
}

/// A struct of eight words.
impl<'a> Argument<'a> for [U256; 8] {
    fn take(args: &mut Args<'a>) -> Self {
        let mut words = [U256::ZERO; 8];
        for word in &mut words {
            *word = args.take();
        }
        words
    }
}

/// `bytes`, or the bytes of a `string`.
impl<'a> Argument<'a> for &'a [u8] {
    fn take(args: &mut Args<'a>) -> Self {
        let (length, content) = args.elsewhere();
        args.require(content.get(..length))
    }
}

/// An array whose items are read one by one, as they are asked for.
pub struct List<'a, T> {
    items: Args<'a>,
    left: usize,
    of: PhantomData<T>,
}

impl<T> List<'_, T> {
    /// How many items are left; the calldata may end before.
    pub fn len(&self) -> usize {
        self.left
    }

    /// Whether none is left.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }
}

impl<'a, T: Argument<'a>> Argument<'a> for List<'a, T> {
    fn take(args: &mut Args<'a>) -> Self {
        let (left, content) = args.elsewhere();
        Self {
            items: Args::new(content),
            left,
            of: PhantomData,
        }
    }
}

impl<'a, T: Argument<'a>> Iterator for List<'a, T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let item = T::take(&mut self.items);
        Some(self.items.all_read().map(|()| item))
    }
}

/// The arguments of a call, or the items of an array, read one after the other.
///
/// What cannot be read is a default, and the reason is kept until [`Args::all_read`] is asked: one
/// branch a call instead of one an argument.
pub struct Args<'a> {
    /// What offsets count from.
    frame: &'a [u8],
    rest: &'a [u8],
    failed: Option<Error>,
}

impl<'a> Args<'a> {
    /// Calldata without its selector.
    pub fn new(input: &'a [u8]) -> Self {
        Self {
            frame: input,
            rest: input,
            failed: None,
        }
    }

    /// The next argument.
    pub fn take<T: Argument<'a>>(&mut self) -> T {
        T::take(self)
    }

    /// Whether all arguments could be read.
    ///
    /// # Errors
    /// Of the first that could not: [`InvalidCalldata`] where the calldata ended before it; what
    /// [`FromWord`] refuses.
    pub fn all_read(&mut self) -> Result<(), Error> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn read<T: Default>(&mut self, decode: fn(&Word) -> Result<T, Error>) -> T {
        let read = match self.rest.split_first_chunk() {
            Some((word, rest)) => {
                self.rest = rest;
                decode(word)
            }
            None => Err(InvalidCalldata {}.into()),
        };
        read.unwrap_or_else(|error| {
            self.failed.get_or_insert(error);
            T::default()
        })
    }

    fn require<T: Default>(&mut self, found: Option<T>) -> T {
        found.unwrap_or_else(|| {
            self.failed.get_or_insert_with(|| InvalidCalldata {}.into());
            T::default()
        })
    }

    /// Follows the offset that comes next: the length that stands there, and what follows it.
    fn elsewhere(&mut self) -> (usize, &'a [u8]) {
        // 32 bits are more than any calldata.
        let offset: u32 = self.take();
        let frame = self.frame;
        let there = self.require(frame.get(offset as usize..));
        let (length, content) = self
            .require(there.split_first_chunk().map(Some))
            .unwrap_or((&[0; 32], &[]));
        let length: u32 = u32::from_word(length).unwrap_or_else(|error| {
            self.failed.get_or_insert(error);
            0
        });
        (length as usize, content)
    }
}

/// `selector` followed by `words`: an error, or a call of a token.
#[inline(never)]
pub fn encode(selector: u32, words: &[Word]) -> Vec<u8> {
    let mut data = Vec::with_capacity(4 + 32 * words.len());
    data.extend_from_slice(&selector.to_be_bytes());
    data.extend_from_slice(words.as_flattened());
    data
}

/// `words` as return data.
#[inline(never)]
pub fn flat(words: &[Word]) -> Vec<u8> {
    words.as_flattened().to_vec()
}

/// What a call returns, as the ABI's return data.
pub trait Returns {
    /// Encodes it.
    fn encode(self) -> Vec<u8>;
}

/// Return data that its function has encoded itself: more than words.
pub struct Encoded(pub Vec<u8>);

impl Returns for Encoded {
    fn encode(self) -> Vec<u8> {
        self.0
    }
}

impl Returns for () {
    fn encode(self) -> Vec<u8> {
        Vec::new()
    }
}

/// Single words.
macro_rules! word_returns {
    ($($type:ty)*) => { $(
        impl Returns for $type {
            fn encode(self) -> Vec<u8> {
                flat(&[self.to_word()])
            }
        }
    )* };
}

word_returns! { Address B256 U256 u128 u64 u32 u8 bool }

impl<A: ToWord, B: ToWord> Returns for (A, B) {
    fn encode(self) -> Vec<u8> {
        flat(&[self.0.to_word(), self.1.to_word()])
    }
}

impl<A: ToWord, B: ToWord, C: ToWord> Returns for (A, B, C) {
    fn encode(self) -> Vec<u8> {
        flat(&[self.0.to_word(), self.1.to_word(), self.2.to_word()])
    }
}

impl<A: ToWord, B: ToWord, C: ToWord, D: ToWord> Returns for (A, B, C, D) {
    fn encode(self) -> Vec<u8> {
        let (a, b, c, d) = self;
        flat(&[a.to_word(), b.to_word(), c.to_word(), d.to_word()])
    }
}

/// A string of at most 32 bytes: offset, length, padded content.
impl Returns for &'static str {
    fn encode(self) -> Vec<u8> {
        let mut words = [32u8.to_word(), (self.len() as u32).to_word(), [0; 32]];
        words[2][..self.len()].copy_from_slice(self.as_bytes());
        flat(&words)
    }
}

/// What a method of the contract gives for a call that returns `R`: `R`, or a `Result` of it.
pub trait Reply<R: Returns> {
    /// The call's return data, or its error.
    ///
    /// # Errors
    /// The method's own.
    fn reply(self) -> Result<Vec<u8>, Error>;
}

impl<R: Returns> Reply<R> for R {
    fn reply(self) -> Result<Vec<u8>, Error> {
        Ok(self.encode())
    }
}

impl<R: Returns> Reply<R> for Result<R, Error> {
    fn reply(self) -> Result<Vec<u8>, Error> {
        self.map(Returns::encode)
    }
}

/// One call of the interface, as Solidity names it.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// `view`, `pure`, or empty for one that changes state.
    pub mutability: &'static str,
    /// Types and names of the arguments.
    pub args: &'static [(&'static str, &'static str)],
    /// The types it returns, separated by commas.
    pub returns: &'static str,
}

/// The canonical Solidity name of a type of the tables below. `amount` and `time` are `uint256`
/// whose values fit 128 and 64 bits; `voucher` and `vouchers` are a struct and an array of it.
macro_rules! solidity_type {
    (amount) => {
        "uint256"
    };
    (time) => {
        "uint256"
    };
    (voucher) => {
        "(address,address,address,uint32,uint256)"
    };
    (vouchers) => {
        "(address,address,address,uint32,uint256)[]"
    };
    (signatures) => {
        "bytes[]"
    };
    (text) => {
        "string"
    };
    (params) => {
        "(uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)"
    };
    ($type:ident) => {
        stringify!($type)
    };
}

/// The Rust type of a type of the tables below.
macro_rules! rust_type {
    (address) => { alloy_primitives::Address };
    (uint256) => { alloy_primitives::U256 };
    (bytes32) => { alloy_primitives::B256 };
    (amount) => { u128 };
    (time) => { u64 };
    (uint32) => { u32 };
    (uint8) => { u8 };
    (bytes4) => { [u8; 4] };
    (bool) => { bool };
    (string) => { &'static str };
    (bytes) => { &[u8] };
    (text) => { &[u8] };
    (params) => { [alloy_primitives::U256; 8] };
    (voucher) => { $crate::contract::vouchers::Voucher };
    (vouchers) => { $crate::abi::List<'_, $crate::contract::vouchers::Voucher> };
    (signatures) => { $crate::abi::List<'_, &[u8]> };
}

/// The interface as a table, one line a call:
///
/// ```text
/// view balanceOf(address account) -> uint256 = balance_of;
/// ```
///
/// It generates `FUNCTIONS`, the list that the exported ABI is printed from, and `dispatch`,
/// which decodes the arguments, calls the method after the `=` and encodes what it returns. The
/// method's own types must be the line's, or it does not compile; neither does a `view` whose
/// method takes `&mut self`, nor two calls with one selector. A return type in quotes belongs to
/// a method that encodes its result itself ([`Encoded`]).
macro_rules! interface {
    ($contract:ty; $(
        $mutability:ident $name:ident ($($type:ident $arg:ident),*) $(-> $returns:tt)? = $method:ident;
    )*) => {
        /// Every call of the interface.
        pub const FUNCTIONS: &[$crate::abi::Function] = &[$(
            $crate::abi::Function {
                name: stringify!($name),
                mutability: $crate::abi::interface!(@word $mutability),
                args: &[$(($crate::abi::solidity_type!($type), stringify!($arg))),*],
                returns: $crate::abi::interface!(@returned $($returns)?),
            },
        )*];

        /// The selectors, by method.
        #[allow(non_upper_case_globals)]
        mod selectors {
            $(pub const $method: u32 = $crate::abi::selector(
                stringify!($name),
                &[$($crate::abi::solidity_type!($type)),*],
            );)*
        }

        /// Runs the call that `selector` names with the arguments in `input`.
        ///
        /// # Errors
        /// The call's own; `InvalidCalldata`; `UnknownSelector`.
        #[deny(unreachable_patterns)]
        #[allow(non_snake_case)]
        fn dispatch(
            contract: &mut $contract,
            selector: u32,
            input: &[u8],
        ) -> Result<alloc::vec::Vec<u8>, $crate::errors::Error> {
            #[allow(unused_mut)]
            let mut args = $crate::abi::Args::new(input);
            match selector {
                $(selectors::$method => {
                    $(let $arg: $crate::abi::rust_type!($type) = args.take();)*
                    args.all_read()?;
                    let reply = $crate::abi::interface!(@receiver $mutability contract)
                        .$method($($arg),*);
                    $crate::abi::Reply::<$crate::abi::interface!(@type $($returns)?)>::reply(reply)
                })*
                _ => Err($crate::errors::UnknownSelector { selector: selector.to_be_bytes() })?,
            }
        }
    };

    (@word call) => { "" };
    (@word $mutability:ident) => { stringify!($mutability) };

    (@receiver call $contract:ident) => { $contract };
    (@receiver $mutability:ident $contract:ident) => { (&*$contract) };

    (@type) => { () };
    (@type $type:literal) => { $crate::abi::Encoded };
    (@type ($($type:ident $name:ident),+)) => { ($($crate::abi::rust_type!($type)),+) };
    (@type $type:ident) => { $crate::abi::rust_type!($type) };

    (@returned) => { "" };
    (@returned $type:literal) => { $type };
    (@returned ($first:ident $first_name:ident $(, $type:ident $name:ident)*)) => {
        concat!($crate::abi::solidity_type!($first) $(, ",", $crate::abi::solidity_type!($type))*)
    };
    (@returned $type:ident) => { $crate::abi::solidity_type!($type) };
}

pub(crate) use {interface, rust_type, solidity_type};
