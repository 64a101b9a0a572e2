//! Fees, the stream, the capacity pool and the day roll (§9).

use crate::common::{spend, voucher, Stage, DAY_ONE};
use diem_reference::units::cast::{ALICE, BOB, CAROL, NORTH, OWNER};
use diem_reference::units::{DAY, ONE};
use diem_reference::{Event, Op, Params, Refusal};

const CHECKPOINT: Op = Op::Checkpoint { caller: CAROL };

fn fund(amount: u128) -> Op {
    Op::Fund {
        caller: CAROL,
        amount,
    }
}

fn stake(who: usize, amount: u128) -> Op {
    Op::StakeVvv {
        caller: who,
        recipient: who,
        amount,
    }
}

fn claim(who: usize) -> Op {
    Op::Claim { caller: who }
}

fn fund_capacity(amount: u128) -> Op {
    Op::FundCapacity {
        caller: CAROL,
        amount,
    }
}

#[test]
fn a_fee_is_shared_by_provider_pool_and_stakers() {
    let mut stage = Stage::new();
    stage.deposits(ALICE, 10_000_007);
    stage.does(spend(ALICE, ALICE, 10 * ONE + 7 * ONE / 1_000_000));
    let economy = stage.0.economy();
    // floor(10,000,007 * 0.7), floor(* 0.15), and the rest.
    assert_eq!(stage.0.earnings_of(NORTH), 7_000_004);
    assert_eq!(economy.pool, 1_500_001);
    assert_eq!(economy.bucket, 1_500_002);
}

#[test]
fn stakers_get_todays_fees_over_the_24_hours_after_the_next_roll() {
    let mut stage = Stage::new();
    stage.does(stake(BOB, 100 * ONE));
    stage.does(fund(1_000_000));
    stage.goes_to(DAY_ONE + 1, 0);
    assert_eq!(stage.0.pending_rewards(BOB), 0);
    stage.does(CHECKPOINT);
    stage.waits(DAY / 4);
    assert_eq!(stage.0.pending_rewards(BOB), 249_999);
    // What the views round away, a later accrual gives.
    stage.waits(DAY / 4 * 3);
    let paid = stage.gets(claim(BOB));
    assert_eq!(paid, 999_999);
    assert_eq!(stage.gets(claim(BOB)), 0);
}

#[test]
fn locked_stake_earns_four_fifths_and_the_pool_the_rest() {
    let mut stage = Stage::new();
    stage.does(stake(BOB, 100 * ONE));
    stage.does(Op::StakeAndMint {
        caller: ALICE,
        vvv: 100 * ONE,
        min_out: 0,
        activate: false,
    });
    stage.does(fund(1_000_000));
    stage.goes_to(DAY_ONE + 1, 0);
    stage.does(CHECKPOINT);
    stage.waits(DAY);
    stage.does(CHECKPOINT);
    assert_eq!(stage.0.pending_rewards(BOB), 499_999);
    assert_eq!(stage.0.pending_rewards(ALICE), 399_999);
    assert_eq!(stage.0.economy().pool, 99_999);
}

#[test]
fn the_stream_waits_while_less_than_one_vvv_is_staked() {
    let mut stage = Stage::new();
    stage.does(fund(1_000_000));
    stage.goes_to(DAY_ONE + 1, 0);
    stage.does(stake(BOB, ONE - 1));
    stage.waits(DAY / 2);
    stage.does(stake(BOB, 1));
    assert_eq!(stage.0.pending_rewards(BOB), 0);
    assert_eq!(stage.0.economy().stream, 1_000_000);
    stage.waits(DAY / 2 - 1);
    assert_eq!(stage.0.pending_rewards(BOB), 499_987);
}

#[test]
fn unstaked_vvv_earns_no_more() {
    let mut stage = Stage::new();
    stage.does(stake(BOB, 100 * ONE));
    stage.does(stake(ALICE, 100 * ONE));
    stage.does(fund(1_000_000));
    stage.goes_to(DAY_ONE + 1, 0);
    stage.does(CHECKPOINT);
    stage.waits(DAY / 2);
    stage.does(Op::InitiateUnstakeVvv {
        caller: BOB,
        amount: 100 * ONE,
    });
    stage.waits(DAY / 2);
    assert_eq!(stage.0.pending_rewards(BOB), 249_999);
    assert_eq!(stage.0.pending_rewards(ALICE), 749_999);
}

#[test]
fn a_budget_pays_its_part_of_the_days_credits_but_never_more_than_the_price() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.does(fund_capacity(4_000_000));
    // What came in today waits.
    stage.does(spend(ALICE, ALICE, ONE));
    assert_eq!(stage.0.earnings_of(NORTH), 0);
    stage.goes_to(DAY_ONE + 1, 0);
    stage.does(spend(ALICE, ALICE, 5 * ONE));
    assert_eq!(stage.0.earnings_of(NORTH), 2_000_000);
    // More DIEM thins what is not settled yet: 2,000,000 for 5 + 15 credits.
    stage.activates(BOB, 15 * ONE);
    stage.does(spend(ALICE, ALICE, 5 * ONE));
    assert_eq!(stage.0.earnings_of(NORTH), 2_500_000);

    let mut rich = Stage::with_active(ALICE, 10 * ONE);
    rich.does(fund_capacity(1_000_000_000));
    rich.goes_to(DAY_ONE + 1, 0);
    rich.does(spend(ALICE, ALICE, 5 * ONE));
    assert_eq!(rich.0.earnings_of(NORTH), 5_000_000);
}

