// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask licences`: the licence of every package of both lock files is one that `deny.toml`
//! allows, and every source file of the project names its own. Unlike `cargo deny`, it needs no
//! network, and it also reads npm's lock file.

use std::{collections::BTreeMap, fs};

use anyhow::{ensure, Context, Result};
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

use crate::build::Workspace;

const RULES: &str = "deny.toml";
const NPM_LOCK: &str = "package-lock.json";

/// Permissive licences that only npm packages have, in addition to those of `deny.toml`.
const NPM_ALLOWED: [&str; 2] = [
    // npm's own default; in substance the MIT licence.
    "ISC",
    // Permissive, in plain language, with a patent licence.
    "BlueOak-1.0.0",
];

/// npm packages with conditions that matter only to who changes or distributes them. All are tools:
/// none is part of the contract or of the TypeScript client.
const NPM_EXCEPTIONS: [(&str, &str); 4] = [
    // Needed by web3-utils.
    ("@ethereumjs/rlp", "MPL-2.0"),
    ("@ethereumjs/util", "MPL-2.0"),
    // A list of names, read by the link checker of the documents.
    ("spdx-exceptions", "CC-BY-3.0"),
    // Declared by Synthetix, whose contracts the gas of ours is compared with.
    ("web3-utils", "LGPL-3.0"),
];

/// npm packages whose licence is not in the lock file.
const NPM_CLARIFIED: [(&str, &str, &str); 1] =
    // It has the field `licenses` of the time before SPDX.
    [("memorystream", "0.3.1", "MIT")];

/// The line near the beginning of every source file, without the comment's marks.
const SPDX: &str = "SPDX-License-Identifier: MIT OR Apache-2.0";

/// The files that need it.
const SOURCES: [&str; 8] = ["*.rs", "*.sol", "*.ts", "*.tsx", "*.js", "*.mjs", "*.css", "*.sh"];

/// `cargo xtask licences`
pub fn check(workspace: &Workspace) -> Result<()> {
    check_sources(workspace)?;
    let read = |path: &str| {
        fs::read_to_string(workspace.root.join(path)).with_context(|| format!("cannot read {path}"))
    };
    let metadata = workspace
        .cargo()
        .args(["metadata", "--locked", "--format-version", "1"])
        .output()
        .context("cannot start cargo")?;
    ensure!(metadata.status.success(), "`cargo metadata --locked` failed");

    let rules = Rules::parse(&read(RULES)?).with_context(|| format!("in {RULES}"))?;
    let npm_rules = rules.for_npm()?;
    let crates = crates(&metadata.stdout)?;
    let npm_packages = npm_packages(&read(NPM_LOCK)?).with_context(|| format!("in {NPM_LOCK}"))?;
    let mut complaints = rules.complaints(&crates);
    complaints.extend(npm_rules.complaints(&npm_packages));
    ensure!(
        complaints.is_empty(),
        "licences that {RULES} does not allow:\n  {}",
        complaints.join("\n  ")
    );
    println!(
        "The licences of {} crates and {} npm packages are allowed.",
        crates.len(),
        npm_packages.len()
    );
    Ok(())
}

fn check_sources(workspace: &Workspace) -> Result<()> {
    let mut missing = Vec::new();
    for pattern in SOURCES {
        for path in workspace.tracked(pattern)? {
            let text = fs::read_to_string(workspace.root.join(&path))
                .with_context(|| format!("cannot read {path}"))?;
            if !has_spdx_line(&text) {
                missing.push(path);
            }
        }
    }
    ensure!(missing.is_empty(), "without the line `{SPDX}`:\n  {}", missing.join("\n  "));
    Ok(())
}

fn has_spdx_line(text: &str) -> bool {
    text.lines().take(3).any(|line| line.contains(SPDX))
}

struct Package {
    name: String,
    version: String,
    licence: Option<String>,
}

/// The packages of Cargo's lock file, with those of this workspace.
fn crates(metadata: &[u8]) -> Result<Vec<Package>> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Crate>,
    }
    #[derive(Deserialize)]
    struct Crate {
        name: String,
        version: String,
        license: Option<String>,
    }
    let Metadata { packages } =
        serde_json::from_slice(metadata).context("cargo's metadata has another form")?;
    ensure!(!packages.is_empty(), "cargo's metadata lists no package");
    let package = |Crate { name, version, license }| Package { name, version, licence: license };
    Ok(packages.into_iter().map(package).collect())
}

