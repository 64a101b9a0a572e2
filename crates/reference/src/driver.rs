// SPDX-License-Identifier: MIT OR Apache-2.0
//! Runs a scenario on the reference and on an implementation of Diem side by side, and compares errors,
//! return values, events and all views after each action.

use std::cell::Cell;
use std::fmt;
use std::ops::AddAssign;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::accounts;
use crate::action::Action;
use crate::curve::Curve;
use crate::error::ErrorData;
use crate::event::Outcome;
use crate::random::{seed, SEED_VARIABLE};
use crate::reference::Reference;
use crate::scenario::Scenario;
use crate::views::{Scope, Views};

/// An implementation of Diem to compare with the reference, for example the contract on a test machine or a chain.
///
/// Accounts are numbers here; the implementation maps them to addresses. It starts deployed as
/// [`Scenario::setup`] says, with the balances of [`accounts::initial_balances`], and all accounts
/// have approved the contract for all their tokens.
pub trait Implementation {
    /// The time, in unix seconds.
    fn now(&mut self) -> u64;

    /// Advances the time.
    fn wait(&mut self, seconds: u64);

    /// Performs an action other than [`Action::Wait`]. Events are in the order of emission, without those of
    /// the VVV and fee tokens.
    fn execute(&mut self, action: &Action) -> Result<Outcome, ErrorData>;

    /// Queries the views in a scope.
    fn views(&mut self, scope: &Scope) -> Views;
}

/// How the actions of scenarios ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallCounts {
    /// Actions that succeeded.
    pub succeeded: usize,
    /// Calls that reverted, on both sides with the same error.
    pub reverted: usize,
}

impl AddAssign for CallCounts {
    fn add_assign(&mut self, more: Self) {
        self.succeeded += more.succeeded;
        self.reverted += more.reverted;
    }
}

impl fmt::Display for CallCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { succeeded, reverted } = self;
        write!(f, "{succeeded} actions succeeded, {reverted} calls reverted")
    }
}

/// A difference between the reference and the implementation.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// The scenario's actions up to the difference, one per line.
    pub actions: Vec<String>,
    /// What differs after the last of them.
    pub difference: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "reference and implementation differ after the last of these actions:")?;
        for (index, action) in self.actions.iter().enumerate() {
            writeln!(f, "  {}. {action}", index + 1)?;
        }
        writeln!(f, "{}", self.difference)?;
        write!(f, "accounts by number: {}", account_legend())
    }
}

/// The accounts' numbers as they appear in views and events, with their names.
fn account_legend() -> String {
    let numbers = (0..accounts::COUNT).chain([accounts::CONTRACT, accounts::ZERO_ADDRESS]);
    let entries = numbers.map(|account| format!("{account} = {}", accounts::name(account)));
    entries.collect::<Vec<_>>().join(", ")
}

/// Runs a scenario on the reference and on the implementation that `deploy` sets up for it.
///
/// # Errors
/// Returns the first difference.
///
/// # Panics
/// If an invariant of the reference does not hold.
pub fn run_scenario<I: Implementation>(
    scenario: &Scenario,
    curve: &Curve,
    deploy: impl Fn(&Scenario) -> I,
) -> Result<CallCounts, Box<Mismatch>> {
    let mut reference = scenario.reference(curve.clone());
    let mut implementation = deploy(scenario);
    let mut counts = CallCounts::default();
    let mut actions = Vec::new();
    for step in &scenario.steps {
        let action = step.resolve(&reference);
        actions.push(format!("{} {action}", format_time(reference.now())));
        match run_action(&action, &mut reference, &mut implementation) {
            Ok(true) => counts.succeeded += 1,
            Ok(false) => counts.reverted += 1,
            Err(difference) => return Err(Box::new(Mismatch { actions, difference })),
        }
    }
    Ok(counts)
}

/// Runs random scenarios, and returns how their actions ended in total.
///
/// # Panics
/// If one of them fails: with the shortest scenario that still fails, as sentences and as Rust source.
pub fn run_random_scenarios<I: Implementation>(
    config: Config,
    scenarios: &impl Strategy<Value = Scenario>,
    curve: &Curve,
    deploy: impl Fn(&Scenario) -> I,
) -> CallCounts {
    let total = Cell::new(CallCounts::default());
    let result = TestRunner::new(config).run(scenarios, |scenario| {
        let counts = run_scenario(&scenario, curve, &deploy)
            .map_err(|mismatch| TestCaseError::fail(mismatch.to_string()))?;
        let mut sum = total.get();
        sum += counts;
        total.set(sum);
        Ok(())
    });
    match result {
        Ok(()) => total.get(),
        Err(TestError::Fail(reason, scenario)) => panic!(
            "{reason}\n\n\
             The scenario as Rust source without enum prefixes, shrunk from one found with {SEED_VARIABLE}={}:\n{scenario}",
            seed()
        ),
        Err(TestError::Abort(reason)) => panic!("could not generate scenarios: {reason}"),
    }
}

