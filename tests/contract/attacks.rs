// SPDX-License-Identifier: MIT OR Apache-2.0
//! Economic attacks: who attacks, how, and what the attacker gains at most. docs/security/attacks.md cites the numbers.
//!
//! Most tests run the same scenario twice, with and without the attack, and compare the results. Amounts are in base
//! units of the fee token (millionths of a dollar) unless stated otherwise. Run with `--nocapture` to read the numbers.

use crate::support::*;
use alloy_primitives::{address, Address, U256};
use alloy_sol_types::SolValue;
use diem::model::ledger::{budget_index, Ledger, Today};
use diem::model::params::CreditPrice;
use diem::model::position::Stake;
use diem::model::time::{Day, DAY};
use rstest::rstest;

const WHALE: Address = address!("0000000000000000000000000000000000003A1E");
const FRIEND: Address = address!("00000000000000000000000000000000000057EF");

/// A fixture with both providers admitted.
fn fixture_with_providers(fee_token: FeeToken) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.admit_provider(FRIEND);
    fixture
}

/// Opens a ticket over `amount` of the account's stake.
fn unstake_vvv(fixture: &Fixture, account: Address, amount: u128) {
    fixture.ok(account, initiateUnstakeVvvCall { amount: u(amount) });
}

/// `attacked − honest`, as a signed number.
fn gain(attacked: u128, honest: u128) -> i128 {
    i128::try_from(attacked).unwrap() - i128::try_from(honest).unwrap()
}

/// The provider's earnings after ten days on which it serves 40 of 100 credits, with a budget of 50 USD a day.
/// `settles(day)` lists the days whose usage is settled on `day`.
fn earnings_after_ten_days(fee_token: FeeToken, settles: impl Fn(u32) -> Vec<u32>) -> u128 {
    let fixture = fixture_with_providers(fee_token);
    let key = signer("alice");
    fixture.activate_diem(key.address(), 100 * ONE);
    fixture.activate_diem(BOB, 100 * ONE);
    fixture.fund_capacity(TREASURY, 50 * USD);
    advance_to_midnight();
    let first = today();
    for day in 0..10 {
        // The treasury's call is the first of the day, and rolls it over.
        fixture.fund_capacity(TREASURY, 50 * USD);
        advance(DAY - 1);
        for of in settles(day) {
            fixture.redeem_own(&key, PROVIDER, first + of, 40 * ONE);
        }
        advance(1);
    }
    fixture.earnings_of(PROVIDER)
}

/// Attacker: a provider that redeems vouchers every second day, hoping that the budget of the day between grows.
/// Other accounts roll the day over each day. Gain: none; it earns exactly the same.
#[rstest]
fn settling_every_second_day_earns_no_more(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let _precompiles = Precompiles::deploy();
    let honest = earnings_after_ten_days(fee_token, |day| vec![day]);
    let late =
        earnings_after_ten_days(
            fee_token,
            |day| {
                if day % 2 == 1 {
                    vec![day - 1, day]
                } else {
                    vec![]
                }
            },
        );
    println!("settling every second day: {late} units in ten days; settling daily: {honest}");
    assert_eq!(gain(late, honest), 0);
}

/// Attacker: the same provider, in a contract that no other account calls. The skipped day is never rolled over, so
/// it has no budget. Gain: negative; usage of the skipped days is reimbursed with nothing.
#[rstest]
fn settling_every_second_day_without_other_activity_forfeits_the_skipped_days(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let _precompiles = Precompiles::deploy();
    let run = |every: u32| {
        let fixture = fixture_with_providers(fee_token);
        let key = signer("alice");
        fixture.activate_diem(key.address(), 100 * ONE);
        fixture.fund_capacity(TREASURY, 700 * USD);
        advance_to_midnight();
        let first = today();
        for day in 0..10 {
            if day % every == every - 1 {
                for of in (day + 1 - every)..=day {
                    fixture.redeem_own(&key, PROVIDER, first + of, 40 * ONE);
                }
            }
            advance(DAY);
        }
        fixture.earnings_of(PROVIDER)
    };
    let (honest, late) = (run(1), run(2));
    println!("settling every second day, no other calls: {late} units; settling daily: {honest}");
    assert!(late < honest);
}

/// Attacker: a provider that redeems nothing for 28 days, so that unspent budgets carry over, and then redeems the
/// last two days. Gain: negative, with and without idle credits of another account.
#[rstest]
fn withholding_vouchers_for_a_month_earns_less(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let _precompiles = Precompiles::deploy();
    for idle in [0, 100] {
        let run = |hides: bool| {
            let fixture = fixture_with_providers(fee_token);
            let key = signer("alice");
            fixture.activate_diem(key.address(), 100 * ONE);
            if idle > 0 {
                fixture.activate_diem(BOB, idle * ONE);
            }
            fixture.fund_capacity(TREASURY, 10 * USD);
            advance_to_midnight();
            let first = today();
            for day in 0..30 {
                fixture.fund_capacity(TREASURY, 10 * USD);
                if !hides {
                    fixture.redeem_own(&key, PROVIDER, first + day, 100 * ONE);
                } else if day == 29 {
                    fixture.redeem_own(&key, PROVIDER, first + day - 1, 100 * ONE);
                    fixture.redeem_own(&key, PROVIDER, first + day, 100 * ONE);
                }
                advance(DAY);
            }
            fixture.earnings_of(PROVIDER)
        };
        let (honest, hidden) = (run(false), run(true));
        println!("withholding for a month, {idle} idle credits: {hidden} units; settling daily: {honest}");
        assert!(gain(hidden, honest) < 0);
    }
}

