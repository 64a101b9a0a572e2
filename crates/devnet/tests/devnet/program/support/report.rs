// SPDX-License-Identifier: MIT OR Apache-2.0
//! Snapshot files in `artifacts/`: compared with what was measured, or rewritten on request.

/// Whether snapshot files are to be rewritten: `UPDATE_SNAPSHOTS=1`.
pub fn update_requested() -> bool {
    std::env::var_os("UPDATE_SNAPSHOTS").is_some()
}

/// Fails unless the file at `path` equals `report`. Writes it instead if an update is requested.
#[track_caller]
pub fn assert_matches(path: &str, report: &str) {
    if update_requested() {
        return std::fs::write(path, report).expect("artifacts/ is writable");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == report,
        "{path} is out of date. If the change is intended, run this test with UPDATE_SNAPSHOTS=1, then \
         `cargo xtask numbers`.\n{report}"
    );
}
