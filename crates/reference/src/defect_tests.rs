// SPDX-License-Identifier: MIT OR Apache-2.0
//! Implementations with a deliberate defect: the driver must find it, and proptest must shrink the scenario to a
//! few steps.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::accounts::{ALICE, NORTH, OWNER, SOUTH};
use crate::action::Action;
use crate::curve::linear_curve;
use crate::driver::{self, Implementation, Mismatch};
use crate::error::{DiemError, ErrorData};
use crate::event::Outcome;
use crate::random;
use crate::reference::Reference;
use crate::scenario::{scenarios, Scenario};
use crate::units::{midnight, mul_div, DAY, ONE};
use crate::views::{Scope, Views};

/// Performs an action, not as the rules say.
type Defect = fn(reference: &mut Reference, action: &Action) -> Result<Outcome, DiemError>;

/// The reference with a defect.
struct Broken {
    reference: Reference,
    defect: Defect,
}

impl Implementation for Broken {
    fn now(&mut self) -> u64 {
        self.reference.now()
    }

    fn wait(&mut self, seconds: u64) {
        let _ = self.execute(&Action::Wait { seconds });
    }

    fn execute(&mut self, action: &Action) -> Result<Outcome, ErrorData> {
        (self.defect)(&mut self.reference, action).map_err(|error| error.data())
    }

    fn views(&mut self, scope: &Scope) -> Views {
        self.reference.views(scope)
    }
}

fn run(scenario: &Scenario, defect: Defect) -> Result<(), Box<Mismatch>> {
    let broken =
        |scenario: &Scenario| Broken { reference: scenario.reference(linear_curve()), defect };
    driver::run_scenario(scenario, &linear_curve(), broken).map(drop)
}

/// The first scenario that differs because of a defect, as a mismatch.
fn found(defect: Defect) -> Mismatch {
    search(defect, 0)
}

/// The shortest scenario that proptest finds for a defect, as a mismatch.
fn shrunk(defect: Defect) -> Mismatch {
    search(defect, 20_000)
}

fn search(defect: Defect, max_shrink_iters: u32) -> Mismatch {
    let config = Config { max_shrink_iters, ..random::config(200) };
    // How far proptest shrinks depends on the random numbers, so `DIEM_TEST_SEED` does not apply here.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let found = TestRunner::new_with_rng(config, rng).run(&scenarios(100), |scenario| {
        prop_assert!(run(&scenario, defect).is_ok());
        Ok(())
    });
    match found {
        Err(TestError::Fail(_, scenario)) => {
            *run(&scenario, defect).expect_err("the scenario failed before")
        }
        other => panic!("no scenario found the defect: {other:?}"),
    }
}

#[test]
fn doubled_credits_of_yesterday_are_found_and_shrunk_to_two_actions() {
    let mismatch = shrunk(|reference, action| {
        let yesterday = reference.today();
        let outcome = reference.apply(action)?;
        if reference.today() == yesterday + 1 {
            for history in reference.quota_histories.values_mut() {
                let issued = history.issued(yesterday);
                history.activate(yesterday, issued);
                history.lower(yesterday, issued);
            }
        }
        Ok(outcome)
    });
    assert!(mismatch.actions.len() <= 2, "{mismatch}");
    assert!(mismatch.difference.contains("left_yesterday"), "{mismatch}");
}

#[test]
fn a_ticket_paid_twice_is_found_and_shrunk_to_four_actions() {
    let mismatch = shrunk(|reference, action| {
        let outcome = reference.apply(action)?;
        for queue in reference.vvv_queues.values_mut() {
            for ticket in &mut queue.tickets {
                ticket.closings.clear();
            }
        }
        Ok(outcome)
    });
    assert!(mismatch.actions.len() <= 4, "{mismatch}");
}

#[test]
fn a_burn_that_leaves_the_offer_as_it_was_is_found() {
    let mismatch = found(|reference, action| {
        let before = reference.burn_offers.clone();
        let outcome = reference.apply(action)?;
        if matches!(action, Action::BurnFor { .. }) {
            reference.burn_offers = before;
        }
        Ok(outcome)
    });
    assert!(mismatch.difference.contains("burn_offer"), "{mismatch}");
}

#[test]
fn a_burn_that_pays_the_burner_all_it_frees_is_found() {
    let mismatch = found(|reference, action| {
        let offers = reference.burn_offers.clone();
        if matches!(action, Action::BurnFor { .. }) {
            for offer in reference.burn_offers.values_mut() {
                offer.rate = offer.rate.max(1 << 90);
            }
        }
        let outcome = reference.apply(action);
        for (account, offer) in offers {
            if let Some(kept) = reference.burn_offers.get_mut(&account) {
                if matches!(action, Action::BurnFor { .. }) {
                    kept.rate = offer.rate;
                }
            }
        }
        outcome
    });
    assert!(mismatch.difference.contains("the return value"), "{mismatch}");
}

#[test]
fn a_total_without_effect_is_found() {
    let mismatch = found(|reference, action| match *action {
        Action::Redeem { caller, voucher, signed, .. } => {
            reference.apply(&Action::Redeem { caller, voucher, signed, total: u128::MAX })
        }
        _ => reference.apply(action),
    });
    assert!(mismatch.actions.last().is_some_and(|last| last.contains("redeems")), "{mismatch}");
}

#[test]
fn a_commitment_that_binds_no_voucher_is_found() {
    let mismatch = found(|reference, action| {
        if !matches!(action, Action::Redeem { .. }) {
            return reference.apply(action);
        }
        let commitments = std::mem::take(&mut reference.commitments);
        let outcome = reference.apply(action);
        reference.commitments = commitments;
        outcome
    });
    assert!(mismatch.difference.contains("CommittedElsewhere"), "{mismatch}");
}

