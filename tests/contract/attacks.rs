//! What somebody could try to gain, and how much at most: numbers for SECURITY.md. Where a gain is
//! to be shown, two worlds that differ in nothing but the attack are compared.
//!
//! Amounts are in base units of the fee token, millionths of a dollar unless said otherwise. Run
//! with `--nocapture` to read the numbers.

use crate::support::economy::{propose, spend, USD};
use crate::support::*;
use alloy_primitives::{address, Address, U256};
use alloy_sol_types::SolValue;
use diem::model::ledger::{budget_index, Ledger, Today};
use diem::model::position::Stake;
use diem::model::time::{Day, DAY};
use motsu::prelude::*;

both! {
    settling_only_every_second_day_gains_nothing,
    settling_every_second_day_of_a_sleeping_world_loses_the_skipped_days,
    hiding_usage_for_a_month_gains_nothing,
    idle_credits_spent_at_the_last_minute_get_their_own_part_only,
    a_whale_that_activates_after_the_roll_gets_its_part_of_what_is_unsettled,
    a_whale_that_leaves_for_a_second_at_midnight_loses_a_day,
    staking_just_before_a_roll_and_leaving_just_after_earns_two_seconds,
    staking_and_claiming_in_one_block_earns_nothing,
    funding_with_dust_does_not_move_the_rate,
    the_first_staker_gets_no_more_than_flows_while_it_is_alone,
    what_the_last_staker_leaves_waits_for_the_next,
    washing_usage_through_ones_own_provider_gains_nothing,
    washing_ones_own_daily_credits_takes_their_part_of_the_budget,
    fees_of_a_day_with_nobody_staked_wait_for_a_staker,
    rounding_by_the_fee_tokens_decimals,
    ten_thousand_smallest_fees_round_by_under_a_unit_each,
    a_rogue_owner_and_guardian_keep_nobody_in,
    donations_change_nothing_and_are_the_owners_to_recover,
    a_change_of_parameters_leaves_positions_tickets_and_streams_alone,
}

const BOB: Address = address!("0000000000000000000000000000000000000B0B");
const WHALE: Address = address!("0000000000000000000000000000000000003A1E");
const TREASURY: Address = address!("0000000000000000000000000000000000007EA5");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");
const FRIEND: Address = address!("00000000000000000000000000000000000057EF");

/// A world where both providers are admitted.
fn world(fees: Fees) -> World {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.admit(FRIEND);
    world
}

fn unstake_vvv(world: &World, account: Address, amount: u128) {
    world.ok(account, initiateUnstakeVvvCall { amount: u(amount) });
}

/// `attacked − honest`, as a signed number.
fn gain(attacked: u128, honest: u128) -> i128 {
    i128::try_from(attacked).unwrap() - i128::try_from(honest).unwrap()
}

/// Ten days of 40 of 100 credits served, with 50 USD of capacity a day; `settles` says of which
/// days usage is settled on a day.
fn served(fees: Fees, settles: impl Fn(u32) -> Vec<u32>) -> u128 {
    let world = world(fees);
    let key = signer("alice");
    world.active(key.address(), 100 * ONE);
    world.active(BOB, 100 * ONE);
    world.budgeted(TREASURY, 50 * USD);
    to_midnight();
    let first = today();
    for day in 0..10 {
        // The treasury's call is the day's first.
        world.budgeted(TREASURY, 50 * USD);
        pass(DAY - 1);
        for of in settles(day) {
            world.redeemed(&key, PROVIDER, first + of, 40 * ONE);
        }
        pass(1);
    }
    world.earnings(PROVIDER)
}

fn settling_only_every_second_day_gains_nothing(fees: Fees) {
    let _precompiles = deploy_precompiles();
    let honest = served(fees, |day| vec![day]);
    let late = served(fees, |day| {
        if day % 2 == 1 {
            vec![day - 1, day]
        } else {
            vec![]
        }
    });
    println!(
        "every second day: {} against {honest} units in ten days",
        late
    );
    assert_eq!(gain(late, honest), 0);
}

