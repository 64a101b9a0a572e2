// SPDX-License-Identifier: MIT OR Apache-2.0
//! Fees, the stream, the capacity pool and the roll, which is the day's rollover (§9).

use crate::fixture::{redeem, spend, Fixture, DAY_ONE};
use diem_reference::accounts::{ALICE, BOB, CAROL, NORTH, OWNER};
use diem_reference::units::{DAY, ONE};
use diem_reference::{Action, DiemError, Event, Params};

const CHECKPOINT: Action = Action::Checkpoint { caller: CAROL };

fn fund(amount: u128) -> Action {
    Action::Fund { caller: CAROL, amount }
}

fn stake(account: usize, amount: u128) -> Action {
    Action::StakeVvv { caller: account, recipient: account, amount }
}

fn claim(account: usize) -> Action {
    Action::Claim { caller: account }
}

fn fund_capacity(amount: u128) -> Action {
    Action::FundCapacity { caller: CAROL, amount }
}

#[test]
fn a_fee_is_split_between_provider_pool_and_stakers() {
    let mut fixture = Fixture::new();
    fixture.deposit(ALICE, 10_000_007);
    fixture.run(spend(ALICE, ALICE, 10 * ONE + 7 * ONE / 1_000_000));
    let revenue_state = fixture.reference.revenue_state();
    // floor(10,000,007 * 0.7), floor(* 0.15), and the rest.
    assert_eq!(fixture.reference.earnings_of(NORTH), 7_000_004);
    assert_eq!(revenue_state.pool, 1_500_001);
    assert_eq!(revenue_state.pending_stream, 1_500_002);
}

#[test]
fn stakers_receive_todays_fees_over_the_24_hours_after_the_next_roll() {
    let mut fixture = Fixture::new();
    fixture.run(stake(BOB, 100 * ONE));
    fixture.run(fund(1_000_000));
    fixture.wait_until(DAY_ONE + 1, 0);
    assert_eq!(fixture.reference.pending_rewards(BOB), 0);
    fixture.run(CHECKPOINT);
    fixture.wait(DAY / 4);
    assert_eq!(fixture.reference.pending_rewards(BOB), 249_999);
    // A later accrual releases what the earlier ones rounded down.
    fixture.wait(DAY / 4 * 3);
    let paid = fixture.amount_of(claim(BOB));
    assert_eq!(paid, 999_999);
    assert_eq!(fixture.amount_of(claim(BOB)), 0);
}

#[test]
fn locked_stake_earns_four_fifths_and_the_pool_the_rest() {
    let mut fixture = Fixture::new();
    fixture.run(stake(BOB, 100 * ONE));
    fixture.run(Action::StakeAndMint {
        caller: ALICE,
        vvv: 100 * ONE,
        min_out: 0,
        activate: false,
    });
    fixture.run(fund(1_000_000));
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(CHECKPOINT);
    fixture.wait(DAY);
    fixture.run(CHECKPOINT);
    assert_eq!(fixture.reference.pending_rewards(BOB), 499_999);
    assert_eq!(fixture.reference.pending_rewards(ALICE), 399_999);
    assert_eq!(fixture.reference.revenue_state().pool, 99_999);
}

#[test]
fn the_stream_is_suspended_while_less_than_one_vvv_is_staked() {
    let mut fixture = Fixture::new();
    fixture.run(fund(1_000_000));
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(stake(BOB, ONE - 1));
    fixture.wait(DAY / 2);
    fixture.run(stake(BOB, 1));
    assert_eq!(fixture.reference.pending_rewards(BOB), 0);
    assert_eq!(fixture.reference.revenue_state().stream, 1_000_000);
    fixture.wait(DAY / 2 - 1);
    assert_eq!(fixture.reference.pending_rewards(BOB), 499_987);
}