#[test]
fn a_day_is_settled_from_its_own_budget_on_the_day_after() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.does(fund_capacity(4_000_000));
    stage.goes_to(DAY_ONE + 1, 0);
    stage.does(CHECKPOINT);
    stage.goes_to(DAY_ONE + 2, 0);
    stage.does(fund_capacity(7_000_000));
    assert_eq!(stage.0.economy().budget.map(|budget| budget.left), Some(0));
    stage.does(voucher(ALICE, ALICE, DAY_ONE + 1, 10 * ONE));
    assert_eq!(stage.0.earnings_of(NORTH), 4_000_000);
}

#[test]
fn a_day_without_a_roll_has_no_budget() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.does(fund_capacity(4_000_000));
    stage.goes_to(DAY_ONE + 2, 0);
    stage.does(voucher(ALICE, ALICE, DAY_ONE + 1, 10 * ONE));
    assert_eq!(stage.0.earnings_of(NORTH), 0);
    stage.does(spend(ALICE, ALICE, 10 * ONE));
    assert_eq!(stage.0.earnings_of(NORTH), 4_000_000);
}

#[test]
fn a_seventh_a_day_of_what_a_budget_left_unpaid_goes_to_the_stakers() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.does(fund_capacity(7_000_000));
    for day in 1..=2 {
        stage.goes_to(DAY_ONE + day, 0);
        stage.does(CHECKPOINT);
        assert_eq!(stage.0.economy().pool, 7_000_000);
    }
    stage.goes_to(DAY_ONE + 3, 0);
    stage.does(CHECKPOINT);
    let economy = stage.0.economy();
    // All staked VVV is locked, so a fifth of what flows comes back to the pool later.
    assert_eq!((economy.pool, economy.stream), (6_000_000, 1_000_000));
    assert_eq!(economy.budget.map(|budget| budget.left), Some(6_000_000));
    // Nine days on, all of it has decayed.
    stage.goes_to(DAY_ONE + 12, 0);
    stage.does(CHECKPOINT);
    assert_eq!(stage.0.economy().pool, 199_999);
    assert_eq!(stage.0.economy().stream, 6_000_000);
}

#[test]
fn the_roll_tells_the_closing_days_figures() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.deposits(ALICE, 100_000_000);
    stage.does(spend(ALICE, ALICE, 4 * ONE));
    stage.does(Op::InitiateUnstake {
        caller: ALICE,
        amount: 3 * ONE,
    });
    stage.goes_to(DAY_ONE + 1, 0);
    let said = stage.says(voucher(ALICE, ALICE, DAY_ONE, 6 * ONE));
    // As much of a fee flows to the stakers as to the pool.
    let rolled = |day, quota, paid, issued, flows| Event::DayRolled {
        day,
        quota_credits: quota,
        paid_credits: paid,
        issued,
        streaming: flows,
        budget: flows,
    };
    assert_eq!(said[0], rolled(DAY_ONE, 4 * ONE, 0, 10 * ONE, 0));
    stage.does(spend(ALICE, ALICE, 8 * ONE));
    stage.goes_to(DAY_ONE + 4, 0);
    let said = stage.says(CHECKPOINT);
    assert_eq!(said, [rolled(DAY_ONE + 1, 13 * ONE, ONE, 7 * ONE, 150_000)]);
}

#[test]
fn rewards_are_staked_only_where_they_are_vvv() {
    let mut stage = Stage::new();
    stage.refuses(
        Op::ClaimAndStake { caller: BOB },
        Refusal::RewardNotStakeable,
    );

    let mut stage = Stage::with(true, Params::at_price(ONE));
    stage.does(stake(BOB, 100 * ONE));
    stage.does(fund(3 * ONE));
    stage.goes_to(DAY_ONE + 1, 0);
    stage.does(CHECKPOINT);
    stage.waits(DAY);
    let amount = stage.gets(Op::ClaimAndStake { caller: BOB });
    assert!(amount <= 3 * ONE && amount > 3 * ONE - 100);
    assert_eq!(stage.0.person(BOB).unlocked, 100 * ONE + amount);
}

#[test]
fn a_view_of_rewards_is_what_a_claim_pays_roll_included() {
    let mut stage = Stage::new();
    stage.does(stake(BOB, 123 * ONE));
    stage.does(stake(ALICE, 77 * ONE));
    stage.does(fund(999_999));
    stage.goes_to(DAY_ONE + 1, 5);
    stage.does(fund(31));
    stage.goes_to(DAY_ONE + 3, 5);
    let pending = stage.0.pending_rewards(BOB);
    assert!(pending > 0);
    assert_eq!(stage.gets(claim(BOB)), pending);
}

#[test]
fn earnings_outlive_a_providers_removal() {
    let mut stage = Stage::new();
    stage.deposits(ALICE, 10_000_000);
    stage.does(spend(ALICE, ALICE, ONE));
    stage.does(Op::SetProvider {
        caller: OWNER,
        provider: NORTH,
        admitted: false,
    });
    assert_eq!(
        stage.gets(Op::ClaimEarnings {
            caller: NORTH,
            to: BOB
        }),
        700_000
    );
    assert_eq!(
        stage.gets(Op::ClaimEarnings {
            caller: NORTH,
            to: BOB
        }),
        0
    );
}
