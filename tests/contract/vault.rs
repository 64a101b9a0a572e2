//! VVV in and out.

use crate::support::tokens::{Answer, Odd};
use crate::support::*;
use alloy_primitives::{Address, U256};
use motsu::prelude::*;

both! {
    stake_credits_the_recipient_and_takes_from_the_caller,
    stake_refuses_nothing_and_recipients_that_cannot_take_out,
    stake_takes_amounts_up_to_128_bits_and_refuses_more,
    unstaking_pays_at_maturity_and_not_a_second_before,
    a_long_wait_does_not_hold_up_a_ticket_and_each_pays_once,
    all_matured_tickets_are_paid_together,
    the_33rd_ticket_is_refused_until_one_closes,
    cancelling_returns_the_ticket_to_stake_matured_or_not,
    tickets_of_others_and_unknown_ones_are_not_found,
    only_unlocked_stake_leaves,
    staking_for_somebody_leaves_their_tickets_alone,
    only_nothing_or_one_true_word_is_a_transfer,
    a_token_with_a_fee_on_transfer_leaves_the_last_one_short,
}

const ALICE: Address = alloy_primitives::address!("00000000000000000000000000000000000A11CE");
const BOB: Address = alloy_primitives::address!("0000000000000000000000000000000000000B0B");

fn initiate(amount: u128) -> initiateUnstakeVvvCall {
    initiateUnstakeVvvCall { amount: u(amount) }
}

fn stake_credits_the_recipient_and_takes_from_the_caller(fees: Fees) {
    let world = World::new(fees);
    world.fund(ALICE, 100 * ONE);
    world.ok(
        ALICE,
        stakeVvvCall {
            recipient: BOB,
            amount: u(30 * ONE),
        },
    );
    let VvvStaked {
        account,
        payer,
        amount,
    } = world.last();
    assert_eq!((account, payer, amount), (BOB, ALICE, u(30 * ONE)));
    assert_eq!(world.position(ALICE).vvv, u(70 * ONE));
    assert_eq!(world.position(ALICE).unlocked, U256::ZERO);
    assert_eq!(world.position(BOB).unlocked, u(30 * ONE));
    let Snapshot {
        staked,
        locked,
        held,
        ..
    } = world.snapshot(&[]);
    assert_eq!(
        (staked, locked, held),
        (u(30 * ONE), U256::ZERO, u(30 * ONE))
    );
}

fn stake_refuses_nothing_and_recipients_that_cannot_take_out(fees: Fees) {
    let world = World::new(fees);
    world.fund(ALICE, ONE);
    let this = world.diem.address();
    let stake = |recipient, amount| stakeVvvCall {
        recipient,
        amount: u(amount),
    };
    world.refused(ALICE, stake(ALICE, 0), ZeroAmount {});
    world.refused(
        ALICE,
        stake(Address::ZERO, 1),
        InvalidRecipient {
            recipient: Address::ZERO,
        },
    );
    world.refused(ALICE, stake(this, 1), InvalidRecipient { recipient: this });
    let token = world.vvv.address();
    world.refused(
        ALICE,
        stake(ALICE, ONE + 1),
        SafeErc20FailedOperation { token },
    );
    world.refused(BOB, stake(BOB, 1), SafeErc20FailedOperation { token });
}

fn stake_takes_amounts_up_to_128_bits_and_refuses_more(fees: Fees) {
    let world = World::new(fees);
    world.fund(ALICE, u128::MAX);
    world.vvv.sender(BOB).mint(ALICE, u(1)).motsu_unwrap();
    let beyond = U256::from(1) << 128;
    let all = |amount| stakeVvvCall {
        recipient: ALICE,
        amount,
    };
    world.refused(ALICE, all(beyond), AmountTooLarge { amount: beyond });
    world.refused(ALICE, all(U256::MAX), AmountTooLarge { amount: U256::MAX });
    world.ok(ALICE, all(u(u128::MAX)));
    // Neither the account's stake nor the total holds a wei more.
    world.refused(ALICE, all(u(1)), AmountTooLarge { amount: u(1) });
    world.refused(
        ALICE,
        stakeVvvCall {
            recipient: BOB,
            amount: u(1),
        },
        AmountTooLarge { amount: u(1) },
    );
    assert_eq!(world.position(ALICE).unlocked, u(u128::MAX));
    // And all of it leaves again.
    world.ok(ALICE, initiate(u128::MAX));
    pass(COOLDOWN);
    assert_eq!(world.ok(ALICE, finalizeUnstakeCall {}).amount, u(u128::MAX));
}

