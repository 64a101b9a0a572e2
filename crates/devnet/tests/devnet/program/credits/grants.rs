// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants: other accounts that spend an account's credits.

use super::*;

#[test]
fn grant_of_returns_the_terms_and_what_is_left() {
    let mut fixture = fixture();
    let today = fixture.today();
    let resets = fixture.next_midnight();
    let (_, logs) = fixture.ok_with_logs(ALICE, approve(BOB, 3 * ONE, today + 1, true));
    // The limit is rounded down to a multiple of 2^17.
    let limit = (3 * ONE) >> 17 << 17;
    assert_eq!(
        only::<QuotaApproved>(&logs),
        QuotaApproved {
            owner: ALICE,
            spender: BOB,
            dailyLimit: u(limit),
            lastDay: today + 1,
            allowPaid: true,
        }
    );
    let seen = |fixture: &mut Fixture| {
        let found = fixture.view(grantOfCall { owner: ALICE, spender: BOB });
        let [limit, left, yesterday] =
            [found.dailyLimit, found.left, found.leftYesterday].map(|number| number.to::<u128>());
        let terms = (found.lastDay, found.allowPaid);
        ([limit, left, yesterday], terms, found.resetsAt.to::<u64>())
    };
    let terms = (today + 1, true);
    assert_eq!(seen(&mut fixture), ([limit, limit, 0], terms, resets));
    fixture.ok(BOB, spend(ALICE, ONE));
    assert_eq!(seen(&mut fixture), ([limit, limit - ONE, 0], terms, resets));
    // Lowering and raising the limit does not restore used credits.
    fixture.ok(ALICE, approve(BOB, 0, today + 1, true));
    assert_eq!(seen(&mut fixture).0, [0, 0, 0]);
    fixture.ok(ALICE, approve(BOB, 3 * ONE, today + 1, true));
    assert_eq!(seen(&mut fixture).0, [limit, limit - ONE, 0]);
    // The last day of the grant, and the days after it.
    fixture.set_time(resets);
    let left = limit - ONE;
    assert_eq!(seen(&mut fixture), ([limit, limit, left], terms, resets + DAY));
    fixture.set_time(resets + DAY);
    assert_eq!(seen(&mut fixture).0, [limit, 0, limit]);
    fixture.set_time(resets + 2 * DAY);
    assert_eq!(seen(&mut fixture).0, [limit, 0, 0]);
    // Limits and days beyond their fields become the largest values.
    let forever = approveQuotaCall { dailyLimit: U256::MAX, ..approve(BOB, 0, u32::MAX, false) };
    let (_, logs) = fixture.ok_with_logs(ALICE, forever);
    let given: QuotaApproved = event(&logs[0]);
    assert_eq!(given.dailyLimit, u((1 << 80) - (1 << 17)));
    assert_eq!((given.lastDay, given.allowPaid), (65_535, false));
}

#[test]
fn a_grant_to_the_owner_or_the_zero_address_reverts() {
    let mut fixture = fixture();
    for spender in [ALICE, Address::ZERO] {
        let call = approve(spender, ONE, u32::MAX, true);
        fixture.expect_revert(ALICE, call, InvalidSpender { spender });
    }
}

#[test]
fn a_spender_uses_up_to_its_limit() {
    let mut fixture = fixture();
    let today = fixture.today();
    // A multiple of 2^17, so that it is not rounded.
    let limit = 1u128 << 61;
    fixture.expect_revert(BOB, spend(ALICE, 1), NoGrant { account: ALICE, spender: BOB });
    fixture.ok(ALICE, approve(BOB, limit, today, false));
    assert_eq!(spendable(&mut fixture, ALICE, BOB), [limit, 0]);
    let (_, logs) = fixture.ok_with_logs(BOB, spend(ALICE, limit - 1));
    assert_eq!(only::<Spent>(&logs), spent(BOB, limit - 1, 0, 0));
    assert_eq!(fixture.quota(ALICE)[1], 10 * ONE - (limit - 1));
    fixture.expect_revert(BOB, spend(ALICE, 2), GrantExceeded { left: u(1), needed: u(2) });
    fixture.ok(BOB, spend(ALICE, 1));
    assert_eq!(spendable(&mut fixture, ALICE, BOB), [0, 0]);
    // The grant does not let Alice spend Bob's credits.
    fixture.expect_revert(ALICE, spend(BOB, 1), NoGrant { account: BOB, spender: ALICE });
    // The grant has expired.
    let midnight = fixture.next_midnight();
    fixture.set_time(midnight);
    assert_eq!(spendable(&mut fixture, ALICE, BOB), [0, 0]);
    fixture.expect_revert(BOB, spend(ALICE, 1), GrantExpired { lastDay: today, day: today + 1 });
}

#[test]
fn a_grant_draws_on_the_deposit_only_if_it_allows_paid_credits() {
    let mut fixture = fixture();
    let today = fixture.today();
    fixture.fund_and_deposit(ALICE, 5 * PRICE);
    fixture.ok(ALICE, spend(ALICE, 9 * ONE));
    fixture.ok(ALICE, approve(BOB, 4 * ONE, today, false));
    let limit = (4 * ONE) >> 17 << 17;
    assert_eq!(spendable(&mut fixture, ALICE, BOB), [ONE, 0]);
    fixture.expect_revert(
        BOB,
        spend(ALICE, 2 * ONE),
        PaidNotAllowed { quota: u(ONE), needed: u(2 * ONE) },
    );
    fixture.ok(ALICE, approve(BOB, 4 * ONE, today, true));
    assert_eq!(spendable(&mut fixture, ALICE, BOB), [ONE, limit - ONE]);
    let (_, logs) = fixture.ok_with_logs(BOB, spend(ALICE, 3 * ONE));
    assert_eq!(
        only::<Spent>(&logs),
        spent(BOB, ONE, 2 * ONE, 2 * PRICE),
        "daily credits come first"
    );
    // Paid credits count against the limit too.
    fixture.expect_revert(
        BOB,
        spend(ALICE, 2 * ONE),
        GrantExceeded { left: u(limit - 3 * ONE), needed: u(2 * ONE) },
    );
    assert_eq!(fixture.deposit_of(ALICE), [3 * PRICE, 0, 0]);
    assert_eq!(spendable(&mut fixture, ALICE, ALICE), [0, 3 * ONE]);
}
