// SPDX-License-Identifier: MIT OR Apache-2.0
//! When proposed parameters can be applied: after two days, a week after the last ones, for 14 days.

use diem_model::proposal::ProposalError::{Expired, Missing, NotReady};
use diem_model::proposal::{ProposalTimes, DELAY, INTERVAL, LIFETIME};
use diem_model::time::DAY;
use packed_word::{Record, Wide};

const T: u64 = 20_000 * DAY + 12_345;

fn proposed(proposed_at: u64, applied_at: u64) -> ProposalTimes {
    ProposalTimes { proposed_at, applied_at }
}

/// The outcome at `now`, and the record afterwards, which must be unchanged after a failure.
fn applied(
    mut times: ProposalTimes,
    now: u64,
) -> Result<ProposalTimes, diem_model::proposal::ProposalError> {
    let before = times;
    let outcome = times.apply(now);
    if outcome.is_err() {
        assert_eq!(times, before);
    }
    outcome.map(|()| times)
}

#[test]
fn periods_are_the_published_ones() {
    assert_eq!((DELAY, LIFETIME, INTERVAL), (48 * 3_600, 14 * 86_400, 7 * 86_400));
}

#[test]
fn nothing_can_be_applied_without_a_proposal() {
    for applied_at in [0, T] {
        let times = proposed(0, applied_at);
        assert_eq!(times.executable_at(), 0);
        for now in [0, T, T + 100 * DAY, u64::MAX] {
            assert_eq!(applied(times, now), Err(Missing));
        }
    }
    assert_eq!(ProposalTimes::default(), ProposalTimes::unpack(Wide::ZERO));
}

#[test]
fn first_proposal_can_be_applied_after_two_days_and_for_fourteen() {
    let times = proposed(T, 0);
    let (from, until) = (T + 2 * DAY, T + 14 * DAY);
    assert_eq!(times.executable_at(), from);
    for early in [0, T, from - 1] {
        assert_eq!(applied(times, early), Err(NotReady(from)));
    }
    for now in [from, from + 1, until - 1, until] {
        assert_eq!(applied(times, now), Ok(proposed(0, now)), "it ends, and the time is kept");
    }
    for late in [until + 1, until + 1_000 * DAY, u64::MAX] {
        assert_eq!(applied(times, late), Err(Expired(until)));
    }
}

/// The later of both times counts: 48 hours after the proposal, seven days after the last execution.
#[test]
fn executions_lie_at_least_seven_days_apart() {
    for (after, from) in [
        (0, T + 7 * DAY),
        (1, T + 7 * DAY),
        (5 * DAY - 1, T + 7 * DAY),
        (5 * DAY, T + 7 * DAY),
        (5 * DAY + 1, T + 7 * DAY + 1),
        (30 * DAY, T + 32 * DAY),
    ] {
        let times = proposed(T + after, T);
        assert_eq!(times.executable_at(), from, "proposed {after} s after the last execution");
        assert_eq!(applied(times, from - 1), Err(NotReady(from)));
        assert_eq!(applied(times, from), Ok(proposed(0, from)));
        let until = T + after + 14 * DAY;
        assert_eq!(applied(times, until), Ok(proposed(0, until)));
        assert_eq!(applied(times, until + 1), Err(Expired(until)));
    }
}

#[test]
fn executed_proposal_is_not_executed_again() {
    let mut times = proposed(T, 0);
    times.apply(T + 2 * DAY).unwrap();
    assert_eq!(applied(times, T + 2 * DAY), Err(Missing));
    // The next one counts from there.
    times.proposed_at = T + 2 * DAY;
    assert_eq!(times.executable_at(), T + 9 * DAY);
}

#[test]
fn latest_times_saturate() {
    let times = proposed(u64::MAX - 1, u64::MAX);
    assert_eq!(times.executable_at(), u64::MAX);
    assert_eq!(applied(times, u64::MAX - 1), Err(NotReady(u64::MAX)));
    assert_eq!(applied(times, u64::MAX), Ok(proposed(0, u64::MAX)));
}

#[test]
fn times_survive_packing() {
    for times in [proposed(T, 0), proposed(0, T), proposed(T, T + 1), proposed(u64::MAX, u64::MAX)]
    {
        assert_eq!(ProposalTimes::unpack(times.pack()), times);
    }
}
