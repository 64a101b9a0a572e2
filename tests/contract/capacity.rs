// SPDX-License-Identifier: MIT OR Apache-2.0
//! The capacity pool: how providers are reimbursed for daily credits.

use crate::support::*;
use alloy_primitives::U256;
use diem::model::time::DAY;
use rstest::rstest;

/// A fixture where Alice has 60 active DIEM and Bob 40, and today's budget is `amount`.
fn fixture_with_budget(fee_token: FeeToken, amount: u128) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.activate_diem(ALICE, 60 * ONE);
    fixture.activate_diem(BOB, 40 * ONE);
    fixture.fund_capacity(TREASURY, amount);
    advance_to_midnight();
    fixture.checkpoint();
    fixture
}

#[rstest]
fn capacity_funding_becomes_the_next_days_budget(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.activate_diem(ALICE, 60 * ONE);
    fixture.fund_capacity(TREASURY, 30 * USD);
    let event: CapacityFunded = fixture.last_event();
    assert_eq!((event.payer, event.amount), (TREASURY, u(30 * USD)));
    let before = fixture.protocol();
    assert_eq!((before.pool, before.budget), (u(30 * USD), U256::ZERO));
    advance_to_midnight();
    let after = fixture.protocol();
    assert_eq!((after.pool, after.budget, after.open), (u(30 * USD), u(30 * USD), u(60 * ONE)));
    fixture.checkpoint();
    let event: DayRolled = fixture.last_event();
    assert_eq!((event.day, event.budget), (today() - 1, u(30 * USD)));
    assert_eq!((event.pool, event.streaming), (u(30 * USD), U256::ZERO));
    assert_eq!(event.issued, u(60 * ONE));
}

#[rstest]
fn daily_credits_are_reimbursed_pro_rata_from_the_budget(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_budget(fee_token, 50 * USD);
    fixture.spend(ALICE, PROVIDER, 30 * ONE);
    let event: ProviderEarned = fixture.last_event();
    assert_eq!(event.provider, PROVIDER);
    assert_eq!((event.fees, event.reimbursed), (U256::ZERO, u(15 * USD)));
    assert_eq!(fixture.earnings_of(PROVIDER), 15 * USD);
    let info = fixture.protocol();
    assert_eq!((info.budget, info.open), (u(35 * USD), u(70 * ONE)));
    // The rest is reimbursed at the same rate, in whatever order.
    fixture.spend(BOB, PROVIDER, 40 * ONE);
    fixture.spend(ALICE, PROVIDER, 30 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 50 * USD);
}

#[rstest]
fn daily_credits_are_reimbursed_at_most_the_credit_price(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_budget(fee_token, 500 * USD);
    fixture.spend(ALICE, PROVIDER, 30 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 30 * USD);
}

#[rstest]
fn diem_activated_during_the_day_dilutes_the_unsettled_budget(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_budget(fee_token, 50 * USD);
    fixture.spend(ALICE, PROVIDER, 50 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 25 * USD);
    fixture.activate_diem(account("carol"), 50 * ONE);
    fixture.spend(BOB, PROVIDER, 40 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 25 * USD + 10 * USD);
    // Deactivating DIEM does not raise the rate: the day's credits stay issued.
    fixture.ok(BOB, initiateUnstakeCall { amount: u(40 * ONE) });
    assert_eq!(fixture.protocol().open, u(60 * ONE));
}

#[rstest]
fn yesterdays_usage_is_paid_from_yesterdays_budget_only(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let key = signer("alice");
    fixture.admit_provider(PROVIDER);
    fixture.activate_diem(key.address(), 100 * ONE);
    fixture.fund_capacity(TREASURY, 50 * USD);
    advance_to_midnight();
    fixture.checkpoint();
    let day = today();
    fixture.fund_capacity(TREASURY, 10 * USD);
    advance_to_midnight();
    fixture.redeem_own(&key, PROVIDER, day, 100 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 50 * USD);
    fixture.redeem_own(&key, PROVIDER, day + 1, 100 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 60 * USD);
    // The credits of both days were settled on one day.
    advance_to_midnight();
    fixture.checkpoint();
    let event: DayRolled = fixture.last_event();
    assert_eq!((event.issued, event.quotaCredits), (u(100 * ONE), u(200 * ONE)));
}

