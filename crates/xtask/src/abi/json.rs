//! The standard JSON ABI, one entry a line, so that a change reads well in a diff.

use anyhow::Result;
use serde::Serialize;

use super::{Abi, Param, Type};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    inputs: Vec<JsonParam<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<Vec<JsonParam<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_mutability: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anonymous: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonParam<'a> {
    name: &'a str,
    r#type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    indexed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    internal_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    components: Option<Vec<JsonParam<'a>>>,
}

pub fn render(abi: &Abi) -> Result<String> {
    let constructor = abi.constructor.iter().map(|function| Entry {
        outputs: None,
        state_mutability: Some(function.mutability),
        ..entry("constructor", "", &function.inputs)
    });
    let functions = abi.functions.iter().map(|function| Entry {
        outputs: Some(params(&function.outputs)),
        state_mutability: Some(function.mutability),
        ..entry("function", &function.name, &function.inputs)
    });
    let events = abi.events.iter().map(|event| Entry {
        inputs: event
            .inputs
            .iter()
            .map(|input| JsonParam {
                indexed: Some(input.indexed),
                ..param(input)
            })
            .collect(),
        anonymous: Some(event.anonymous),
        ..entry("event", &event.name, &[])
    });
    let errors = abi
        .errors
        .iter()
        .map(|error| entry("error", &error.name, &error.inputs));
    let lines: Vec<String> = constructor
        .chain(functions)
        .chain(events)
        .chain(errors)
        .map(|entry| serde_json::to_string(&entry))
        .collect::<Result<_, _>>()?;
    Ok(format!("[\n  {}\n]\n", lines.join(",\n  ")))
}

fn entry<'a>(r#type: &'static str, name: &'a str, inputs: &'a [Param]) -> Entry<'a> {
    Entry {
        r#type,
        name,
        inputs: params(inputs),
        outputs: None,
        state_mutability: None,
        anonymous: None,
    }
}

fn params(params: &[Param]) -> Vec<JsonParam<'_>> {
    params.iter().map(param).collect()
}

fn param(param: &Param) -> JsonParam<'_> {
    // Arrays are written around the type of their innermost item.
    let mut item = &param.ty;
    let mut brackets = String::new();
    while let Type::Array(inner, length) = item {
        let length = length.map(|length| length.to_string()).unwrap_or_default();
        brackets = format!("[{length}]{brackets}");
        item = inner;
    }
    let (name, internal, components) = match item {
        Type::Elementary { name, internal } => (name.as_str(), internal, None),
        Type::Tuple { internal, fields } => ("tuple", internal, Some(self::params(fields))),
        Type::Array(..) => unreachable!("arrays were unwrapped above"),
    };
    JsonParam {
        name: &param.name,
        r#type: format!("{name}{brackets}"),
        indexed: None,
        internal_type: (!internal.is_empty()).then(|| format!("{internal}{brackets}")),
        components,
    }
}

#[cfg(test)]
mod tests {
    use crate::abi::solidity;

    #[test]
    fn writes_the_standard_form() {
        let abi = solidity::parse(
            "interface I {
                constructor(address vvv);
                struct Ticket { uint64 id; uint128 amount; }
                function tickets(address account) external view returns (Ticket[] memory list, uint256[2][] memory);
                event Paid(address indexed account, uint256 amount);
                error Unripe(uint64 id);
            }",
        )
        .unwrap();
        let json = abi.to_json().unwrap();
        assert_eq!(
            json,
            r#"[
  {"type":"constructor","inputs":[{"name":"vvv","type":"address","internalType":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"tickets","inputs":[{"name":"account","type":"address","internalType":"address"}],"outputs":[{"name":"list","type":"tuple[]","internalType":"struct I.Ticket[]","components":[{"name":"id","type":"uint64","internalType":"uint64"},{"name":"amount","type":"uint128","internalType":"uint128"}]},{"name":"","type":"uint256[2][]","internalType":"uint256[2][]"}],"stateMutability":"view"},
  {"type":"event","name":"Paid","inputs":[{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"error","name":"Unripe","inputs":[{"name":"id","type":"uint64","internalType":"uint64"}]}
]
"#
        );
    }
}
