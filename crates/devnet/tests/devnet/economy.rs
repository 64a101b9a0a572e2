//! Revenue and governance on the real program: where a fee goes over three days, to the unit; what a pause stops and
//! what it does not; parameters and stray tokens; and a fee token that misbehaves on the way in and out.

use crate::support::*;
use alloy_primitives::{Address, Bytes, LogData, B256, U256};
use alloy_sol_types::{sol, SolCall, SolEvent};

sol! {
    interface Hostile {
        function behave(uint8 manner);
        function aim(address target, bytes payload, bool viewOnly);
        function attempts() returns (uint256);
        function succeeded() returns (bool);
        function answer() returns (bytes);
    }
}

/// One unit of the fee token, which has 6 decimals; also the price of a credit.
const USD: u128 = PARAMS[7];
/// 00:00 UTC of the first day after [`NOON`].
const MIDNIGHT: u64 = NOON - NOON % DAY + DAY;
/// The day's number at [`NOON`].
const FIRST: u32 = (NOON / DAY) as u32;
/// A power of two, about 147.6 VVV: shares of it come out even.
const PART: u128 = 1 << 67;
const HOUR: u64 = 3_600;
/// Base units that roundings leave behind at most, where a stream is looked at in the midst of it.
const FEW: u128 = 3;
/// Who pays and donates; has no other part.
const CARL: Address = Address::repeat_byte(0xca);
/// `Hostile.Manner`s that move nothing.
const REFUSING: [(&str, u8); 4] = [
    ("Revert", 1),
    ("RevertWithData", 2),
    ("False", 3),
    ("ReenterOrRevert", 12),
];
/// `Hostile.Manner.Reenter`
const REENTER: u8 = 11;

/// Alice has three parts staked and free. Bob has one, all of it locked, and 1 active DIEM. There is a provider, and
/// Alice has 100 USD deposited.
fn world() -> World {
    populated(World::new())
}

fn populated(mut world: World) -> World {
    world.admit(PROVIDER);
    world.pay(CARL);
    world.staked(ALICE, 3 * PART);
    world.staked(BOB, PART);
    let lock = mintDiemCall {
        vvvToLock: u(PART),
        minOut: u(ONE),
    };
    world.ok(BOB, lock);
    world.ok(BOB, stakeDiemCall { amount: u(ONE) });
    world.deposited(ALICE, 100 * USD);
    world
}

fn spend(account: Address, credits: u128) -> spendCall {
    spendCall {
        account,
        provider: PROVIDER,
        credits: u(credits),
        requestId: B256::ZERO,
    }
}

/// The one log of this kind.
#[track_caller]
fn find<E: SolEvent>(logs: &[LogData]) -> E {
    let mut found = logs
        .iter()
        .filter_map(|log| E::decode_log_data(log, true).ok());
    let one = found.next().expect(E::SIGNATURE);
    assert!(found.next().is_none(), "two of {}", E::SIGNATURE);
    one
}

fn protocol(world: &mut World) -> ProtocolInfo {
    world.view(protocolCall {})._0
}

fn pending(world: &mut World, account: Address) -> u128 {
    world.view(pendingRewardsCall { account }).amount.to()
}

fn earnings(world: &mut World) -> u128 {
    let provider = PROVIDER;
    world.view(earningsOfCall { provider }).amount.to()
}

fn dollars(world: &mut World, account: Address) -> u128 {
    let usd = world.usd;
    world.balance(usd, account).to()
}

/// Every fee token that Diem holds is somebody's or on its way to somebody, but for what was lost in roundings.
#[track_caller]
fn accounted_for(world: &mut World, roundings: u128) {
    let (diem, info) = (world.diem, protocol(world));
    let [deposit, ..] = world.deposit_of(ALICE);
    let due = pending(world, ALICE) + pending(world, BOB) + earnings(world) + deposit;
    let flowing = info.stream + info.bucket + info.pool + info.budget + info.budgetYesterday;
    let held = dollars(world, diem);
    let lost = held.checked_sub(due + flowing.to::<u128>());
    assert!(lost.is_some_and(|lost| lost <= roundings), "{lost:?}");
}

