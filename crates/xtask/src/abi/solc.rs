// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads the interface with the pinned `solc`: ABI, selectors, and the order of declarations.

use std::{collections::BTreeMap, io::Write, process::Stdio};

use anyhow::{bail, ensure, Context, Result};
use serde_json::{json, Value};

use super::{
    interface::{Declaration, Interface, Kind},
    json::{Entry, Param},
    natspec::Natspec,
};
use crate::{build::Workspace, node};

const SOLC: &str = "crates/xtask/tools/solc.mjs";
const FILE: &str = "IDiem.sol";
const INTERFACE: &str = "IDiem";
/// An interface cannot declare a constructor, so the fields of this struct are its arguments.
/// Nested structs are flattened, which does not change the encoding.
const CONSTRUCTOR: &str = "ConstructorArgs";

/// Compiles `source`. Fails on errors and on warnings.
pub fn compile(workspace: &Workspace, source: &str) -> Result<Interface> {
    let input = json!({
        "language": "Solidity",
        "sources": { FILE: { "content": source } },
        "settings": { "outputSelection": { FILE: {
            INTERFACE: ["abi", "evm.methodIdentifiers"],
            "": ["ast"],
        } } },
    });
    let mut solc = node::program(workspace, SOLC)?
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start Node.js")?;
    // Dropped at the end of the statement, which ends the input.
    solc.stdin.take().context("solc has no input")?.write_all(input.to_string().as_bytes())?;
    let output = solc.wait_with_output()?;
    ensure!(output.status.success(), "solc failed");
    let output: Value =
        serde_json::from_slice(&output.stdout).context("solc's output is not JSON")?;
    read(source, &output)
}

fn read(source: &str, output: &Value) -> Result<Interface> {
    let messages: Vec<&str> =
        list(&output["errors"]).filter_map(|error| error["formattedMessage"].as_str()).collect();
    ensure!(messages.is_empty(), "solc reports:\n{}", messages.join("\n"));

    let compiled = &output["contracts"][FILE][INTERFACE];
    let ast = list(&output["sources"][FILE]["ast"]["nodes"])
        .find(|node| node["nodeType"] == "ContractDefinition" && node["name"] == INTERFACE)
        .context("no interface IDiem")?;
    let mut by_selector: BTreeMap<String, Entry> = BTreeMap::new();
    let mut by_name: BTreeMap<(String, String), Entry> = BTreeMap::new();
    for entry in serde_json::from_value::<Vec<Entry>>(compiled["abi"].clone())? {
        if entry.kind == "function" {
            let signature = entry.signature();
            let selector = compiled["evm"]["methodIdentifiers"][&signature]
                .as_str()
                .with_context(|| format!("no selector of {signature}"))?;
            by_selector.insert(selector.to_owned(), entry);
        } else {
            let key = (entry.kind.clone(), entry.name.clone());
            if let Some(twice) = by_name.insert(key, entry) {
                bail!("{} is declared twice; give one another name", twice.name);
            }
        }
    }

    let mut declarations = Vec::new();
    for node in list(&ast["nodes"]) {
        let name = node["name"].as_str().unwrap_or_default();
        let selector = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
        let (kind, selector, entry) = match node["nodeType"].as_str().unwrap_or_default() {
            "FunctionDefinition" => {
                let selector = selector("functionSelector");
                let entry = by_selector.remove(&selector);
                (Kind::Call, selector, entry)
            }
            "EventDefinition" => {
                let entry = by_name.remove(&("event".to_owned(), name.to_owned()));
                (Kind::Event, selector("eventSelector"), entry)
            }
            "ErrorDefinition" => {
                let entry = by_name.remove(&("error".to_owned(), name.to_owned()));
                (Kind::Error, selector("errorSelector"), entry)
            }
            "StructDefinition" => (Kind::Struct, String::new(), Some(structure(node))),
            _ => continue,
        };
        let entry = entry.with_context(|| format!("{name} is not in the ABI"))?;
        let (start, code) = part(source, node)?;
        declarations.push(Declaration {
            kind,
            selector: if selector.is_empty() { selector } else { format!("0x{selector}") },
            section: section(source, start)
                .with_context(|| format!("{name} is declared before the first section"))?,
            source: dedent(code),
            docs: documentation(source, node).with_context(|| format!("the NatSpec of {name}"))?,
            entry,
        });
    }
    let left: Vec<String> =
        by_selector.values().chain(by_name.values()).map(Entry::signature).collect();
    ensure!(left.is_empty(), "in the ABI, but not in the source: {left:?}");
    Ok(Interface {
        docs: documentation(source, ast).context("the NatSpec of the interface")?,
        constructor: Entry {
            kind: "constructor".to_owned(),
            name: String::new(),
            inputs: flat_fields(ast, |node| node["name"] == CONSTRUCTOR)?,
            outputs: None,
            state_mutability: Some("nonpayable".to_owned()),
            anonymous: None,
        },
        declarations,
    })
}

