//! What the bytes of code are spent on.

use std::collections::BTreeMap;

use anyhow::{ensure, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::{
    build::{Recipe, Workspace},
    sizes::grouped,
};

/// `cargo xtask faces`
pub fn print(workspace: &Workspace) -> Result<()> {
    let module = workspace.build(Recipe::LeanNamed)?;
    let functions = functions(&module)?;
    ensure!(
        functions.iter().any(|(name, _)| name.contains("::")),
        "the named build has lost its function names"
    );

    let mut groups: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (name, bytes) in &functions {
        let group = groups.entry(group(name)).or_default();
        *group = (group.0 + bytes, group.1 + 1);
    }
    let total: u64 = functions.iter().map(|(_, bytes)| bytes).sum();
    let mut rows: Vec<_> = groups.into_iter().collect();
    rows.sort_by_key(|(_, (bytes, _))| std::cmp::Reverse(*bytes));

    println!("{:<36}{:>10}{:>8}{:>11}", "", "bytes", "share", "functions");
    for (name, (bytes, count)) in rows
        .into_iter()
        .chain([("all".to_owned(), (total, functions.len() as u64))])
    {
        let tenths = bytes * 1_000 / total;
        println!(
            "{name:<36}{:>10}{:>6}.{}%{count:>11}",
            grouped(bytes),
            tenths / 10,
            tenths % 10
        );
    }
    println!("\nBytes of code before compression, in the lean build. An inlined function counts");
    println!("where it was inlined: a face's share includes what it alone uses of others.");
    Ok(())
}

/// Every function of the module by its demangled name, with the bytes of its body.
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
        .map(|(index, bytes)| {
            let name = names.get(&index).map_or("", String::as_str);
            (format!("{:#}", rustc_demangle::demangle(name)), bytes)
        })
        .collect())
}

/// Where a function counts: a face of the contract, or the crate it comes from.
fn group(name: &str) -> String {
    // A trait's method counts for the implementing type: `<diem::Diem as …::IErc20>::transfer`
    // for diem; generic code of a dependency for the dependency.
    let path = name.trim_start_matches(['<', '&', '(', '[', '*']);
    let path = path.strip_prefix("dyn ").unwrap_or(path);
    // A face is a trait of the contract's own, or its module.
    let face = name
        .split(" as ")
        .nth(1)
        .filter(|_| path.starts_with("diem::"))
        .unwrap_or(path);
    let segments: Vec<&str> = face
        .split(['<', '>', ' ', '(', ')', ',', '['])
        .next()
        .unwrap_or(face)
        .split("::")
        .collect();
    match segments.as_slice() {
        ["diem", "contract", face, ..] => format!("diem::contract::{face}"),
        ["diem", ..] => "diem (router, storage, shared)".to_owned(),
        // Its methods are the contract's code, whatever crate declares the trait.
        [_, .., name] if path.starts_with("diem::") && face != path => format!("diem ({name})"),
        ["openzeppelin_stylus", rest @ ..] => match rest {
            [.., "erc20", _] => "openzeppelin_stylus::erc20".to_owned(),
            _ => "openzeppelin_stylus".to_owned(),
        },
        [head, ..] if head.starts_with("alloy_") => "alloy".to_owned(),
        [head, ..] if head.starts_with("stylus_") => "stylus_sdk".to_owned(),
        ["core" | "alloc" | "std" | "compiler_builtins", ..] => "core, alloc, std".to_owned(),
        [head, _, ..] => (*head).to_owned(),
        _ => "without a path (allocator, intrinsics)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{functions, group};

    #[test]
    fn functions_count_for_their_face_or_their_crate() {
        let cases = [
            ("diem::contract::vault::stake", "diem::contract::vault"),
            (
                "<diem::Diem as diem::contract::vault::Vault>::stake",
                "diem::contract::vault",
            ),
            ("diem_model::curve::cost", "diem_model"),
            ("<diem_model::Day as core::ops::Add>::add", "diem_model"),
            ("alloy_primitives::bits::address::Address::new", "alloy"),
            ("core::ops::function::FnOnce::call_once", "core, alloc, std"),
            (
                "<alloc::vec::Vec<u8> as core::clone::Clone>::clone",
                "core, alloc, std",
            ),
            ("memcpy", "without a path (allocator, intrinsics)"),
        ];
        for (name, expected) in cases {
            assert_eq!(group(name), expected, "{name}");
        }
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
