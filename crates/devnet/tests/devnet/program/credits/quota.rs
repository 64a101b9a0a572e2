// SPDX-License-Identifier: MIT OR Apache-2.0
//! The daily quota around midnight, and `spend` by its own account.

use super::*;

#[test]
fn credits_are_renewed_at_midnight_and_not_a_second_before() {
    let mut fixture = fixture();
    let midnight = fixture.next_midnight();
    fixture.ok(ALICE, spend(ALICE, 10 * ONE));
    let nothing = InsufficientCredits { quota: U256::ZERO, paid: U256::ZERO, needed: u(1) };
    fixture.set_time(midnight - 1);
    assert_eq!(fixture.quota(ALICE), [10 * ONE, 0, 0]);
    fixture.expect_revert(ALICE, spend(ALICE, 1), nothing);
    assert_eq!(fixture.chain.timestamp(), midnight);
    assert_eq!(fixture.quota(ALICE), [10 * ONE, 10 * ONE, 0]);
    let (_, logs) = fixture.ok_with_logs(ALICE, spend(ALICE, 3 * ONE));
    assert_eq!(only::<Spent>(&logs), spent(ALICE, 3 * ONE, 0, 0));
    assert_eq!(fixture.quota(ALICE), [10 * ONE, 7 * ONE, 0]);
    // Unused credits can be settled as yesterday's for one day, then they are lost.
    fixture.set_time(midnight + DAY);
    assert_eq!(fixture.quota(ALICE), [10 * ONE, 10 * ONE, 7 * ONE]);
    fixture.ok(ALICE, spend(ALICE, ONE));
    assert_eq!(fixture.quota(ALICE), [10 * ONE, 9 * ONE, 7 * ONE]);
    // Days without a call.
    fixture.set_time(midnight + 5 * DAY);
    assert_eq!(fixture.quota(ALICE), [10 * ONE, 10 * ONE, 10 * ONE]);
    let over =
        InsufficientCredits { quota: u(10 * ONE), paid: U256::ZERO, needed: u(10 * ONE + 1) };
    fixture.expect_revert(ALICE, spend(ALICE, 10 * ONE + 1), over);
}

#[test]
fn deactivated_diem_keeps_todays_credits_and_gives_none_to_another_account_today() {
    let mut fixture = fixture();
    let at = fixture.chain.timestamp();
    let amount = u(10 * ONE);
    fixture.ok(ALICE, initiateUnstakeCall { amount });
    assert_eq!(fixture.quota(ALICE), [0, 10 * ONE, 0]);
    fixture.ok(ALICE, spend(ALICE, 10 * ONE));
    fixture.set_time(at + DAY);
    assert_eq!(fixture.quota(ALICE), [0, 0, 0]);
    // Bob can activate the same DIEM on a later day at the earliest.
    fixture.ok(ALICE, unstakeCall {});
    let to = BOB;
    fixture.ok(ALICE, transferCall { to, value: amount });
    fixture.ok(BOB, stakeDiemCall { amount });
    assert_eq!(fixture.quota(BOB), [10 * ONE, 10 * ONE, 0]);
}

#[test]
fn spend_is_all_or_nothing_and_reverts_with_the_limit() {
    let mut fixture = fixture();
    fixture.expect_revert(ALICE, spend(ALICE, 0), ZeroAmount {});
    for provider in [BOB, Address::ZERO, fixture.diem] {
        let call = spendCall { provider, ..spend(ALICE, 1) };
        fixture.expect_revert(ALICE, call, NotProvider { provider });
    }
    fixture.fund_and_deposit(ALICE, PRICE);
    fixture.expect_revert(
        ALICE,
        spend(ALICE, 11 * ONE + 1),
        InsufficientCredits { quota: u(10 * ONE), paid: u(ONE), needed: u(11 * ONE + 1) },
    );
    let (_, logs) = fixture.ok_with_logs(ALICE, spend(ALICE, 11 * ONE));
    assert_eq!(only::<Spent>(&logs), spent(ALICE, 10 * ONE, ONE, PRICE));
    assert_eq!(spendable(&mut fixture, ALICE, ALICE), [0, 0]);
}
