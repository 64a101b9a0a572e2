// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ABI as JSON and as a TypeScript constant. One entry per line, so that diffs are readable.

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// A function, event, error or the constructor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub inputs: Vec<Param>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<Vec<Param>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_mutability: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<bool>,
}

/// An argument, a return value or a field of a struct.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Param {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
    /// Only in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indexed: Option<bool>,
    pub internal_type: String,
    /// Only for structs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Param>>,
}

impl Entry {
    /// The canonical signature: `redeem((address,uint32),bytes)`.
    pub fn signature(&self) -> String {
        format!("{}{}", self.name, types(&self.inputs))
    }
}

impl Param {
    fn canonical_type(&self) -> String {
        match &self.components {
            Some(fields) => {
                let brackets = self.ty.strip_prefix("tuple").unwrap_or_default();
                format!("{}{brackets}", types(fields))
            }
            None => self.ty.clone(),
        }
    }
}

fn types(params: &[Param]) -> String {
    let types: Vec<String> = params.iter().map(Param::canonical_type).collect();
    format!("({})", types.join(","))
}

pub fn render(entries: &[&Entry]) -> Result<String> {
    Ok(format!("[\n  {}\n]\n", lines(entries)?.join(",\n  ")))
}

/// A constant rather than JSON: TypeScript infers the types of arguments, results, events and
/// errors from it.
pub fn render_typescript(entries: &[&Entry]) -> Result<String> {
    Ok(format!(
        "// SPDX-License-Identifier: MIT OR Apache-2.0\n\
         // Generated from artifacts/IDiem.sol by `cargo xtask abi`.\n\
         export const diemAbi = [\n  {},\n] as const;\n",
        lines(entries)?.join(",\n  ")
    ))
}

fn lines(entries: &[&Entry]) -> Result<Vec<String>> {
    let lines = entries.iter().map(serde_json::to_string);
    Ok(lines.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKETS: &str = r#"{"type":"function","name":"tickets","inputs":[{"name":"filter","type":"tuple[2][]","internalType":"struct I.Filter[2][]","components":[{"name":"id","type":"uint64","internalType":"uint64"},{"name":"owners","type":"address[]","internalType":"address[]"}]}],"outputs":[{"name":"","type":"uint256","internalType":"uint256"}],"stateMutability":"view"}"#;
    const PAID: &str = r#"{"type":"event","name":"Paid","inputs":[{"name":"account","type":"address","indexed":true,"internalType":"address"}],"anonymous":false}"#;

    #[test]
    fn entries_keep_their_order_and_their_fields() {
        let entries: Vec<Entry> = serde_json::from_str(&format!("[{TICKETS},{PAID}]")).unwrap();
        let entries: Vec<&Entry> = entries.iter().collect();
        let json = render(&entries).unwrap();
        assert_eq!(json, format!("[\n  {TICKETS},\n  {PAID}\n]\n"));
        let module = render_typescript(&entries).unwrap();
        let constant = format!("export const diemAbi = [\n  {TICKETS},\n  {PAID},\n] as const;\n");
        assert!(module.ends_with(&constant), "{module}");
    }

    #[test]
    fn structs_and_arrays_have_canonical_types() {
        let entry: Entry = serde_json::from_str(TICKETS).unwrap();
        assert_eq!(entry.signature(), "tickets((uint64,address[])[2][])");
    }
}
