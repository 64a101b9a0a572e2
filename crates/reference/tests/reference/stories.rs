//! Random stories on the reference alone, and beside a second one.

use diem_reference::driver::{self, Chain, Tale};
use diem_reference::story::{story, Story};
use diem_reference::{toy_curve, Event, Op, Outcome, Reference, Refused, Scope, Views};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

/// A chain that is a reference: it can only agree.
struct Mirror(Reference);

impl Chain for Mirror {
    fn now(&mut self) -> u64 {
        self.0.now()
    }

    fn wait(&mut self, seconds: u64) {
        self.0.apply(&Op::Wait { seconds }).expect("time passes");
    }

    fn run(&mut self, op: &Op) -> Result<Outcome, Refused> {
        self.0.apply(op).map_err(|refusal| refusal.refused())
    }

    fn observe(&mut self, scope: &Scope) -> Views {
        self.0.views(scope)
    }
}

fn follow(story: &Story) -> Tale {
    let mirror = |story: &Story| Mirror(story.reference(toy_curve()));
    let tale = driver::follow(story, &toy_curve(), mirror);
    tale.unwrap_or_else(|mismatch| panic!("{mismatch}"))
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(128) })]

    #[test]
    fn stories_keep_the_invariants(story in story(150)) {
        follow(&story);
    }
}

#[test]
fn most_calls_go_through_but_not_all() {
    let mut runner = TestRunner::deterministic();
    let strategy = story(150);
    let mut sum = Tale::default();
    for _ in 0..50 {
        let tree = strategy.new_tree(&mut runner).expect("a story");
        sum += follow(&tree.current());
    }
    let share = sum.went_through * 100 / (sum.went_through + sum.refused);
    assert!(
        (65..95).contains(&share),
        "{share} % of the calls went through"
    );
}

/// What never happens in a story is not tested by one.
#[test]
fn stories_meet_every_event_and_every_refusal() {
    let mut runner = TestRunner::deterministic();
    let strategy = story(150);
    let mut met = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..150 {
        let story = strategy.new_tree(&mut runner).expect("a story").current();
        let mut reference = story.reference(toy_curve());
        for step in &story.steps {
            match reference.apply(&step.resolve(&reference)) {
                Ok(outcome) => {
                    for event in outcome.events {
                        let told = format!("{event:?}");
                        let name = told.split([' ', '{']).next().expect("a name").to_owned();
                        *met.entry(name).or_default() += 1;
                    }
                }
                Err(refusal) => *met.entry(refusal.name().into()).or_default() += 1,
            }
        }
    }
    let events = [
        "VvvStaked",
        "VvvUnstakeInitiated",
        "VvvUnstakeCancelled",
        "VvvUnstaked",
        "DiemMinted",
        "DiemBurned",
        "Transfer",
        "Staked",
        "UnstakeInitiated",
        "UnstakeCancelled",
        "Unstaked",
        "QuotaApproved",
        "Deposited",
        "WithdrawalInitiated",
        "WithdrawalCancelled",
        "Withdrawn",
        "Spent",
        "Settled",
        "VoucherRejected",
        "ProviderAdmitted",
        "ProviderRemoved",
        "ProviderAnnounced",
        "DayRolled",
        "Claimed",
        "Funded",
        "CapacityFunded",
        "EarningsClaimed",
        "OwnershipTransferStarted",
        "OwnershipTransferred",
        "GuardianChanged",
        "Paused",
        "Unpaused",
        "ParamsProposed",
        "ParamsExecuted",
        "ParamsCancelled",
        "CooldownDurationUpdated",
        "Recovered",
    ];
    let refusals = [
        "ZeroAmount",
        "InvalidRecipient",
        "InvalidSpender",
        "InsufficientUnlocked",
        "TooManyTickets",
        "TicketNotFound",
        "NothingMatured",
        "SlippageExceeded",
        "SupplyCapExceeded",
        "ExceedsMinted",
        "ERC20InsufficientBalance",
        "ERC20InvalidReceiver",
        "SafeErc20FailedOperation",
        "InsufficientActive",
        "InsufficientDeposit",
        "NotProvider",
        "NoGrant",
        "GrantExpired",
        "GrantExceeded",
        "PaidNotAllowed",
        "InsufficientCredits",
        "VoucherNotYetValid",
        "VoucherExpired",
        "VoucherTooLarge",
        "OnlyProvider",
        "InvalidVoucherSignature",
        "VoucherNotNewer",
        "LengthMismatch",
        "OwnableUnauthorizedAccount",
        "EnforcedPause",
        "ExpectedPause",
        "GuardianMustWait",
        "RewardNotStakeable",
        "NothingToRecover",
        "ParamsOutOfBounds",
        "NoProposal",
        "ProposalNotReady",
        "ProposalExpired",
    ];
    for name in events.iter().chain(&refusals) {
        assert!(met.contains_key(*name), "{name} never happened");
    }
}

/// Turns that no event names, but that rules are about.
#[test]
fn stories_take_the_rare_turns() {
    let mut runner = TestRunner::deterministic();
    let strategy = story(150);
    let mut met = std::collections::BTreeMap::<&str, usize>::new();
    for _ in 0..100 {
        let story = strategy.new_tree(&mut runner).expect("a story").current();
        let mut reference = story.reference(toy_curve());
        for step in &story.steps {
            let op = step.resolve(&reference);
            let before = reference.economy();
            let Ok(outcome) = reference.apply(&op) else {
                continue;
            };
            let today = reference.today();
            let after = reference.economy();
            let mut meet = |turn, happened| *met.entry(turn).or_default() += usize::from(happened);
            for event in &outcome.events {
                if let Event::Settled {
                    account,
                    spender,
                    day,
                    quota_credits: quota,
                    paid_credits: paid,
                    ..
                } = *event
                {
                    meet(
                        "a grant settled a day late",
                        spender != account && day < today,
                    );
                    meet("quota and deposit in one settlement", quota > 0 && paid > 0);
                    meet(
                        "a voucher on top of another, or met in part",
                        matches!(op, Op::Redeem { ref voucher, .. }
                        if quota + paid < voucher.credits),
                    );
                    meet(
                        "reimbursed for yesterday",
                        day < today && after.reimbursed > before.reimbursed,
                    );
                }
                if let Event::DayRolled { day, .. } = *event {
                    meet("days without a roll", day + 1 < today);
                    let brought = after.stream.saturating_sub(before.stream);
                    meet("a budget decayed", brought > before.bucket);
                }
            }
            meet("reimbursed", after.reimbursed > before.reimbursed);
            meet("rewards flow", after.index > before.index);
            meet(
                "settled while paused",
                reference.is_paused() && after.reimbursed > before.reimbursed,
            );
        }
    }
    for (turn, times) in &met {
        assert!(*times >= 5, "{turn}: {times} times");
    }
}
