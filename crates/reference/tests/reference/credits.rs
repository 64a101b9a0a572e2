//! The day's credits and grants (§6).

use crate::common::{credits, spend, voucher, Stage, DAY_ONE};
use diem_reference::units::cast::{AGENT, ALICE, BOB};
use diem_reference::units::ONE;
use diem_reference::{kept_limit, Op, Refusal};

#[test]
fn the_last_unit_is_spent_and_one_more_is_not() {
    let mut stage = Stage::with_active(ALICE, ONE);
    stage.does(spend(ALICE, ALICE, ONE - 1));
    stage.does(spend(ALICE, ALICE, 1));
    stage.refuses(
        spend(ALICE, ALICE, 1),
        Refusal::InsufficientCredits {
            quota: 0,
            paid: 0,
            needed: 1,
        },
    );
}

#[test]
fn what_is_left_of_a_day_can_be_settled_on_the_next_and_then_no_more() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.does(spend(ALICE, ALICE, 4 * ONE));
    stage.goes_to(DAY_ONE + 1, 0);
    let quota = stage.0.person(ALICE).quota;
    assert_eq!((quota.left, quota.left_yesterday), (10 * ONE, 6 * ONE));
    let outcome = stage.does(voucher(ALICE, ALICE, DAY_ONE, 7 * ONE));
    assert_eq!(outcome.returned, credits(6 * ONE, 0));
    stage.goes_to(DAY_ONE + 2, 0);
    stage.refuses(
        voucher(ALICE, ALICE, DAY_ONE, 7 * ONE),
        Refusal::VoucherExpired {
            day: DAY_ONE,
            today: DAY_ONE + 2,
        },
    );
}

#[test]
fn after_skipped_days_yesterday_has_the_whole_limit() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.does(spend(ALICE, ALICE, 10 * ONE));
    stage.goes_to(DAY_ONE + 5, 0);
    let quota = stage.0.person(ALICE).quota;
    assert_eq!((quota.left, quota.left_yesterday), (10 * ONE, 10 * ONE));
}

#[test]
fn deactivating_leaves_today_and_reactivating_gives_tomorrow() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    let ticket = stage.opens(Op::InitiateUnstake {
        caller: ALICE,
        amount: 4 * ONE,
    });
    assert_eq!(stage.0.person(ALICE).quota.left, 10 * ONE);
    stage.goes_to(DAY_ONE + 1, 0);
    assert_eq!(stage.0.person(ALICE).quota.left, 6 * ONE);
    stage.does(Op::CancelUnstake {
        caller: ALICE,
        ticket,
    });
    assert_eq!(stage.0.person(ALICE).quota.left, 6 * ONE);
    stage.goes_to(DAY_ONE + 2, 0);
    assert_eq!(stage.0.person(ALICE).quota.left, 10 * ONE);
}

#[test]
fn a_grant_is_kept_in_coarse_units() {
    assert_eq!(kept_limit((1 << 17) - 1), 0);
    assert_eq!(kept_limit((5 << 17) + 1), 5 << 17);
    assert_eq!(kept_limit(u128::MAX), ((1 << 63) - 1) << 17);
    let mut stage = Stage::with_active(ALICE, ONE);
    stage.grants(ALICE, AGENT, (1 << 17) - 1, u32::MAX, true);
    assert_eq!(stage.0.pair(ALICE, AGENT).last_day, 65_535);
    stage.refuses(
        spend(AGENT, ALICE, 1),
        Refusal::NoGrant {
            account: ALICE,
            spender: AGENT,
        },
    );
}

#[test]
fn lowering_and_raising_a_limit_creates_nothing() {
    let mut stage = Stage::with_active(ALICE, 100 * ONE);
    let limit = 10 * ONE;
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    stage.does(spend(AGENT, ALICE, limit));
    for lowered in [ONE, 0] {
        stage.grants(ALICE, AGENT, lowered, DAY_ONE + 9, false);
        stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
        stage.refuses(
            spend(AGENT, ALICE, 1),
            Refusal::GrantExceeded { left: 0, needed: 1 },
        );
    }
}

