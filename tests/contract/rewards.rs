//! The stakers' yield: what reaches whom, when, and how it is paid.

use crate::support::economy::{spend, USD};
use crate::support::*;
use alloy_primitives::{address, Address, U256};
use diem::model::time::{clock, DAY};

both! {
    funds_flow_from_the_next_roll_on_over_a_day,
    claim_pays_what_was_pending_to_the_unit_and_says_so,
    pending_rewards_are_what_claim_pays_whenever_it_is_asked,
    claim_to_pays_another,
    stake_earns_from_when_it_comes_until_it_leaves,
    locked_stake_earns_four_fifths_and_a_fifth_joins_the_next_budget,
    a_part_of_every_fee_flows_the_day_after,
    funding_errors,
    the_greatest_stream_saturates_nothing_that_is_owed,
    the_stream_waits_for_the_first_vvv,
    a_checkpoint_on_the_same_day_says_nothing,
    only_calls_that_need_the_day_roll_it,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const BOB: Address = address!("0000000000000000000000000000000000000B0B");
const TREASURY: Address = address!("0000000000000000000000000000000000007EA5");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");
/// A thousand base units a second.
const A_DAY: u128 = 86_400_000;

/// `mine` of `staked`'s part of `released`, as the index rounds it.
fn part(released: u128, staked: u128, mine: u128) -> u128 {
    let rise = (U256::from(released) << 96) / U256::from(staked);
    let earned: U256 = (rise * U256::from(mine)) >> 96;
    earned.to()
}

fn claim_to(to: Address) -> claimToCall {
    claimToCall { to }
}

/// A world where Alice has staked 100 VVV and Bob 300, and [`A_DAY`] has begun to flow.
fn flowing(fees: Fees) -> World {
    let world = World::new(fees);
    world.staked(ALICE, 100 * ONE);
    world.staked(BOB, 300 * ONE);
    world.streamed(TREASURY, A_DAY);
    to_midnight();
    world.checkpoint();
    world
}

fn funds_flow_from_the_next_roll_on_over_a_day(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, 100 * ONE);
    world.streamed(TREASURY, A_DAY);
    let event: Funded = world.last();
    assert_eq!((event.payer, event.amount), (TREASURY, u(A_DAY)));
    assert_eq!(world.protocol().bucket, u(A_DAY));
    pass(DAY / 2 - 1);
    assert_eq!(world.pending(ALICE), 0, "not on the day itself");
    to_midnight();
    assert_eq!(world.pending(ALICE), 0);
    world.checkpoint();
    assert_eq!(world.protocol().stream, u(A_DAY));
    for (passed, released) in [(1, 1_000), (2, 3_000), (DAY - 4, A_DAY - 1_000), (1, A_DAY)] {
        pass(passed);
        assert_eq!(world.pending(ALICE), part(released, 100 * ONE, 100 * ONE));
    }
    pass(100 * DAY);
    assert_eq!(world.pending(ALICE), part(A_DAY, 100 * ONE, 100 * ONE));
}

fn claim_pays_what_was_pending_to_the_unit_and_says_so(fees: Fees) {
    let world = flowing(fees);
    pass(DAY / 4);
    let pending = world.pending(ALICE);
    assert_eq!(pending, part(A_DAY / 4, 400 * ONE, 100 * ONE));
    assert_eq!(world.claimed(ALICE), pending);
    let event: Claimed = world.last();
    assert_eq!(
        (event.account, event.to, event.amount),
        (ALICE, ALICE, u(pending))
    );
    assert_eq!((world.purse(ALICE), world.pending(ALICE)), (pending, 0));
    // Nothing more at the same time: no error, no event, no transfer.
    let logs = world.diem.all_events().len();
    assert_eq!(world.claimed(ALICE), 0);
    assert_eq!(world.diem.all_events().len(), logs);
    assert_eq!(world.claimed(TREASURY), 0, "nor for one who never staked");
}

