// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants: an account lets spenders use its credits.

use crate::support::*;
use alloy_primitives::{address, Address, B256, U256};
use diem::model::grant::Grant;
use rstest::rstest;

const AGENT: Address = address!("000000000000000000000000000000000000A9E7");
const OTHER: Address = address!("000000000000000000000000000000000000A9E8");

/// About 1.15 credits: a multiple of 2^17 wei, the unit to which limits are rounded.
const C: u128 = 1 << 60;

/// A call of `approveQuota`.
fn approve(spender: Address, limit: u128, last_day: u32, allow_paid: bool) -> approveQuotaCall {
    approveQuotaCall { spender, dailyLimit: u(limit), lastDay: last_day, allowPaid: allow_paid }
}

/// A call of `spend` with the default provider.
fn spend(account: Address, credits: u128) -> spendCall {
    spendCall { account, provider: PROVIDER, credits: u(credits), requestId: B256::ZERO }
}

/// A fixture where Alice has 100 C active, and the agent may use 10 C a day for ten days.
fn fixture_with_grant(fee_token: FeeToken) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.activate_diem(ALICE, 100 * C);
    fixture.ok(ALICE, approve(AGENT, 10 * C, today() + 9, false));
    fixture
}

#[rstest]
fn approve_quota_stores_the_grant_and_emits_an_event(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    let event: QuotaApproved = fixture.last_event();
    assert_eq!((event.owner, event.spender), (ALICE, AGENT));
    assert_eq!((event.dailyLimit, event.lastDay), (u(10 * C), today() + 9));
    assert!(!event.allowPaid);
    let grant = fixture.ok(OTHER, grantOfCall { owner: ALICE, spender: AGENT });
    assert_eq!((grant.dailyLimit, grant.left), (u(10 * C), u(10 * C)));
    assert_eq!(grant.leftYesterday, U256::ZERO);
    assert_eq!((grant.lastDay, grant.allowPaid), (today() + 9, false));
    let midnight = u128::from(u64::from(today() + 1) * diem::model::time::DAY);
    assert_eq!(grant.resetsAt, u(midnight));
    assert_eq!(fixture.spendable_of(ALICE, AGENT), (10 * C, 0));
}

#[rstest]
fn a_spender_uses_at_most_the_daily_limit(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    fixture.ok(AGENT, spend(ALICE, 9 * C));
    let exceeded = GrantExceeded { left: u(C), needed: u(C + 1) };
    fixture.assert_reverts(AGENT, spend(ALICE, C + 1), exceeded);
    fixture.ok(AGENT, spend(ALICE, C));
    assert_eq!(fixture.grant_of(ALICE, AGENT), (10 * C, 0, 0));
    assert_eq!(fixture.quota_of(ALICE).1, 90 * C);
    advance_to_midnight();
    assert_eq!(fixture.grant_of(ALICE, AGENT), (10 * C, 10 * C, 0));
    fixture.ok(AGENT, spend(ALICE, 10 * C));
}

#[rstest]
fn spend_reverts_without_a_grant(#[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken) {
    let fixture = fixture_with_grant(fee_token);
    let none = || NoGrant { account: ALICE, spender: OTHER };
    fixture.assert_reverts(OTHER, spend(ALICE, 1), none());
    assert_eq!(fixture.spendable_of(ALICE, OTHER), (0, 0));
    // A limit of 0 is no grant.
    fixture.ok(ALICE, approve(OTHER, 0, today(), false));
    fixture.assert_reverts(OTHER, spend(ALICE, 1), none());
    // A grant does not work in the other direction.
    let none = NoGrant { account: AGENT, spender: ALICE };
    fixture.assert_reverts(ALICE, spend(AGENT, 1), none);
}

#[rstest]
fn a_grant_is_valid_through_its_last_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    let last = today();
    fixture.ok(ALICE, approve(AGENT, 10 * C, last, false));
    fixture.ok(AGENT, spend(ALICE, C));
    advance_to_midnight();
    let expired = GrantExpired { lastDay: last, day: last + 1 };
    fixture.assert_reverts(AGENT, spend(ALICE, 1), expired);
    // What was left on the last day can be settled by voucher for one more day.
    assert_eq!(fixture.grant_of(ALICE, AGENT), (10 * C, 0, 9 * C));
    assert_eq!(fixture.spendable_of(ALICE, AGENT), (0, 0));
    advance_to_midnight();
    assert_eq!(fixture.grant_of(ALICE, AGENT), (10 * C, 0, 0));
}

/// Attack: an agent's grant is lowered and raised, or revoked and given again, to use more than the limit in a day.
#[rstest]
fn changing_a_limit_during_the_day_creates_no_credits(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    fixture.ok(AGENT, spend(ALICE, 8 * C));
    let last = today() + 9;
    for (limit, left) in [(5, 0), (8, 0), (9, 1), (0, 0), (10, 2), (30, 22), (10, 2)] {
        fixture.ok(ALICE, approve(AGENT, limit * C, last, false));
        assert_eq!(fixture.grant_of(ALICE, AGENT), (limit * C, left * C, 0));
    }
    let exceeded = GrantExceeded { left: u(2 * C), needed: u(3 * C) };
    fixture.assert_reverts(AGENT, spend(ALICE, 3 * C), exceeded);
    fixture.ok(AGENT, spend(ALICE, 2 * C));
    // 10 C in total, which is the limit.
    assert_eq!(fixture.quota_of(ALICE).1, 90 * C);
}

