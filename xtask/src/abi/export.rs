//! What the contract prints of itself with the feature `export-abi`.
//!
//! The SDK prints the functions of the contract's own `#[public]` block (not those of the
//! traits it implements; [`super::rust`] reads them all), and the constructor on request. The
//! contract adds a line for each error and event: `// error Late(uint256)`,
//! `// event Paid(address indexed,uint256)`.

use std::fmt::Write;

use anyhow::{Context, Result};

use super::{solidity, Abi};

/// Errors, events and constructor, from the output of the two commands.
pub fn parse(printed: &str, constructor: &str) -> Result<Abi> {
    let mut interface = String::from("interface Exported {\n");
    for line in printed.lines().map(str::trim) {
        // The SDK prints some errors itself, as plain declarations.
        let declaration = line.strip_prefix("// ").unwrap_or(line);
        let declaration = declaration.trim_end_matches(';');
        if ["error ", "event "]
            .iter()
            .any(|word| declaration.starts_with(word))
        {
            writeln!(interface, "{declaration};")?;
        }
    }
    if let Some(line) = constructor
        .lines()
        .find(|line| line.starts_with("constructor("))
    {
        writeln!(interface, "{line};")?;
    }
    interface.push('}');
    solidity::parse(&interface)
        .with_context(|| format!("cannot parse the exported ABI:\n{interface}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_errors_events_and_the_constructor() {
        let printed = "\
            /**\n * This file was automatically generated\n */\n\n\
            // SPDX-License-Identifier: MIT\npragma solidity ^0.8.23;\n\n\
            interface IDiem  {\n    function f(uint256 v) external;\n\n    error A(address, uint256);\n}\n\
            // error Late(uint256,(uint64,address)[])\n\
            // event Paid(address indexed,uint256)\n";
        let abi = parse(
            printed,
            "constructor(address vvv, uint256 cap)\n// error Late(uint256)\n",
        )
        .unwrap();

        let errors: Vec<String> = abi
            .errors
            .iter()
            .map(crate::abi::Error::signature)
            .collect();
        assert_eq!(
            errors,
            ["A(address,uint256)", "Late(uint256,(uint64,address)[])"]
        );
        assert_eq!(abi.events[0].full(), "Paid(address indexed,uint256)");
        let constructor = abi.constructor.unwrap();
        assert_eq!(constructor.signature(), "(address,uint256)");
        assert_eq!(constructor.inputs[0].name, "vvv");
    }

    #[test]
    fn a_contract_without_a_constructor_exports_none() {
        assert!(parse("interface IDiem {}", "")
            .unwrap()
            .constructor
            .is_none());
    }
}
