// SPDX-License-Identifier: MIT OR Apache-2.0
//! The aggregate views `protocol` and `accountOf`, compared with the individual views.

use crate::support::*;
use alloy_primitives::{Address, U256};
use diem::model::time::DAY;
use rstest::rstest;

/// A fixture in full use: Alice has stake, DIEM, a deposit and tickets of each kind, and is a provider too.
fn busy_fixture(fee_token: FeeToken) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.admit_provider(ALICE);
    fixture.mint_diem(ALICE, 20 * ONE);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.ok(ALICE, stakeDiemCall { amount: u(12 * ONE) });
    fixture.deposit_fees(ALICE, 50 * USD);
    fixture.fund_stakers(BOB, 86_400_000);
    fixture.fund_capacity(BOB, 30 * USD);
    fixture.spend(ALICE, PROVIDER, 13 * ONE + 1);
    for amount in [1, 2, 3] {
        let amount = u(amount * ONE);
        fixture.ok(ALICE, initiateUnstakeVvvCall { amount });
        fixture.ok(ALICE, initiateUnstakeCall { amount });
        let amount = amount / u(ONE);
        fixture.ok(ALICE, initiateWithdrawalCall { amount });
        advance(60);
    }
    fixture.ok(ALICE, cancelUnstakeVvvCall { ticket: 1 });
    fixture.ok(ALICE, cancelWithdrawalCall { ticket: 0 });
    advance_to_midnight();
    fixture.spend(ALICE, ALICE, 2 * ONE);
    fixture
}

/// Every field of `accountOf` equals the individual view.
#[track_caller]
fn assert_account(fixture: &Fixture, account: Address) {
    let info = fixture.account_info(account);
    let caller = Address::ZERO;
    let unlocked = fixture.ok(caller, balanceOfUnlockedCall { account })._0;
    let position = fixture.ok(caller, lockedStakesCall { account });
    assert_eq!(info.staked - info.locked, unlocked);
    assert_eq!(info.locked, position.sVVVLockedAmount);
    assert_eq!(info.minted, position.outstandingDiemAmount);
    assert_eq!(info.rewards, fixture.ok(caller, pendingRewardsCall { account }).amount);
    assert_eq!(info.diem, fixture.ok(caller, balanceOfCall { account })._0);
    let quota = fixture.ok(caller, quotaOfCall { account });
    assert_eq!(
        (info.active, info.left, info.leftYesterday),
        (quota.limit, quota.left, quota.leftYesterday)
    );
    assert_eq!(info.active, fixture.ok(caller, stakedInfosCall { account }).amountStaked);
    let deposit = fixture.ok(caller, depositOfCall { account });
    assert_eq!(
        (info.deposit, info.prepaid, info.openWithdrawals),
        (deposit.deposit, deposit.prepaid, deposit.openTickets)
    );
    let provider = account;
    assert_eq!(info.isProvider, fixture.ok(caller, isProviderCall { provider })._0);
    assert_eq!(info.earnings, fixture.ok(caller, earningsOfCall { provider }).amount);
    let vvv = fixture.ok(caller, vvvTicketsOfCall { account });
    let diem = fixture.ok(caller, diemTicketsOfCall { account });
    let withdrawals = fixture.ok(caller, withdrawalTicketsOfCall { account });
    assert_tickets(&info.vvvTickets, vvv.tickets, vvv.amounts, vvv.maturities);
    assert_tickets(&info.diemTickets, diem.tickets, diem.amounts, diem.maturities);
    let (tickets, amounts) = (withdrawals.tickets, withdrawals.amounts);
    assert_tickets(&info.withdrawalTickets, tickets, amounts, withdrawals.maturities);
}

/// The tickets of `accountOf` equal the three lists of a ticket view.
#[track_caller]
fn assert_tickets(list: &[Ticket], ids: Vec<u32>, amounts: Vec<U256>, maturities: Vec<U256>) {
    assert_eq!(list.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), ids);
    assert_eq!(list.iter().map(|ticket| ticket.amount).collect::<Vec<_>>(), amounts);
    assert_eq!(list.iter().map(|ticket| ticket.maturity).collect::<Vec<_>>(), maturities);
}

