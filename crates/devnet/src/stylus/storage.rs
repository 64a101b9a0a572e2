//! The storage cache that each call of a program has.
//!
//! A slot is read from the state once and written when the program flushes, so repeated accesses cost next to
//! nothing; what they do cost depends on how many there were. A call that stops without flushing has written
//! nothing. Source: Nitro v3.9, `arbutil/src/evm/{storage,req}.rs`.

use revm::primitives::{HashMap, U256};

/// The most that one cached access can cost, gas. Host functions require it up front.
pub const MAX_ACCESS_GAS: u64 = 10;

#[derive(Clone, Copy, Debug)]
struct Slot {
    value: U256,
    /// What the state holds, if the program has read or flushed it.
    known: Option<U256>,
}

/// Slots a program has read or written.
#[derive(Debug, Default)]
pub struct StorageCache {
    slots: HashMap<U256, Slot>,
    /// Keys in the order of first access, so that flushing is deterministic.
    order: Vec<U256>,
    reads: u32,
    writes: u32,
}

impl StorageCache {
    /// Counts a read and returns its gas, apart from what a miss costs.
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

    /// The value of a slot, unless it must be read from the state.
    pub fn get(&self, key: U256) -> Option<U256> {
        self.slots.get(&key).map(|slot| slot.value)
    }

    /// Remembers a value read from the state.
    pub fn loaded(&mut self, key: U256, value: U256) {
        self.order.push(key);
        self.slots.insert(
            key,
            Slot {
                value,
                known: Some(value),
            },
        );
    }

    /// Writes a slot.
    pub fn set(&mut self, key: U256, value: U256) {
        let order = &mut self.order;
        let slot = self.slots.entry(key).or_insert_with(|| {
            order.push(key);
            Slot { value, known: None }
        });
        slot.value = value;
    }

    /// Takes the slots that the state does not hold yet, and forgets everything if `clear` is set.
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