#[rstest]
fn revoking_a_grant_takes_effect_immediately(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    advance_to_midnight();
    fixture.ok(ALICE, approve(AGENT, 0, today() + 9, false));
    assert_eq!(fixture.grant_of(ALICE, AGENT), (0, 0, 0));
    let none = NoGrant { account: ALICE, spender: AGENT };
    fixture.assert_reverts(AGENT, spend(ALICE, 1), none);
    // A new grant starts today, with nothing for yesterday.
    fixture.ok(ALICE, approve(AGENT, 10 * C, today() + 9, false));
    assert_eq!(fixture.grant_of(ALICE, AGENT), (10 * C, 10 * C, 0));
}

#[rstest]
fn limits_are_rounded_down_and_capped_at_the_maximum(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    let unlimited = approveQuotaCall {
        spender: OTHER,
        dailyLimit: U256::MAX,
        lastDay: u32::MAX,
        allowPaid: true,
    };
    fixture.ok(ALICE, unlimited);
    let event: QuotaApproved = fixture.last_event();
    assert_eq!(
        (event.dailyLimit, event.lastDay, event.allowPaid),
        (u(Grant::MAX_LIMIT), 65_535, true)
    );
    fixture.ok(ALICE, approve(OTHER, (1 << 17) - 1, today(), false));
    assert_eq!(fixture.grant_of(ALICE, OTHER).0, 0, "less than a unit rounds down to no grant");
    fixture.ok(ALICE, approve(OTHER, (1 << 18) + 5, today(), false));
    assert_eq!(fixture.grant_of(ALICE, OTHER).0, 1 << 18);
}

#[rstest]
fn grants_to_oneself_or_the_zero_address_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    for spender in [ALICE, Address::ZERO] {
        let call = approve(spender, C, today(), false);
        fixture.assert_reverts(ALICE, call, InvalidSpender { spender });
    }
}

/// Attack: two agents and the owner spend the same credits. The day's quota limits all of them together.
#[rstest]
fn two_agents_and_the_owner_share_one_quota(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    fixture.ok(ALICE, approve(AGENT, 70 * C, today(), false));
    fixture.ok(ALICE, approve(OTHER, 70 * C, today(), false));
    fixture.ok(AGENT, spend(ALICE, 50 * C));
    fixture.ok(ALICE, spend(ALICE, 20 * C));
    assert_eq!(fixture.spendable_of(ALICE, OTHER), (30 * C, 0));
    let short = PaidNotAllowed { quota: u(30 * C), needed: u(31 * C) };
    fixture.assert_reverts(OTHER, spend(ALICE, 31 * C), short);
    fixture.ok(OTHER, spend(ALICE, 30 * C));
    let empty = |needed| PaidNotAllowed { quota: U256::ZERO, needed: u(needed) };
    fixture.assert_reverts(AGENT, spend(ALICE, 1), empty(1));
    let owner = InsufficientCredits { quota: U256::ZERO, paid: U256::ZERO, needed: u(1) };
    fixture.assert_reverts(ALICE, spend(ALICE, 1), owner);
    assert_eq!(fixture.quota_of(ALICE), (100 * C, 0, 0));
}

/// Attack: an agent uses paid credits without permission.
#[rstest]
fn only_a_grant_with_allow_paid_draws_on_the_deposit(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    fixture.deposit_fees(ALICE, 1_000_000_000);
    fixture.ok(ALICE, approve(AGENT, 150 * C, today(), false));
    let error = PaidNotAllowed { quota: u(100 * C), needed: u(100 * C + 1) };
    fixture.assert_reverts(AGENT, spend(ALICE, 100 * C + 1), error);
    assert_eq!(fixture.spendable_of(ALICE, AGENT), (100 * C, 0));
    fixture.ok(ALICE, approve(AGENT, 150 * C, today(), true));
    assert_eq!(fixture.spendable_of(ALICE, AGENT), (100 * C, 50 * C));
    fixture.ok(AGENT, spend(ALICE, 100 * C + 1));
    // Paid credits count towards the limit of the grant too.
    let exceeded = GrantExceeded { left: u(50 * C - 1), needed: u(50 * C) };
    fixture.assert_reverts(AGENT, spend(ALICE, 50 * C), exceeded);
    fixture.ok(AGENT, spend(ALICE, 50 * C - 1));
}

#[rstest]
fn allow_paid_can_be_revoked_during_the_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_grant(fee_token);
    fixture.deposit_fees(ALICE, 1_000_000_000);
    fixture.ok(ALICE, approve(AGENT, 200 * C, today(), true));
    fixture.ok(AGENT, spend(ALICE, 101 * C));
    fixture.ok(ALICE, approve(AGENT, 200 * C, today(), false));
    let error = PaidNotAllowed { quota: U256::ZERO, needed: u(C) };
    fixture.assert_reverts(AGENT, spend(ALICE, C), error);
}