#[test]
fn a_fee_is_split_streamed_claimed_and_pays_for_daily_credits() {
    let mut world = world();
    let base = PARAMS[5];
    assert_eq!(base, ONE * 15 / 100, "the shares below are the defaults");

    // The first day: Alice uses 6 credits and pays 6 USD, of which 70 % is the provider's at once.
    let (_, logs) = world.logged(ALICE, spend(ALICE, 6 * ONE));
    let spent: Spent = find(&logs);
    assert_eq!(
        (spent.quotaCredits, spent.paidCredits, spent.fee),
        (u(0), u(6 * ONE), u(6 * USD))
    );
    let earned = |fees, reimbursed| ProviderEarned {
        provider: PROVIDER,
        fees: u(fees),
        reimbursed: u(reimbursed),
    };
    assert_eq!(find::<ProviderEarned>(&logs), earned(4_200_000, 0));
    assert_eq!(earnings(&mut world), 4_200_000);
    // 15 % waits for the stakers, 15 % for the pool.
    let info = protocol(&mut world);
    assert_eq!((info.bucket, info.pool), (u(900_000), u(900_000)));
    assert_eq!((info.stream, info.budget), (u(0), u(0)));
    world.set_time(MIDNIGHT - 1);
    assert_eq!(pending(&mut world, ALICE), 0, "nothing flows today");
    accounted_for(&mut world, 0);

    // The second day begins: whoever comes first rolls it.
    world.set_time(MIDNIGHT);
    let (_, logs) = world.logged(CARL, checkpointCall {});
    let rolled = DayRolled {
        day: FIRST,
        issued: u(ONE),
        quotaCredits: u(0),
        paidCredits: u(6 * ONE),
        streaming: u(900_000),
        budget: u(900_000),
    };
    assert_eq!(find::<DayRolled>(&logs), rolled);
    world.set_time(MIDNIGHT);
    let (_, logs) = world.logged(CARL, checkpointCall {});
    assert_eq!(logs, [], "once a day");

    // Bob uses half of the only credit there is, for half of the budget: less than its price.
    world.set_time(MIDNIGHT + HOUR);
    let (_, logs) = world.logged(BOB, spend(BOB, ONE / 2));
    assert_eq!(find::<ProviderEarned>(&logs), earned(0, 450_000));
    let info = protocol(&mut world);
    assert_eq!((info.budget, info.open), (u(450_000), u(ONE / 2)));

    // A quarter of the stream in a quarter of the day: three quarters of it for three parts of four, and of the last
    // quarter a fifth to the pool, as Bob's is locked.
    world.set_time(MIDNIGHT + 6 * HOUR);
    assert_eq!(pending(&mut world, ALICE), 225_000 * 3 / 4);
    assert_eq!(pending(&mut world, BOB), 225_000 / 4 * 4 / 5);
    let before = dollars(&mut world, ALICE);
    world.set_time(MIDNIGHT + 6 * HOUR);
    let (paid, logs) = world.logged(ALICE, claimCall {});
    assert_eq!(paid.amount, u(168_750));
    let claimed = Claimed {
        account: ALICE,
        to: ALICE,
        amount: u(168_750),
    };
    assert_eq!(find::<Claimed>(&logs), claimed);
    assert_eq!(dollars(&mut world, ALICE), before + 168_750);
    world.set_time(MIDNIGHT + 6 * HOUR);
    assert_eq!(world.ok(ALICE, claimCall {}).amount, u(0), "0 is no error");
    world.set_time(MIDNIGHT + 6 * HOUR);
    accounted_for(&mut world, 0);

    // Somebody pays for tomorrow's credits: 3 USD.
    world.fund_fee(CARL, 3 * USD);
    let amount = u(3 * USD);
    let (_, logs) = world.logged(CARL, fundCapacityCall { amount });
    let payer = CARL;
    assert_eq!(
        find::<CapacityFunded>(&logs),
        CapacityFunded { payer, amount }
    );
    world.set_time(MIDNIGHT + 6 * HOUR);
    let info = protocol(&mut world);
    assert_eq!(info.budget, u(450_000), "not today's");
    assert_eq!(info.pool, u(3 * USD + 225_000 / 4 / 5));

    // The third day. Views know before anybody rolls it.
    world.set_time(MIDNIGHT + DAY);
    let info = protocol(&mut world);
    let (today, yesterday) = (FIRST + 2, FIRST + 1);
    assert_eq!((info.day, info.lastDay), (today, yesterday));
    // Yesterday's utilization: half a credit of one.
    assert_eq!(
        (info.lastIssued, info.lastQuota, info.lastPaid),
        (u(ONE), u(ONE / 2), u(0))
    );
    // Yesterday keeps what it has not paid. Today may pay all else: what was given, and a fifth of Bob's quarter.
    assert_eq!(
        (info.budgetYesterday, info.openYesterday),
        (u(450_000), u(ONE / 2))
    );
    assert_eq!(
        (info.budget, info.open),
        (u(3 * USD + 900_000 / 4 / 5), u(ONE))
    );
    assert_eq!((info.pool, info.bucket, info.stream), (u(0), u(0), u(0)));
    assert_eq!(pending(&mut world, ALICE), 900_000 * 3 / 4 - 168_750);
    assert_eq!(pending(&mut world, BOB), 180_000);

    // Bob's claim is what rolls it.
    let (paid, logs) = world.logged(BOB, claimToCall { to: CARL });
    assert_eq!(paid.amount, u(180_000));
    assert_eq!(dollars(&mut world, CARL), 180_000);
    let rolled = DayRolled {
        day: yesterday,
        issued: u(ONE),
        quotaCredits: u(ONE / 2),
        paidCredits: u(0),
        streaming: u(0),
        budget: u(3_045_000),
    };
    assert_eq!(find::<DayRolled>(&logs), rolled);
    assert_eq!(world.ok(ALICE, claimCall {}).amount, u(506_250));

    // A day with more than enough pays a credit's price and no more.
    let (_, logs) = world.logged(BOB, spend(BOB, ONE));
    assert_eq!(find::<ProviderEarned>(&logs), earned(0, USD));
    accounted_for(&mut world, 0);

    // The provider takes all it has earned in three ways.
    let to = PROVIDER;
    let (paid, logs) = world.logged(PROVIDER, claimEarningsCall { to });
    let all = 4_200_000 + 450_000 + USD;
    assert_eq!(paid.amount, u(all));
    let claimed = EarningsClaimed {
        provider: PROVIDER,
        to,
        amount: u(all),
    };
    assert_eq!(find::<EarningsClaimed>(&logs), claimed);
    assert_eq!(dollars(&mut world, PROVIDER), all);
    assert_eq!(world.ok(PROVIDER, claimEarningsCall { to }).amount, u(0));
    accounted_for(&mut world, 0);

    // The fourth day: a seventh of what the second one's budget did not pay goes to the stakers.
    world.set_time(MIDNIGHT + 2 * DAY);
    let (_, logs) = world.logged(CARL, checkpointCall {});
    let decayed = 450_000 / 7;
    let rolled = DayRolled {
        day: today,
        issued: u(ONE),
        quotaCredits: u(ONE),
        paidCredits: u(0),
        streaming: u(decayed),
        // All of the pool but what is left of the third day's.
        budget: u(450_000 - decayed),
    };
    assert_eq!(find::<DayRolled>(&logs), rolled);
    assert_eq!(protocol(&mut world).budgetYesterday, u(2_045_000));
    accounted_for(&mut world, 0);
}

