// SPDX-License-Identifier: MIT OR Apache-2.0
//! Storage slots that hold packed records, and keys for the SDK's maps.
//!
//! The SDK's storage types keep one field per slot or pack them as Solidity would, and compute each field's slot at run
//! time. Here one [`Record`] fills a slot, and a contract's own slots are numbers known at compile time
//! ([`layout!`](crate::layout)).

use alloc::vec::Vec;
use core::marker::PhantomData;

use alloy_primitives::{Address, U256};
use packed_word::{Record, Wide};
use stylus_sdk::storage::{StorageGuard, StorageGuardMut};

use crate::host;
use crate::word::{address_from_word, from_word, to_word, ToWord, Word};

/// The record in the contract's slot number `SLOT`. The accessor takes no memory.
pub struct Slot<const SLOT: u8, T>(PhantomData<T>);

impl<const SLOT: u8, T: Record> Slot<SLOT, T> {
    /// Creates the accessor. For [`layout!`](crate::layout), which gives each number to one field.
    #[doc(hidden)]
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Reads the record: `T::default()` if it was never written.
    pub fn get(&self) -> T {
        T::unpack(load_slot(SLOT))
    }

    /// Writes the record.
    pub fn set(&mut self, record: &T) {
        store_slot(SLOT, record.pack());
    }
}

/// Builds the key at run time: constant keys would lie in the data segment, which every call pays for.
#[inline(never)]
fn load_slot(slot: u8) -> Wide {
    host::load(&slot_key(slot))
}

#[inline(never)]
fn store_slot(slot: u8, word: Wide) {
    host::store(&slot_key(slot), word);
}

fn slot_key(slot: u8) -> Word {
    let mut key = [0; 32];
    key[31] = slot;
    key
}

/// The record in a slot whose key is computed at run time, such as a map's entry.
pub struct DynSlot<T>(Word, PhantomData<T>);

impl<T: Record> DynSlot<T> {
    /// Reads the record: `T::default()` if it was never written.
    pub fn get(&self) -> T {
        T::unpack(host::load(&self.0))
    }

    /// Writes the record.
    pub fn set(&mut self, record: &T) {
        host::store(&self.0, record.pack());
    }
}

/// An entry of a map, with up to 256 slots of one record each.
pub struct Entry(Word);

/// The slot of a record of type `T` in an [`Entry`].
pub struct Field<T>(u8, PhantomData<T>);

/// The slots of a byte string in an [`Entry`], 32 bytes each. Its length is stored elsewhere.
pub struct BytesField(u8);

impl BytesField {
    /// The slots from the `index`-th on.
    pub const fn new(index: u8) -> Self {
        Self(index)
    }

    fn slots(&self, length: usize) -> impl Iterator<Item = Field<PackedBytes>> {
        (self.0..=u8::MAX).map(Field::new).take(length.div_ceil(32))
    }
}

impl<T> Field<T> {
    /// The `index`-th slot.
    pub const fn new(index: u8) -> Self {
        Self(index, PhantomData)
    }
}

impl Entry {
    /// Reads a record: `T::default()` if it was never written.
    pub fn get<T: Record>(&self, field: Field<T>) -> T {
        T::unpack(self.load(field.0))
    }

    /// Writes a record.
    pub fn set<T: Record>(&mut self, field: Field<T>, record: &T) {
        self.store(field.0, record.pack());
    }

    /// Reads a byte string that was written with this length.
    pub fn get_bytes(&self, field: BytesField, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length.next_multiple_of(32));
        for slot in field.slots(length) {
            bytes.extend_from_slice(&self.get(slot).0);
        }
        bytes.truncate(length);
        bytes
    }

    /// Writes a byte string. It must fit the entry's slots.
    pub fn set_bytes(&mut self, field: BytesField, bytes: &[u8]) {
        for (slot, chunk) in field.slots(bytes.len()).zip(bytes.chunks(32)) {
            let mut word = [0; 32];
            word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            self.set(slot, &PackedBytes(word));
        }
    }

    #[inline(never)]
    fn load(&self, index: u8) -> Wide {
        host::load(&self.slot(index))
    }

    #[inline(never)]
    fn store(&mut self, index: u8, word: Wide) {
        host::store(&self.slot(index), word);
    }

    fn slot(&self, index: u8) -> Word {
        let mut key = self.0;
        key[31] = index;
        key
    }
}

/// A map whose root is the contract's slot number `ROOT`. The accessor takes no memory.
pub struct Map<const ROOT: u8, K, V>(PhantomData<(K, V)>);

impl<const ROOT: u8, K: MapKey, V: MapValue> Map<ROOT, K, V> {
    /// Creates the accessor. For [`layout!`](crate::layout), which gives each number to one field.
    #[doc(hidden)]
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Read access to the value at `key`.
    pub fn getter(&self, key: K) -> StorageGuard<'_, V> {
        StorageGuard::new(V::at(key.slot(ROOT)))
    }

    /// Write access to the value at `key`.
    pub fn setter(&mut self, key: K) -> StorageGuardMut<'_, V> {
        StorageGuardMut::new(V::at(key.slot(ROOT)))
    }
}

/// The key of a [`Map`].
pub trait MapKey {
    /// The first slot of the value at this key, in the map with this root.
    fn slot(&self, root: u8) -> Word;
}

/// The value of a [`Map`]: an accessor of slots.
pub trait MapValue {
    #[doc(hidden)]
    fn at(slot: Word) -> Self;
}

impl MapValue for Entry {
    fn at(slot: Word) -> Self {
        Self(slot)
    }
}

impl<T> MapValue for DynSlot<T> {
    fn at(slot: Word) -> Self {
        Self(slot, PhantomData)
    }
}

