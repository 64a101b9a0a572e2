// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments (§8).

use crate::fixture::{credits, redeem, redeem_at, spend, Fixture, DAY_ONE};
use diem_reference::accounts::{AGENT, ALICE, BOB, NORTH, OWNER, SOUTH, ZERO_ADDRESS};
use diem_reference::units::{midnight, DAY, ONE};
use diem_reference::{AccountId, Action, CommitmentView, Day, DiemError, Event};

const RELEASE: Action = Action::ReleaseCommitment { caller: ALICE };

fn commit(provider: AccountId) -> Action {
    Action::CommitTo { caller: ALICE, provider }
}

fn admit(provider: AccountId, admitted: bool) -> Action {
    Action::SetProvider { caller: OWNER, provider, admitted }
}

fn spend_at(provider: AccountId) -> Action {
    Action::Spend { caller: ALICE, account: ALICE, provider, credits: 1, request_id: 0 }
}

/// Redeems one more credit at the other provider.
fn redeem_south(fixture: &mut Fixture, day: Day) -> Result<(), DiemError> {
    let total = 1 + fixture.reference.collected_of(&diem_reference::VoucherKey {
        account: ALICE,
        spender: ALICE,
        provider: SOUTH,
        day,
    });
    fixture.reference.apply(&redeem_at(SOUTH, ALICE, ALICE, day, total)).map(drop)
}

fn committed_to_north() -> DiemError {
    DiemError::CommittedElsewhere { provider: NORTH }
}

/// Alice has credits and a deposit.
fn fixture() -> Fixture {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.deposit(ALICE, 100_000_000);
    fixture
}

#[test]
fn a_commitment_binds_from_the_next_day_until_the_second_day_after_its_release() {
    let mut fixture = fixture();
    let committed = Event::Committed { account: ALICE, provider: NORTH, from_day: DAY_ONE + 1 };
    assert_eq!(fixture.events_of(commit(NORTH)), [committed]);
    fixture.run(spend_at(SOUTH));
    fixture.wait_until(DAY_ONE + 1, 0);
    // Vouchers of the day before stay good.
    redeem_south(&mut fixture, DAY_ONE).expect("before the commitment");
    fixture.expect_error(spend_at(SOUTH), committed_to_north());
    assert_eq!(redeem_south(&mut fixture, DAY_ONE + 1), Err(committed_to_north()));
    fixture.run(spend_at(NORTH));
    let released =
        Event::CommitmentReleased { account: ALICE, provider: NORTH, until_day: DAY_ONE + 3 };
    assert_eq!(fixture.events_of(RELEASE), [released]);
    assert_eq!(fixture.events_of(RELEASE), []);

    fixture.wait_until(DAY_ONE + 2, DAY - 1);
    fixture.expect_error(spend_at(SOUTH), committed_to_north());
    fixture.wait(1);
    fixture.run(spend_at(SOUTH));
    // The day before is still bound.
    assert_eq!(redeem_south(&mut fixture, DAY_ONE + 2), Err(committed_to_north()));
    fixture.run(redeem(ALICE, ALICE, DAY_ONE + 2, ONE));
    fixture.expect_error(RELEASE, DiemError::NoCommitment);
}

#[test]
fn the_view_shows_the_commitment_as_kept() {
    let mut fixture = fixture();
    let view = |fixture: &Fixture| fixture.reference.account_view(ALICE).commitment;
    let kept = |provider, from_day, until_day| CommitmentView { provider, from_day, until_day };
    assert_eq!(view(&fixture), kept(ZERO_ADDRESS, 0, 0));
    fixture.expect_error(RELEASE, DiemError::NoCommitment);
    fixture.run(commit(NORTH));
    assert_eq!(view(&fixture), kept(NORTH, DAY_ONE + 1, u32::MAX));
    // A commitment of today can be released today.
    fixture.run(RELEASE);
    assert_eq!(view(&fixture), kept(NORTH, DAY_ONE + 1, DAY_ONE + 2));
    fixture.wait_until(DAY_ONE + 9, 0);
    assert_eq!(view(&fixture), kept(NORTH, DAY_ONE + 1, DAY_ONE + 2));
}

#[test]
fn committing_again_takes_back_a_release_before_the_end() {
    let mut fixture = fixture();
    fixture.run(commit(NORTH));
    assert_eq!(fixture.events_of(commit(NORTH)), []);
    let in_force = |until| DiemError::CommitmentInForce { until };
    fixture.expect_error(commit(SOUTH), in_force(u32::MAX));
    fixture.wait_until(DAY_ONE + 4, 0);
    fixture.run(RELEASE);
    let until = DAY_ONE + 6;
    fixture.expect_error(commit(SOUTH), in_force(until));
    fixture.wait_until(until - 1, DAY - 1);
    let committed = Event::Committed { account: ALICE, provider: NORTH, from_day: DAY_ONE + 1 };
    assert_eq!(fixture.events_of(commit(NORTH)), [committed]);
    fixture.run(RELEASE);
    let until = until + 1;
    fixture.wait_until(until, 0);
    for provider in [NORTH, SOUTH] {
        fixture.expect_error(commit(provider), in_force(until));
    }
    fixture.wait_until(until + 1, 0);
    let committed = Event::Committed { account: ALICE, provider: SOUTH, from_day: until + 2 };
    assert_eq!(fixture.events_of(commit(SOUTH)), [committed]);
}

