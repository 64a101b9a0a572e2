//! Pay as you go: deposits, paid credits, and taking a deposit out.

use crate::support::*;
use alloy_primitives::{address, Address, B256, U256};
use diem::model::time::{clock, DAY};

both! {
    a_deposit_is_taken_from_the_caller_and_given_to_anybody,
    deposit_refuses_nothing_dead_ends_and_what_128_bits_cannot_hold,
    credits_beyond_the_quota_are_paid_from_the_deposit,
    without_diem_a_deposit_is_enough,
    all_or_nothing_on_chain,
    parts_of_a_base_unit_are_not_charged_twice,
    credits_at_the_limit_of_their_type_are_refused_by_name,
    a_withdrawal_matures_at_midnight_of_the_second_day_after,
    a_second_before_midnight_a_withdrawal_waits_a_day_and_a_second,
    no_more_can_be_asked_for_than_tickets_leave,
    a_ticket_holds_nothing_back_from_settlements,
    a_ticket_over_a_deposit_that_is_gone_pays_nothing_and_is_closed,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const BOB: Address = address!("0000000000000000000000000000000000000B0B");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");
/// Base units a credit: the default price.
const PRICE: u128 = PARAMS[7];

fn deposit(account: Address, amount: u128) -> depositCall {
    let amount = u(amount);
    depositCall { account, amount }
}

fn withdraw(amount: u128) -> initiateWithdrawalCall {
    initiateWithdrawalCall { amount: u(amount) }
}

fn spend(account: Address, credits: u128) -> spendCall {
    spendCall {
        account,
        provider: PROVIDER,
        credits: u(credits),
        requestId: B256::repeat_byte(7),
    }
}

fn world(fees: Fees) -> World {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world
}

fn a_deposit_is_taken_from_the_caller_and_given_to_anybody(fees: Fees) {
    let world = world(fees);
    world.fund_fee(ALICE, 100);
    world.ok(ALICE, deposit(BOB, 60));
    let event: Deposited = world.last();
    assert_eq!((event.account, event.payer), (BOB, ALICE));
    assert_eq!(event.amount, u(60));
    assert_eq!(world.deposit(BOB), (60, 0, 0));
    assert_eq!(world.deposit(ALICE), (0, 0, 0));
    assert_eq!(world.position(ALICE).fee, u(40));
    assert_eq!(world.snapshot(&[]).fee_held, u(60));
}

fn deposit_refuses_nothing_dead_ends_and_what_128_bits_cannot_hold(fees: Fees) {
    let world = world(fees);
    world.fund_fee(ALICE, 100);
    world.refused(ALICE, deposit(ALICE, 0), ZeroAmount {});
    for recipient in [Address::ZERO, world.diem.address()] {
        let refusal = InvalidRecipient { recipient };
        world.refused(ALICE, deposit(recipient, 1), refusal);
    }
    let token = world.coin().address();
    let refusal = || SafeErc20FailedOperation { token };
    world.refused(ALICE, deposit(ALICE, 101), refusal());
    world.refused(BOB, deposit(BOB, 1), refusal());
    world.fund_fee(BOB, u128::MAX - 100);
    world.ok(BOB, deposit(BOB, u128::MAX - 100));
    world.ok(ALICE, deposit(ALICE, 100));
    // The sum of all deposits is full.
    let refusal = || AmountTooLarge { amount: u(1) };
    world.refused(ALICE, deposit(BOB, 1), refusal());
    world.refused(ALICE, deposit(ALICE, 1), refusal());
}

fn credits_beyond_the_quota_are_paid_from_the_deposit(fees: Fees) {
    let world = world(fees);
    world.active(ALICE, 10 * ONE);
    let before = world.snapshot(&[]).fee_held;
    world.deposited(ALICE, 5 * PRICE);
    assert_eq!(world.spendable(ALICE, ALICE), (10 * ONE, 5 * ONE));
    world.ok(ALICE, spend(ALICE, 12 * ONE));
    let event: Spent = world.last();
    assert_eq!(
        (event.account, event.provider, event.spender),
        (ALICE, PROVIDER, ALICE)
    );
    assert_eq!(
        (event.quotaCredits, event.paidCredits, event.fee),
        (u(10 * ONE), u(2 * ONE), u(2 * PRICE))
    );
    assert_eq!(event.requestId, B256::repeat_byte(7));
    assert_eq!(world.deposit(ALICE), (3 * PRICE, 0, 0));
    let Snapshot { fees, fee_held, .. } = world.snapshot(&[]);
    assert_eq!((fees, fee_held - before), (u(2 * PRICE), u(5 * PRICE)));
    assert_eq!(world.quota(ALICE).1, 0);
}

fn without_diem_a_deposit_is_enough(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, PRICE);
    world.ok(ALICE, spend(ALICE, ONE));
    assert_eq!(world.deposit(ALICE), (0, 0, 0));
}

