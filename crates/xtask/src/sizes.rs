//! Sizes of both builds: printed for people, snapshot for drift.

use anyhow::Result;
use serde::Serialize;

use crate::{
    build::{Recipe, Workspace},
    wasm::{self, Size, COMPRESSED_GOAL, COMPRESSED_LIMIT, RAW_LIMIT},
};

/// Both builds, each within the hard limits.
pub struct Sizes {
    pub lean: Size,
    pub plain: Size,
}

impl Sizes {
    pub fn of(lean_linked: &[u8], plain_linked: &[u8]) -> Result<Self> {
        let sizes = Self {
            lean: Size::of(&wasm::as_released(lean_linked)?)?,
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
    let lean = workspace.build(Recipe::Lean)?;
    let plain = workspace.build(Recipe::Plain)?;
    let Sizes { lean, plain } = Sizes::of(&lean, &plain)?;

    println!(
        "{:<26}{:>10}{:>10}{:>10}{:>10}",
        "", "lean", "plain", "goal", "limit"
    );
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
    row(
        "compressed bytes",
        |s| s.compressed as u64,
        Some(goal),
        Some(limit),
    );
    row(
        "  left to the limit",
        |s| (COMPRESSED_LIMIT - s.compressed) as u64,
        None,
        None,
    );
    row("raw bytes", |s| s.raw as u64, None, Some(RAW_LIMIT as u64));
    row(
        "  left to the limit",
        |s| (RAW_LIMIT - s.raw) as u64,
        None,
        None,
    );
    row("data bytes", |s| s.facts.data_bytes, None, None);
    row("functions", |s| s.facts.functions, None, Some(4_096));
    row(
        "host functions imported",
        |s| s.facts.imports.len() as u64,
        None,
        None,
    );
    row(
        "memory pages at start",
        |s| s.facts.memory_pages,
        None,
        Some(2),
    );
    row(
        "start gas, cached",
        |s| s.facts.cached_start_gas(),
        Some(4_000),
        None,
    );
    row(
        "start gas, not cached",
        |s| s.facts.uncached_start_gas(),
        None,
        None,
    );

    match COMPRESSED_GOAL.checked_sub(lean.compressed) {
        Some(left) => println!("\nThe lean build fits one fragment, with {left} bytes to spare."),
        None => println!(
            "\nThe lean build needs two fragments: {} bytes over one.",
            lean.compressed - COMPRESSED_GOAL
        ),
    }
    Ok(())
}

/// 49152 as `49,152`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(131_072), "131,072");
    }
}
