// SPDX-License-Identifier: MIT OR Apache-2.0
//! Daily credits (§6): what an account had and used, day by day.

use std::collections::BTreeMap;

use crate::units::Day;

/// The quota credits of one account over all days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct QuotaHistory {
    /// Active DIEM at the end of each day that changed it.
    closing: BTreeMap<Day, u128>,
    /// DIEM activated during a day; it yields credits on that day already.
    activated: BTreeMap<Day, u128>,
    /// Quota credits of a day that were settled, on that day or the next.
    used: BTreeMap<Day, u128>,
}

impl QuotaHistory {
    pub fn active(&self) -> u128 {
        self.closing.last_key_value().map_or(0, |(_, &active)| active)
    }

    /// The credits of a day: DIEM active at 00:00 plus all activated since.
    pub fn issued(&self, day: Day) -> u128 {
        let at_midnight = self.closing.range(..day).next_back();
        at_midnight.map_or(0, |(_, &active)| active) + amount_on(&self.activated, day)
    }

    pub fn left(&self, day: Day) -> u128 {
        self.issued(day) - amount_on(&self.used, day)
    }

    pub fn activate(&mut self, today: Day, amount: u128) {
        self.raise(today, amount);
        *self.activated.entry(today).or_default() += amount;
    }

    /// Raises active DIEM from the next day on.
    pub fn raise(&mut self, today: Day, amount: u128) {
        self.closing.insert(today, self.active() + amount);
    }

    /// Lowers active DIEM from the next day on; today's credits stay.
    pub fn lower(&mut self, today: Day, amount: u128) {
        self.closing.insert(today, self.active() - amount);
    }

    pub fn settle(&mut self, day: Day, credits: u128) {
        *self.used.entry(day).or_default() += credits;
    }
}

/// Credits issued and the DIEM behind them, recorded after each call and each wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QuotaSnapshot {
    pub day: Day,
    /// Credits issued for the day so far.
    pub issued: u128,
    /// DIEM held by the contract, in wei.
    pub held: u128,
}

/// The entry of a day, or 0 without one.
pub(crate) fn amount_on(map: &BTreeMap<Day, u128>, day: Day) -> u128 {
    map.get(&day).copied().unwrap_or(0)
}