#[test]
fn vvv_in_a_ticket_earns_nothing() {
    let mut fixture = Fixture::new();
    fixture.run(stake(BOB, 100 * ONE));
    fixture.run(stake(ALICE, 100 * ONE));
    fixture.run(fund(1_000_000));
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(CHECKPOINT);
    fixture.wait(DAY / 2);
    fixture.run(Action::InitiateUnstakeVvv { caller: BOB, amount: 100 * ONE });
    fixture.wait(DAY / 2);
    assert_eq!(fixture.reference.pending_rewards(BOB), 249_999);
    assert_eq!(fixture.reference.pending_rewards(ALICE), 749_999);
}

#[test]
fn a_budget_pays_pro_rata_to_the_days_credits_and_at_most_their_price() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.run(fund_capacity(4_000_000));
    // Funds of today are budgeted from tomorrow on.
    fixture.run(spend(ALICE, ALICE, ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 0);
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(spend(ALICE, ALICE, 5 * ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 2_000_000);
    // Newly activated DIEM dilutes the rest of the budget: 2,000,000 for 5 + 15 credits.
    fixture.activate(BOB, 15 * ONE);
    fixture.run(spend(ALICE, ALICE, 5 * ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 2_500_000);

    let mut rich = Fixture::with_active(ALICE, 10 * ONE);
    rich.run(fund_capacity(1_000_000_000));
    rich.wait_until(DAY_ONE + 1, 0);
    rich.run(spend(ALICE, ALICE, 5 * ONE));
    assert_eq!(rich.reference.earnings_of(NORTH), 5_000_000);
}

#[test]
fn vouchers_of_yesterday_are_paid_from_yesterdays_budget() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.run(fund_capacity(4_000_000));
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(CHECKPOINT);
    fixture.wait_until(DAY_ONE + 2, 0);
    fixture.run(fund_capacity(7_000_000));
    assert_eq!(fixture.reference.revenue_state().budget.map(|budget| budget.left), Some(0));
    fixture.run(redeem(ALICE, ALICE, DAY_ONE + 1, 10 * ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 4_000_000);
}

#[test]
fn a_day_without_a_roll_has_no_budget() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.run(fund_capacity(4_000_000));
    fixture.wait_until(DAY_ONE + 2, 0);
    fixture.run(redeem(ALICE, ALICE, DAY_ONE + 1, 10 * ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 0);
    fixture.run(spend(ALICE, ALICE, 10 * ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 4_000_000);
}

#[test]
fn a_first_call_days_late_gives_the_newcomer_nothing_of_what_came_before() {
    let mut fixture = Fixture::new();
    fixture.run(stake(BOB, 100 * ONE));
    fixture.run(fund(1_000_000));
    fixture.wait_until(DAY_ONE + 4, 5);
    let events = fixture.events_of(stake(ALICE, 90_000 * ONE));
    assert!(
        matches!(events[0], Event::DayRolled { day: DAY_ONE, streaming: 1_000_000, .. }),
        "{events:?}"
    );
    fixture.wait(DAY);
    assert_eq!(fixture.reference.pending_rewards(ALICE), 0);
    assert_eq!(fixture.reference.pending_rewards(BOB), 999_999);
}

#[test]
fn the_new_stream_starts_at_the_days_boundary_whenever_the_roll_comes() {
    let mut fixture = Fixture::new();
    fixture.run(stake(BOB, 100 * ONE));
    fixture.run(fund(1_000_000));
    fixture.wait_until(DAY_ONE + 1, 0);
    let mut late = fixture.clone();
    fixture.run(CHECKPOINT);
    fixture.wait(DAY / 4);
    late.wait(DAY / 4);
    assert_eq!(late.reference.pending_rewards(BOB), 249_999);
    // What joins the bucket after the boundary and before the roll waits until the next one.
    late.run(fund(500_000));
    assert_eq!(late.reference.revenue_state().stream, 750_000);
    assert_eq!(
        late.reference.revenue_state().stream_end,
        fixture.reference.revenue_state().stream_end
    );
    assert_eq!(late.reference.pending_rewards(BOB), fixture.reference.pending_rewards(BOB));
}

#[test]
fn a_stream_that_waits_goes_on_waiting_across_rolls() {
    let mut fixture = Fixture::new();
    fixture.run(fund(1_000_000));
    // Nothing is staked for days; the stream of the first roll has not begun.
    fixture.wait_until(DAY_ONE + 4, DAY / 2);
    fixture.run(fund(500_000));
    assert_eq!(fixture.reference.revenue_state().stream, 1_000_000);
    fixture.run(stake(BOB, 100 * ONE));
    fixture.wait_until(DAY_ONE + 5, 0);
    // Half of it by the boundary; the rest with the new fund over the next day.
    fixture.wait(DAY / 2);
    let events = fixture.events_of(CHECKPOINT);
    assert!(matches!(events[0], Event::DayRolled { streaming: 1_000_000, .. }), "{events:?}");
    assert_eq!(fixture.reference.pending_rewards(BOB), 999_999);
}

#[test]
fn the_roll_emits_the_closing_days_totals() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.deposit(ALICE, 100_000_000);
    fixture.run(spend(ALICE, ALICE, 4 * ONE));
    fixture.run(Action::InitiateUnstake { caller: ALICE, amount: 3 * ONE });
    fixture.wait_until(DAY_ONE + 1, 0);
    let events = fixture.events_of(redeem(ALICE, ALICE, DAY_ONE, 6 * ONE));
    // The shares of stakers and pool are equal, so the stream equals the budget, which is all of the pool.
    let rolled = |day, quota, paid, issued, flows| Event::DayRolled {
        day,
        quota_credits: quota,
        paid_credits: paid,
        issued,
        streaming: flows,
        budget: flows,
        pool: flows,
    };
    assert_eq!(events[0], rolled(DAY_ONE, 4 * ONE, 0, 10 * ONE, 0));
    fixture.run(spend(ALICE, ALICE, 8 * ONE));
    fixture.wait_until(DAY_ONE + 4, 0);
    let events = fixture.events_of(CHECKPOINT);
    assert_eq!(events, [rolled(DAY_ONE + 1, 13 * ONE, ONE, 7 * ONE, 150_000)]);
}

#[test]
fn claim_and_stake_reverts_unless_fees_are_paid_in_vvv() {
    let mut fixture = Fixture::new();
    fixture.expect_error(Action::ClaimAndStake { caller: BOB }, DiemError::RewardNotStakeable);

    let mut fixture = Fixture::with(true, Params::at_price(ONE));
    fixture.run(stake(BOB, 100 * ONE));
    fixture.run(fund(3 * ONE));
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(CHECKPOINT);
    fixture.wait(DAY);
    let amount = fixture.amount_of(Action::ClaimAndStake { caller: BOB });
    assert!(amount <= 3 * ONE && amount > 3 * ONE - 100);
    assert_eq!(fixture.reference.account_view(BOB).unlocked, 100 * ONE + amount);
}

#[test]
fn pending_rewards_equal_what_a_claim_pays_including_a_due_roll() {
    let mut fixture = Fixture::new();
    fixture.run(stake(BOB, 123 * ONE));
    fixture.run(stake(ALICE, 77 * ONE));
    fixture.run(fund(999_999));
    fixture.wait_until(DAY_ONE + 1, 5);
    fixture.run(fund(31));
    fixture.wait_until(DAY_ONE + 3, 5);
    let pending = fixture.reference.pending_rewards(BOB);
    assert!(pending > 0);
    assert_eq!(fixture.amount_of(claim(BOB)), pending);
}

#[test]
fn a_removed_provider_can_claim_its_earnings() {
    let mut fixture = Fixture::new();
    fixture.deposit(ALICE, 10_000_000);
    fixture.run(spend(ALICE, ALICE, ONE));
    fixture.run(Action::SetProvider { caller: OWNER, provider: NORTH, admitted: false });
    assert_eq!(fixture.amount_of(Action::ClaimEarnings { caller: NORTH, to: BOB }), 700_000);
    assert_eq!(fixture.amount_of(Action::ClaimEarnings { caller: NORTH, to: BOB }), 0);
}
