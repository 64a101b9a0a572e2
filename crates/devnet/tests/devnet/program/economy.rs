// SPDX-License-Identifier: MIT OR Apache-2.0
//! Revenue and governance on the released program: the path of a fee over several days, to the base unit; what a pause
//! stops and what it does not; parameters and stray tokens; and a misbehaving fee token.

use crate::program::support::*;
use alloy_primitives::{Address, Bytes, LogData, B256, U256};
use alloy_sol_types::{SolCall, SolEvent};

/// One unit of the fee token, which has 6 decimals; also the price of a credit.
const USD: u128 = PARAMS[7];
/// 00:00 UTC of the first day after [`NOON`].
const MIDNIGHT: u64 = NOON - NOON % DAY + DAY;
/// The day of [`NOON`].
const FIRST: u32 = (NOON / DAY) as u32;
/// About 147.6 VVV: a power of two, so that divisions are exact.
const PART: u128 = 1 << 67;
const HOUR: u64 = 3_600;
/// The most base units that rounding leaves behind when a stream is read before its end.
const ROUNDING: u128 = 3;
/// An account without stake or credits, which funds and triggers calls.
const CARL: Address = Address::repeat_byte(0xca);
/// The values of `Hostile.Manner` that transfer nothing.
const FAILING_MANNERS: [(&str, u8); 4] =
    [("Revert", 1), ("RevertWithData", 2), ("False", 3), ("ReenterOrRevert", 12)];
/// `Hostile.Manner.Reenter`
const REENTER: u8 = 11;

/// Alice has three [`PART`]s staked and unlocked, and 100 USD deposited. Bob has one, all of it locked, and 1 active DIEM.
/// There is a provider.
fn fixture() -> Fixture {
    populated(Fixture::new())
}

fn populated(mut fixture: Fixture) -> Fixture {
    fixture.admit(PROVIDER);
    fixture.fund_ether(CARL);
    fixture.fund_and_stake(ALICE, 3 * PART);
    fixture.fund_and_stake(BOB, PART);
    let lock = mintDiemCall { vvvToLock: u(PART), minOut: u(ONE) };
    fixture.ok(BOB, lock);
    fixture.ok(BOB, stakeDiemCall { amount: u(ONE) });
    fixture.fund_and_deposit(ALICE, 100 * USD);
    fixture
}

fn spend(account: Address, credits: u128) -> spendCall {
    spendCall { account, provider: PROVIDER, credits: u(credits), requestId: B256::ZERO }
}

/// The only log of event `E`.
#[track_caller]
fn find<E: SolEvent>(logs: &[LogData]) -> E {
    let mut found = logs.iter().filter_map(|log| E::decode_log_data(log, true).ok());
    let one = found.next().expect(E::SIGNATURE);
    assert!(found.next().is_none(), "two of {}", E::SIGNATURE);
    one
}

fn protocol(fixture: &mut Fixture) -> ProtocolInfo {
    fixture.view(protocolCall {})._0
}

fn pending(fixture: &mut Fixture, account: Address) -> u128 {
    fixture.view(pendingRewardsCall { account }).amount.to()
}

fn earnings(fixture: &mut Fixture) -> u128 {
    let provider = PROVIDER;
    fixture.view(earningsOfCall { provider }).amount.to()
}

fn dollars(fixture: &mut Fixture, account: Address) -> u128 {
    let usd = fixture.usd;
    fixture.balance(usd, account).to()
}

/// All fee tokens that Diem holds are owed to an account or on their way to one, except for what rounding left behind.
#[track_caller]
fn assert_accounted_for(fixture: &mut Fixture, rounding: u128) {
    let (diem, info) = (fixture.diem, protocol(fixture));
    let [deposit, ..] = fixture.deposit_of(ALICE);
    let due = pending(fixture, ALICE) + pending(fixture, BOB) + earnings(fixture) + deposit;
    // The pool includes what the budgets hold.
    let flowing = info.stream + info.bucket + info.pool;
    let held = dollars(fixture, diem);
    let lost = held.checked_sub(due + flowing.to::<u128>());
    assert!(lost.is_some_and(|lost| lost <= rounding), "{lost:?}");
}