/// The fields of a struct of the interface. A field that is a struct is replaced by its fields.
fn flat_fields(ast: &Value, is_wanted: impl Fn(&Value) -> bool) -> Result<Vec<Param>> {
    let wanted = list(&ast["nodes"])
        .find(|node| node["nodeType"] == "StructDefinition" && is_wanted(node))
        .with_context(|| format!("no struct {CONSTRUCTOR}, or a field of an unknown type in it"))?;
    let mut fields = Vec::new();
    for member in list(&wanted["members"]) {
        let ty = &member["typeName"];
        if ty["nodeType"] == "ElementaryTypeName" {
            let name = ty["name"].as_str().unwrap_or_default().to_owned();
            fields.push(Param {
                name: member["name"].as_str().unwrap_or_default().to_owned(),
                ty: name.clone(),
                indexed: None,
                internal_type: name,
                components: None,
            });
        } else {
            let id = ty["referencedDeclaration"].clone();
            let inner: &dyn Fn(&Value) -> bool = &|node| node["id"] == id;
            fields.extend(flat_fields(ast, inner)?);
        }
    }
    Ok(fields)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A struct as an entry of an ABI, which has none: its fields are the inputs.
fn structure(node: &Value) -> Entry {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields = list(&node["members"]).map(|member| {
        let ty = text(&member["typeName"]["typeDescriptions"]["typeString"]);
        let name = text(&member["name"]);
        Param { name, ty: ty.clone(), indexed: None, internal_type: ty, components: None }
    });
    Entry {
        kind: "struct".to_owned(),
        name: text(&node["name"]),
        inputs: fields.collect(),
        outputs: None,
        state_mutability: None,
        anonymous: None,
    }
}

/// The part of the source that a node stands for, and the byte at which it begins.
fn part<'a>(source: &'a str, node: &Value) -> Result<(usize, &'a str)> {
    let position = node["src"].as_str().context("a node without a source position")?;
    let mut numbers = position.split(':').map(str::parse::<usize>);
    let (Some(Ok(start)), Some(Ok(length))) = (numbers.next(), numbers.next()) else {
        bail!("a source position of another form: {position}");
    };
    let part = source.get(start..start + length);
    Ok((start, part.with_context(|| format!("no source at {position}"))?))
}

/// The title of the last line `// --- Title` before `offset`.
fn section(source: &str, offset: usize) -> Option<String> {
    let title = |line: &str| Some(line.trim().strip_prefix("// --- ")?.to_owned());
    source[..offset].lines().rev().find_map(title)
}

/// Code of the interface without the interface's indentation.
fn dedent(code: &str) -> String {
    let lines = code.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The NatSpec of a node; empty if it has none.
fn documentation(source: &str, node: &Value) -> Result<Natspec> {
    let comment = &node["documentation"];
    if comment.is_null() {
        return Ok(Natspec::default());
    }
    Natspec::parse(part(source, comment)?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
/// @title Diem
interface IDiem {
    // --- Exits

    /// @notice Too
    ///         late.
    /// @dev Wait.
    ///
    ///      Or not.
    error Late(
        uint256 until
    );
}
";

    /// The source position of the part from `first` to the end of `last`.
    fn src(first: &str, last: &str) -> String {
        let start = SOURCE.find(first).unwrap();
        let length = SOURCE[start..].find(last).unwrap() + last.len();
        format!("{start}:{length}:0")
    }

    /// `solc`'s output for an interface with one error and the constructor's arguments.
    fn output() -> Value {
        let nowhere = src(");", ");");
        json!({
            "sources": { FILE: { "ast": { "nodes": [{
                "nodeType": "ContractDefinition",
                "name": INTERFACE,
                "documentation": { "src": src("/// @title", "Diem") },
                "nodes": [
                    {
                        "nodeType": "ErrorDefinition", "name": "Late", "errorSelector": "00000001",
                        "src": src("error", ");"), "documentation": { "src": src("/// @notice", "not.") },
                    },
                    { "nodeType": "StructDefinition", "name": "Params", "id": 7, "src": nowhere, "members": [
                        { "name": "base", "typeName": {
                            "nodeType": "ElementaryTypeName", "name": "uint256",
                            "typeDescriptions": { "typeString": "uint256" },
                        } },
                    ] },
                    { "nodeType": "StructDefinition", "name": CONSTRUCTOR, "id": 8, "src": nowhere, "members": [
                        { "name": "owner", "typeName": { "nodeType": "ElementaryTypeName", "name": "address" } },
                        { "name": "params", "typeName": { "nodeType": "UserDefinedTypeName", "referencedDeclaration": 7 } },
                    ] },
                ],
            }] } } },
            "contracts": { FILE: { INTERFACE: { "abi": [{ "type": "error", "name": "Late", "inputs": [
                { "name": "until", "type": "uint256", "internalType": "uint256" },
            ] }] } } },
        })
    }

    #[test]
    fn a_declaration_has_its_section_its_source_and_its_documentation() {
        let interface = read(SOURCE, &output()).unwrap();
        assert_eq!(interface.docs.title, "Diem");
        let late = &interface.declarations[0];
        assert_eq!(late.kind, Kind::Error);
        assert_eq!(late.selector, "0x00000001");
        assert_eq!(late.section, "Exits");
        assert_eq!(late.source, "error Late(\n    uint256 until\n);");
        assert_eq!(late.docs.notice, "Too late.");
        assert_eq!(late.docs.details, "Wait.\n\nOr not.");
    }

    #[test]
    fn a_struct_has_its_fields_and_no_place_in_the_abi() {
        let interface = read(SOURCE, &output()).unwrap();
        let params = interface.of(Kind::Struct).next().unwrap();
        assert_eq!(params.entry.name, "Params");
        assert_eq!(params.entry.inputs[0].internal_type, "uint256");
        assert_eq!(params.selector, "");
        let kinds: Vec<&str> =
            interface.entries().iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds, ["constructor", "error"]);
    }

    #[test]
    fn the_constructor_takes_the_fields_of_its_struct() {
        let interface = read(SOURCE, &output()).unwrap();
        assert_eq!(interface.constructor.signature(), "(address,uint256)");
        assert_eq!(interface.constructor.inputs[1].name, "base");
    }

    #[test]
    fn a_message_of_the_compiler_is_an_error() {
        let mut output = output();
        output["errors"] = json!([{ "formattedMessage": "Warning: unused" }]);
        let error = read(SOURCE, &output).err().unwrap().to_string();
        assert!(error.contains("Warning: unused"), "{error}");
    }
}
