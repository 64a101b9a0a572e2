// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads the interface with the pinned `solc`: ABI, NatSpec, and the order of declarations.

use std::{
    collections::{BTreeMap, HashMap},
    io::Write,
    process::Stdio,
};

use anyhow::{bail, ensure, Context, Result};
use serde_json::{json, Value};

use super::json::{Entry, Param};
use crate::{build::Workspace, node};

const SOLC: &str = "crates/xtask/tools/solc.mjs";
const FILE: &str = "IDiem.sol";
const INTERFACE: &str = "IDiem";
/// An interface cannot declare a constructor, so the fields of this struct are its arguments.
/// Nested structs are flattened, which does not change the encoding.
const CONSTRUCTOR: &str = "ConstructorArgs";

/// The interface in the order of its source.
pub struct Interface {
    pub constructor: Entry,
    /// Functions, events and errors.
    pub declarations: Vec<Declaration>,
}

pub struct Declaration {
    pub entry: Entry,
    /// `0x` and eight digits; for events, the hash of the signature.
    pub selector: String,
    /// The title of the comment that begins its part of the source.
    pub section: String,
    /// `@notice`
    pub notice: String,
    /// `@dev`
    pub details: String,
    /// `@param`, by name.
    pub params: HashMap<String, String>,
    /// `@return`, by name, or `_0`, `_1` and so on.
    pub returns: HashMap<String, String>,
}

impl Interface {
    /// The constructor, then functions, events and errors.
    pub fn entries(&self) -> Vec<&Entry> {
        let of = |kind: &'static str| {
            let entries = self.declarations.iter().map(|declaration| &declaration.entry);
            entries.filter(move |entry| entry.kind == kind)
        };
        std::iter::once(&self.constructor)
            .chain(of("function"))
            .chain(of("event"))
            .chain(of("error"))
            .collect()
    }

    pub fn errors(&self) -> impl Iterator<Item = &Declaration> {
        let declarations = self.declarations.iter();
        declarations.filter(|declaration| declaration.entry.kind == "error")
    }
}

impl Declaration {
    /// The parts of it that lack NatSpec.
    pub fn undocumented(&self) -> Vec<String> {
        let signature = self.entry.signature();
        let mut missing = Vec::new();
        if self.notice.is_empty() {
            missing.push(format!("{signature}: @notice"));
        }
        if self.entry.kind == "error" && self.details.is_empty() {
            missing.push(format!("{signature}: @dev, what the caller can do about it"));
        }
        for Param { name, .. } in &self.entry.inputs {
            if !self.params.contains_key(name) {
                missing.push(format!("{signature}: @param {name}"));
            }
        }
        for (at, Param { name, .. }) in self.entry.outputs.iter().flatten().enumerate() {
            let key = if name.is_empty() { format!("_{at}") } else { name.clone() };
            if !self.returns.contains_key(&key) {
                missing.push(format!("{signature}: @return {key}"));
            }
        }
        missing
    }
}

