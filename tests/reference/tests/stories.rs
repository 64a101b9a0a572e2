//! Random stories on the reference alone, and beside a second one.

use diem_reference::driver::{Chain, Driver};
use diem_reference::story::{story, Story};
use diem_reference::{toy_curve, Op, Outcome, Reference, Refused, Scope, Views};
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

fn follow(story: &Story) -> (usize, usize) {
    let mut reference = story.reference(toy_curve());
    let mut chain = Mirror(reference.clone());
    let tale = Driver::default().run(story, &mut reference, &mut chain);
    let tale = tale.unwrap_or_else(|mismatch| panic!("{mismatch}"));
    (tale.went_through, tale.refused)
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
    let (mut went_through, mut refused) = (0, 0);
    for _ in 0..50 {
        let tree = strategy.new_tree(&mut runner).expect("a story");
        let (more, fewer) = follow(&tree.current());
        went_through += more;
        refused += fewer;
    }
    let share = went_through * 100 / (went_through + refused);
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