#[test]
fn what_is_given_to_the_stakers_flows_from_the_next_roll_on() {
    let mut world = world();
    world.fund_fee(CARL, 8 * USD);
    let amount = u(8 * USD);
    let (_, logs) = world.logged(CARL, fundCall { amount });
    let payer = CARL;
    assert_eq!(find::<Funded>(&logs), Funded { payer, amount });
    world.set_time(MIDNIGHT - 1);
    assert_eq!(pending(&mut world, ALICE), 0);
    // Nobody comes for half a day: the 24 hours begin with who does.
    world.set_time(MIDNIGHT + 12 * HOUR);
    assert_eq!(pending(&mut world, ALICE), 0);
    world.ok(CARL, checkpointCall {});
    world.set_time(MIDNIGHT + 12 * HOUR);
    let info = protocol(&mut world);
    assert_eq!(
        (info.stream, info.streamEnd),
        (amount, U256::from(MIDNIGHT + 36 * HOUR))
    );
    world.set_time(MIDNIGHT + 36 * HOUR);
    assert_eq!(pending(&mut world, ALICE), 6 * USD);
    assert_eq!(pending(&mut world, BOB), 1_600_000);
    let in_vvv = RewardNotStakeable {};
    world.refused(ALICE, claimAndStakeCall {}, in_vvv);
    accounted_for(&mut world, FEW);
}