fn unstaking_pays_at_maturity_and_not_a_second_before(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, 10 * ONE);
    let ticket = world.ok(ALICE, initiate(4 * ONE)).ticket;
    let maturity = u((NOON + COOLDOWN).into());
    let event: VvvUnstakeInitiated = world.last();
    assert_eq!((event.account, event.ticket), (ALICE, ticket));
    assert_eq!((event.amount, event.maturity), (u(4 * ONE), maturity));
    let position = world.position(ALICE);
    assert_eq!(position.unlocked, u(6 * ONE), "it leaves the stake at once");
    assert_eq!(position.cooldown, (maturity, u(4 * ONE)));
    assert_eq!(
        position.tickets,
        (vec![ticket], vec![u(4 * ONE)], vec![maturity])
    );
    assert_eq!(world.snapshot(&[]).staked, u(6 * ONE));

    pass(COOLDOWN - 1);
    world.refused(
        ALICE,
        finalizeUnstakeCall {},
        NothingMatured { next: maturity },
    );
    pass(1);
    assert_eq!(world.ok(ALICE, finalizeUnstakeCall {}).amount, u(4 * ONE));
    let VvvUnstaked { account, amount } = world.last();
    assert_eq!((account, amount), (ALICE, u(4 * ONE)));
    assert_eq!(world.position(ALICE).vvv, u(4 * ONE));
    assert_eq!(world.snapshot(&[]).held, u(6 * ONE));
    world.refused(
        ALICE,
        finalizeUnstakeCall {},
        NothingMatured { next: U256::ZERO },
    );
}

fn a_long_wait_does_not_hold_up_a_ticket_and_each_pays_once(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, 10 * ONE);
    world.ok(ALICE, initiate(ONE));
    pass(100);
    world.ok(ALICE, initiate(2 * ONE));
    pass(COOLDOWN - 100);
    assert_eq!(
        world.ok(ALICE, finalizeUnstakeCall {}).amount,
        u(ONE),
        "only the first matured"
    );
    let next = u((NOON + COOLDOWN + 100).into());
    world.refused(ALICE, finalizeUnstakeCall {}, NothingMatured { next });
    pass(100);
    world.ok(ALICE, initiate(3 * ONE));
    assert_eq!(world.ok(ALICE, finalizeUnstakeCall {}).amount, u(2 * ONE));
    pass(COOLDOWN);
    assert_eq!(world.ok(ALICE, finalizeUnstakeCall {}).amount, u(3 * ONE));
    assert_eq!(world.position(ALICE).vvv, u(6 * ONE));
}

fn all_matured_tickets_are_paid_together(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, 100 * ONE);
    for n in 1..=32 {
        world.ok(ALICE, initiate(n));
    }
    pass(COOLDOWN);
    assert_eq!(
        world.ok(ALICE, finalizeUnstakeCall {}).amount,
        u((1..=32).sum())
    );
}

fn the_33rd_ticket_is_refused_until_one_closes(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, ONE);
    for id in 0..32 {
        assert_eq!(world.ok(ALICE, initiate(1)).ticket, id);
    }
    world.refused(ALICE, initiate(1), TooManyTickets {});
    world.ok(ALICE, cancelUnstakeVvvCall { ticket: 5 });
    assert_eq!(
        world.ok(ALICE, initiate(1)).ticket,
        37,
        "the place is taken again, the id is new"
    );
    world.refused(ALICE, initiate(1), TooManyTickets {});
    world.refused(
        ALICE,
        cancelUnstakeVvvCall { ticket: 5 },
        TicketNotFound { ticket: 5 },
    );
}

fn cancelling_returns_the_ticket_to_stake_matured_or_not(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, 10 * ONE);
    let before = world.snapshot(&[ALICE]);
    for wait in [0, COOLDOWN - 1, COOLDOWN, 10 * COOLDOWN] {
        let ticket = world.ok(ALICE, initiate(4 * ONE)).ticket;
        pass(wait);
        world.ok(ALICE, cancelUnstakeVvvCall { ticket });
        let event: VvvUnstakeCancelled = world.last();
        assert_eq!(
            (event.account, event.ticket, event.amount),
            (ALICE, ticket, u(4 * ONE))
        );
        assert_eq!(world.snapshot(&[ALICE]), before, "after {wait} s");
        world.refused(
            ALICE,
            cancelUnstakeVvvCall { ticket },
            TicketNotFound { ticket },
        );
    }
}

