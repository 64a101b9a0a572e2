//! Implementations with a deliberate defect: the driver must find it, and proptest must shrink the scenario to a
//! few steps.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::action::Action;
use crate::curve::linear_curve;
use crate::driver::{self, Implementation, Mismatch};
use crate::error::ErrorData;
use crate::event::Outcome;
use crate::random;
use crate::reference::Reference;
use crate::scenario::{scenarios, Scenario};
use crate::views::{Scope, Views};

/// Changes the state wrongly after each action.
type Defect = fn(before: &Reference, after: &mut Reference);

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
        let before = self.reference.clone();
        let outcome = self.reference.apply(action).map_err(|error| error.data())?;
        (self.defect)(&before, &mut self.reference);
        Ok(outcome)
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

/// The shortest scenario that proptest finds for a defect, as a mismatch.
fn shrunk(defect: Defect) -> Mismatch {
    let config = Config { max_shrink_iters: 20_000, ..random::config(200) };
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
    let mismatch = shrunk(|before, after| {
        let yesterday = before.today();
        if after.today() == yesterday + 1 {
            for history in after.quota_histories.values_mut() {
                let issued = history.issued(yesterday);
                history.activate(yesterday, issued);
                history.lower(yesterday, issued);
            }
        }
    });
    assert!(mismatch.actions.len() <= 2, "{mismatch}");
    assert!(mismatch.difference.contains("left_yesterday"), "{mismatch}");
}

#[test]
fn a_ticket_paid_twice_is_found_and_shrunk_to_four_actions() {
    let mismatch = shrunk(|_, after| {
        for queue in after.vvv_queues.values_mut() {
            for ticket in &mut queue.tickets {
                ticket.closings.clear();
            }
        }
    });
    assert!(mismatch.actions.len() <= 4, "{mismatch}");
}
