// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pay as you go: deposits, paid credits and withdrawals.

use crate::support::*;
use alloy_primitives::{Address, B256, U256};
use diem::clock;
use diem::model::time::DAY;
use rstest::rstest;

/// The default price, in base units per credit.
const PRICE: u128 = PARAMS[param::PRICE];

/// A call of `deposit`.
fn deposit(account: Address, amount: u128) -> depositCall {
    let amount = u(amount);
    depositCall { account, amount }
}

/// A call of `initiateWithdrawal`.
fn withdraw(amount: u128) -> initiateWithdrawalCall {
    initiateWithdrawalCall { amount: u(amount) }
}

/// A call of `spend` with the default provider and a request id.
fn spend(account: Address, credits: u128) -> spendCall {
    spendCall { account, provider: PROVIDER, credits: u(credits), requestId: B256::repeat_byte(7) }
}

/// A fixture with the provider admitted.
fn fixture_with_provider(fee_token: FeeToken) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture
}

#[rstest]
fn deposit_debits_the_caller_and_credits_any_account(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.fund_fee_token(ALICE, 100);
    fixture.ok(ALICE, deposit(BOB, 60));
    let event: Deposited = fixture.last_event();
    assert_eq!((event.account, event.payer), (BOB, ALICE));
    assert_eq!(event.amount, u(60));
    assert_eq!(fixture.deposit_of(BOB), (60, 0, 0));
    assert_eq!(fixture.deposit_of(ALICE), (0, 0, 0));
    assert_eq!(fixture.account_snapshot(ALICE).fee, u(40));
    assert_eq!(fixture.snapshot(&[]).fee_held, u(60));
}

#[rstest]
fn deposit_rejects_zero_invalid_recipients_and_sums_beyond_128_bits(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.fund_fee_token(ALICE, 100);
    fixture.assert_reverts(ALICE, deposit(ALICE, 0), ZeroAmount {});
    for recipient in [Address::ZERO, fixture.diem.address()] {
        let error = InvalidRecipient { recipient };
        fixture.assert_reverts(ALICE, deposit(recipient, 1), error);
    }
    let token = fixture.fee_token().address();
    let error = || SafeErc20FailedOperation { token };
    fixture.assert_reverts(ALICE, deposit(ALICE, 101), error());
    fixture.assert_reverts(BOB, deposit(BOB, 1), error());
    fixture.fund_fee_token(BOB, u128::MAX - 100);
    fixture.ok(BOB, deposit(BOB, u128::MAX - 100));
    fixture.ok(ALICE, deposit(ALICE, 100));
    // The sum of all deposits has reached its limit.
    let error = || AmountTooLarge { amount: u(1) };
    fixture.assert_reverts(ALICE, deposit(BOB, 1), error());
    fixture.assert_reverts(ALICE, deposit(ALICE, 1), error());
}

#[rstest]
fn credits_beyond_the_quota_are_paid_from_the_deposit(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.activate_diem(ALICE, 10 * ONE);
    let before = fixture.snapshot(&[]).fee_held;
    fixture.deposit_fees(ALICE, 5 * PRICE);
    assert_eq!(fixture.spendable_of(ALICE, ALICE), (10 * ONE, 5 * ONE));
    fixture.ok(ALICE, spend(ALICE, 12 * ONE));
    let event: Spent = fixture.last_event();
    assert_eq!((event.account, event.provider, event.spender), (ALICE, PROVIDER, ALICE));
    assert_eq!(
        (event.quotaCredits, event.paidCredits, event.fee),
        (u(10 * ONE), u(2 * ONE), u(2 * PRICE))
    );
    assert_eq!(event.requestId, B256::repeat_byte(7));
    assert_eq!(fixture.deposit_of(ALICE), (3 * PRICE, 0, 0));
    let Snapshot { revenue, fee_held, .. } = fixture.snapshot(&[]);
    assert_eq!((revenue, fee_held - before), (u(2 * PRICE), u(5 * PRICE)));
    assert_eq!(fixture.quota_of(ALICE).1, 0);
}

#[rstest]
fn a_deposit_alone_pays_for_usage_without_diem(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.deposit_fees(ALICE, PRICE);
    fixture.ok(ALICE, spend(ALICE, ONE));
    assert_eq!(fixture.deposit_of(ALICE), (0, 0, 0));
}

#[rstest]
fn spend_reverts_unless_all_credits_are_covered(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.activate_diem(ALICE, 10 * ONE);
    fixture.deposit_fees(ALICE, PRICE);
    let short = InsufficientCredits { quota: u(10 * ONE), paid: u(ONE), needed: u(11 * ONE + 1) };
    fixture.assert_reverts(ALICE, spend(ALICE, 11 * ONE + 1), short);
    fixture.ok(ALICE, spend(ALICE, 11 * ONE));
    let none = InsufficientCredits { quota: U256::ZERO, paid: U256::ZERO, needed: u(1) };
    fixture.assert_reverts(ALICE, spend(ALICE, 1), none);
}

