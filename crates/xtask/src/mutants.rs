// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask mutants`: small defects, each of which a test has to notice.
//!
//! `crates/xtask/mutants.txt` lists them by hand. Each is put into a scratch copy of the checkout on
//! its own, so that the working tree never changes, and the tests of its suite run: if all pass,
//! the mutant has survived, and a test is missing. Format of the list:
//!
//! ```text
//! # A comment.
//! @ model crates/model/src/burn_offer.rs
//!
//! The offer's last day does not count.
//! - today > self.last_day
//! + today >= self.last_day
//! ```
//!
//! A line with `@` names the suite and the file of the mutants below. A mutant is a description, the
//! old text (`-`), which must occur exactly once, and the new one (`+`; none removes the text), both
//! without the two leading characters. A line `? <reason>` justifies that a mutant survives.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{bail, ensure, Context, Result};
use tempfile::TempDir;

use crate::{
    build::Workspace,
    reproduce::copy_tracked,
    tests::{test_binaries, TestBinary},
};

const LIST: &str = "crates/xtask/mutants.txt";

/// The tests that notice a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Suite {
    /// Those of the rules: seconds.
    Model,
    /// Those of the contract in motsu: minutes.
    Contract,
}

impl Suite {
    fn named(name: &str) -> Result<Self> {
        match name {
            "model" => Ok(Self::Model),
            "contract" => Ok(Self::Contract),
            _ => bail!("`{name}` is neither `model` nor `contract`"),
        }
    }

    /// The longest run of its tests: a mutant may cause an endless loop.
    fn time_limit(self) -> Duration {
        match self {
            Self::Model => Duration::from_secs(5 * 60),
            Self::Contract => Duration::from_secs(30 * 60),
        }
    }

    /// The arguments of `cargo`.
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Model => &["test", "--locked", "--package", "diem-model"],
            Self::Contract => &["test", "--locked", "--workspace", "--test", "contract"],
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Mutant {
    suite: Suite,
    file: String,
    description: String,
    old: String,
    new: String,
    /// Why no test has to notice it.
    justified: Option<String>,
}

#[derive(Debug, PartialEq)]
enum Outcome {
    /// By this test, or for another reason.
    Killed(String),
    Survived,
    DoesNotCompile,
}

#[derive(Default)]
struct Options {
    only: Option<Suite>,
    /// Only mutants whose file or description contains this.
    matching: String,
    list: bool,
    check: bool,
}

/// `cargo xtask mutants [--check | --list] [--only model|contract] [--matching <text>]`
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let options = parse_options(arguments)?;
    let text = fs::read_to_string(workspace.root.join(LIST)).context(LIST)?;
    let mut mutants = parse(&text).context(LIST)?;
    mutants.retain(|mutant| {
        options.only.is_none_or(|suite| suite == mutant.suite)
            && (mutant.file.contains(&options.matching)
                || mutant.description.contains(&options.matching))
    });
    if options.list {
        mutants.iter().for_each(|mutant| println!("{}", title(mutant)));
        return Ok(());
    }
    let mut stale = Vec::new();
    for mutant in &mutants {
        if let Err(error) = apply(&read(workspace, mutant)?, mutant) {
            stale.push(format!("{}: {error}", title(mutant)));
        }
    }
    ensure!(stale.is_empty(), "mutants that do not apply:\n{}", stale.join("\n"));
    println!("{} mutants apply.", mutants.len());
    if options.check {
        return Ok(());
    }
    run_all(workspace, &mutants)
}

fn parse_options(arguments: &[&str]) -> Result<Options> {
    let mut options = Options::default();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
        match *argument {
            "--list" => options.list = true,
            "--check" => options.check = true,
            "--only" => options.only = Some(Suite::named(value()?)?),
            "--matching" => options.matching = (*value()?).to_owned(),
            _ => bail!("unknown option `{argument}`"),
        }
    }
    Ok(options)
}

fn title(Mutant { suite, file, description, .. }: &Mutant) -> String {
    let suite = format!("{suite:?}").to_lowercase();
    format!("{suite:8} {file}: {description}")
}

fn read(workspace: &Workspace, mutant: &Mutant) -> Result<String> {
    fs::read_to_string(workspace.root.join(&mutant.file))
        .with_context(|| format!("cannot read {}", mutant.file))
}