/// The packages of npm's lock file. Those outside `node_modules/` are this repository's own.
fn npm_packages(lock: &str) -> Result<Vec<Package>> {
    #[derive(Deserialize)]
    struct Lock {
        packages: BTreeMap<String, Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        #[serde(default)]
        version: String,
        license: Option<serde_json::Value>,
        /// To a package of this repository.
        #[serde(default)]
        link: bool,
    }
    let Lock { packages } = serde_json::from_str(lock).context("a lock file of another form")?;
    let package = |(path, entry): (String, Entry)| {
        let (_, name) = path.rsplit_once("node_modules/")?;
        // Old packages have an object here, which is no expression.
        let licence = entry.license.map(|license| match license {
            serde_json::Value::String(expression) => expression,
            other => other.to_string(),
        });
        let clarified = NPM_CLARIFIED
            .iter()
            .find(|(clarified, version, _)| *clarified == name && *version == entry.version);
        let licence = licence.or_else(|| clarified.map(|(_, _, licence)| (*licence).to_owned()));
        let package = Package { name: name.to_owned(), version: entry.version, licence };
        (!entry.link).then_some(package)
    };
    let packages: Vec<Package> = packages.into_iter().filter_map(package).collect();
    ensure!(!packages.is_empty(), "it lists no package");
    Ok(packages)
}

/// What is allowed: in general, and for single packages.
struct Rules {
    allowed: Vec<Licensee>,
    exceptions: Vec<(String, Vec<Licensee>)>,
}

impl Rules {
    /// Reads the section on licences of cargo-deny's configuration.
    fn parse(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Deny {
            licenses: Licenses,
        }
        #[derive(Deserialize)]
        struct Licenses {
            allow: Vec<String>,
            #[serde(default)]
            exceptions: Vec<Exception>,
        }
        #[derive(Deserialize)]
        struct Exception {
            #[serde(rename = "crate")]
            name: String,
            allow: Vec<String>,
        }
        let Deny { licenses } = toml::from_str(text)?;
        let exceptions = licenses.exceptions.into_iter();
        Ok(Self {
            allowed: licensees(&licenses.allow)?,
            exceptions: exceptions
                .map(|Exception { name, allow }| Ok((name, licensees(&allow)?)))
                .collect::<Result<_>>()?,
        })
    }

    /// The same licences and npm's, with exceptions for npm packages alone.
    fn for_npm(&self) -> Result<Self> {
        let mut allowed = self.allowed.clone();
        allowed.extend(licensees(&NPM_ALLOWED)?);
        let exceptions = NPM_EXCEPTIONS.into_iter();
        Ok(Self {
            allowed,
            exceptions: exceptions
                .map(|(name, licence)| Ok((name.to_owned(), licensees(&[licence])?)))
                .collect::<Result<_>>()?,
        })
    }

    /// The packages that are not allowed, and the exceptions that no package needs.
    fn complaints(&self, packages: &[Package]) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut needed = Vec::new();
        for Package { name, version, licence } in packages {
            let Some(licence) = licence else {
                complaints.push(format!("{name} {version}: no licence"));
                continue;
            };
            // Lax, as old crates separate alternatives by `/`.
            let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
                complaints.push(format!("{name} {version}: `{licence}` is not an SPDX expression"));
                continue;
            };
            let is_satisfied_by = |licensees: &[&Licensee]| {
                expression.evaluate(|required| licensees.iter().any(|it| it.satisfies(required)))
            };
            let mut licensees: Vec<&Licensee> = self.allowed.iter().collect();
            if is_satisfied_by(&licensees) {
                continue;
            }
            let exceptions = self.exceptions.iter().filter(|(excepted, _)| excepted == name);
            licensees.extend(exceptions.flat_map(|(_, licensees)| licensees));
            if is_satisfied_by(&licensees) {
                needed.push(name);
            } else {
                complaints.push(format!("{name} {version}: {licence}"));
            }
        }
        let unneeded = self.exceptions.iter().filter(|(name, _)| !needed.contains(&name));
        complaints.extend(unneeded.map(|(name, _)| format!("{name}: an exception without need")));
        complaints
    }
}