#[test]
fn a_fee_is_split_streamed_claimed_and_reimburses_daily_credits() {
    let mut fixture = fixture();
    let base = PARAMS[5];
    assert_eq!(base, ONE * 15 / 100, "the shares below are the defaults");

    // Day 1: Alice uses 6 paid credits for 6 USD, of which the provider earns 70 % at once.
    let (_, logs) = fixture.ok_with_logs(ALICE, spend(ALICE, 6 * ONE));
    let spent: Spent = find(&logs);
    assert_eq!((spent.quotaCredits, spent.paidCredits, spent.fee), (u(0), u(6 * ONE), u(6 * USD)));
    let earned = |fees, reimbursed| ProviderEarned {
        provider: PROVIDER,
        fees: u(fees),
        reimbursed: u(reimbursed),
    };
    assert_eq!(find::<ProviderEarned>(&logs), earned(4_200_000, 0));
    assert_eq!(earnings(&mut fixture), 4_200_000);
    // 15 % is pending for the stakers and 15 % for the pool.
    let info = protocol(&mut fixture);
    assert_eq!((info.bucket, info.pool), (u(900_000), u(900_000)));
    assert_eq!((info.stream, info.budget), (u(0), u(0)));
    fixture.set_time(MIDNIGHT - 1);
    assert_eq!(pending(&mut fixture, ALICE), 0, "streaming starts tomorrow");
    assert_accounted_for(&mut fixture, 0);

    // Day 2: the first call rolls the day over.
    fixture.set_time(MIDNIGHT);
    let (_, logs) = fixture.ok_with_logs(CARL, checkpointCall {});
    let rolled = DayRolled {
        day: FIRST,
        issued: u(ONE),
        quotaCredits: u(0),
        paidCredits: u(6 * ONE),
        streaming: u(900_000),
        // All that is in the pool: less than the price of the day's credits.
        budget: u(900_000),
        pool: u(900_000),
    };
    assert_eq!(find::<DayRolled>(&logs), rolled);
    fixture.set_time(MIDNIGHT);
    let (_, logs) = fixture.ok_with_logs(CARL, checkpointCall {});
    assert_eq!(logs, [], "the rollover happens once a day");

    // Bob uses half of all daily credits, which pays half of the budget: less than the credits' price.
    fixture.set_time(MIDNIGHT + HOUR);
    let (_, logs) = fixture.ok_with_logs(BOB, spend(BOB, ONE / 2));
    assert_eq!(find::<ProviderEarned>(&logs), earned(0, 450_000));
    let info = protocol(&mut fixture);
    assert_eq!((info.budget, info.open), (u(450_000), u(ONE / 2)));
    // The pool includes the budget, and a fifth of what Bob's quarter of the stake has earned in an hour.
    assert_eq!(info.pool, u(450_000 + 900_000 / 24 / 4 / 5));

    // A quarter of the stream after a quarter of the day. Alice has three quarters of the stake. A fifth of Bob's quarter
    // goes to the pool, because his stake is locked.
    fixture.set_time(MIDNIGHT + 6 * HOUR);
    assert_eq!(pending(&mut fixture, ALICE), 225_000 * 3 / 4);
    assert_eq!(pending(&mut fixture, BOB), 225_000 / 4 * 4 / 5);
    let before = dollars(&mut fixture, ALICE);
    fixture.set_time(MIDNIGHT + 6 * HOUR);
    let (paid, logs) = fixture.ok_with_logs(ALICE, claimCall {});
    assert_eq!(paid.amount, u(168_750));
    let claimed = Claimed { account: ALICE, to: ALICE, amount: u(168_750) };
    assert_eq!(find::<Claimed>(&logs), claimed);
    assert_eq!(dollars(&mut fixture, ALICE), before + 168_750);
    fixture.set_time(MIDNIGHT + 6 * HOUR);
    assert_eq!(fixture.ok(ALICE, claimCall {}).amount, u(0), "succeeds with 0");
    fixture.set_time(MIDNIGHT + 6 * HOUR);
    assert_accounted_for(&mut fixture, 0);

    // Carl funds the pool with 3 USD, for the days after this one.
    fixture.fund_fee(CARL, 3 * USD);
    let amount = u(3 * USD);
    let (_, logs) = fixture.ok_with_logs(CARL, fundCapacityCall { amount });
    let payer = CARL;
    assert_eq!(find::<CapacityFunded>(&logs), CapacityFunded { payer, amount });
    fixture.set_time(MIDNIGHT + 6 * HOUR);
    let info = protocol(&mut fixture);
    assert_eq!(info.budget, u(450_000), "today's budget is unchanged");
    assert_eq!(info.pool, u(450_000 + 3 * USD + 225_000 / 4 / 5));

    // Day 3. Views account for the rollover before a call makes it.
    fixture.set_time(MIDNIGHT + DAY);
    let info = protocol(&mut fixture);
    let (today, yesterday) = (FIRST + 2, FIRST + 1);
    assert_eq!((info.day, info.lastDay), (today, yesterday));
    // Yesterday's utilization: half a credit of one.
    assert_eq!((info.lastIssued, info.lastQuota, info.lastPaid), (u(ONE), u(ONE / 2), u(0)));
    // Yesterday's budget keeps its rest. Beside it the pool holds the funding and a fifth of Bob's quarter; half of that is
    // today's budget, because it exceeds the price of today's credits.
    assert_eq!((info.budgetYesterday, info.openYesterday), (u(450_000), u(ONE / 2)));
    let in_pool = 3 * USD + 900_000 / 4 / 5;
    assert_eq!((info.budget, info.open), (u(in_pool / 2), u(ONE)));
    assert_eq!((info.pool, info.bucket, info.stream), (u(450_000 + in_pool), u(0), u(0)));
    assert_eq!(pending(&mut fixture, ALICE), 900_000 * 3 / 4 - 168_750);
    assert_eq!(pending(&mut fixture, BOB), 180_000);

    // Bob's claim makes the rollover.
    let (paid, logs) = fixture.ok_with_logs(BOB, claimToCall { to: CARL });
    assert_eq!(paid.amount, u(180_000));
    assert_eq!(dollars(&mut fixture, CARL), 180_000);
    let rolled = DayRolled {
        day: yesterday,
        issued: u(ONE),
        quotaCredits: u(ONE / 2),
        paidCredits: u(0),
        streaming: u(0),
        budget: u(1_522_500),
        pool: u(3_045_000),
    };
    assert_eq!(find::<DayRolled>(&logs), rolled);
    assert_eq!(fixture.ok(ALICE, claimCall {}).amount, u(506_250));

    // A budget above the price of the credits pays the price only.
    let (_, logs) = fixture.ok_with_logs(BOB, spend(BOB, ONE));
    assert_eq!(find::<ProviderEarned>(&logs), earned(0, USD));
    assert_accounted_for(&mut fixture, 0);

    // The provider claims fees and reimbursements at once.
    let to = PROVIDER;
    let (paid, logs) = fixture.ok_with_logs(PROVIDER, claimEarningsCall { to });
    let all = 4_200_000 + 450_000 + USD;
    assert_eq!(paid.amount, u(all));
    let claimed = EarningsClaimed { provider: PROVIDER, to, amount: u(all) };
    assert_eq!(find::<EarningsClaimed>(&logs), claimed);
    assert_eq!(dollars(&mut fixture, PROVIDER), all);
    assert_eq!(fixture.ok(PROVIDER, claimEarningsCall { to }).amount, u(0));
    assert_accounted_for(&mut fixture, 0);

    // Day 4: what day 2's budget did not pay is in the pool again; nothing of it goes to the stakers.
    fixture.set_time(MIDNIGHT + 2 * DAY);
    let (_, logs) = fixture.ok_with_logs(CARL, checkpointCall {});
    let kept = in_pool / 2 - USD;
    let rolled = DayRolled {
        day: today,
        issued: u(ONE),
        quotaCredits: u(ONE),
        paidCredits: u(0),
        streaming: u(0),
        // The price of the day's credits, which is more than half of the pool without the rest of day 3's budget.
        budget: u(USD),
        pool: u(450_000 + in_pool - USD - kept),
    };
    assert_eq!(find::<DayRolled>(&logs), rolled);
    assert_eq!(protocol(&mut fixture).budgetYesterday, u(kept));
    assert_accounted_for(&mut fixture, 0);
}