/// Reads the list.
fn parse(text: &str) -> Result<Vec<Mutant>> {
    let mut mutants = Vec::new();
    let mut place = None;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    for block in lines.collect::<Vec<_>>().split(|line| line.is_empty()) {
        let [first, rest @ ..] = block else {
            continue;
        };
        if let Some(header) = first.strip_prefix("@ ") {
            let (suite, file) = header.split_once(' ').context("`@` needs a suite and a file")?;
            ensure!(rest.is_empty(), "an empty line is missing after `{first}`");
            place = Some((Suite::named(suite)?, file));
            continue;
        }
        let (suite, file) = place.with_context(|| format!("no `@` above `{first}`"))?;
        let marked = |mark: &str| -> Vec<_> {
            rest.iter().filter_map(|line| line.strip_prefix(mark)).collect()
        };
        let [old, new, reasons] = ["- ", "+ ", "? "].map(marked);
        ensure!(
            old.len() + new.len() + reasons.len() == rest.len() && !old.is_empty(),
            "`{first}` is not followed by the old text, and the new one"
        );
        mutants.push(Mutant {
            suite,
            file: file.to_owned(),
            description: (*first).to_owned(),
            old: old.join("\n"),
            new: new.join("\n"),
            justified: (!reasons.is_empty()).then(|| reasons.join(" ")),
        });
    }
    Ok(mutants)
}

/// The source with the mutant in it.
fn apply(source: &str, mutant: &Mutant) -> Result<String> {
    let found = source.matches(&mutant.old).count();
    ensure!(found == 1, "the old text occurs {found} times");
    ensure!(mutant.old != mutant.new, "the new text is the old one");
    Ok(source.replace(&mutant.old, &mutant.new))
}

/// A copy of the checkout that mutants are put into, one at a time.
struct Scratch {
    folder: TempDir,
    workspace: Workspace,
    target: PathBuf,
}