/// Compiles `source`. Fails on errors and on warnings.
pub fn compile(workspace: &Workspace, source: &str) -> Result<Interface> {
    let input = json!({
        "language": "Solidity",
        "sources": { FILE: { "content": source } },
        "settings": { "outputSelection": { FILE: {
            INTERFACE: ["abi", "userdoc", "devdoc", "evm.methodIdentifiers"],
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
        let (selector, entry, docs) = match node["nodeType"].as_str().unwrap_or_default() {
            "FunctionDefinition" => {
                let selector = selector("functionSelector");
                let entry = by_selector.remove(&selector);
                (selector, entry, "methods")
            }
            "EventDefinition" => {
                let entry = by_name.remove(&("event".to_owned(), name.to_owned()));
                (selector("eventSelector"), entry, "events")
            }
            "ErrorDefinition" => {
                let entry = by_name.remove(&("error".to_owned(), name.to_owned()));
                (selector("errorSelector"), entry, "errors")
            }
            _ => continue,
        };
        let entry = entry.with_context(|| format!("{name} is not in the ABI"))?;
        let signature = entry.signature();
        let [user, developer] =
            ["userdoc", "devdoc"].map(|kind| first(&compiled[kind][docs][&signature]));
        declarations.push(Declaration {
            selector: format!("0x{selector}"),
            section: section(source, offset(node)?)
                .with_context(|| format!("{name} is declared before the first section"))?,
            notice: text(&user["notice"]),
            details: text(&developer["details"]),
            params: texts(&developer["params"]),
            returns: texts(&developer["returns"]),
            entry,
        });
    }
    let left: Vec<String> =
        by_selector.values().chain(by_name.values()).map(Entry::signature).collect();
    ensure!(left.is_empty(), "in the ABI, but not in the source: {left:?}");
    Ok(Interface {
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

/// The byte at which a node begins in the source.
fn offset(node: &Value) -> Result<usize> {
    let start = node["src"].as_str().and_then(|src| src.split(':').next());
    Ok(start.context("a node without a source position")?.parse()?)
}

/// The title of the last line `// --- Title` before `offset`.
fn section(source: &str, offset: usize) -> Option<String> {
    let title = |line: &str| Some(line.trim().strip_prefix("// --- ")?.to_owned());
    source[..offset].lines().rev().find_map(title)
}

/// `solc` lists the documentation of an error once for each contract that declares the error. Only
/// the interface does.
fn first(value: &Value) -> &Value {
    value.as_array().map_or(value, |list| &list[0])
}

/// Text with its line breaks as spaces.
fn text(value: &Value) -> String {
    let words = value.as_str().unwrap_or_default().split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

fn texts(value: &Value) -> HashMap<String, String> {
    let texts = value.as_object().into_iter().flatten();
    texts.map(|(name, value)| (name.clone(), text(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "interface IDiem {\n    // --- Exits\n    error Late(uint256 until);\n";

    /// `solc`'s output for an interface with one error and the constructor's arguments.
    fn output() -> Value {
        json!({
            "sources": { FILE: { "ast": { "nodes": [{
                "nodeType": "ContractDefinition",
                "name": INTERFACE,
                "nodes": [
                    { "nodeType": "ErrorDefinition", "name": "Late", "src": "37:30:0", "errorSelector": "00000001" },
                    { "nodeType": "StructDefinition", "name": "Params", "id": 7, "src": "0:0:0", "members": [
                        { "name": "base", "typeName": { "nodeType": "ElementaryTypeName", "name": "uint256" } },
                    ] },
                    { "nodeType": "StructDefinition", "name": CONSTRUCTOR, "id": 8, "src": "0:0:0", "members": [
                        { "name": "owner", "typeName": { "nodeType": "ElementaryTypeName", "name": "address" } },
                        { "name": "params", "typeName": { "nodeType": "UserDefinedTypeName", "referencedDeclaration": 7 } },
                    ] },
                ],
            }] } } },
            "contracts": { FILE: { INTERFACE: {
                "abi": [{ "type": "error", "name": "Late", "inputs": [
                    { "name": "until", "type": "uint256", "internalType": "uint256" },
                ] }],
                "userdoc": { "errors": { "Late(uint256)": [{ "notice": "Too\n late." }] } },
                "devdoc": { "errors": { "Late(uint256)": [{ "details": "Wait.", "params": { "until": "Unix seconds." } }] } },
            } } },
        })
    }

    #[test]
    fn a_declaration_has_its_section_and_its_documentation() {
        let interface = read(SOURCE, &output()).unwrap();
        let late = interface.errors().next().unwrap();
        assert_eq!(late.selector, "0x00000001");
        assert_eq!(late.section, "Exits");
        assert_eq!(late.notice, "Too late.");
        assert_eq!(late.details, "Wait.");
        assert_eq!(late.params["until"], "Unix seconds.");
        assert!(late.undocumented().is_empty());
    }

    #[test]
    fn the_constructor_takes_the_fields_of_its_struct() {
        let interface = read(SOURCE, &output()).unwrap();
        assert_eq!(interface.constructor.signature(), "(address,uint256)");
        assert_eq!(interface.constructor.inputs[1].name, "base");
    }

    #[test]
    fn missing_documentation_is_listed() {
        let mut output = output();
        let compiled = &mut output["contracts"][FILE][INTERFACE];
        compiled["userdoc"] = json!({});
        compiled["devdoc"] = json!({});
        let interface = read(SOURCE, &output).unwrap();
        let missing = interface.declarations[0].undocumented();
        assert_eq!(
            missing,
            [
                "Late(uint256): @notice",
                "Late(uint256): @dev, what the caller can do about it",
                "Late(uint256): @param until",
            ]
        );
    }

    #[test]
    fn a_message_of_the_compiler_is_an_error() {
        let mut output = output();
        output["errors"] = json!([{ "formattedMessage": "Warning: unused" }]);
        let error = read(SOURCE, &output).err().unwrap().to_string();
        assert!(error.contains("Warning: unused"), "{error}");
    }
}
