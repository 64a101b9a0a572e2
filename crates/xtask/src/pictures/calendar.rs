// SPDX-License-Identifier: MIT OR Apache-2.0
//! Hours, days and weekdays of the time lines, which begin on a Monday.

use diem_model::time::{Day, DAY};

/// Seconds in an hour.
pub const HOUR: u64 = 3_600;

/// The first day of every time line, a Monday.
pub const FIRST: Day = Day::FIRST;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The unix time some hours after the start of the first day.
pub const fn hours(hours: u64) -> u64 {
    FIRST.start_after(0) + hours * HOUR
}

/// The name of the day that is this many days after the first.
pub fn weekday(days: u64) -> &'static str {
    WEEKDAYS[(days % 7) as usize]
}

/// A duration in whole days: `1 day`, `7 days`.
pub fn days(seconds: u64) -> String {
    match seconds / DAY {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_is_a_monday() {
        // 1970-01-01 was a Thursday.
        assert_eq!((FIRST.0 + 3) % 7, 0);
        assert_eq!([0, 6, 7].map(weekday), ["Mon", "Sun", "Mon"]);
    }

    #[test]
    fn durations_are_whole_days() {
        assert_eq!([DAY, 7 * DAY].map(days), ["1 day", "7 days"]);
    }
}