#[test]
fn only_an_admitted_provider_can_be_committed_to() {
    let mut fixture = fixture();
    let refused = DiemError::NotProvider { provider: BOB };
    fixture.expect_error(commit(BOB), refused.clone());
    // Before the check of a commitment in force.
    fixture.run(commit(NORTH));
    fixture.expect_error(commit(BOB), refused);
    fixture.run(admit(NORTH, false));
    fixture.expect_error(commit(NORTH), DiemError::NotProvider { provider: NORTH });
    // A removed provider does not bind, but the commitment still has to be released.
    fixture.expect_error(commit(SOUTH), DiemError::CommitmentInForce { until: u32::MAX });
    fixture.run(RELEASE);
}

#[test]
fn a_removed_provider_binds_up_to_the_day_of_its_removal_and_all_days_once_admitted_again() {
    let mut fixture = fixture();
    fixture.run(commit(NORTH));
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(admit(NORTH, false));
    fixture.expect_error(spend_at(SOUTH), committed_to_north());
    fixture.wait_until(DAY_ONE + 2, 0);
    fixture.run(spend_at(SOUTH));
    assert_eq!(redeem_south(&mut fixture, DAY_ONE + 1), Err(committed_to_north()));
    redeem_south(&mut fixture, DAY_ONE + 2).expect("no commitment binds this day");
    fixture.wait_until(DAY_ONE + 3, 0);
    redeem_south(&mut fixture, DAY_ONE + 2).expect("no commitment binds this day");
    // The admission makes the commitment bind again, for yesterday too.
    fixture.run(admit(NORTH, true));
    assert_eq!(redeem_south(&mut fixture, DAY_ONE + 2), Err(committed_to_north()));
    fixture.expect_error(spend_at(SOUTH), committed_to_north());
}

#[test]
fn commitments_are_open_while_paused() {
    let mut fixture = fixture();
    fixture.run(Action::Pause { caller: OWNER });
    fixture.run(commit(NORTH));
    fixture.run(RELEASE);
}

#[test]
fn a_commitment_is_checked_before_the_grant_and_after_what_is_wrong_with_a_voucher() {
    let mut fixture = fixture();
    fixture.run(commit(NORTH));
    fixture.wait_until(DAY_ONE + 1, 0);
    let spend = |provider, credits| Action::Spend {
        caller: AGENT,
        account: ALICE,
        provider,
        credits,
        request_id: 0,
    };
    fixture.expect_error(spend(SOUTH, 0), DiemError::ZeroAmount);
    fixture.expect_error(spend(BOB, 1), DiemError::NotProvider { provider: BOB });
    fixture.expect_error(spend(SOUTH, 1), committed_to_north());
    let no_grant = DiemError::NoGrant { account: ALICE, spender: AGENT };
    fixture.expect_error(spend(NORTH, 1), no_grant.clone());

    let voucher = redeem_at(SOUTH, ALICE, AGENT, DAY_ONE + 1, ONE);
    let Action::Redeem { caller, voucher, total, .. } = voucher else { unreachable!() };
    let redeem = |signed| Action::Redeem { caller, voucher, signed, total };
    fixture.expect_error(redeem(false), DiemError::InvalidVoucherSignature { spender: AGENT });
    fixture.expect_error(redeem(true), committed_to_north());
    fixture.expect_error(crate::fixture::redeem(ALICE, AGENT, DAY_ONE + 1, ONE), no_grant);
}

/// Quota and deposit that a provider served on committed days are there when it settles a day later.
#[test]
fn invariant_17_a_committed_accounts_credits_wait_for_its_provider() {
    let mut fixture = fixture();
    fixture.run(commit(NORTH));
    for day in (DAY_ONE + 2..DAY_ONE + 8).step_by(2) {
        fixture.wait_until(day, 40_000);
        let usable = {
            let view = fixture.reference.spender_view(ALICE, ALICE);
            view.spendable_quota + view.spendable_paid
        };
        for other in [day - 1, day] {
            assert_eq!(redeem_south(&mut fixture, other), Err(committed_to_north()));
        }
        let served = usable.min(25 * ONE);
        fixture.wait_until(day + 1, DAY - 1);
        let outcome = fixture.run(redeem(ALICE, ALICE, day, served));
        assert_eq!(outcome.returned, credits(10 * ONE, served - 10 * ONE));
        fixture.deposit(ALICE, 1_000_000);
    }
    assert_eq!(fixture.reference.now(), midnight(DAY_ONE + 8) - 1);
    fixture.run(spend(ALICE, ALICE, ONE));
}