impl Scratch {
    fn new(workspace: &Workspace) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let checkout = folder.path().join("checkout");
        copy_tracked(workspace, &checkout)?;
        let target = workspace.root.join("target/mutants");
        Ok(Self { folder, workspace: Workspace::at(&checkout), target })
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        fs::write(self.workspace.root.join(file), text)
            .with_context(|| format!("cannot write {file}"))
    }

    /// The suite's test binaries, or `None` if they do not compile.
    fn build(&self, suite: Suite) -> Result<Option<Vec<TestBinary>>> {
        let output = self
            .workspace
            .cargo()
            .args(suite.arguments())
            .args(["--no-run", "--message-format=json"])
            .arg("--target-dir")
            .arg(&self.target)
            .stderr(Stdio::null())
            .output()
            .context("cannot start cargo")?;
        let messages = String::from_utf8(output.stdout)?;
        Ok(output.status.success().then(|| test_binaries(&messages)))
    }

    /// Fails unless the suite's tests with `filter` in their names pass without a mutant. (That all
    /// tests pass is checked by `cargo xtask test`.)
    fn require_passing(&self, suite: Suite, filter: &str) -> Result<()> {
        let binaries = self.build(suite)?.context("the tests do not compile without a mutant")?;
        for binary in &binaries {
            let failure = self.failure(binary, filter, suite.time_limit())?;
            ensure!(failure.is_none(), "tests fail without a mutant: {failure:?}");
        }
        Ok(())
    }

    /// Builds and runs the suite's tests: first those with `first` in their names, then all.
    fn test(&self, suite: Suite, first: &str) -> Result<Outcome> {
        let Some(binaries) = self.build(suite)? else {
            return Ok(Outcome::DoesNotCompile);
        };
        ensure!(!binaries.is_empty(), "cargo names no test binary");
        for filter in [first, ""] {
            for binary in &binaries {
                if let Some(reason) = self.failure(binary, filter, suite.time_limit())? {
                    return Ok(Outcome::Killed(reason));
                }
            }
        }
        Ok(Outcome::Survived)
    }

    /// Which of the filtered tests of a binary fails first, or why they do not end, if so.
    fn failure(
        &self,
        binary: &TestBinary,
        filter: &str,
        limit: Duration,
    ) -> Result<Option<String>> {
        let log = self.folder.path().join("output");
        let mut child = Command::new(&binary.executable)
            .arg(filter)
            .current_dir(&binary.folder)
            .env("CARGO_MANIFEST_DIR", &binary.folder)
            .env("RUST_BACKTRACE", "0")
            .stdout(File::create(&log)?)
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", binary.executable.display()))?;
        let started = Instant::now();
        loop {
            let status = child.try_wait()?;
            let failed = first_failure(&String::from_utf8_lossy(&fs::read(&log)?));
            let failed = match status {
                Some(status) if status.success() => return Ok(None),
                Some(status) => failed.or_else(|| Some(status.to_string())),
                None if started.elapsed() > limit => Some("the time limit".to_owned()),
                None => failed,
            };
            if failed.is_some() {
                // One failure is enough.
                if status.is_none() {
                    child.kill()?;
                    child.wait()?;
                }
                return Ok(failed);
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The module of a source file. The tests that know it best have its name in theirs.
fn module(file: &str) -> &str {
    Path::new(file).file_stem().and_then(OsStr::to_str).unwrap_or_default()
}

/// The first test that failed, by the output of the test binary.
fn first_failure(output: &str) -> Option<String> {
    let test =
        output.lines().find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))?;
    Some(test.to_owned())
}

fn run_all(workspace: &Workspace, mutants: &[Mutant]) -> Result<()> {
    let scratch = Scratch::new(workspace)?;
    let mut counts = BTreeMap::new();
    let mut bad = Vec::new();
    let mut last_file = None;
    for mutant in mutants {
        if last_file.replace(&mutant.file) != Some(&mutant.file) {
            scratch.require_passing(mutant.suite, module(&mutant.file))?;
        }
        let original = read(workspace, mutant)?;
        scratch.write(&mutant.file, &apply(&original, mutant)?)?;
        let started = Instant::now();
        let outcome = scratch.test(mutant.suite, module(&mutant.file))?;
        scratch.write(&mutant.file, &original)?;
        let seconds = started.elapsed().as_secs();
        let (kind, note) = match (&outcome, &mutant.justified) {
            (Outcome::Killed(by), None) => ("killed", format!("by {by}")),
            (Outcome::Killed(by), Some(_)) => ("killed", format!("by {by}, although justified")),
            (Outcome::Survived, Some(reason)) => ("justified", reason.clone()),
            (Outcome::Survived, None) => ("survived", "no test notices it".to_owned()),
            (Outcome::DoesNotCompile, _) => ("does not compile", String::new()),
        };
        let line = format!("{kind:9} {} ({seconds} s) {note}", title(mutant));
        println!("{line}");
        *counts.entry(kind).or_insert(0) += 1;
        if matches!(kind, "survived" | "does not compile") {
            bad.push(line);
        }
    }
    let counts: Vec<_> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    println!("{} mutants: {}", mutants.len(), counts.join(", "));
    ensure!(bad.is_empty(), "\n{}", bad.join("\n"));
    Ok(())
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    const TEXT: &str = "# Comment.\n@ model src/a.rs\n\nFirst.\n- a\n-   b\n+ c\n\n\
                        @ contract src/b.rs\n\nSecond.\n- x\n? It is the same.\n";

    fn mutant(old: &str, new: &str) -> Mutant {
        let [file, description, old, new] = ["a.rs", "", old, new].map(str::to_owned);
        Mutant { suite: Suite::Model, file, description, old, new, justified: None }
    }

    #[test]
    fn list_gives_suite_file_and_texts() {
        let [first, second] = &parse(TEXT).unwrap()[..] else {
            panic!("two mutants");
        };
        assert_eq!((first.suite, first.file.as_str()), (Suite::Model, "src/a.rs"));
        assert_eq!((first.old.as_str(), first.new.as_str()), ("a\n  b", "c"));
        assert_eq!((first.description.as_str(), &first.justified), ("First.", &None));
        assert_eq!((second.suite, second.file.as_str()), (Suite::Contract, "src/b.rs"));
        assert_eq!((second.old.as_str(), second.new.as_str()), ("x", ""));
        assert_eq!(second.justified.as_deref(), Some("It is the same."));
    }

    #[test]
    fn list_with_mistakes_is_refused() {
        for text in [
            "No place.\n- a\n+ b\n",
            "@ model\n",
            "@ chain src/a.rs\n",
            "@ model a.rs\nFirst.\n- a\n",
            "@ model a.rs\n\nFirst.\n+ a\n",
            "@ model a.rs\n\nFirst.\n- a\nb\n",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn old_text_must_occur_exactly_once() {
        assert_eq!(apply("a b c", &mutant("b", "x")).unwrap(), "a x c");
        assert_eq!(apply("a b c", &mutant(" b", "")).unwrap(), "a c");
        assert!(apply("a b b", &mutant("b", "x")).is_err());
        assert!(apply("a c", &mutant("b", "x")).is_err());
        assert!(apply("a b", &mutant("b", "b")).is_err());
    }

    #[test]
    fn tests_of_the_files_module_come_first() {
        assert_eq!(module("crates/model/src/burn_offer.rs"), "burn_offer");
        assert_eq!(module(""), "");
    }

    #[test]
    fn first_failed_test_is_named() {
        let output = "test a::b ... ok\ntest c::d ... FAILED\ntest e ... FAILED\n";
        assert_eq!(first_failure(output).as_deref(), Some("c::d"));
        assert_eq!(first_failure("test a ... ok\n"), None);
    }
}
