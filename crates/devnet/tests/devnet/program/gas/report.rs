// SPDX-License-Identifier: MIT OR Apache-2.0
//! The snapshot as a Markdown report: `artifacts/gas.md`.

use std::fmt::Write;

use super::*;

/// The snapshot as Markdown, with ratios to the floors and the program's sizes.
pub(super) fn render(snapshot: &Snapshot) -> String {
    let sizes: serde_json::Value =
        serde_json::from_slice(&artifact("sizes.json")).expect("artifacts/sizes.json");
    let program = &snapshot.program;
    let mut text = String::from(
        "# Gas and size\n\n\
         Gas of the released program's calls on the development chain. Written by \
         `UPDATE_SNAPSHOTS=1 cargo test --workspace --test devnet program::gas`.\n\n\
         *Gas* is that of the whole transaction, with the program cached and refunds deducted, without the parent \
         chain's data fee. The *floor* is the least gas that the EVM's schedule allows for the job: intrinsic gas, storage \
         slots on the best layout, logs, precompiles and the token's own transfer, but no instruction, no hash and no \
         program start. *Slots read* and *stores* count Diem's own storage. *Code* is the gas of the program's own \
         instructions, and *longest stretch* the most of it between two host calls: in a mint, the curve.\n\n\
         | call | state | gas | floor | ratio | slots read | stores | code | longest stretch |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    for row in &snapshot.calls {
        let ratio = row.gas as f64 / row.floor as f64;
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {ratio:.2} | {} | {} | {} | {} |",
            row.call,
            row.state,
            row.gas,
            row.floor,
            row.slots_read,
            row.stores,
            row.program_ink / INK,
            row.longest_stretch_ink / INK,
        );
    }
    text.push_str(
        "\n## Slots assumed\n\nWhat the floors of the later calls assume, beside logs: the contract's slots, and other \
         contracts.\n\n| call | state | floor | slots |\n|---|---|---:|---|\n",
    );
    for (row, case) in snapshot.calls.iter().zip(cases()) {
        if !case.slots.is_empty() {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} |",
                row.call, row.state, row.floor, case.slots
            );
        }
    }
    text.push_str("\n## Program not cached\n\n| call | state | gas |\n|---|---|---:|\n");
    for row in &snapshot.uncached {
        let _ = writeln!(text, "| `{}` | {} | {} |", row.call, row.state, row.gas);
    }
    let _ = writeln!(
        text,
        "\n## Deployment and size\n\nDeployment costs {}, activation {}, and both with the constructor in one transaction \
         {}. Every call pays for the program's start: {} if cached, {} if not.\n\n| size | lean (released) | plain |\n|---|---:|---:|",
        program.deploy,
        program.activate,
        program.deploy_activate_construct,
        program.start_cached,
        program.start_uncached,
    );
    for (what, key) in [
        ("compressed bytes", "compressed"),
        ("raw bytes", "raw"),
        ("data bytes", "data_bytes"),
        ("functions", "functions"),
        ("memory pages at start", "memory_pages"),
    ] {
        let of = |build: &str| sizes[build][key].as_u64().expect("a number");
        let _ = writeln!(text, "| {what} | {} | {} |", of("lean"), of("plain"));
    }
    text.push_str(&render_start_costs(&sizes));
    text
}

/// The gas of a start by component, by Nitro's formula (`ProgramInfo` in `devnet/src/stylus/activate.rs`).
fn render_start_costs(sizes: &serde_json::Value) -> String {
    let mut text = String::from(
        "\nThe gas of a program start by component. A call to a program that is not cached pays both parts:\n\n\
         | part | lean, cached | lean, not cached | plain, cached | plain, not cached |\n|---|---:|---:|---:|---:|\n",
    );
    // Millionths of a gas for each unit: if cached, and in addition if not cached.
    let parts = [
        ("data bytes", "data_bytes", 752_440, 0),
        ("functions", "functions", 134_200, 8_252_000),
        ("bytes", "raw", 1_220, 128_600),
        ("memory pages", "memory_pages", 5_000_000, 0),
    ];
    let builds = ["lean", "plain"];
    let number = |build: &str, key: &str| sizes[build][key].as_u64().expect("a number");
    let mut rest = builds.map(|build| {
        let (cached, not) =
            (number(build, "start_gas_cached"), number(build, "start_gas_uncached"));
        [cached - MIN_CACHED_INIT_GAS, not - cached - MIN_INIT_GAS]
    });
    let mut row = |what: &str, gas: [[u64; 2]; 2]| {
        let [lean, plain] = gas;
        let _ =
            writeln!(text, "| {what} | {} | {} | {} | {} |", lean[0], lean[1], plain[0], plain[1]);
    };
    row("every program", [[MIN_CACHED_INIT_GAS, MIN_INIT_GAS]; 2]);
    for (what, key, cached, more) in parts {
        let gas =
            builds.map(|build| [cached, more].map(|each| number(build, key) * each / 1_000_000));
        for (rest, gas) in rest.iter_mut().zip(gas) {
            rest[0] -= gas[0];
            rest[1] -= gas[1];
        }
        row(what, gas);
    }
    row("parameters and results of functions, globals", rest);
    text
}
