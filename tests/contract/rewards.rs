// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stakers' rewards: how they are funded, streamed and claimed.

use crate::support::*;
use alloy_primitives::{Address, U256};
use diem::clock;
use diem::model::time::DAY;
use rstest::rstest;

/// A day's stream of a thousand base units a second.
const DAILY_STREAM: u128 = 86_400_000;

/// The rewards of `stake` out of `total` when `released` base units are distributed, rounded down as the reward index
/// does.
fn reward_floor(released: u128, total: u128, stake: u128) -> u128 {
    let rise = (U256::from(released) << 96) / U256::from(total);
    let earned: U256 = (rise * U256::from(stake)) >> 96;
    earned.to()
}

/// A call of `claimTo`.
fn claim_to(to: Address) -> claimToCall {
    claimToCall { to }
}

/// A fixture where Alice has staked 100 VVV and Bob 300, and [`DAILY_STREAM`] has begun to stream.
fn fixture_with_stream(fee_token: FeeToken) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.stake_vvv(BOB, 300 * ONE);
    fixture.fund_stakers(TREASURY, DAILY_STREAM);
    advance_to_midnight();
    fixture.checkpoint();
    fixture
}

#[rstest]
fn funding_streams_over_a_day_from_the_next_rollover(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.fund_stakers(TREASURY, DAILY_STREAM);
    let event: Funded = fixture.last_event();
    assert_eq!((event.payer, event.amount), (TREASURY, u(DAILY_STREAM)));
    assert_eq!(fixture.protocol().bucket, u(DAILY_STREAM));
    advance(DAY / 2 - 1);
    assert_eq!(fixture.pending_rewards(ALICE), 0, "nothing streams on the day of the funding");
    advance_to_midnight();
    assert_eq!(fixture.pending_rewards(ALICE), 0);
    fixture.checkpoint();
    assert_eq!(fixture.protocol().stream, u(DAILY_STREAM));
    for (passed, released) in
        [(1, 1_000), (2, 3_000), (DAY - 4, DAILY_STREAM - 1_000), (1, DAILY_STREAM)]
    {
        advance(passed);
        assert_eq!(fixture.pending_rewards(ALICE), reward_floor(released, 100 * ONE, 100 * ONE));
    }
    advance(100 * DAY);
    assert_eq!(fixture.pending_rewards(ALICE), reward_floor(DAILY_STREAM, 100 * ONE, 100 * ONE));
}

#[rstest]
fn claim_pays_exactly_the_pending_rewards(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_stream(fee_token);
    advance(DAY / 4);
    let pending = fixture.pending_rewards(ALICE);
    assert_eq!(pending, reward_floor(DAILY_STREAM / 4, 400 * ONE, 100 * ONE));
    assert_eq!(fixture.claim(ALICE), pending);
    let event: Claimed = fixture.last_event();
    assert_eq!((event.account, event.to, event.amount), (ALICE, ALICE, u(pending)));
    assert_eq!((fixture.fee_balance(ALICE), fixture.pending_rewards(ALICE)), (pending, 0));
    // A second claim at the same time succeeds with 0, without an event or a transfer.
    let logs = fixture.event_count();
    assert_eq!(fixture.claim(ALICE), 0);
    assert_eq!(fixture.event_count(), logs);
    assert_eq!(fixture.claim(TREASURY), 0, "an account without stake gets nothing");
}

/// The view includes a due rollover: it is checked before a rollover, across one and over skipped days.
#[rstest]
fn pending_rewards_always_equal_what_claim_pays(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let moments =
        [0, 1, DAY - 1, DAY, DAY + 1, 2 * DAY - 1, 2 * DAY, 3 * DAY + 5, 8 * DAY, 1_000 * DAY];
    for passed in moments {
        let fixture = fixture_with_stream(fee_token);
        fixture.admit_provider(PROVIDER);
        fixture.mint_diem(BOB, 2 * ONE);
        fixture.deposit_fees(BOB, 7 * USD + 1);
        fixture.fund_capacity(TREASURY, 9 * USD + 1);
        fixture.spend(BOB, PROVIDER, 5 * ONE);
        advance(passed);
        for account in [ALICE, BOB] {
            let pending = fixture.pending_rewards(account);
            assert_eq!(fixture.account_info(account).rewards, u(pending));
            assert_eq!(fixture.claim(account), pending, "{account} after {passed} s");
            assert_eq!(fixture.pending_rewards(account), 0);
        }
    }
}