/// Every field of `protocol` with an individual view equals it.
#[track_caller]
fn assert_protocol(fixture: &Fixture) {
    let info = fixture.protocol();
    let caller = Address::ZERO;
    assert_eq!(info.supply, fixture.ok(caller, totalSupplyCall {})._0);
    assert_eq!(info.mintRate, fixture.ok(caller, mintRateCall {})._0);
    assert_eq!(info.staked, fixture.ok(caller, totalStakedVVVCall {})._0);
    assert_eq!(info.locked, fixture.ok(caller, totalLockedStakedVVVCall {})._0);
    assert_eq!(info.active, fixture.ok(caller, totalStakedCall {})._0);
    assert_eq!(info.day, today());
    assert_eq!(info.paused, fixture.ok(caller, pausedCall {})._0);
    let params = fixture.ok(caller, paramsCall {});
    assert_eq!(info.params.base, params.base);
    assert_eq!(info.params.power, params.power);
    assert_eq!(info.params.target, params.target);
    assert_eq!(info.params.vvvCooldown, params.vvvCooldown);
    assert_eq!(info.params.diemCooldown, params.diemCooldown);
    assert_eq!(info.params.stakerShare, params.stakerShare);
    assert_eq!(info.params.poolShare, params.poolShare);
    assert_eq!(info.params.creditPrice, params.creditPrice);
    assert_eq!(info.params.diemCooldown, fixture.ok(caller, cooldownDurationCall {})._0);
}

#[rstest]
fn account_of_matches_the_individual_views(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = busy_fixture(fee_token);
    let info = fixture.account_info(ALICE);
    assert_eq!(
        (info.vvvTickets.len(), info.diemTickets.len(), info.withdrawalTickets.len()),
        (2, 3, 2)
    );
    assert!(info.isProvider && !info.earnings.is_zero() && !info.prepaid.is_zero());
    for wait in [0, 1, DAY / 2, DAY, 2 * DAY, 9 * DAY] {
        advance(wait);
        for account in [ALICE, BOB, PROVIDER, Address::ZERO] {
            assert_account(&fixture, account);
        }
    }
    assert!(!fixture.account_info(ALICE).rewards.is_zero());
}

#[rstest]
fn protocol_matches_the_individual_views(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = busy_fixture(fee_token);
    assert_protocol(&fixture);
    let mut params = PARAMS;
    params[param::STAKER_SHARE] = ONE / 10;
    fixture.ok(OWNER, propose(params));
    advance(2 * DAY);
    fixture.ok(OWNER, executeParamsCall {});
    fixture.ok(GUARDIAN, pauseCall {});
    for wait in [0, DAY, 10 * DAY] {
        advance(wait);
        assert_protocol(&fixture);
    }
}

/// Both views compute a due rollover without storing it, so performing it changes neither.
#[rstest]
fn views_are_the_same_before_and_after_a_due_rollover(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    use alloy_sol_types::SolValue;
    for wait in [1, DAY, DAY + 1, 2 * DAY, 3 * DAY, 8 * DAY, 1_000 * DAY] {
        let fixture = busy_fixture(fee_token);
        advance(wait);
        let before = (fixture.protocol().abi_encode(), fixture.account_info(ALICE).abi_encode());
        fixture.checkpoint();
        let after = (fixture.protocol().abi_encode(), fixture.account_info(ALICE).abi_encode());
        assert_eq!(before, after, "after {wait} s");
    }
}

#[rstest]
fn protocol_reports_the_last_day_and_both_budgets(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = busy_fixture(fee_token);
    let info = fixture.protocol();
    assert_eq!((info.lastDay, info.lastIssued), (today() - 1, u(12 * ONE)));
    assert_eq!((info.lastQuota, info.lastPaid), (u(12 * ONE), u(ONE + 1)));
    // Six of twelve DIEM are still active; two credits are settled, at a dollar each.
    assert_eq!((info.issued, info.open), (u(6 * ONE), u(4 * ONE)));
    let funded = 30 * USD;
    let pool_share = USD * 15 / 100;
    assert_eq!(info.budget, u((funded + pool_share) / 2 - 2 * USD), "half of a rich pool");
    assert_eq!(info.pool, u(funded + pool_share - 2 * USD));
    assert_eq!((info.openYesterday, info.budgetYesterday), (U256::ZERO, U256::ZERO));
    assert_eq!(info.streamEnd, u(u128::from(now() + DAY)));
    assert_eq!(info.stream, u(86_400_000 + 150_001));
}
