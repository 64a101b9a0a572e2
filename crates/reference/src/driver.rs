//! Runs the same calls on a [`Reference`] and on a [`Chain`], and compares all they say.

use std::cell::Cell;
use std::fmt;
use std::ops::AddAssign;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::curve::Curve;
use crate::event::{Event, Outcome};
use crate::op::Op;
use crate::reference::Reference;
use crate::refusal::Refused;
use crate::story::Story;
use crate::units::{cast, Who};
use crate::views::{Scope, Views};

/// A place where the contract lives: a native test machine, or a real chain.
///
/// People are numbers here; who implements this keeps the table of their addresses. Before a
/// story begins, the chain stands as its [`Story::setup`] says, and everybody who is endowed
/// there has approved the contract for all they hold.
pub trait Chain {
    /// Unix seconds.
    fn now(&mut self) -> u64;

    /// Lets time pass.
    fn wait(&mut self, seconds: u64);

    /// Makes a call, as its caller. Never asked to [`Op::Wait`]. Events come in the order of
    /// emission, without those of the VVV and fee tokens.
    fn run(&mut self, op: &Op) -> Result<Outcome, Refused>;

    /// Asks all views.
    fn observe(&mut self, scope: &Scope) -> Views;
}

/// How a story is followed.
#[derive(Clone, Debug)]
pub struct Driver {
    /// Whose views are compared.
    pub people: Vec<Who>,
    /// Views are compared after each call, refused ones too, whose number is a multiple of this,
    /// and at the end. At least 1.
    pub look_every: usize,
    /// Whether the invariants are checked with every look.
    pub invariants: bool,
    /// Which events are compared; others are passed over on both sides.
    pub hears: fn(&Event) -> bool,
    /// Wipes from views what is not to be compared, on both sides.
    pub forgets: fn(&mut Views),
}

impl Default for Driver {
    fn default() -> Self {
        Self {
            people: (0..cast::COUNT).collect(),
            look_every: 1,
            invariants: true,
            hears: |_| true,
            forgets: |_| {},
        }
    }
}

/// What a story came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tale {
    /// Calls that went through.
    pub went_through: usize,
    /// Calls that were refused, by both.
    pub refused: usize,
}

impl AddAssign for Tale {
    fn add_assign(&mut self, more: Self) {
        self.went_through += more.went_through;
        self.refused += more.refused;
    }
}

impl fmt::Display for Tale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            went_through,
            refused,
        } = self;
        write!(
            f,
            "{went_through} calls went through, {refused} were refused"
        )
    }
}

/// Where reference and chain disagree.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// The story so far, a line a call.
    pub told: Vec<String>,
    /// What the two say about it.
    pub difference: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "reference and chain disagree after this story:")?;
        for line in &self.told {
            writeln!(f, "  {line}")?;
        }
        write!(f, "{}", self.difference)
    }
}

/// Follows a story on a reference and on the chain that is set up for it.
///
/// # Errors
/// Where the two disagree.
pub fn follow<C: Chain>(
    story: &Story,
    curve: &Curve,
    stage: impl Fn(&Story) -> C,
) -> Result<Tale, Box<Mismatch>> {
    let mut reference = story.reference(curve.clone());
    Driver::default().run(story, &mut reference, &mut stage(story))
}

/// Follows random stories, and says what they came to together.
///
/// # Panics
/// If one of them fails: with the shortest that still does, as it is told and as it is written.
pub fn search<C: Chain>(
    config: Config,
    stories: &impl Strategy<Value = Story>,
    curve: &Curve,
    stage: impl Fn(&Story) -> C,
) -> Tale {
    let sum = Cell::new(Tale::default());
    let outcome = TestRunner::new(config).run(stories, |story| {
        let mut so_far = sum.get();
        so_far += follow(&story, curve, &stage)
            .map_err(|mismatch| TestCaseError::fail(mismatch.to_string()))?;
        sum.set(so_far);
        Ok(())
    });
    match outcome {
        Ok(()) => sum.get(),
        Err(TestError::Fail(reason, story)) => panic!("{reason}\n\n{}", written(&story)),
        Err(TestError::Abort(reason)) => panic!("no story: {reason}"),
    }
}