/// `N` addresses as a key, at most three.
///
/// The slots of an entry are `keccak256(addresses · root slot)`, a word each, with the last byte replaced by the number
/// of the field. An entry therefore takes one hash, computed by the host, and 248 bits of it distinguish entries. Pairs
/// and triples are one key rather than nested maps, which would hash once per level.
pub struct Key<const N: usize>(pub [Address; N]);

impl<const N: usize> MapKey for Key<N> {
    #[inline(always)]
    fn slot(&self, root: u8) -> Word {
        const { assert!(N <= 3) };
        first_slot(&self.0, root)
    }
}

/// The first slot of the entry for at most three `addresses` in the map with this root slot.
#[inline(never)]
fn first_slot(addresses: &[Address], root: u8) -> Word {
    let mut words = [[0; 32]; 4];
    for (word, address) in words.iter_mut().zip(addresses) {
        *word = address.to_word();
    }
    let mut slot = [0; 32];
    if let Some(words) = words.get_mut(..=addresses.len()) {
        if let Some(last) = words.last_mut() {
            last[31] = root;
        }
        slot = host::keccak(words.as_flattened()).0;
        slot[31] = 0;
    }
    slot
}

/// The key of an element in a map that is a list: its position, counted from 0. The slot is
/// `keccak256(position · root slot)`.
pub struct Position(pub u64);

impl MapKey for Position {
    fn slot(&self, root: u8) -> Word {
        host::keccak([self.0.to_word(), slot_key(root)].as_flattened()).0
    }
}

/// Declares a contract's storage: the fields under `slots` are [`Slot`]s numbered from 0, those under `maps` follow.
///
/// ```ignore
/// layout! {
///     pub struct Token {
///         slots {
///             owner: PackedAddress,
///         }
///         maps {
///             balances: Key<1> => DynSlot<PackedU256>,
///         }
///     }
/// }
/// ```
#[macro_export]
macro_rules! layout {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            slots { $($(#[$slot_meta:meta])* $slot:ident: $record:ty,)* }
            maps { $($(#[$map_meta:meta])* $map:ident: $key:ty => $value:ty,)* }
        }
    ) => {
        /// The number of each field's slot.
        #[allow(non_camel_case_types)]
        #[repr(u8)]
        enum Layout { $($slot,)* $($map,)* }

        $(#[$meta])*
        $visibility struct $name {
            $($(#[$slot_meta])* $slot: $crate::storage::Slot<{ Layout::$slot as u8 }, $record>,)*
            $($(#[$map_meta])* $map: $crate::storage::Map<{ Layout::$map as u8 }, $key, $value>,)*
        }

        #[allow(unsafe_code)]
        const _: () = {
            use $crate::reexport::alloy_primitives::U256;
            use $crate::reexport::stylus_sdk::host::VM;
            use $crate::reexport::stylus_sdk::storage::{StorageGuard, StorageGuardMut, StorageType};
            use $crate::reexport::stylus_sdk::stylus_core::storage::TopLevelStorage;

            impl StorageType for $name {
                type Wraps<'a> = StorageGuard<'a, Self>;
                type WrapsMut<'a> = StorageGuardMut<'a, Self>;

                /// Ignores `_slot`: the contract's own storage begins at slot 0.
                // SAFETY: the SDK's entry point (or a test framework) creates one accessor for each call.
                unsafe fn new(_slot: U256, _offset: u8, _host: VM) -> Self {
                    Self {
                        $($slot: $crate::storage::Slot::new(),)*
                        $($map: $crate::storage::Map::new(),)*
                    }
                }

                fn load<'s>(self) -> Self::Wraps<'s> {
                    StorageGuard::new(self)
                }

                fn load_mut<'s>(self) -> Self::WrapsMut<'s> {
                    StorageGuardMut::new(self)
                }
            }

            // SAFETY: the type is the storage of the entry point, of which there is only one.
            unsafe impl TopLevelStorage for $name {}
        };
    };
}

/// An address as a record: bits 0–159.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackedAddress(pub Address);

impl Record for PackedAddress {
    fn pack(&self) -> Wide {
        from_word(&self.0.to_word())
    }

    fn unpack(word: Wide) -> Self {
        Self(address_from_word(&to_word(word)))
    }
}

/// A 64-bit number as a record: bits 0–63.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackedU64(pub u64);

impl Record for PackedU64 {
    fn pack(&self) -> Wide {
        Wide { high: 0, low: self.0.into() }
    }

    fn unpack(word: Wide) -> Self {
        Self(word.low as u64)
    }
}

/// A flag as a record: bit 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackedBool(pub bool);

impl Record for PackedBool {
    fn pack(&self) -> Wide {
        Wide { high: 0, low: self.0.into() }
    }

    fn unpack(word: Wide) -> Self {
        Self(word.low != 0)
    }
}

/// 32 bytes as a record: the whole slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackedBytes(pub Word);

impl Record for PackedBytes {
    fn pack(&self) -> Wide {
        from_word(&self.0)
    }

    fn unpack(word: Wide) -> Self {
        Self(to_word(word))
    }
}

/// A 256-bit number as a record: the whole slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackedU256(pub U256);

impl Record for PackedU256 {
    fn pack(&self) -> Wide {
        let [a, b, c, d] = self.0.into_limbs().map(u128::from);
        Wide { high: d << 64 | c, low: b << 64 | a }
    }

    fn unpack(word: Wide) -> Self {
        let Wide { high, low } = word;
        let limb = |half: u128, at: u32| (half >> at) as u64;
        Self(U256::from_limbs([limb(low, 0), limb(low, 64), limb(high, 0), limb(high, 64)]))
    }
}
