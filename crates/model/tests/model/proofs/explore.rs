// SPDX-License-Identifier: MIT OR Apache-2.0
//! Exhaustive exploration: visits every reachable state once.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use diem_model::time::Day;
use packed_word::Wide;

/// The size of an exploration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explored {
    /// The number of distinct states.
    pub states: usize,
    /// The number of operations applied to them.
    pub transitions: usize,
}

impl Explored {
    /// Asserts the size that is known from earlier runs, so that an exploration which visits fewer
    /// or more states than intended fails.
    #[track_caller]
    pub fn assert_is(self, states: usize, transitions: usize) {
        let expected = Self { states, transitions };
        assert_eq!(self, expected);
    }
}

/// A fast, deterministic hasher. Keys with equal hashes are still compared, so that its quality
/// affects the running time only.
#[derive(Default)]
struct KeyHasher(u64);

impl KeyHasher {
    fn mix(&mut self, value: u64) {
        // 2⁶⁴ divided by the golden ratio, as in Fibonacci hashing.
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix((*byte).into());
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(value.into());
    }

    fn write_u16(&mut self, value: u16) {
        self.mix(value.into());
    }

    fn write_u32(&mut self, value: u32) {
        self.mix(value.into());
    }

    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }

    fn write_u128(&mut self, value: u128) {
        self.mix(value as u64);
        self.mix((value >> 64) as u64);
    }

    fn write_usize(&mut self, value: usize) {
        self.mix(value as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// Visits all states that can be reached from `start`, breadth first. `key` identifies states that
/// no rule can distinguish, now or later. `step` checks a state and appends all its successors. The
/// exploration ends because there are finitely many keys.
pub fn closure<S, K: Eq + Hash>(
    start: S,
    key: impl Fn(&S) -> K,
    mut step: impl FnMut(&S, &mut Vec<S>),
) -> Explored {
    let mut seen: HashSet<K, BuildHasherDefault<KeyHasher>> = HashSet::from_iter([key(&start)]);
    let (mut level, mut successors) = (vec![start], Vec::new());
    let mut transitions = 0;
    while !level.is_empty() {
        let mut next = Vec::new();
        for state in &level {
            step(state, &mut successors);
            transitions += successors.len();
            next.extend(successors.drain(..).filter(|successor| seen.insert(key(successor))));
        }
        level = next;
    }
    Explored { states: seen.len(), transitions }
}

/// A slot without the `BITS` bits of its day, from bit 240 on, and that day's age in days: 0, 1, or 2
/// for more. A day of 15 bits counts from [`Day::FIRST`].
///
/// The rules compare the day with today and with the day before only, so slots that agree in their
/// other bits and in the age behave alike: see `only_the_distance_of_days_matters` in each file.
pub fn aged<const BITS: u32>(slot: Wide, today: Day) -> (u128, u128, u16) {
    let first = if BITS == 15 { Day::FIRST.0 } else { 0 };
    let day = first + slot.field::<240, BITS>() as u16;
    let days = ((1 << BITS) - 1) << 112;
    (slot.high & !days, slot.low, (today.0 - day).min(2))
}

/// The day `days` days after `today`.
pub fn later(today: Day, days: u16) -> Day {
    Day(today.0 + days)
}