#[rstest]
fn claim_to_pays_the_given_recipient(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_stream(fee_token);
    advance(DAY);
    let pending = fixture.pending_rewards(ALICE);
    assert_eq!(fixture.ok(ALICE, claim_to(TREASURY)).amount, u(pending));
    let event: Claimed = fixture.last_event();
    assert_eq!((event.account, event.to, event.amount), (ALICE, TREASURY, u(pending)));
    assert_eq!((fixture.fee_balance(TREASURY), fixture.fee_balance(ALICE)), (pending, 0));
    for recipient in [Address::ZERO, fixture.diem.address()] {
        fixture.assert_reverts(BOB, claim_to(recipient), InvalidRecipient { recipient });
    }
}

#[rstest]
fn stake_earns_only_while_it_is_staked(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_stream(fee_token);
    advance(DAY / 2);
    // Halfway through, Bob leaves and Carol stakes as much.
    let amount = u(300 * ONE);
    fixture.ok(BOB, initiateUnstakeVvvCall { amount });
    let carol = account("carol");
    fixture.stake_vvv(carol, 300 * ONE);
    advance(DAY);
    let half = reward_floor(DAILY_STREAM / 2, 400 * ONE, 300 * ONE);
    assert_eq!((fixture.pending_rewards(BOB), fixture.pending_rewards(carol)), (half, half));
    // After cancelling, the stake earns only from then on.
    fixture.ok(BOB, cancelUnstakeVvvCall { ticket: 0 });
    assert_eq!(fixture.pending_rewards(BOB), half);
}

#[rstest]
fn locked_stake_earns_four_fifths_and_one_fifth_funds_the_next_budget(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.fund_vvv(ALICE, 900 * ONE);
    let all = stakeAndMintCall { vvv: u(900 * ONE), minOut: U256::ZERO, activate: false };
    fixture.ok(ALICE, all);
    fixture.stake_vvv(BOB, 100 * ONE);
    fixture.fund_stakers(TREASURY, DAILY_STREAM);
    advance_to_midnight();
    fixture.checkpoint();
    advance(DAY - 1);
    let released = DAILY_STREAM - 1_000;
    let pool_reward = reward_floor(released, 1_000 * ONE, 900 * ONE) / 5;
    let earned = reward_floor(released * 4, 1_000 * ONE, 900 * ONE) / 5;
    assert!(earned - fixture.pending_rewards(ALICE) <= 1);
    assert_eq!(fixture.pending_rewards(BOB), reward_floor(released, 1_000 * ONE, 100 * ONE));
    assert_eq!(fixture.protocol().pool, u(pool_reward));
    assert_eq!(fixture.protocol().budget, U256::ZERO);
    advance(1);
    let event_before = fixture.protocol().budget;
    fixture.checkpoint();
    let event: DayRolled = fixture.last_event();
    let fifth = reward_floor(DAILY_STREAM, 1_000 * ONE, 900 * ONE) / 5;
    // No DIEM is active, so the budget is half of the pool.
    assert_eq!((event.pool, event.budget), (u(fifth), u(fifth / 2)));
    assert_eq!(event.budget, event_before, "as the view reported");
    assert_eq!(fixture.protocol().pool, u(fifth));
    // Burning unlocks the stake; from then on it earns the full rate.
    let diem = fixture.ok(ALICE, balanceOfCall { account: ALICE })._0;
    fixture.ok(ALICE, burnDiemCall { amount: diem });
    let before = fixture.pending_rewards(ALICE);
    fixture.fund_stakers(TREASURY, DAILY_STREAM);
    advance(2 * DAY);
    fixture.checkpoint();
    advance(DAY);
    assert!(fixture.pending_rewards(ALICE) - before > DAILY_STREAM * 899 / 1_000);
}

