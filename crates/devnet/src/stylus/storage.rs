// SPDX-License-Identifier: MIT OR Apache-2.0
//! The storage cache of a program's call.
//!
//! A slot is read from the state once, and written when the program flushes the cache. Repeated accesses cost little;
//! their price depends on the number of accesses so far. A call that stops without flushing writes
//! nothing. Source: Nitro v3.9, `arbutil/src/evm/{storage,req}.rs`.

use revm::primitives::{HashMap, U256};

/// Maximum gas of a cached access. Host functions require it in advance.
pub const MAX_ACCESS_GAS: u64 = 10;

#[derive(Clone, Copy, Debug)]
struct Slot {
    value: U256,
    /// The value in the state, if the program has read or flushed the slot.
    known: Option<U256>,
}

/// The slots that a program has read or written.
#[derive(Debug, Default)]
pub struct StorageCache {
    slots: HashMap<U256, Slot>,
    /// Keys in the order of first access, so that flushing is deterministic.
    order: Vec<U256>,
    reads: u32,
    writes: u32,
}

impl StorageCache {
    /// Counts a read and returns its gas, without the cost of a miss.
    pub fn read_gas(&mut self) -> u64 {
        self.reads += 1;
        match self.reads {
            0..=32 => 0,
            33..=128 => 2,
            _ => MAX_ACCESS_GAS,
        }
    }

    /// Counts a write and returns its gas.
    pub fn write_gas(&mut self) -> u64 {
        self.writes += 1;
        match self.writes {
            0..=8 => 0,
            9..=64 => 7,
            _ => MAX_ACCESS_GAS,
        }
    }

    /// The value of a slot, if it is in the cache.
    pub fn get(&self, key: U256) -> Option<U256> {
        self.slots.get(&key).map(|slot| slot.value)
    }

    /// Adds a value that was read from the state.
    pub fn loaded(&mut self, key: U256, value: U256) {
        self.order.push(key);
        self.slots.insert(key, Slot { value, known: Some(value) });
    }

    /// Writes a slot in the cache.
    pub fn set(&mut self, key: U256, value: U256) {
        let order = &mut self.order;
        let slot = self.slots.entry(key).or_insert_with(|| {
            order.push(key);
            Slot { value, known: None }
        });
        slot.value = value;
    }

    /// Returns the slots whose values are not in the state yet, in the order of first access. Clears the cache if
    /// `clear` is set.
    pub fn flush(&mut self, clear: bool) -> Vec<(U256, U256)> {
        let mut dirty = Vec::new();
        for key in &self.order {
            let slot = self.slots.get_mut(key).expect("ordered keys are present");
            if slot.known != Some(slot.value) {
                slot.known = Some(slot.value);
                dirty.push((*key, slot.value));
            }
        }
        if clear {
            self.slots.clear();
            self.order.clear();
        }
        dirty
    }
}