/// And where nobody else rolls the days, usage of the skipped day is paid nothing.
fn settling_every_second_day_of_a_sleeping_world_loses_the_skipped_days(fees: Fees) {
    let _precompiles = deploy_precompiles();
    let run = |every: u32| {
        let world = world(fees);
        let key = signer("alice");
        world.active(key.address(), 100 * ONE);
        world.budgeted(TREASURY, 700 * USD);
        to_midnight();
        let first = today();
        for day in 0..10 {
            if day % every == every - 1 {
                for of in (day + 1 - every)..=day {
                    world.redeemed(&key, PROVIDER, first + of, 40 * ONE);
                }
            }
            pass(DAY);
        }
        world.earnings(PROVIDER)
    };
    let (honest, late) = (run(1), run(2));
    println!("every second day, nobody else there: {late} against {honest}");
    assert!(late < honest);
}

fn hiding_usage_for_a_month_gains_nothing(fees: Fees) {
    let _precompiles = deploy_precompiles();
    for idle in [0, 100] {
        let run = |hides: bool| {
            let world = world(fees);
            let key = signer("alice");
            world.active(key.address(), 100 * ONE);
            if idle > 0 {
                world.active(BOB, idle * ONE);
            }
            world.budgeted(TREASURY, 10 * USD);
            to_midnight();
            let first = today();
            for day in 0..30 {
                world.budgeted(TREASURY, 10 * USD);
                if !hides {
                    world.redeemed(&key, PROVIDER, first + day, 100 * ONE);
                } else if day == 29 {
                    world.redeemed(&key, PROVIDER, first + day - 1, 100 * ONE);
                    world.redeemed(&key, PROVIDER, first + day, 100 * ONE);
                }
                pass(DAY);
            }
            world.earnings(PROVIDER)
        };
        let (honest, hidden) = (run(false), run(true));
        println!("a month hidden, {idle} idle: {hidden} against {honest}");
        assert!(gain(hidden, honest) < 0);
    }
}

/// Every choice of days to hide, out of twelve, by a provider of any part of the credits.
#[test]
fn no_choice_of_days_to_hide_gains() {
    const DAYS: u16 = 12;
    let run = |hidden: u32, part: u128| {
        let mut ledger = Ledger {
            today: Today {
                day: Day(20_000),
                active: 100 * ONE,
                ..Today::default()
            },
            ..Ledger::default()
        };
        let mut earned = 0;
        for day in 1..=DAYS {
            ledger.inflow.pool += 70 * USD;
            ledger.roll((20_000 + u64::from(day)) * DAY, &Stake::default());
            if hidden >> (day - 1) & 1 == 0 {
                let today = ledger.today;
                let budget = &mut ledger.budgets[budget_index(today.day)];
                earned += budget.settle_floor(part * ONE, today.issued, 1_000 * USD);
            }
        }
        earned
    };
    for part in [1, 10, 50, 99, 100] {
        let honest = run(0, part);
        let best = (1..1 << DAYS)
            .map(|hidden| gain(run(hidden, part), honest))
            .max();
        let best = best.unwrap();
        println!("a provider of {part} % of the credits: best of 4095 ways to hide: {best}");
        assert!(best < 0);
    }
}

/// What is idle at 23:59 and spent on a friend is paid that holder's own part, and takes nothing
/// from what others have served.
fn idle_credits_spent_at_the_last_minute_get_their_own_part_only(fees: Fees) {
    let _precompiles = deploy_precompiles();
    let run = |dumps: bool| {
        let world = world(fees);
        let key = signer("alice");
        world.active(key.address(), 100 * ONE);
        world.active(WHALE, 300 * ONE);
        world.budgeted(TREASURY, 40 * USD);
        to_midnight();
        let day = today();
        world.checkpoint();
        pass(DAY - 60);
        world.redeemed(&key, PROVIDER, day, 50 * ONE);
        if dumps {
            world.spent(WHALE, FRIEND, 300 * ONE);
        }
        pass(60);
        world.redeemed(&key, PROVIDER, day, 100 * ONE);
        (world.earnings(FRIEND), world.earnings(PROVIDER))
    };
    let (idle, dumped) = (run(false), run(true));
    println!(
        "300 of 400 credits dumped at 23:59: {} of {} units",
        dumped.0,
        40 * USD
    );
    assert_eq!(idle.1, 10 * USD);
    assert_eq!(
        dumped.1, idle.1,
        "the honest provider has its own part either way"
    );
    assert_eq!((idle.0, dumped.0), (0, 30 * USD));
}

