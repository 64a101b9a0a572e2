// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records: values that are packed into one 256-bit storage word.

use crate::wide::Wide;

/// A value that is stored in exactly one storage slot.
///
/// `unpack(pack(x)) == x` for every `x` whose fields fit the widths that its type documents. The
/// zero word unpacks to `Default::default()`, so an unwritten slot reads as the default record.
/// Types document their fields as bits of the slot's 256-bit number, lowest first, which is the
/// order in which Solidity packs them.
pub trait Record: Default {
    /// The slot's content. A value that exceeds its field's width is truncated, so types must keep
    /// their values within the documented widths.
    fn pack(&self) -> Wide;

    /// The value that is packed in `word`.
    fn unpack(word: Wide) -> Self;
}

/// A mask of the lowest `bits` bits, 1 to 128.
const fn mask(bits: u32) -> u128 {
    u128::MAX >> (128 - bits)
}

impl Wide {
    /// Zero, from which packing starts.
    pub const ZERO: Self = Self { high: 0, low: 0 };

    /// The value of the `BITS` bits that start at bit `AT`. A field outside the word does not
    /// compile.
    #[inline(always)]
    pub const fn field<const AT: u32, const BITS: u32>(self) -> u128 {
        const { assert!(BITS <= 128 && AT + BITS <= 256) };
        let shifted = match AT {
            0 => self.low,
            1..128 => self.low >> AT | self.high << (128 - AT),
            _ => self.high >> (AT - 128),
        };
        shifted & mask(BITS)
    }

    /// This word with `value`, truncated to `BITS` bits, at bit `AT`. Those bits must be zero before.
    /// A field outside the word does not compile.
    #[inline(always)]
    #[must_use]
    pub const fn with<const AT: u32, const BITS: u32>(self, value: u128) -> Self {
        const { assert!(BITS <= 128 && AT + BITS <= 256) };
        let value = value & mask(BITS);
        match AT {
            0 => Self { low: self.low | value, ..self },
            1..128 => Self { high: self.high | value >> (128 - AT), low: self.low | value << AT },
            _ => Self { high: self.high | value << (AT - 128), ..self },
        }
    }
}