#[test]
fn a_guardians_pause_stops_new_business_and_no_exit() {
    let mut world = world();
    let signer = key(7);
    let user = signer.address();
    // The user has everything that one can leave with: stake, DIEM in the wallet and active, tickets, a deposit.
    world.active(user, 2 * ONE);
    world.minted(user, ONE);
    world.staked(user, 10 * ONE);
    world.deposited(user, 20 * USD);
    world.fund(user, 10 * ONE);
    world.fund_fee(user, 10 * USD);
    world.ok(ALICE, spend(ALICE, 6 * ONE));
    let cancelled = initiateUnstakeVvvCall { amount: u(ONE) };
    let cancelled = world.ok(user, cancelled).ticket;
    world.set_time(MIDNIGHT);
    world.ok(CARL, checkpointCall {});

    let (_, logs) = world.logged(GUARDIAN, pauseCall {});
    assert_eq!(find::<Paused>(&logs), Paused { account: GUARDIAN });
    let ends = MIDNIGHT + 1 + 7 * DAY;
    let info = protocol(&mut world);
    assert_eq!((info.paused, info.pauseEnds), (true, U256::from(ends)));

    let amount = u(ONE);
    let business = [
        stakeVvvCall {
            recipient: user,
            amount,
        }
        .abi_encode(),
        mintDiemCall {
            vvvToLock: amount,
            minOut: u(0),
        }
        .abi_encode(),
        stakeAndMintCall {
            vvv: amount,
            minOut: u(0),
            activate: true,
        }
        .abi_encode(),
        stakeDiemCall { amount }.abi_encode(),
        depositCall {
            account: user,
            amount: u(USD),
        }
        .abi_encode(),
        spend(user, ONE).abi_encode(),
        fundCall { amount: u(USD) }.abi_encode(),
        fundCapacityCall { amount: u(USD) }.abi_encode(),
        claimAndStakeCall {}.abi_encode(),
    ];
    for call in &business {
        world.unmoved(&[user], |world| {
            world
                .raw(user, call.clone())
                .reverted_with(&EnforcedPause {});
        });
    }

    // Today's usage has been served, and is collected.
    let day = world.today();
    let mut voucher = UsageVoucher {
        account: user,
        spender: user,
        provider: PROVIDER,
        day,
        credits: u(ONE),
    };
    let (diem, redeem) = (world.diem, |world: &World, voucher: &UsageVoucher| {
        let signature = signed_voucher(world.diem, &signer, voucher).into();
        let voucher = voucher.clone();
        redeemCall { voucher, signature }
    });
    let call = redeem(&world, &voucher);
    assert_eq!(world.ok(PROVIDER, call).quotaCredits, u(ONE));

    // Every way out begins under the pause, and is walked to its end.
    let ticket = cancelled;
    world.ok(user, cancelUnstakeVvvCall { ticket });
    world.ok(
        user,
        transferCall {
            to: CARL,
            value: u(ONE / 4),
        },
    );
    world.ok(user, burnDiemCall { amount: u(ONE / 4) });
    world.ok(user, initiateUnstakeVvvCall { amount: u(5 * ONE) });
    world.ok(user, initiateUnstakeCall { amount: u(2 * ONE) });
    let amount = u(15 * USD);
    world.ok(user, initiateWithdrawalCall { amount });
    world.set_time(MIDNIGHT + 12 * HOUR);
    assert!(world.ok(ALICE, claimCall {}).amount > u(0));
    let to = CARL;
    assert!(world.ok(user, claimToCall { to }).amount > u(0));
    assert!(world.ok(PROVIDER, claimEarningsCall { to }).amount > u(0));

    // Usage of the pause's own days is not: that of the day before is still collected beside it.
    world.set_time(MIDNIGHT + DAY);
    voucher.credits = u(2 * ONE);
    let of_yesterday = redeem(&world, &voucher);
    voucher.day += 1;
    let of_today = redeem(&world, &voucher);
    world.refused(PROVIDER, of_today, EnforcedPause {});
    assert_eq!(world.ok(PROVIDER, of_yesterday).quotaCredits, u(ONE));

    world.set_time(MIDNIGHT + 2 * DAY);
    assert_eq!(world.ok(user, unstakeCall {}).amount, u(2 * ONE));
    assert_eq!(world.ok(user, withdrawCall {}).amount, amount);
    world.ok(user, burnDiemCall { amount: u(2 * ONE) });

    // It holds for 7 days to the second, without anybody; not again within 30 days of its start.
    world.set_time(ends - 1);
    let [stake, ..] = &business;
    world
        .raw(user, stake.clone())
        .reverted_with(&EnforcedPause {});
    assert_eq!(world.chain.timestamp(), ends);
    assert!(!protocol(&mut world).paused);
    let done = world.raw(user, stake.clone());
    assert!(done.is_success(), "{}", done.story());
    let until = U256::from(MIDNIGHT + 1 + 30 * DAY);
    world.refused(GUARDIAN, pauseCall {}, GuardianMustWait { until });
    world.set_time(until.to());
    world.ok(GUARDIAN, pauseCall {});
    world.ok(OWNER, unpauseCall {});
    assert_eq!(world.balance(diem, CARL), u(ONE / 4));

    // The cooldown that began under a pause.
    assert_eq!(world.ok(user, finalizeUnstakeCall {}).amount, u(5 * ONE));
}