#[rstest]
fn a_fraction_of_a_base_unit_is_charged_only_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.deposit_fees(ALICE, 2 * PRICE);
    // Three thirds of a credit, rounded down, and the missing wei.
    for _ in 0..3 {
        fixture.ok(ALICE, spend(ALICE, ONE / 3));
    }
    fixture.ok(ALICE, spend(ALICE, 1));
    let (left, prepaid, _) = fixture.deposit_of(ALICE);
    assert_eq!((left, prepaid), (PRICE, 0), "one credit in four parts costs the price of one");
    fixture.ok(ALICE, spend(ALICE, 1));
    assert_eq!(fixture.last_event::<Spent>().fee, u(1), "rounded up");
    assert_eq!(fixture.deposit_of(ALICE), (PRICE - 1, ONE - PRICE, 0));
    fixture.ok(ALICE, spend(ALICE, 1));
    assert_eq!(fixture.last_event::<Spent>().fee, U256::ZERO, "the prepaid fraction covers it");
    assert_eq!(fixture.deposit_of(ALICE), (PRICE - 1, ONE - 2 * PRICE, 0));
}

#[rstest]
fn spend_handles_credits_up_to_the_limit_of_128_bits(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.deposit_fees(ALICE, u128::MAX);
    let covered = u128::MAX;
    // The deposit covers (2¹²⁸ − 1) · 10¹² credit wei at 10⁶ units per credit, which is more than 128 bits can say: the
    // view is capped, and any amount of credits can be spent.
    assert_eq!(fixture.spendable_of(ALICE, ALICE), (0, covered));
    fixture.ok(ALICE, spend(ALICE, u128::MAX));
    let fee = fixture.last_event::<Spent>().fee;
    assert_eq!(fee, u(u128::MAX / 1_000_000_000_000 + 1));
    let call = spendCall { credits: U256::MAX, ..spend(ALICE, 0) };
    fixture.assert_reverts(ALICE, call, AmountTooLarge { amount: U256::MAX });
    fixture.assert_reverts(ALICE, spend(ALICE, 0), ZeroAmount {});
    let credits = u128::MAX;
    fixture.assert_reverts(
        BOB,
        spend(BOB, credits),
        InsufficientCredits { quota: U256::ZERO, paid: U256::ZERO, needed: u(credits) },
    );
}

#[rstest]
fn a_withdrawal_matures_at_midnight_of_the_second_day_after(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.deposit_fees(ALICE, 100);
    let ticket = fixture.ok(ALICE, withdraw(30)).ticket;
    let maturity = (NOON / DAY + 2) * DAY;
    let event: WithdrawalInitiated = fixture.last_event();
    assert_eq!((event.account, event.ticket), (ALICE, ticket));
    assert_eq!((event.amount, event.maturity), (u(30), u(u128::from(maturity))));
    assert_eq!(fixture.deposit_of(ALICE), (100, 0, 30));
    let tickets = fixture.ok(BOB, withdrawalTicketsOfCall { account: ALICE });
    assert_eq!(tickets.tickets, [ticket]);
    assert_eq!(tickets.amounts, [u(30)]);
    assert_eq!(tickets.maturities, [event.maturity]);
    clock::set(maturity - 1);
    let next = event.maturity;
    fixture.assert_reverts(ALICE, withdrawCall {}, NothingMatured { next });
    clock::set(maturity);
    assert_eq!(fixture.ok(ALICE, withdrawCall {}).amount, u(30));
    let event: Withdrawn = fixture.last_event();
    assert_eq!((event.account, event.amount), (ALICE, u(30)));
    assert_eq!(fixture.deposit_of(ALICE), (70, 0, 0));
    assert_eq!(fixture.account_snapshot(ALICE).fee, u(30));
    assert_eq!(fixture.snapshot(&[]).fee_held, u(70));
    let none = NothingMatured { next: U256::ZERO };
    fixture.assert_reverts(ALICE, withdrawCall {}, none);
}

#[rstest]
fn a_withdrawal_just_before_midnight_waits_a_day_and_a_second(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.deposit_fees(ALICE, 100);
    advance_to_midnight();
    let midnight = now();
    clock::set(midnight - 1);
    fixture.ok(ALICE, withdraw(1));
    let soon = fixture.last_event::<WithdrawalInitiated>().maturity;
    assert_eq!(soon, u(u128::from(midnight + DAY)));
    clock::set(midnight);
    fixture.ok(ALICE, withdraw(1));
    let later = fixture.last_event::<WithdrawalInitiated>().maturity;
    assert_eq!(later, u(u128::from(midnight + 2 * DAY)));
}

