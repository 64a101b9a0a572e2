//! Cooldown tickets (§4) in their three queues.

use crate::common::{spend, Stage, DAY_ONE};
use diem_reference::units::cast::{ALICE, BOB, OWNER};
use diem_reference::units::{midnight, DAY, ONE};
use diem_reference::{Event, Op, Refusal};

fn stake(stage: &mut Stage, amount: u128) {
    stage.does(Op::StakeVvv {
        caller: ALICE,
        recipient: ALICE,
        amount,
    });
}

fn exit(amount: u128) -> Op {
    Op::InitiateUnstakeVvv {
        caller: ALICE,
        amount,
    }
}

const FINISH: Op = Op::FinalizeUnstake { caller: ALICE };

#[test]
fn a_ticket_is_paid_from_the_second_it_matures() {
    let mut stage = Stage::new();
    stake(&mut stage, ONE);
    stage.refuses(FINISH, Refusal::NothingMatured { next: 0 });
    stage.does(exit(ONE));
    let maturity = stage.0.now() + 7 * DAY;
    stage.waits(7 * DAY - 1);
    stage.refuses(FINISH, Refusal::NothingMatured { next: maturity });
    stage.waits(1);
    assert_eq!(stage.gets(FINISH), ONE);
    stage.refuses(FINISH, Refusal::NothingMatured { next: 0 });
}

#[test]
fn a_later_ticket_delays_no_earlier_one() {
    let mut stage = Stage::new();
    stake(&mut stage, 10 * ONE);
    stage.does(exit(ONE));
    stage.waits(6 * DAY);
    stage.does(exit(2 * ONE));
    stage.waits(DAY);
    assert_eq!(stage.gets(FINISH), ONE);
    stage.waits(6 * DAY);
    assert_eq!(stage.gets(FINISH), 2 * ONE);
}

#[test]
fn thirty_two_tickets_fit_and_numbers_skip_places_that_are_taken() {
    let mut stage = Stage::new();
    stake(&mut stage, 100);
    for id in 0..32 {
        assert_eq!(stage.opens(exit(1)), id);
    }
    stage.refuses(exit(1), Refusal::TooManyTickets);
    stage.does(Op::CancelUnstakeVvv {
        caller: ALICE,
        ticket: 5,
    });
    // 32 to 36 share the places of 0 to 4, which are taken.
    assert_eq!(stage.opens(exit(1)), 37);
    stage.does(Op::CancelUnstakeVvv {
        caller: ALICE,
        ticket: 3,
    });
    assert_eq!(stage.opens(exit(1)), 67);
    stage.refuses(
        Op::CancelUnstakeVvv {
            caller: ALICE,
            ticket: 5,
        },
        Refusal::TicketNotFound { ticket: 5 },
    );
}

#[test]
fn a_matured_ticket_can_still_be_cancelled() {
    let mut stage = Stage::new();
    stake(&mut stage, ONE);
    let ticket = stage.opens(exit(ONE));
    stage.waits(30 * DAY);
    let said = stage.says(Op::CancelUnstakeVvv {
        caller: ALICE,
        ticket,
    });
    let cancelled = Event::VvvUnstakeCancelled {
        account: ALICE,
        ticket,
        amount: ONE,
    };
    assert_eq!(said.last(), Some(&cancelled));
    assert_eq!(stage.0.person(ALICE).unlocked, ONE);
}

#[test]
fn a_withdrawal_matures_at_midnight_of_the_second_day() {
    let mut stage = Stage::new();
    stage.deposits(ALICE, 100);
    let said = stage.says(Op::InitiateWithdrawal {
        caller: ALICE,
        amount: 60,
    });
    let maturity = midnight(DAY_ONE + 2);
    assert_eq!(
        said,
        [Event::WithdrawalInitiated {
            account: ALICE,
            ticket: 0,
            amount: 60,
            maturity
        }]
    );
    stage.refuses(
        Op::InitiateWithdrawal {
            caller: ALICE,
            amount: 41,
        },
        Refusal::InsufficientDeposit {
            available: 40,
            needed: 41,
        },
    );
    stage.goes_to(DAY_ONE + 1, DAY - 1);
    stage.refuses(
        Op::Withdraw { caller: ALICE },
        Refusal::NothingMatured { next: maturity },
    );
    stage.waits(1);
    assert_eq!(stage.gets(Op::Withdraw { caller: ALICE }), 60);
}

#[test]
fn a_withdrawal_pays_what_usage_has_left_of_the_deposit() {
    let mut stage = Stage::new();
    stage.deposits(ALICE, 3_000_000);
    stage.does(Op::InitiateWithdrawal {
        caller: ALICE,
        amount: 2_000_000,
    });
    stage.does(spend(ALICE, ALICE, 2 * ONE));
    stage.goes_to(DAY_ONE + 2, 0);
    assert_eq!(stage.gets(Op::Withdraw { caller: ALICE }), 1_000_000);

    stage.deposits(ALICE, 1_000_000);
    stage.does(Op::InitiateWithdrawal {
        caller: ALICE,
        amount: 1_000_000,
    });
    stage.does(spend(ALICE, ALICE, ONE));
    stage.goes_to(DAY_ONE + 4, 0);
    assert_eq!(stage.gets(Op::Withdraw { caller: ALICE }), 0);
    stage.refuses(
        Op::Withdraw { caller: ALICE },
        Refusal::NothingMatured { next: 0 },
    );
}

#[test]
fn burning_frees_the_positions_own_average() {
    let mut stage = Stage::new();
    let mint = |vvv| Op::StakeAndMint {
        caller: ALICE,
        vvv,
        min_out: 0,
        activate: false,
    };
    let out = stage.gets(mint(1_000 * ONE)) + stage.gets(mint(777 * ONE));
    let half = out / 2;
    let unlocked = stage.gets(Op::BurnDiem {
        caller: ALICE,
        amount: half,
    });
    assert!(unlocked.abs_diff(1_777 * ONE / 2) <= 100);
    let rest = stage.gets(Op::BurnDiem {
        caller: ALICE,
        amount: out - half,
    });
    assert_eq!(unlocked + rest, 1_777 * ONE);
    stage.refuses(
        Op::BurnDiem {
            caller: ALICE,
            amount: 1,
        },
        Refusal::ExceedsMinted {
            minted: 0,
            amount: 1,
        },
    );
}

#[test]
fn staking_and_minting_says_everything_in_order() {
    let mut stage = Stage::new();
    let said = stage.says(Op::StakeAndMint {
        caller: ALICE,
        vvv: 90 * ONE,
        min_out: 0,
        activate: true,
    });
    let names: Vec<String> = said
        .iter()
        .map(|event| format!("{event:?}").split(' ').next().unwrap_or("").into())
        .collect();
    assert_eq!(
        names,
        ["VvvStaked", "DiemMinted", "Transfer", "Staked", "Transfer"]
    );
}

#[test]
fn only_the_owner_admits_providers_and_twice_says_nothing() {
    let mut stage = Stage::new();
    let admit = |caller| Op::SetProvider {
        caller,
        provider: BOB,
        admitted: true,
    };
    stage.refuses(
        admit(ALICE),
        Refusal::OwnableUnauthorizedAccount { account: ALICE },
    );
    assert_eq!(stage.says(admit(OWNER)).len(), 1);
    assert_eq!(stage.says(admit(OWNER)).len(), 0);
}