#[test]
fn fund_streams_to_stakers_from_the_next_rollover() {
    let mut fixture = fixture();
    fixture.fund_fee(CARL, 8 * USD);
    let amount = u(8 * USD);
    let (_, logs) = fixture.ok_with_logs(CARL, fundCall { amount });
    let payer = CARL;
    assert_eq!(find::<Funded>(&logs), Funded { payer, amount });
    fixture.set_time(MIDNIGHT - 1);
    assert_eq!(pending(&mut fixture, ALICE), 0);
    // No call for half a day: the 24 hours of the stream start at midnight all the same.
    fixture.set_time(MIDNIGHT + 12 * HOUR);
    assert_eq!(pending(&mut fixture, ALICE), 3 * USD);
    let (_, logs) = fixture.ok_with_logs(CARL, checkpointCall {});
    assert_eq!(find::<DayRolled>(&logs).streaming, amount, "as of midnight");
    fixture.set_time(MIDNIGHT + 12 * HOUR);
    let info = protocol(&mut fixture);
    assert_eq!((info.stream, info.streamEnd), (u(4 * USD), U256::from(MIDNIGHT + DAY)));
    // Nothing more flows after its end, whoever calls and whenever.
    fixture.set_time(MIDNIGHT + 36 * HOUR);
    assert_eq!(pending(&mut fixture, ALICE), 6 * USD);
    assert_eq!(pending(&mut fixture, BOB), 1_600_000);
    let in_vvv = RewardNotStakeable {};
    fixture.expect_revert(ALICE, claimAndStakeCall {}, in_vvv);
    assert_accounted_for(&mut fixture, ROUNDING);
}

