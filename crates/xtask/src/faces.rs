//! What the bytes of code are spent on.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{ensure, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::{
    build::{Recipe, Workspace},
    sizes::grouped,
};

pub const DOCUMENT: &str = "artifacts/faces.md";

const HEAD: &str = "\
# Where the code goes

Bytes of the released program's code before compression, by what they were written for; `cargo artifacts` writes this.
An inlined function counts where it was inlined: a face's share includes what it alone uses of others.

| | bytes | share | functions |
|---|---:|---:|---:|
";

/// `cargo xtask faces`
pub fn print(workspace: &Workspace) -> Result<()> {
    print!("{}", document(workspace)?);
    Ok(())
}

/// What `artifacts/faces.md` should say.
pub fn document(workspace: &Workspace) -> Result<String> {
    let functions = functions(&workspace.build(Recipe::LeanNamed)?)?;
    ensure!(
        functions.iter().any(|(name, _)| name.starts_with("_R")),
        "the named build has lost its function names"
    );
    Ok(table(&functions))
}

fn table(functions: &[(String, u64)]) -> String {
    let mut groups: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (name, bytes) in functions {
        let group = groups.entry(group(name)).or_default();
        *group = (group.0 + bytes, group.1 + 1);
    }
    let total: u64 = functions.iter().map(|(_, bytes)| bytes).sum();
    let mut rows: Vec<_> = groups.into_iter().collect();
    rows.sort_by_key(|(_, (bytes, _))| std::cmp::Reverse(*bytes));
    rows.push(("all".to_owned(), (total, functions.len() as u64)));

    let mut text = HEAD.to_owned();
    for (name, (bytes, count)) in rows {
        let tenths = bytes * 1_000 / total;
        let _ = writeln!(
            text,
            "| {name} | {} | {}.{} % | {count} |",
            grouped(bytes),
            tenths / 10,
            tenths % 10
        );
    }
    text
}

/// Every function of the module by its mangled name, with the bytes of its body.
fn functions(module: &[u8]) -> Result<Vec<(String, u64)>> {
    let mut imported: u32 = 0;
    let mut bodies = Vec::new();
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len() as u64),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(section) = section.as_known() else {
                    continue;
                };
                for subsection in section {
                    if let Name::Function(functions) = subsection? {
                        for function in functions {
                            let function = function?;
                            names.insert(function.index, function.name.to_owned());
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok((imported..)
        .zip(bodies)
        .map(|(index, bytes)| (names.get(&index).cloned().unwrap_or_default(), bytes))
        .collect())
}

/// Where a function counts: a module of the contract, or the crate it comes from.
///
/// Read off the mangled name (Rust's `v0` scheme), which, unlike the demangled one, says in which
/// module an `impl` block stands: the contract's methods all belong to one type.
fn group(mangled: &str) -> String {
    let Some(path) = crate_and_module(mangled) else {
        return "without a path (allocator, intrinsics)".to_owned();
    };
    match path.as_slice() {
        ["diem", "contract", face, ..] => format!("diem::contract::{face}"),
        ["diem", module, ..] => format!("diem::{module}"),
        ["diem"] => "diem (router, constructor)".to_owned(),
        ["core" | "alloc" | "std" | "compiler_builtins" | "__rustc", ..] => {
            "core, alloc, std".to_owned()
        }
        [name, ..] if name.starts_with("alloy_") => "alloy".to_owned(),
        [name, ..] if name.starts_with("stylus_") => "stylus_sdk".to_owned(),
        [name, ..] => (*name).to_owned(),
        [] => unreachable!("a path begins with its crate"),
    }
}

/// The first path in a mangled name: the crate root `C…_4diem`, and the modules that follow it
/// directly, each as its length and its name.
fn crate_and_module(mangled: &str) -> Option<Vec<&str>> {
    let root = mangled.strip_prefix("_R")?;
    // The root's hash ends in the first underscore before a name; what comes before may hold
    // underscores of its own, such as an impl's number (`s0_`).
    let at = root.find("Cs")?;
    let mut rest = root[at..].split_once('_')?.1;
    let mut path = Vec::new();
    while let Some(digits) = rest.find(|c: char| !c.is_ascii_digit()) {
        let Ok(length) = rest[..digits].parse::<usize>() else {
            break;
        };
        let name = rest[digits..].trim_start_matches('_');
        path.push(name.get(..length)?);
        rest = &name[length..];
    }
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::{functions, group, table, HEAD};

    #[test]
    fn functions_count_for_their_face_or_their_crate() {
        let cases = [
            (
                "_RNvMNtNtCscx_4diem8contract5vaultNtB6_4Diem9stake_vvv",
                "diem::contract::vault",
            ),
            ("_RNvXsk_NtCscx_4diem3abimNtB5_6ToWord7to_word", "diem::abi"),
            (
                "_RNvXs0_Csia_4diemNtB5_4DiemINtNtCskr_10stylus_sdk3abi6RouterBo_E5route",
                "diem (router, constructor)",
            ),
            (
                "_RNvMNtCscs_10diem_model5curveNtB2_5Curve4mint",
                "diem_model",
            ),
            (
                "_RNvXNtNtNtCsaQ_5alloc3vec21spec_from_iter_nestedNtCscx_4diem3Foo",
                "core, alloc, std",
            ),
            ("_RNvNtCsi7_11tiny_keccak7keccakf7keccakf", "tiny_keccak"),
            ("memcpy", "without a path (allocator, intrinsics)"),
        ];
        for (name, expected) in cases {
            assert_eq!(group(name), expected, "{name}");
        }
    }

    #[test]
    fn groups_are_summed_the_largest_first() {
        let function = |name: &str, bytes| (name.to_owned(), bytes);
        let text = table(&[
            function("memcpy", 10),
            function(
                "_RNvMNtNtCscx_4diem8contract5vaultNtB6_4Diem9stake_vvv",
                1_000,
            ),
            function("_RNvMNtNtCscx_4diem8contract5vaultNtB6_4Diem5other", 990),
        ]);
        let rows: Vec<_> = text.strip_prefix(HEAD).unwrap().lines().collect();
        let expected = [
            "| diem::contract::vault | 1,990 | 99.5 % | 2 |",
            "| without a path (allocator, intrinsics) | 10 | 0.5 % | 1 |",
            "| all | 2,000 | 100.0 % | 3 |",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn bodies_get_their_own_names_behind_imports() {
        let module = wat::parse_str(
            r#"(module (import "vm_hooks" "exit_early" (func $host (param i32)))
                (func $first) (func $second (drop (i32.const 1))))"#,
        )
        .unwrap();
        assert_eq!(
            functions(&module).unwrap(),
            [("first".to_owned(), 2), ("second".to_owned(), 5)]
        );
    }
}