#[rstest]
fn a_withdrawal_request_is_limited_to_the_deposit_beyond_open_tickets(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.deposit_fees(ALICE, 100);
    fixture.assert_reverts(ALICE, withdraw(0), ZeroAmount {});
    let short =
        |available, needed| InsufficientDeposit { available: u(available), needed: u(needed) };
    fixture.assert_reverts(ALICE, withdraw(101), short(100, 101));
    let ticket = fixture.ok(ALICE, withdraw(60)).ticket;
    fixture.assert_reverts(ALICE, withdraw(41), short(40, 41));
    fixture.ok(ALICE, withdraw(40));
    fixture.assert_reverts(ALICE, withdraw(1), short(0, 1));
    fixture.ok(ALICE, cancelWithdrawalCall { ticket });
    let event: WithdrawalCancelled = fixture.last_event();
    assert_eq!((event.account, event.ticket), (ALICE, ticket));
    assert_eq!(event.amount, u(60));
    assert_eq!(fixture.deposit_of(ALICE), (100, 0, 40));
    let gone = TicketNotFound { ticket };
    fixture.assert_reverts(ALICE, cancelWithdrawalCall { ticket }, gone);
    fixture.ok(ALICE, withdraw(60));
}

/// Attack: withdrawing a deposit before it is settled. The amount of a ticket stays collectable until the ticket is
/// paid, and the ticket pays what is left then.
#[rstest]
fn deposits_in_tickets_still_pay_for_usage(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.deposit_fees(ALICE, 10 * PRICE);
    fixture.ok(ALICE, withdraw(10 * PRICE));
    assert_eq!(fixture.spendable_of(ALICE, ALICE), (0, 10 * ONE));
    advance_to_midnight();
    fixture.ok(ALICE, spend(ALICE, 4 * ONE));
    assert_eq!(fixture.deposit_of(ALICE), (6 * PRICE, 0, 10 * PRICE));
    let short = InsufficientDeposit { available: U256::ZERO, needed: u(1) };
    fixture.assert_reverts(ALICE, withdraw(1), short);
    advance_to_midnight();
    assert_eq!(fixture.ok(ALICE, withdrawCall {}).amount, u(6 * PRICE));
    assert_eq!(fixture.deposit_of(ALICE), (0, 0, 0));
    let Snapshot { revenue, fee_held, .. } = fixture.snapshot(&[]);
    assert_eq!((revenue, fee_held), (u(4 * PRICE), u(4 * PRICE)));
}

#[rstest]
fn a_ticket_on_a_spent_deposit_closes_and_pays_nothing(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_provider(fee_token);
    fixture.deposit_fees(ALICE, PRICE);
    fixture.ok(ALICE, withdraw(PRICE));
    fixture.ok(ALICE, spend(ALICE, ONE));
    advance(2 * DAY);
    assert_eq!(fixture.ok(ALICE, withdrawCall {}).amount, U256::ZERO);
    assert_eq!(fixture.last_event::<Withdrawn>().amount, U256::ZERO);
    assert_eq!(fixture.deposit_of(ALICE), (0, 0, 0));
    // The closed ticket does not apply to a later deposit.
    fixture.deposit_fees(ALICE, 5);
    assert_eq!(fixture.deposit_of(ALICE), (5, 0, 0));
}

#[test]
fn stake_and_deposits_are_separate_when_vvv_is_the_fee_token() {
    let one = Fixture::new(FeeToken::Vvv);
    one.stake_vvv(ALICE, 7 * ONE);
    one.fund_vvv(ALICE, 5 * ONE);
    one.ok(ALICE, deposit(ALICE, 5 * ONE));
    assert_eq!(one.deposit_of(ALICE).0, 5 * ONE);
    assert_eq!(one.snapshot(&[]).held, u(12 * ONE));
    assert_eq!(one.account_snapshot(ALICE).unlocked, u(7 * ONE));
    one.ok(ALICE, initiateUnstakeVvvCall { amount: u(7 * ONE) });
    one.ok(ALICE, withdraw(5 * ONE));
    advance(COOLDOWN);
    one.ok(ALICE, finalizeUnstakeCall {});
    assert_eq!(one.snapshot(&[]).held, u(5 * ONE));
    one.ok(ALICE, withdrawCall {});
    assert_eq!(one.snapshot(&[]).held, U256::ZERO);
    assert_eq!(one.account_snapshot(ALICE).vvv, u(12 * ONE));
}