/// Attacker: a provider that may withhold usage on any subset of twelve days, with 1 % to 100 % of all credits. All
/// 4,095 subsets are tried on the model's ledger. Gain: none for any of them; what a hidden day leaves unpaid returns to
/// the pool, and comes back two days later at the earliest.
#[test]
fn no_choice_of_withheld_days_earns_more() {
    const DAYS: u16 = 12;
    let run = |hidden: u32, part: u128| {
        let mut ledger = Ledger {
            today: Today { day: Day(20_000), active: 100 * ONE, ..Today::default() },
            ..Ledger::default()
        };
        let mut earned = 0;
        for day in 1..=DAYS {
            ledger.inflow.pool += 70 * USD;
            let (now, price) = ((20_000 + u64::from(day)) * DAY, CreditPrice(1_000 * USD));
            ledger.roll(now, &Stake::default(), price);
            if hidden >> (day - 1) & 1 == 0 {
                let today = ledger.today;
                let budget = &mut ledger.budgets[budget_index(today.day)];
                earned += budget.settle_floor(part * ONE, today.issued, price);
            }
        }
        earned
    };
    for part in [1, 10, 50, 99, 100] {
        let honest = run(0, part);
        let best = (1..1 << DAYS).map(|hidden| gain(run(hidden, part), honest)).max();
        let best = best.unwrap();
        println!("a provider of {part} % of the credits: best gain of 4,095 ways to withhold: {best} units");
        assert!(best <= 0);
    }
}

/// Attacker: a holder of 300 of 400 idle credits who spends them with its own provider one minute before midnight.
/// Gain: its own 3/4 of the budget and no more; the honest provider's share does not change.
#[rstest]
fn credits_dumped_before_midnight_earn_only_their_own_budget_share(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let _precompiles = Precompiles::deploy();
    let run = |dumps: bool| {
        let fixture = fixture_with_providers(fee_token);
        let key = signer("alice");
        fixture.activate_diem(key.address(), 100 * ONE);
        fixture.activate_diem(WHALE, 300 * ONE);
        fixture.fund_capacity(TREASURY, 40 * USD);
        advance_to_midnight();
        let day = today();
        fixture.checkpoint();
        advance(DAY - 60);
        fixture.redeem_own(&key, PROVIDER, day, 50 * ONE);
        if dumps {
            fixture.spend(WHALE, FRIEND, 300 * ONE);
        }
        advance(60);
        fixture.redeem_own(&key, PROVIDER, day, 100 * ONE);
        (fixture.earnings_of(FRIEND), fixture.earnings_of(PROVIDER))
    };
    let (idle, dumped) = (run(false), run(true));
    println!("300 of 400 credits dumped at 23:59 earn {} of {} units", dumped.0, 40 * USD);
    assert_eq!(idle.1, 10 * USD);
    assert_eq!(dumped.1, idle.1, "the honest provider's share does not change");
    assert_eq!((idle.0, dumped.0), (0, 30 * USD));
}

/// Attacker: a holder of 900 of 1,000 DIEM that activates them only after the day's rollover and spends all credits
/// with its own provider. Gain: no more than by activating before the rollover; what was settled before is out of its
/// reach.
#[rstest]
fn diem_activated_after_the_rollover_shares_only_the_unsettled_budget(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let run = |before: bool| {
        let fixture = fixture_with_providers(fee_token);
        fixture.activate_diem(BOB, 100 * ONE);
        fixture.mint_diem(WHALE, 900 * ONE);
        let amount = u(900 * ONE);
        if before {
            fixture.ok(WHALE, stakeDiemCall { amount });
        }
        fixture.fund_capacity(TREASURY, 50 * USD);
        advance_to_midnight();
        fixture.spend(BOB, PROVIDER, 50 * ONE);
        if !before {
            fixture.ok(WHALE, stakeDiemCall { amount });
        }
        fixture.spend(WHALE, FRIEND, 900 * ONE);
        fixture.spend(BOB, PROVIDER, 50 * ONE);
        // The DIEM cannot move to another account on the same day.
        fixture.ok(WHALE, initiateUnstakeCall { amount });
        let next = u(u128::from(now() + DAY));
        fixture.assert_reverts(WHALE, unstakeCall {}, NothingMatured { next });
        (fixture.earnings_of(FRIEND), fixture.earnings_of(PROVIDER))
    };
    let ((late, honest), (early, _)) = (run(false), run(true));
    println!(
        "900 of 1,000 DIEM activated after the rollover earn {late} of {} units; before it: {early}",
        50 * USD
    );
    assert!(late <= early);
    // 900/950 of the 25 USD that were not yet settled.
    assert_eq!(late, 25 * USD * 900 / 950);
    assert!(honest >= 25 * USD, "earlier settlements are unaffected");
}

/// Attacker: a holder of 900 of 1,000 DIEM that opens a ticket one second before midnight and cancels it at midnight,
/// to be absent when the day's credits are issued. Gain: negative; it has no credits on the new day.
#[rstest]
fn deactivating_for_a_second_at_midnight_forfeits_a_day_of_credits(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let _precompiles = Precompiles::deploy();
    let key = signer("whale");
    let run = |leaves: bool| {
        let fixture = fixture_with_providers(fee_token);
        fixture.activate_diem(BOB, 100 * ONE);
        fixture.activate_diem(key.address(), 900 * ONE);
        fixture.fund_capacity(TREASURY, 50 * USD);
        advance_to_midnight();
        fixture.fund_capacity(TREASURY, 50 * USD);
        let day = today();
        advance(DAY - 1);
        if leaves {
            fixture.ok(key.address(), initiateUnstakeCall { amount: u(900 * ONE) });
        }
        advance(1);
        if leaves {
            fixture.ok(key.address(), cancelUnstakeCall { ticket: 0 });
            assert_eq!(fixture.quota_of(key.address()), (900 * ONE, 0, 900 * ONE));
        } else {
            fixture.spend(key.address(), FRIEND, 900 * ONE);
        }
        fixture.redeem_own(&key, FRIEND, day, 900 * ONE);
        fixture.spend(BOB, PROVIDER, 100 * ONE);
        (fixture.earnings_of(FRIEND), fixture.earnings_of(PROVIDER))
    };
    let (stays, leaves) = (run(false), run(true));
    println!(
        "absent at midnight: {} units; present: {}; the other provider: {} and {}",
        leaves.0, stays.0, leaves.1, stays.1
    );
    assert!(gain(leaves.0, stays.0) < 0);
    assert!(leaves.1 >= stays.1);
    assert_eq!(leaves.0, 45 * USD, "the credits of the day before remain");
}