/// The roll is part of the answer: before it, across it and over skipped days.
fn pending_rewards_are_what_claim_pays_whenever_it_is_asked(fees: Fees) {
    let moments = [
        0,
        1,
        DAY - 1,
        DAY,
        DAY + 1,
        2 * DAY - 1,
        2 * DAY,
        3 * DAY + 5,
        8 * DAY,
        1_000 * DAY,
    ];
    for passed in moments {
        let world = flowing(fees);
        world.admit(PROVIDER);
        world.minted(BOB, 2 * ONE);
        world.deposited(BOB, 7 * USD + 1);
        world.budgeted(TREASURY, 9 * USD + 1);
        world.spent(BOB, PROVIDER, 5 * ONE);
        pass(passed);
        for account in [ALICE, BOB] {
            let pending = world.pending(account);
            assert_eq!(world.info(account).rewards, u(pending));
            assert_eq!(
                world.claimed(account),
                pending,
                "{account} after {passed} s"
            );
            assert_eq!(world.pending(account), 0);
        }
    }
}

fn claim_to_pays_another(fees: Fees) {
    let world = flowing(fees);
    pass(DAY);
    let pending = world.pending(ALICE);
    assert_eq!(world.ok(ALICE, claim_to(TREASURY)).amount, u(pending));
    let event: Claimed = world.last();
    assert_eq!(
        (event.account, event.to, event.amount),
        (ALICE, TREASURY, u(pending))
    );
    assert_eq!((world.purse(TREASURY), world.purse(ALICE)), (pending, 0));
    for recipient in [Address::ZERO, world.diem.address()] {
        world.refused(BOB, claim_to(recipient), InvalidRecipient { recipient });
    }
}

fn stake_earns_from_when_it_comes_until_it_leaves(fees: Fees) {
    let world = flowing(fees);
    pass(DAY / 2);
    // Bob leaves at half time; Carol comes with as much.
    let amount = u(300 * ONE);
    world.ok(BOB, initiateUnstakeVvvCall { amount });
    let carol = account("carol");
    world.staked(carol, 300 * ONE);
    pass(DAY);
    let half = part(A_DAY / 2, 400 * ONE, 300 * ONE);
    assert_eq!((world.pending(BOB), world.pending(carol)), (half, half));
    // Put back, it earns from then on only.
    world.ok(BOB, cancelUnstakeVvvCall { ticket: 0 });
    assert_eq!(world.pending(BOB), half);
}

fn locked_stake_earns_four_fifths_and_a_fifth_joins_the_next_budget(fees: Fees) {
    let world = World::new(fees);
    world.fund(ALICE, 900 * ONE);
    let all = stakeAndMintCall {
        vvv: u(900 * ONE),
        minOut: U256::ZERO,
        activate: false,
    };
    world.ok(ALICE, all);
    world.staked(BOB, 100 * ONE);
    world.streamed(TREASURY, A_DAY);
    to_midnight();
    world.checkpoint();
    pass(DAY - 1);
    let released = A_DAY - 1_000;
    let fifths = part(released, 1_000 * ONE, 900 * ONE) / 5;
    let earned = part(released * 4, 1_000 * ONE, 900 * ONE) / 5;
    assert!(earned - world.pending(ALICE) <= 1);
    assert_eq!(world.pending(BOB), part(released, 1_000 * ONE, 100 * ONE));
    assert_eq!(world.protocol().pool, u(fifths));
    assert_eq!(world.protocol().budget, U256::ZERO);
    pass(1);
    let event_before = world.protocol().budget;
    world.checkpoint();
    let event: DayRolled = world.last();
    assert_eq!(event.budget, u(part(A_DAY, 1_000 * ONE, 900 * ONE) / 5));
    assert_eq!(event.budget, event_before, "as the view said");
    assert_eq!(world.protocol().pool, U256::ZERO);
    // Burning frees the stake: from then on it earns in full.
    let diem = world.ok(ALICE, balanceOfCall { account: ALICE })._0;
    world.ok(ALICE, burnDiemCall { amount: diem });
    let before = world.pending(ALICE);
    world.streamed(TREASURY, A_DAY);
    pass(2 * DAY);
    world.checkpoint();
    pass(DAY);
    assert!(world.pending(ALICE) - before > A_DAY * 899 / 1_000);
}

