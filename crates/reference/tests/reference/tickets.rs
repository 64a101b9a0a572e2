// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tickets (§4): withdrawal requests that are paid after a cooldown, in three queues.

use crate::fixture::{spend, Fixture, DAY_ONE};
use diem_reference::accounts::{ALICE, BOB, OWNER};
use diem_reference::units::{midnight, DAY, ONE};
use diem_reference::{Action, DiemError, Event};

fn stake(fixture: &mut Fixture, amount: u128) {
    fixture.run(Action::StakeVvv { caller: ALICE, recipient: ALICE, amount });
}

fn exit(amount: u128) -> Action {
    Action::InitiateUnstakeVvv { caller: ALICE, amount }
}

const FINISH: Action = Action::FinalizeUnstake { caller: ALICE };

#[test]
fn a_ticket_is_paid_from_the_second_of_its_maturity() {
    let mut fixture = Fixture::new();
    stake(&mut fixture, ONE);
    fixture.expect_error(FINISH, DiemError::NothingMatured { next: 0 });
    fixture.run(exit(ONE));
    let maturity = fixture.reference.now() + 7 * DAY;
    fixture.wait(7 * DAY - 1);
    fixture.expect_error(FINISH, DiemError::NothingMatured { next: maturity });
    fixture.wait(1);
    assert_eq!(fixture.amount_of(FINISH), ONE);
    fixture.expect_error(FINISH, DiemError::NothingMatured { next: 0 });
}

#[test]
fn a_later_ticket_does_not_delay_an_earlier_one() {
    let mut fixture = Fixture::new();
    stake(&mut fixture, 10 * ONE);
    fixture.run(exit(ONE));
    fixture.wait(6 * DAY);
    fixture.run(exit(2 * ONE));
    fixture.wait(DAY);
    assert_eq!(fixture.amount_of(FINISH), ONE);
    fixture.wait(6 * DAY);
    assert_eq!(fixture.amount_of(FINISH), 2 * ONE);
}

#[test]
fn a_queue_holds_32_tickets_and_numbers_skip_slots_in_use() {
    let mut fixture = Fixture::new();
    stake(&mut fixture, 100);
    for id in 0..32 {
        assert_eq!(fixture.ticket_of(exit(1)), id);
    }
    fixture.expect_error(exit(1), DiemError::TooManyTickets);
    fixture.run(Action::CancelUnstakeVvv { caller: ALICE, ticket: 5 });
    // 32 to 36 share the slots of 0 to 4, which are in use.
    assert_eq!(fixture.ticket_of(exit(1)), 37);
    fixture.run(Action::CancelUnstakeVvv { caller: ALICE, ticket: 3 });
    assert_eq!(fixture.ticket_of(exit(1)), 67);
    fixture.expect_error(
        Action::CancelUnstakeVvv { caller: ALICE, ticket: 5 },
        DiemError::TicketNotFound { ticket: 5 },
    );
}

#[test]
fn a_matured_ticket_can_still_be_cancelled() {
    let mut fixture = Fixture::new();
    stake(&mut fixture, ONE);
    let ticket = fixture.ticket_of(exit(ONE));
    fixture.wait(30 * DAY);
    let events = fixture.events_of(Action::CancelUnstakeVvv { caller: ALICE, ticket });
    let cancelled = Event::VvvUnstakeCancelled { account: ALICE, ticket, amount: ONE };
    assert_eq!(events.last(), Some(&cancelled));
    assert_eq!(fixture.reference.account_view(ALICE).unlocked, ONE);
}

#[test]
fn a_withdrawal_matures_at_midnight_of_the_second_day() {
    let mut fixture = Fixture::new();
    fixture.deposit(ALICE, 100);
    let events = fixture.events_of(Action::InitiateWithdrawal { caller: ALICE, amount: 60 });
    let maturity = midnight(DAY_ONE + 2);
    assert_eq!(
        events,
        [Event::WithdrawalInitiated { account: ALICE, ticket: 0, amount: 60, maturity }]
    );
    fixture.expect_error(
        Action::InitiateWithdrawal { caller: ALICE, amount: 41 },
        DiemError::InsufficientDeposit { available: 40, needed: 41 },
    );
    fixture.wait_until(DAY_ONE + 1, DAY - 1);
    fixture.expect_error(
        Action::Withdraw { caller: ALICE },
        DiemError::NothingMatured { next: maturity },
    );
    fixture.wait(1);
    assert_eq!(fixture.amount_of(Action::Withdraw { caller: ALICE }), 60);
}

#[test]
fn a_withdrawal_pays_what_is_left_of_the_deposit() {
    let mut fixture = Fixture::new();
    fixture.deposit(ALICE, 3_000_000);
    fixture.run(Action::InitiateWithdrawal { caller: ALICE, amount: 2_000_000 });
    fixture.run(spend(ALICE, ALICE, 2 * ONE));
    fixture.wait_until(DAY_ONE + 2, 0);
    assert_eq!(fixture.amount_of(Action::Withdraw { caller: ALICE }), 1_000_000);

    fixture.deposit(ALICE, 1_000_000);
    fixture.run(Action::InitiateWithdrawal { caller: ALICE, amount: 1_000_000 });
    fixture.run(spend(ALICE, ALICE, ONE));
    fixture.wait_until(DAY_ONE + 4, 0);
    assert_eq!(fixture.amount_of(Action::Withdraw { caller: ALICE }), 0);
    fixture.expect_error(Action::Withdraw { caller: ALICE }, DiemError::NothingMatured { next: 0 });
}

#[test]
fn burning_unlocks_vvv_at_the_positions_average_rate() {
    let mut fixture = Fixture::new();
    let mint = |vvv| Action::StakeAndMint { caller: ALICE, vvv, min_out: 0, activate: false };
    let out = fixture.amount_of(mint(1_000 * ONE)) + fixture.amount_of(mint(777 * ONE));
    let half = out / 2;
    let unlocked = fixture.amount_of(Action::BurnDiem { caller: ALICE, amount: half });
    assert!(unlocked.abs_diff(1_777 * ONE / 2) <= 100);
    let rest = fixture.amount_of(Action::BurnDiem { caller: ALICE, amount: out - half });
    assert_eq!(unlocked + rest, 1_777 * ONE);
    fixture.expect_error(
        Action::BurnDiem { caller: ALICE, amount: 1 },
        DiemError::ExceedsMinted { minted: 0, amount: 1 },
    );
}

#[test]
fn stake_and_mint_emits_its_events_in_order() {
    let mut fixture = Fixture::new();
    let events = fixture.events_of(Action::StakeAndMint {
        caller: ALICE,
        vvv: 90 * ONE,
        min_out: 0,
        activate: true,
    });
    let names: Vec<String> = events
        .iter()
        .map(|event| format!("{event:?}").split(' ').next().unwrap_or("").into())
        .collect();
    assert_eq!(names, ["VvvStaked", "DiemMinted", "Transfer", "Staked", "Transfer"]);
}

#[test]
fn only_the_owner_admits_providers_and_repeating_it_emits_nothing() {
    let mut fixture = Fixture::new();
    let admit = |caller| Action::SetProvider { caller, provider: BOB, admitted: true };
    fixture.expect_error(admit(ALICE), DiemError::OwnableUnauthorizedAccount { account: ALICE });
    assert_eq!(fixture.events_of(admit(OWNER)).len(), 1);
    assert_eq!(fixture.events_of(admit(OWNER)).len(), 0);
}