#[rstest]
fn the_stakers_share_of_fees_streams_the_next_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, ONE);
    fixture.admit_provider(PROVIDER);
    fixture.deposit_fees(BOB, 100 * USD);
    fixture.spend(BOB, PROVIDER, 100 * ONE);
    assert_eq!(fixture.protocol().bucket, u(15 * USD));
    assert_eq!(fixture.protocol().pool, u(15 * USD));
    assert_eq!(fixture.earnings_of(PROVIDER), 70 * USD);
    advance_to_midnight();
    fixture.checkpoint();
    let event: DayRolled = fixture.last_event();
    assert_eq!((event.streaming, event.pool), (u(15 * USD), u(15 * USD)));
    assert_eq!(event.budget, u(15 * USD / 2), "half of the pool, as no DIEM is active");
    assert_eq!((event.quotaCredits, event.paidCredits), (U256::ZERO, u(100 * ONE)));
    advance(DAY);
    assert_eq!(fixture.claim(ALICE), reward_floor(15 * USD, ONE, ONE));
}

#[test]
fn claim_and_stake_compounds_vvv_rewards_without_a_transfer() {
    let fixture = Fixture::new(FeeToken::Vvv);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.fund_stakers(TREASURY, 10 * ONE);
    advance_to_midnight();
    fixture.checkpoint();
    advance(DAY);
    let pending = fixture.pending_rewards(ALICE);
    assert_eq!(pending, reward_floor(10 * ONE, 100 * ONE, 100 * ONE));
    let held = fixture.vvv_balance(fixture.diem.address());
    assert_eq!(fixture.ok(ALICE, claimAndStakeCall {}).amount, u(pending));
    let claimed: Claimed = fixture.nth_last_event(1);
    assert_eq!((claimed.account, claimed.to, claimed.amount), (ALICE, ALICE, u(pending)));
    let staked: VvvStaked = fixture.last_event();
    assert_eq!((staked.account, staked.payer, staked.amount), (ALICE, ALICE, u(pending)));
    assert_eq!(fixture.account_info(ALICE).staked, u(100 * ONE + pending));
    assert_eq!(fixture.protocol().staked, u(100 * ONE + pending));
    assert_eq!(
        (fixture.vvv_balance(fixture.diem.address()), fixture.vvv_balance(ALICE)),
        (held, 0)
    );
    let logs = fixture.event_count();
    assert_eq!(fixture.ok(ALICE, claimAndStakeCall {}).amount, U256::ZERO);
    assert_eq!(fixture.event_count(), logs, "claiming 0 emits nothing");
    // The compounded stake can be unstaked like any other.
    let amount = u(100 * ONE + pending);
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount });
    advance(COOLDOWN);
    fixture.ok(ALICE, finalizeUnstakeCall {});
    assert_eq!(fixture.vvv_balance(ALICE), 100 * ONE + pending);
    // Rounding dust remains counted as a liability, so the owner cannot recover it.
    let (token, to) = (fixture.vvv.address(), OWNER);
    fixture.assert_reverts(OWNER, recoverCall { token, to }, NothingToRecover { token });
}

#[test]
fn claim_and_stake_reverts_if_the_fee_token_is_not_vvv() {
    let fixture = fixture_with_stream(FeeToken::Separate);
    advance(DAY);
    fixture.assert_reverts(ALICE, claimAndStakeCall {}, RewardNotStakeable {});
    fixture.ok(OWNER, pauseCall {});
    fixture.assert_reverts(ALICE, claimAndStakeCall {}, EnforcedPause {});
    assert!(fixture.claim(ALICE) > 0, "claims are possible during a pause");
}

#[rstest]
fn fund_and_fund_capacity_reject_invalid_amounts(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let fund = |amount: U256| fundCall { amount };
    let capacity = |amount: U256| fundCapacityCall { amount };
    fixture.assert_reverts(TREASURY, fund(U256::ZERO), ZeroAmount {});
    fixture.assert_reverts(TREASURY, capacity(U256::ZERO), ZeroAmount {});
    let token = fixture.fee_token().address();
    fixture.assert_reverts(TREASURY, fund(u(1)), SafeErc20FailedOperation { token });
    fixture.assert_reverts(TREASURY, capacity(u(1)), SafeErc20FailedOperation { token });
    fixture.fund_stakers(TREASURY, u128::MAX - 5);
    fixture.fund_fee_token(TREASURY, 100);
    let amount = u(6);
    fixture.assert_reverts(TREASURY, fund(amount), AmountTooLarge { amount });
    fixture.assert_reverts(TREASURY, capacity(amount), AmountTooLarge { amount });
    let amount = U256::from(1) << 128;
    fixture.assert_reverts(TREASURY, fund(amount), AmountTooLarge { amount });
    fixture.ok(TREASURY, capacity(u(5)));
    fixture.ok(OWNER, pauseCall {});
    fixture.assert_reverts(TREASURY, fund(u(1)), EnforcedPause {});
    fixture.assert_reverts(TREASURY, capacity(u(1)), EnforcedPause {});
}

