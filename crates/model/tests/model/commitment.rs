// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments, day by day: when they bind, when they end, and when another one can begin.
//! `proofs/commitment.rs` tries every sequence.

use diem_model::commitment::{Commitment, InForce, NoCommitment};
use diem_model::time::Day;
use packed_word::{Record, Wide};

const D: u16 = 20_000;
const P: Wide = Wide { high: 0, low: 7 };
const Q: Wide = Wide { high: 1, low: 7 };
/// The largest address.
const LARGEST: Wide = Wide { high: (1 << 32) - 1, low: u128::MAX };

/// A commitment to [`P`] that was made on day [`D`].
fn committed() -> Commitment {
    let mut commitment = Commitment::default();
    assert_eq!(commitment.commit(P, Day(D)), Ok(true));
    commitment
}

/// A commitment to [`P`] that was made on day [`D`] and released on day `D + 5`: until `D + 7`.
fn released() -> Commitment {
    let mut commitment = committed();
    assert_eq!(commitment.release(Day(D + 5)), Ok(true));
    commitment
}

fn dates(commitment: Commitment) -> (u16, u16) {
    (commitment.from().0, commitment.until().0)
}

/// The days of `D - 2 ..= D + 12` that it covers.
fn covered(commitment: Commitment) -> Vec<u16> {
    (D - 2..=D + 12).filter(|day| commitment.covers((*day).into())).collect()
}

#[test]
fn default_is_none_and_binds_no_day() {
    let mut none = Commitment::default();
    assert_eq!((none.provider(), none.pack()), (Wide::ZERO, Wide::ZERO));
    for day in [0, u32::from(D), u32::from(u16::MAX), u32::MAX] {
        assert!(!none.covers(day));
    }
    assert!(none.is_over(Day::FIRST) && none.is_over(Day(D)));
    assert_eq!(none.release(Day(D)), Err(NoCommitment));
    assert_eq!(none, Commitment::default());
}

#[test]
fn commitment_binds_from_the_next_day_on() {
    let commitment = committed();
    assert_eq!(commitment.provider(), P);
    assert_eq!((commitment.from(), commitment.until()), (Day(D + 1), Commitment::OPEN));
    assert!(!commitment.covers(u32::from(D) - 1) && !commitment.covers(D.into()));
    assert!(commitment.covers(u32::from(D) + 1));
    assert!(commitment.covers(Day::LAST.0.into()), "it has no end");
    for today in [Day(D), Day(D + 1), Day(D + 1_000), Day::LAST] {
        assert!(!commitment.is_over(today));
    }
}

#[test]
fn released_commitment_binds_one_more_day() {
    let commitment = released();
    assert_eq!(dates(commitment), (D + 1, D + 7));
    assert_eq!(covered(commitment), (D + 1..D + 7).collect::<Vec<_>>());
    assert!(commitment.covers(u32::from(D) + 6) && !commitment.covers(u32::from(D) + 7));
    // On the day after the last one in force, that day can still be settled.
    assert!(!commitment.is_over(Day(D + 6)) && !commitment.is_over(Day(D + 7)));
    assert!(commitment.is_over(Day(D + 8)));
}

#[test]
fn commitment_can_be_released_on_the_day_it_was_made() {
    let mut commitment = committed();
    assert_eq!(commitment.release(Day(D)), Ok(true));
    assert_eq!(dates(commitment), (D + 1, D + 2));
    assert_eq!(covered(commitment), [D + 1]);
    // Neither day is skipped by releasing on the first day in force.
    let mut next = committed();
    assert_eq!(next.release(Day(D + 1)), Ok(true));
    assert_eq!(covered(next), [D + 1, D + 2]);
}

#[test]
fn second_release_changes_nothing() {
    let mut commitment = released();
    for today in [D + 5, D + 6] {
        assert_eq!(commitment.release(Day(today)), Ok(false));
        assert_eq!(commitment, released());
    }
}

#[test]
fn nothing_is_left_to_release_from_its_end_on() {
    for today in [D + 7, D + 8, D + 100] {
        let mut commitment = released();
        assert_eq!(commitment.release(Day(today)), Err(NoCommitment));
        assert_eq!(commitment, released());
    }
}

#[test]
fn committing_to_the_same_provider_again_keeps_the_first_day() {
    for today in [D, D + 1, D + 30] {
        let mut commitment = committed();
        assert_eq!(commitment.commit(P, Day(today)), Ok(false), "nothing has changed");
        assert_eq!(commitment, committed());
    }
    for today in [D + 5, D + 6] {
        let mut commitment = released();
        assert_eq!(commitment.commit(P, Day(today)), Ok(true), "the release is taken back");
        assert_eq!(commitment, committed());
    }
}

#[test]
fn no_other_can_be_committed_to_while_it_binds() {
    for today in [D, D + 1, D + 30] {
        let mut commitment = committed();
        assert_eq!(commitment.commit(Q, Day(today)), Err(InForce(Commitment::OPEN)));
        assert_eq!(commitment, committed());
    }
    for today in [D + 5, D + 6] {
        let mut commitment = released();
        assert_eq!(commitment.commit(Q, Day(today)), Err(InForce(Day(D + 7))));
        assert_eq!(commitment, released());
    }
}

#[test]
fn none_can_be_committed_to_on_the_day_it_ends() {
    for provider in [P, Q] {
        let mut commitment = released();
        assert_eq!(commitment.commit(provider, Day(D + 7)), Err(InForce(Day(D + 7))));
        assert_eq!(commitment, released());
    }
}

#[test]
fn another_one_can_be_made_from_the_day_after_its_end() {
    for provider in [P, Q, LARGEST] {
        for today in [D + 8, D + 9, D + 500] {
            let mut commitment = released();
            assert_eq!(commitment.commit(provider, Day(today)), Ok(true));
            assert_eq!(commitment.provider(), provider);
            let dates = (commitment.from(), commitment.until());
            assert_eq!(dates, (Day(today + 1), Commitment::OPEN), "from the day after");
            assert_eq!(Commitment::unpack(commitment.pack()), commitment);
        }
    }
}

/// The open end does not read as a day that is reached.
#[test]
fn open_end_lies_after_the_last_day() {
    assert!(Commitment::OPEN > Day::LAST.after(2));
    let mut commitment = committed();
    assert_eq!(commitment.release(Day::LAST), Ok(true));
    assert_eq!(commitment.until(), Day::LAST.after(2));
    assert_ne!(commitment.until(), Commitment::OPEN);
}

#[test]
fn addresses_survive_packing() {
    for provider in [P, Q, LARGEST, Wide { high: 1 << 31, low: 0 }] {
        let mut commitment = Commitment::default();
        commitment.commit(provider, Day(D)).unwrap();
        commitment.release(Day(D)).unwrap();
        let kept = Commitment::unpack(commitment.pack());
        assert_eq!((kept, kept.provider()), (commitment, provider));
    }
}