#[rstest]
fn usage_of_a_day_without_rollover_is_reimbursed_with_nothing(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let key = signer("alice");
    fixture.admit_provider(PROVIDER);
    fixture.activate_diem(key.address(), 100 * ONE);
    fixture.fund_capacity(TREASURY, 70 * USD);
    advance_to_midnight();
    fixture.checkpoint();
    advance(2 * DAY);
    assert_eq!(fixture.redeem_own(&key, PROVIDER, today() - 1, 100 * ONE), (100 * ONE, 0));
    assert_eq!(fixture.earnings_of(PROVIDER), 0);
    // All of the pool is today's budget.
    let info = fixture.protocol();
    assert_eq!((info.stream, info.budget), (U256::ZERO, u(70 * USD)));
    fixture.redeem_own(&key, PROVIDER, today(), 50 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 35 * USD);
}

#[rstest]
fn what_a_budget_leaves_unpaid_returns_to_the_pool_after_two_days(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_budget(fee_token, 70 * USD);
    fixture.spend(ALICE, PROVIDER, 30 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 21 * USD);
    advance_to_midnight();
    fixture.checkpoint();
    let info = fixture.protocol();
    assert_eq!(
        (info.stream, info.budget, info.budgetYesterday),
        (U256::ZERO, U256::ZERO, u(49 * USD))
    );
    assert_eq!(info.openYesterday, u(70 * ONE));
    advance_to_midnight();
    fixture.checkpoint();
    let info = fixture.protocol();
    assert_eq!((info.stream, info.budget), (U256::ZERO, u(49 * USD)), "nothing goes to stakers");
    assert_eq!(info.budgetYesterday, U256::ZERO);
}

#[rstest]
fn paid_credits_leave_the_budget_unchanged(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_budget(fee_token, 50 * USD);
    fixture.deposit_fees(TREASURY, 10 * USD);
    fixture.spend(TREASURY, PROVIDER, 10 * ONE);
    let event: ProviderEarned = fixture.last_event();
    assert_eq!((event.fees, event.reimbursed), (u(7 * USD), U256::ZERO));
    assert_eq!(fixture.protocol().budget, u(50 * USD));
}

#[rstest]
fn reimbursements_below_one_unit_emit_no_provider_earned(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_budget(fee_token, 1);
    let logs = fixture.event_count();
    fixture.ok(ALICE, spend(ALICE, PROVIDER, 10 * ONE));
    assert_eq!(fixture.earnings_of(PROVIDER), 0, "a tenth of a unit rounds down to nothing");
    assert_eq!(fixture.event_count(), logs + 1, "Spent, and no ProviderEarned of 0");
    let event: Spent = fixture.last_event();
    assert_eq!((event.quotaCredits, event.fee), (u(10 * ONE), U256::ZERO));
}

/// The budget is all that the day's credits are worth, or half of the pool if that is more; never more than the pool.
#[rstest]
fn a_budget_is_the_credits_worth_or_half_of_a_rich_pool(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for (pool, budget) in [
        (1, 1),
        (99 * USD, 99 * USD),
        (100 * USD, 100 * USD),
        (100 * USD + 1, 100 * USD),
        (200 * USD, 100 * USD),
        (200 * USD + 1, 100 * USD),
        (200 * USD + 2, 100 * USD + 1),
        (1_000 * USD, 500 * USD),
    ] {
        let fixture = fixture_with_budget(fee_token, pool);
        let event: DayRolled = fixture.last_event();
        assert_eq!((event.pool, event.budget), (u(pool), u(budget)));
        let info = fixture.protocol();
        assert_eq!((info.pool, info.budget, info.stream), (u(pool), u(budget), U256::ZERO));
    }
}