/// A stream of `u128::MAX` base units is released and paid without overflow or saturation.
#[rstest]
fn the_largest_possible_stream_is_paid_in_full(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    // With 10¹² VVV staked, a VVV earns 3.4·10²⁶ base units; the index holds up to 4·10²⁷ per VVV.
    let staked = 1_000_000_000_000 * ONE;
    fixture.stake_vvv(ALICE, staked);
    fixture.fund_stakers(TREASURY, u128::MAX);
    advance_to_midnight();
    fixture.checkpoint();
    advance(DAY);
    let paid = fixture.claim(ALICE);
    assert!(u128::MAX - paid <= 1 + staked / (1 << 96));
    fixture.checkpoint();
    assert_eq!(fixture.protocol().stream, U256::ZERO);
}

#[rstest]
fn the_stream_waits_until_one_vvv_is_staked(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, ONE - 1);
    fixture.fund_stakers(TREASURY, DAILY_STREAM);
    for _ in 0..10 {
        advance_to_midnight();
        fixture.checkpoint();
        assert_eq!(
            (fixture.pending_rewards(ALICE), fixture.protocol().stream),
            (0, u(DAILY_STREAM))
        );
    }
    advance(1_000);
    fixture.stake_vvv(BOB, 1);
    advance(DAY / 2 - 1_000);
    assert_eq!(
        fixture.pending_rewards(ALICE),
        reward_floor(DAILY_STREAM / 2 - 1_000_000, ONE, ONE - 1)
    );
    assert_eq!(fixture.protocol().streamEnd, u(u128::from(now() / DAY * DAY + DAY + 1_000)));
}

#[rstest]
fn a_second_checkpoint_on_the_same_day_emits_nothing(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_stream(fee_token);
    let logs = fixture.event_count();
    advance(DAY - 1);
    fixture.checkpoint();
    assert_eq!(fixture.event_count(), logs);
    advance(1);
    fixture.checkpoint();
    assert_eq!(fixture.event_count(), logs + 1);
    let event: DayRolled = fixture.last_event();
    assert_eq!(event.day, today() - 1);
}

/// A ledger call (such as `spend`, `claim` or `stake`) rolls the day over; transfers, payouts of tickets and deposits
/// do not.
#[rstest]
fn only_calls_that_depend_on_the_day_roll_it_over(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.stake_vvv(ALICE, 9_000 * ONE);
    let mint = mintDiemCall { vvvToLock: u(900 * ONE), minOut: U256::ZERO };
    fixture.ok(ALICE, mint);
    fixture.ok(ALICE, stakeDiemCall { amount: u(5 * ONE) });
    fixture.deposit_fees(ALICE, 10 * USD);
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    fixture.ok(ALICE, initiateUnstakeCall { amount: u(ONE) });
    fixture.ok(ALICE, initiateWithdrawalCall { amount: u(1) });
    advance(8 * DAY);
    let logs = fixture.event_count();
    fixture.ok(ALICE, transferCall { to: BOB, value: u(ONE) });
    fixture.ok(ALICE, finalizeUnstakeCall {});
    fixture.ok(ALICE, unstakeCall {});
    fixture.ok(ALICE, withdrawCall {});
    fixture.ok(PROVIDER, claimEarningsCall { to: PROVIDER });
    fixture.deposit_fees(ALICE, USD);
    fixture.ok(ALICE, initiateWithdrawalCall { amount: u(1) });
    let rolled = |fixture: &Fixture| {
        fixture
            .diem
            .all_events()
            .iter()
            .skip(logs)
            .filter(|log| {
                log.topics()[0] == <DayRolled as alloy_sol_types::SolEvent>::SIGNATURE_HASH
            })
            .count()
    };
    assert_eq!(rolled(&fixture), 0);
    fixture.ok(ALICE, spend(ALICE, PROVIDER, ONE));
    assert_eq!(rolled(&fixture), 1);
    advance_to_midnight();
    fixture.claim(ALICE);
    assert_eq!(rolled(&fixture), 2);
    clock::set(now() + DAY);
    fixture.stake_vvv(BOB, 1);
    assert_eq!(rolled(&fixture), 3);
}