#[test]
fn a_stranger_executes_parameters_after_48_hours() {
    let mut world = world();
    // A credit costs twice as much, the stakers get a fifth and the pool a tenth.
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
    let propose = proposeParamsCall {
        params: params.clone(),
    };
    let account = CARL;
    world.refused(CARL, executeParamsCall {}, NoProposal {});
    world.refused(
        CARL,
        propose.clone(),
        OwnableUnauthorizedAccount { account },
    );
    world.set_time(NOON + HOUR);
    let (_, logs) = world.logged(OWNER, propose);
    let from = U256::from(NOON + HOUR + 2 * DAY);
    assert_eq!(find::<ParamsProposed>(&logs).executableAt, from);
    let proposed = world.view(proposedParamsCall {});
    assert_eq!((proposed.params, proposed.executableAt), (params, from));

    world.set_time(from.to::<u64>() - 1);
    world
        .call(CARL, executeParamsCall {})
        .reverted_with(&ProposalNotReady { from });
    assert_eq!(U256::from(world.chain.timestamp()), from);
    assert_eq!(world.view(paramsCall {}).creditPrice, u(USD));
    let (_, logs) = world.logged(CARL, executeParamsCall {});
    assert_eq!(find::<ParamsChanged>(&logs).creditPrice, price);
    world.refused(CARL, executeParamsCall {}, NoProposal {});

    // The price holds at once, the shares from the next day on.
    let split = |world: &mut World| {
        let (now, before) = (world.chain.timestamp(), protocol(world));
        let (_, logs) = world.logged(ALICE, spend(ALICE, 5 * ONE));
        world.set_time(now);
        let after = protocol(world);
        assert_eq!(find::<Spent>(&logs).fee, u(10 * USD));
        let parts = [
            find::<ProviderEarned>(&logs).fees,
            after.bucket - before.bucket,
            after.pool - before.pool,
        ];
        parts.map(|part| part.to::<u128>())
    };
    assert_eq!(split(&mut world), [7 * USD, USD * 3 / 2, USD * 3 / 2]);
    let info = protocol(&mut world);
    assert_eq!(info.params.stakerShare, staker_share);
    assert_eq!(info.stakerShare, u(PARAMS[5]));
    let midnight = world.midnight();
    world.set_time(midnight);
    assert_eq!(protocol(&mut world).stakerShare, staker_share);
    world.ok(CARL, checkpointCall {});
    assert_eq!(split(&mut world), [7 * USD, 2 * USD, USD]);
    accounted_for(&mut world, FEW);
}

