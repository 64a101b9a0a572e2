//! Reports of what was measured, kept in `artifacts/`: written where that is asked for, else compared.

/// Whether reports are to be written: `DIEM_BLESS=1`.
pub fn is_blessed() -> bool {
    std::env::var_os("DIEM_BLESS").is_some()
}

/// Fails unless the file at `path` says what was measured now.
#[track_caller]
pub fn holds(path: &str, report: &str) {
    if is_blessed() {
        return std::fs::write(path, report).expect("artifacts/ can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == report,
        "{path} no longer holds. If that is meant: the same test with DIEM_BLESS=1, and then `cargo xtask readme`\n{report}"
    );
}