/// The roll is dated at the day's boundary, so it does not matter who earns what when the first call of a day comes.
#[rstest]
fn rewards_do_not_depend_on_when_the_first_call_of_a_day_comes(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let run = |first_call: u64| {
        let fixture = fixture_with_stream(fee_token);
        fixture.fund_stakers(TREASURY, 3 * DAILY_STREAM);
        advance_to_midnight();
        let midnight = now();
        advance(first_call);
        fixture.checkpoint();
        assert_eq!(fixture.protocol().streamEnd, u(u128::from(midnight + DAY)));
        clock::set(midnight + DAY * 3 / 4);
        fixture.ok(BOB, initiateUnstakeVvvCall { amount: u(300 * ONE) });
        advance(DAY);
        (fixture.claim(ALICE), fixture.claim(BOB))
    };
    let early = run(0);
    for first_call in [1, DAY / 2, DAY * 3 / 4] {
        let late = run(first_call);
        assert!(early.0.abs_diff(late.0) <= 2 && early.1.abs_diff(late.1) <= 2);
    }
    let half = reward_floor(DAILY_STREAM, 400 * ONE, 300 * ONE)
        + reward_floor(3 * DAILY_STREAM * 3 / 4, 400 * ONE, 300 * ONE);
    assert!(early.1.abs_diff(half) <= 2);
}

#[rstest]
fn a_late_roll_releases_what_is_due_since_the_boundary(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.fund_stakers(TREASURY, DAILY_STREAM);
    advance_to_midnight();
    advance(DAY / 4);
    assert_eq!(fixture.claim(ALICE), reward_floor(DAILY_STREAM / 4, 100 * ONE, 100 * ONE));
    let event: DayRolled = fixture.nth_last_event(1);
    assert_eq!(event.streaming, u(DAILY_STREAM), "what the stream holds at the boundary");
    assert_eq!(fixture.protocol().stream, u(DAILY_STREAM * 3 / 4));
}

/// A stream that is empty at a late roll leaves the roll dated today all the same: the next call does not roll again.
#[rstest]
fn a_day_rolls_once_even_if_nothing_streams(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for skipped in [0, 1, 2, 100] {
        for staked in [0, ONE] {
            let fixture = Fixture::new(fee_token);
            if staked > 0 {
                fixture.stake_vvv(ALICE, staked);
            }
            advance_to_midnight();
            advance(skipped * DAY + DAY / 3);
            let before = fixture.count_of::<DayRolled>();
            fixture.checkpoint();
            let budget = fixture.protocol();
            for _ in 0..2 {
                fixture.checkpoint();
                fixture.stake_vvv(BOB, 1);
                fixture.claim(ALICE);
                fixture.fund_capacity(TREASURY, 10 * USD);
                advance(60);
            }
            assert_eq!(fixture.count_of::<DayRolled>() - before, 1);
            assert_eq!((fixture.protocol().lastDay, budget.day), (budget.lastDay, today()));
        }
    }
}

