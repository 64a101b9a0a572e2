//! Storage slots that hold packed records, and keys for the SDK's maps.
//!
//! The SDK's storage types keep one field per slot or pack them as Solidity would, and compute each field's slot at run
//! time. Here one [`Record`] fills a slot, and a contract's own slots are numbers known at compile time
//! ([`layout!`](crate::layout)).

use core::marker::PhantomData;

use alloy_primitives::{Address, B256, U256};
use packed_word::{Record, Wide};
use stylus_sdk::host::VM;
use stylus_sdk::storage::{StorageGuard, StorageGuardMut, StorageKey, StorageType};

use crate::host;
use crate::word::{from_word, to_word, ToWord, Word};

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

/// The key of a map: `N` addresses, at most three.
///
/// The slots of an entry are `keccak256(addresses · root slot)`, a word each, with the last byte replaced by the number
/// of the field. An entry therefore takes one hash, computed by the host, and 248 bits of it distinguish entries. Pairs
/// and triples are one key rather than nested maps, which would hash once per level.
pub struct Key<const N: usize>(pub [Address; N]);

impl<const N: usize> StorageKey for Key<N> {
    #[inline(always)]
    fn to_slot(&self, root: B256) -> U256 {
        const { assert!(N <= 3) };
        // The root is the number that `layout!` gave the map, so all bytes but the last are 0.
        slot_to_u256(first_slot(&self.0, root[31]))
    }
}

/// The first slot of the entry for at most three `addresses` in the map with this root slot.
#[inline(never)]
fn first_slot(addresses: &[Address], root: u8) -> Word {
    let mut words = [[0; 32]; 4];
    for (word, address) in words.iter_mut().zip(addresses) {
        *word = address.to_word();
    }
    words[addresses.len()][31] = root;
    let mut slot = host::keccak(words[..=addresses.len()].as_flattened()).0;
    slot[31] = 0;
    slot
}

/// Converts a slot to the number that the SDK's maps pass on. Inlined, so that the compiler can cancel it out with
/// [`slot_from_u256`].
#[inline(always)]
fn slot_to_u256(slot: Word) -> U256 {
    let (limbs, _) = slot.as_chunks::<8>();
    let limb = |index: usize| u64::from_be_bytes(limbs[index]);
    U256::from_limbs([limb(3), limb(2), limb(1), limb(0)])
}

/// Converts the number that the SDK's maps pass on to the slot.
#[inline(always)]
fn slot_from_u256(slot: U256) -> Word {
    let [d, c, b, a] = slot.into_limbs().map(u64::to_be_bytes);
    let mut word = [0; 32];
    word[..8].copy_from_slice(&a);
    word[8..16].copy_from_slice(&b);
    word[16..24].copy_from_slice(&c);
    word[24..].copy_from_slice(&d);
    word
}

/// Lets the SDK's maps hold `$type`, which `$new` creates from the entry's slot.
macro_rules! map_value {
    ([$($generics:tt)*] $type:ty, |$slot:ident| $new:expr) => {
        #[allow(unsafe_code)]
        impl $($generics)* StorageType for $type {
            type Wraps<'a> = StorageGuard<'a, Self> where Self: 'a;
            type WrapsMut<'a> = StorageGuardMut<'a, Self> where Self: 'a;

            // SAFETY: it only stores the number. `StorageMap` creates mutable accessors from `&mut self` only.
            #[inline(always)]
            unsafe fn new(slot: U256, _offset: u8, _: VM) -> Self {
                let $slot = slot_from_u256(slot);
                $new
            }

            fn load<'s>(self) -> Self::Wraps<'s> where Self: 's {
                StorageGuard::new(self)
            }

            fn load_mut<'s>(self) -> Self::WrapsMut<'s> where Self: 's {
                StorageGuardMut::new(self)
            }
        }
    };
}

map_value! { [] Entry, |slot| Self(slot) }
map_value! { [<T>] DynSlot<T>, |slot| Self(slot, PhantomData) }

/// Declares a contract's storage: the fields under `slots` are [`Slot`]s numbered from 0, those under `maps` follow.
///
/// ```ignore
/// layout! {
///     pub struct Token {
///         slots {
///             owner: PackedAddress,
///         }
///         maps {
///             balances: StorageMap<Key<1>, DynSlot<PackedU256>>,
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
            maps { $($(#[$map_meta:meta])* $map:ident: $map_type:ty,)* }
        }
    ) => {
        /// The number of each field's slot.
        #[allow(non_camel_case_types)]
        #[repr(u8)]
        enum Layout { $($slot,)* $($map,)* }

        $(#[$meta])*
        $visibility struct $name {
            $($(#[$slot_meta])* $slot: $crate::storage::Slot<{ Layout::$slot as u8 }, $record>,)*
            $($(#[$map_meta])* $map: $map_type,)*
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
                unsafe fn new(_slot: U256, _offset: u8, host: VM) -> Self {
                    Self {
                        $($slot: $crate::storage::Slot::new(),)*
                        $($map: <$map_type>::new(U256::from(Layout::$map as u8), 0, host.clone()),)*
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
        Self(Address::from_word(to_word(word).into()))
    }
}

/// A time (unix seconds) as a record: bits 0–63.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timestamp(pub u64);

impl Record for Timestamp {
    fn pack(&self) -> Wide {
        Wide::ZERO.with::<0, 64>(self.0.into())
    }

    fn unpack(word: Wide) -> Self {
        Self(word.field::<0, 64>() as u64)
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