#[test]
fn a_limit_of_zero_stops_yesterday_too_but_a_lower_one_does_not() {
    let mut stage = Stage::with_active(ALICE, 100 * ONE);
    let limit = 10 * ONE;
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    stage.goes_to(DAY_ONE + 1, 0);
    stage.grants(ALICE, AGENT, ONE, DAY_ONE + 9, false);
    assert_eq!(stage.0.pair(ALICE, AGENT).left_yesterday, limit);
    stage.does(voucher(ALICE, AGENT, DAY_ONE, 2 * ONE));
    stage.grants(ALICE, AGENT, 0, DAY_ONE + 9, false);
    stage.refuses(
        voucher(ALICE, AGENT, DAY_ONE, 3 * ONE),
        Refusal::NoGrant {
            account: ALICE,
            spender: AGENT,
        },
    );
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    stage.refuses(
        voucher(ALICE, AGENT, DAY_ONE, 3 * ONE),
        Refusal::GrantExceeded {
            left: 0,
            needed: ONE,
        },
    );
    assert_eq!(stage.0.pair(ALICE, AGENT).left, limit);
}

#[test]
fn a_grant_that_had_ended_has_nothing_left_of_the_day_it_missed() {
    let mut stage = Stage::with_active(ALICE, 100 * ONE);
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE, false);
    stage.goes_to(DAY_ONE + 2, 0);
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    stage.refuses(
        voucher(ALICE, AGENT, DAY_ONE + 1, ONE),
        Refusal::GrantExceeded {
            left: 0,
            needed: ONE,
        },
    );
    stage.does(voucher(ALICE, AGENT, DAY_ONE + 2, ONE));
}

#[test]
fn yesterday_is_settled_after_a_grants_last_day_but_not_after_an_earlier_one_is_set() {
    let mut stage = Stage::with_active(ALICE, 100 * ONE);
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE, false);
    stage.goes_to(DAY_ONE + 1, 0);
    stage.does(voucher(ALICE, AGENT, DAY_ONE, ONE));
    stage.refuses(
        spend(AGENT, ALICE, ONE),
        Refusal::GrantExpired {
            last_day: DAY_ONE,
            day: DAY_ONE + 1,
        },
    );
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE - 1, false);
    stage.refuses(
        voucher(ALICE, AGENT, DAY_ONE, 2 * ONE),
        Refusal::GrantExpired {
            last_day: DAY_ONE - 1,
            day: DAY_ONE,
        },
    );
}

#[test]
fn leave_to_pay_given_today_serves_yesterday() {
    let mut stage = Stage::with_active(ALICE, 2 * ONE);
    stage.deposits(ALICE, 100_000_000);
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, false);
    stage.does(voucher(ALICE, AGENT, DAY_ONE, 2 * ONE));
    stage.goes_to(DAY_ONE + 1, 0);
    let more = voucher(ALICE, AGENT, DAY_ONE, 3 * ONE);
    stage.refuses(
        more.clone(),
        Refusal::PaidNotAllowed {
            quota: 0,
            needed: ONE,
        },
    );
    stage.grants(ALICE, AGENT, 10 * ONE, DAY_ONE + 9, true);
    assert_eq!(stage.does(more).returned, credits(0, ONE));
}

#[test]
fn paid_credits_count_against_the_daily_limit() {
    let mut stage = Stage::with_active(ALICE, ONE);
    stage.deposits(ALICE, 100_000_000);
    stage.grants(ALICE, AGENT, 3 * ONE, DAY_ONE + 9, true);
    stage.does(spend(AGENT, ALICE, 2 * ONE));
    stage.refuses(
        spend(AGENT, ALICE, ONE + 1),
        Refusal::GrantExceeded {
            left: ONE,
            needed: ONE + 1,
        },
    );
    assert_eq!(stage.0.pair(ALICE, AGENT).left, ONE);
    stage.does(spend(ALICE, ALICE, 5 * ONE));
}

#[test]
fn nobody_is_granted_to_themselves() {
    let mut stage = Stage::new();
    let op = Op::ApproveQuota {
        caller: BOB,
        spender: BOB,
        daily_limit: ONE,
        last_day: 1,
        allow_paid: false,
    };
    stage.refuses(op, Refusal::InvalidSpender { spender: BOB });
}