fn all_or_nothing_on_chain(fees: Fees) {
    let world = world(fees);
    world.active(ALICE, 10 * ONE);
    world.deposited(ALICE, PRICE);
    let short = InsufficientCredits {
        quota: u(10 * ONE),
        paid: u(ONE),
        needed: u(11 * ONE + 1),
    };
    world.refused(ALICE, spend(ALICE, 11 * ONE + 1), short);
    world.ok(ALICE, spend(ALICE, 11 * ONE));
    let none = InsufficientCredits {
        quota: U256::ZERO,
        paid: U256::ZERO,
        needed: u(1),
    };
    world.refused(ALICE, spend(ALICE, 1), none);
}

fn parts_of_a_base_unit_are_not_charged_twice(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, 2 * PRICE);
    // Three thirds, rounded down, and the last unit that is missing.
    for _ in 0..3 {
        world.ok(ALICE, spend(ALICE, ONE / 3));
    }
    world.ok(ALICE, spend(ALICE, 1));
    let (left, prepaid, _) = world.deposit(ALICE);
    assert_eq!((left, prepaid), (PRICE, 0), "one credit, in four parts");
    world.ok(ALICE, spend(ALICE, 1));
    assert_eq!(world.last::<Spent>().fee, u(1), "rounded up");
    assert_eq!(world.deposit(ALICE), (PRICE - 1, ONE - PRICE, 0));
    world.ok(ALICE, spend(ALICE, 1));
    assert_eq!(world.last::<Spent>().fee, U256::ZERO, "paid already");
    assert_eq!(world.deposit(ALICE), (PRICE - 1, ONE - 2 * PRICE, 0));
}

fn credits_at_the_limit_of_their_type_are_refused_by_name(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, u128::MAX);
    let covered = u128::MAX;
    // 2¹²⁸ − 1 credits at 10⁶ units each are covered by (2¹²⁸ − 1) · 10¹² of them: a number
    // beyond 128 bits, and so any can be asked for.
    assert_eq!(world.spendable(ALICE, ALICE), (0, covered));
    world.ok(ALICE, spend(ALICE, u128::MAX));
    let fee = world.last::<Spent>().fee;
    assert_eq!(fee, u(u128::MAX / 1_000_000_000_000 + 1));
    let call = spendCall {
        credits: U256::MAX,
        ..spend(ALICE, 0)
    };
    world.refused(ALICE, call, AmountTooLarge { amount: U256::MAX });
    world.refused(ALICE, spend(ALICE, 0), ZeroAmount {});
    let credits = u128::MAX;
    world.refused(
        BOB,
        spend(BOB, credits),
        InsufficientCredits {
            quota: U256::ZERO,
            paid: U256::ZERO,
            needed: u(credits),
        },
    );
}

fn a_withdrawal_matures_at_midnight_of_the_second_day_after(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, 100);
    let ticket = world.ok(ALICE, withdraw(30)).ticket;
    let maturity = (NOON / DAY + 2) * DAY;
    let event: WithdrawalInitiated = world.last();
    assert_eq!((event.account, event.ticket), (ALICE, ticket));
    assert_eq!(
        (event.amount, event.maturity),
        (u(30), u(u128::from(maturity)))
    );
    assert_eq!(world.deposit(ALICE), (100, 0, 30));
    let tickets = world.ok(BOB, withdrawalTicketsOfCall { account: ALICE });
    assert_eq!(tickets.tickets, [ticket]);
    assert_eq!(tickets.amounts, [u(30)]);
    assert_eq!(tickets.maturities, [event.maturity]);
    clock::set(maturity - 1);
    let next = event.maturity;
    world.refused(ALICE, withdrawCall {}, NothingMatured { next });
    clock::set(maturity);
    assert_eq!(world.ok(ALICE, withdrawCall {}).amount, u(30));
    let event: Withdrawn = world.last();
    assert_eq!((event.account, event.amount), (ALICE, u(30)));
    assert_eq!(world.deposit(ALICE), (70, 0, 0));
    assert_eq!(world.position(ALICE).fee, u(30));
    assert_eq!(world.snapshot(&[]).fee_held, u(70));
    let none = NothingMatured { next: U256::ZERO };
    world.refused(ALICE, withdrawCall {}, none);
}