#[test]
fn a_guardians_pause_stops_new_business_but_no_exit() {
    let mut fixture = fixture();
    let signer = key(7);
    let user = signer.address();
    // The user has everything that can be withdrawn: a stake, DIEM in the wallet and active, tickets, a deposit.
    fixture.fund_and_activate(user, 2 * ONE);
    fixture.fund_and_mint(user, ONE);
    fixture.fund_and_stake(user, 10 * ONE);
    fixture.fund_and_deposit(user, 20 * USD);
    fixture.fund(user, 10 * ONE);
    fixture.fund_fee(user, 10 * USD);
    fixture.ok(ALICE, spend(ALICE, 6 * ONE));
    let cancelled = initiateUnstakeVvvCall { amount: u(ONE) };
    let cancelled = fixture.ok(user, cancelled).ticket;
    fixture.set_time(MIDNIGHT);
    fixture.ok(CARL, checkpointCall {});

    let (_, logs) = fixture.ok_with_logs(GUARDIAN, pauseCall {});
    assert_eq!(find::<Paused>(&logs), Paused { account: GUARDIAN });
    let ends = MIDNIGHT + 1 + 7 * DAY;
    let info = protocol(&mut fixture);
    assert_eq!((info.paused, info.pauseEnds), (true, U256::from(ends)));

    let amount = u(ONE);
    let business = [
        stakeVvvCall { recipient: user, amount }.abi_encode(),
        mintDiemCall { vvvToLock: amount, minOut: u(0) }.abi_encode(),
        stakeAndMintCall { vvv: amount, minOut: u(0), activate: true }.abi_encode(),
        stakeDiemCall { amount }.abi_encode(),
        depositCall { account: user, amount: u(USD) }.abi_encode(),
        spend(user, ONE).abi_encode(),
        fundCall { amount: u(USD) }.abi_encode(),
        fundCapacityCall { amount: u(USD) }.abi_encode(),
        claimAndStakeCall {}.abi_encode(),
    ];
    for call in &business {
        fixture.assert_unchanged(&[user], |fixture| {
            fixture.raw(user, call.clone()).assert_reverted_with(&EnforcedPause {});
        });
    }

    // Vouchers of the day on which the pause began can be redeemed.
    let day = fixture.today();
    let mut voucher =
        UsageVoucher { account: user, spender: user, provider: PROVIDER, day, credits: u(ONE) };
    let (diem, redeem) = (fixture.diem, |fixture: &Fixture, voucher: &UsageVoucher| {
        let signature = signed_voucher(fixture.diem, &signer, voucher).into();
        let voucher = voucher.clone();
        redeemCall { voucher, signature, total: U256::MAX }
    });
    let call = redeem(&fixture, &voucher);
    assert_eq!(fixture.ok(PROVIDER, call).quotaCredits, u(ONE));

    // Every exit can be started during the pause, and completed.
    let ticket = cancelled;
    fixture.ok(user, cancelUnstakeVvvCall { ticket });
    fixture.ok(user, transferCall { to: CARL, value: u(ONE / 4) });
    fixture.ok(user, burnDiemCall { amount: u(ONE / 4) });
    fixture.ok(user, initiateUnstakeVvvCall { amount: u(5 * ONE) });
    fixture.ok(user, initiateUnstakeCall { amount: u(2 * ONE) });
    let amount = u(15 * USD);
    fixture.ok(user, initiateWithdrawalCall { amount });
    fixture.set_time(MIDNIGHT + 12 * HOUR);
    assert!(fixture.ok(ALICE, claimCall {}).amount > u(0));
    let to = CARL;
    assert!(fixture.ok(user, claimToCall { to }).amount > u(0));
    assert!(fixture.ok(PROVIDER, claimEarningsCall { to }).amount > u(0));

    // Vouchers of later days of the pause cannot be redeemed; those of the day on which it began still can.
    fixture.set_time(MIDNIGHT + DAY);
    voucher.credits = u(2 * ONE);
    let of_yesterday = redeem(&fixture, &voucher);
    voucher.day += 1;
    let of_today = redeem(&fixture, &voucher);
    fixture.expect_revert(PROVIDER, of_today, EnforcedPause {});
    assert_eq!(fixture.ok(PROVIDER, of_yesterday).quotaCredits, u(ONE));

    fixture.set_time(MIDNIGHT + 2 * DAY);
    assert_eq!(fixture.ok(user, unstakeCall {}).amount, u(2 * ONE));
    assert_eq!(fixture.ok(user, withdrawCall {}).amount, amount);
    fixture.ok(user, burnDiemCall { amount: u(2 * ONE) });

    // It ends by itself after exactly 7 days. The guardian cannot pause again within 30 days of its start.
    fixture.set_time(ends - 1);
    let [stake, ..] = &business;
    fixture.raw(user, stake.clone()).assert_reverted_with(&EnforcedPause {});
    assert_eq!(fixture.chain.timestamp(), ends);
    assert!(!protocol(&mut fixture).paused);
    let result = fixture.raw(user, stake.clone());
    assert!(result.is_success(), "{}", result.describe());
    let until = U256::from(MIDNIGHT + 1 + 30 * DAY);
    fixture.expect_revert(GUARDIAN, pauseCall {}, GuardianMustWait { until });
    fixture.set_time(until.to());
    fixture.ok(GUARDIAN, pauseCall {});
    fixture.ok(OWNER, unpauseCall {});
    assert_eq!(fixture.balance(diem, CARL), u(ONE / 4));

    // Completes the cooldown that started during the pause.
    assert_eq!(fixture.ok(user, finalizeUnstakeCall {}).amount, u(5 * ONE));
}

