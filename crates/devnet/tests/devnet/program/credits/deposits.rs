// SPDX-License-Identifier: MIT OR Apache-2.0
//! Deposits, their withdrawal, and the fees of paid credits.

use super::*;

#[test]
fn a_deposit_can_be_withdrawn_at_the_second_midnight() {
    let mut fixture = fixture();
    let (usd, diem) = (fixture.usd, fixture.diem);
    let amount = u(100 * PRICE);
    for to in [ALICE, BOB] {
        fixture.call_at(usd, ALICE, Erc20::mintCall { to, value: amount });
        let spender = diem;
        let value = amount;
        fixture.call_at(usd, to, Erc20::approveCall { spender, value });
    }
    // For the payer's own account, and for another.
    let account = ALICE;
    for payer in [ALICE, BOB] {
        let (_, logs) = fixture.ok_with_logs(payer, depositCall { account, amount });
        assert_eq!(only::<Deposited>(&logs), Deposited { account, payer, amount });
        assert_eq!(fixture.balance(usd, payer), U256::ZERO);
    }
    assert_eq!(fixture.deposit_of(ALICE), [200 * PRICE, 0, 0]);
    assert_eq!(fixture.deposit_of(BOB), [0; 3]);
    assert_eq!(fixture.balance(usd, diem), u(200 * PRICE));
    assert_eq!(spendable(&mut fixture, ALICE, ALICE)[1], 200 * ONE);

    // The second midnight from now: 36 hours after noon.
    let maturity = fixture.next_midnight() + DAY;
    let amount = u(150 * PRICE);
    let (opened, logs) = fixture.ok_with_logs(ALICE, initiateWithdrawalCall { amount });
    assert_eq!(
        only::<WithdrawalInitiated>(&logs),
        WithdrawalInitiated {
            account,
            ticket: opened.ticket,
            amount,
            maturity: U256::from(maturity),
        }
    );
    assert_eq!(fixture.deposit_of(ALICE), [200 * PRICE, 0, 150 * PRICE], "still deposited");
    let tickets = fixture.view(withdrawalTicketsOfCall { account });
    assert_eq!(
        (tickets.tickets, tickets.amounts, tickets.maturities),
        (vec![opened.ticket], vec![amount], vec![U256::from(maturity)])
    );
    fixture.expect_revert(
        ALICE,
        initiateWithdrawalCall { amount: u(50 * PRICE + 1) },
        InsufficientDeposit { available: u(50 * PRICE), needed: u(50 * PRICE + 1) },
    );
    // Cancels another ticket (withdrawal request).
    let amount = u(50 * PRICE);
    let other = fixture.ok(ALICE, initiateWithdrawalCall { amount }).ticket;
    let ticket = other;
    let (_, logs) = fixture.ok_with_logs(ALICE, cancelWithdrawalCall { ticket });
    assert_eq!(only::<WithdrawalCancelled>(&logs), WithdrawalCancelled { account, ticket, amount });
    fixture.expect_revert(ALICE, cancelWithdrawalCall { ticket }, TicketNotFound { ticket });

    // The deposit can be spent until then; the ticket pays what is left.
    fixture.ok(ALICE, spend(ALICE, 110 * ONE));
    assert_eq!(fixture.deposit_of(ALICE), [100 * PRICE, 0, 150 * PRICE]);
    fixture.set_time(maturity - 1);
    let next = U256::from(maturity);
    fixture.expect_revert(ALICE, withdrawCall {}, NothingMatured { next });
    assert_eq!(fixture.chain.timestamp(), maturity);
    let (paid, logs) = fixture.ok_with_logs(ALICE, withdrawCall {});
    let amount = u(100 * PRICE);
    assert_eq!(paid.amount, amount);
    assert_eq!(only::<Withdrawn>(&logs), Withdrawn { account, amount });
    assert_eq!(fixture.balance(usd, ALICE), amount);
    assert_eq!(fixture.deposit_of(ALICE), [0; 3]);
    assert_eq!(fixture.balance(usd, diem), u(100 * PRICE), "the fees");
    // The stakers' share has been released to Alice, who has all of the stake; rounding leaves two base units behind.
    let released = fixture.view(pendingRewardsCall { account: ALICE }).amount;
    assert_eq!(fixture.fees() + released, u(100 * PRICE - 2));
}

#[test]
fn a_ticket_on_a_spent_deposit_closes_and_pays_nothing() {
    let mut fixture = fixture();
    fixture.fund_and_deposit(ALICE, PRICE);
    fixture.ok(ALICE, initiateWithdrawalCall { amount: u(PRICE) });
    fixture.ok(ALICE, spend(ALICE, 11 * ONE));
    fixture.advance(2 * DAY);
    let (paid, logs) = fixture.ok_with_logs(ALICE, withdrawCall {});
    let amount = U256::ZERO;
    assert_eq!(paid.amount, amount);
    let account = ALICE;
    assert_eq!(only::<Withdrawn>(&logs), Withdrawn { account, amount });
    fixture.expect_revert(ALICE, withdrawCall {}, NothingMatured { next: amount });
}