/// A story as a test would write it, a line a step.
fn written(story: &Story) -> String {
    let Story {
        one_token,
        price,
        starts_at,
        steps,
    } = story;
    let steps: String = steps.iter().map(|step| format!("  {step:?},\n")).collect();
    format!("one_token: {one_token}, price: {price}, starts_at: {starts_at}, steps:\n{steps}")
}

impl Driver {
    /// Runs a whole story on both.
    pub fn run(
        &self,
        story: &Story,
        reference: &mut Reference,
        chain: &mut impl Chain,
    ) -> Result<Tale, Box<Mismatch>> {
        let mut tale = Tale::default();
        let mut told = Vec::new();
        for (number, step) in story.steps.iter().enumerate() {
            let op = step.resolve(reference);
            told.push(format!("{} {op}", clock(reference.now())));
            let looks = number % self.look_every == 0 || number + 1 == story.steps.len();
            match self.step(&op, reference, chain, looks) {
                Ok(true) => tale.went_through += 1,
                Ok(false) => tale.refused += 1,
                Err(difference) => return Err(Box::new(Mismatch { told, difference })),
            }
        }
        Ok(tale)
    }

    /// Runs one call on both, and says whether it went through.
    pub fn step(
        &self,
        op: &Op,
        reference: &mut Reference,
        chain: &mut impl Chain,
        looks: bool,
    ) -> Result<bool, String> {
        let expected = reference.apply(op);
        if let &Op::Wait { seconds } = op {
            chain.wait(seconds);
            same("the time", &reference.now(), &chain.now())?;
        } else {
            match (&expected, &chain.run(op)) {
                (Ok(expected), Ok(found)) => {
                    same("the return value", &expected.returned, &found.returned)?;
                    let heard = |outcome: &Outcome| -> Vec<Event> {
                        outcome
                            .events
                            .iter()
                            .filter(|event| (self.hears)(event))
                            .cloned()
                            .collect()
                    };
                    same("the events", &heard(expected), &heard(found))?;
                }
                (Err(expected), Err(found)) if expected.matches(found) => {}
                (expected, found) => {
                    return Err(format!(
                        "the outcome\n  reference: {expected:?}\n  chain:     {found:?}"
                    ))
                }
            }
        }
        if looks {
            let scope = Scope::touched(reference, &self.people);
            let (mut expected, mut found) = (reference.views(&scope), chain.observe(&scope));
            (self.forgets)(&mut expected);
            (self.forgets)(&mut found);
            same("the views", &expected, &found)?;
            if self.invariants {
                reference.check_invariants();
            }
        }
        Ok(expected.is_ok())
    }
}

/// Says where two values differ, line by line.
fn same<T: fmt::Debug + PartialEq>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let (expected, found) = (format!("{expected:#?}"), format!("{found:#?}"));
    if expected.lines().count() != found.lines().count() {
        return Err(format!("{what}\n  reference: {expected}\n  chain: {found}"));
    }
    let mut path: Vec<&str> = Vec::new();
    let mut said = String::from(what);
    for (expected, found) in expected.lines().zip(found.lines()) {
        let depth = (expected.len() - expected.trim_start().len()) / 4;
        path.truncate(depth);
        if expected != found {
            said += &format!(
                "\n  in {}\n    reference: {}\n    chain:     {}",
                path.join(" "),
                expected.trim(),
                found.trim()
            );
        }
        path.push(expected.trim());
    }
    Err(said)
}

/// The day and the time of a day.
fn clock(now: u64) -> String {
    let second = now % 86_400;
    format!(
        "[day {} {:02}:{:02}:{:02}]",
        now / 86_400,
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}