/// Attacker: an account with 10,000 times the honest stake that stakes one second before the rollover and leaves one
/// second after it. Gain: at most two seconds of the stream, for a cooldown of seven days without rewards.
#[rstest]
fn staking_around_the_rollover_earns_at_most_two_seconds_of_rewards(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let run = |snipes: bool| {
        let fixture = Fixture::new(fee_token);
        fixture.stake_vvv(BOB, 100 * ONE);
        fixture.fund_stakers(TREASURY, 86_400_000);
        advance_to_midnight();
        fixture.fund_stakers(TREASURY, 86_400_000);
        advance(DAY - 1);
        if snipes {
            fixture.stake_vvv(WHALE, 1_000_000 * ONE);
        }
        advance(1);
        fixture.checkpoint();
        advance(1);
        if snipes {
            unstake_vvv(&fixture, WHALE, 1_000_000 * ONE);
        }
        advance(7 * DAY);
        (fixture.claim(WHALE), fixture.claim(BOB))
    };
    let (alone, sniped) = (run(false), run(true));
    println!(
        "10,000 times the stake for two seconds at midnight earns {} units; the honest staker alone: {}",
        sniped.0, alone.1
    );
    assert_eq!(alone.0, 0);
    assert!(sniped.0 <= 2_000, "two seconds at 1,000 units each");
    assert!(alone.1 - sniped.1 <= 2_001);
}

/// Attacker: an account that stakes, claims and leaves in one block (a flash loan), also in the block of a rollover.
/// Gain: nothing.
#[rstest]
fn staking_and_claiming_in_one_block_earns_nothing(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(BOB, ONE);
    fixture.fund_stakers(TREASURY, 86_400_000);
    for wait in [DAY / 2, DAY / 3, DAY] {
        // One of the blocks is that of a rollover.
        advance(wait);
        fixture.stake_vvv(WHALE, 1_000_000 * ONE);
        assert_eq!((fixture.pending_rewards(WHALE), fixture.claim(WHALE)), (0, 0));
        unstake_vvv(&fixture, WHALE, 1_000_000 * ONE);
        assert_eq!(fixture.claim(WHALE), 0);
    }
}

/// Attacker: an account that funds the stream with one base unit every hour, to delay or dilute what flows (as in
/// reward contracts that restart their period on every funding). Effect: at most a base unit per call.
#[rstest]
fn dust_funding_does_not_change_the_reward_rate(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let run = |dust: bool| {
        let fixture = Fixture::new(fee_token);
        fixture.stake_vvv(BOB, 100 * ONE);
        fixture.fund_stakers(TREASURY, 86_400_000);
        let mut seen = Vec::new();
        for _ in 0..3 {
            advance_to_midnight();
            fixture.checkpoint();
            for _ in 0..23 {
                advance(3_600);
                if dust {
                    fixture.fund_stakers(WHALE, 1);
                    fixture.fund_capacity(WHALE, 1);
                    fixture.checkpoint();
                }
                seen.push(fixture.pending_rewards(BOB));
            }
        }
        seen
    };
    let (calm, dusted) = (run(false), run(true));
    let most = calm.iter().zip(&dusted).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    println!("hourly dust for three days changes a staker's rewards by at most {most} units");
    // 69 checkpoints, each of which rounds by at most a unit, and 69 units of dust.
    assert!(most <= 69 + 69);
}

/// Attacker: a first staker with 1 wei, who donates VVV to inflate the value of a share (as in ERC-4626 vaults).
/// Gain: nothing; the next staker is credited in full, and the stream of the time before is not paid out at once.
#[rstest]
fn first_staker_earns_only_what_streams_while_it_is_alone(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.fund_stakers(TREASURY, 86_400_000);
    advance_to_midnight();
    fixture.checkpoint();
    advance(DAY / 2);
    // 1 wei earns nothing, and a donation does not change that.
    fixture.stake_vvv(WHALE, 1);
    fixture.donate(&fixture.vvv, 1_000 * ONE);
    advance(DAY / 4);
    assert_eq!(fixture.pending_rewards(WHALE), 0);
    fixture.stake_vvv(BOB, 2 * ONE + 1);
    assert_eq!(
        fixture.account_info(BOB).staked,
        u(2 * ONE + 1),
        "the second staker is credited in full"
    );
    advance(3_600);
    assert_eq!(fixture.pending_rewards(WHALE), 0, "the share of 1 wei rounds down to nothing");
    let flowed = fixture.pending_rewards(BOB);
    println!(
        "the first staker, one hour after {} s without stake: {flowed} of 86,400,000 units",
        DAY * 3 / 4
    );
    // The stream paused until there was stake, so an hour pays an hour's part of it.
    assert!((3_599_998..=3_600_000).contains(&flowed));
}

/// Attacker: a staker who hopes to collect rewards that streamed while no stake existed. Gain: nothing at once; the
/// rest of the stream pauses when the last staker leaves and resumes with the next.
#[rstest]
fn stream_pauses_after_the_last_staker_and_resumes_for_the_next(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(BOB, 100 * ONE);
    fixture.fund_stakers(TREASURY, 86_400_000);
    advance_to_midnight();
    fixture.checkpoint();
    advance(DAY / 4);
    unstake_vvv(&fixture, BOB, 100 * ONE);
    let last = fixture.claim(BOB);
    advance(30 * DAY);
    fixture.checkpoint();
    assert_eq!(fixture.protocol().stream, u(86_400_000 * 3 / 4));
    fixture.stake_vvv(WHALE, 100 * ONE);
    // The stream resumes, is merged with the next at midnight, and has ended a day after that.
    advance(2 * DAY);
    let next = fixture.claim(WHALE);
    println!("the last staker claims {last}, the next one {next} of 86,400,000 units");
    assert!(86_400_000 - last - next <= 4);
    let before = fixture.vvv_balance(BOB);
    fixture.ok(BOB, finalizeUnstakeCall {});
    assert_eq!(fixture.vvv_balance(BOB) - before, 100 * ONE);
}