#[test]
fn any_account_can_execute_parameters_after_48_hours() {
    let mut fixture = fixture();
    // Doubles the price of a credit; gives a fifth to the stakers and a tenth to the pool.
    let mut values = PARAMS.map(u);
    (values[5], values[6], values[7]) = (u(ONE / 5), u(ONE / 10), u(2 * USD));
    let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, price] =
        values;
    let params = Params {
        base,
        power,
        target,
        vvvCooldown: vvv_cooldown,
        diemCooldown: diem_cooldown,
        stakerShare: staker_share,
        poolShare: pool_share,
        creditPrice: price,
    };
    let propose = proposeParamsCall { params: params.clone() };
    let account = CARL;
    fixture.expect_revert(CARL, executeParamsCall {}, NoProposal {});
    fixture.expect_revert(CARL, propose.clone(), OwnableUnauthorizedAccount { account });
    fixture.set_time(NOON + HOUR);
    let (_, logs) = fixture.ok_with_logs(OWNER, propose);
    let from = U256::from(NOON + HOUR + 2 * DAY);
    assert_eq!(find::<ParamsProposed>(&logs).executableAt, from);
    let proposed = fixture.view(proposedParamsCall {});
    assert_eq!((proposed.params, proposed.executableAt), (params, from));

    fixture.set_time(from.to::<u64>() - 1);
    fixture.call(CARL, executeParamsCall {}).assert_reverted_with(&ProposalNotReady { from });
    assert_eq!(U256::from(fixture.chain.timestamp()), from);
    assert_eq!(fixture.view(paramsCall {}).creditPrice, u(USD));
    let (_, logs) = fixture.ok_with_logs(CARL, executeParamsCall {});
    assert_eq!(find::<ParamsChanged>(&logs).creditPrice, price);
    fixture.expect_revert(CARL, executeParamsCall {}, NoProposal {});

    // The price applies at once, the shares from the next day on.
    let split = |fixture: &mut Fixture| {
        let (now, before) = (fixture.chain.timestamp(), protocol(fixture));
        let (_, logs) = fixture.ok_with_logs(ALICE, spend(ALICE, 5 * ONE));
        fixture.set_time(now);
        let after = protocol(fixture);
        assert_eq!(find::<Spent>(&logs).fee, u(10 * USD));
        let parts = [
            find::<ProviderEarned>(&logs).fees,
            after.bucket - before.bucket,
            after.pool - before.pool,
        ];
        parts.map(|part| part.to::<u128>())
    };
    assert_eq!(split(&mut fixture), [7 * USD, USD * 3 / 2, USD * 3 / 2]);
    let info = protocol(&mut fixture);
    assert_eq!(info.params.stakerShare, staker_share);
    assert_eq!(info.stakerShare, u(PARAMS[5]));
    let midnight = fixture.next_midnight();
    fixture.set_time(midnight);
    assert_eq!(protocol(&mut fixture).stakerShare, staker_share);
    fixture.ok(CARL, checkpointCall {});
    assert_eq!(split(&mut fixture), [7 * USD, 2 * USD, USD]);
    assert_accounted_for(&mut fixture, ROUNDING);
}

