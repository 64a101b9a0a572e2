// SPDX-License-Identifier: MIT OR Apache-2.0
//! Days, and which day's credits can be settled.

use diem_model::time::{CreditDay, Day, OutOfWindow, DAY};

#[test]
fn a_day_begins_at_its_first_second() {
    assert_eq!(Day::of(20_000 * DAY - 1), Day(19_999));
    assert_eq!(Day::of(20_000 * DAY), Day(20_000));
    assert_eq!(Day::of(20_001 * DAY - 1), Day(20_000));
    assert_eq!(Day(20_000).start_after(0), 20_000 * DAY);
    assert_eq!(Day(20_000).start_after(2), 20_002 * DAY);
    assert_eq!(Day(u16::MAX).start_after(2), 65_537 * DAY);
}

/// The current day is one of those that a meter can store.
#[test]
fn the_current_day_is_at_least_the_first_and_at_most_the_last() {
    // 2024-01-01 and 2113-09-18.
    assert_eq!((Day::FIRST, Day::LAST), (Day(19_723), Day(52_490)));
    let (first, last) = (Day::FIRST.start_after(0), Day::LAST.start_after(0));
    assert_eq!((first, last), (1_704_067_200, 4_535_136_000));
    for early in [0, 1, first - DAY, first - 1, first, first + DAY - 1] {
        assert_eq!(Day::of(early), Day::FIRST);
    }
    assert_eq!(Day::of(first + DAY), Day(19_724));
    assert_eq!(Day::of(last - 1), Day(52_489));
    for late in [last, last + DAY - 1, last + DAY, 65_536 * DAY, 1 << 40, u64::MAX] {
        assert_eq!(Day::of(late), Day::LAST);
    }
}

#[test]
fn days_saturate_instead_of_wrapping() {
    assert_eq!(Day::saturating_from(65_536), Day(65_535));
    assert_eq!(Day::saturating_from(u64::MAX), Day(65_535));
    assert_eq!(Day::saturating_from(65_534), Day(65_534));
    assert_eq!(Day::saturating_from(0), Day(0), "last days of grants may lie in the past");
    assert_eq!(Day(65_533).after(2), Day(65_535));
    assert_eq!(Day(65_534).after(2), Day(65_535));
    assert_eq!(Day::FIRST.after(u16::MAX), Day(65_535));
    assert_eq!(Day(20_000).after(0), Day(20_000));
}

#[test]
fn only_today_and_yesterday_are_credit_days() {
    let today = Day(20_000);
    assert_eq!(today.credit_day(20_001), Err(OutOfWindow::Future));
    assert_eq!(today.credit_day(20_000), Ok(CreditDay::Today));
    assert_eq!(today.credit_day(19_999), Ok(CreditDay::Yesterday));
    assert_eq!(today.credit_day(19_998), Err(OutOfWindow::Past));
    assert_eq!(today.credit_day(0), Err(OutOfWindow::Past));
    assert_eq!(today.credit_day(u32::MAX), Err(OutOfWindow::Future));
    assert_eq!(Day(0).credit_day(0), Ok(CreditDay::Today));
    assert!(today.follows(Day(19_999)));
    assert!(!today.follows(today) && !today.follows(Day(19_998)));
    assert!(!Day(0).follows(Day(u16::MAX)));
}
