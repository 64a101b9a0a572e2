//! Daily credits (§6): what an account had and used, day by day.

use std::collections::BTreeMap;

use crate::units::Day;

/// The credits of one account over all its days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meter {
    /// Active DIEM at the end of each day that changed it.
    closing: BTreeMap<Day, u128>,
    /// DIEM activated in the course of a day: it counts for that day at once.
    activated: BTreeMap<Day, u128>,
    /// Quota credits of a day that were settled, on that day or on the next.
    used: BTreeMap<Day, u128>,
}

impl Meter {
    pub fn active(&self) -> u128 {
        self.closing
            .last_key_value()
            .map_or(0, |(_, &active)| active)
    }

    /// What the day gives: active DIEM at 00:00 and all that was activated since.
    pub fn given(&self, day: Day) -> u128 {
        let at_midnight = self.closing.range(..day).next_back();
        at_midnight.map_or(0, |(_, &active)| active) + at(&self.activated, day)
    }

    pub fn left(&self, day: Day) -> u128 {
        self.given(day) - at(&self.used, day)
    }

    pub fn activate(&mut self, today: Day, amount: u128) {
        self.raise(today, amount);
        *self.activated.entry(today).or_default() += amount;
    }

    /// More active DIEM from the next day on.
    pub fn raise(&mut self, today: Day, amount: u128) {
        self.closing.insert(today, self.active() + amount);
    }

    /// Less active DIEM from the next day on; today's credits stay.
    pub fn lower(&mut self, today: Day, amount: u128) {
        self.closing.insert(today, self.active() - amount);
    }

    pub fn settle(&mut self, day: Day, credits: u128) {
        *self.used.entry(day).or_default() += credits;
    }
}

/// The entry of a day, 0 where there is none.
pub(crate) fn at(map: &BTreeMap<Day, u128>, day: Day) -> u128 {
    map.get(&day).copied().unwrap_or(0)
}
