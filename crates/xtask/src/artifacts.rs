//! `artifacts/`: what integrators take, and the snapshots that show drift; and `ERRORS.md`.

use std::{fs, path::Path};

use anyhow::{bail, Context, Result};
use sha2::{Digest, Sha256};

use crate::{
    abi,
    build::{Recipe, Workspace},
    errors, faces, readme,
    sizes::Sizes,
    wasm,
};

pub const WASM: &str = "artifacts/diem.wasm";
const CHECKSUM: &str = "artifacts/diem.wasm.sha256";
pub const SIZES: &str = "artifacts/sizes.json";
const ABI: &str = "artifacts/diem.abi.json";

/// A generated file and the bytes it should have.
struct Artifact {
    path: &'static str,
    bytes: Vec<u8>,
}

/// `cargo artifacts`
pub fn refresh(workspace: &Workspace) -> Result<()> {
    for artifact in build(workspace)? {
        let path = workspace.root.join(artifact.path);
        if fs::read(&path).is_ok_and(|old| old == artifact.bytes) {
            println!("unchanged  {}", artifact.path);
        } else {
            fs::write(&path, &artifact.bytes)
                .with_context(|| format!("cannot write {}", artifact.path))?;
            println!("refreshed  {}", artifact.path);
        }
    }
    Ok(())
}

/// `cargo artifacts --check`
pub fn check(workspace: &Workspace) -> Result<()> {
    let artifacts = build(workspace)?;
    let stale = stale(&workspace.root, &artifacts);
    if !stale.is_empty() {
        bail!(
            "out of date: {}\nRun `cargo artifacts` and commit what changes.",
            stale.join(", ")
        );
    }
    readme::check(workspace)?;
    println!(
        "artifacts/ and ERRORS.md are up to date: sha256 {}",
        sha256(&artifacts[0].bytes)
    );
    Ok(())
}

/// Builds and checks everything; the module comes first.
fn build(workspace: &Workspace) -> Result<Vec<Artifact>> {
    // First the cheap check that fails most often while the contract is being written.
    let abi = abi::checked(workspace)?;
    let errors = errors::document(workspace, &abi)?;
    let lean = workspace.build(Recipe::Lean)?;
    let plain = workspace.build(Recipe::Plain)?;
    let sizes = Sizes::of(&lean, &plain)?;
    let faces = faces::document(workspace)?;
    let released = wasm::as_released(&lean)?;
    // The form `sha256sum --check` reads, run inside artifacts/.
    let checksum = format!("{}  diem.wasm\n", sha256(&released));
    let artifact = |path, bytes| Artifact { path, bytes };
    Ok(vec![
        artifact(WASM, released),
        artifact(CHECKSUM, checksum.into_bytes()),
        artifact(SIZES, sizes.to_json()?.into_bytes()),
        artifact(ABI, abi.to_json()?.into_bytes()),
        artifact(faces::DOCUMENT, faces.into_bytes()),
        artifact(errors::DOCUMENT, errors.into_bytes()),
    ])
}

fn stale(root: &Path, artifacts: &[Artifact]) -> Vec<&'static str> {
    artifacts
        .iter()
        .filter(|artifact| {
            fs::read(root.join(artifact.path)).ok().as_ref() != Some(&artifact.bytes)
        })
        .map(|artifact| artifact.path)
        .collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_and_a_missing_file_are_stale_and_an_equal_one_is_not() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("artifacts")).unwrap();
        fs::write(root.path().join(WASM), b"same").unwrap();
        fs::write(root.path().join(SIZES), b"old").unwrap();
        let artifact = |path, bytes: &[u8]| Artifact {
            path,
            bytes: bytes.to_vec(),
        };
        let built = [
            artifact(WASM, b"same"),
            artifact(SIZES, b"new"),
            artifact(ABI, b"[]"),
        ];

        assert_eq!(stale(root.path(), &built), [SIZES, ABI]);
    }

    #[test]
    fn the_checksum_is_sha256_in_hex() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256(b""), empty);
    }
}