/// The budget's part of a whale that comes after the roll is what it had been had it come before,
/// and what was settled before it came is out of its reach.
fn a_whale_that_activates_after_the_roll_gets_its_part_of_what_is_unsettled(fees: Fees) {
    let run = |before: bool| {
        let world = world(fees);
        world.active(BOB, 100 * ONE);
        world.minted(WHALE, 900 * ONE);
        let amount = u(900 * ONE);
        if before {
            world.ok(WHALE, stakeDiemCall { amount });
        }
        world.budgeted(TREASURY, 50 * USD);
        to_midnight();
        world.spent(BOB, PROVIDER, 50 * ONE);
        if !before {
            world.ok(WHALE, stakeDiemCall { amount });
        }
        world.spent(WHALE, FRIEND, 900 * ONE);
        world.spent(BOB, PROVIDER, 50 * ONE);
        // It cannot take its DIEM elsewhere the same day.
        world.ok(WHALE, initiateUnstakeCall { amount });
        let next = u(u128::from(now() + DAY));
        world.refused(WHALE, unstakeCall {}, NothingMatured { next });
        (world.earnings(FRIEND), world.earnings(PROVIDER))
    };
    let ((late, honest), (early, _)) = (run(false), run(true));
    println!(
        "900 of 1,000 DIEM after the roll: {late} of {}; before it: {early}",
        50 * USD
    );
    assert!(late <= early);
    // 900/950 of the 25 USD that were not settled yet.
    assert_eq!(late, 25 * USD * 900 / 950);
    assert!(honest >= 25 * USD, "what was settled before is not touched");
}

fn a_whale_that_leaves_for_a_second_at_midnight_loses_a_day(fees: Fees) {
    let _precompiles = deploy_precompiles();
    let key = signer("whale");
    let run = |leaves: bool| {
        let world = world(fees);
        world.active(BOB, 100 * ONE);
        world.active(key.address(), 900 * ONE);
        world.budgeted(TREASURY, 50 * USD);
        to_midnight();
        world.budgeted(TREASURY, 50 * USD);
        let day = today();
        pass(DAY - 1);
        if leaves {
            world.ok(
                key.address(),
                initiateUnstakeCall {
                    amount: u(900 * ONE),
                },
            );
        }
        pass(1);
        if leaves {
            world.ok(key.address(), cancelUnstakeCall { ticket: 0 });
            assert_eq!(world.quota(key.address()), (900 * ONE, 0, 900 * ONE));
        } else {
            world.spent(key.address(), FRIEND, 900 * ONE);
        }
        world.redeemed(&key, FRIEND, day, 900 * ONE);
        world.spent(BOB, PROVIDER, 100 * ONE);
        (world.earnings(FRIEND), world.earnings(PROVIDER))
    };
    let (stays, leaves) = (run(false), run(true));
    println!(
        "gone at midnight: {} against {} units; the others {} against {}",
        leaves.0, stays.0, leaves.1, stays.1
    );
    assert!(gain(leaves.0, stays.0) < 0);
    assert!(leaves.1 >= stays.1);
    assert_eq!(leaves.0, 45 * USD, "the day before is its own as ever");
}

fn staking_just_before_a_roll_and_leaving_just_after_earns_two_seconds(fees: Fees) {
    let run = |snipes: bool| {
        let world = World::new(fees);
        world.staked(BOB, 100 * ONE);
        world.streamed(TREASURY, 86_400_000);
        to_midnight();
        world.streamed(TREASURY, 86_400_000);
        pass(DAY - 1);
        if snipes {
            world.staked(WHALE, 1_000_000 * ONE);
        }
        pass(1);
        world.checkpoint();
        pass(1);
        if snipes {
            unstake_vvv(&world, WHALE, 1_000_000 * ONE);
        }
        pass(7 * DAY);
        (world.claimed(WHALE), world.claimed(BOB))
    };
    let (alone, sniped) = (run(false), run(true));
    println!(
        "10,000 × the stake for two seconds at midnight: {} of {}",
        sniped.0, alone.1
    );
    assert_eq!(alone.0, 0);
    assert!(
        sniped.0 <= 2_000,
        "two seconds at 1,000 units, for seven days without yield"
    );
    assert!(alone.1 - sniped.1 <= 2_001);
}

