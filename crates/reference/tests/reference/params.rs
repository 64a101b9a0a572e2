// SPDX-License-Identifier: MIT OR Apache-2.0
//! Proposing and executing parameters (§11).

use crate::fixture::{spend, Fixture};
use diem_reference::accounts::{ALICE, NORTH, OWNER, STRANGER};
use diem_reference::units::{DAY, ONE};
use diem_reference::{
    Action, DiemError, Event, Params, EXECUTION_INTERVAL, PROPOSAL_DELAY, PROPOSAL_LIFETIME,
};

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
fn a_new_proposal_restarts_the_delay() {
    let mut fixture = Fixture::new();
    let now = fixture.reference.params();
    let double = Params { credit_price: 2 * now.credit_price, ..now };
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
fn one_change_of_base_growth_and_price_is_bounded() {
    let now = Fixture::new().reference.params();
    let old = 90 * ONE + 1;
    let price = 1_000_001;
    let mut fixture = Fixture::with(false, Params { base: old, credit_price: price, ..now });
    let now = fixture.reference.params();
    let (least, most) = ((3 * old).div_ceil(4), 4 * old / 3);
    for base in [least, most] {
        fixture.run(propose(Params { base, ..now }));
    }
    for value in [least - 1, most + 1] {
        fixture.expect_error(
            propose(Params { base: value, ..now }),
            DiemError::BaseOutOfBounds { value, min: least, max: most },
        );
    }
    // At most a third up: 2 / 40,000^3 to 8 / 3 / 40,000^3.
    for power in [3 * ONE / 2, 8 * ONE / 3] {
        fixture.run(propose(Params { power, ..now }));
    }
    for power in [3 * ONE / 2 - 1, 8 * ONE / 3 + 1] {
        let target = now.target;
        fixture.expect_error(
            propose(Params { power, ..now }),
            DiemError::GrowthOutOfBounds { power, target },
        );
    }
    // Power and target may change further if they cancel out: twice the power at 2^(1/3) of the target.
    let target = 50_396_842_100_000_000 * 1_000_000;
    fixture.run(propose(Params { power: 4 * ONE, target, ..now }));
    for credit_price in [price / 2, 2 * price] {
        fixture.run(propose(Params { credit_price, ..now }));
    }
    for value in [price / 2 - 1, 2 * price + 1] {
        fixture.expect_error(
            propose(Params { credit_price: value, ..now }),
            DiemError::CreditPriceOutOfBounds { value, min: price / 2, max: 2 * price },
        );
    }
}

#[test]
fn growth_is_measured_with_targets_in_whole_units() {
    let mut fixture = Fixture::new();
    let now = fixture.reference.params();
    let unit = 1_000_000_000_000;
    // The least number of units whose cube is at least three quarters of that of 40,000 DIEM.
    let least = 36_342_411_857 * unit;
    // A target is rounded down to whole units before its cube is taken.
    for target in [least, least + unit - 1] {
        fixture.run(propose(Params { target, ..now }));
    }
    fixture.expect_error(
        propose(Params { target: least - 1, ..now }),
        DiemError::GrowthOutOfBounds { power: now.power, target: least - 1 },
    );
}

#[test]
fn the_constants_are_checked_before_the_bounds_of_a_change() {
    let mut fixture = Fixture::new();
    let now = fixture.reference.params();
    let (day, half) = (u128::from(DAY), ONE / 2);
    let base = Params { base: 10 * ONE - 1, ..now };
    fixture.expect_error(
        propose(base),
        DiemError::BaseOutOfBounds { value: base.base, min: 10 * ONE, max: 10_000 * ONE },
    );
    let power = Params { power: 8 * ONE + 1, ..now };
    fixture.expect_error(
        propose(power),
        DiemError::PowerOutOfBounds { value: power.power, min: ONE / 4, max: 8 * ONE },
    );
    let target = Params { target: 250_000 * ONE + 1, ..now };
    fixture.expect_error(
        propose(target),
        DiemError::TargetOutOfBounds { value: target.target, min: 1_000 * ONE, max: 250_000 * ONE },
    );
    let cooldown = Params { vvv_cooldown: DAY - 1, ..now };
    fixture.expect_error(
        propose(cooldown),
        DiemError::VvvCooldownOutOfBounds { value: day - 1, min: day, max: 30 * day },
    );
    let cooldown = Params { diem_cooldown: 7 * DAY + 1, ..now };
    fixture.expect_error(
        propose(cooldown),
        DiemError::DiemCooldownOutOfBounds { value: 7 * day + 1, min: day, max: 7 * day },
    );
    let shares = Params { staker_share: u128::MAX, pool_share: 2, ..now };
    fixture.expect_error(
        propose(shares),
        DiemError::StakerShareOutOfBounds { value: u128::MAX, min: 0, max: half },
    );
    let shares = Params { staker_share: 0, pool_share: half + 1, ..now };
    fixture.expect_error(
        propose(shares),
        DiemError::PoolShareOutOfBounds { value: half + 1, min: 0, max: half },
    );
    let shares = Params { staker_share: half, pool_share: 1, ..now };
    fixture.expect_error(
        propose(shares),
        DiemError::SharesOutOfBounds { value: half + 1, min: 0, max: half },
    );
    let price = Params { credit_price: 0, ..now };
    fixture.expect_error(
        propose(price),
        DiemError::CreditPriceOutOfBounds { value: 0, min: 1, max: 10_u128.pow(30) },
    );
}

#[test]
fn executions_lie_7_days_apart() {
    let mut fixture = Fixture::new();
    let now = fixture.reference.params();
    fixture.run(propose(now));
    fixture.wait(PROPOSAL_DELAY);
    fixture.run(EXECUTE);
    let executed = fixture.reference.now();
    fixture.wait(DAY);
    let from = executed + EXECUTION_INTERVAL;
    let params = Params { staker_share: 0, ..now };
    let proposed = Event::ParamsProposed { params, executable_at: from };
    assert_eq!(fixture.events_of(propose(params)), [proposed]);
    assert_eq!(fixture.reference.executable_at(), Some(from));
    fixture.wait(from - fixture.reference.now() - 1);
    fixture.expect_error(EXECUTE, DiemError::ProposalNotReady { from });
    fixture.wait(1);
    fixture.run(EXECUTE);
    // Later than 5 days after an execution, the usual delay is the longer one.
    fixture.wait(EXECUTION_INTERVAL - PROPOSAL_DELAY + 1);
    fixture.run(propose(now));
    let from = fixture.reference.now() + PROPOSAL_DELAY;
    assert_eq!(fixture.reference.executable_at(), Some(from));
}

#[test]
fn executing_reverts_if_the_supply_has_outgrown_the_proposed_curve() {
    let now = Fixture::new().reference.params();
    let mut fixture = Fixture::with(false, Params { target: 1_100 * ONE, ..now });
    let small = Params { target: 1_000 * ONE, ..fixture.reference.params() };
    fixture.run(propose(small));
    fixture.wait(PROPOSAL_DELAY);
    // At power 2 the supply may be at most twice the target. This mints about 2,086 DIEM.
    fixture.run(Action::StakeAndMint {
        caller: ALICE,
        vvv: 370_000 * ONE,
        min_out: 0,
        activate: false,
    });
    assert!(fixture.reference.supply() > 2_000 * ONE);
    fixture.expect_error(EXECUTE, DiemError::SupplyCapExceeded);
    fixture.expect_error(propose(small), DiemError::SupplyCapExceeded);
    let excess = fixture.reference.supply() - 2_000 * ONE;
    fixture.run(Action::BurnDiem { caller: ALICE, amount: excess - 1 });
    fixture.expect_error(EXECUTE, DiemError::SupplyCapExceeded);
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
