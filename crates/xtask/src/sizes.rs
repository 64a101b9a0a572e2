// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sizes of the released and the plain build: a table, and a snapshot that shows drift.

use anyhow::Result;
use serde::Serialize;

use crate::{
    build::{Recipe, Workspace},
    format::grouped,
    release,
    wasm::{self, Limits, Size},
};

/// Both builds, each within its limits.
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
        sizes.lean.within(&Limits::RELEASED, "lean")?;
        sizes.plain.within(&Limits::CHAIN, "plain")?;
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

    println!("{:<26}{:>10}{:>10}{:>10}{:>10}", "", "lean", "limit", "plain", "limit");
    let row = |what: &str, of: fn(&Size) -> u64, limits: [Option<u64>; 2]| {
        let [released, chain] = limits.map(|limit| limit.map_or_else(|| "-".to_owned(), grouped));
        let (lean, plain) = (grouped(of(&lean)), grouped(of(&plain)));
        println!("{what:<26}{lean:>10}{released:>10}{plain:>10}{chain:>10}");
    };
    let (released, chain) = (Limits::RELEASED, Limits::CHAIN);
    let bytes = |released: usize, chain: usize| [Some(released as u64), Some(chain as u64)];
    let compressed = bytes(released.compressed, chain.compressed);
    row("compressed bytes", |size| size.compressed as u64, compressed);
    row("raw bytes", |size| size.raw as u64, bytes(released.raw, chain.raw));
    row("data bytes", |size| size.facts.data_bytes, [None; 2]);
    row("functions", |size| size.facts.functions, [Some(4_096); 2]);
    row("host functions imported", |size| size.facts.imports.len() as u64, [None; 2]);
    row("memory pages at start", |size| size.facts.memory_pages, [Some(2); 2]);
    let cached = [Some(released.start_cached), None];
    row("start gas, cached", |size| size.facts.cached_start_gas(), cached);
    let uncached = [Some(released.start_uncached), None];
    row("start gas, not cached", |size| size.facts.uncached_start_gas(), uncached);
    Ok(())
}
