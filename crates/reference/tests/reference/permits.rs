// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants by signature (§6).

use crate::fixture::{spend, Fixture, DAY_ONE};
use diem_reference::accounts::{
    AGENT, ALICE, BOB, CAROL, OWNER, ROBOT, UNKNOWN_ADDRESS, ZERO_ADDRESS,
};
use diem_reference::units::ONE;
use diem_reference::{AccountId, Action, DiemError, Event, PermitSignature};

/// A permit of Alice for the agent, brought by Carol.
fn permit(fixture: &Fixture, daily_limit: u128, signer: Option<AccountId>, nonce: u64) -> Action {
    Action::PermitQuota {
        caller: CAROL,
        owner: ALICE,
        spender: AGENT,
        daily_limit,
        last_day: DAY_ONE + 9,
        allow_paid: false,
        deadline: fixture.reference.now(),
        signature: PermitSignature { signer, nonce },
    }
}

fn invalid(signer: AccountId) -> DiemError {
    DiemError::ERC2612InvalidSigner { signer, owner: ALICE }
}

#[test]
fn a_permit_sets_a_grant_as_the_owner_would() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    let signed = permit(&fixture, 3 * ONE + 1, Some(ALICE), 0);
    let approved = Event::QuotaApproved {
        owner: ALICE,
        spender: AGENT,
        daily_limit: diem_reference::stored_daily_limit(3 * ONE + 1),
        last_day: DAY_ONE + 9,
        allow_paid: false,
    };
    assert_eq!(fixture.events_of(signed), [approved]);
    fixture.run(spend(AGENT, ALICE, ONE));
    assert_eq!(fixture.reference.spender_view(ALICE, AGENT).nonce, 1);
}

#[test]
fn a_permit_is_used_up_once_and_each_pair_has_its_own_sequence() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    let first = permit(&fixture, ONE, Some(ALICE), 0);
    fixture.expect_error(permit(&fixture, ONE, Some(ALICE), 1), invalid(UNKNOWN_ADDRESS));
    fixture.run(first.clone());
    fixture.expect_error(first, invalid(UNKNOWN_ADDRESS));
    // A limit of 0 uses one nonce, not two.
    fixture.run(permit(&fixture, 0, Some(ALICE), 1));
    assert_eq!(fixture.reference.quota_nonce(ALICE, AGENT), 2);
    assert_eq!(fixture.reference.quota_nonce(ALICE, ROBOT), 0);
    assert_eq!(fixture.reference.quota_nonce(BOB, AGENT), 0);
}

#[test]
fn stopping_a_grant_voids_the_signatures_given_before_and_lowering_it_does_not() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    let signed = permit(&fixture, 5 * ONE, Some(ALICE), 0);
    fixture.approve(ALICE, AGENT, ONE, DAY_ONE + 9, false);
    let mut lowered = fixture.clone();
    lowered.run(signed.clone());
    // Also one that rounds to 0, and one without a grant before.
    for limit in [0, (1 << 17) - 1] {
        let mut stopped = fixture.clone();
        stopped.approve(ALICE, AGENT, limit, DAY_ONE + 9, false);
        assert_eq!(stopped.reference.quota_nonce(ALICE, AGENT), 1);
        stopped.expect_error(signed.clone(), invalid(UNKNOWN_ADDRESS));
        stopped.approve(ALICE, ROBOT, limit, 0, false);
        assert_eq!(stopped.reference.quota_nonce(ALICE, ROBOT), 1);
    }
}

#[test]
fn permit_quota_checks_deadline_then_signature_then_spender() {
    let mut fixture = Fixture::new();
    let now = fixture.reference.now();
    let with = |owner, spender, deadline, signer| Action::PermitQuota {
        caller: CAROL,
        owner,
        spender,
        daily_limit: ONE,
        last_day: DAY_ONE,
        allow_paid: true,
        deadline,
        signature: PermitSignature { signer, nonce: 0 },
    };
    fixture.expect_error(
        with(ALICE, ALICE, now - 1, Some(BOB)),
        DiemError::ERC2612ExpiredSignature { deadline: now - 1 },
    );
    fixture.expect_error(with(ALICE, ALICE, now, Some(BOB)), invalid(BOB));
    fixture.expect_error(with(ALICE, ALICE, now, None), invalid(ZERO_ADDRESS));
    for spender in [ALICE, ZERO_ADDRESS] {
        fixture.expect_error(
            with(ALICE, spender, now, Some(ALICE)),
            DiemError::InvalidSpender { spender },
        );
        // A call that reverts uses up no nonce.
        assert_eq!(fixture.reference.quota_nonce(ALICE, spender), 0);
    }
    // A signature that recovers to no address is none of the zero address.
    fixture.expect_error(
        with(ZERO_ADDRESS, AGENT, now, None),
        DiemError::ERC2612InvalidSigner { signer: ZERO_ADDRESS, owner: ZERO_ADDRESS },
    );
    fixture.run(Action::Pause { caller: OWNER });
    fixture.run(with(ALICE, AGENT, now, Some(ALICE)));
}