/// [`PARAMS`] with another base and price.
fn params(base: u128, price: u128) -> Params {
    let [_, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, _] =
        PARAMS.map(u);
    Params {
        base: u(base),
        power,
        target,
        vvvCooldown: vvv_cooldown,
        diemCooldown: diem_cooldown,
        stakerShare: staker_share,
        poolShare: pool_share,
        creditPrice: u(price),
    }
}

/// One execution moves the curve and the price by bounded steps, and the next one comes 7 days later at the earliest.
#[test]
fn parameters_change_by_bounded_steps_7_days_apart() {
    let mut fixture = fixture();
    let base = PARAMS[0];
    let propose = |params: Params| proposeParamsCall { params };
    let [least, most] = [base * 3 / 4, base * 4 / 3];
    for given in [least - 1, most + 1] {
        let error = BaseOutOfBounds { value: u(given), min: u(least), max: u(most) };
        fixture.expect_revert(OWNER, propose(params(given, USD)), error);
    }
    for given in [USD / 2 - 1, 2 * USD + 1] {
        let error = CreditPriceOutOfBounds { value: u(given), min: u(USD / 2), max: u(2 * USD) };
        fixture.expect_revert(OWNER, propose(params(base, given)), error);
    }
    let steep = Params { power: u(3 * ONE), ..params(base, USD) };
    let error = GrowthOutOfBounds { power: steep.power, target: steep.target };
    fixture.expect_revert(OWNER, propose(steep), error);

    fixture.ok(OWNER, propose(params(most, USD / 2)));
    fixture.advance(2 * DAY);
    let executed = fixture.chain.timestamp();
    fixture.ok(CARL, executeParamsCall {});
    // The next step counts from here.
    let next = params(most * 4 / 3, USD);
    let (_, logs) = fixture.ok_with_logs(OWNER, propose(next.clone()));
    let from = U256::from(executed + 7 * DAY);
    assert_eq!(find::<ParamsProposed>(&logs).executableAt, from);
    assert_eq!(fixture.view(proposedParamsCall {}).executableAt, from);
    fixture.set_time(executed + 7 * DAY - 1);
    fixture.call(CARL, executeParamsCall {}).assert_reverted_with(&ProposalNotReady { from });
    assert_eq!(U256::from(fixture.chain.timestamp()), from);
    fixture.ok(CARL, executeParamsCall {});
    assert_eq!(fixture.view(paramsCall {}).base, next.base);
}

