//! Sizes of the released and the plain build: a table, and a snapshot that shows drift.

use anyhow::Result;
use serde::Serialize;

use crate::{
    build::{Recipe, Workspace},
    format::grouped,
    release,
    wasm::{self, Size, COMPRESSED_GOAL, COMPRESSED_LIMIT, RAW_LIMIT},
};

/// Both builds, each within the hard limits of a chain.
pub struct Sizes {
    /// The released module.
    pub lean: Size,
    /// What `cargo stylus deploy` sends.
    pub plain: Size,
}

impl Sizes {
    pub fn of(released: &[u8], plain_linked: &[u8]) -> Result<Self> {
        let sizes = Self {
            lean: Size::of(released)?,
            plain: Size::of(&wasm::as_stylus_deploys(plain_linked)?)?,
        };
        sizes.lean.within_limits("lean")?;
        sizes.plain.within_limits("plain")?;
        Ok(sizes)
    }

    /// The snapshot, `artifacts/sizes.json`.
    pub fn to_json(&self) -> Result<String> {
        let mut json = serde_json::to_string_pretty(&Snapshot {
            lean: Build::of(&self.lean),
            plain: Build::of(&self.plain),
        })?;
        json.push('\n');
        Ok(json)
    }
}

#[derive(Serialize)]
struct Snapshot {
    lean: Build,
    plain: Build,
}

#[derive(Serialize)]
struct Build {
    compressed: usize,
    raw: usize,
    data_bytes: u64,
    functions: u64,
    memory_pages: u64,
    start_gas_cached: u64,
    start_gas_uncached: u64,
    imports: Vec<String>,
}

impl Build {
    fn of(size: &Size) -> Self {
        let facts = &size.facts;
        Self {
            compressed: size.compressed,
            raw: size.raw,
            data_bytes: facts.data_bytes,
            functions: facts.functions,
            memory_pages: facts.memory_pages,
            start_gas_cached: facts.cached_start_gas(),
            start_gas_uncached: facts.uncached_start_gas(),
            imports: facts.imports.clone(),
        }
    }
}

/// `cargo xtask sizes`
pub fn print(workspace: &Workspace) -> Result<()> {
    let released = release::build(workspace, workspace)?;
    let plain = workspace.build(Recipe::Plain)?;
    let Sizes { lean, plain } = Sizes::of(&released, &plain)?;

    println!("{:<26}{:>10}{:>10}{:>10}{:>10}", "", "lean", "plain", "goal", "limit");
    let row = |what: &str, of: fn(&Size) -> u64, goal: Option<u64>, limit: Option<u64>| {
        let bound = |bound: Option<u64>| bound.map_or_else(|| "-".to_owned(), grouped);
        println!(
            "{what:<26}{:>10}{:>10}{:>10}{:>10}",
            grouped(of(&lean)),
            grouped(of(&plain)),
            bound(goal),
            bound(limit)
        );
    };
    let (goal, limit) = (COMPRESSED_GOAL as u64, COMPRESSED_LIMIT as u64);
    row("compressed bytes", |s| s.compressed as u64, Some(goal), Some(limit));
    row("  below the limit", |s| (COMPRESSED_LIMIT - s.compressed) as u64, None, None);
    row("raw bytes", |s| s.raw as u64, None, Some(RAW_LIMIT as u64));
    row("  below the limit", |s| (RAW_LIMIT - s.raw) as u64, None, None);
    row("data bytes", |s| s.facts.data_bytes, None, None);
    row("functions", |s| s.facts.functions, None, Some(4_096));
    row("host functions imported", |s| s.facts.imports.len() as u64, None, None);
    row("memory pages at start", |s| s.facts.memory_pages, None, Some(2));
    row("start gas, cached", |s| s.facts.cached_start_gas(), Some(800), None);
    row("start gas, not cached", |s| s.facts.uncached_start_gas(), Some(26_000), None);

    match COMPRESSED_GOAL.checked_sub(lean.compressed) {
        Some(left) => println!("\nThe lean build fits one fragment, with {left} bytes to spare."),
        None => println!(
            "\nThe lean build needs two fragments: {} bytes over one.",
            lean.compressed - COMPRESSED_GOAL
        ),
    }
    Ok(())
}
