//! Who may pause, for how long, and when again.

use diem_model::ledger::Today;
use diem_model::pause::{Pause, Refused, GUARDIAN_PAUSE, GUARDIAN_WAIT};
use diem_model::time::DAY;
use packed_word::Record;

/// A pause begins here: at noon of day 20,000.
const START: u64 = 20_000 * DAY + DAY / 2;
const WEEK: u64 = 7 * DAY;

/// One that the guardian began at [`START`].
fn guardians() -> Pause {
    let mut pause = Pause::default();
    pause.by_guardian(START).unwrap();
    pause
}

fn owners() -> Pause {
    let mut pause = Pause::default();
    pause.by_owner(START).unwrap();
    pause
}

#[test]
fn nobody_has_paused_at_first() {
    let pause = Pause::default();
    for now in [0, START, u64::MAX] {
        assert!(!pause.holds(now) && !pause.stops(now, u32::MAX));
    }
    assert_eq!(pause.ends(START), 0);
}

#[test]
fn a_guardians_pause_holds_for_seven_days_less_a_second() {
    let pause = guardians();
    assert_eq!((GUARDIAN_PAUSE, GUARDIAN_WAIT), (WEEK, 30 * DAY));
    assert_eq!(pause.ends(START + WEEK - 1), START + WEEK);
    assert_eq!(pause.ends(START + WEEK), 0, "it has ended");
    assert!(pause.holds(START));
    assert!(pause.holds(START + WEEK - 1));
    assert!(!pause.holds(START + WEEK));
    assert!(!pause.holds(START + 1_000 * WEEK));
}

#[test]
fn an_owners_pause_holds_until_it_is_lifted() {
    let mut pause = owners();
    assert_eq!(pause.ends(START), 0);
    for now in [START, START + WEEK, u64::MAX] {
        assert!(pause.holds(now));
        assert_eq!(pause.by_owner(now), Err(Refused::Paused));
        assert_eq!(pause.by_guardian(now), Err(Refused::Paused));
    }
    assert_eq!(pause, owners(), "refusals change nothing");
    assert!(pause.lift(START + WEEK));
    assert!(!pause.holds(START + WEEK));
    assert!(!pause.lift(START + WEEK), "there is none left to lift");
}

#[test]
fn the_guardian_pauses_again_thirty_days_after_it_began() {
    let mut pause = guardians();
    assert_eq!(pause.by_guardian(START), Err(Refused::Paused));
    assert_eq!(pause.by_guardian(START + WEEK - 1), Err(Refused::Paused));
    let until = START + 30 * DAY;
    for early in [START + WEEK, until - 1] {
        assert_eq!(pause.by_guardian(early), Err(Refused::MustWait(until)));
        assert_eq!(pause, guardians());
    }
    assert_eq!(pause.by_guardian(until), Ok(()));
    assert!(pause.holds(until + WEEK - 1) && !pause.holds(until + WEEK));
    assert_eq!(
        pause.by_guardian(until + WEEK),
        Err(Refused::MustWait(until + 30 * DAY))
    );
}

#[test]
fn the_owner_confirms_a_guardians_pause_and_its_start_stays() {
    let mut pause = guardians();
    assert_eq!(pause.by_owner(START + WEEK - 1), Ok(()));
    assert_eq!(pause.ends(START), 0);
    assert!(pause.holds(START + 100 * WEEK));
    let day = (START / DAY) as u32;
    assert!(!pause.stops(START + WEEK, day));
    assert!(
        pause.stops(START + WEEK, day + 1),
        "the guardian's day, not the owner's"
    );
    assert_eq!(pause.by_owner(START + WEEK), Err(Refused::Paused));
}

#[test]
fn a_pause_that_has_ended_is_not_confirmed_but_begun_again() {
    let mut pause = guardians();
    assert_eq!(pause.by_owner(START + WEEK), Ok(()));
    let day = ((START + WEEK) / DAY) as u32;
    assert!(!pause.stops(START + 2 * WEEK, day));
    assert!(pause.stops(START + 2 * WEEK, day + 1));
}

#[test]
fn lifting_any_pause_frees_the_guardian() {
    let mut pause = guardians();
    assert!(pause.lift(START + 1));
    assert_eq!(pause, Pause::default());
    assert_eq!(pause.by_guardian(START + 1), Ok(()));
    // Also one of the owner's own.
    assert_eq!(
        pause.by_guardian(START + 1 + WEEK),
        Err(Refused::MustWait(START + 1 + 30 * DAY))
    );
    pause.by_owner(START + 1 + WEEK).unwrap();
    assert!(pause.lift(START + 2 + WEEK));
    assert_eq!(pause.by_guardian(START + 2 + WEEK), Ok(()));
}

#[test]
fn a_pause_that_has_ended_cannot_be_lifted_and_its_wait_goes_on() {
    let mut pause = guardians();
    assert!(!pause.lift(START + WEEK));
    assert_eq!(pause, guardians());
}

#[test]
fn a_new_guardian_need_not_wait_and_the_pause_goes_on() {
    let mut pause = guardians();
    pause.free_guardian();
    assert!(pause.holds(START + WEEK - 1), "it is not lifted by that");
    assert_eq!(pause.by_guardian(START + WEEK - 1), Err(Refused::Paused));
    assert_eq!(pause.by_guardian(START + WEEK), Ok(()));
}

#[test]
fn usage_of_the_day_it_began_and_before_is_not_stopped() {
    for pause in [guardians(), owners()] {
        let day = (START / DAY) as u32;
        for now in [START, START + DAY] {
            assert!(!pause.stops(now, 0));
            assert!(!pause.stops(now, day));
            assert!(pause.stops(now, day + 1));
            assert!(pause.stops(now, u32::MAX));
        }
    }
    let after = START + WEEK;
    assert!(!guardians().stops(after, (after / DAY) as u32));
}

#[test]
fn the_day_it_began_is_that_of_its_first_second() {
    let midnight = 20_001 * DAY;
    for (since, first_stopped) in [(midnight - 1, 20_001), (midnight, 20_002)] {
        let mut pause = Pause::default();
        pause.by_owner(since).unwrap();
        assert!(!pause.stops(since, first_stopped - 1));
        assert!(pause.stops(since, first_stopped));
    }
}

/// 39 bits hold every time until the year 19,390.
#[test]
fn pauses_survive_packing_at_the_greatest_times() {
    let last = (1 << 39) - 1;
    let mut all = vec![Pause::default()];
    for now in [1, START, last] {
        let mut pause = Pause::default();
        pause.by_guardian(now).unwrap();
        all.push(pause);
        pause.by_owner(now).unwrap();
        all.push(pause);
        pause.free_guardian();
        all.push(pause);
    }
    for pause in all {
        let today = Today {
            pause,
            ..Today::default()
        };
        assert_eq!(Today::unpack(today.pack()), today);
    }
}
