//! All states that can be reached, each visited once.

use std::collections::HashSet;
use std::hash::Hash;

use diem_model::time::Day;
use packed_word::Wide;

/// How much there was to explore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explored {
    /// Different states.
    pub states: usize,
    /// Operations followed, from all of them.
    pub transitions: usize,
}

impl Explored {
    /// Asserts that all was found that there is, as counted before.
    #[track_caller]
    pub fn assert_is(self, states: usize, transitions: usize) {
        let expected = Self {
            states,
            transitions,
        };
        assert_eq!(self, expected);
    }
}

/// Visits all that can be reached from `start`, breadth first. `key` says which states are one:
/// those that no rule can tell apart, now or later. `step` checks a state and gives all its
/// successors; it ends, since there are finitely many keys.
pub fn closure<S, K: Eq + Hash>(
    start: S,
    key: impl Fn(&S) -> K,
    mut step: impl FnMut(&S, &mut Vec<S>),
) -> Explored {
    let mut seen = HashSet::from([key(&start)]);
    let (mut level, mut successors) = (vec![start], Vec::new());
    let mut transitions = 0;
    while !level.is_empty() {
        let mut next = Vec::new();
        for state in &level {
            step(state, &mut successors);
            transitions += successors.len();
            next.extend(
                successors
                    .drain(..)
                    .filter(|successor| seen.insert(key(successor))),
            );
        }
        level = next;
    }
    Explored {
        states: seen.len(),
        transitions,
    }
}

/// A slot without its day in bits 240–255, and how many days ago that was: 0, 1, or more.
///
/// A rule compares the day with today and the day before, and never looks at it otherwise, so
/// that slots that agree in this behave alike; `days_matter_by_their_distance_only` in each file.
pub fn aged(slot: Wide, today: Day) -> (u128, u128, u16) {
    let day = slot.field::<240, 16>() as u16;
    (slot.high << 16 >> 16, slot.low, (today.0 - day).min(2))
}

/// The day `days` later.
pub fn later(today: Day, days: u16) -> Day {
    Day(today.0 + days)
}