fn a_part_of_every_fee_flows_the_day_after(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, ONE);
    world.admit(PROVIDER);
    world.deposited(BOB, 100 * USD);
    world.spent(BOB, PROVIDER, 100 * ONE);
    assert_eq!(world.protocol().bucket, u(15 * USD));
    assert_eq!(world.protocol().pool, u(15 * USD));
    assert_eq!(world.earnings(PROVIDER), 70 * USD);
    to_midnight();
    world.checkpoint();
    let event: DayRolled = world.last();
    assert_eq!((event.streaming, event.budget), (u(15 * USD), u(15 * USD)));
    assert_eq!(
        (event.quotaCredits, event.paidCredits),
        (U256::ZERO, u(100 * ONE))
    );
    pass(DAY);
    assert_eq!(world.claimed(ALICE), part(15 * USD, ONE, ONE));
}

#[test]
fn rewards_in_vvv_can_be_staked_and_no_token_moves() {
    let _guard = serial_guard();
    let world = World::new(Fees::InVvv);
    world.staked(ALICE, 100 * ONE);
    world.streamed(TREASURY, 10 * ONE);
    to_midnight();
    world.checkpoint();
    pass(DAY);
    let pending = world.pending(ALICE);
    assert_eq!(pending, part(10 * ONE, 100 * ONE, 100 * ONE));
    let held = world.wallet(world.diem.address());
    assert_eq!(world.ok(ALICE, claimAndStakeCall {}).amount, u(pending));
    let claimed: Claimed = world.nth_last(1);
    assert_eq!(
        (claimed.account, claimed.to, claimed.amount),
        (ALICE, ALICE, u(pending))
    );
    let staked: VvvStaked = world.last();
    assert_eq!(
        (staked.account, staked.payer, staked.amount),
        (ALICE, ALICE, u(pending))
    );
    assert_eq!(world.info(ALICE).staked, u(100 * ONE + pending));
    assert_eq!(world.protocol().staked, u(100 * ONE + pending));
    assert_eq!(
        (world.wallet(world.diem.address()), world.wallet(ALICE)),
        (held, 0)
    );
    let logs = world.diem.all_events().len();
    assert_eq!(world.ok(ALICE, claimAndStakeCall {}).amount, U256::ZERO);
    assert_eq!(
        world.diem.all_events().len(),
        logs,
        "nothing is no error and no event"
    );
    // It leaves like any stake.
    let amount = u(100 * ONE + pending);
    world.ok(ALICE, initiateUnstakeVvvCall { amount });
    pass(COOLDOWN);
    world.ok(ALICE, finalizeUnstakeCall {});
    assert_eq!(world.wallet(ALICE), 100 * ONE + pending);
    // All that is left is the unit that rounding kept: owed, so nobody's to recover.
    let (token, to) = (world.vvv.address(), OWNER);
    world.refused(OWNER, recoverCall { token, to }, NothingToRecover { token });
}

#[test]
fn rewards_in_another_token_cannot_be_staked() {
    let _guard = serial_guard();
    let world = flowing(Fees::Apart);
    pass(DAY);
    world.refused(ALICE, claimAndStakeCall {}, RewardNotStakeable {});
    world.ok(OWNER, pauseCall {});
    world.refused(ALICE, claimAndStakeCall {}, EnforcedPause {});
    assert!(world.claimed(ALICE) > 0, "claiming stays open");
}

fn funding_errors(fees: Fees) {
    let world = World::new(fees);
    let fund = |amount: U256| fundCall { amount };
    let capacity = |amount: U256| fundCapacityCall { amount };
    world.refused(TREASURY, fund(U256::ZERO), ZeroAmount {});
    world.refused(TREASURY, capacity(U256::ZERO), ZeroAmount {});
    let token = world.coin().address();
    world.refused(TREASURY, fund(u(1)), SafeErc20FailedOperation { token });
    world.refused(TREASURY, capacity(u(1)), SafeErc20FailedOperation { token });
    world.streamed(TREASURY, u128::MAX - 5);
    world.fund_fee(TREASURY, 100);
    let amount = u(6);
    world.refused(TREASURY, fund(amount), AmountTooLarge { amount });
    world.refused(TREASURY, capacity(amount), AmountTooLarge { amount });
    let amount = U256::from(1) << 128;
    world.refused(TREASURY, fund(amount), AmountTooLarge { amount });
    world.ok(TREASURY, capacity(u(5)));
    world.ok(OWNER, pauseCall {});
    world.refused(TREASURY, fund(u(1)), EnforcedPause {});
    world.refused(TREASURY, capacity(u(1)), EnforcedPause {});
}

