// SPDX-License-Identifier: MIT OR Apache-2.0
//! A grant (§6): all terms an owner ever set for a spender, and the credits that the spender used.

use std::collections::BTreeMap;

use crate::records::quota_history::amount_on;
use crate::units::Day;

/// A grant's terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GrantTerms {
    /// Credits a day, as stored: see [`stored_daily_limit`].
    pub limit: u128,
    /// The last day on which the grant is valid, at most 65,535.
    pub last_day: Day,
    /// Lets the spender use the owner's deposit once the quota is used up.
    pub allow_paid: bool,
}

/// The daily limit that the contract stores for a requested one: a multiple of 2^17 wei, rounded
/// down, of at most 63 bits after division by 2^17.
pub fn stored_daily_limit(daily_limit: u128) -> u128 {
    (daily_limit >> 17).min((1 << 63) - 1) << 17
}

/// The last day that the contract stores for a requested one: at most 65,535.
pub fn stored_last_day(last_day: Day) -> Day {
    last_day.min(Day::from(u16::MAX))
}

/// An owner's grant to a spender, over all days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grant {
    /// All terms ever set, with the day they were set on.
    pub history: Vec<(Day, GrantTerms)>,
    /// The nonce of the pair's next permit: permits used, plus approvals with a stored limit of 0.
    pub nonce: u64,
    /// Credits of a day settled on that day.
    on_time: BTreeMap<Day, u128>,
    /// Credits of a day settled on the next day.
    late: BTreeMap<Day, u128>,
}

impl Grant {
    pub fn current_terms(&self) -> GrantTerms {
        self.history.last().map_or_else(GrantTerms::default, |&(_, terms)| terms)
    }

    /// The terms in force at the end of a day.
    fn terms_at_end_of(&self, day: Day) -> GrantTerms {
        let until_then = self.history.iter().rev().find(|(set_on, _)| *set_on <= day);
        until_then.map_or_else(GrantTerms::default, |&(_, terms)| terms)
    }

    /// A limit of 0 revokes yesterday's credits too, even if a higher one is set later that day.
    fn revoked_on(&self, day: Day) -> bool {
        self.history.iter().any(|(set_on, terms)| *set_on == day && terms.limit == 0)
    }

    fn left_today(&self, today: Day) -> u128 {
        self.current_terms().limit.saturating_sub(amount_on(&self.on_time, today))
    }

    fn left_yesterday(&self, today: Day) -> u128 {
        let yesterday = today - 1;
        let terms = self.terms_at_end_of(yesterday);
        if self.revoked_on(today) || terms.last_day < yesterday {
            return 0;
        }
        let unused = terms.limit.saturating_sub(amount_on(&self.on_time, yesterday));
        unused - amount_on(&self.late, yesterday)
    }

    /// Credits left of `day`, which must be `today` or the day before.
    pub fn left(&self, day: Day, today: Day) -> u128 {
        if day == today {
            self.left_today(today)
        } else {
            self.left_yesterday(today)
        }
    }

    pub fn set(&mut self, today: Day, terms: GrantTerms) {
        self.history.push((today, terms));
    }

    pub fn settle(&mut self, day: Day, today: Day, credits: u128) {
        let map = if day == today { &mut self.on_time } else { &mut self.late };
        *map.entry(day).or_default() += credits;
    }

    /// The highest limit that was ever in force during a day.
    pub fn highest_limit(&self, day: Day) -> u128 {
        let before = self.terms_at_end_of(day - 1).limit;
        let during = self.history.iter().filter(|(set_on, _)| *set_on == day);
        during.map(|(_, terms)| terms.limit).fold(before, u128::max)
    }
}