fn staking_and_claiming_in_one_block_earns_nothing(fees: Fees) {
    let world = World::new(fees);
    world.staked(BOB, ONE);
    world.streamed(TREASURY, 86_400_000);
    for wait in [DAY / 2, DAY / 3, DAY] {
        // Once in the block of a roll, too.
        pass(wait);
        world.staked(WHALE, 1_000_000 * ONE);
        assert_eq!((world.pending(WHALE), world.claimed(WHALE)), (0, 0));
        unstake_vvv(&world, WHALE, 1_000_000 * ONE);
        assert_eq!(world.claimed(WHALE), 0);
    }
}

fn funding_with_dust_does_not_move_the_rate(fees: Fees) {
    let run = |dust: bool| {
        let world = World::new(fees);
        world.staked(BOB, 100 * ONE);
        world.streamed(TREASURY, 86_400_000);
        let mut seen = Vec::new();
        for _ in 0..3 {
            to_midnight();
            world.checkpoint();
            for _ in 0..23 {
                pass(3_600);
                if dust {
                    world.streamed(WHALE, 1);
                    world.budgeted(WHALE, 1);
                    world.checkpoint();
                }
                seen.push(world.pending(BOB));
            }
        }
        seen
    };
    let (calm, dusted) = (run(false), run(true));
    let most = calm
        .iter()
        .zip(&dusted)
        .map(|(a, b)| a.abs_diff(*b))
        .max()
        .unwrap();
    println!("dust every hour for three days moves a staker's yield by {most} units at most");
    // A unit a look at the stream, and the dust itself.
    assert!(most <= 69 + 69);
}

fn the_first_staker_gets_no_more_than_flows_while_it_is_alone(fees: Fees) {
    let world = World::new(fees);
    world.streamed(TREASURY, 86_400_000);
    to_midnight();
    world.checkpoint();
    pass(DAY / 2);
    // 1 wei earns nothing, and a donation does not make it more.
    world.staked(WHALE, 1);
    world.gift(&world.vvv, 1_000 * ONE);
    pass(DAY / 4);
    assert_eq!(world.pending(WHALE), 0);
    world.staked(BOB, 2 * ONE + 1);
    assert_eq!(world.info(BOB).staked, u(2 * ONE + 1), "credited in full");
    pass(3_600);
    assert_eq!(world.pending(WHALE), 0, "the part of 1 wei");
    let flowed = world.pending(BOB);
    println!(
        "the first staker, an hour alone after {} s: {flowed} of 86400000",
        DAY * 3 / 4
    );
    // What flows does so over the whole day that was left when the waiting began.
    assert!((3_599_998..=3_600_000).contains(&flowed));
}

fn what_the_last_staker_leaves_waits_for_the_next(fees: Fees) {
    let world = World::new(fees);
    world.staked(BOB, 100 * ONE);
    world.streamed(TREASURY, 86_400_000);
    to_midnight();
    world.checkpoint();
    pass(DAY / 4);
    unstake_vvv(&world, BOB, 100 * ONE);
    let last = world.claimed(BOB);
    pass(30 * DAY);
    world.checkpoint();
    assert_eq!(world.protocol().stream, u(86_400_000 * 3 / 4));
    world.staked(WHALE, 100 * ONE);
    pass(DAY);
    let next = world.claimed(WHALE);
    println!("the last staker {last}, the next {next}, of 86400000");
    assert!(86_400_000 - last - next <= 4);
    let before = world.wallet(BOB);
    world.ok(BOB, finalizeUnstakeCall {});
    assert_eq!(world.wallet(BOB) - before, 100 * ONE);
}

