//! Proposing and executing parameters (§11).

use crate::fixture::{spend, Fixture};
use diem_reference::accounts::{ALICE, NORTH, OWNER, STRANGER};
use diem_reference::units::{DAY, ONE};
use diem_reference::{Action, DiemError, Event, Params, PROPOSAL_DELAY, PROPOSAL_LIFETIME};

const EXECUTE: Action = Action::ExecuteParams { caller: STRANGER };

fn propose(params: Params) -> Action {
    Action::ProposeParams { caller: OWNER, params }
}

#[test]
fn a_proposal_can_be_executed_from_the_end_of_its_delay_until_it_expires() {
    let params = Params { staker_share: ONE / 4, ..Params::at_price(1_000_000) };
    let (from, until) = {
        let now = Fixture::new().reference.now();
        (now + PROPOSAL_DELAY, now + PROPOSAL_LIFETIME)
    };
    let mut fixture = Fixture::new();
    fixture.expect_error(EXECUTE, DiemError::NoProposal);
    fixture.run(propose(params));
    fixture.wait(PROPOSAL_DELAY - 1);
    fixture.expect_error(EXECUTE, DiemError::ProposalNotReady { from });
    let mut early = fixture.clone();
    early.wait(1);
    early.run(EXECUTE);
    early.expect_error(EXECUTE, DiemError::NoProposal);

    fixture.wait(until - fixture.reference.now());
    let mut last = fixture.clone();
    last.run(EXECUTE);
    fixture.wait(1);
    fixture.expect_error(EXECUTE, DiemError::ProposalExpired { until });
}

#[test]
fn a_new_proposal_restarts_the_delay_and_the_price_can_at_most_double() {
    let mut fixture = Fixture::new();
    let now = fixture.reference.params();
    let double = Params { credit_price: 2 * now.credit_price, ..now };
    let more = Params { credit_price: 2 * now.credit_price + 1, ..now };
    fixture.expect_error(propose(more), DiemError::ParamsOutOfBounds);
    fixture.run(propose(double));
    fixture.wait(PROPOSAL_DELAY - 1);
    fixture.run(propose(double));
    fixture.wait(1);
    fixture.expect_error(
        EXECUTE,
        DiemError::ProposalNotReady { from: fixture.reference.now() + PROPOSAL_DELAY - 1 },
    );
    fixture.wait(PROPOSAL_DELAY);
    fixture.run(EXECUTE);
    assert_eq!(fixture.reference.params(), double);
}

#[test]
fn executing_reverts_if_the_supply_has_outgrown_the_proposed_curve() {
    let mut fixture = Fixture::new();
    let small = Params { target: 1_000 * ONE, ..fixture.reference.params() };
    fixture.run(propose(small));
    fixture.wait(PROPOSAL_DELAY);
    // At power 2 the supply may be at most twice the target. This mints about 2,500 DIEM.
    fixture.run(Action::StakeAndMint {
        caller: ALICE,
        vvv: 250_000 * ONE,
        min_out: 0,
        activate: false,
    });
    assert!(fixture.reference.supply() > 2_000 * ONE);
    fixture.expect_error(EXECUTE, DiemError::ParamsOutOfBounds);
    let excess = fixture.reference.supply() - 2_000 * ONE;
    fixture.run(Action::BurnDiem { caller: ALICE, amount: excess - 1 });
    fixture.expect_error(EXECUTE, DiemError::ParamsOutOfBounds);
    fixture.run(Action::BurnDiem { caller: ALICE, amount: 1 });
    fixture.run(EXECUTE);
}

#[test]
fn new_shares_apply_from_the_next_roll_and_a_new_price_at_once() {
    let mut fixture = Fixture::new();
    fixture.deposit(ALICE, 100_000_000);
    let changed = Params {
        staker_share: 0,
        pool_share: 0,
        credit_price: 2_000_000,
        ..fixture.reference.params()
    };
    fixture.run(propose(changed));
    fixture.wait(PROPOSAL_DELAY);
    fixture.run(EXECUTE);
    fixture.run(spend(ALICE, ALICE, ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 1_400_000);
    fixture.wait(DAY);
    fixture.run(spend(ALICE, ALICE, ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 3_400_000);
}

#[test]
fn a_changed_cooldown_applies_to_new_tickets_only() {
    let mut fixture = Fixture::new();
    fixture.run(Action::StakeVvv { caller: ALICE, recipient: ALICE, amount: 2 * ONE });
    let changed =
        Params { vvv_cooldown: 30 * DAY, diem_cooldown: 7 * DAY, ..fixture.reference.params() };
    fixture.run(propose(changed));
    fixture.wait(PROPOSAL_DELAY);
    let exit = Action::InitiateUnstakeVvv { caller: ALICE, amount: ONE };
    fixture.run(exit.clone());
    let events = fixture.events_of(EXECUTE);
    assert_eq!(events.last(), Some(&Event::CooldownDurationUpdated { seconds: 7 * DAY }));
    fixture.run(exit);
    let tickets = fixture.reference.account_view(ALICE).vvv_tickets;
    assert_eq!(tickets[1].maturity - tickets[0].maturity, 23 * DAY);
}
