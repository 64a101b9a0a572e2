//! Owner, guardian, pause and recovery (§11).

use crate::common::{spend, voucher, Stage, DAY_ONE};
use diem_reference::units::cast::{ALICE, BOB, GUARDIAN, NORTH, OWNER, STRANGER};
use diem_reference::units::ONE;
use diem_reference::{Op, Params, Refusal, Token, GUARDIANS_PAUSE, GUARDIANS_WAIT};

const PAUSE: Op = Op::Pause { caller: GUARDIAN };
const OWNERS_PAUSE: Op = Op::Pause { caller: OWNER };
const UNPAUSE: Op = Op::Unpause { caller: OWNER };

#[test]
fn a_guardians_pause_ends_by_itself_and_cannot_be_repeated_at_once() {
    let mut stage = Stage::new();
    let began = stage.0.now();
    stage.refuses(
        Op::Pause { caller: STRANGER },
        Refusal::OwnableUnauthorizedAccount { account: STRANGER },
    );
    stage.does(PAUSE);
    stage.refuses(PAUSE, Refusal::EnforcedPause);
    stage.waits(GUARDIANS_PAUSE - 1);
    assert!(stage.0.is_paused());
    stage.waits(1);
    assert!(!stage.0.is_paused());
    stage.refuses(UNPAUSE, Refusal::ExpectedPause);
    let until = began + GUARDIANS_WAIT;
    stage.refuses(PAUSE, Refusal::GuardianMustWait { until });
    stage.waits(until - stage.0.now() - 1);
    stage.refuses(PAUSE, Refusal::GuardianMustWait { until });
    stage.waits(1);
    stage.does(PAUSE);
}

#[test]
fn the_owner_confirms_a_guardians_pause_and_lifts_its_wait() {
    let mut stage = Stage::new();
    stage.does(PAUSE);
    stage.does(OWNERS_PAUSE);
    stage.refuses(OWNERS_PAUSE, Refusal::EnforcedPause);
    stage.waits(GUARDIANS_PAUSE);
    assert!(stage.0.is_paused());
    stage.does(UNPAUSE);
    stage.does(PAUSE);
    stage.waits(GUARDIANS_PAUSE);
    // The wait belongs to the office, unless the owner sets a guardian.
    stage.does(Op::SetGuardian {
        caller: OWNER,
        guardian: BOB,
    });
    stage.does(Op::Pause { caller: BOB });
    stage.waits(GUARDIANS_PAUSE);
    stage.does(Op::SetGuardian {
        caller: OWNER,
        guardian: ALICE,
    });
    stage.does(Op::Pause { caller: ALICE });
}

#[test]
fn a_pause_stops_new_business_and_neither_exits_nor_served_work() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.deposits(ALICE, 100);
    stage.does(Op::StakeVvv {
        caller: ALICE,
        recipient: ALICE,
        amount: ONE,
    });
    stage.does(OWNERS_PAUSE);
    let stopped = [
        Op::StakeVvv {
            caller: ALICE,
            recipient: ALICE,
            amount: ONE,
        },
        Op::MintDiem {
            caller: ALICE,
            vvv: ONE,
            min_out: 0,
        },
        Op::StakeAndMint {
            caller: ALICE,
            vvv: ONE,
            min_out: 0,
            activate: false,
        },
        Op::Activate {
            caller: ALICE,
            amount: 1,
        },
        spend(ALICE, ALICE, ONE),
        Op::Deposit {
            caller: ALICE,
            account: ALICE,
            amount: 1,
        },
        Op::Fund {
            caller: ALICE,
            amount: 1,
        },
        Op::FundCapacity {
            caller: ALICE,
            amount: 1,
        },
        Op::ClaimAndStake { caller: ALICE },
    ];
    for op in stopped {
        stage.refuses(op, Refusal::EnforcedPause);
    }
    let open = [
        Op::InitiateUnstakeVvv {
            caller: ALICE,
            amount: ONE,
        },
        Op::CancelUnstakeVvv {
            caller: ALICE,
            ticket: 0,
        },
        Op::InitiateUnstake {
            caller: ALICE,
            amount: ONE,
        },
        Op::CancelUnstake {
            caller: ALICE,
            ticket: 0,
        },
        Op::InitiateWithdrawal {
            caller: ALICE,
            amount: 1,
        },
        Op::CancelWithdrawal {
            caller: ALICE,
            ticket: 0,
        },
        Op::BurnDiem {
            caller: ALICE,
            amount: 1,
        },
        Op::Transfer {
            caller: ALICE,
            to: BOB,
            value: 1,
        },
        Op::ApproveQuota {
            caller: ALICE,
            spender: BOB,
            daily_limit: ONE,
            last_day: DAY_ONE,
            allow_paid: true,
        },
        Op::Claim { caller: ALICE },
        Op::ClaimEarnings {
            caller: NORTH,
            to: NORTH,
        },
        Op::Checkpoint { caller: STRANGER },
        voucher(ALICE, ALICE, DAY_ONE, ONE),
    ];
    for op in open {
        stage.does(op);
    }
    stage.goes_to(DAY_ONE + 1, 0);
    stage.refuses(
        voucher(ALICE, ALICE, DAY_ONE + 1, ONE),
        Refusal::EnforcedPause,
    );
    stage.does(voucher(ALICE, ALICE, DAY_ONE, 2 * ONE));
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut stage = Stage::new();
    stage.does(Op::TransferOwnership {
        caller: OWNER,
        new_owner: BOB,
    });
    stage.refuses(
        Op::AcceptOwnership { caller: ALICE },
        Refusal::OwnableUnauthorizedAccount { account: ALICE },
    );
    stage.does(OWNERS_CALL);
    stage.does(Op::AcceptOwnership { caller: BOB });
    stage.refuses(
        OWNERS_PAUSE,
        Refusal::OwnableUnauthorizedAccount { account: OWNER },
    );
    stage.refuses(
        Op::AcceptOwnership { caller: BOB },
        Refusal::OwnableUnauthorizedAccount { account: BOB },
    );
}

/// Until it is accepted, the old owner stays in office.
const OWNERS_CALL: Op = Op::SetGuardian {
    caller: OWNER,
    guardian: GUARDIAN,
};

#[test]
fn only_gifts_can_be_recovered() {
    for one_token in [false, true] {
        let mut stage = Stage::with(one_token, Params::at_price(1_000_000));
        stage.does(Op::StakeVvv {
            caller: ALICE,
            recipient: ALICE,
            amount: ONE,
        });
        stage.deposits(ALICE, 1_000);
        stage.does(Op::Fund {
            caller: ALICE,
            amount: 1_000,
        });
        let recover = |token| Op::Recover {
            caller: OWNER,
            token,
            to: BOB,
        };
        for token in [Token::Vvv, Token::Fee, Token::Diem, Token::Other] {
            stage.refuses(recover(token), Refusal::NothingToRecover);
        }
        stage.does(Op::Give {
            caller: ALICE,
            token: Token::Fee,
            amount: 5,
        });
        stage.does(Op::Give {
            caller: ALICE,
            token: Token::Vvv,
            amount: 7,
        });
        if one_token {
            assert_eq!(stage.gets(recover(Token::Fee)), 12);
            stage.refuses(recover(Token::Vvv), Refusal::NothingToRecover);
        } else {
            assert_eq!(stage.gets(recover(Token::Fee)), 5);
            assert_eq!(stage.gets(recover(Token::Vvv)), 7);
        }
    }
}