/// Performs one action on both sides and compares. Returns `true` if it succeeded, `false` if it reverted.
fn run_action(
    action: &Action,
    reference: &mut Reference,
    implementation: &mut impl Implementation,
) -> Result<bool, String> {
    let expected = reference.apply(action);
    if let &Action::Wait { seconds } = action {
        implementation.wait(seconds);
        compare("the time", &reference.now(), &implementation.now())?;
    } else {
        match (&expected, &implementation.execute(action)) {
            (Ok(expected), Ok(found)) => {
                compare("the return value", &expected.returned, &found.returned)?;
                compare("the events", &expected.events, &found.events)?;
            }
            (Err(expected), Err(found)) if expected.matches(found) => {}
            (expected, found) => {
                return Err(format!(
                    "the outcome: different\n    reference:      {expected:?}\n    implementation: {found:?}"
                ))
            }
        }
    }
    let accounts: Vec<_> = (0..accounts::COUNT).collect();
    let scope = Scope::with_history(reference, &accounts);
    compare_views(&reference.views(&scope), &implementation.views(&scope))?;
    reference.check_invariants();
    Ok(expected.is_ok())
}

/// Describes all differences between two sets of views.
fn compare_views(expected: &Views, found: &Views) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let name = accounts::name;
    let mut results = Vec::new();
    for (&account, view) in &expected.accounts {
        let what = format!("the views of {}", name(account));
        results.push(compare(&what, &Some(view), &found.accounts.get(&account)));
    }
    for (&(owner, spender), view) in &expected.spenders {
        let what = format!("the views of {} with spender {}", name(owner), name(spender));
        let found = found.spenders.get(&(owner, spender));
        results.push(compare(&what, &Some(view), &found));
    }
    for (key, credits) in &expected.collected {
        let what = format!(
            "collectedOf(account {}, spender {}, provider {}, day {})",
            name(key.account),
            name(key.spender),
            name(key.provider),
            key.day
        );
        results.push(compare(&what, &Some(credits), &found.collected.get(key)));
    }
    for (&(provider, operator), allowed) in &expected.operators {
        let what = format!("isOperator(provider {}, operator {})", name(provider), name(operator));
        let found = found.operators.get(&(provider, operator));
        results.push(compare(&what, &Some(allowed), &found));
    }
    for (&(start, count), page) in &expected.provider_pages {
        let what = format!("providers({start}, {count})");
        let found = found.provider_pages.get(&(start, count));
        results.push(compare(&what, &Some(page), &found));
    }
    results.push(compare("the views of the contract", &expected.contract, &found.contract));
    let differences: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert!(
        !differences.is_empty(),
        "the implementation returned views that were not requested: {found:#?}"
    );
    Err(differences.join("\n"))
}

/// Describes where two values differ, line by line of their debug output.
fn compare<T: fmt::Debug + PartialEq>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let (expected, found) = (format!("{expected:#?}"), format!("{found:#?}"));
    if expected.lines().count() != found.lines().count() {
        return Err(format!(
            "{what}: different\n    reference:      {expected}\n    implementation: {found}"
        ));
    }
    // The labels of the enclosing structures, from the outermost one, and the path printed last.
    let mut labels: Vec<&str> = Vec::new();
    let mut printed = String::new();
    let mut difference = format!("{what}: different");
    for (expected, found) in expected.lines().zip(found.lines()) {
        let depth = (expected.len() - expected.trim_start().len()) / 4;
        labels.truncate(depth);
        let (expected, found) = (expected.trim(), found.trim());
        if expected != found {
            let path: Vec<&str> =
                labels.iter().copied().filter(|label| !["", "Some"].contains(label)).collect();
            let path = path.join(" > ");
            if path != printed {
                difference += &format!("\n  in {path}");
                printed = path;
            }
            difference += &format!(
                "\n    reference:      {}\n    implementation: {}",
                expected.trim_end_matches(','),
                found.trim_end_matches(',')
            );
        }
        let label = expected.trim_end_matches([' ', '{', '[', '(', ',']);
        labels.push(label.split(':').next().unwrap_or_default());
    }
    Err(difference)
}

/// Unix seconds as day and time of day, as in `[day 20454 13:05:00]`.
fn format_time(now: u64) -> String {
    let second = now % 86_400;
    format!(
        "[day {} {:02}:{:02}:{:02}]",
        now / 86_400,
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}
