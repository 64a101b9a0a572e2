// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pauses: by which role, for how long, and when the guardian can pause again.

use diem_model::ledger::Today;
use diem_model::pause::{Pause, PauseError, GUARDIAN_PAUSE, GUARDIAN_WAIT};
use diem_model::time::DAY;
use packed_word::Record;

/// When the pauses begin: at noon of day 20,000.
const START: u64 = 20_000 * DAY + DAY / 2;
const WEEK: u64 = 7 * DAY;

/// A pause that the guardian started at [`START`].
fn guardians() -> Pause {
    let mut pause = Pause::default();
    pause.set_by_guardian(START).unwrap();
    pause
}

/// A pause that the owner started at [`START`].
fn owners() -> Pause {
    let mut pause = Pause::default();
    pause.set_by_owner(START).unwrap();
    pause
}

#[test]
fn default_is_not_paused() {
    let pause = Pause::default();
    for now in [0, START, u64::MAX] {
        assert!(!pause.is_active(now) && !pause.stops_settling(now, u32::MAX));
    }
    assert_eq!(pause.expires_at(START), 0);
}

#[test]
fn guardians_pause_expires_after_exactly_seven_days() {
    let pause = guardians();
    assert_eq!((GUARDIAN_PAUSE, GUARDIAN_WAIT), (WEEK, 30 * DAY));
    assert_eq!(pause.expires_at(START + WEEK - 1), START + WEEK);
    assert_eq!(pause.expires_at(START + WEEK), 0, "it has expired");
    assert!(pause.is_active(START));
    assert!(pause.is_active(START + WEEK - 1));
    assert!(!pause.is_active(START + WEEK));
    assert!(!pause.is_active(START + 1_000 * WEEK));
}

#[test]
fn owners_pause_lasts_until_it_is_lifted() {
    let mut pause = owners();
    assert_eq!(pause.expires_at(START), 0);
    for now in [START, START + WEEK, u64::MAX] {
        assert!(pause.is_active(now));
        assert_eq!(pause.set_by_owner(now), Err(PauseError::AlreadyPaused));
        assert_eq!(pause.set_by_guardian(now), Err(PauseError::AlreadyPaused));
    }
    assert_eq!(pause, owners(), "failed calls change nothing");
    assert!(pause.lift(START + WEEK));
    assert!(!pause.is_active(START + WEEK));
    assert!(!pause.lift(START + WEEK), "no pause is left to lift");
}

#[test]
fn guardian_can_pause_again_thirty_days_after_the_last_start() {
    let mut pause = guardians();
    assert_eq!(pause.set_by_guardian(START), Err(PauseError::AlreadyPaused));
    assert_eq!(pause.set_by_guardian(START + WEEK - 1), Err(PauseError::AlreadyPaused));
    let until = START + 30 * DAY;
    for early in [START + WEEK, until - 1] {
        assert_eq!(pause.set_by_guardian(early), Err(PauseError::GuardianMustWait(until)));
        assert_eq!(pause, guardians());
    }
    assert_eq!(pause.set_by_guardian(until), Ok(()));
    assert!(pause.is_active(until + WEEK - 1) && !pause.is_active(until + WEEK));
    assert_eq!(
        pause.set_by_guardian(until + WEEK),
        Err(PauseError::GuardianMustWait(until + 30 * DAY))
    );
}

#[test]
fn owner_confirms_a_guardians_pause_without_moving_its_start() {
    let mut pause = guardians();
    assert_eq!(pause.set_by_owner(START + WEEK - 1), Ok(()));
    assert_eq!(pause.expires_at(START), 0);
    assert!(pause.is_active(START + 100 * WEEK));
    let day = (START / DAY) as u32;
    assert!(!pause.stops_settling(START + WEEK, day));
    assert!(pause.stops_settling(START + WEEK, day + 1), "the day of the guardian's start counts");
    assert_eq!(pause.set_by_owner(START + WEEK), Err(PauseError::AlreadyPaused));
}

#[test]
fn owner_starts_a_new_pause_after_a_guardians_has_expired() {
    let mut pause = guardians();
    assert_eq!(pause.set_by_owner(START + WEEK), Ok(()));
    let day = ((START + WEEK) / DAY) as u32;
    assert!(!pause.stops_settling(START + 2 * WEEK, day));
    assert!(pause.stops_settling(START + 2 * WEEK, day + 1));
}

#[test]
fn lifting_any_pause_ends_the_guardians_wait() {
    let mut pause = guardians();
    assert!(pause.lift(START + 1));
    assert_eq!(pause, Pause::default());
    assert_eq!(pause.set_by_guardian(START + 1), Ok(()));
    // The same holds for a pause by the owner.
    assert_eq!(
        pause.set_by_guardian(START + 1 + WEEK),
        Err(PauseError::GuardianMustWait(START + 1 + 30 * DAY))
    );
    pause.set_by_owner(START + 1 + WEEK).unwrap();
    assert!(pause.lift(START + 2 + WEEK));
    assert_eq!(pause.set_by_guardian(START + 2 + WEEK), Ok(()));
}

#[test]
fn expired_pause_cannot_be_lifted_and_the_wait_remains() {
    let mut pause = guardians();
    assert!(!pause.lift(START + WEEK));
    assert_eq!(pause, guardians());
}

#[test]
fn resetting_the_guardians_wait_keeps_the_pause() {
    let mut pause = guardians();
    pause.reset_guardian_wait();
    assert!(pause.is_active(START + WEEK - 1), "the pause remains active");
    assert_eq!(pause.set_by_guardian(START + WEEK - 1), Err(PauseError::AlreadyPaused));
    assert_eq!(pause.set_by_guardian(START + WEEK), Ok(()));
}

#[test]
fn usage_up_to_the_day_the_pause_began_can_be_settled() {
    for pause in [guardians(), owners()] {
        let day = (START / DAY) as u32;
        for now in [START, START + DAY] {
            assert!(!pause.stops_settling(now, 0));
            assert!(!pause.stops_settling(now, day));
            assert!(pause.stops_settling(now, day + 1));
            assert!(pause.stops_settling(now, u32::MAX));
        }
    }
    let after = START + WEEK;
    assert!(!guardians().stops_settling(after, (after / DAY) as u32));
}

#[test]
fn day_the_pause_began_is_that_of_its_first_second() {
    let midnight = 20_001 * DAY;
    for (since, first_stopped) in [(midnight - 1, 20_001), (midnight, 20_002)] {
        let mut pause = Pause::default();
        pause.set_by_owner(since).unwrap();
        assert!(!pause.stops_settling(since, first_stopped - 1));
        assert!(pause.stops_settling(since, first_stopped));
    }
}

/// 39 bits hold every time until the year 19,390.
#[test]
fn pauses_survive_packing_at_the_latest_times() {
    let last = (1 << 39) - 1;
    let mut all = vec![Pause::default()];
    for now in [1, START, last] {
        let mut pause = Pause::default();
        pause.set_by_guardian(now).unwrap();
        all.push(pause);
        pause.set_by_owner(now).unwrap();
        all.push(pause);
        pause.reset_guardian_wait();
        all.push(pause);
    }
    for pause in all {
        let today = Today { pause, ..Today::default() };
        assert_eq!(Today::unpack(today.pack()), today);
    }
}