/// `E` is taken as of the roll: the price then, and the DIEM active then.
#[rstest]
fn a_budget_uses_the_price_and_the_active_diem_of_the_roll(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.activate_diem(ALICE, 60 * ONE);
    let mut params = PARAMS;
    params[param::PRICE] = 2 * USD;
    fixture.change_params(params);
    fixture.fund_capacity(TREASURY, 150 * USD);
    fixture.ok(ALICE, initiateUnstakeCall { amount: u(10 * ONE) });
    advance_to_midnight();
    fixture.activate_diem(BOB, 40 * ONE);
    // 50 DIEM at 2 USD; what Bob activates comes after the roll.
    let event: DayRolled = {
        let events = fixture.diem.all_events();
        let rolled = events.iter().rev().find_map(|log| {
            <DayRolled as alloy_sol_types::SolEvent>::decode_log_data(log, true).ok()
        });
        rolled.expect("Bob's call has rolled the day")
    };
    assert_eq!((event.pool, event.budget), (u(150 * USD), u(100 * USD)));
    assert_eq!(fixture.protocol().open, u(90 * ONE));
}

#[rstest]
fn what_yesterdays_budget_keeps_is_no_part_of_todays(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_budget(fee_token, 260 * USD);
    assert_eq!(fixture.protocol().budget, u(130 * USD));
    fixture.spend(ALICE, PROVIDER, 30 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 30 * USD, "at most the price");
    advance_to_midnight();
    fixture.checkpoint();
    let event: DayRolled = fixture.last_event();
    // 130 wait and 100 are yesterday's.
    assert_eq!((event.pool, event.budget), (u(130 * USD), u(100 * USD)));
    let info = fixture.protocol();
    assert_eq!((info.pool, info.budgetYesterday), (u(230 * USD), u(100 * USD)));
    advance_to_midnight();
    fixture.checkpoint();
    let event: DayRolled = fixture.last_event();
    assert_eq!((event.pool, event.budget), (u(130 * USD), u(100 * USD)));
    // After a skipped day, both have ended.
    advance(2 * DAY);
    fixture.checkpoint();
    let event: DayRolled = fixture.last_event();
    assert_eq!((event.pool, event.budget), (u(230 * USD), u(115 * USD)));
    assert_eq!(fixture.protocol().budgetYesterday, U256::ZERO);
}

#[rstest]
fn diem_activated_during_the_day_dilutes_nobody_while_half_of_the_pool_is_enough(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_budget(fee_token, 800 * USD);
    // A budget of 400 USD for 100 credits, and then for 400.
    fixture.activate_diem(account("carol"), 300 * ONE);
    fixture.spend(account("carol"), PROVIDER, 300 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 300 * USD);
    fixture.spend(BOB, PROVIDER, 40 * ONE);
    fixture.spend(ALICE, PROVIDER, 60 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 400 * USD, "each credit at its full price");
}

/// A budget holds at most 2⁹⁶ − 1 base units; the rest waits in the pool.
#[rstest]
fn a_budget_beyond_96_bits_waits_in_the_pool(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (most, pool) = ((1u128 << 96) - 1, 1u128 << 120);
    let fixture = fixture_with_budget(fee_token, pool);
    let info = fixture.protocol();
    assert_eq!((info.budget, info.pool), (u(most), u(pool)));
    fixture.spend(ALICE, PROVIDER, 60 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 60 * USD);
    advance_to_midnight();
    fixture.checkpoint();
    let event: DayRolled = fixture.last_event();
    assert_eq!((event.pool, event.budget), (u(pool - most), u(most)));
    assert_eq!(fixture.protocol().pool, u(pool - 60 * USD));
}
