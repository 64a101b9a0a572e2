// SPDX-License-Identifier: MIT OR Apache-2.0
//! Daily credits and grants (§6).

use crate::fixture::{credits, redeem, spend, Fixture, DAY_ONE};
use diem_reference::accounts::{AGENT, ALICE, BOB};
use diem_reference::units::ONE;
use diem_reference::{stored_daily_limit, Action, DiemError};

#[test]
fn the_last_unit_can_be_spent_and_one_more_reverts() {
    let mut fixture = Fixture::with_active(ALICE, ONE);
    fixture.run(spend(ALICE, ALICE, ONE - 1));
    fixture.run(spend(ALICE, ALICE, 1));
    fixture.expect_error(
        spend(ALICE, ALICE, 1),
        DiemError::InsufficientCredits { quota: 0, paid: 0, needed: 1 },
    );
}

#[test]
fn unused_credits_can_be_redeemed_on_the_next_day_only() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.run(spend(ALICE, ALICE, 4 * ONE));
    fixture.wait_until(DAY_ONE + 1, 0);
    let quota = fixture.reference.account_view(ALICE).quota;
    assert_eq!((quota.left, quota.left_yesterday), (10 * ONE, 6 * ONE));
    let outcome = fixture.run(redeem(ALICE, ALICE, DAY_ONE, 7 * ONE));
    assert_eq!(outcome.returned, credits(6 * ONE, 0));
    fixture.wait_until(DAY_ONE + 2, 0);
    fixture.expect_error(
        redeem(ALICE, ALICE, DAY_ONE, 7 * ONE),
        DiemError::VoucherExpired { day: DAY_ONE, today: DAY_ONE + 2 },
    );
}

#[test]
fn after_days_without_use_yesterday_has_its_whole_quota() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.run(spend(ALICE, ALICE, 10 * ONE));
    fixture.wait_until(DAY_ONE + 5, 0);
    let quota = fixture.reference.account_view(ALICE).quota;
    assert_eq!((quota.left, quota.left_yesterday), (10 * ONE, 10 * ONE));
}

#[test]
fn deactivating_and_reactivating_diem_change_the_quota_from_the_next_day_on() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    let ticket = fixture.ticket_of(Action::InitiateUnstake { caller: ALICE, amount: 4 * ONE });
    assert_eq!(fixture.reference.account_view(ALICE).quota.left, 10 * ONE);
    fixture.wait_until(DAY_ONE + 1, 0);
    assert_eq!(fixture.reference.account_view(ALICE).quota.left, 6 * ONE);
    fixture.run(Action::CancelUnstake { caller: ALICE, ticket });
    assert_eq!(fixture.reference.account_view(ALICE).quota.left, 6 * ONE);
    fixture.wait_until(DAY_ONE + 2, 0);
    assert_eq!(fixture.reference.account_view(ALICE).quota.left, 10 * ONE);
}

#[test]
fn a_grants_limit_is_stored_in_units_of_2_pow_17_wei_rounded_down() {
    assert_eq!(stored_daily_limit((1 << 17) - 1), 0);
    assert_eq!(stored_daily_limit((5 << 17) + 1), 5 << 17);
    assert_eq!(stored_daily_limit(u128::MAX), ((1 << 63) - 1) << 17);
    let mut fixture = Fixture::with_active(ALICE, ONE);
    fixture.approve(ALICE, AGENT, (1 << 17) - 1, u32::MAX, true);
    assert_eq!(fixture.reference.spender_view(ALICE, AGENT).last_day, 65_535);
    fixture.expect_error(
        spend(AGENT, ALICE, 1),
        DiemError::NoGrant { account: ALICE, spender: AGENT },
    );
}

#[test]
fn lowering_and_raising_a_limit_adds_no_credits() {
    let mut fixture = Fixture::with_active(ALICE, 100 * ONE);
    let limit = 10 * ONE;
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    fixture.run(spend(AGENT, ALICE, limit));
    for lowered in [ONE, 0] {
        fixture.approve(ALICE, AGENT, lowered, DAY_ONE + 9, false);
        fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
        fixture
            .expect_error(spend(AGENT, ALICE, 1), DiemError::GrantExceeded { left: 0, needed: 1 });
    }
}