/// A wallet that estimates gas just before midnight does not see the rollover that its transaction may have to make. The
/// documentation tells it how much to add.
#[test]
fn an_estimate_just_before_midnight_lacks_the_cost_of_the_rollover() {
    let mut fixture = fixture();
    fixture.fund(ALICE, 10 * ONE);
    // Usage on several days, so that the rollover writes no slot for the first time.
    for day in 0..4 {
        fixture.set_time(MIDNIGHT + day * DAY);
        fixture.fund_fee(CARL, 2 * USD);
        fixture.ok(CARL, fundCall { amount: u(USD) });
        fixture.ok(CARL, fundCapacityCall { amount: u(USD) });
        fixture.ok(ALICE, spend(ALICE, ONE));
        fixture.ok(BOB, spend(BOB, ONE / 2));
        fixture.ok(ALICE, claimCall {});
        fixture.advance(HOUR);
    }
    let midnight = fixture.next_midnight();
    let amount = u(ONE);
    let calls = [
        (ALICE, stakeVvvCall { recipient: ALICE, amount }.abi_encode()),
        (ALICE, initiateUnstakeVvvCall { amount }.abi_encode()),
        (ALICE, spend(ALICE, ONE).abi_encode()),
        (BOB, spend(BOB, ONE / 4).abi_encode()),
        (BOB, burnDiemCall { amount: u(1) }.abi_encode()),
        (ALICE, claimCall {}.abi_encode()),
    ];
    // Bob's DIEM is active; he burns what he is given.
    fixture.fund_and_mint(CARL, ONE);
    fixture.ok(CARL, transferCall { to: BOB, value: amount });
    let start = fixture.chain.snapshot();
    for (by, calldata) in calls {
        let mut gas = |time: u64, limit: Option<u64>| {
            fixture.chain.restore(start.clone());
            fixture.set_time(time);
            let diem = fixture.diem;
            let mut tx = fixture.tx(by, diem, calldata.clone(), U256::ZERO);
            tx.gas_limit = limit.unwrap_or(tx.gas_limit);
            let result = fixture.transact(tx);
            (result.is_success(), result.gas)
        };
        let (done, before) = gas(midnight - 1, None);
        let (still, after) = gas(midnight, None);
        assert!(done && still);
        let extra = after - before;
        println!("{}: {before} and {extra} more", hex(&calldata[..4]));
        assert!((30_000..=60_000).contains(&extra), "{extra}");
        let (enough, _) = gas(midnight, Some(before));
        assert!(!enough, "{}", hex(&calldata[..4]));
    }
}

#[test]
fn recover_pays_only_the_surplus_over_liabilities() {
    let mut fixture = fixture();
    let (vvv, usd, diem) = (fixture.vvv, fixture.usd, fixture.diem);
    let (account, to) = (CARL, CARL);
    // Fees are pending, streaming and budgeted.
    fixture.ok(ALICE, spend(ALICE, 6 * ONE));
    fixture.set_time(MIDNIGHT + HOUR);
    fixture.ok(BOB, spend(BOB, ONE / 2));
    for token in [vvv, usd, diem] {
        let nothing = NothingToRecover { token };
        fixture.expect_revert(OWNER, recoverCall { token, to }, nothing);
    }
    let other = fixture.create(bytecode("Hostile"), &[]);
    for (token, amount) in [(vvv, 7 * ONE), (usd, 5), (other, ONE)] {
        let value = u(amount);
        fixture.call_at(token, CARL, Erc20::mintCall { to: diem, value });
        let recover = recoverCall { token, to };
        let refusal = OwnableUnauthorizedAccount { account };
        fixture.expect_revert(CARL, recover.clone(), refusal);
        let (found, logs) = fixture.ok_with_logs(OWNER, recover.clone());
        assert_eq!(found.amount, value);
        let amount = value;
        assert_eq!(find::<Recovered>(&logs), Recovered { token, to, amount });
        assert_eq!(fixture.balance(token, CARL), value);
        fixture.expect_revert(OWNER, recover, NothingToRecover { token });
    }
    assert_accounted_for(&mut fixture, ROUNDING);
}

/// As [`fixture`], with a fee token that misbehaves on request. Alice has a matured ticket over 10 USD; Alice, Bob and the
/// provider have fees to claim.
fn with_hostile_fees() -> Fixture {
    let mut base = BaseFixture::new();
    base.usd = base.create(bytecode("Hostile"), &[]);
    let mut fixture = populated(Fixture::deploy_on(base));
    fixture.fund_fee(ALICE, 1_000 * USD);
    fixture.ok(ALICE, spend(ALICE, 6 * ONE));
    let amount = u(10 * USD);
    fixture.ok(ALICE, initiateWithdrawalCall { amount });
    fixture.set_time(MIDNIGHT);
    fixture.ok(ALICE, checkpointCall {});
    // The stream has ended, and no budget has expired.
    fixture.set_time(MIDNIGHT + DAY);
    fixture.ok(ALICE, checkpointCall {});
    fixture
}

