//! Days, and which day's credits can be settled.

#[test]
fn a_day_begins_at_its_first_second() {
    use diem_model::time::{Day, DAY};
    assert_eq!(Day::of(20_000 * DAY - 1), Day(19_999));
    assert_eq!(Day::of(20_000 * DAY), Day(20_000));
    assert_eq!(Day::of(20_001 * DAY - 1), Day(20_000));
    assert_eq!(Day(20_000).start_after(0), 20_000 * DAY);
    assert_eq!(Day(20_000).start_after(2), 20_002 * DAY);
    assert_eq!(Day(u16::MAX).start_after(2), 65_537 * DAY);
}

#[test]
fn days_saturate_instead_of_wrapping() {
    use diem_model::time::{Day, DAY};
    assert_eq!(Day::of(65_535 * DAY), Day(65_535));
    assert_eq!(Day::of(65_536 * DAY), Day(65_535));
    assert_eq!(Day::of(u64::MAX), Day(65_535));
    assert_eq!(Day::saturating_from(65_536), Day(65_535));
    assert_eq!(Day::saturating_from(65_534), Day(65_534));
}

#[test]
fn only_today_and_yesterday_are_credit_days() {
    use diem_model::time::{CreditDay, Day, OutOfWindow};
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
