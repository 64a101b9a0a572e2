//! The interface as text: what `src/main.rs` prints, from the tables the contract is built of.

use std::fmt::Write;

use crate::abi::Function;
use crate::contract::governance;
use crate::{errors, events, FUNCTIONS};

/// The interface in Solidity; errors, events and the constructor follow as comments, one a line.
#[must_use]
pub fn interface() -> String {
    let mut text = String::from("interface IDiem {\n");
    for Function {
        name,
        mutability,
        args,
        returns,
    } in FUNCTIONS
    {
        let args: Vec<_> = args
            .iter()
            .map(|(kind, name)| format!("{kind} {name}"))
            .collect();
        let _ = write!(text, "    function {name}({}) external", args.join(", "));
        for (keyword, rest) in [("", *mutability), ("returns ", *returns)] {
            if !rest.is_empty() {
                let rest = if keyword.is_empty() {
                    rest.into()
                } else {
                    in_memory(rest)
                };
                let _ = write!(text, " {keyword}{rest}");
            }
        }
        text.push_str(";\n");
    }
    text.push_str("}\n\n");
    for (name, types) in errors::DECLARED {
        let _ = writeln!(text, "// error {name}({})", types.join(","));
    }
    let events = [events::DECLARED, events::DYNAMIC].concat();
    for (name, indexed, plain) in events {
        let indexed = indexed.iter().map(|kind| format!("{kind} indexed"));
        let types: Vec<_> = indexed
            .chain(plain.iter().map(ToString::to_string))
            .collect();
        let _ = writeln!(text, "// event {name}({})", types.join(","));
    }
    let _ = writeln!(text, "// {}", constructor());
    text
}

/// The constructor's signature in Solidity.
#[must_use]
pub fn constructor() -> &'static str {
    governance::CONSTRUCTOR
}

/// Return types in parentheses, with the location Solidity wants of the dynamic ones. Structs are
/// bare tuples, which have none.
fn in_memory(types: &str) -> String {
    let mut depth = 0;
    let apart = types.split(|character| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        character == ',' && depth == 0
    });
    let types: Vec<_> = apart
        .map(|kind| match kind {
            tuple if tuple.starts_with('(') => tuple.into(),
            "string" | "bytes" => format!("{kind} memory"),
            array if array.ends_with("[]") => format!("{array} memory"),
            word => word.into(),
        })
        .collect();
    format!("({})", types.join(", "))
}
