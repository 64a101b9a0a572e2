//! The one seam through which tests move time.

use diem_model::time::now;

#[test]
fn without_a_set_clock_time_is_the_blocks() {
    assert_eq!(now(|| 42), 42);
}

#[cfg(feature = "test-clock")]
#[test]
fn a_set_clock_is_the_time_on_its_thread_only() {
    diem_model::time::clock::set(1_000);
    assert_eq!(now(|| 42), 1_000);
    assert_eq!(std::thread::spawn(|| now(|| 42)).join().unwrap(), 42);
}

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
fn days_end_with_their_width_instead_of_beginning_anew() {
    use diem_model::time::{Day, DAY};
    assert_eq!(Day::of(65_535 * DAY), Day(65_535));
    assert_eq!(Day::of(65_536 * DAY), Day(65_535));
    assert_eq!(Day::of(u64::MAX), Day(65_535));
    assert_eq!(Day::saturated(65_536), Day(65_535));
    assert_eq!(Day::saturated(65_534), Day(65_534));
}

#[test]
fn only_today_and_yesterday_can_be_settled() {
    use diem_model::time::{CreditDay, Day, OutOfWindow};
    let today = Day(20_000);
    assert_eq!(today.window(20_001), Err(OutOfWindow::Future));
    assert_eq!(today.window(20_000), Ok(CreditDay::Today));
    assert_eq!(today.window(19_999), Ok(CreditDay::Yesterday));
    assert_eq!(today.window(19_998), Err(OutOfWindow::Past));
    assert_eq!(today.window(0), Err(OutOfWindow::Past));
    assert_eq!(today.window(u32::MAX), Err(OutOfWindow::Future));
    assert_eq!(Day(0).window(0), Ok(CreditDay::Today));
    assert!(today.follows(Day(19_999)));
    assert!(!today.follows(today) && !today.follows(Day(19_998)));
    assert!(!Day(0).follows(Day(u16::MAX)));
}
