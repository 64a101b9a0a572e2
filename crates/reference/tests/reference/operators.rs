// SPDX-License-Identifier: MIT OR Apache-2.0
//! Operators, which redeem for a provider (§8).

use crate::fixture::{credits, Fixture, DAY_ONE};
use diem_reference::accounts::{ALICE, BOB, NORTH, OWNER, ROBOT, SOUTH, STRANGER};
use diem_reference::units::ONE;
use diem_reference::{AccountId, Action, DiemError, Event, Voucher};

fn set(provider: AccountId, allowed: bool) -> Action {
    Action::SetOperator { caller: provider, operator: ROBOT, allowed }
}

fn voucher(provider: AccountId, credits: u128) -> Voucher {
    Voucher { account: ALICE, spender: ALICE, provider, day: DAY_ONE, credits }
}

fn redeem(caller: AccountId, provider: AccountId, credits: u128) -> Action {
    Action::Redeem { caller, voucher: voucher(provider, credits), signed: true, total: credits }
}

fn batch(caller: AccountId, vouchers: &[Voucher]) -> Action {
    Action::RedeemBatch {
        caller,
        vouchers: vouchers.to_vec(),
        signed: vec![true; vouchers.len()],
        totals: vec![u128::MAX; vouchers.len()],
    }
}

/// The errors of the vouchers that a batch skipped, by position.
fn rejected(events: &[Event]) -> Vec<(u64, &str)> {
    let rejections = events.iter().filter_map(|event| match event {
        Event::VoucherRejected { index, error } => Some((*index, error.as_str())),
        _ => None,
    });
    rejections.collect()
}

#[test]
fn an_operator_redeems_for_the_provider_that_allowed_it_until_it_is_removed() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    let refused = DiemError::OnlyProvider { provider: NORTH };
    fixture.expect_error(redeem(ROBOT, NORTH, ONE), refused.clone());
    let event = Event::OperatorSet { provider: NORTH, operator: ROBOT, allowed: true };
    assert_eq!(fixture.events_of(set(NORTH, true)), [event]);
    assert!(fixture.reference.is_operator(NORTH, ROBOT));
    fixture.deposit(ALICE, 100_000_000);
    fixture.run(redeem(ROBOT, NORTH, 20 * ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 7_000_000);
    assert_eq!(fixture.reference.earnings_of(ROBOT), 0);
    // Not for another one.
    let other = DiemError::OnlyProvider { provider: SOUTH };
    fixture.expect_error(redeem(ROBOT, SOUTH, ONE), other);
    fixture.run(set(NORTH, false));
    assert!(!fixture.reference.is_operator(NORTH, ROBOT));
    fixture.expect_error(redeem(ROBOT, NORTH, 21 * ONE), refused);
}

#[test]
fn any_address_can_set_operators_which_helps_only_providers() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    for _ in 0..2 {
        assert_eq!(fixture.events_of(set(BOB, true)).len(), 1);
    }
    fixture.expect_error(redeem(ROBOT, BOB, ONE), DiemError::NotProvider { provider: BOB });
    fixture.run(Action::SetProvider { caller: OWNER, provider: BOB, admitted: true });
    fixture.run(redeem(ROBOT, BOB, ONE));
}

#[test]
fn a_batch_is_of_the_first_provider_that_the_caller_redeems_for() {
    let mut fixture = Fixture::with_active(ALICE, 100 * ONE);
    fixture.run(set(SOUTH, true));
    let north = |credits| voucher(NORTH, credits);
    let south = |credits| voucher(SOUTH, credits);
    let outcome = fixture.run(batch(ROBOT, &[north(ONE), south(ONE), north(ONE), south(2 * ONE)]));
    assert_eq!(outcome.returned, credits(2 * ONE, 0));
    assert_eq!(rejected(&outcome.events), [(0, "OnlyProvider"), (2, "OnlyProvider")]);

    // An operator of both redeems for one of them in a call, even if its first voucher is not good.
    fixture.run(set(NORTH, true));
    let stale = Voucher { day: DAY_ONE - 2, ..north(ONE) };
    let outcome = fixture.run(batch(ROBOT, &[stale, south(3 * ONE), north(ONE)]));
    assert_eq!(outcome.returned, credits(ONE, 0));
    assert_eq!(rejected(&outcome.events), [(0, "VoucherExpired"), (1, "OnlyProvider")]);

    // A provider that operates for another one.
    fixture.run(Action::SetOperator { caller: SOUTH, operator: NORTH, allowed: true });
    let outcome = fixture.run(batch(NORTH, &[south(4 * ONE), north(5 * ONE)]));
    assert_eq!(rejected(&outcome.events), [(1, "OnlyProvider")]);
    let outcome = fixture.run(batch(NORTH, &[north(5 * ONE), south(6 * ONE)]));
    assert_eq!(rejected(&outcome.events), [(1, "OnlyProvider")]);

    let outcome = fixture.run(batch(STRANGER, &[north(9 * ONE), south(9 * ONE)]));
    assert_eq!(outcome.returned, credits(0, 0));
    assert_eq!(rejected(&outcome.events).len(), 2);
}

#[test]
fn a_batch_by_an_operator_credits_the_provider_once() {
    let mut fixture = Fixture::with_active(ALICE, ONE);
    fixture.deposit(ALICE, 100_000_000);
    fixture.run(set(NORTH, true));
    let vouchers = [voucher(NORTH, 3 * ONE), voucher(NORTH, 5 * ONE)];
    let events = fixture.events_of(batch(ROBOT, &vouchers));
    let earned = Event::ProviderEarned { provider: NORTH, fees: 2_800_000, reimbursed: 0 };
    assert_eq!(events.last(), Some(&earned));
    assert_eq!(events.len(), 3);
}