#[test]
fn deposits_revert_with_typed_errors() {
    let mut fixture = fixture();
    let (usd, diem) = (fixture.usd, fixture.diem);
    let amount = U256::ZERO;
    let account = ALICE;
    fixture.expect_revert(ALICE, depositCall { account, amount }, ZeroAmount {});
    fixture.expect_revert(ALICE, initiateWithdrawalCall { amount }, ZeroAmount {});
    let amount = u(1);
    for account in [Address::ZERO, diem] {
        let recipient = account;
        let call = depositCall { account, amount };
        fixture.expect_revert(ALICE, call, InvalidRecipient { recipient });
    }
    // Without an allowance.
    let token = usd;
    fixture.expect_revert(
        ALICE,
        depositCall { account, amount },
        SafeErc20FailedOperation { token },
    );
    let available = U256::ZERO;
    let needed = amount;
    fixture.expect_revert(
        ALICE,
        initiateWithdrawalCall { amount },
        InsufficientDeposit { available, needed },
    );
    fixture.expect_revert(ALICE, withdrawCall {}, NothingMatured { next: available });
    let ticket = 0;
    fixture.expect_revert(ALICE, cancelWithdrawalCall { ticket }, TicketNotFound { ticket });
    fixture.fund_and_deposit(ALICE, 33);
    for _ in 0..32 {
        fixture.ok(ALICE, initiateWithdrawalCall { amount });
    }
    fixture.expect_revert(ALICE, initiateWithdrawalCall { amount }, TooManyTickets {});
    // More than Diem can owe in total.
    let amount = U256::MAX >> 128;
    let value = amount;
    fixture.call_at(usd, BOB, Erc20::mintCall { to: BOB, value });
    let spender = diem;
    fixture.call_at(usd, BOB, Erc20::approveCall { spender, value });
    let call = depositCall { account, amount };
    fixture.expect_revert(BOB, call, AmountTooLarge { amount });
    assert_eq!(fixture.deposit_of(ALICE), [33, 0, 32]);
}

/// Fees are rounded up, and the excess is credited to the next use: splitting usage does not change its total price.
#[test]
fn fees_round_up_once_for_any_split_of_usage() {
    let mut fixture = Fixture::new();
    fixture.admit(PROVIDER);
    let usd = fixture.usd;
    let diem = fixture.diem;
    // A third of what one base unit buys, so that three of them cost one base unit.
    let unit = ONE / PRICE;
    let third = unit / 3;
    fixture.fund_and_deposit(ALICE, 10);
    let mut fees = Vec::new();
    for _ in 0..6 {
        let (_, logs) = fixture.ok_with_logs(ALICE, spend(ALICE, third));
        let seen: Spent = only(&logs);
        assert_eq!(seen, spent(ALICE, 0, third, seen.fee.to()));
        fees.push(seen.fee.to::<u128>());
    }
    let cost = 6 * third * PRICE;
    assert_eq!(fees, [1, 0, 0, 1, 0, 0]);
    assert_eq!(fees.iter().sum::<u128>(), cost.div_ceil(ONE));
    assert_eq!(fixture.deposit_of(ALICE), [8, 2 * ONE - cost, 0]);
    assert_eq!(fixture.fees(), u(2));
    assert_eq!(fixture.balance(usd, diem), u(10), "the contract keeps deposits and fees");
    // Bob uses the same amount at once.
    fixture.fund_and_deposit(BOB, 10);
    let (_, logs) = fixture.ok_with_logs(BOB, spend(BOB, 6 * third));
    assert_eq!(only::<Spent>(&logs).fee, u(2));
    assert_eq!(fixture.deposit_of(BOB), fixture.deposit_of(ALICE));
    // The last credit wei that the deposit covers, and one more.
    let [_, all] = spendable(&mut fixture, ALICE, ALICE);
    assert_eq!(all, (8 * ONE + (2 * ONE - cost)) / PRICE);
    fixture.expect_revert(
        ALICE,
        spend(ALICE, all + 1),
        InsufficientCredits { quota: U256::ZERO, paid: u(all), needed: u(all + 1) },
    );
    fixture.ok(ALICE, spend(ALICE, all));
    assert_eq!(fixture.deposit_of(ALICE)[0], 0);
    assert_eq!(spendable(&mut fixture, ALICE, ALICE), [0, 0]);
}