/// A provider that pays itself: with none of the stake and credits, and with all of them.
fn washing_usage_through_ones_own_provider_gains_nothing(fees: Fees) {
    for alone in [false, true] {
        let world = world(fees);
        world.active(FRIEND, 100 * ONE);
        if !alone {
            world.active(BOB, 300 * ONE);
        }
        // 100 credits of its own quota, 100 paid ones.
        world.deposited(FRIEND, 100 * USD);
        world.spent(FRIEND, FRIEND, 200 * ONE);
        to_midnight();
        world.checkpoint();
        // The pool's part is the next day's budget.
        world.spent(FRIEND, FRIEND, 100 * ONE);
        for _ in 0..40 {
            pass(DAY);
            world.checkpoint();
            world.spent(FRIEND, FRIEND, 100 * ONE);
        }
        world.ok(FRIEND, claimEarningsCall { to: FRIEND });
        world.claimed(FRIEND);
        let back = world.purse(FRIEND);
        println!("washed 100000000, alone: {alone}: {back} came back");
        assert!(gain(back, 100 * USD) <= 0);
        assert!(back >= 70 * USD);
    }
}

/// With its own DIEM alone it takes that DIEM's part of the budget, and at most the price.
fn washing_ones_own_daily_credits_takes_their_part_of_the_budget(fees: Fees) {
    for (budget, expected) in [(40 * USD, 10 * USD), (4_000 * USD, 100 * USD)] {
        let world = world(fees);
        world.active(FRIEND, 100 * ONE);
        world.active(BOB, 300 * ONE);
        world.budgeted(TREASURY, budget);
        to_midnight();
        for _ in 0..100 {
            world.spent(FRIEND, FRIEND, ONE);
        }
        let taken = world.earnings(FRIEND);
        println!("100 of 400 credits washed in 100 calls: {taken} of {budget}");
        assert!(taken <= expected && expected - taken <= 200);
    }
}

fn fees_of_a_day_with_nobody_staked_wait_for_a_staker(fees: Fees) {
    let world = world(fees);
    world.deposited(BOB, 100 * USD);
    world.spent(BOB, PROVIDER, 100 * ONE);
    assert_eq!(world.earnings(PROVIDER), 70 * USD);
    for _ in 0..20 {
        to_midnight();
        world.checkpoint();
    }
    let info = world.protocol();
    println!(
        "after 20 days: stream {}, budget {}",
        info.stream,
        info.budget + info.budgetYesterday
    );
    assert_eq!(
        info.stream + info.budget + info.budgetYesterday + info.pool,
        u(30 * USD)
    );
    world.staked(WHALE, ONE);
    assert_eq!(world.pending(WHALE), 0, "not at once");
    let waiting: u128 = info.stream.to();
    pass(DAY - 1);
    assert!(world.pending(WHALE) < waiting);
    pass(1);
    assert!(waiting - world.pending(WHALE) <= 1);
}

/// One credit a call against a hundred at once, in tokens of 18, 6 and 0 decimals at 1 USD.
fn rounding_by_the_fee_tokens_decimals(fees: Fees) {
    for (decimals, short) in [(18, 0), (6, 0), (0, 70)] {
        let unit = 10u128.pow(decimals);
        let mut params = PARAMS;
        params[7] = unit;
        let run = |calls: u128| {
            let world = World::with(fees, params);
            world.admit(PROVIDER);
            world.deposited(BOB, 100 * unit);
            for _ in 0..calls {
                world.spent(BOB, PROVIDER, 100 * ONE / calls);
            }
            let info = world.protocol();
            let sum = u(world.earnings(PROVIDER)) + info.bucket + info.pool;
            assert_eq!(sum, u(100 * unit), "parts sum to the fee");
            assert_eq!(world.deposit(BOB), (0, 0, 0), "the payer pays the same");
            (world.earnings(PROVIDER), info.bucket, info.pool)
        };
        let (once, often) = (run(1), run(100));
        println!(
            "{decimals} decimals: provider {} once, {} in 100 calls",
            once.0, often.0
        );
        assert_eq!(once, (70 * unit, u(15 * unit), u(15 * unit)));
        assert_eq!(once.0 - often.0, short);
    }
}