/// The greatest funds there can be flow, and are paid, without a trap.
fn the_greatest_stream_saturates_nothing_that_is_owed(fees: Fees) {
    let world = World::new(fees);
    // 10¹² VVV: the index has room for 4·10²⁷ base units for each.
    let staked = 1_000_000_000_000 * ONE;
    world.staked(ALICE, staked);
    world.streamed(TREASURY, u128::MAX);
    to_midnight();
    world.checkpoint();
    pass(DAY);
    let paid = world.claimed(ALICE);
    assert!(u128::MAX - paid <= 1 + staked / (1 << 96));
    world.checkpoint();
    assert_eq!(world.protocol().stream, U256::ZERO);
}

fn the_stream_waits_for_the_first_vvv(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, ONE - 1);
    world.streamed(TREASURY, A_DAY);
    for _ in 0..10 {
        to_midnight();
        world.checkpoint();
        assert_eq!(
            (world.pending(ALICE), world.protocol().stream),
            (0, u(A_DAY))
        );
    }
    pass(1_000);
    world.staked(BOB, 1);
    pass(DAY / 2 - 1_000);
    assert_eq!(
        world.pending(ALICE),
        part(A_DAY / 2 - 1_000_000, ONE, ONE - 1)
    );
    assert_eq!(
        world.protocol().streamEnd,
        u(u128::from(now() / DAY * DAY + DAY + 1_000))
    );
}

fn a_checkpoint_on_the_same_day_says_nothing(fees: Fees) {
    let world = flowing(fees);
    let logs = world.diem.all_events().len();
    pass(DAY - 1);
    world.checkpoint();
    assert_eq!(world.diem.all_events().len(), logs);
    pass(1);
    world.checkpoint();
    assert_eq!(world.diem.all_events().len(), logs + 1);
    let event: DayRolled = world.last();
    assert_eq!(event.day, today() - 1);
}

/// The calls that DESIGN lists roll the day, and no others do.
fn only_calls_that_need_the_day_roll_it(fees: Fees) {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.staked(ALICE, 9_000 * ONE);
    let mint = mintDiemCall {
        vvvToLock: u(900 * ONE),
        minOut: U256::ZERO,
    };
    world.ok(ALICE, mint);
    world.ok(ALICE, stakeDiemCall { amount: u(5 * ONE) });
    world.deposited(ALICE, 10 * USD);
    world.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    world.ok(ALICE, initiateUnstakeCall { amount: u(ONE) });
    world.ok(ALICE, initiateWithdrawalCall { amount: u(1) });
    pass(8 * DAY);
    let logs = world.diem.all_events().len();
    world.ok(
        ALICE,
        transferCall {
            to: BOB,
            value: u(ONE),
        },
    );
    world.ok(ALICE, finalizeUnstakeCall {});
    world.ok(ALICE, unstakeCall {});
    world.ok(ALICE, withdrawCall {});
    world.ok(PROVIDER, claimEarningsCall { to: PROVIDER });
    world.deposited(ALICE, USD);
    world.ok(ALICE, initiateWithdrawalCall { amount: u(1) });
    let rolled = |world: &World| {
        world
            .diem
            .all_events()
            .iter()
            .skip(logs)
            .filter(|log| {
                log.topics()[0] == <DayRolled as alloy_sol_types::SolEvent>::SIGNATURE_HASH
            })
            .count()
    };
    assert_eq!(rolled(&world), 0);
    world.ok(ALICE, spend(ALICE, PROVIDER, ONE));
    assert_eq!(rolled(&world), 1);
    to_midnight();
    world.claimed(ALICE);
    assert_eq!(rolled(&world), 2);
    clock::set(now() + DAY);
    world.staked(BOB, 1);
    assert_eq!(rolled(&world), 3);
}
