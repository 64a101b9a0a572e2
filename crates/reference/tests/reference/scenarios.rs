// SPDX-License-Identifier: MIT OR Apache-2.0
//! What random scenarios cover, and that the reference keeps its invariants in them.

use std::collections::BTreeMap;

use diem_reference::accounts::{ALICE, BOB, CAROL, COUNT, UNKNOWN_ADDRESS, ZERO_ADDRESS};
use diem_reference::driver::{self, CallCounts, Implementation};
use diem_reference::random;
use diem_reference::scenario::{scenarios, Scenario};
use diem_reference::{
    linear_curve, AccountId, Action, Day, DiemError, ErrorData, Event, Outcome, Reference, Scope,
    Views,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// A second reference as the implementation, so that a comparison always succeeds.
struct Mirror(Reference);

impl Implementation for Mirror {
    fn now(&mut self) -> u64 {
        self.0.now()
    }

    fn wait(&mut self, seconds: u64) {
        let wait = Action::Wait { seconds };
        self.0.apply(&wait).expect("waiting cannot fail");
    }

    fn execute(&mut self, action: &Action) -> Result<Outcome, ErrorData> {
        self.0.apply(action).map_err(|error| error.data())
    }

    fn views(&mut self, scope: &Scope) -> Views {
        self.0.views(scope)
    }
}

fn run(scenario: &Scenario) -> CallCounts {
    let mirror = |scenario: &Scenario| Mirror(scenario.reference(linear_curve()));
    let counts = driver::run_scenario(scenario, &linear_curve(), mirror);
    counts.unwrap_or_else(|mismatch| panic!("{mismatch}"))
}

/// This many random scenarios, from the default seed even if `DIEM_TEST_SEED` is set: with other seeds, a rare error may
/// not occur.
fn sample(count: usize) -> impl Iterator<Item = Scenario> {
    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(random::DEFAULT_SEED),
        ..random::config(1)
    });
    let strategy = scenarios(150);
    (0..count).map(move |_| {
        let tree = strategy.new_tree(&mut runner);
        tree.expect("the strategy rejects nothing").current()
    })
}

