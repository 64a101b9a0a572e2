//! Invariants of the design's §13 that compare states: 11, 12 and 13.

use crate::common::{spend, Stage, DAY_ONE};
use diem_reference::story::story;
use diem_reference::units::cast::{ALICE, BOB, CAROL, COUNT};
use diem_reference::units::{midnight, DAY, ONE};
use diem_reference::{toy_curve, EconomyView, Event, Op, Reference, Who};
use proptest::prelude::*;
use proptest::test_runner::Config;

/// All that a person can take out in the course of time, in base units of each token.
#[derive(Debug)]
struct Holdings {
    vvv: u128,
    diem: u128,
    deposit: u128,
    rewards: u128,
    earnings: u128,
}

impl Holdings {
    fn of(reference: &Reference, who: Who) -> Self {
        let person = reference.person(who);
        let sum = |tickets: &[diem_reference::TicketView]| {
            tickets.iter().map(|ticket| ticket.amount).sum::<u128>()
        };
        Self {
            vvv: person.unlocked + person.locked + sum(&person.vvv_tickets),
            diem: person.diem + person.active + sum(&person.diem_tickets),
            deposit: person.deposit.deposit,
            rewards: person.rewards,
            earnings: person.earnings,
        }
    }

    /// Nothing less of anything, but for rounding; a deposit may pay for what was signed for.
    fn at_least(&self, before: &Self, signed: bool) -> bool {
        self.vvv >= before.vvv
            && self.diem >= before.diem
            && (signed || self.deposit >= before.deposit)
            && self.rewards + 1 >= before.rewards
            && self.earnings >= before.earnings
    }
}

fn caller(op: &Op) -> Option<Who> {
    let told = format!("{op:?}");
    let digits = told
        .split("caller: ")
        .nth(1)?
        .chars()
        .take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().ok()
}

fn signed_for(events: &[Event]) -> Vec<Who> {
    let accounts = events.iter().filter_map(|event| match event {
        Event::Settled { account, .. } | Event::Spent { account, .. } => Some(*account),
        _ => None,
    });
    accounts.collect()
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(48) })]

    #[test]
    fn invariant_13_no_call_takes_from_others(story in story(120)) {
        let mut reference = story.reference(toy_curve());
        for step in &story.steps {
            let op = step.resolve(&reference);
            let before: Vec<Holdings> = (0..COUNT).map(|who| Holdings::of(&reference, who)).collect();
            let Ok(outcome) = reference.apply(&op) else { continue };
            let Some(caller) = caller(&op) else { continue };
            let signed = signed_for(&outcome.events);
            for other in (0..COUNT).filter(|&other| other != caller) {
                let after = Holdings::of(&reference, other);
                prop_assert!(
                    after.at_least(&before[other], signed.contains(&other)),
                    "invariant 13: {op}: person {other} had {:?} and has {after:?}", before[other]
                );
            }
        }
    }

    #[test]
    fn invariant_12_everybody_gets_out(story in story(100)) {
        let mut reference = story.reference(toy_curve());
        for step in &story.steps {
            let _ = reference.apply(&step.resolve(&reference));
        }
        // Old tickets first: there may be too many of them to open another.
        reference.apply(&Op::Wait { seconds: 40 * DAY }).expect("time passes");
        for who in 0..COUNT {
            for op in leave(who) {
                let _ = reference.apply(&op);
            }
            let person = reference.person(who);
            let exits = [
                (person.active, Op::InitiateUnstake { caller: who, amount: person.active }),
                (person.unlocked, Op::InitiateUnstakeVvv { caller: who, amount: person.unlocked }),
                (
                    person.deposit.deposit,
                    Op::InitiateWithdrawal { caller: who, amount: person.deposit.deposit },
                ),
            ];
            for (_, op) in exits.iter().filter(|(amount, _)| *amount > 0) {
                let done = reference.apply(op);
                prop_assert!(done.is_ok(), "invariant 12: {op}: {done:?}");
            }
        }
        reference.apply(&Op::Wait { seconds: 40 * DAY }).expect("time passes");
        for who in 0..COUNT {
            for op in leave(who) {
                let _ = reference.apply(&op);
            }
            let person = reference.person(who);
            prop_assert_eq!((person.unlocked, person.active, person.deposit.deposit, person.rewards), (0, 0, 0, 0));
            prop_assert!(person.vvv_tickets.is_empty() && person.diem_tickets.is_empty());
            // Burning needs the DIEM, which may be with somebody else.
            let burnt = person.minted.min(person.diem);
            if burnt > 0 {
                let done = reference.apply(&Op::BurnDiem { caller: who, amount: burnt });
                prop_assert!(done.is_ok(), "invariant 12: {done:?}");
            }
        }
        reference.check_invariants();
    }

    /// Invariant 11: one more settlement never lowers what stakers and pool receive of fees.
    #[test]
    fn invariant_11_yield_is_monotone_in_use(
        uses in prop::collection::vec((1..20 * ONE, 0..2_u32), 1..6),
        more in 1..20 * ONE,
        funds in 0..50_000_000_u128,
    ) {
        let run = |extra: bool| {
            let mut stage = Stage::with_active(ALICE, 10 * ONE);
            for who in [ALICE, BOB] {
                stage.deposits(who, 400_000_000);
            }
            stage.does(Op::FundCapacity { caller: CAROL, amount: 1 + funds });
            stage.goes_to(DAY_ONE + 1, 0);
            if extra {
                stage.does(spend(BOB, BOB, more));
            }
            for &(credits, days) in &uses {
                stage.does(spend(ALICE, ALICE, credits));
                stage.waits(u64::from(days) * DAY);
            }
            stage.0
        };
        let (with, without) = (run(true), run(false));
        prop_assert!(with.now() < midnight(DAY_ONE + 20));
        let (with, without) = (with.economy(), without.economy());
        prop_assert!(with.fees_to_stakers >= without.fees_to_stakers);
        prop_assert!(with.fees_to_pool >= without.fees_to_pool);
        // What is reimbursed is all that leaves the pool, but for the decay, which is the stakers'.
        let brought = |economy: &EconomyView| economy.fees_to_stakers + economy.fees_to_pool + 1 + funds;
        let kept = |economy: &EconomyView| economy.bucket + economy.stream + economy.pool + economy.reimbursed;
        prop_assert!(kept(&with) <= brought(&with) && kept(&without) <= brought(&without));
    }
}

fn leave(who: Who) -> [Op; 5] {
    [
        Op::Unstake { caller: who },
        Op::FinalizeUnstake { caller: who },
        Op::Withdraw { caller: who },
        Op::Claim { caller: who },
        Op::ClaimEarnings {
            caller: who,
            to: who,
        },
    ]
}
