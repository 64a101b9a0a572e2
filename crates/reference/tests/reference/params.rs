//! Proposing and executing parameters (§11).

use crate::common::{spend, Stage};
use diem_reference::units::cast::{ALICE, NORTH, OWNER, STRANGER};
use diem_reference::units::{DAY, ONE};
use diem_reference::{Event, Op, Params, Refusal, DELAY, VOID_AFTER};

const EXECUTE: Op = Op::ExecuteParams { caller: STRANGER };

fn propose(params: Params) -> Op {
    Op::ProposeParams {
        caller: OWNER,
        params,
    }
}

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