/// Attacker: a provider that pays itself for usage, once with a quarter of the active DIEM and once with all of it.
/// Gain: none; it gets back less than it paid, the difference being the stakers' share.
#[rstest]
fn self_dealing_with_paid_credits_is_unprofitable(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for alone in [false, true] {
        let fixture = fixture_with_providers(fee_token);
        fixture.activate_diem(FRIEND, 100 * ONE);
        if !alone {
            fixture.activate_diem(BOB, 300 * ONE);
        }
        // 100 credits of its own quota, and 100 paid ones.
        fixture.deposit_fees(FRIEND, 100 * USD);
        fixture.spend(FRIEND, FRIEND, 200 * ONE);
        advance_to_midnight();
        fixture.checkpoint();
        // The pool's share is the next day's budget.
        fixture.spend(FRIEND, FRIEND, 100 * ONE);
        for _ in 0..40 {
            advance(DAY);
            fixture.checkpoint();
            fixture.spend(FRIEND, FRIEND, 100 * ONE);
        }
        fixture.ok(FRIEND, claimEarningsCall { to: FRIEND });
        fixture.claim(FRIEND);
        let back = fixture.fee_balance(FRIEND);
        println!(
            "self-dealing over 100,000,000 units (all active DIEM: {alone}): {back} come back"
        );
        assert!(gain(back, 100 * USD) <= 0);
        assert!(back >= 70 * USD);
    }
}

/// Attacker: a provider that spends the daily credits of its own DIEM with itself, in 100 small calls. Gain: the
/// share of the budget that this DIEM has anyway, and never more than the credit price.
#[rstest]
fn self_dealing_with_daily_credits_earns_at_most_their_budget_share(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for (budget, expected) in [(40 * USD, 10 * USD), (4_000 * USD, 100 * USD)] {
        let fixture = fixture_with_providers(fee_token);
        fixture.activate_diem(FRIEND, 100 * ONE);
        fixture.activate_diem(BOB, 300 * ONE);
        fixture.fund_capacity(TREASURY, budget);
        advance_to_midnight();
        for _ in 0..100 {
            fixture.spend(FRIEND, FRIEND, ONE);
        }
        let taken = fixture.earnings_of(FRIEND);
        println!("self-dealing with 100 of 400 credits in 100 calls: {taken} of {budget} units");
        assert!(taken <= expected && expected - taken <= 200);
    }
}

/// Attacker: an account that stakes first after fees have accumulated for 20 days without any stake, to collect them
/// at once. Gain: nothing at once; they stream over the next 24 hours.
#[rstest]
fn fees_earned_without_stakers_wait_for_the_first_staker(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_providers(fee_token);
    fixture.deposit_fees(BOB, 100 * USD);
    fixture.spend(BOB, PROVIDER, 100 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 70 * USD);
    for _ in 0..20 {
        advance_to_midnight();
        fixture.checkpoint();
    }
    let info = fixture.protocol();
    println!("after 20 days without stake: stream {}, pool {}", info.stream, info.pool);
    assert_eq!(info.stream + info.pool, u(30 * USD));
    fixture.stake_vvv(WHALE, ONE);
    assert_eq!(fixture.pending_rewards(WHALE), 0, "nothing is paid at once");
    let waiting: u128 = info.stream.to();
    advance(DAY - 1);
    assert!(fixture.pending_rewards(WHALE) < waiting);
    advance(1);
    assert!(waiting - fixture.pending_rewards(WHALE) <= 1);
}

/// Attacker: a payer that splits a payment into 100 calls to exploit rounding, for fee tokens of 18, 6 and 0
/// decimals. Gain: none for the payer; the provider loses up to a unit per call, which matters only without decimals.
#[rstest]
fn splitting_a_payment_costs_the_provider_only_rounding_dust(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for (decimals, short) in [(18, 0), (6, 0), (0, 70)] {
        let unit = 10u128.pow(decimals);
        let mut params = PARAMS;
        params[param::PRICE] = unit;
        let run = |calls: u128| {
            let fixture = Fixture::with_params(fee_token, params);
            fixture.admit_provider(PROVIDER);
            fixture.deposit_fees(BOB, 100 * unit);
            for _ in 0..calls {
                fixture.spend(BOB, PROVIDER, 100 * ONE / calls);
            }
            let info = fixture.protocol();
            let sum = u(fixture.earnings_of(PROVIDER)) + info.bucket + info.pool;
            assert_eq!(sum, u(100 * unit), "the shares sum to the fee");
            assert_eq!(fixture.deposit_of(BOB), (0, 0, 0), "the payer pays the same");
            (fixture.earnings_of(PROVIDER), info.bucket, info.pool)
        };
        let (once, often) = (run(1), run(100));
        println!(
            "{decimals} decimals: the provider earns {} in one call, {} in 100 calls",
            once.0, often.0
        );
        assert_eq!(once, (70 * unit, u(15 * unit), u(15 * unit)));
        assert_eq!(once.0 - often.0, short);
    }
}

/// Attacker: a payer that splits usage into 10,000 fees of one base unit (a millionth of a dollar). Gain: none for
/// the payer; the provider's share of each is rounded down, by less than a unit.
#[rstest]
fn ten_thousand_one_unit_fees_lose_less_than_a_unit_each(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    const CALLS: u128 = 10_000;
    let fixture = fixture_with_providers(fee_token);
    fixture.deposit_fees(BOB, CALLS);
    for _ in 0..CALLS {
        fixture.spend(BOB, PROVIDER, ONE / USD);
    }
    let info = fixture.protocol();
    let provider = fixture.earnings_of(PROVIDER);
    println!(
        "{CALLS} fees of one unit: provider {provider}, stakers {}, pool {}",
        info.bucket, info.pool
    );
    assert_eq!(u(provider) + info.bucket + info.pool, u(CALLS));
    assert_eq!(fixture.deposit_of(BOB), (0, 0, 0));
    assert!(CALLS * 70 / 100 - provider < CALLS);
    // Splitting further costs the payer nothing: a fee is rounded up once, and the excess is credited to the next.
    fixture.deposit_fees(BOB, 100);
    for _ in 0..1_000 {
        fixture.spend(BOB, PROVIDER, ONE / USD / 10);
    }
    assert_eq!(fixture.deposit_of(BOB), (0, 0, 0));
    assert_eq!(
        fixture.protocol().bucket + fixture.protocol().pool + u(fixture.earnings_of(PROVIDER)),
        u(CALLS + 100)
    );
}