#[test]
fn only_what_is_owed_to_nobody_is_recovered() {
    let mut world = world();
    let (vvv, usd, diem) = (world.vvv, world.usd, world.diem);
    let (account, to) = (CARL, CARL);
    // Fees are on their way everywhere.
    world.ok(ALICE, spend(ALICE, 6 * ONE));
    world.set_time(MIDNIGHT + HOUR);
    world.ok(BOB, spend(BOB, ONE / 2));
    for token in [vvv, usd, diem] {
        let nothing = NothingToRecover { token };
        world.refused(OWNER, recoverCall { token, to }, nothing);
    }
    let other = world.create(bytecode("Hostile"), &[]);
    for (token, amount) in [(vvv, 7 * ONE), (usd, 5), (other, ONE)] {
        let value = u(amount);
        world.at(token, CARL, Erc20::mintCall { to: diem, value });
        let recover = recoverCall { token, to };
        let refusal = OwnableUnauthorizedAccount { account };
        world.refused(CARL, recover.clone(), refusal);
        let (found, logs) = world.logged(OWNER, recover.clone());
        assert_eq!(found.amount, value);
        let amount = value;
        assert_eq!(find::<Recovered>(&logs), Recovered { token, to, amount });
        assert_eq!(world.balance(token, CARL), value);
        world.refused(OWNER, recover, NothingToRecover { token });
    }
    accounted_for(&mut world, FEW);
}

/// As [`world`], with fees in a token that is told how to behave. Alice has 10 USD in a matured ticket; she, Bob and
/// the provider have fees to claim.
fn with_hostile_fees() -> World {
    let mut ground = Ground::new();
    ground.usd = ground.create(bytecode("Hostile"), &[]);
    let mut world = populated(World::on(ground));
    world.fund_fee(ALICE, 1_000 * USD);
    world.ok(ALICE, spend(ALICE, 6 * ONE));
    let amount = u(10 * USD);
    world.ok(ALICE, initiateWithdrawalCall { amount });
    world.set_time(MIDNIGHT);
    world.ok(ALICE, checkpointCall {});
    // All has flowed, and no budget's time is over.
    world.set_time(MIDNIGHT + DAY);
    world.ok(ALICE, checkpointCall {});
    world
}