#[test]
fn a_commitment_that_binds_after_a_removal_is_found() {
    let mismatch = found(|reference, action| {
        let Action::Spend { account, provider, .. } = *action else {
            return reference.apply(action);
        };
        let today = reference.today();
        let committed = reference.commitments.get(&account);
        match committed.filter(|commitment| commitment.covers(today)) {
            Some(commitment) if commitment.provider != provider => {
                Err(DiemError::CommittedElsewhere { provider: commitment.provider })
            }
            _ => reference.apply(action),
        }
    });
    assert!(mismatch.difference.contains("CommittedElsewhere"), "{mismatch}");
}

#[test]
fn a_batch_of_several_providers_is_found() {
    let mismatch = found(|reference, action| {
        let Action::RedeemBatch { caller, ref vouchers, ref signed, ref totals } = *action else {
            return reference.apply(action);
        };
        // The operator's own vouchers come first.
        let mut order: Vec<usize> = (0..vouchers.len()).collect();
        order.sort_by_key(|&index| vouchers[index].provider != caller);
        let same = |list: &[bool]| list.len() == vouchers.len();
        if !same(signed) || totals.len() != vouchers.len() {
            return reference.apply(action);
        }
        reference.apply(&Action::RedeemBatch {
            caller,
            vouchers: order.iter().map(|&index| vouchers[index]).collect(),
            signed: order.iter().map(|&index| signed[index]).collect(),
            totals: order.iter().map(|&index| totals[index]).collect(),
        })
    });
    assert!(mismatch.actions.last().is_some_and(|last| last.contains("redeems")), "{mismatch}");
}

#[test]
fn a_permit_that_can_be_used_again_is_found() {
    let mismatch = found(|reference, action| {
        let outcome = reference.apply(action)?;
        if let Action::PermitQuota { owner, spender, .. } = *action {
            reference.grants.entry((owner, spender)).or_default().nonce -= 1;
        }
        Ok(outcome)
    });
    assert!(mismatch.difference.contains("nonce"), "{mismatch}");
}

#[test]
fn a_budget_without_half_of_a_rich_pool_is_found() {
    let mismatch = found(|reference, action| {
        let rolled = reference.day_totals.day;
        let price = reference.params.credit_price;
        let outcome = reference.apply(action)?;
        let day = reference.day_totals.day;
        if day != rolled {
            let budget = reference.budgets.get_mut(&day).expect("the roll opens a budget");
            budget.left = budget.left.min(mul_div(budget.open, price, ONE));
        }
        Ok(outcome)
    });
    assert!(mismatch.difference.contains("budget"), "{mismatch}");
}

#[test]
fn a_stream_that_starts_at_the_roll_is_found() {
    let mismatch = found(|reference, action| {
        let rolled = reference.day_totals.day;
        let outcome = reference.apply(action)?;
        if reference.day_totals.day == rolled + 1 {
            let started = reference.now() - midnight(rolled + 1);
            reference.stream.end += started;
            reference.stream.flowed = reference.stream.flowed.saturating_sub(started);
            reference.stream.released = 0;
        }
        Ok(outcome)
    });
    assert!(mismatch.difference.contains("stream"), "{mismatch}");
}

#[test]
fn executions_in_quick_succession_are_found() {
    let mismatch = found(|reference, action| {
        reference.last_execution = None;
        reference.apply(action)
    });
    assert!(mismatch.actions.len() > 3, "{mismatch}");
}

#[test]
fn a_provider_listed_anew_after_each_admission_is_found() {
    let mismatch = found(|reference, action| {
        let was_listed = reference.listed_providers().len();
        let outcome = reference.apply(action)?;
        if let Action::SetProvider { provider, admitted: true, .. } = *action {
            if reference.listed_providers().len() == was_listed && !outcome.events.is_empty() {
                reference.providers.entry(provider).or_default().position = Some(was_listed);
            }
        }
        Ok(outcome)
    });
    assert!(mismatch.difference.contains("providers("), "{mismatch}");
}

/// A reference after some actions that must succeed, in which Alice holds active DIEM.
fn after(actions: &[Action]) -> Reference {
    let mut reference =
        Scenario { one_token: false, price: 1_000_000, starts_at: 0, steps: Vec::new() }
            .reference(linear_curve());
    let vvv = 9_000 * ONE;
    let setup = [
        Action::SetProvider { caller: OWNER, provider: NORTH, admitted: true },
        Action::SetProvider { caller: OWNER, provider: SOUTH, admitted: true },
        Action::StakeAndMint { caller: ALICE, vvv, min_out: 0, activate: true },
    ];
    for action in setup.iter().chain(actions) {
        reference.apply(action).unwrap_or_else(|error| panic!("{action}: {error:?}"));
        reference.check_invariants();
    }
    reference
}

#[test]
#[should_panic(expected = "invariant 16")]
fn invariant_16_fails_if_a_position_unlocks_too_much() {
    let mut reference = after(&[]);
    let position = reference.position_mut(ALICE);
    position.locked -= position.locked / 1_000_000;
    reference.check_invariants();
}

#[test]
#[should_panic(expected = "invariant 17")]
fn invariant_17_fails_if_another_provider_collects_committed_credits() {
    let mut reference = after(&[
        Action::CommitTo { caller: ALICE, provider: NORTH },
        Action::Wait { seconds: 2 * DAY },
    ]);
    reference.commitments.clear();
    let spend = Action::Spend {
        caller: ALICE,
        account: ALICE,
        provider: SOUTH,
        credits: ONE,
        request_id: 0,
    };
    reference.apply(&spend).expect("nothing binds the account");
    reference.check_invariants();
}
