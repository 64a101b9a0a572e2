// SPDX-License-Identifier: MIT OR Apache-2.0
//! Spenders under a grant, and the provider that redeems.

use super::*;

#[test]
fn an_agents_vouchers_are_limited_by_its_grant() {
    let (mut fixture, [owner, agent, _]) = fixture();
    let (account, spender) = (owner.address(), agent.address());
    let today = fixture.today();
    let limit = 1u128 << 61;
    let of = |fixture: &Fixture, day: u32, credits: u128| {
        let voucher = UsageVoucher { spender, day, ..voucher(fixture, account, credits) };
        signed(fixture, &agent, voucher)
    };
    let approve = |limit: u128, last_day: u32, paid: bool| approveQuotaCall {
        spender,
        dailyLimit: u(limit),
        lastDay: last_day,
        allowPaid: paid,
    };
    let call = of(&fixture, today, 3 * limit);
    assert_rejected(&mut fixture, call.clone(), NoGrant { account, spender });
    fixture.ok(account, approve(limit, today - 1, true));
    assert_rejected(&mut fixture, call.clone(), GrantExpired { lastDay: today - 1, day: today });
    // Up to the limit, from the owner's credits, not the agent's.
    fixture.ok(account, approve(limit, today, false));
    let (sums, logs) = fixture.ok_with_logs(PROVIDER, call.clone());
    assert_eq!(sums.quotaCredits, u(limit));
    assert_eq!(event::<Settled>(&logs[0]), settled(&call.voucher, limit, 0, 0));
    assert_eq!(fixture.quota(account)[1], 10 * ONE - limit);
    assert_eq!(fixture.quota(spender)[1], 10 * ONE);
    assert_rejected(
        &mut fixture,
        call.clone(),
        GrantExceeded { left: U256::ZERO, needed: u(2 * limit) },
    );
    // The owner uses up the quota, so that only paid credits are left.
    fixture.ok(account, approve(3 * limit, today, false));
    let rest = 10 * ONE - limit;
    let own = signed(&fixture, &owner, voucher(&fixture, account, rest));
    fixture.ok(PROVIDER, own);
    fixture.fund_and_deposit(account, 100 * PRICE);
    assert_rejected(
        &mut fixture,
        call.clone(),
        PaidNotAllowed { quota: U256::ZERO, needed: u(2 * limit) },
    );
    fixture.ok(account, approve(3 * limit, today, true));
    let (sums, _) = fixture.ok_with_logs(PROVIDER, call.clone());
    assert_eq!([sums.quotaCredits, sums.paidCredits], [U256::ZERO, u(2 * limit)]);
    // The day after the last day of the grant: vouchers of the last day are still settled, later ones are not.
    let midnight = fixture.next_midnight();
    fixture.set_time(midnight);
    fixture.ok(account, approve(4 * limit, today, true));
    let call = of(&fixture, today + 1, ONE);
    fixture.ok(PROVIDER, checkpointCall {});
    assert_rejected(&mut fixture, call, GrantExpired { lastDay: today, day: today + 1 });
    let late = of(&fixture, today, 3 * limit + 1);
    assert_rejected(&mut fixture, late.clone(), GrantExceeded { left: U256::ZERO, needed: u(1) });
    // Revoking a grant also revokes it for yesterday.
    fixture.ok(account, approve(0, today, true));
    assert_rejected(&mut fixture, late, NoGrant { account, spender });
}

#[test]
fn only_the_vouchers_provider_redeems_and_only_while_admitted() {
    let (mut fixture, [key, ..]) = fixture();
    let user = key.address();
    let today = fixture.today();
    let provider = PROVIDER;
    let call = signed(&fixture, &key, voucher(&fixture, user, ONE));
    fixture.admit(BOB);
    for from in [user, BOB, OWNER] {
        fixture.assert_unchanged(&[user], |fixture| {
            let result = fixture.call(from, call.clone());
            result.assert_reverted_with(&OnlyProvider { provider });
        });
    }
    let strangers = UsageVoucher { provider: ALICE, ..voucher(&fixture, user, ONE) };
    let strangers = signed(&fixture, &key, strangers);
    fixture.assert_unchanged(&[user], |fixture| {
        let result = fixture.call(ALICE, strangers.clone());
        result.assert_reverted_with(&NotProvider { provider: ALICE });
    });
    // Removed today: vouchers of today are still accepted, those of tomorrow only after readmission.
    let set = |admitted| setProviderCall { provider, admitted };
    fixture.ok(OWNER, set(false));
    fixture.ok(PROVIDER, call);
    let midnight = fixture.next_midnight();
    fixture.set_time(midnight);
    let todays = UsageVoucher { day: today, ..voucher(&fixture, user, 2 * ONE) };
    fixture.ok(PROVIDER, signed(&fixture, &key, todays));
    let tomorrows = signed(&fixture, &key, voucher(&fixture, user, ONE));
    assert_rejected(&mut fixture, tomorrows.clone(), NotProvider { provider });
    fixture.ok(OWNER, set(true));
    fixture.ok(PROVIDER, tomorrows);
}