/// The name of an enum's variant.
fn variant_name(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

proptest! {
    #![proptest_config(random::config(128))]

    #[test]
    fn random_scenarios_keep_the_invariants(scenario in scenarios(150)) {
        run(&scenario);
    }
}

#[test]
fn two_thirds_or_more_of_the_actions_succeed_but_some_revert() {
    let mut sum = CallCounts::default();
    for scenario in sample(50) {
        sum += run(&scenario);
    }
    let percentage = sum.succeeded * 100 / (sum.succeeded + sum.reverted);
    assert!((65..95).contains(&percentage), "{percentage} % of the actions succeeded");
}

/// An event or error that never occurs in the scenarios is not tested by them.
#[test]
fn random_scenarios_cover_every_event_and_every_error() {
    let mut occurrences = BTreeMap::<String, usize>::new();
    for scenario in sample(250) {
        let mut reference = scenario.reference(linear_curve());
        for step in &scenario.steps {
            match reference.apply(&step.resolve(&reference)) {
                Ok(outcome) => {
                    for event in outcome.events {
                        *occurrences.entry(variant_name(&event)).or_default() += 1;
                    }
                }
                Err(error) => *occurrences.entry(error.name().into()).or_default() += 1,
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
        "BurnOffered",
        "DiemBurnedFor",
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
        "Committed",
        "CommitmentReleased",
        "OperatorSet",
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
    for name in events.iter().chain(DiemError::NAMES) {
        assert!(occurrences.contains_key(*name), "{name} does not occur in any scenario");
    }
}

/// Situations that some rules are about, but that no event identifies.
#[test]
fn random_scenarios_cover_rare_situations() {
    let mut occurrences = BTreeMap::<&str, usize>::new();
    for scenario in sample(100) {
        let mut reference = scenario.reference(linear_curve());
        for step in &scenario.steps {
            let action = step.resolve(&reference);
            let before = reference.clone();
            let result = reference.apply(&action);
            let mut count = |situation, occurred| {
                *occurrences.entry(situation).or_default() += usize::from(occurred);
            };
            match result {
                Ok(outcome) => {
                    for event in &outcome.events {
                        count_event(&before, &reference, &action, event, &mut count);
                    }
                    count_success(&before, &reference, &action, &mut count);
                }
                Err(error) => count_error(&reference, &action, &error, &mut count),
            }
        }
    }
    for (situation, times) in &occurrences {
        assert!(*times >= 5, "{situation} occurs {times} times, fewer than 5");
    }
}

/// Counts the situations that a state change shows.
fn count_success(
    before: &Reference,
    after: &Reference,
    action: &Action,
    count: &mut impl FnMut(&'static str, bool),
) {
    let (old, new) = (before.revenue_state(), after.revenue_state());
    count("a reimbursement", new.reimbursed > old.reimbursed);
    count("a rise of the reward index", new.index > old.index);
    count("a settlement while paused", after.is_paused() && new.reimbursed > old.reimbursed);
    match *action {
        Action::SetProvider { provider, admitted, .. } => {
            let committed = USERS.into_iter().any(|account| {
                let commitment = after.account_view(account).commitment;
                commitment.provider == provider && commitment.until_day == u32::MAX
            });
            count("a removal while committed to", committed && !admitted);
            count("a new admission while committed to", committed && admitted);
        }
        Action::PermitQuota { owner, spender, .. } => {
            let used = before.quota_nonce(owner, spender);
            count("a permit after other permits or a stopped grant", used > 0);
        }
        _ => {}
    }
}

/// Counts the situations that an event shows.
fn count_event(
    before: &Reference,
    after: &Reference,
    action: &Action,
    event: &Event,
    count: &mut impl FnMut(&'static str, bool),
) {
    let today = after.today();
    let (old, new) = (before.revenue_state(), after.revenue_state());
    match *event {
        Event::Settled {
            account,
            spender,
            provider,
            day,
            quota_credits: quota,
            paid_credits: paid,
            ..
        } => {
            count(
                "a voucher under a grant, redeemed a day late",
                spender != account && day < today,
            );
            count("quota and deposit in one settlement", quota > 0 && paid > 0);
            count("a reimbursement for yesterday", day < today && new.reimbursed > old.reimbursed);
            count("a provider that is a user too", USERS.contains(&provider));
            count(
                "a voucher to the provider the account is committed to",
                committed_to(after, account, day) == Some(provider),
            );
            count(
                "a voucher to another than a removed provider",
                committed_to(after, account, day).is_some_and(|bound| bound != provider),
            );
            if let Action::Redeem { caller, ref voucher, total, .. } = *action {
                count(
                    "a voucher that follows another, or is redeemed in part",
                    quota + paid < voucher.credits,
                );
                count("a total below the ceiling", total < voucher.credits);
                count("a total above the ceiling", total > voucher.credits);
                count("a voucher redeemed by an operator", caller != provider);
            }
            if let Action::RedeemBatch { caller, .. } = *action {
                count("a batch redeemed by an operator", caller != provider);
            }
        }
        Event::Spent { account, provider, .. } => {
            let bound = committed_to(after, account, today);
            count("a spend at the provider the account is committed to", bound == Some(provider));
            count(
                "a spend at another than a removed provider",
                bound.is_some_and(|bound| bound != provider),
            );
        }
        Event::DiemBurnedFor { account, burner, recipient, vvv_unlocked, vvv_paid, .. } => {
            count(
                "a burn that uses up an offer",
                after.account_view(account).burn_offer.amount == 0,
            );
            count(
                "a burn that leaves a part of an offer",
                after.account_view(account).burn_offer.amount > 0,
            );
            count("a burn that pays all it frees", vvv_paid == vvv_unlocked);
            count("a burn that pays a part of what it frees", vvv_paid < vvv_unlocked);
            count("a burn for somebody else", burner != recipient);
        }
        Event::DayRolled { day, streaming, budget, pool, .. } => {
            count("days without a roll", day + 1 < today);
            count("a roll after midnight with a stream", new.stream < streaming);
            count("a budget of all of the pool", budget == pool && pool > 0);
            count("a budget of a part of the pool", budget < pool);
        }
        _ => {}
    }
}

/// Counts the situations that a revert shows.
fn count_error(
    reference: &Reference,
    action: &Action,
    error: &DiemError,
    count: &mut impl FnMut(&'static str, bool),
) {
    let today = reference.today();
    match (action, error) {
        (Action::Redeem { voucher, .. }, DiemError::CommittedElsewhere { .. }) => {
            count("a voucher of yesterday that is committed elsewhere", voucher.day < today);
            count("a voucher of today that is committed elsewhere", voucher.day == today);
        }
        (Action::Spend { .. }, DiemError::CommittedElsewhere { .. }) => {
            count("a spend that is committed elsewhere", true);
        }
        (Action::BurnFor { account, .. }, DiemError::NoBurnOffer { left, .. }) => {
            let offer = reference.account_view(*account).burn_offer;
            count("a burn after the last day of an offer", *left == 0 && offer.amount > 0);
        }
        (Action::PermitQuota { .. }, DiemError::ERC2612InvalidSigner { signer, .. }) => {
            count("a permit over another nonce", *signer == UNKNOWN_ADDRESS);
            count("a permit signed by another account", *signer < COUNT);
            count("a permit without a valid signature", *signer == ZERO_ADDRESS);
        }
        _ => {}
    }
}

const USERS: [AccountId; 3] = [ALICE, BOB, CAROL];

/// The provider to which the account is committed on `day`.
fn committed_to(reference: &Reference, account: AccountId, day: Day) -> Option<AccountId> {
    let commitment = reference.account_view(account).commitment;
    (commitment.from_day..commitment.until_day).contains(&day).then_some(commitment.provider)
}