/// Every call that moves fee tokens: the caller, the calldata, and the amount paid out (negative if paid in).
fn token_moving_calls() -> [(Address, Vec<u8>, i128); 7] {
    let amount = u(USD);
    let account = BOB;
    let usd = USD as i128;
    [
        (ALICE, claimCall {}.abi_encode(), 675_000),
        (BOB, claimToCall { to: CARL }.abi_encode(), 180_000),
        (PROVIDER, claimEarningsCall { to: PROVIDER }.abi_encode(), 4_200_000),
        (ALICE, withdrawCall {}.abi_encode(), 10 * usd),
        (ALICE, fundCall { amount }.abi_encode(), -usd),
        (ALICE, fundCapacityCall { amount }.abi_encode(), -usd),
        (ALICE, depositCall { account, amount }.abi_encode(), -usd),
    ]
}

const ACCOUNTS: [Address; 4] = [ALICE, BOB, CARL, PROVIDER];

fn behave(fixture: &mut Fixture, manner: u8) {
    let token = fixture.usd;
    fixture.call_at(token, ALICE, Hostile::behaveCall { manner });
}

/// Sets the calldata of the token's reentrant call.
fn aim(fixture: &mut Fixture, payload: Vec<u8>) {
    let (token, target) = (fixture.usd, fixture.diem);
    let aim = Hostile::aimCall { target, payload: payload.into(), viewOnly: false };
    fixture.call_at(token, ALICE, aim);
}

#[test]
fn a_fee_token_that_fails_leaves_the_state_unchanged() {
    let mut fixture = with_hostile_fees();
    let token = fixture.usd;
    aim(&mut fixture, claimCall {}.abi_encode());
    for (name, manner) in FAILING_MANNERS {
        behave(&mut fixture, manner);
        for (by, call, _) in token_moving_calls() {
            let result = fixture.assert_unchanged(&ACCOUNTS, |fixture| fixture.raw(by, call));
            assert!(result.logs.is_empty(), "{name}");
            result.assert_reverted_with(&SafeErc20FailedOperation { token });
        }
        // Liabilities are unchanged.
        assert_eq!(pending(&mut fixture, ALICE), 675_000, "{name}");
        assert_eq!(earnings(&mut fixture), 4_200_000, "{name}");
        assert_accounted_for(&mut fixture, ROUNDING);
    }
    // VVV, DIEM and daily credits still work.
    let amount = u(PART);
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount });
    fixture.ok(BOB, spend(BOB, ONE / 2));
    fixture.ok(BOB, initiateUnstakeCall { amount: u(ONE) });
}

#[test]
fn a_reentrant_fee_token_is_paid_once() {
    // Reenters with each call from inside each call.
    for (_, payload, _) in token_moving_calls() {
        let mut fixture = with_hostile_fees();
        let (token, diem) = (fixture.usd, fixture.diem);
        // As a provider the token has claims of its own, which a successful reentrant call would take.
        fixture.ok(OWNER, setProviderCall { provider: token, admitted: true });
        aim(&mut fixture, payload);
        behave(&mut fixture, REENTER);
        for (nth, (by, call, moved)) in token_moving_calls().into_iter().enumerate() {
            let held = dollars(&mut fixture, diem) as i128;
            let result = fixture.raw(by, call);
            assert!(result.is_success(), "{}", result.describe());
            assert_eq!(dollars(&mut fixture, diem) as i128, held - moved);
            let attempts = fixture.read(token, Hostile::attemptsCall {})._0;
            assert_eq!(attempts, U256::from(nth + 1));
            assert!(!fixture.read(token, Hostile::succeededCall {})._0);
            assert_eq!(fixture.read(token, Hostile::answerCall {})._0, Bytes::new());
        }
        // A second claim pays nothing.
        let [claim, _, earned, withdrawal, ..] = token_moving_calls();
        for (by, call, _) in [claim, earned] {
            let result = fixture.raw(by, call);
            assert_eq!(result.output, vec![0; 32], "{}", result.describe());
        }
        let next = U256::ZERO;
        fixture.raw(withdrawal.0, withdrawal.1).assert_reverted_with(&NothingMatured { next });
    }
}