/// A fixture with an account that has stake, locked stake, DIEM, active DIEM, a deposit and a ticket of each kind.
fn fixture_with_investor(fee_token: FeeToken) -> (Fixture, Address) {
    let fixture = fixture_with_providers(fee_token);
    let alice = signer("alice").address();
    fixture.mint_diem(alice, 10 * ONE);
    fixture.stake_vvv(alice, 100 * ONE);
    fixture.ok(alice, stakeDiemCall { amount: u(6 * ONE) });
    fixture.deposit_fees(alice, 50 * USD);
    unstake_vvv(&fixture, alice, 30 * ONE);
    fixture.ok(alice, initiateUnstakeCall { amount: u(2 * ONE) });
    fixture.ok(alice, initiateWithdrawalCall { amount: u(20 * USD) });
    fixture.fund_stakers(TREASURY, 86_400_000);
    advance_to_midnight();
    fixture.checkpoint();
    (fixture, alice)
}

/// Withdraws everything that `account` has, over 60 days. Returns the VVV received, the DIEM left and the fee tokens
/// received.
fn withdraw_everything(fixture: &Fixture, account: Address) -> (u128, u128, u128) {
    let info = fixture.account_info(account);
    if !info.active.is_zero() {
        fixture.ok(account, initiateUnstakeCall { amount: info.active });
    }
    let rest = info.deposit - info.openWithdrawals;
    if !rest.is_zero() {
        fixture.ok(account, initiateWithdrawalCall { amount: rest });
    }
    advance(30 * DAY);
    fixture.ok(account, unstakeCall {});
    let before = fixture.fee_balance(account);
    fixture.ok(account, withdrawCall {});
    let withdrawn = fixture.fee_balance(account) - before;
    let minted = fixture.account_info(account).minted;
    fixture.ok(account, burnDiemCall { amount: minted });
    let amount = fixture.account_info(account).staked;
    fixture.ok(account, initiateUnstakeVvvCall { amount });
    advance(30 * DAY);
    let before = fixture.vvv_balance(account);
    fixture.ok(account, finalizeUnstakeCall {});
    let vvv = fixture.vvv_balance(account) - before;
    let before = fixture.fee_balance(account);
    fixture.claim(account);
    let claimed = fixture.fee_balance(account) - before;
    let diem = fixture.ok(account, balanceOfCall { account })._0;
    (vvv, diem.to(), withdrawn + claimed)
}

/// Attackers: the owner and the guardian together. They pause, replace providers and the guardian, set the worst
/// parameters and transfer the ownership. Gain: none; an account leaves with exactly what it would have had.
#[rstest]
fn a_malicious_owner_and_guardian_cannot_block_exits(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, alice) = fixture_with_investor(fee_token);
    let honest = withdraw_everything(&fixture, alice);
    let put_in = honest.0;

    let (fixture, alice) = fixture_with_investor(fee_token);
    let before = fixture.snapshot(&[alice]);
    fixture.ok(GUARDIAN, pauseCall {});
    fixture.ok(OWNER, pauseCall {});
    fixture.ok(OWNER, setGuardianCall { guardian: WHALE });
    fixture.ok(OWNER, setProviderCall { provider: PROVIDER, admitted: false });
    fixture.ok(OWNER, setProviderCall { provider: WHALE, admitted: true });
    let diem = fixture.diem.address();
    for token in [fixture.vvv.address(), fixture.fee_token().address(), diem] {
        fixture.assert_reverts(OWNER, recoverCall { token, to: WHALE }, NothingToRecover { token });
    }
    // An admitted provider cannot take credits without a grant.
    fixture.assert_reverts(WHALE, spend(alice, WHALE, ONE), EnforcedPause {});
    fixture.ok(OWNER, unpauseCall {});
    let (account, spender) = (alice, WHALE);
    fixture.assert_reverts(WHALE, spend(alice, WHALE, ONE), NoGrant { account, spender });
    fixture.ok(WHALE, pauseCall {});
    let day = u128::from(DAY);
    // The worst that one change allows.
    let worst = [120 * ONE, 8 * ONE / 3, 40_000 * ONE, 30 * day, 7 * day, 0, 0, 2 * USD];
    fixture.ok(OWNER, propose(worst));
    assert_eq!(fixture.snapshot(&[alice]), before, "the account is unchanged");
    advance(2 * DAY);
    fixture.ok(OWNER, executeParamsCall {});
    fixture.ok(OWNER, propose(PARAMS));
    fixture.ok(OWNER, cancelParamsCall {});
    fixture.ok(OWNER, pauseCall {});
    fixture.ok(OWNER, transferOwnershipCall { newOwner: WHALE });
    fixture.ok(WHALE, acceptOwnershipCall {});
    let rogue = withdraw_everything(&fixture, alice);
    println!("received under a malicious owner: {rogue:?}; under an honest one: {honest:?} (VVV, DIEM, fee tokens)");
    assert_eq!(rogue, honest);
    assert_eq!((rogue.0, rogue.1), (put_in, 0));
    assert!(rogue.2 >= 50 * USD + 86_400_000 - 20_000_000, "the deposit and the rewards");
}

