//! The one-call views against the single ones.

use crate::support::economy::{propose, USD};
use crate::support::*;
use alloy_primitives::{address, Address, U256};
use diem::model::time::DAY;

both! {
    an_account_is_what_the_single_views_say,
    the_protocol_is_what_the_single_views_say,
    views_are_the_same_before_and_after_the_roll,
    the_figures_of_the_last_day_and_of_both_budgets,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const BOB: Address = address!("0000000000000000000000000000000000000B0B");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");

/// A world in full use: Alice has something everywhere, and provides, too.
fn busy(fees: Fees) -> World {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.admit(ALICE);
    world.minted(ALICE, 20 * ONE);
    world.staked(ALICE, 100 * ONE);
    world.ok(
        ALICE,
        stakeDiemCall {
            amount: u(12 * ONE),
        },
    );
    world.deposited(ALICE, 50 * USD);
    world.streamed(BOB, 86_400_000);
    world.budgeted(BOB, 30 * USD);
    world.spent(ALICE, PROVIDER, 13 * ONE + 1);
    for amount in [1, 2, 3] {
        let amount = u(amount * ONE);
        world.ok(ALICE, initiateUnstakeVvvCall { amount });
        world.ok(ALICE, initiateUnstakeCall { amount });
        let amount = amount / u(ONE);
        world.ok(ALICE, initiateWithdrawalCall { amount });
        pass(60);
    }
    world.ok(ALICE, cancelUnstakeVvvCall { ticket: 1 });
    world.ok(ALICE, cancelWithdrawalCall { ticket: 0 });
    to_midnight();
    world.spent(ALICE, ALICE, 2 * ONE);
    world
}

#[track_caller]
fn assert_account(world: &World, account: Address) {
    let info = world.info(account);
    let ask = Address::ZERO;
    let unlocked = world.ok(ask, balanceOfUnlockedCall { account })._0;
    let position = world.ok(ask, lockedStakesCall { account });
    assert_eq!(info.staked - info.locked, unlocked);
    assert_eq!(info.locked, position.sVVVLockedAmount);
    assert_eq!(info.minted, position.outstandingDiemAmount);
    assert_eq!(
        info.rewards,
        world.ok(ask, pendingRewardsCall { account }).amount
    );
    assert_eq!(info.diem, world.ok(ask, balanceOfCall { account })._0);
    let quota = world.ok(ask, quotaOfCall { account });
    assert_eq!(
        (info.active, info.left, info.leftYesterday),
        (quota.limit, quota.left, quota.leftYesterday)
    );
    assert_eq!(
        info.active,
        world.ok(ask, stakedInfosCall { account }).amountStaked
    );
    let deposit = world.ok(ask, depositOfCall { account });
    assert_eq!(
        (info.deposit, info.prepaid, info.openWithdrawals),
        (deposit.deposit, deposit.prepaid, deposit.openTickets)
    );
    let provider = account;
    assert_eq!(
        info.isProvider,
        world.ok(ask, isProviderCall { provider })._0
    );
    assert_eq!(
        info.earnings,
        world.ok(ask, earningsOfCall { provider }).amount
    );
    let vvv = world.ok(ask, vvvTicketsOfCall { account });
    let diem = world.ok(ask, diemTicketsOfCall { account });
    let withdrawals = world.ok(ask, withdrawalTicketsOfCall { account });
    assert_tickets(&info.vvvTickets, vvv.tickets, vvv.amounts, vvv.maturities);
    assert_tickets(
        &info.diemTickets,
        diem.tickets,
        diem.amounts,
        diem.maturities,
    );
    let (tickets, amounts) = (withdrawals.tickets, withdrawals.amounts);
    assert_tickets(
        &info.withdrawalTickets,
        tickets,
        amounts,
        withdrawals.maturities,
    );
}

#[track_caller]
fn assert_tickets(list: &[Ticket], ids: Vec<u32>, amounts: Vec<U256>, maturities: Vec<U256>) {
    assert_eq!(list.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), ids);
    assert_eq!(
        list.iter().map(|ticket| ticket.amount).collect::<Vec<_>>(),
        amounts
    );
    assert_eq!(
        list.iter()
            .map(|ticket| ticket.maturity)
            .collect::<Vec<_>>(),
        maturities
    );
}

