// SPDX-License-Identifier: MIT OR Apache-2.0
//! The VVV vault: staking, tickets and payouts.

use crate::support::tokens::{MisbehavingToken, Response};
use crate::support::*;
use alloy_primitives::{Address, U256};
use motsu::prelude::*;
use rstest::rstest;

/// A call of `initiateUnstakeVvv`.
fn initiate(amount: u128) -> initiateUnstakeVvvCall {
    initiateUnstakeVvvCall { amount: u(amount) }
}

#[rstest]
fn stake_debits_the_caller_and_credits_the_recipient(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.fund_vvv(ALICE, 100 * ONE);
    fixture.ok(ALICE, stakeVvvCall { recipient: BOB, amount: u(30 * ONE) });
    let VvvStaked { account, payer, amount } = fixture.last_event();
    assert_eq!((account, payer, amount), (BOB, ALICE, u(30 * ONE)));
    assert_eq!(fixture.account_snapshot(ALICE).vvv, u(70 * ONE));
    assert_eq!(fixture.account_snapshot(ALICE).unlocked, U256::ZERO);
    assert_eq!(fixture.account_snapshot(BOB).unlocked, u(30 * ONE));
    let Snapshot { staked, locked, held, .. } = fixture.snapshot(&[]);
    assert_eq!((staked, locked, held), (u(30 * ONE), U256::ZERO, u(30 * ONE)));
}

#[rstest]
fn stake_rejects_zero_and_invalid_recipients(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.fund_vvv(ALICE, ONE);
    let this = fixture.diem.address();
    let stake = |recipient, amount| stakeVvvCall { recipient, amount: u(amount) };
    fixture.assert_reverts(ALICE, stake(ALICE, 0), ZeroAmount {});
    fixture.assert_reverts(
        ALICE,
        stake(Address::ZERO, 1),
        InvalidRecipient { recipient: Address::ZERO },
    );
    fixture.assert_reverts(ALICE, stake(this, 1), InvalidRecipient { recipient: this });
    let token = fixture.vvv.address();
    fixture.assert_reverts(ALICE, stake(ALICE, ONE + 1), SafeErc20FailedOperation { token });
    fixture.assert_reverts(BOB, stake(BOB, 1), SafeErc20FailedOperation { token });
}

#[rstest]
fn stake_accepts_amounts_up_to_128_bits(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.fund_vvv(ALICE, u128::MAX);
    fixture.vvv.sender(BOB).mint(ALICE, u(1)).motsu_unwrap();
    let beyond = U256::from(1) << 128;
    let all = |amount| stakeVvvCall { recipient: ALICE, amount };
    fixture.assert_reverts(ALICE, all(beyond), AmountTooLarge { amount: beyond });
    fixture.assert_reverts(ALICE, all(U256::MAX), AmountTooLarge { amount: U256::MAX });
    fixture.ok(ALICE, all(u(u128::MAX)));
    // Neither the account's stake nor the total can grow by another wei.
    fixture.assert_reverts(ALICE, all(u(1)), AmountTooLarge { amount: u(1) });
    fixture.assert_reverts(
        ALICE,
        stakeVvvCall { recipient: BOB, amount: u(1) },
        AmountTooLarge { amount: u(1) },
    );
    assert_eq!(fixture.account_snapshot(ALICE).unlocked, u(u128::MAX));
    // All of it can be unstaked.
    fixture.ok(ALICE, initiate(u128::MAX));
    advance(COOLDOWN);
    assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u(u128::MAX));
}

