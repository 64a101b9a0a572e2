//! Storage of the model's records: one value, one slot; and entries of mappings.
//!
//! The SDK's storage types compute every field's slot anew at each call and hash mapping keys in
//! WebAssembly; here a fixed slot is a number and a key is hashed by the host.

use core::marker::PhantomData;

use alloy_primitives::{Address, U256};
use packed_word::{Record, Wide};

use crate::abi::{ToWord, Word};
use crate::host;

/// The record in the contract's slot number `SLOT`. Takes no memory.
pub struct Fixed<const SLOT: u8, T>(PhantomData<T>);

impl<const SLOT: u8, T: Record> Fixed<SLOT, T> {
    /// Its place in the contract's storage.
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Reads the record. A slot nobody has written is `T::default()`.
    pub fn get(&self) -> T {
        T::unpack(load(SLOT))
    }

    /// Writes the record.
    pub fn set(&mut self, record: &T) {
        store(SLOT, record.pack());
    }
}

/// The word in the slot numbered `slot`. The key is made here: a constant for each slot would lie
/// in the data segment, which costs every call.
#[inline(never)]
fn load(slot: u8) -> Wide {
    host::load(&key(slot))
}

#[inline(never)]
fn store(slot: u8, word: Wide) {
    host::store(&key(slot), word);
}

fn key(slot: u8) -> Word {
    let mut key = [0; 32];
    key[31] = slot;
    key
}

/// An entry of a mapping: up to 256 slots that belong to one address, or to several together.
///
/// The key of its `n`-th slot is `keccak256(addresses · mapping)` with its last byte replaced by
/// `n`: one hash an entry, and entries apart by 248 bits of it.
#[derive(Clone, Copy)]
pub struct Entry(Word);

impl Entry {
    /// The entry of these words: the addresses it belongs to, then the number of its mapping, in
    /// which every entry has the same number of addresses.
    pub fn new(key: &[Word]) -> Self {
        Self(host::keccak(key.as_flattened()).0)
    }

    /// Its `n`-th slot.
    pub fn slot<T>(&self, n: u8) -> Slot<T> {
        let mut key = self.0;
        key[31] = n;
        Slot(key, PhantomData)
    }
}

/// The record in one slot of an [`Entry`].
pub struct Slot<T>(Word, PhantomData<T>);

impl<T: Record> Slot<T> {
    /// Reads the record. A slot nobody has written is `T::default()`.
    pub fn get(&self) -> T {
        T::unpack(host::load(&self.0))
    }

    /// Writes the record.
    pub fn set(&mut self, record: &T) {
        host::store(&self.0, record.pack());
    }
}

/// An address as a record: bits 0–159.
#[derive(Clone, Copy, Default)]
pub struct Holder(pub Address);

impl Record for Holder {
    fn pack(&self) -> Wide {
        host::to_wide(&self.0.to_word())
    }

    fn unpack(word: Wide) -> Self {
        Self(Address::from_word(host::to_bytes(word).into()))
    }
}

/// A time (unix seconds) as a record: bits 0–63.
#[derive(Clone, Copy, Default)]
pub struct Moment(pub u64);

impl Record for Moment {
    fn pack(&self) -> Wide {
        Wide::ZERO.with::<0, 64>(self.0.into())
    }

    fn unpack(word: Wide) -> Self {
        Self(word.field::<0, 64>() as u64)
    }
}

/// A 256-bit number as a record: the whole slot.
#[derive(Clone, Copy, Default)]
pub struct Uint(pub U256);

impl Record for Uint {
    fn pack(&self) -> Wide {
        let [a, b, c, d] = self.0.into_limbs().map(u128::from);
        Wide {
            high: d << 64 | c,
            low: b << 64 | a,
        }
    }

    fn unpack(word: Wide) -> Self {
        let Wide { high, low } = word;
        let limb = |half: u128, at: u32| (half >> at) as u64;
        Self(U256::from_limbs([
            limb(low, 0),
            limb(low, 64),
            limb(high, 0),
            limb(high, 64),
        ]))
    }
}