/// Attacker: an account that sends tokens to the contract to disturb its accounting. Effect: none; the owner can
/// recover exactly the donation, and every staker can still leave.
#[rstest]
fn donations_change_no_accounting_and_only_the_owner_recovers_them(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, alice) = fixture_with_investor(fee_token);
    let diem = fixture.diem.address();
    let before = (fixture.account_info(alice), fixture.protocol());
    fixture.donate(&fixture.vvv, 1_000 * ONE);
    fixture.donate(fixture.fee_token(), 777 * USD);
    let value = u(ONE);
    fixture.assert_reverts(
        alice,
        transferCall { to: diem, value },
        ERC20InvalidReceiver { receiver: diem },
    );
    let after = (fixture.account_info(alice), fixture.protocol());
    assert_eq!(before.0.abi_encode(), after.0.abi_encode());
    assert_eq!(before.1.abi_encode(), after.1.abi_encode());
    let (vvv, fees) = (fixture.vvv.address(), fixture.fee_token().address());
    let donations = match fee_token {
        FeeToken::Separate => vec![(vvv, 1_000 * ONE), (fees, 777 * USD)],
        FeeToken::Vvv => vec![(vvv, 1_000 * ONE + 777 * USD)],
    };
    for (token, amount) in donations {
        assert_eq!(fixture.ok(OWNER, recoverCall { token, to: BOB }).amount, u(amount));
    }
    let (vvv, left, paid) = withdraw_everything(&fixture, alice);
    println!("after the donations were recovered, the account leaves with {vvv} VVV, {left} DIEM and {paid} units of fees");
    assert_eq!(left, 0);
    assert_eq!(fixture.protocol().staked, U256::ZERO);
    let rest = 50 * USD + 86_400_000 - paid;
    let held = match fee_token {
        FeeToken::Separate => (0, rest),
        FeeToken::Vvv => (rest, rest),
    };
    assert_eq!(
        (fixture.vvv_balance(diem), fixture.fee_balance(diem)),
        held,
        "only the unpaid fees remain"
    );
}

/// Attacker: an owner that changes every parameter to take from existing positions. Gain: none; balances, tickets and
/// rewards are the same before and after the change.
#[rstest]
fn parameter_changes_leave_positions_tickets_and_streams_untouched(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let run = |changes: bool| {
        let (fixture, alice) = fixture_with_investor(fee_token);
        let day = u128::from(DAY);
        let new = [120 * ONE, 22 * ONE / 10, 38_000 * ONE, 30 * day, 7 * day, ONE / 2, 0, 2 * USD];
        if changes {
            fixture.ok(OWNER, propose(new));
        }
        advance(2 * DAY);
        fixture.fund_stakers(TREASURY, 86_400_000);
        let before =
            (fixture.snapshot(&[alice]), fixture.protocol().stream, fixture.pending_rewards(alice));
        if changes {
            fixture.ok(BOB, executeParamsCall {});
        }
        let after =
            (fixture.snapshot(&[alice]), fixture.protocol().stream, fixture.pending_rewards(alice));
        assert_eq!(before, after, "executing changes no balance and no stream");
        let tickets = fixture.account_snapshot(alice).tickets;
        (tickets, withdraw_everything(&fixture, alice))
    };
    let (calm, changed) = (run(false), run(true));
    println!("received after every parameter changed: {:?}", changed.1);
    assert_eq!(changed, calm);
}

/// A call of `burnFor` without a minimum.
fn burn_for(account: Address, amount: u128, recipient: Address) -> burnForCall {
    burnForCall { account, amount: u(amount), minVvv: U256::ZERO, recipient }
}

/// The account's staked VVV (wei), locked or not.
fn staked(fixture: &Fixture, account: Address) -> u128 {
    fixture.account_info(account).staked.to()
}

/// Attacker: an account that burns by offer in thousands of calls of a few wei, to be paid more or to leave the owner less
/// than in one call. Gain: none; each payment is rounded down, and what rounding leaves locked the owner gets back.
#[rstest]
fn dust_burns_by_offer_pay_no_more_than_one_burn(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    // Rates whose payments round, and one above what a burn frees.
    for (most, rate, wei) in
        [(3_000, 3 * ONE / 2, 1), (300, 40 * ONE + ONE / 3, 7), (300, 1_000 * ONE, 1)]
    {
        let run = |calls: u128| {
            let fixture = Fixture::new(fee_token);
            fixture.mint_diem(ALICE, 100 * ONE);
            fixture.ok(ALICE, transferCall { to: WHALE, value: u(100 * ONE) });
            fixture.offer_burn(ALICE, rate, 100 * ONE);
            let before = staked(&fixture, ALICE);
            let mut paid = 0;
            for _ in 0..calls {
                let call = burn_for(ALICE, most * wei / calls, FRIEND);
                paid += fixture.ok(WHALE, call).paid.to::<u128>();
            }
            assert_eq!(before - staked(&fixture, ALICE), paid, "the owner pays this and no more");
            assert_eq!(staked(&fixture, FRIEND), paid);
            // The owner burns the rest, and has everything else unlocked.
            let rest = fixture.account_info(ALICE).minted;
            fixture.ok(WHALE, transferCall { to: ALICE, value: rest });
            fixture.ok(ALICE, burnDiemCall { amount: rest });
            assert_eq!(fixture.account_info(ALICE).locked, U256::ZERO);
            paid
        };
        let (once, often) = (run(1), run(most));
        println!("{most} burns of {wei} wei at {rate}: {often} wei paid; one burn: {once} wei");
        assert!(gain(often, once) <= 0 && once - often <= most);
    }
}

/// Attacker: a burner that waits for, or comes before, a mint or a burn by which an owner changes the average of its
/// position. Gain: none beyond the offer; a burn never takes more than the offered price, nor more than it frees, and what
/// the owner keeps is everything else.
#[rstest]
fn a_burn_around_a_change_of_the_average_takes_at_most_the_offered_price(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let rate = 95 * ONE;
    let run = |early: bool| {
        let fixture = Fixture::new(fee_token);
        // Alice's first DIEM cost a little over 90 VVV each, her later ones twice as much.
        fixture.mint_diem(ALICE, 100 * ONE);
        fixture.mint_diem(WHALE, 30_000 * ONE);
        fixture.offer_burn(ALICE, rate, 50 * ONE);
        let burn = || fixture.ok(WHALE, burn_for(ALICE, 50 * ONE, FRIEND)).paid.to::<u128>();
        let mut paid = if early { burn() } else { 0 };
        let before = staked(&fixture, ALICE);
        fixture.mint_diem(ALICE, 200 * ONE);
        let cost = staked(&fixture, ALICE) - before;
        assert!(cost > 200 * 200 * ONE);
        if !early {
            paid = burn();
        }
        assert_eq!(staked(&fixture, FRIEND), paid);
        let minted = fixture.account_info(ALICE).minted;
        fixture.ok(WHALE, transferCall { to: ALICE, value: u(50 * ONE) });
        fixture.ok(ALICE, burnDiemCall { amount: minted });
        let kept = staked(&fixture, ALICE);
        assert_eq!(fixture.account_info(ALICE).locked, U256::ZERO);
        (paid, kept + paid - cost)
    };
    let ((early, first), (late, second)) = (run(true), run(false));
    println!("50 DIEM burned at 95 VVV: {early} wei before the average rises, {late} after it");
    // Before it rises, all that the burn frees is less than the price.
    assert!(early < late && late == 50 * 95 * ONE);
    // In both cases the owner has lost the payment and nothing else.
    assert!(first.abs_diff(second) <= 1);
}