/// 10,000 fees of one base unit, a millionth of a dollar each: all of it to the stakers.
fn ten_thousand_smallest_fees_round_by_under_a_unit_each(fees: Fees) {
    const CALLS: u128 = 10_000;
    let world = world(fees);
    world.deposited(BOB, CALLS);
    for _ in 0..CALLS {
        world.spent(BOB, PROVIDER, ONE / USD);
    }
    let info = world.protocol();
    let provider = world.earnings(PROVIDER);
    println!(
        "{CALLS} fees of a unit: provider {provider}, stakers {}, pool {}",
        info.bucket, info.pool
    );
    assert_eq!(u(provider) + info.bucket + info.pool, u(CALLS));
    assert_eq!(world.deposit(BOB), (0, 0, 0));
    assert!(CALLS * 70 / 100 - provider < CALLS);
    // Split further it is no dearer: a fee is rounded up once, and the rest is kept for the next.
    world.deposited(BOB, 100);
    for _ in 0..1_000 {
        world.spent(BOB, PROVIDER, ONE / USD / 10);
    }
    assert_eq!(world.deposit(BOB), (0, 0, 0));
    assert_eq!(
        world.protocol().bucket + world.protocol().pool + u(world.earnings(PROVIDER)),
        u(CALLS + 100)
    );
}

/// An account with one of everything, and what it put in.
fn invested(fees: Fees) -> (World, Address) {
    let world = world(fees);
    let alice = signer("alice").address();
    world.minted(alice, 10 * ONE);
    world.staked(alice, 100 * ONE);
    world.ok(alice, stakeDiemCall { amount: u(6 * ONE) });
    world.deposited(alice, 50 * USD);
    unstake_vvv(&world, alice, 30 * ONE);
    world.ok(alice, initiateUnstakeCall { amount: u(2 * ONE) });
    world.ok(
        alice,
        initiateWithdrawalCall {
            amount: u(20 * USD),
        },
    );
    world.streamed(TREASURY, 86_400_000);
    to_midnight();
    world.checkpoint();
    (world, alice)
}

/// Takes everything out that `account` has, over 60 days: VVV that came, DIEM left, fee tokens that came.
fn leave(world: &World, account: Address) -> (u128, u128, u128) {
    let info = world.info(account);
    if !info.active.is_zero() {
        world.ok(
            account,
            initiateUnstakeCall {
                amount: info.active,
            },
        );
    }
    let rest = info.deposit - info.openWithdrawals;
    if !rest.is_zero() {
        world.ok(account, initiateWithdrawalCall { amount: rest });
    }
    pass(30 * DAY);
    world.ok(account, unstakeCall {});
    let before = world.purse(account);
    world.ok(account, withdrawCall {});
    let withdrawn = world.purse(account) - before;
    let minted = world.info(account).minted;
    world.ok(account, burnDiemCall { amount: minted });
    let amount = world.info(account).staked;
    world.ok(account, initiateUnstakeVvvCall { amount });
    pass(30 * DAY);
    let before = world.wallet(account);
    world.ok(account, finalizeUnstakeCall {});
    let vvv = world.wallet(account) - before;
    let before = world.purse(account);
    world.claimed(account);
    let claimed = world.purse(account) - before;
    let diem = world.ok(account, balanceOfCall { account })._0;
    (vvv, diem.to(), withdrawn + claimed)
}

