//! A chain with a defect in it: the driver must notice, and proptest shrink to the point.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::curve::toy_curve;
use crate::driver::{Chain, Driver, Mismatch};
use crate::event::Outcome;
use crate::op::Op;
use crate::reference::Reference;
use crate::refusal::Refused;
use crate::story::{story, Story};
use crate::views::{Scope, Views};

/// What goes wrong in a broken chain, after every call or wait.
type Defect = fn(before: &Reference, after: &mut Reference);

struct Broken {
    reference: Reference,
    defect: Defect,
}

impl Chain for Broken {
    fn now(&mut self) -> u64 {
        self.reference.now()
    }

    fn wait(&mut self, seconds: u64) {
        let _ = self.run(&Op::Wait { seconds });
    }

    fn run(&mut self, op: &Op) -> Result<Outcome, Refused> {
        let before = self.reference.clone();
        let outcome = self
            .reference
            .apply(op)
            .map_err(|refusal| refusal.refused())?;
        (self.defect)(&before, &mut self.reference);
        Ok(outcome)
    }

    fn observe(&mut self, scope: &Scope) -> Views {
        self.reference.views(scope)
    }
}

fn follow(story: &Story, defect: Defect) -> Result<(), Box<Mismatch>> {
    let mut reference = story.reference(toy_curve());
    let mut chain = Broken {
        reference: reference.clone(),
        defect,
    };
    Driver::default()
        .run(story, &mut reference, &mut chain)
        .map(drop)
}

/// The shortest story that shows a defect, as it is told.
fn shrunk(defect: Defect) -> Mismatch {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let found = TestRunner::new_with_rng(config, rng).run(&story(100), |story| {
        prop_assert!(follow(&story, defect).is_ok());
        Ok(())
    });
    match found {
        Err(TestError::Fail(_, story)) => *follow(&story, defect).expect_err("it failed before"),
        other => panic!("the driver noticed nothing: {other:?}"),
    }
}

#[test]
fn yesterdays_credits_doubled_are_noticed_and_told_briefly() {
    let mismatch = shrunk(|before, after| {
        let yesterday = before.today();
        if after.today() == yesterday + 1 {
            for meter in after.meters.values_mut() {
                let given = meter.given(yesterday);
                meter.activate(yesterday, given);
                meter.lower(yesterday, given);
            }
        }
    });
    assert!(mismatch.told.len() <= 2, "{mismatch}");
    assert!(mismatch.difference.contains("left_yesterday"), "{mismatch}");
}

#[test]
fn a_ticket_paid_twice_is_noticed_and_told_briefly() {
    let mismatch = shrunk(|_, after| {
        for queue in after.vvv_queues.values_mut() {
            for ticket in &mut queue.tickets {
                ticket.closings.clear();
            }
        }
    });
    assert!(mismatch.told.len() <= 4, "{mismatch}");
}