/// Attackers: accounts of one person, one with a position and an offer, one that burns, one that is paid. Gain: none; VVV
/// moves between them without a cooldown, but leaves only by one, and supply, stake and rewards are as after a burn of its
/// own.
#[rstest]
fn one_person_s_accounts_gain_nothing_by_burning_for_each_other(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let run = |by_offer: bool| {
        let fixture = Fixture::new(fee_token);
        fixture.stake_vvv(BOB, 10_000 * ONE);
        fixture.mint_diem(ALICE, 100 * ONE);
        fixture.fund_stakers(TREASURY, 86_400_000);
        advance_to_midnight();
        fixture.checkpoint();
        advance(DAY / 2);
        if by_offer {
            fixture.ok(ALICE, transferCall { to: WHALE, value: u(100 * ONE) });
            fixture.offer_burn(ALICE, u128::MAX, 100 * ONE);
            for _ in 0..10 {
                fixture.ok(WHALE, burn_for(ALICE, 10 * ONE, FRIEND));
            }
        } else {
            fixture.ok(ALICE, burnDiemCall { amount: u(100 * ONE) });
        }
        let Snapshot { supply, staked: total, locked, held, .. } = fixture.snapshot(&[]);
        let owned = staked(&fixture, ALICE) + staked(&fixture, FRIEND) + staked(&fixture, WHALE);
        advance(DAY);
        let rewards: u128 = [ALICE, FRIEND, WHALE].map(|who| fixture.claim(who)).into_iter().sum();
        let paid_at_once = [ALICE, FRIEND, WHALE].map(|who| fixture.vvv_balance(who));
        let vvv = if fee_token == FeeToken::Vvv { rewards } else { 0 };
        assert_eq!(paid_at_once.iter().sum::<u128>(), vvv, "no VVV leaves but rewards");
        (rewards, (supply, total, locked, held, owned))
    };
    let (alone, together) = (run(false), run(true));
    println!(
        "rewards of one account: {}; of three that burn for each other: {}",
        alone.0, together.0
    );
    assert_eq!(together.1, alone.1);
    // At most a unit for each of the twelve settlements.
    assert!(gain(together.0, alone.0) <= 0 && alone.0 - together.0 <= 12);
}

/// Attacker: whoever mints in order to burn, while an offer stands above the mint rate. Gain: the difference, up to the
/// offered amount and no more; an offer is a standing order, and its owner must withdraw it when the rate falls.
#[rstest]
fn a_standing_offer_above_the_mint_rate_pays_whoever_mints_to_burn(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.mint_diem(BOB, 25_000 * ONE);
    fixture.mint_diem(ALICE, 5_000 * ONE);
    fixture.offer_burn(ALICE, 157 * ONE, 5_000 * ONE);
    // The mint rate falls because others leave.
    fixture.ok(BOB, burnDiemCall { amount: u(20_000 * ONE) });
    let supply = fixture.snapshot(&[]).supply;
    let rate: u128 = fixture.ok(BOB, mintRateCall {})._0.to();
    let before = staked(&fixture, ALICE);
    fixture.mint_diem(WHALE, 5_000 * ONE);
    let cost = staked(&fixture, WHALE);
    let paid: u128 = fixture.ok(WHALE, burn_for(ALICE, 5_000 * ONE, FRIEND)).paid.to();
    let taken = paid - cost;
    println!("5,000 DIEM offered at 157 VVV, minted at {}: {taken} wei of {paid}", rate / ONE);
    assert_eq!(paid, 5_000 * 157 * ONE);
    assert_eq!(before - staked(&fixture, ALICE), paid, "the offered price, and nothing more");
    assert!(cost > 5_000 * rate && taken < 5_000 * (157 * ONE - rate));
    assert_eq!(fixture.snapshot(&[]).supply, supply, "the supply does not contract");
    let error = NoBurnOffer { account: ALICE, left: U256::ZERO };
    fixture.assert_reverts(WHALE, burn_for(ALICE, 1, FRIEND), error);
}

/// Attacker: a newcomer whose stake, 900 times as large as all before it, is the first call after three silent days.
/// Gain: nothing of the days before; all of it has been released to those who were staked. (A roll dated at the call would
/// have given it 998.9 of 1,000.)
#[rstest]
fn a_huge_stake_as_the_first_call_after_silent_days_gains_nothing_of_them(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(BOB, 100 * ONE);
    fixture.fund_stakers(TREASURY, 1_000 * USD);
    advance(3 * DAY);
    fixture.stake_vvv(WHALE, 90_000 * ONE);
    advance(2 * DAY);
    let (newcomer, staker) = (fixture.claim(WHALE), fixture.claim(BOB));
    println!("fees of {}: the newcomer earns {newcomer}, the staker {staker}", 1_000 * USD);
    assert_eq!(newcomer, 0);
    assert!(1_000 * USD - staker <= 2);
}

/// Attacker: the same newcomer, on the day after the fees. Gain: what streams from its own stake on, and nothing of the
/// hours before.
#[rstest]
fn a_huge_stake_as_a_late_first_call_earns_only_from_then_on(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(BOB, 100 * ONE);
    fixture.fund_stakers(TREASURY, 1_000 * USD);
    advance_to_midnight();
    advance(DAY * 9 / 10);
    fixture.stake_vvv(WHALE, 90_000 * ONE);
    advance(2 * DAY);
    let (newcomer, staker) = (fixture.claim(WHALE), fixture.claim(BOB));
    println!("a first call at 21:36: the newcomer earns {newcomer}, the staker {staker}");
    assert!(newcomer <= 100 * USD && staker >= 900 * USD);
}