fn a_rogue_owner_and_guardian_keep_nobody_in(fees: Fees) {
    let (world, alice) = invested(fees);
    let honest = leave(&world, alice);
    let put_in = honest.0;

    let (world, alice) = invested(fees);
    let before = world.snapshot(&[alice]);
    world.ok(GUARDIAN, pauseCall {});
    world.ok(OWNER, pauseCall {});
    world.ok(OWNER, setGuardianCall { guardian: WHALE });
    world.ok(
        OWNER,
        setProviderCall {
            provider: PROVIDER,
            admitted: false,
        },
    );
    world.ok(
        OWNER,
        setProviderCall {
            provider: WHALE,
            admitted: true,
        },
    );
    let diem = world.diem.address();
    for token in [world.vvv.address(), world.coin().address(), diem] {
        world.refused(
            OWNER,
            recoverCall { token, to: WHALE },
            NothingToRecover { token },
        );
    }
    // An admitted provider takes nothing that nobody signed for.
    world.refused(WHALE, spend(alice, WHALE, ONE), EnforcedPause {});
    world.ok(OWNER, unpauseCall {});
    let (account, spender) = (alice, WHALE);
    world.refused(
        WHALE,
        spend(alice, WHALE, ONE),
        NoGrant { account, spender },
    );
    world.ok(WHALE, pauseCall {});
    let day = u128::from(DAY);
    let worst = [
        10_000 * ONE,
        8 * ONE,
        250_000 * ONE,
        30 * day,
        7 * day,
        0,
        0,
        2 * USD,
    ];
    world.ok(OWNER, propose(worst));
    assert_eq!(
        world.snapshot(&[alice]),
        before,
        "nothing of hers has moved"
    );
    pass(2 * DAY);
    world.ok(OWNER, executeParamsCall {});
    world.ok(OWNER, propose(PARAMS));
    world.ok(OWNER, cancelParamsCall {});
    world.ok(OWNER, pauseCall {});
    world.ok(OWNER, transferOwnershipCall { newOwner: WHALE });
    world.ok(WHALE, acceptOwnershipCall {});
    let rogue = leave(&world, alice);
    println!("under a rogue owner: {rogue:?} out; under an honest one: {honest:?}");
    assert_eq!(rogue, honest);
    assert_eq!((rogue.0, rogue.1), (put_in, 0));
    assert!(
        rogue.2 >= 50 * USD + 86_400_000 - 20_000_000,
        "deposit and yield"
    );
}

fn donations_change_nothing_and_are_the_owners_to_recover(fees: Fees) {
    let (world, alice) = invested(fees);
    let diem = world.diem.address();
    let before = (world.info(alice), world.protocol());
    world.gift(&world.vvv, 1_000 * ONE);
    world.gift(world.coin(), 777 * USD);
    let value = u(ONE);
    world.refused(
        alice,
        transferCall { to: diem, value },
        ERC20InvalidReceiver { receiver: diem },
    );
    let after = (world.info(alice), world.protocol());
    assert_eq!(before.0.abi_encode(), after.0.abi_encode());
    assert_eq!(before.1.abi_encode(), after.1.abi_encode());
    let (vvv, coin) = (world.vvv.address(), world.coin().address());
    let gifts = match fees {
        Fees::Apart => vec![(vvv, 1_000 * ONE), (coin, 777 * USD)],
        Fees::InVvv => vec![(vvv, 1_000 * ONE + 777 * USD)],
    };
    for (token, amount) in gifts {
        assert_eq!(
            world.ok(OWNER, recoverCall { token, to: BOB }).amount,
            u(amount)
        );
    }
    let (vvv, left, paid) = leave(&world, alice);
    println!("after donations were recovered she leaves with {vvv} VVV, {left} DIEM, {paid} fees");
    assert_eq!(left, 0);
    assert_eq!(world.protocol().staked, U256::ZERO);
    let rest = 50 * USD + 86_400_000 - paid;
    let held = match fees {
        Fees::Apart => (0, rest),
        Fees::InVvv => (rest, rest),
    };
    assert_eq!(
        (world.wallet(diem), world.purse(diem)),
        held,
        "all VVV has left"
    );
}

fn a_change_of_parameters_leaves_positions_tickets_and_streams_alone(fees: Fees) {
    let run = |changes: bool| {
        let (world, alice) = invested(fees);
        let day = u128::from(DAY);
        let new = [
            200 * ONE,
            ONE,
            100_000 * ONE,
            30 * day,
            7 * day,
            ONE / 2,
            0,
            2 * USD,
        ];
        if changes {
            world.ok(OWNER, propose(new));
        }
        pass(2 * DAY);
        world.streamed(TREASURY, 86_400_000);
        let before = (
            world.snapshot(&[alice]),
            world.protocol().stream,
            world.pending(alice),
        );
        if changes {
            world.ok(BOB, executeParamsCall {});
        }
        let after = (
            world.snapshot(&[alice]),
            world.protocol().stream,
            world.pending(alice),
        );
        assert_eq!(before, after, "at the moment itself");
        let tickets = world.position(alice).tickets;
        (tickets, leave(&world, alice))
    };
    let (calm, changed) = (run(false), run(true));
    println!("out after a change of every parameter: {:?}", changed.1);
    assert_eq!(changed, calm);
}