#[test]
fn a_limit_of_zero_revokes_yesterdays_credits_and_a_lower_limit_does_not() {
    let mut fixture = Fixture::with_active(ALICE, 100 * ONE);
    let limit = 10 * ONE;
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.approve(ALICE, AGENT, ONE, DAY_ONE + 9, false);
    assert_eq!(fixture.reference.spender_view(ALICE, AGENT).left_yesterday, limit);
    fixture.run(redeem(ALICE, AGENT, DAY_ONE, 2 * ONE));
    fixture.approve(ALICE, AGENT, 0, DAY_ONE + 9, false);
    fixture.expect_error(
        redeem(ALICE, AGENT, DAY_ONE, 3 * ONE),
        DiemError::NoGrant { account: ALICE, spender: AGENT },
    );
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    fixture.expect_error(
        redeem(ALICE, AGENT, DAY_ONE, 3 * ONE),
        DiemError::GrantExceeded { left: 0, needed: ONE },
    );
    assert_eq!(fixture.reference.spender_view(ALICE, AGENT).left, limit);
}

#[test]
fn an_expired_grant_has_no_credits_left_for_days_after_its_last() {
    let mut fixture = Fixture::with_active(ALICE, 100 * ONE);
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE, false);
    fixture.wait_until(DAY_ONE + 2, 0);
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    fixture.expect_error(
        redeem(ALICE, AGENT, DAY_ONE + 1, ONE),
        DiemError::GrantExceeded { left: 0, needed: ONE },
    );
    fixture.run(redeem(ALICE, AGENT, DAY_ONE + 2, ONE));
}

#[test]
fn yesterday_can_be_redeemed_after_the_last_day_unless_that_is_moved_before_it() {
    let mut fixture = Fixture::with_active(ALICE, 100 * ONE);
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE, false);
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(redeem(ALICE, AGENT, DAY_ONE, ONE));
    fixture.expect_error(
        spend(AGENT, ALICE, ONE),
        DiemError::GrantExpired { last_day: DAY_ONE, day: DAY_ONE + 1 },
    );
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE - 1, false);
    fixture.expect_error(
        redeem(ALICE, AGENT, DAY_ONE, 2 * ONE),
        DiemError::GrantExpired { last_day: DAY_ONE - 1, day: DAY_ONE },
    );
}

#[test]
fn allowing_paid_credits_today_applies_to_vouchers_of_yesterday() {
    let mut fixture = Fixture::with_active(ALICE, 2 * ONE);
    fixture.deposit(ALICE, 100_000_000);
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    fixture.run(redeem(ALICE, AGENT, DAY_ONE, 2 * ONE));
    fixture.wait_until(DAY_ONE + 1, 0);
    let more = redeem(ALICE, AGENT, DAY_ONE, 3 * ONE);
    fixture.expect_error(more.clone(), DiemError::PaidNotAllowed { quota: 0, needed: ONE });
    fixture.approve(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, true);
    assert_eq!(fixture.run(more).returned, credits(0, ONE));
}

#[test]
fn paid_credits_count_against_the_daily_limit() {
    let mut fixture = Fixture::with_active(ALICE, ONE);
    fixture.deposit(ALICE, 100_000_000);
    fixture.approve(ALICE, AGENT, 3 * ONE, DAY_ONE + 9, true);
    fixture.run(spend(AGENT, ALICE, 2 * ONE));
    fixture.expect_error(
        spend(AGENT, ALICE, ONE + 1),
        DiemError::GrantExceeded { left: ONE, needed: ONE + 1 },
    );
    assert_eq!(fixture.reference.spender_view(ALICE, AGENT).left, ONE);
    fixture.run(spend(ALICE, ALICE, 5 * ONE));
}

#[test]
fn approve_quota_reverts_if_the_spender_is_the_owner() {
    let mut fixture = Fixture::new();
    let action = Action::ApproveQuota {
        caller: BOB,
        spender: BOB,
        daily_limit: ONE,
        last_day: 1,
        allow_paid: false,
    };
    fixture.expect_error(action, DiemError::InvalidSpender { spender: BOB });
}
