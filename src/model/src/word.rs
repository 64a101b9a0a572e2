//! Packing: how a value type becomes one 256-bit storage word, and back.

/// One storage slot, big-endian as the chain keeps it.
pub type Word = [u8; 32];

/// A value that lives in exactly one storage slot.
///
/// `unpack(pack(x)) == x` for every `x` within the widths its type documents, and the zero word
/// unpacks to `Default::default()`: a slot nobody has written yet is an empty record.
pub trait Record: Default {
    /// The slot's content. A field wider than its place is cut, so that types keep their fields
    /// within the documented widths.
    fn pack(&self) -> Word;

    /// The value that a slot's content stands for.
    fn unpack(word: &Word) -> Self;
}

/// Reads `N` big-endian bytes at `at` as an unsigned integer of at most 128 bits.
#[inline(always)]
pub fn get<const AT: usize, const N: usize>(word: &Word) -> u128 {
    const { assert!(N <= 16 && AT + N <= 32) };
    let mut bytes = [0; 16];
    bytes[16 - N..].copy_from_slice(&word[AT..AT + N]);
    u128::from_be_bytes(bytes)
}

/// Writes the lowest `N` bytes of `value` big-endian at `at`.
#[inline(always)]
pub fn put<const AT: usize, const N: usize>(word: &mut Word, value: u128) {
    const { assert!(N <= 16 && AT + N <= 32) };
    word[AT..AT + N].copy_from_slice(&value.to_be_bytes()[16 - N..]);
}
