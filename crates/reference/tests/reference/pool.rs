// SPDX-License-Identifier: MIT OR Apache-2.0
//! The capacity pool's budgets (§9).

use crate::fixture::{redeem, spend, Fixture, DAY_ONE};
use diem_reference::accounts::{ALICE, BOB, CAROL, NORTH};
use diem_reference::units::{DAY, ONE};
use diem_reference::{Action, Event, Scope};

const CHECKPOINT: Action = Action::Checkpoint { caller: CAROL };

/// Ten credits a day, worth ten million base units, and this much in the pool.
fn funded(amount: u128) -> Fixture {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.run(Action::FundCapacity { caller: CAROL, amount });
    fixture
}

/// The budget and the pool that a roll reports.
fn rolled(events: &[Event]) -> (u128, u128) {
    match events[0] {
        Event::DayRolled { budget, pool, .. } => (budget, pool),
        ref other => panic!("expected a roll, not {other:?}"),
    }
}

fn pool_view(fixture: &Fixture) -> u128 {
    fixture.reference.views(&Scope::default()).contract.revenue.pool
}

#[test]
fn a_budget_is_the_price_of_all_credits_or_half_of_a_rich_pool() {
    for (pool, budget) in [
        (1, 1),
        (9_999_999, 9_999_999),
        (10_000_001, 10_000_000),
        (20_000_001, 10_000_000),
        (20_000_002, 10_000_001),
        (100_000_001, 50_000_000),
    ] {
        let mut fixture = funded(pool);
        fixture.wait_until(DAY_ONE + 1, 0);
        assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (budget, pool));
        assert_eq!(pool_view(&fixture), pool);
    }
}

#[test]
fn without_active_diem_a_budget_is_half_of_the_pool() {
    let mut fixture = Fixture::new();
    fixture.run(Action::FundCapacity { caller: CAROL, amount: 101 });
    fixture.wait_until(DAY_ONE + 1, 0);
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (50, 101));
}

#[test]
fn a_budget_holds_96_bits_at_most() {
    let greatest = (1_u128 << 96) - 1;
    let mut fixture = Fixture::new();
    fixture.reference.add_balance(CAROL, diem_reference::Token::Fee, 4 * greatest);
    fixture.run(Action::FundCapacity { caller: CAROL, amount: 4 * greatest });
    fixture.wait_until(DAY_ONE + 1, 0);
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (greatest, 4 * greatest));
}

#[test]
fn an_unused_budget_returns_to_the_pool_and_none_of_it_goes_to_the_stakers() {
    let mut fixture = funded(7_000_000);
    fixture.wait_until(DAY_ONE + 1, 0);
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (7_000_000, 7_000_000));
    // The day before keeps all of it.
    fixture.wait_until(DAY_ONE + 2, 0);
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (0, 0));
    assert_eq!(pool_view(&fixture), 7_000_000);
    fixture.run(redeem(ALICE, ALICE, DAY_ONE + 1, ONE));
    assert_eq!(pool_view(&fixture), 6_300_000);
    fixture.wait_until(DAY_ONE + 3, 0);
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (6_300_000, 6_300_000));
    // A day that is skipped changes nothing.
    fixture.wait_until(DAY_ONE + 60, 0);
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (6_300_000, 6_300_000));
    let state = fixture.reference.revenue_state();
    assert_eq!((state.stream, state.pending_stream), (0, 0));
}

#[test]
fn the_budget_uses_the_price_and_the_active_diem_of_the_roll() {
    let mut fixture = funded(15_000_000);
    let params = diem_reference::Params { credit_price: 2_000_000, ..fixture.reference.params() };
    fixture.run(Action::ProposeParams { caller: diem_reference::accounts::OWNER, params });
    fixture.wait_until(DAY_ONE + 3, 0);
    fixture.run(Action::InitiateUnstake { caller: ALICE, amount: 2 * ONE });
    // That call rolled the day: ten credits at the old price.
    assert_eq!(
        fixture.reference.revenue_state().budget.map(|budget| budget.left),
        Some(10_000_000)
    );
    fixture.run(Action::ExecuteParams { caller: CAROL });
    assert_eq!(
        fixture.reference.revenue_state().budget.map(|budget| budget.left),
        Some(10_000_000)
    );
    fixture.wait_until(DAY_ONE + 5, 0);
    // Eight credits at the new one are more than the pool holds.
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (15_000_000, 15_000_000));
}

#[test]
fn diem_activated_after_the_roll_thins_no_part_of_a_rich_pool() {
    let mut fixture = funded(100_000_000);
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.activate(BOB, 40 * ONE);
    fixture.run(spend(BOB, BOB, 40 * ONE));
    fixture.run(spend(ALICE, ALICE, 10 * ONE));
    assert_eq!(fixture.reference.earnings_of(NORTH), 50_000_000);
}

#[test]
fn the_pools_part_of_rewards_after_the_boundary_is_not_in_the_new_budget() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.run(Action::Fund { caller: CAROL, amount: 1_000_000 });
    fixture.wait_until(DAY_ONE + 1, DAY / 2);
    // Half of the new stream has been released; a fifth of it is the pool's.
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (0, 0));
    assert_eq!(pool_view(&fixture), 99_999);
    fixture.wait_until(DAY_ONE + 2, 0);
    assert_eq!(rolled(&fixture.events_of(CHECKPOINT)), (199_999, 199_999));
}