fn a_second_before_midnight_a_withdrawal_waits_a_day_and_a_second(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, 100);
    to_midnight();
    let midnight = now();
    clock::set(midnight - 1);
    world.ok(ALICE, withdraw(1));
    let soon = world.last::<WithdrawalInitiated>().maturity;
    assert_eq!(soon, u(u128::from(midnight + DAY)));
    clock::set(midnight);
    world.ok(ALICE, withdraw(1));
    let later = world.last::<WithdrawalInitiated>().maturity;
    assert_eq!(later, u(u128::from(midnight + 2 * DAY)));
}

fn no_more_can_be_asked_for_than_tickets_leave(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, 100);
    world.refused(ALICE, withdraw(0), ZeroAmount {});
    let short = |available, needed| InsufficientDeposit {
        available: u(available),
        needed: u(needed),
    };
    world.refused(ALICE, withdraw(101), short(100, 101));
    let ticket = world.ok(ALICE, withdraw(60)).ticket;
    world.refused(ALICE, withdraw(41), short(40, 41));
    world.ok(ALICE, withdraw(40));
    world.refused(ALICE, withdraw(1), short(0, 1));
    world.ok(ALICE, cancelWithdrawalCall { ticket });
    let event: WithdrawalCancelled = world.last();
    assert_eq!((event.account, event.ticket), (ALICE, ticket));
    assert_eq!(event.amount, u(60));
    assert_eq!(world.deposit(ALICE), (100, 0, 40));
    let gone = TicketNotFound { ticket };
    world.refused(ALICE, cancelWithdrawalCall { ticket }, gone);
    world.ok(ALICE, withdraw(60));
}

/// Attack: a deposit withdrawn under a settlement. What a ticket names stays collectable until it
/// is paid, and pays what is left then.
fn a_ticket_holds_nothing_back_from_settlements(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, 10 * PRICE);
    world.ok(ALICE, withdraw(10 * PRICE));
    assert_eq!(world.spendable(ALICE, ALICE), (0, 10 * ONE));
    to_midnight();
    world.ok(ALICE, spend(ALICE, 4 * ONE));
    assert_eq!(world.deposit(ALICE), (6 * PRICE, 0, 10 * PRICE));
    let short = InsufficientDeposit {
        available: U256::ZERO,
        needed: u(1),
    };
    world.refused(ALICE, withdraw(1), short);
    to_midnight();
    assert_eq!(world.ok(ALICE, withdrawCall {}).amount, u(6 * PRICE));
    assert_eq!(world.deposit(ALICE), (0, 0, 0));
    let Snapshot { fees, fee_held, .. } = world.snapshot(&[]);
    assert_eq!((fees, fee_held), (u(4 * PRICE), u(4 * PRICE)));
}

fn a_ticket_over_a_deposit_that_is_gone_pays_nothing_and_is_closed(fees: Fees) {
    let world = world(fees);
    world.deposited(ALICE, PRICE);
    world.ok(ALICE, withdraw(PRICE));
    world.ok(ALICE, spend(ALICE, ONE));
    pass(2 * DAY);
    assert_eq!(world.ok(ALICE, withdrawCall {}).amount, U256::ZERO);
    assert_eq!(world.last::<Withdrawn>().amount, U256::ZERO);
    assert_eq!(world.deposit(ALICE), (0, 0, 0));
    // A later deposit is not under it.
    world.deposited(ALICE, 5);
    assert_eq!(world.deposit(ALICE), (5, 0, 0));
}

#[test]
fn vvv_may_be_the_fee_token_and_the_two_stay_apart() {
    let _guard = serial_guard();
    let one = World::new(Fees::InVvv);
    one.staked(ALICE, 7 * ONE);
    one.fund(ALICE, 5 * ONE);
    one.ok(ALICE, deposit(ALICE, 5 * ONE));
    assert_eq!(one.deposit(ALICE).0, 5 * ONE);
    assert_eq!(one.snapshot(&[]).held, u(12 * ONE));
    assert_eq!(one.position(ALICE).unlocked, u(7 * ONE));
    one.ok(ALICE, initiateUnstakeVvvCall { amount: u(7 * ONE) });
    one.ok(ALICE, withdraw(5 * ONE));
    pass(COOLDOWN);
    one.ok(ALICE, finalizeUnstakeCall {});
    assert_eq!(one.snapshot(&[]).held, u(5 * ONE));
    one.ok(ALICE, withdrawCall {});
    assert_eq!(one.snapshot(&[]).held, U256::ZERO);
    assert_eq!(one.position(ALICE).vvv, u(12 * ONE));
}
