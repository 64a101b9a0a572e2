//! The capacity pool: what providers are paid for daily credits.

use crate::support::economy::{spend, USD};
use crate::support::*;
use alloy_primitives::{address, Address, U256};
use diem::model::time::DAY;
use motsu::prelude::*;

both! {
    what_funds_capacity_is_the_next_days_budget,
    a_daily_credit_is_paid_its_part_of_the_budget,
    a_daily_credit_is_never_paid_above_the_price,
    diem_activated_during_the_day_thins_what_is_not_settled_yet,
    yesterdays_usage_is_paid_from_yesterdays_budget_only,
    usage_of_a_day_without_a_roll_is_paid_nothing,
    a_seventh_of_what_a_day_leaves_unpaid_flows_to_stakers,
    paid_credits_take_nothing_from_the_budget,
    without_a_budget_quota_is_served_for_nothing_and_says_so,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const BOB: Address = address!("0000000000000000000000000000000000000B0B");
const TREASURY: Address = address!("0000000000000000000000000000000000007EA5");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");

/// Alice has 60 active, Bob 40; a budget of `amount` begins today.
fn budgeted(fees: Fees, amount: u128) -> World {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.active(ALICE, 60 * ONE);
    world.active(BOB, 40 * ONE);
    world.budgeted(TREASURY, amount);
    to_midnight();
    world.checkpoint();
    world
}

fn what_funds_capacity_is_the_next_days_budget(fees: Fees) {
    let world = World::new(fees);
    world.active(ALICE, 60 * ONE);
    world.budgeted(TREASURY, 30 * USD);
    let event: CapacityFunded = world.last();
    assert_eq!((event.payer, event.amount), (TREASURY, u(30 * USD)));
    let before = world.protocol();
    assert_eq!((before.pool, before.budget), (u(30 * USD), U256::ZERO));
    to_midnight();
    let after = world.protocol();
    assert_eq!(
        (after.pool, after.budget, after.open),
        (U256::ZERO, u(30 * USD), u(60 * ONE))
    );
    world.checkpoint();
    let event: DayRolled = world.last();
    assert_eq!((event.day, event.budget), (today() - 1, u(30 * USD)));
    assert_eq!(event.issued, u(60 * ONE));
}

fn a_daily_credit_is_paid_its_part_of_the_budget(fees: Fees) {
    let world = budgeted(fees, 50 * USD);
    world.spent(ALICE, PROVIDER, 30 * ONE);
    let event: ProviderEarned = world.last();
    assert_eq!(event.provider, PROVIDER);
    assert_eq!((event.fees, event.reimbursed), (U256::ZERO, u(15 * USD)));
    assert_eq!(world.earnings(PROVIDER), 15 * USD);
    let info = world.protocol();
    assert_eq!((info.budget, info.open), (u(35 * USD), u(70 * ONE)));
    // The rest is paid alike, whoever comes first.
    world.spent(BOB, PROVIDER, 40 * ONE);
    world.spent(ALICE, PROVIDER, 30 * ONE);
    assert_eq!(world.earnings(PROVIDER), 50 * USD);
}

fn a_daily_credit_is_never_paid_above_the_price(fees: Fees) {
    let world = budgeted(fees, 500 * USD);
    world.spent(ALICE, PROVIDER, 30 * ONE);
    assert_eq!(world.earnings(PROVIDER), 30 * USD);
}

fn diem_activated_during_the_day_thins_what_is_not_settled_yet(fees: Fees) {
    let world = budgeted(fees, 50 * USD);
    world.spent(ALICE, PROVIDER, 50 * ONE);
    assert_eq!(world.earnings(PROVIDER), 25 * USD);
    world.active(account("carol"), 50 * ONE);
    world.spent(BOB, PROVIDER, 40 * ONE);
    assert_eq!(world.earnings(PROVIDER), 25 * USD + 10 * USD);
    // Leaving gives nobody more: the day's credits stay issued.
    world.ok(
        BOB,
        initiateUnstakeCall {
            amount: u(40 * ONE),
        },
    );
    assert_eq!(world.protocol().open, u(60 * ONE));
}

fn yesterdays_usage_is_paid_from_yesterdays_budget_only(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let key = signer("alice");
    world.admit(PROVIDER);
    world.active(key.address(), 100 * ONE);
    world.budgeted(TREASURY, 50 * USD);
    to_midnight();
    world.checkpoint();
    let day = today();
    world.budgeted(TREASURY, 10 * USD);
    to_midnight();
    world.redeemed(&key, PROVIDER, day, 100 * ONE);
    assert_eq!(world.earnings(PROVIDER), 50 * USD);
    world.redeemed(&key, PROVIDER, day + 1, 100 * ONE);
    assert_eq!(world.earnings(PROVIDER), 60 * USD);
    // Both days' credits were settled on one.
    to_midnight();
    world.checkpoint();
    let event: DayRolled = world.last();
    assert_eq!(
        (event.issued, event.quotaCredits),
        (u(100 * ONE), u(200 * ONE))
    );
}

fn usage_of_a_day_without_a_roll_is_paid_nothing(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let key = signer("alice");
    world.admit(PROVIDER);
    world.active(key.address(), 100 * ONE);
    world.budgeted(TREASURY, 70 * USD);
    to_midnight();
    world.checkpoint();
    pass(2 * DAY);
    assert_eq!(
        world.redeemed(&key, PROVIDER, today() - 1, 100 * ONE),
        (100 * ONE, 0)
    );
    assert_eq!(world.earnings(PROVIDER), 0);
    // Two days' sevenths went to the stakers, the rest is today's.
    let info = world.protocol();
    assert_eq!((info.stream, info.budget), (u(20 * USD), u(50 * USD)));
    world.redeemed(&key, PROVIDER, today(), 50 * ONE);
    assert_eq!(world.earnings(PROVIDER), 25 * USD);
}

fn a_seventh_of_what_a_day_leaves_unpaid_flows_to_stakers(fees: Fees) {
    let world = budgeted(fees, 70 * USD);
    world.spent(ALICE, PROVIDER, 30 * ONE);
    assert_eq!(world.earnings(PROVIDER), 21 * USD);
    to_midnight();
    world.checkpoint();
    let info = world.protocol();
    assert_eq!(
        (info.stream, info.budget, info.budgetYesterday),
        (U256::ZERO, U256::ZERO, u(49 * USD))
    );
    assert_eq!(info.openYesterday, u(70 * ONE));
    to_midnight();
    world.checkpoint();
    let info = world.protocol();
    assert_eq!((info.stream, info.budget), (u(7 * USD), u(42 * USD)));
    assert_eq!(info.budgetYesterday, U256::ZERO);
}

fn paid_credits_take_nothing_from_the_budget(fees: Fees) {
    let world = budgeted(fees, 50 * USD);
    world.deposited(TREASURY, 10 * USD);
    world.spent(TREASURY, PROVIDER, 10 * ONE);
    let event: ProviderEarned = world.last();
    assert_eq!((event.fees, event.reimbursed), (u(7 * USD), U256::ZERO));
    assert_eq!(world.protocol().budget, u(50 * USD));
}

fn without_a_budget_quota_is_served_for_nothing_and_says_so(fees: Fees) {
    let world = budgeted(fees, 1);
    let logs = world.diem.all_events().len();
    world.ok(ALICE, spend(ALICE, PROVIDER, 10 * ONE));
    assert_eq!(world.earnings(PROVIDER), 0, "a tenth of a unit");
    assert_eq!(
        world.diem.all_events().len(),
        logs + 1,
        "no ProviderEarned of nothing"
    );
    let event: Spent = world.last();
    assert_eq!((event.quotaCredits, event.fee), (u(10 * ONE), U256::ZERO));
}