#[rstest]
fn unstake_reverts_before_maturity_and_pays_at_maturity(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 10 * ONE);
    let ticket = fixture.ok(ALICE, initiate(4 * ONE)).ticket;
    let maturity = u((NOON + COOLDOWN).into());
    let event: VvvUnstakeInitiated = fixture.last_event();
    assert_eq!((event.account, event.ticket), (ALICE, ticket));
    assert_eq!((event.amount, event.maturity), (u(4 * ONE), maturity));
    let position = fixture.account_snapshot(ALICE);
    assert_eq!(position.unlocked, u(6 * ONE), "the stake shrinks immediately");
    assert_eq!(position.cooldown, (maturity, u(4 * ONE)));
    assert_eq!(position.tickets, (vec![ticket], vec![u(4 * ONE)], vec![maturity]));
    assert_eq!(fixture.snapshot(&[]).staked, u(6 * ONE));

    advance(COOLDOWN - 1);
    fixture.assert_reverts(ALICE, finalizeUnstakeCall {}, NothingMatured { next: maturity });
    advance(1);
    assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u(4 * ONE));
    let VvvUnstaked { account, amount } = fixture.last_event();
    assert_eq!((account, amount), (ALICE, u(4 * ONE)));
    assert_eq!(fixture.account_snapshot(ALICE).vvv, u(4 * ONE));
    assert_eq!(fixture.snapshot(&[]).held, u(6 * ONE));
    fixture.assert_reverts(ALICE, finalizeUnstakeCall {}, NothingMatured { next: U256::ZERO });
}

#[rstest]
fn tickets_mature_independently_and_pay_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 10 * ONE);
    fixture.ok(ALICE, initiate(ONE));
    advance(100);
    fixture.ok(ALICE, initiate(2 * ONE));
    advance(COOLDOWN - 100);
    assert_eq!(
        fixture.ok(ALICE, finalizeUnstakeCall {}).amount,
        u(ONE),
        "only the first ticket has matured"
    );
    let next = u((NOON + COOLDOWN + 100).into());
    fixture.assert_reverts(ALICE, finalizeUnstakeCall {}, NothingMatured { next });
    advance(100);
    fixture.ok(ALICE, initiate(3 * ONE));
    assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u(2 * ONE));
    advance(COOLDOWN);
    assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u(3 * ONE));
    assert_eq!(fixture.account_snapshot(ALICE).vvv, u(6 * ONE));
}

#[rstest]
fn all_matured_tickets_are_paid_together(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 100 * ONE);
    for n in 1..=32 {
        fixture.ok(ALICE, initiate(n));
    }
    advance(COOLDOWN);
    assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u((1..=32).sum()));
}

#[rstest]
fn the_33rd_ticket_reverts_until_one_closes(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, ONE);
    for id in 0..32 {
        assert_eq!(fixture.ok(ALICE, initiate(1)).ticket, id);
    }
    fixture.assert_reverts(ALICE, initiate(1), TooManyTickets {});
    fixture.ok(ALICE, cancelUnstakeVvvCall { ticket: 5 });
    assert_eq!(fixture.ok(ALICE, initiate(1)).ticket, 37, "the slot is reused, the number is new");
    fixture.assert_reverts(ALICE, initiate(1), TooManyTickets {});
    fixture.assert_reverts(ALICE, cancelUnstakeVvvCall { ticket: 5 }, TicketNotFound { ticket: 5 });
}

#[rstest]
fn cancelling_returns_a_ticket_to_stake_before_and_after_maturity(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 10 * ONE);
    let before = fixture.snapshot(&[ALICE]);
    for wait in [0, COOLDOWN - 1, COOLDOWN, 10 * COOLDOWN] {
        let ticket = fixture.ok(ALICE, initiate(4 * ONE)).ticket;
        advance(wait);
        fixture.ok(ALICE, cancelUnstakeVvvCall { ticket });
        let event: VvvUnstakeCancelled = fixture.last_event();
        assert_eq!((event.account, event.ticket, event.amount), (ALICE, ticket, u(4 * ONE)));
        assert_eq!(fixture.snapshot(&[ALICE]), before, "after {wait} s");
        fixture.assert_reverts(ALICE, cancelUnstakeVvvCall { ticket }, TicketNotFound { ticket });
    }
}