/// Attackers: stakers who hope that a treasury's lumps for the providers reach them: with no DIEM active, with idle DIEM,
/// and with DIEM that is active only between rolls. Gain: nothing; what the pool does not pay waits for providers.
#[rstest]
fn lumps_for_the_pool_never_reach_stakers(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let lump = 1_024 * USD;
    // Whether DIEM exists, and whether it is active at the rolls.
    for (minted, at_rolls) in [(false, false), (true, true), (true, false)] {
        let fixture = fixture_with_providers(fee_token);
        fixture.stake_vvv(BOB, 1_000 * ONE);
        if minted {
            fixture.mint_diem(WHALE, 100 * ONE);
        }
        if at_rolls {
            fixture.ok(WHALE, stakeDiemCall { amount: u(100 * ONE) });
        }
        fixture.fund_capacity(TREASURY, lump);
        let mut budgets = Vec::new();
        for day in 0..30 {
            advance_to_midnight();
            fixture.checkpoint();
            let event: DayRolled = fixture.last_event();
            assert_eq!(event.streaming, U256::ZERO);
            budgets.push(event.budget.to::<u128>() / USD);
            if minted && !at_rolls && day % 2 == 0 {
                // In after the roll, out before the next but one, for the cooldown of a day.
                let balance = fixture.ok(WHALE, balanceOfCall { account: WHALE })._0;
                fixture.ok(WHALE, stakeDiemCall { amount: balance });
                advance(60);
                fixture.ok(WHALE, initiateUnstakeCall { amount: balance });
            } else if minted && !at_rolls {
                advance(120);
                fixture.ok(WHALE, unstakeCall {});
            }
            assert_eq!(fixture.protocol().pool, u(lump), "all of it waits for providers");
        }
        assert_eq!(budgets[..3], [512, 256, 384], "half of what is in the pool each day");
        assert_eq!((fixture.pending_rewards(BOB), fixture.pending_rewards(WHALE)), (0, 0));
    }
}

/// A treasury that pays a month in one lump: the providers get the price of every credit until the pool is poor.
#[rstest]
fn a_lump_pays_providers_the_full_price_for_as_long_as_it_lasts(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_providers(fee_token);
    fixture.activate_diem(BOB, 100 * ONE);
    fixture.fund_capacity(TREASURY, 3_000 * USD);
    for day in 1..=30 {
        advance_to_midnight();
        fixture.spend(BOB, PROVIDER, 100 * ONE);
        assert_eq!(fixture.earnings_of(PROVIDER), day * 100 * USD);
    }
    assert_eq!(fixture.protocol().pool, U256::ZERO);
    advance_to_midnight();
    fixture.spend(BOB, PROVIDER, 100 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 3_000 * USD);
}

/// Attacker: a holder whose DIEM is active only between rolls: activated after one, used at once, and deactivated before
/// the next. Gain: no more than by staying active, which makes the budget larger.
#[rstest]
fn diem_active_only_between_rolls_earns_no_more_than_diem_that_stays(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for daily in [50 * USD, 500 * USD, 5_000 * USD] {
        let run = |stays: bool| {
            let fixture = fixture_with_providers(fee_token);
            fixture.stake_vvv(WHALE, 1_000 * ONE);
            fixture.activate_diem(BOB, 100 * ONE);
            fixture.mint_diem(WHALE, 300 * ONE);
            if stays {
                fixture.ok(WHALE, stakeDiemCall { amount: u(300 * ONE) });
            }
            // Every second day, as the cooldown takes a day.
            for day in 0..20 {
                fixture.fund_capacity(TREASURY, daily);
                advance_to_midnight();
                fixture.checkpoint();
                if day % 2 == 0 {
                    if !stays {
                        fixture.ok(WHALE, stakeDiemCall { amount: u(300 * ONE) });
                    }
                    fixture.spend(WHALE, FRIEND, 300 * ONE);
                    if !stays {
                        fixture.ok(WHALE, initiateUnstakeCall { amount: u(300 * ONE) });
                    }
                } else if !stays {
                    fixture.ok(WHALE, unstakeCall {});
                }
                fixture.spend(BOB, PROVIDER, 100 * ONE);
            }
            assert_eq!(fixture.pending_rewards(WHALE), 0, "nothing of the pool is yield");
            (fixture.earnings_of(FRIEND), fixture.earnings_of(PROVIDER))
        };
        let (stays, between) = (run(true), run(false));
        println!(
            "{daily} a day: {} active between rolls, {} active always; the others {} and {}",
            between.0, stays.0, between.1, stays.1
        );
        assert!(gain(between.0, stays.0) <= 0);
    }
}

/// Attacker: a minter that burns before each roll and mints after it, so that its lock never counts at a roll. Gain: none;
/// rewards are settled whenever the lock changes, and nothing of the pool is yield.
#[rstest]
fn burning_before_and_minting_after_each_roll_earns_nothing_of_the_pool(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_providers(fee_token);
    fixture.mint_diem(WHALE, 100 * ONE);
    let locked: u128 = fixture.account_info(WHALE).locked.to();
    for _ in 0..10 {
        fixture.fund_capacity(TREASURY, 500 * USD);
        advance_to_midnight();
        advance(DAY - 60);
        let minted = fixture.account_info(WHALE).minted;
        fixture.ok(WHALE, burnDiemCall { amount: minted });
        advance(120);
        let mint = mintDiemCall { vvvToLock: u(locked), minOut: U256::ZERO };
        fixture.ok(WHALE, mint);
    }
    assert_eq!(fixture.pending_rewards(WHALE), 0);
    assert_eq!(fixture.protocol().pool, u(5_000 * USD));
    assert_eq!(staked(&fixture, WHALE), locked, "and nothing of its stake is lost");
}