/// DESIGN's list of calls that roll the day, and of those that do not.
#[rstest]
fn each_call_that_depends_on_the_day_rolls_it_and_no_other(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    use alloy_sol_types::SolCall;
    let fixture = Fixture::new(fee_token);
    for account in [ALICE, BOB] {
        fixture.fund_vvv(account, 100_000 * ONE);
        fixture.fund_fee_token(account, 1_000 * USD);
    }
    fixture.admit_provider(PROVIDER);
    fixture.stake_vvv(ALICE, 10_000 * ONE);
    fixture.activate_diem(ALICE, 50 * ONE);
    fixture.mint_diem(ALICE, 50 * ONE);
    fixture.ok(ALICE, transferCall { to: BOB, value: u(10 * ONE) });
    for _ in 0..3 {
        fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
        fixture.ok(ALICE, initiateUnstakeCall { amount: u(1) });
    }
    fixture.ok(OWNER, propose(PARAMS));
    advance(3 * DAY);
    let rolls = |caller, calldata: Vec<u8>| {
        advance_to_midnight();
        let before = fixture.count_of::<DayRolled>();
        fixture.raw(caller, &calldata).map_err(|data| hex(&data)).expect("a valid call");
        fixture.count_of::<DayRolled>() > before
    };
    let one = u(ONE);
    let rolling = [
        // First, as a proposal expires after 14 days.
        (BOB, executeParamsCall {}.abi_encode()),
        (ALICE, stakeVvvCall { recipient: BOB, amount: one }.abi_encode()),
        (ALICE, initiateUnstakeVvvCall { amount: one }.abi_encode()),
        (ALICE, cancelUnstakeVvvCall { ticket: 0 }.abi_encode()),
        (ALICE, mintDiemCall { vvvToLock: u(100 * ONE), minOut: U256::ZERO }.abi_encode()),
        (ALICE, burnDiemCall { amount: one }.abi_encode()),
        (
            ALICE,
            stakeAndMintCall { vvv: u(100 * ONE), minOut: U256::ZERO, activate: false }
                .abi_encode(),
        ),
        (ALICE, stakeDiemCall { amount: one }.abi_encode()),
        (ALICE, initiateUnstakeCall { amount: one }.abi_encode()),
        (ALICE, cancelUnstakeCall { ticket: 0 }.abi_encode()),
        (ALICE, spend(ALICE, PROVIDER, ONE).abi_encode()),
        // An empty batch is a call of `redeemBatch` like any other.
        (PROVIDER, batch_of([]).abi_encode()),
        (ALICE, claimCall {}.abi_encode()),
        (ALICE, claimToCall { to: BOB }.abi_encode()),
        (ALICE, fundCall { amount: u(USD) }.abi_encode()),
        (ALICE, fundCapacityCall { amount: u(USD) }.abi_encode()),
        (BOB, checkpointCall {}.abi_encode()),
    ];
    for (caller, calldata) in rolling {
        let name = hex(&calldata[..4]);
        assert!(rolls(caller, calldata), "{name}");
    }
    let offer = offerBurnCall { rate: one, amount: one, lastDay: today() + 99 };
    let silent = [
        (ALICE, transferCall { to: BOB, value: one }.abi_encode()),
        (ALICE, approveCall { spender: BOB, value: one }.abi_encode()),
        (BOB, transferFromCall { from: ALICE, to: BOB, value: one }.abi_encode()),
        (
            ALICE,
            approveQuotaCall { spender: BOB, dailyLimit: one, lastDay: 0, allowPaid: true }
                .abi_encode(),
        ),
        (ALICE, depositCall { account: BOB, amount: u(USD) }.abi_encode()),
        (ALICE, offer.abi_encode()),
        (ALICE, commitToCall { provider: PROVIDER }.abi_encode()),
        (ALICE, releaseCommitmentCall {}.abi_encode()),
        (PROVIDER, setOperatorCall { operator: BOB, allowed: true }.abi_encode()),
        (PROVIDER, announceCall { uri: "https://a".into() }.abi_encode()),
        (PROVIDER, claimEarningsCall { to: BOB }.abi_encode()),
        (OWNER, setProviderCall { provider: BOB, admitted: true }.abi_encode()),
        (OWNER, setGuardianCall { guardian: BOB }.abi_encode()),
        (OWNER, transferOwnershipCall { newOwner: BOB }.abi_encode()),
        (OWNER, propose(PARAMS).abi_encode()),
        (OWNER, cancelParamsCall {}.abi_encode()),
        (BOB, initiateWithdrawalCall { amount: u(1) }.abi_encode()),
        (BOB, cancelWithdrawalCall { ticket: 0 }.abi_encode()),
        (ALICE, finalizeUnstakeCall {}.abi_encode()),
        (ALICE, unstakeCall {}.abi_encode()),
        (OWNER, pauseCall {}.abi_encode()),
        (OWNER, unpauseCall {}.abi_encode()),
    ];
    for (caller, calldata) in silent {
        let name = hex(&calldata[..4]);
        assert!(!rolls(caller, calldata), "{name}");
    }
}
