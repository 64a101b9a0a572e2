//! Runs cargo: the two WASM builds, and the native build that prints the ABI.

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
    /// The released build: `.cargo/lean.toml`.
    Lean,
    /// The lean build with its function names, for telling what the bytes are spent on.
    LeanNamed,
    /// What `cargo stylus deploy` and `verify` run.
    Plain,
}

impl Recipe {
    /// Each recipe keeps its own target folder, so that none throws away another's cache.
    fn folder(self) -> &'static str {
        match self {
            Self::Lean => "lean",
            Self::LeanNamed => "lean-named",
            Self::Plain => "plain",
        }
    }
}

impl Workspace {
    /// The checkout that this tool was started from.
    pub fn current() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .context("start this through cargo: `cargo artifacts` or `cargo xtask <command>`")?;
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .context("xtask is not in crates/")?;
        Ok(Self::at(root))
    }

    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Builds the contract and returns the module as the linker wrote it.
    pub fn build(&self, recipe: Recipe) -> Result<Vec<u8>> {
        let target_dir = self.root.join("target").join(recipe.folder());
        let mut cargo = self.cargo();
        match recipe {
            Recipe::Lean | Recipe::LeanNamed => self.add_lean_flags(&mut cargo)?,
            Recipe::Plain => {}
        }
        if recipe == Recipe::LeanNamed {
            cargo.args(["--config", "profile.release.strip=false"]);
        }
        cargo.args([
            "build",
            "--lib",
            "--release",
            "--locked",
            "--target",
            TARGET,
        ]);
        // cargo-stylus names no package, so that features of the workspace's other members
        // can reach its build; the released build takes no part in that.
        if recipe != Recipe::Plain {
            cargo.args(["--package", PACKAGE]);
        }
        cargo.arg("--target-dir").arg(&target_dir);
        succeed(&mut cargo)?;
        let module = target_dir
            .join(TARGET)
            .join("release")
            .join(PACKAGE)
            .with_extension("wasm");
        fs::read(&module).with_context(|| format!("no module at {}", module.display()))
    }

    /// Runs the contract's `export-abi` binary and returns what it prints.
    pub fn export(&self) -> Result<String> {
        let mut cargo = self.cargo();
        cargo
            .args(["run", "--quiet", "--locked"])
            .args(["--package", PACKAGE, "--bin", PACKAGE])
            .args(["--features", "export-abi", "--target-dir"])
            .arg(self.root.join("target/export-abi"));
        let output = cargo
            .stderr(std::process::Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        ensure!(
            output.status.success(),
            "`{}` failed; the contract must build natively with the feature `export-abi`",
            display(&cargo)
        );
        String::from_utf8(output.stdout).context("the exported ABI is not UTF-8")
    }

    /// Cargo in this checkout, deaf to settings of the shell that would change the bytes.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(changes_the_bytes) {
                cargo.env_remove(name);
            }
        }
        cargo
    }

    /// The recipe file, and the remapping of every path that could reach the module: where
    /// this checkout, the dependencies and the compiler's own sources lie differs by machine.
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
    const PREFIXES: [&str; 4] = [
        "CARGO_BUILD_",
        "CARGO_PROFILE_",
        "CARGO_TARGET_",
        "CARGO_UNSTABLE_",
    ];
    const NAMES: [&str; 4] = [
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_INCREMENTAL",
        "RUSTC_BOOTSTRAP",
        "RUSTFLAGS",
    ];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn cargo_home() -> Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("neither CARGO_HOME nor a home folder is known")
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().context("cannot start cargo")?;
    ensure!(status.success(), "`{}` failed", display(command));
    Ok(())
}

fn display(command: &Command) -> String {
    let args = command.get_args().map(|arg| arg.to_string_lossy());
    std::iter::once("cargo".into())
        .chain(args)
        .collect::<Vec<_>>()
        .join(" ")
}