#[rstest]
fn unknown_tickets_and_tickets_of_other_accounts_are_not_found(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, ONE);
    let ticket = fixture.ok(ALICE, initiate(ONE)).ticket;
    fixture.assert_reverts(BOB, cancelUnstakeVvvCall { ticket }, TicketNotFound { ticket });
    for ticket in [ticket + 1, ticket + 32, u32::MAX] {
        fixture.assert_reverts(ALICE, cancelUnstakeVvvCall { ticket }, TicketNotFound { ticket });
    }
    advance(COOLDOWN);
    fixture.assert_reverts(BOB, finalizeUnstakeCall {}, NothingMatured { next: U256::ZERO });
}

#[rstest]
fn only_unlocked_stake_can_be_unstaked(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.ok(ALICE, mintDiemCall { vvvToLock: u(60 * ONE), minOut: U256::ZERO });
    let error = InsufficientUnlocked { available: u(40 * ONE), needed: u(40 * ONE + 1) };
    fixture.assert_reverts(ALICE, initiate(40 * ONE + 1), error);
    fixture.assert_reverts(ALICE, initiate(0), ZeroAmount {});
    fixture.ok(ALICE, initiate(40 * ONE));
    fixture.assert_reverts(
        ALICE,
        initiate(1),
        InsufficientUnlocked { available: U256::ZERO, needed: u(1) },
    );
}

#[rstest]
fn staking_for_another_account_leaves_its_tickets_unchanged(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, ONE);
    fixture.ok(ALICE, initiate(ONE));
    advance(COOLDOWN);
    fixture.fund_vvv(BOB, 5);
    fixture.ok(BOB, stakeVvvCall { recipient: ALICE, amount: u(5) });
    assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u(ONE));
}

#[rstest]
fn token_transfers_succeed_only_with_empty_data_or_true(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for (response, accepted) in [
        (Response::True, true),
        (Response::Empty, true),
        (Response::False, false),
        (Response::Two, false),
        (Response::TwoWords, false),
        (Response::Short, false),
        (Response::Revert, false),
    ] {
        let mut fixture = Fixture::new(fee_token);
        fixture.allow_surplus();
        let token_contract = Contract::<MisbehavingToken>::new();
        token_contract.sender(ALICE).respond_with(response);
        let diem = Contract::<diem::Diem>::new();
        let mut arguments =
            ConstructorArgs { vvv: token_contract.address(), ..fixture.constructor_args() };
        if fee_token == FeeToken::Vvv {
            arguments.fee_token = token_contract.address();
        }
        construct(&diem, &arguments).unwrap();
        fixture.diem = diem;
        let stake = stakeVvvCall { recipient: ALICE, amount: u(ONE) };
        if accepted {
            fixture.ok(ALICE, stake);
            fixture.ok(ALICE, initiate(ONE));
            // Payouts are checked in the same way.
            token_contract.sender(ALICE).respond_with(Response::False);
            advance(COOLDOWN);
            let token = token_contract.address();
            fixture.assert_reverts(
                ALICE,
                finalizeUnstakeCall {},
                SafeErc20FailedOperation { token },
            );
            token_contract.sender(ALICE).respond_with(response);
            assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u(ONE), "{response:?}");
        } else {
            let token = token_contract.address();
            fixture.assert_reverts(ALICE, stake, SafeErc20FailedOperation { token });
        }
    }
}

/// Documents the assumption that VVV is a plain ERC-20: with a fee on transfer the contract holds less than it owes,
/// and the last account to leave cannot be paid.
#[rstest]
fn a_fee_on_transfer_token_leaves_the_last_exit_short(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.allow_surplus();
    fixture.vvv.sender(ALICE).set_fee(u(1));
    fixture.stake_vvv(ALICE, ONE);
    fixture.stake_vvv(BOB, ONE);
    assert_eq!(fixture.snapshot(&[]).held, u(2 * ONE - 2));
    assert_eq!(fixture.snapshot(&[]).staked, u(2 * ONE));
    for who in [ALICE, BOB] {
        fixture.ok(who, initiate(ONE));
    }
    advance(COOLDOWN);
    fixture.ok(ALICE, finalizeUnstakeCall {});
    let token = fixture.vvv.address();
    fixture.assert_reverts(BOB, finalizeUnstakeCall {}, SafeErc20FailedOperation { token });
}