#[track_caller]
fn assert_protocol(world: &World) {
    let info = world.protocol();
    let ask = Address::ZERO;
    assert_eq!(info.supply, world.ok(ask, totalSupplyCall {})._0);
    assert_eq!(info.mintRate, world.ok(ask, mintRateCall {})._0);
    assert_eq!(info.staked, world.ok(ask, totalStakedVVVCall {})._0);
    assert_eq!(info.locked, world.ok(ask, totalLockedStakedVVVCall {})._0);
    assert_eq!(info.active, world.ok(ask, totalStakedCall {})._0);
    assert_eq!(info.day, today());
    assert_eq!(info.paused, world.ok(ask, pausedCall {})._0);
    let params = world.ok(ask, paramsCall {});
    assert_eq!(info.params.base, params.base);
    assert_eq!(info.params.power, params.power);
    assert_eq!(info.params.target, params.target);
    assert_eq!(info.params.vvvCooldown, params.vvvCooldown);
    assert_eq!(info.params.diemCooldown, params.diemCooldown);
    assert_eq!(info.params.stakerShare, params.stakerShare);
    assert_eq!(info.params.poolShare, params.poolShare);
    assert_eq!(info.params.creditPrice, params.creditPrice);
    assert_eq!(
        info.params.diemCooldown,
        world.ok(ask, cooldownDurationCall {})._0
    );
}

fn an_account_is_what_the_single_views_say(fees: Fees) {
    let world = busy(fees);
    let info = world.info(ALICE);
    assert_eq!(
        (
            info.vvvTickets.len(),
            info.diemTickets.len(),
            info.withdrawalTickets.len()
        ),
        (2, 3, 2)
    );
    assert!(info.isProvider && !info.earnings.is_zero() && !info.prepaid.is_zero());
    for wait in [0, 1, DAY / 2, DAY, 2 * DAY, 9 * DAY] {
        pass(wait);
        for account in [ALICE, BOB, PROVIDER, Address::ZERO] {
            assert_account(&world, account);
        }
    }
    assert!(!world.info(ALICE).rewards.is_zero());
}

fn the_protocol_is_what_the_single_views_say(fees: Fees) {
    let world = busy(fees);
    assert_protocol(&world);
    let mut params = PARAMS;
    params[5] = ONE / 10;
    world.ok(OWNER, propose(params));
    pass(2 * DAY);
    world.ok(OWNER, executeParamsCall {});
    world.ok(GUARDIAN, pauseCall {});
    for wait in [0, DAY, 10 * DAY] {
        pass(wait);
        assert_protocol(&world);
    }
}

/// Both answer as if the roll had just happened: nothing changes when it does.
fn views_are_the_same_before_and_after_the_roll(fees: Fees) {
    use alloy_sol_types::SolValue;
    for wait in [1, DAY, DAY + 1, 2 * DAY, 3 * DAY, 8 * DAY, 1_000 * DAY] {
        let world = busy(fees);
        pass(wait);
        let before = (
            world.protocol().abi_encode(),
            world.info(ALICE).abi_encode(),
        );
        world.checkpoint();
        let after = (
            world.protocol().abi_encode(),
            world.info(ALICE).abi_encode(),
        );
        assert_eq!(before, after, "after {wait} s");
    }
}

fn the_figures_of_the_last_day_and_of_both_budgets(fees: Fees) {
    let world = busy(fees);
    let info = world.protocol();
    assert_eq!((info.lastDay, info.lastIssued), (today() - 1, u(12 * ONE)));
    assert_eq!((info.lastQuota, info.lastPaid), (u(12 * ONE), u(ONE + 1)));
    // Six of twelve are left active; two are settled, at a dollar each.
    assert_eq!((info.issued, info.open), (u(6 * ONE), u(4 * ONE)));
    let fund = 30 * USD;
    let fee_part = USD * 15 / 100;
    assert_eq!(info.budget, u(fund + fee_part - 2 * USD));
    assert_eq!(
        (info.openYesterday, info.budgetYesterday),
        (U256::ZERO, U256::ZERO)
    );
    assert_eq!(info.streamEnd, u(u128::from(now() + DAY)));
    assert_eq!(info.stream, u(86_400_000 + 150_001));
}
