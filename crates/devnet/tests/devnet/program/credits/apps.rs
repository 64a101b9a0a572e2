// SPDX-License-Identifier: MIT OR Apache-2.0
//! Contracts that spend their users' credits.

use super::*;

#[test]
fn an_app_spends_its_users_credits_under_their_grants() {
    let mut fixture = fixture();
    let today = fixture.today();
    fixture.fund_and_activate(BOB, 2 * ONE);
    let diem = fixture.diem;
    let app = fixture.create(bytecode("App"), &(diem, PROVIDER).abi_encode_params());
    let dashboard = fixture.create(bytecode("Dashboard"), &(diem,).abi_encode_params());
    let limit = 1u128 << 60;
    for user in [ALICE, BOB] {
        fixture.ok(user, approve(app, limit, today + 1, false));
    }
    let use_ = |credits| App::useCall { credits: u(credits), requestId: REQUEST }.abi_encode();
    let result = fixture.send(ALICE, app, use_(limit / 4), U256::ZERO);
    assert_eq!(only::<Spent>(&fixture.diem_logs(&result)), spent(app, limit / 4, 0, 0));
    let result = fixture.send(BOB, app, use_(limit / 2), U256::ZERO);
    assert_eq!(
        only::<Spent>(&fixture.diem_logs(&result)),
        Spent { account: BOB, ..spent(app, limit / 2, 0, 0) }
    );
    assert_eq!(fixture.quota(ALICE)[1], 10 * ONE - limit / 4);
    assert_eq!(fixture.quota(BOB)[1], 2 * ONE - limit / 2);

    // Another contract reads the same values.
    let seen = fixture.read(dashboard, Dashboard::creditsOfCall { account: ALICE })._0;
    assert_eq!(
        seen,
        Credits {
            limit: u(10 * ONE),
            left: u(10 * ONE - limit / 4),
            leftYesterday: U256::ZERO,
            resetsAt: U256::from(fixture.next_midnight()),
            deposit: U256::ZERO,
            prepaid: U256::ZERO,
            openTickets: U256::ZERO,
        }
    );
    let granted = fixture.read(dashboard, Dashboard::grantOfCall { owner: ALICE, spender: app })._0;
    assert_eq!(
        granted,
        Grant {
            dailyLimit: u(limit),
            left: u(limit - limit / 4),
            leftYesterday: U256::ZERO,
            lastDay: today + 1,
            allowPaid: false,
            resetsAt: U256::from(fixture.next_midnight()),
            quotaCredits: u(limit - limit / 4),
            paidCredits: U256::ZERO,
        }
    );

    // An app reads and uses all that is left in one transaction.
    let all = App::useAllCall { least: u(1), requestId: REQUEST };
    let used = fixture.call_at(app, ALICE, all.clone()).credits;
    assert_eq!(used, u(limit - limit / 4));
    assert_eq!(fixture.read(app, App::usedCall { user: ALICE })._0, u(limit));
    fixture.assert_unchanged(&[ALICE, app], |fixture| {
        let result = fixture.send(ALICE, app, all.abi_encode(), U256::ZERO);
        result.assert_reverted_with(&App::TooLittle {
            quotaCredits: U256::ZERO,
            paidCredits: U256::ZERO,
        });
    });
}

#[test]
fn an_app_receives_diems_error_and_its_revert_discards_everything() {
    let mut fixture = fixture();
    let (diem, today) = (fixture.diem, fixture.today());
    let app = fixture.create(bytecode("App"), &(diem, PROVIDER).abi_encode_params());
    let attempt = |fixture: &mut Fixture, credits, reason: Vec<u8>| {
        let call = |wrapped| match wrapped {
            true => App::tryUseCall { credits: u(credits), requestId: REQUEST }.abi_encode(),
            false => App::useCall { credits: u(credits), requestId: REQUEST }.abi_encode(),
        };
        fixture.assert_unchanged(&[ALICE, app], |fixture| {
            let plain = fixture.send(ALICE, app, call(false), U256::ZERO);
            assert_eq!(hex(&plain.output), hex(&reason), "the same revert data");
            let wrapped = fixture.send(ALICE, app, call(true), U256::ZERO);
            wrapped.assert_reverted_with(&App::TooMuch { reason: reason.into() });
        });
        let used = fixture.read(app, App::usedCall { user: ALICE })._0;
        assert_eq!(used, U256::ZERO);
    };
    let no_grant = NoGrant { account: ALICE, spender: app };
    attempt(&mut fixture, 1, no_grant.abi_encode());
    let limit = 1u128 << 60;
    fixture.ok(ALICE, approve(app, limit, today, false));
    attempt(&mut fixture, 0, ZeroAmount {}.abi_encode());
    let exceeded = GrantExceeded { left: u(limit), needed: u(limit + 1) };
    attempt(&mut fixture, limit + 1, exceeded.abi_encode());
    let (provider, admitted) = (PROVIDER, false);
    fixture.ok(OWNER, setProviderCall { provider, admitted });
    attempt(&mut fixture, 1, NotProvider { provider }.abi_encode());
}
