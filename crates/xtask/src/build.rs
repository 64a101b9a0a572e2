// SPDX-License-Identifier: MIT OR Apache-2.0
//! Runs cargo: the WASM builds, whose bytes must not depend on the machine, and everything else.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{ensure, Context, Result};

pub const TARGET: &str = "wasm32-unknown-unknown";
const PACKAGE: &str = "diem";

/// A checkout of this repository.
pub struct Workspace {
    pub root: PathBuf,
}

/// How the contract is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Recipe {
    /// The released build: `.cargo/lean.toml`. It keeps its function names, which releasing removes.
    Lean,
    /// What `cargo stylus deploy` and `verify` run.
    Plain,
}

impl Recipe {
    /// A target folder per recipe, so that none invalidates another's cache.
    fn folder(self) -> &'static str {
        match self {
            Self::Lean => "lean",
            Self::Plain => "plain",
        }
    }
}

impl Workspace {
    /// The checkout that this tool was started from.
    pub fn current() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .context("run this through cargo: `cargo artifacts` or `cargo xtask <command>`")?;
        let root = Path::new(&manifest).ancestors().nth(2).context("xtask is not in crates/")?;
        Ok(Self::at(root))
    }

    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Builds the contract and returns the module as the linker wrote it.
    pub fn build(&self, recipe: Recipe) -> Result<Vec<u8>> {
        let target_dir = self.root.join("target").join(recipe.folder());
        let mut cargo = self.reproducible_cargo();
        match recipe {
            Recipe::Lean => {
                self.add_lean_flags(&mut cargo)?;
                cargo.args(["--config", "profile.release.strip=false"]);
            }
            Recipe::Plain => {}
        }
        cargo.args(["build", "--lib", "--release", "--locked", "--target", TARGET]);
        // cargo-stylus names no package, so features of other members can reach its build. The
        // released build excludes them.
        if recipe != Recipe::Plain {
            cargo.args(["--package", PACKAGE]);
        }
        cargo.arg("--target-dir").arg(&target_dir);
        succeed(&mut cargo)?;
        let module = target_dir.join(TARGET).join("release").join(PACKAGE).with_extension("wasm");
        fs::read(&module).with_context(|| format!("no module at {}", module.display()))
    }

    /// Cargo in this checkout.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }

    /// Cargo without the environment variables that would change the bytes of a build.
    pub fn reproducible_cargo(&self) -> Command {
        let mut cargo = self.cargo();
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(changes_the_bytes) {
                cargo.env_remove(name);
            }
        }
        cargo
    }

    /// The files that git tracks and whose paths match a pattern, without those that the working
    /// tree has deleted.
    pub fn tracked(&self, pattern: &str) -> Result<Vec<String>> {
        let listed = Command::new("git")
            .current_dir(&self.root)
            .args(["ls-files", "-z", pattern])
            .output()
            .context("cannot start git")?;
        ensure!(listed.status.success(), "`git ls-files` failed; is this a clone?");
        let paths = String::from_utf8(listed.stdout)?;
        let existing = paths.split_terminator('\0').filter(|path| self.root.join(path).exists());
        Ok(existing.map(str::to_owned).collect())
    }

    /// Adds the recipe file, and remaps every path that could reach the module: the folders of this
    /// checkout, of the dependencies and of the compiler's sources differ by machine.
    fn add_lean_flags(&self, cargo: &mut Command) -> Result<()> {
        let sysroot = Command::new("rustc")
            .current_dir(&self.root)
            .args(["--print", "sysroot"])
            .output()
            .context("cannot start rustc")?;
        let sysroot = String::from_utf8(sysroot.stdout)?;
        let remaps = [
            (self.root.clone(), "/diem"),
            (cargo_home()?, "/cargo"),
            (PathBuf::from(sysroot.trim()), "/rust"),
        ];
        let flags: Vec<String> = remaps
            .iter()
            .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
            .collect();
        cargo
            .env("RUSTC_BOOTSTRAP", "1")
            .arg("--config")
            .arg(self.root.join(".cargo/lean.toml"))
            .arg("--config")
            .arg(format!("target.{TARGET}.rustflags={flags:?}"));
        Ok(())
    }
}

fn changes_the_bytes(name: &str) -> bool {
    const PREFIXES: [&str; 4] =
        ["CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_TARGET_", "CARGO_UNSTABLE_"];
    const NAMES: [&str; 4] =
        ["CARGO_ENCODED_RUSTFLAGS", "CARGO_INCREMENTAL", "RUSTC_BOOTSTRAP", "RUSTFLAGS"];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn cargo_home() -> Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("neither CARGO_HOME nor a home folder is set")
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().context("cannot start cargo")?;
    ensure!(status.success(), "`{}` failed", display(command));
    Ok(())
}

fn display(command: &Command) -> String {
    let args = command.get_args().map(|arg| arg.to_string_lossy());
    std::iter::once("cargo".into()).chain(args).collect::<Vec<_>>().join(" ")
}