fn tickets_of_others_and_unknown_ones_are_not_found(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, ONE);
    let ticket = world.ok(ALICE, initiate(ONE)).ticket;
    world.refused(
        BOB,
        cancelUnstakeVvvCall { ticket },
        TicketNotFound { ticket },
    );
    for ticket in [ticket + 1, ticket + 32, u32::MAX] {
        world.refused(
            ALICE,
            cancelUnstakeVvvCall { ticket },
            TicketNotFound { ticket },
        );
    }
    pass(COOLDOWN);
    world.refused(
        BOB,
        finalizeUnstakeCall {},
        NothingMatured { next: U256::ZERO },
    );
}

fn only_unlocked_stake_leaves(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, 100 * ONE);
    world.ok(
        ALICE,
        mintDiemCall {
            vvvToLock: u(60 * ONE),
            minOut: U256::ZERO,
        },
    );
    let refusal = InsufficientUnlocked {
        available: u(40 * ONE),
        needed: u(40 * ONE + 1),
    };
    world.refused(ALICE, initiate(40 * ONE + 1), refusal);
    world.refused(ALICE, initiate(0), ZeroAmount {});
    world.ok(ALICE, initiate(40 * ONE));
    world.refused(
        ALICE,
        initiate(1),
        InsufficientUnlocked {
            available: U256::ZERO,
            needed: u(1),
        },
    );
}

fn staking_for_somebody_leaves_their_tickets_alone(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, ONE);
    world.ok(ALICE, initiate(ONE));
    pass(COOLDOWN);
    world.fund(BOB, 5);
    world.ok(
        BOB,
        stakeVvvCall {
            recipient: ALICE,
            amount: u(5),
        },
    );
    assert_eq!(world.ok(ALICE, finalizeUnstakeCall {}).amount, u(ONE));
}

fn only_nothing_or_one_true_word_is_a_transfer(fees: Fees) {
    for (answer, accepted) in [
        (Answer::True, true),
        (Answer::Nothing, true),
        (Answer::False, false),
        (Answer::Two, false),
        (Answer::TwoWords, false),
        (Answer::Short, false),
        (Answer::Revert, false),
    ] {
        let mut world = World::new(fees);
        let odd = Contract::<Odd>::new();
        odd.sender(ALICE).answer_with(answer);
        let diem = Contract::<diem::Diem>::new();
        let mut arguments = Arguments {
            vvv: odd.address(),
            ..world.arguments()
        };
        if fees == Fees::InVvv {
            arguments.fee_token = odd.address();
        }
        construct(&diem, &arguments).unwrap();
        world.diem = diem;
        let stake = stakeVvvCall {
            recipient: ALICE,
            amount: u(ONE),
        };
        if accepted {
            world.ok(ALICE, stake);
            world.ok(ALICE, initiate(ONE));
            // Payouts are held to the same answers.
            odd.sender(ALICE).answer_with(Answer::False);
            pass(COOLDOWN);
            let token = odd.address();
            world.refused(
                ALICE,
                finalizeUnstakeCall {},
                SafeErc20FailedOperation { token },
            );
            odd.sender(ALICE).answer_with(answer);
            assert_eq!(
                world.ok(ALICE, finalizeUnstakeCall {}).amount,
                u(ONE),
                "{answer:?}"
            );
        } else {
            let token = odd.address();
            world.refused(ALICE, stake, SafeErc20FailedOperation { token });
        }
    }
}

/// What the assumption of a plain VVV excludes: with a fee on transfer the contract would hold
/// less than it owes, and the last one out would be refused.
fn a_token_with_a_fee_on_transfer_leaves_the_last_one_short(fees: Fees) {
    let world = World::new(fees);
    world.uneven();
    world.vvv.sender(ALICE).set_fee(u(1));
    world.staked(ALICE, ONE);
    world.staked(BOB, ONE);
    assert_eq!(world.snapshot(&[]).held, u(2 * ONE - 2));
    assert_eq!(world.snapshot(&[]).staked, u(2 * ONE));
    for who in [ALICE, BOB] {
        world.ok(who, initiate(ONE));
    }
    pass(COOLDOWN);
    world.ok(ALICE, finalizeUnstakeCall {});
    let token = world.vvv.address();
    world.refused(
        BOB,
        finalizeUnstakeCall {},
        SafeErc20FailedOperation { token },
    );
}
