//! DIEM at work: activation, the daily credits, and taking DIEM out again.

use crate::support::*;
use alloy_primitives::{address, Address, B256, U256};
use diem::model::time::{clock, DAY};

both! {
    stake_moves_diem_in_without_approval_and_its_credits_count_at_once,
    stake_refuses_nothing_and_more_than_the_caller_has,
    stake_and_mint_activates_as_the_three_calls_would,
    credits_are_fresh_at_midnight_and_not_a_second_before,
    initiate_unstake_leaves_todays_credits_and_takes_tomorrows,
    initiate_unstake_refuses_nothing_and_more_than_is_active,
    unstake_pays_at_maturity_and_not_a_second_before,
    cancelled_diem_gives_credits_from_the_next_day_on,
    nobody_cancels_for_somebody_else,
    the_33rd_ticket_is_refused_and_the_vvv_queue_is_another,
    the_live_systems_views_answer,
    the_same_diem_gives_no_second_credit_on_one_day,
    leaving_and_coming_back_around_midnight_gains_nothing,
    a_new_cooldown_holds_for_new_tickets_views_included,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const BOB: Address = address!("0000000000000000000000000000000000000B0B");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");

fn activate(amount: u128) -> stakeDiemCall {
    stakeDiemCall { amount: u(amount) }
}

fn deactivate(amount: u128) -> initiateUnstakeCall {
    initiateUnstakeCall { amount: u(amount) }
}

fn spend(account: Address, credits: u128) -> spendCall {
    spendCall {
        account,
        provider: PROVIDER,
        credits: u(credits),
        requestId: B256::ZERO,
    }
}

/// A world where Alice has 10 active DIEM and the provider is admitted.
fn world(fees: Fees) -> World {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.active(ALICE, 10 * ONE);
    world
}

fn stake_moves_diem_in_without_approval_and_its_credits_count_at_once(fees: Fees) {
    let world = World::new(fees);
    world.minted(ALICE, 10 * ONE);
    world.ok(ALICE, activate(4 * ONE));
    let Staked { account, amount } = world.nth_last(1);
    assert_eq!((account, amount), (ALICE, u(4 * ONE)));
    let moved: Transfer = world.last();
    assert_eq!((moved.from, moved.to), (ALICE, world.diem.address()));
    assert_eq!(moved.value, u(4 * ONE));
    let Position { diem, quota, .. } = world.position(ALICE);
    assert_eq!((diem, quota), (u(6 * ONE), (4 * ONE, 4 * ONE, 0)));
    assert_eq!(world.snapshot(&[]).active, u(4 * ONE));
    let account = world.diem.address();
    let held = world.ok(ALICE, balanceOfCall { account })._0;
    assert_eq!(held, u(4 * ONE), "invariant 4");
}

fn stake_refuses_nothing_and_more_than_the_caller_has(fees: Fees) {
    let world = World::new(fees);
    world.minted(ALICE, 10 * ONE);
    world.refused(ALICE, activate(0), ZeroAmount {});
    let more = ERC20InsufficientBalance {
        sender: ALICE,
        balance: u(10 * ONE),
        needed: u(10 * ONE + 1),
    };
    world.refused(ALICE, activate(10 * ONE + 1), more);
    let beyond = U256::from(1) << 128;
    let call = stakeDiemCall { amount: beyond };
    world.refused(ALICE, call, AmountTooLarge { amount: beyond });
    let all = ERC20InsufficientBalance {
        sender: ALICE,
        balance: u(10 * ONE),
        needed: u(u128::MAX),
    };
    world.refused(ALICE, activate(u128::MAX), all);
}

fn stake_and_mint_activates_as_the_three_calls_would(fees: Fees) {
    let (one, three) = (World::new(fees), World::new(fees));
    for world in [&one, &three] {
        clock::set(NOON);
        world.fund(ALICE, 1_000 * ONE);
    }
    let call = |activate| stakeAndMintCall {
        vvv: u(1_000 * ONE),
        minOut: u(1),
        activate,
    };
    let out = one.ok(ALICE, call(true)).diemOut;
    assert_eq!(three.ok(ALICE, call(false)).diemOut, out);
    three.ok(ALICE, stakeDiemCall { amount: out });
    assert_eq!(one.snapshot(&[ALICE]), three.snapshot(&[ALICE]));
    assert_eq!(one.position(ALICE).quota, (out.to(), out.to(), 0));
    let moved: Transfer = one.last();
    assert_eq!((moved.from, moved.value), (ALICE, out));
    assert_eq!(one.nth_last::<Staked>(1).amount, out);
}

fn credits_are_fresh_at_midnight_and_not_a_second_before(fees: Fees) {
    let world = world(fees);
    world.ok(ALICE, spend(ALICE, 7 * ONE));
    to_midnight();
    let midnight = now();
    clock::set(midnight - 1);
    assert_eq!(world.quota(ALICE), (10 * ONE, 3 * ONE, 0));
    clock::set(midnight);
    assert_eq!(world.quota(ALICE), (10 * ONE, 10 * ONE, 3 * ONE));
    clock::set(midnight + DAY);
    assert_eq!(
        world.quota(ALICE),
        (10 * ONE, 10 * ONE, 10 * ONE),
        "nobody used the day between"
    );
}

fn initiate_unstake_leaves_todays_credits_and_takes_tomorrows(fees: Fees) {
    let world = world(fees);
    let ticket = world.ok(ALICE, deactivate(4 * ONE)).ticket;
    let UnstakeInitiated { account, amount } = world.last();
    assert_eq!((account, amount), (ALICE, u(4 * ONE)));
    assert_eq!(world.quota(ALICE), (6 * ONE, 10 * ONE, 0));
    let end = u(u128::from(NOON + DAY));
    let infos = (u(6 * ONE), end, u(4 * ONE));
    assert_eq!(world.position(ALICE).active, infos);
    assert_eq!(world.snapshot(&[]).active, u(6 * ONE));
    let tickets = world.ok(ALICE, diemTicketsOfCall { account: ALICE });
    assert_eq!(tickets.tickets, [ticket]);
    assert_eq!(tickets.amounts, [u(4 * ONE)]);
    assert_eq!(tickets.maturities, [end]);
    // All ten can still be used today, and six tomorrow.
    world.ok(ALICE, spend(ALICE, 10 * ONE));
    to_midnight();
    assert_eq!(world.quota(ALICE), (6 * ONE, 6 * ONE, 0));
}

fn initiate_unstake_refuses_nothing_and_more_than_is_active(fees: Fees) {
    let world = world(fees);
    world.refused(ALICE, deactivate(0), ZeroAmount {});
    let more = InsufficientActive {
        active: u(10 * ONE),
        needed: u(10 * ONE + 1),
    };
    world.refused(ALICE, deactivate(10 * ONE + 1), more);
    world.ok(ALICE, deactivate(10 * ONE));
    // Credits left of the day are not DIEM.
    let none = InsufficientActive {
        active: U256::ZERO,
        needed: u(1),
    };
    world.refused(ALICE, deactivate(1), none);
}

fn unstake_pays_at_maturity_and_not_a_second_before(fees: Fees) {
    let world = world(fees);
    world.ok(ALICE, deactivate(4 * ONE));
    pass(60);
    world.ok(ALICE, deactivate(ONE));
    clock::set(NOON + DAY - 1);
    let next = u(u128::from(NOON + DAY));
    world.refused(ALICE, unstakeCall {}, NothingMatured { next });
    clock::set(NOON + DAY);
    assert_eq!(world.ok(ALICE, unstakeCall {}).amount, u(4 * ONE));
    let Unstaked { account, amount } = world.nth_last(1);
    assert_eq!((account, amount), (ALICE, u(4 * ONE)));
    let moved: Transfer = world.last();
    assert_eq!((moved.from, moved.to), (world.diem.address(), ALICE));
    assert_eq!(world.position(ALICE).diem, u(4 * ONE));
    // The later one is not delayed by having been there.
    clock::set(NOON + DAY + 60);
    assert_eq!(world.ok(ALICE, unstakeCall {}).amount, u(ONE));
    let none = NothingMatured { next: U256::ZERO };
    world.refused(ALICE, unstakeCall {}, none);
    let zero = (u(5 * ONE), U256::ZERO, U256::ZERO);
    assert_eq!(world.position(ALICE).active, zero);
}

fn cancelled_diem_gives_credits_from_the_next_day_on(fees: Fees) {
    let world = world(fees);
    let ticket = world.ok(ALICE, deactivate(10 * ONE)).ticket;
    to_midnight();
    assert_eq!(world.quota(ALICE), (0, 0, 10 * ONE));
    world.ok(ALICE, cancelUnstakeCall { ticket });
    let event: UnstakeCancelled = world.last();
    assert_eq!((event.account, event.ticket), (ALICE, ticket));
    assert_eq!(event.amount, u(10 * ONE));
    assert_eq!(world.quota(ALICE), (10 * ONE, 0, 10 * ONE));
    to_midnight();
    assert_eq!(world.quota(ALICE), (10 * ONE, 10 * ONE, 0));
    world.refused(
        ALICE,
        cancelUnstakeCall { ticket },
        TicketNotFound { ticket },
    );
}

fn nobody_cancels_for_somebody_else(fees: Fees) {
    let world = world(fees);
    let ticket = world.ok(ALICE, deactivate(ONE)).ticket;
    world.refused(BOB, cancelUnstakeCall { ticket }, TicketNotFound { ticket });
}

fn the_33rd_ticket_is_refused_and_the_vvv_queue_is_another(fees: Fees) {
    let world = world(fees);
    world.staked(ALICE, ONE);
    for _ in 0..32 {
        world.ok(ALICE, deactivate(1));
    }
    world.refused(ALICE, deactivate(1), TooManyTickets {});
    world.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    pass(DAY);
    assert_eq!(world.ok(ALICE, unstakeCall {}).amount, u(32));
    world.ok(ALICE, deactivate(1));
}

fn the_live_systems_views_answer(fees: Fees) {
    let world = world(fees);
    assert_eq!(world.ok(BOB, totalStakedCall {})._0, u(10 * ONE));
    let duration = world.ok(BOB, cooldownDurationCall {})._0;
    assert_eq!(duration, u(u128::from(DAY)));
    let nobody = world.ok(BOB, stakedInfosCall { account: BOB });
    let zeros = (U256::ZERO, U256::ZERO, U256::ZERO);
    assert_eq!(
        (
            nobody.amountStaked,
            nobody.coolDownEnd,
            nobody.coolDownAmount
        ),
        zeros
    );
}

/// Attack: one DIEM spent by two accounts on one day. It can only arrive elsewhere on a later day.
fn the_same_diem_gives_no_second_credit_on_one_day(fees: Fees) {
    let world = world(fees);
    // Just before midnight, so that the day of arrival is as near as it gets.
    to_midnight();
    pass(DAY - 1);
    let first = today();
    world.ok(ALICE, spend(ALICE, 10 * ONE));
    world.ok(ALICE, deactivate(10 * ONE));
    pass(1);
    // The next day: nothing left for Alice, and the DIEM cannot leave yet.
    assert_eq!(world.quota(ALICE), (0, 0, 0));
    let next = u(u128::from(now() + DAY - 1));
    world.refused(ALICE, unstakeCall {}, NothingMatured { next });
    pass(DAY - 1);
    world.ok(ALICE, unstakeCall {});
    assert_eq!(today(), first + 1);
    let value = u(10 * ONE);
    world.ok(ALICE, transferCall { to: BOB, value });
    world.ok(BOB, stakeDiemCall { amount: value });
    // On the second day Bob has ten and Alice had none; never both.
    assert_eq!(world.quota(BOB), (10 * ONE, 10 * ONE, 0));
    assert_eq!(world.quota(ALICE).1, 0);
}

/// Attack: unstake, cancel and restake around midnight, to have more than ten on any day.
fn leaving_and_coming_back_around_midnight_gains_nothing(fees: Fees) {
    for (offset, left) in [(0, 10 * ONE), (1, 0), (2, 0)] {
        let world = world(fees);
        to_midnight();
        let midnight = now();
        clock::set(midnight - 1);
        let ticket = world.ok(ALICE, deactivate(10 * ONE)).ticket;
        clock::set(midnight - 1 + offset);
        world.ok(ALICE, cancelUnstakeCall { ticket });
        // Cancelled before midnight all is as it was; after it, the new day is lost.
        assert_eq!(world.quota(ALICE).1, left);
        world.ok(ALICE, deactivate(10 * ONE));
        clock::set(midnight);
        assert_eq!(world.quota(ALICE), (0, 0, 10 * ONE));
        clock::set(midnight - 1 + offset + DAY);
        world.ok(ALICE, unstakeCall {});
        world.ok(ALICE, activate(10 * ONE));
        // Paid out and activated anew: the old ten are gone, or they were never there.
        assert_eq!(world.quota(ALICE).1, 10 * ONE);
        assert_eq!(world.quota(ALICE).0, 10 * ONE);
    }
}

fn a_new_cooldown_holds_for_new_tickets_views_included(fees: Fees) {
    let mut params = PARAMS;
    params[4] = 3 * u128::from(DAY);
    let other = World::with(fees, params);
    other.active(ALICE, ONE);
    assert_eq!(
        other.ok(ALICE, cooldownDurationCall {})._0,
        u(3 * u128::from(DAY))
    );
    other.ok(ALICE, deactivate(ONE));
    pass(3 * DAY - 1);
    let next = u(u128::from(NOON + 3 * DAY));
    other.refused(ALICE, unstakeCall {}, NothingMatured { next });
    pass(1);
    other.ok(ALICE, unstakeCall {});
}
