// SPDX-License-Identifier: MIT OR Apache-2.0
//! 32-byte words, the units of calldata, results, logs and storage.

use alloc::vec::Vec;

use alloy_primitives::{Address, FixedBytes, B256, U256};
use packed_word::Wide;
use stylus_sdk::keccak_const::Keccak256;

/// 32 bytes; a number is big-endian.
pub type Word = [u8; 32];

/// A constant word that is embedded in the code that uses it.
///
/// The compiler would place a `[u8; 32]` constant in the data segment, which costs 24 gas at every start of the program,
/// whether it is used or not. As code it costs a six-hundredth of that.
#[derive(Clone, Copy)]
pub struct Immediate([u64; 4]);

impl Immediate {
    /// Creates the constant at compile time.
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
        word_from_limbs(a, b, c, d)
    }
}

/// The word whose bytes are those of four little-endian limbs, in this order.
///
/// Not inlined: the compiler would turn four constant limbs back into one constant word in the data segment.
#[inline(never)]
pub fn word_from_limbs(a: u64, b: u64, c: u64, d: u64) -> Word {
    let mut word = [0; 32];
    let (limbs, _) = word.as_chunks_mut::<8>();
    limbs[0] = a.to_le_bytes();
    limbs[1] = b.to_le_bytes();
    limbs[2] = c.to_le_bytes();
    limbs[3] = d.to_le_bytes();
    word
}

/// The big-endian bytes of a 256-bit number.
#[inline(never)]
pub fn to_word(wide: Wide) -> Word {
    word_from_limbs(
        ((wide.high >> 64) as u64).swap_bytes(),
        (wide.high as u64).swap_bytes(),
        ((wide.low >> 64) as u64).swap_bytes(),
        (wide.low as u64).swap_bytes(),
    )
}

/// The 256-bit number that big-endian bytes encode.
#[inline(never)]
pub fn from_word(word: &Word) -> Wide {
    let (halves, _) = word.as_chunks::<16>();
    Wide { high: u128::from_be_bytes(halves[0]), low: u128::from_be_bytes(halves[1]) }
}

/// The `U256` that big-endian bytes encode. Cheaper than `U256::from_be_bytes`, which works byte by byte.
pub fn u256_from_word(word: &Word) -> U256 {
    let Wide { high, low } = from_word(word);
    U256::from_limbs([low as u64, (low >> 64) as u64, high as u64, (high >> 64) as u64])
}

/// The address in the lowest 20 bytes of a word.
pub fn address_from_word(word: &Word) -> Address {
    Address::new(word.last_chunk().copied().unwrap_or_default())
}

/// A value with a one-word encoding, as the ABI and EIP-712 define it.
pub trait ToWord {
    /// The name of the Solidity type.
    const SOL_NAME: &'static str;

    /// The encoding.
    fn to_word(&self) -> Word;
}

macro_rules! unsigned {
    ($($type:ty => $name:literal),*) => { $(
        impl ToWord for $type {
            const SOL_NAME: &'static str = $name;

            #[inline]
            fn to_word(&self) -> Word {
                number((*self).into())
            }
        }
    )* };
}

unsigned! { u128 => "uint256", u64 => "uint256", u32 => "uint32", u8 => "uint8", bool => "bool" }

#[inline(never)]
fn number(value: u128) -> Word {
    to_word(Wide { high: 0, low: value })
}

impl ToWord for Address {
    const SOL_NAME: &'static str = "address";

    #[inline]
    fn to_word(&self) -> Word {
        self.into_word().0
    }
}

impl ToWord for B256 {
    const SOL_NAME: &'static str = "bytes32";

    #[inline]
    fn to_word(&self) -> Word {
        self.0
    }
}

impl ToWord for U256 {
    const SOL_NAME: &'static str = "uint256";

    #[inline]
    fn to_word(&self) -> Word {
        let [a, b, c, d] = self.into_limbs().map(u128::from);
        to_word(Wide { high: d << 64 | c, low: b << 64 | a })
    }
}

/// Left-aligned, unlike a number.
impl ToWord for FixedBytes<4> {
    const SOL_NAME: &'static str = "bytes4";

    fn to_word(&self) -> Word {
        let mut word = [0; 32];
        [word[0], word[1], word[2], word[3]] = self.0;
        word
    }
}

/// Left-aligned.
impl ToWord for FixedBytes<1> {
    const SOL_NAME: &'static str = "bytes1";

    fn to_word(&self) -> Word {
        let mut word = [0; 32];
        word[0] = self.0[0];
        word
    }
}

/// `value` as a `U256`. Cheaper than `U256::from`, which has a branch.
#[inline]
pub fn to_u256(value: impl Into<u128>) -> U256 {
    let value = value.into();
    U256::from_limbs([value as u64, (value >> 64) as u64, 0, 0])
}

/// `value`, or the greatest `u128` if that is smaller.
#[inline(never)]
pub fn saturated(value: &U256) -> u128 {
    let [a, b, c, d] = value.into_limbs();
    if c | d != 0 {
        return u128::MAX;
    }
    a as u128 | (b as u128) << 64
}

/// `selector` followed by `words`.
#[inline(never)]
pub fn encode_call(selector: u32, words: &[Word]) -> Vec<u8> {
    let mut data = Vec::with_capacity(4 + 32 * words.len());
    data.extend_from_slice(&selector.to_be_bytes());
    data.extend_from_slice(words.as_flattened());
    data
}

/// `words` as return data.
#[inline(never)]
pub fn concat_words(words: &[Word]) -> Vec<u8> {
    words.as_flattened().to_vec()
}
