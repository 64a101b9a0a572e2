//! Credits for others to use.

use crate::support::*;
use alloy_primitives::{address, Address, B256, U256};
use diem::model::grant::Grant;

both! {
    a_grant_is_kept_shown_and_logged,
    the_spender_uses_up_to_the_limit_and_not_one_more,
    without_a_grant_nothing_is_spent,
    a_grant_holds_on_its_last_day_and_not_after,
    lowering_and_raising_in_the_middle_of_a_day_creates_nothing,
    ending_a_grant_stops_it_at_once,
    limits_round_down_and_unlimited_is_the_greatest,
    nobody_grants_to_himself_or_to_nobody,
    two_agents_and_the_owner_share_one_quota,
    only_a_grant_that_says_so_draws_on_the_deposit,
    permission_to_pay_can_be_withdrawn_in_the_middle_of_a_day,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const AGENT: Address = address!("000000000000000000000000000000000000A9E7");
const OTHER: Address = address!("000000000000000000000000000000000000A9E8");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");

/// A multiple of a grant's unit, for round figures.
const C: u128 = 1 << 60;

fn approve(spender: Address, limit: u128, last_day: u32, allow_paid: bool) -> approveQuotaCall {
    approveQuotaCall {
        spender,
        dailyLimit: u(limit),
        lastDay: last_day,
        allowPaid: allow_paid,
    }
}

fn spend(account: Address, credits: u128) -> spendCall {
    spendCall {
        account,
        provider: PROVIDER,
        credits: u(credits),
        requestId: B256::ZERO,
    }
}

/// A world where Alice has 100 C active, and the agent may use 10 C of it a day for ten days.
fn world(fees: Fees) -> World {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.active(ALICE, 100 * C);
    world.ok(ALICE, approve(AGENT, 10 * C, today() + 9, false));
    world
}

fn a_grant_is_kept_shown_and_logged(fees: Fees) {
    let world = world(fees);
    let event: QuotaApproved = world.last();
    assert_eq!((event.owner, event.spender), (ALICE, AGENT));
    assert_eq!((event.dailyLimit, event.lastDay), (u(10 * C), today() + 9));
    assert!(!event.allowPaid);
    let grant = world.ok(
        OTHER,
        grantOfCall {
            owner: ALICE,
            spender: AGENT,
        },
    );
    assert_eq!((grant.dailyLimit, grant.left), (u(10 * C), u(10 * C)));
    assert_eq!(grant.leftYesterday, U256::ZERO);
    assert_eq!((grant.lastDay, grant.allowPaid), (today() + 9, false));
    let midnight = u128::from(u64::from(today() + 1) * diem::model::time::DAY);
    assert_eq!(grant.resetsAt, u(midnight));
    assert_eq!(world.spendable(ALICE, AGENT), (10 * C, 0));
}

fn the_spender_uses_up_to_the_limit_and_not_one_more(fees: Fees) {
    let world = world(fees);
    world.ok(AGENT, spend(ALICE, 9 * C));
    let exceeded = GrantExceeded {
        left: u(C),
        needed: u(C + 1),
    };
    world.refused(AGENT, spend(ALICE, C + 1), exceeded);
    world.ok(AGENT, spend(ALICE, C));
    assert_eq!(world.grant(ALICE, AGENT), (10 * C, 0, 0));
    assert_eq!(world.quota(ALICE).1, 90 * C);
    to_midnight();
    assert_eq!(world.grant(ALICE, AGENT), (10 * C, 10 * C, 0));
    world.ok(AGENT, spend(ALICE, 10 * C));
}

fn without_a_grant_nothing_is_spent(fees: Fees) {
    let world = world(fees);
    let none = || NoGrant {
        account: ALICE,
        spender: OTHER,
    };
    world.refused(OTHER, spend(ALICE, 1), none());
    assert_eq!(world.spendable(ALICE, OTHER), (0, 0));
    // A grant of nothing is none.
    world.ok(ALICE, approve(OTHER, 0, today(), false));
    world.refused(OTHER, spend(ALICE, 1), none());
    // Nor does the grant hold the other way round.
    let none = NoGrant {
        account: AGENT,
        spender: ALICE,
    };
    world.refused(ALICE, spend(AGENT, 1), none);
}

fn a_grant_holds_on_its_last_day_and_not_after(fees: Fees) {
    let world = world(fees);
    let last = today();
    world.ok(ALICE, approve(AGENT, 10 * C, last, false));
    world.ok(AGENT, spend(ALICE, C));
    to_midnight();
    let expired = GrantExpired {
        lastDay: last,
        day: last + 1,
    };
    world.refused(AGENT, spend(ALICE, 1), expired);
    // What the day left of it can still be settled by voucher, for one day.
    assert_eq!(world.grant(ALICE, AGENT), (10 * C, 0, 9 * C));
    assert_eq!(world.spendable(ALICE, AGENT), (0, 0));
    to_midnight();
    assert_eq!(world.grant(ALICE, AGENT), (10 * C, 0, 0));
}

/// Attack: a grant lowered and raised, or ended and given again, to mint credits.
fn lowering_and_raising_in_the_middle_of_a_day_creates_nothing(fees: Fees) {
    let world = world(fees);
    world.ok(AGENT, spend(ALICE, 8 * C));
    let last = today() + 9;
    for (limit, left) in [(5, 0), (8, 0), (9, 1), (0, 0), (10, 2), (30, 22), (10, 2)] {
        world.ok(ALICE, approve(AGENT, limit * C, last, false));
        assert_eq!(world.grant(ALICE, AGENT), (limit * C, left * C, 0));
    }
    let exceeded = GrantExceeded {
        left: u(2 * C),
        needed: u(3 * C),
    };
    world.refused(AGENT, spend(ALICE, 3 * C), exceeded);
    world.ok(AGENT, spend(ALICE, 2 * C));
    // 10 C together, as much as the limit.
    assert_eq!(world.quota(ALICE).1, 90 * C);
}

fn ending_a_grant_stops_it_at_once(fees: Fees) {
    let world = world(fees);
    to_midnight();
    world.ok(ALICE, approve(AGENT, 0, today() + 9, false));
    assert_eq!(world.grant(ALICE, AGENT), (0, 0, 0));
    let none = NoGrant {
        account: ALICE,
        spender: AGENT,
    };
    world.refused(AGENT, spend(ALICE, 1), none);
    // Given again, it is there for today, and yesterday's is not.
    world.ok(ALICE, approve(AGENT, 10 * C, today() + 9, false));
    assert_eq!(world.grant(ALICE, AGENT), (10 * C, 10 * C, 0));
}

fn limits_round_down_and_unlimited_is_the_greatest(fees: Fees) {
    let world = world(fees);
    let unlimited = approveQuotaCall {
        spender: OTHER,
        dailyLimit: U256::MAX,
        lastDay: u32::MAX,
        allowPaid: true,
    };
    world.ok(ALICE, unlimited);
    let event: QuotaApproved = world.last();
    assert_eq!(
        (event.dailyLimit, event.lastDay, event.allowPaid),
        (u(Grant::MAX_LIMIT), 65_535, true)
    );
    world.ok(ALICE, approve(OTHER, (1 << 17) - 1, today(), false));
    assert_eq!(world.grant(ALICE, OTHER).0, 0, "less than a unit is none");
    world.ok(ALICE, approve(OTHER, (1 << 18) + 5, today(), false));
    assert_eq!(world.grant(ALICE, OTHER).0, 1 << 18);
}

fn nobody_grants_to_himself_or_to_nobody(fees: Fees) {
    let world = world(fees);
    for spender in [ALICE, Address::ZERO] {
        let call = approve(spender, C, today(), false);
        world.refused(ALICE, call, InvalidSpender { spender });
    }
}

/// Attack: two agents and the owner for the same credits; the day's quota is the limit of all.
fn two_agents_and_the_owner_share_one_quota(fees: Fees) {
    let world = world(fees);
    world.ok(ALICE, approve(AGENT, 70 * C, today(), false));
    world.ok(ALICE, approve(OTHER, 70 * C, today(), false));
    world.ok(AGENT, spend(ALICE, 50 * C));
    world.ok(ALICE, spend(ALICE, 20 * C));
    assert_eq!(world.spendable(ALICE, OTHER), (30 * C, 0));
    let short = PaidNotAllowed {
        quota: u(30 * C),
        needed: u(31 * C),
    };
    world.refused(OTHER, spend(ALICE, 31 * C), short);
    world.ok(OTHER, spend(ALICE, 30 * C));
    let empty = |needed| PaidNotAllowed {
        quota: U256::ZERO,
        needed: u(needed),
    };
    world.refused(AGENT, spend(ALICE, 1), empty(1));
    let owner = InsufficientCredits {
        quota: U256::ZERO,
        paid: U256::ZERO,
        needed: u(1),
    };
    world.refused(ALICE, spend(ALICE, 1), owner);
    assert_eq!(world.quota(ALICE), (100 * C, 0, 0));
}

/// Attack: paid credits by an agent without permission.
fn only_a_grant_that_says_so_draws_on_the_deposit(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, 1_000_000_000);
    world.ok(ALICE, approve(AGENT, 150 * C, today(), false));
    let refusal = PaidNotAllowed {
        quota: u(100 * C),
        needed: u(100 * C + 1),
    };
    world.refused(AGENT, spend(ALICE, 100 * C + 1), refusal);
    assert_eq!(world.spendable(ALICE, AGENT), (100 * C, 0));
    world.ok(ALICE, approve(AGENT, 150 * C, today(), true));
    assert_eq!(world.spendable(ALICE, AGENT), (100 * C, 50 * C));
    world.ok(AGENT, spend(ALICE, 100 * C + 1));
    // Paid credits count against the grant too.
    let exceeded = GrantExceeded {
        left: u(50 * C - 1),
        needed: u(50 * C),
    };
    world.refused(AGENT, spend(ALICE, 50 * C), exceeded);
    world.ok(AGENT, spend(ALICE, 50 * C - 1));
}

fn permission_to_pay_can_be_withdrawn_in_the_middle_of_a_day(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, 1_000_000_000);
    world.ok(ALICE, approve(AGENT, 200 * C, today(), true));
    world.ok(AGENT, spend(ALICE, 101 * C));
    world.ok(ALICE, approve(AGENT, 200 * C, today(), false));
    let refusal = PaidNotAllowed {
        quota: U256::ZERO,
        needed: u(C),
    };
    world.refused(AGENT, spend(ALICE, C), refusal);
}
