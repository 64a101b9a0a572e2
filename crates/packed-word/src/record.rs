//! Packing: how a value type becomes one 256-bit storage word, and back.

use crate::wide::Wide;

/// A value that lives in exactly one storage slot.
///
/// `unpack(pack(x)) == x` for every `x` within the widths its type documents, and the zero word
/// unpacks to `Default::default()`: a slot nobody has written yet is an empty record. Fields are
/// given as bits of the slot's 256-bit number, lowest first, as Solidity packs them.
pub trait Record: Default {
    /// The slot's content. A field wider than its place is cut, so that types keep their fields
    /// within the documented widths.
    fn pack(&self) -> Wide;

    /// The value that a slot's content stands for.
    fn unpack(word: Wide) -> Self;
}

/// The lowest `bits` (at most 128) set.
const fn mask(bits: u32) -> u128 {
    u128::MAX >> (128 - bits)
}

impl Wide {
    /// Zero: the word to begin packing with.
    pub const ZERO: Self = Self { high: 0, low: 0 };

    /// The `BITS` bits from bit `AT` on, as a number.
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

    /// The word with `value`, cut to `BITS` bits, at bit `AT`, where it must be zero still.
    #[inline(always)]
    #[must_use]
    pub const fn with<const AT: u32, const BITS: u32>(self, value: u128) -> Self {
        const { assert!(BITS <= 128 && AT + BITS <= 256) };
        let value = value & mask(BITS);
        match AT {
            0 => Self {
                low: self.low | value,
                ..self
            },
            1..128 => Self {
                high: self.high | value >> (128 - AT),
                low: self.low | value << AT,
            },
            _ => Self {
                high: self.high | value << (AT - 128),
                ..self
            },
        }
    }
}