fn licensees(licences: &[impl AsRef<str>]) -> Result<Vec<Licensee>> {
    let parse = |licence: &str| {
        Licensee::parse_mode(licence, ParseMode::LAX).map_err(|error| anyhow::anyhow!("{error}"))
    };
    licences.iter().map(|licence| parse(licence.as_ref())).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_spdx_line_is_among_the_first_three() {
        let line = format!("// {}\n", super::SPDX);
        assert!(super::has_spdx_line(&format!("#!/bin/sh\n\n{line}")));
        assert!(!super::has_spdx_line(&format!("//\n//\n//\n{line}")));
        assert!(!super::has_spdx_line("// SPDX-License-Identifier: MIT\n"));
    }

    use super::*;

    const RULES: &str = r#"
        [licenses]
        allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-3-Clause"]
        exceptions = [{ crate = "excepted", allow = ["MPL-2.0"] }]
        include-dev = true
        [bans]
        wildcards = "deny"
    "#;

    fn package(name: &str, licence: Option<&str>) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.map(str::to_owned),
        }
    }

    /// What is said about a package, in rules whose exception is needed.
    fn complaints(name: &str, licence: Option<&str>) -> Vec<String> {
        let packages = [package("excepted", Some("MPL-2.0")), package(name, licence)];
        Rules::parse(RULES).unwrap().complaints(&packages)
    }

    #[test]
    fn allowed_expressions_are_accepted() {
        for licence in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "GPL-3.0-only/MIT",
            "Apache-2.0 / MIT",
            "BSD-3-Clause AND MIT",
            "(MIT OR GPL-3.0-only) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(complaints("a", Some(licence)).is_empty(), "{licence}");
        }
    }

    #[test]
    fn a_licence_that_is_not_allowed_names_its_package() {
        for licence in [
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "(MIT OR BSD-3-Clause) AND GPL-3.0-only",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-Own",
            // An exception of another package.
            "MPL-2.0",
        ] {
            assert_eq!(complaints("a", Some(licence)), [format!("a 1.0.0: {licence}")]);
        }
    }

    #[test]
    fn a_package_without_a_licence_is_named() {
        assert_eq!(complaints("a", None), ["a 1.0.0: no licence"]);
    }

    #[test]
    fn what_is_not_an_expression_is_named() {
        for licence in ["", "UNLICENSED", "SEE LICENSE IN LICENSE.txt", "MIT OR", "(MIT", "Mine"] {
            let expected = format!("a 1.0.0: `{licence}` is not an SPDX expression");
            assert_eq!(complaints("a", Some(licence)), [expected]);
        }
    }

    #[test]
    fn an_exception_without_need_is_named() {
        let rules = Rules::parse(RULES).unwrap();
        let expected = ["excepted: an exception without need"];
        assert_eq!(rules.complaints(&[package("a", Some("MIT"))]), expected);
        assert_eq!(rules.complaints(&[package("excepted", Some("MIT"))]), expected);
    }

    #[test]
    fn rules_of_another_form_are_refused() {
        for rules in [
            "",
            "[licenses]",
            "[licenses]\nallow = \"MIT\"",
            "[licenses]\nallow = [\"Mine\"]",
            "[licenses]\nallow = [\"MIT OR Apache-2.0\"]",
            "[licenses]\nallow = []\nexceptions = [{ name = \"a\", allow = [] }]",
            "[licenses",
        ] {
            assert!(Rules::parse(rules).is_err(), "{rules}");
        }
    }

    #[test]
    fn npm_packages_may_have_npm_licences() {
        let rules = Rules::parse(RULES).unwrap();
        let exceptions = NPM_EXCEPTIONS.map(|(name, licence)| package(name, Some(licence)));
        let isc = [package("excepted", Some("MPL-2.0")), package("a", Some("ISC"))];
        assert_eq!(rules.complaints(&isc), ["a 1.0.0: ISC"]);
        let mut packages = Vec::from(exceptions);
        packages.extend(isc);
        let expected = ["excepted 1.0.0: MPL-2.0"];
        assert_eq!(rules.for_npm().unwrap().complaints(&packages), expected);
    }

    #[test]
    fn crates_are_those_of_the_metadata() {
        let metadata = br#"{"packages": [
            {"name": "a", "version": "1.0.0", "license": "MIT", "source": null},
            {"name": "b", "version": "2.0.0", "license": null}
        ], "version": 1}"#;
        let crates = crates(metadata).unwrap();
        assert_eq!(crates[0].licence.as_deref(), Some("MIT"));
        assert_eq!((crates[1].name.as_str(), crates[1].licence.as_deref()), ("b", None));
        for broken in ["", "{}", r#"{"packages": []}"#, r#"{"packages": [{"name": "a"}]}"#] {
            assert!(super::crates(broken.as_bytes()).is_err(), "{broken}");
        }
    }

    #[test]
    fn npm_packages_are_those_that_npm_installs() {
        let lock = r#"{"packages": {
            "": {"name": "root"},
            "clients/ts": {"version": "0.1.0"},
            "node_modules/ours": {"resolved": "clients/ts", "link": true},
            "node_modules/@a/b": {"version": "1.0.0", "license": "MIT"},
            "node_modules/@a/b/node_modules/c": {"version": "2.0.0"},
            "clients/ts/node_modules/d": {"version": "3.0.0", "license": {"type": "MIT"}},
            "node_modules/memorystream": {"version": "0.3.1"},
            "node_modules/e/node_modules/memorystream": {"version": "0.3.2"}
        }}"#;
        let packages = npm_packages(lock).unwrap();
        let found: Vec<_> =
            packages.iter().map(|it| (it.name.as_str(), it.licence.as_deref())).collect();
        let expected = [
            ("d", Some(r#"{"type":"MIT"}"#)),
            ("@a/b", Some("MIT")),
            ("c", None),
            ("memorystream", None),
            ("memorystream", Some("MIT")),
        ];
        assert_eq!(found, expected);
        for broken in ["", "{}", r#"{"packages": {}}"#, r#"{"packages": {"": {}}}"#] {
            assert!(npm_packages(broken).is_err(), "{broken}");
        }
    }
}
