//! Owner, guardian, pause, parameters and recovery (§11).

mod common;

use common::{spend, voucher, Stage, DAY_ONE};
use diem_reference::units::cast::{ALICE, BOB, GUARDIAN, NORTH, OWNER, STRANGER};
use diem_reference::units::{DAY, ONE};
use diem_reference::{
    Event, Op, Params, Refusal, Token, DELAY, GUARDIANS_PAUSE, GUARDIANS_WAIT, VOID_AFTER,
};

const PAUSE: Op = Op::Pause { caller: GUARDIAN };
const OWNERS_PAUSE: Op = Op::Pause { caller: OWNER };
const UNPAUSE: Op = Op::Unpause { caller: OWNER };
const EXECUTE: Op = Op::ExecuteParams { caller: STRANGER };

fn propose(params: Params) -> Op {
    Op::ProposeParams {
        caller: OWNER,
        params,
    }
}

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
    stage.does(UNPAUSED_PROBE);
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
const UNPAUSED_PROBE: Op = Op::SetGuardian {
    caller: OWNER,
    guardian: GUARDIAN,
};

#[test]
fn a_proposal_executes_after_its_delay_and_before_it_is_void() {
    let params = Params {
        staker_share: ONE / 4,
        ..Params::at_price(1_000_000)
    };
    let (from, until) = {
        let now = Stage::new().0.now();
        (now + DELAY, now + VOID_AFTER)
    };
    let mut stage = Stage::new();
    stage.refuses(EXECUTE, Refusal::NoProposal);
    stage.does(propose(params));
    stage.waits(DELAY - 1);
    stage.refuses(EXECUTE, Refusal::ProposalNotReady { from });
    let mut early = Stage(stage.0.clone());
    early.waits(1);
    early.does(EXECUTE);
    early.refuses(EXECUTE, Refusal::NoProposal);

    stage.waits(until - stage.0.now());
    let mut last = Stage(stage.0.clone());
    last.does(EXECUTE);
    stage.waits(1);
    stage.refuses(EXECUTE, Refusal::ProposalExpired { until });
}

#[test]
fn a_new_proposal_restarts_the_delay_and_the_price_at_most_doubles() {
    let mut stage = Stage::new();
    let now = stage.0.params();
    let double = Params {
        credit_price: 2 * now.credit_price,
        ..now
    };
    let more = Params {
        credit_price: 2 * now.credit_price + 1,
        ..now
    };
    stage.refuses(propose(more), Refusal::ParamsOutOfBounds);
    stage.does(propose(double));
    stage.waits(DELAY - 1);
    stage.does(propose(double));
    stage.waits(1);
    stage.refuses(
        EXECUTE,
        Refusal::ProposalNotReady {
            from: stage.0.now() + DELAY - 1,
        },
    );
    stage.waits(DELAY);
    stage.does(EXECUTE);
    assert_eq!(stage.0.params(), double);
}

#[test]
fn a_curve_that_the_supply_does_not_fit_is_refused_at_execution_too() {
    let mut stage = Stage::new();
    let small = Params {
        target: 1_000 * ONE,
        ..stage.0.params()
    };
    stage.does(propose(small));
    stage.waits(DELAY);
    // Twice the target is the most at power 2; this mints some 2,500 DIEM.
    stage.does(Op::StakeAndMint {
        caller: ALICE,
        vvv: 250_000 * ONE,
        min_out: 0,
        activate: false,
    });
    assert!(stage.0.supply() > 2_000 * ONE);
    stage.refuses(EXECUTE, Refusal::ParamsOutOfBounds);
    let excess = stage.0.supply() - 2_000 * ONE;
    stage.does(Op::BurnDiem {
        caller: ALICE,
        amount: excess - 1,
    });
    stage.refuses(EXECUTE, Refusal::ParamsOutOfBounds);
    stage.does(Op::BurnDiem {
        caller: ALICE,
        amount: 1,
    });
    stage.does(EXECUTE);
}

#[test]
fn shares_change_at_the_next_roll_and_the_price_at_once() {
    let mut stage = Stage::new();
    stage.deposits(ALICE, 100_000_000);
    let changed = Params {
        staker_share: 0,
        pool_share: 0,
        credit_price: 2_000_000,
        ..stage.0.params()
    };
    stage.does(propose(changed));
    stage.waits(DELAY);
    stage.does(EXECUTE);
    stage.does(spend(ALICE, ALICE, ONE));
    assert_eq!(stage.0.earnings_of(NORTH), 1_400_000);
    stage.waits(DAY);
    stage.does(spend(ALICE, ALICE, ONE));
    assert_eq!(stage.0.earnings_of(NORTH), 3_400_000);
}

#[test]
fn a_changed_cooldown_holds_for_new_tickets_only() {
    let mut stage = Stage::new();
    stage.does(Op::StakeVvv {
        caller: ALICE,
        recipient: ALICE,
        amount: 2 * ONE,
    });
    let changed = Params {
        vvv_cooldown: 30 * DAY,
        diem_cooldown: 7 * DAY,
        ..stage.0.params()
    };
    stage.does(propose(changed));
    stage.waits(DELAY);
    let exit = Op::InitiateUnstakeVvv {
        caller: ALICE,
        amount: ONE,
    };
    stage.does(exit.clone());
    let said = stage.says(EXECUTE);
    assert_eq!(
        said.last(),
        Some(&Event::CooldownDurationUpdated { seconds: 7 * DAY })
    );
    stage.does(exit);
    let tickets = stage.0.person(ALICE).vvv_tickets;
    assert_eq!(tickets[1].maturity - tickets[0].maturity, 23 * DAY);
}

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
