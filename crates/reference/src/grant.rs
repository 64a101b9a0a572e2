//! Grants (§6): every setting an owner ever chose for a spender, and what the spender used.

use std::collections::BTreeMap;

use crate::meter::at;
use crate::units::Day;

/// A grant's terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Credits a day, as they are kept: see [`kept_limit`].
    pub limit: u128,
    /// The last day the grant serves, at most 65,535.
    pub last_day: Day,
    /// Whether the spender may draw on the deposit.
    pub allow_paid: bool,
}

/// A daily limit as a grant keeps it: in units of 2^17 wei, rounded down, in 63 bits.
pub fn kept_limit(daily_limit: u128) -> u128 {
    (daily_limit >> 17).min((1 << 63) - 1) << 17
}

/// A last day as a grant keeps it: in 16 bits.
pub fn kept_last_day(last_day: Day) -> Day {
    last_day.min(Day::from(u16::MAX))
}

/// What one owner lets one spender use, over all its days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grant {
    /// Every setting, with the day it was made.
    pub settings: Vec<(Day, Setting)>,
    /// Credits of a day settled on that very day.
    on_time: BTreeMap<Day, u128>,
    /// Credits of a day settled on the next.
    late: BTreeMap<Day, u128>,
}

impl Grant {
    pub fn now(&self) -> Setting {
        self.settings
            .last()
            .map_or_else(Setting::default, |&(_, setting)| setting)
    }

    /// The terms as a day ended.
    fn at_end_of(&self, day: Day) -> Setting {
        let until_then = self.settings.iter().rev().find(|(made, _)| *made <= day);
        until_then.map_or_else(Setting::default, |&(_, setting)| setting)
    }

    /// A limit of 0 stops the grant with yesterday's credits, whatever is set later that day.
    fn stopped_on(&self, day: Day) -> bool {
        self.settings
            .iter()
            .any(|(made, setting)| *made == day && setting.limit == 0)
    }

    pub fn left_today(&self, today: Day) -> u128 {
        self.now().limit.saturating_sub(at(&self.on_time, today))
    }

    pub fn left_yesterday(&self, today: Day) -> u128 {
        let yesterday = today - 1;
        let then = self.at_end_of(yesterday);
        if self.stopped_on(today) || then.last_day < yesterday {
            return 0;
        }
        let unused = then.limit.saturating_sub(at(&self.on_time, yesterday));
        unused - at(&self.late, yesterday)
    }

    /// What is left of `day`, which is `today` or the day before.
    pub fn left(&self, day: Day, today: Day) -> u128 {
        if day == today {
            self.left_today(today)
        } else {
            self.left_yesterday(today)
        }
    }

    pub fn set(&mut self, today: Day, setting: Setting) {
        self.settings.push((today, setting));
    }

    pub fn settle(&mut self, day: Day, today: Day, credits: u128) {
        let map = if day == today {
            &mut self.on_time
        } else {
            &mut self.late
        };
        *map.entry(day).or_default() += credits;
    }

    /// The largest limit that was ever in force during a day.
    pub fn highest_limit(&self, day: Day) -> u128 {
        let before = self.at_end_of(day - 1).limit;
        let during = self.settings.iter().filter(|(made, _)| *made == day);
        during
            .map(|(_, setting)| setting.limit)
            .fold(before, u128::max)
    }
}
