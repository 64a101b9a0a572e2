//! What the contract prints of itself with the feature `export-abi`: its interface in Solidity,
//! then a comment line for each error and event and for the constructor, in which structs are
//! bare tuples: `// error Late(uint256)`, `// event Paid(address indexed,uint256)`.

use anyhow::{Context, Result};

use super::{solidity, Abi};

/// Reads it.
pub fn parse(printed: &str) -> Result<Abi> {
    let mut interface = String::new();
    for line in printed.lines() {
        match line.strip_prefix("// ") {
            Some(declaration) => interface.push_str(&format!("{declaration};\n")),
            // Declarations belong inside the interface, whose end the printed one marks.
            None if line == "}" => {}
            None => interface.push_str(&format!("{line}\n")),
        }
    }
    interface.push('}');
    solidity::parse(&interface)
        .with_context(|| format!("cannot parse the exported ABI:\n{interface}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_functions_errors_events_and_the_constructor() {
        let printed = "\
            interface IDiem {\n    function f(uint256 v) external view returns (string memory);\n}\n\n\
            // error Late(uint256,(uint64,address)[])\n\
            // event Paid(address indexed,uint256)\n\
            // constructor(address vvv, uint256 cap)\n";
        let abi = parse(printed).unwrap();
        assert_eq!(abi.functions[0].full(), "f(uint256) view returns (string)");
        assert_eq!(
            abi.errors[0].signature(),
            "Late(uint256,(uint64,address)[])"
        );
        assert_eq!(abi.events[0].full(), "Paid(address indexed,uint256)");
        let constructor = abi.constructor.unwrap();
        assert_eq!(constructor.signature(), "(address,uint256)");
        assert_eq!(constructor.inputs[0].name, "vvv");
    }

    #[test]
    fn an_interface_without_more_has_no_constructor() {
        assert!(parse("interface IDiem {\n}").unwrap().constructor.is_none());
    }
}