/// Every call that moves fee tokens: who makes it, and what it moves out of Diem (or in, if negative).
fn movers() -> [(Address, Vec<u8>, i128); 7] {
    let amount = u(USD);
    let account = BOB;
    let usd = USD as i128;
    [
        (ALICE, claimCall {}.abi_encode(), 675_000),
        (BOB, claimToCall { to: CARL }.abi_encode(), 180_000),
        (
            PROVIDER,
            claimEarningsCall { to: PROVIDER }.abi_encode(),
            4_200_000,
        ),
        (ALICE, withdrawCall {}.abi_encode(), 10 * usd),
        (ALICE, fundCall { amount }.abi_encode(), -usd),
        (ALICE, fundCapacityCall { amount }.abi_encode(), -usd),
        (ALICE, depositCall { account, amount }.abi_encode(), -usd),
    ]
}

const PEOPLE: [Address; 4] = [ALICE, BOB, CARL, PROVIDER];

fn behave(world: &mut World, manner: u8) {
    let token = world.usd;
    world.at(token, ALICE, Hostile::behaveCall { manner });
}

/// What the token calls back with.
fn aim(world: &mut World, payload: Vec<u8>) {
    let (token, target) = (world.usd, world.diem);
    let aim = Hostile::aimCall {
        target,
        payload: payload.into(),
        viewOnly: false,
    };
    world.at(token, ALICE, aim);
}

#[test]
fn a_fee_token_that_refuses_leaves_everything_as_it_was() {
    let mut world = with_hostile_fees();
    let token = world.usd;
    aim(&mut world, claimCall {}.abi_encode());
    for (name, manner) in REFUSING {
        behave(&mut world, manner);
        for (by, call, _) in movers() {
            let done = world.unmoved(&PEOPLE, |world| world.raw(by, call));
            assert!(done.logs.is_empty(), "{name}");
            done.reverted_with(&SafeErc20FailedOperation { token });
        }
        // What is owed is owed, and still counted.
        assert_eq!(pending(&mut world, ALICE), 675_000, "{name}");
        assert_eq!(earnings(&mut world), 4_200_000, "{name}");
        accounted_for(&mut world, FEW);
    }
    // VVV, DIEM and daily credits go on all the while.
    let amount = u(PART);
    world.ok(ALICE, initiateUnstakeVvvCall { amount });
    world.ok(BOB, spend(BOB, ONE / 2));
    world.ok(BOB, initiateUnstakeCall { amount: u(ONE) });
}

#[test]
fn a_fee_token_that_calls_back_is_refused_and_pays_once() {
    // A way in from the inside of every way out and in.
    for (_, payload, _) in movers() {
        let mut world = with_hostile_fees();
        let (token, diem) = (world.usd, world.diem);
        // What it has to its own name would be taken, were it let in.
        world.ok(
            OWNER,
            setProviderCall {
                provider: token,
                admitted: true,
            },
        );
        aim(&mut world, payload);
        behave(&mut world, REENTER);
        for (nth, (by, call, moved)) in movers().into_iter().enumerate() {
            let held = dollars(&mut world, diem) as i128;
            let done = world.raw(by, call);
            assert!(done.is_success(), "{}", done.story());
            assert_eq!(dollars(&mut world, diem) as i128, held - moved);
            let attempts = world.read(token, Hostile::attemptsCall {})._0;
            assert_eq!(attempts, U256::from(nth + 1));
            assert!(!world.read(token, Hostile::succeededCall {})._0);
            assert_eq!(world.read(token, Hostile::answerCall {})._0, Bytes::new());
        }
        // Nothing is paid twice.
        let [claim, _, earned, withdrawal, ..] = movers();
        for (by, call, _) in [claim, earned] {
            let done = world.raw(by, call);
            assert_eq!(done.output, vec![0; 32], "{}", done.story());
        }
        let next = U256::ZERO;
        world
            .raw(withdrawal.0, withdrawal.1)
            .reverted_with(&NothingMatured { next });
    }
}
