//! The ABI: `artifacts/IDiem.sol` is written by hand for people; this holds it against what
//! the contract answers to, and derives `artifacts/diem.abi.json` from it.

mod compare;
mod export;
mod json;
mod solidity;

pub use solidity::parse;

use std::{collections::BTreeMap, fmt, fs};

use anyhow::{ensure, Context, Result};
use tiny_keccak::{Hasher, Keccak};

use crate::build::Workspace;

const INTERFACE: &str = "artifacts/IDiem.sol";

/// Everything a client can call, see or get back.
#[derive(Debug, Default)]
pub struct Abi {
    pub constructor: Option<Function>,
    pub functions: Vec<Function>,
    pub events: Vec<Event>,
    pub errors: Vec<Error>,
}

/// A function or the constructor, whose name is empty.
#[derive(Debug, Clone)]
pub struct Function {
    pub name: String,
    pub inputs: Vec<Param>,
    pub outputs: Vec<Param>,
    pub mutability: &'static str,
}

#[derive(Debug)]
pub struct Event {
    pub name: String,
    pub inputs: Vec<Param>,
    pub anonymous: bool,
}

#[derive(Debug)]
pub struct Error {
    pub name: String,
    pub inputs: Vec<Param>,
}

/// An argument, a result or a field. `indexed` is for events only.
#[derive(Debug, Clone)]
pub struct Param {
    pub name: String,
    pub ty: Type,
    pub indexed: bool,
}

#[derive(Debug, Clone)]
pub enum Type {
    /// `internal` is the name in Solidity where it is another: an enum or an interface.
    Elementary {
        name: String,
        internal: String,
    },
    /// A struct, by the name in Solidity, or a bare tuple.
    Tuple {
        internal: String,
        fields: Vec<Param>,
    },
    Array(Box<Type>, Option<usize>),
}

impl Type {
    pub fn elementary(name: impl Into<String>) -> Self {
        let name = name.into();
        Self::Elementary {
            internal: name.clone(),
            name,
        }
    }
}

/// The canonical form that selectors are made from.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elementary { name, .. } => f.write_str(name),
            Self::Tuple { fields, .. } => f.write_str(&types(fields)),
            Self::Array(item, None) => write!(f, "{item}[]"),
            Self::Array(item, Some(length)) => write!(f, "{item}[{length}]"),
        }
    }
}

/// `(uint256,address)`
fn types(params: &[Param]) -> String {
    let types: Vec<String> = params.iter().map(|param| param.ty.to_string()).collect();
    format!("({})", types.join(","))
}

impl Function {
    /// `transfer(address,uint256)`
    pub fn signature(&self) -> String {
        format!("{}{}", self.name, types(&self.inputs))
    }

    /// The signature with what it returns and whether it writes.
    fn full(&self) -> String {
        let mut full = self.signature();
        if self.mutability != "nonpayable" {
            full.push(' ');
            full.push_str(self.mutability);
        }
        if !self.outputs.is_empty() {
            full.push_str(" returns ");
            full.push_str(&types(&self.outputs));
        }
        full
    }

    pub fn selector(&self) -> [u8; 4] {
        selector(&self.signature())
    }
}

/// The first four bytes of a signature's hash.
pub fn selector(signature: &str) -> [u8; 4] {
    let mut hash = [0; 32];
    let mut keccak = Keccak::v256();
    keccak.update(signature.as_bytes());
    keccak.finalize(&mut hash);
    [hash[0], hash[1], hash[2], hash[3]]
}

impl Event {
    /// `Transfer(address indexed,address indexed,uint256)`
    fn full(&self) -> String {
        let inputs: Vec<String> = self
            .inputs
            .iter()
            .map(|input| {
                format!(
                    "{}{}",
                    input.ty,
                    if input.indexed { " indexed" } else { "" }
                )
            })
            .collect();
        let anonymous = if self.anonymous { " anonymous" } else { "" };
        format!("{}({}){anonymous}", self.name, inputs.join(","))
    }
}

impl Error {
    pub fn signature(&self) -> String {
        format!("{}{}", self.name, types(&self.inputs))
    }
}

impl Abi {
    pub fn to_json(&self) -> Result<String> {
        json::render(self)
    }

    /// Fails where two functions share a selector: the router would never reach the second.
    fn check_selectors(&self) -> Result<()> {
        let mut seen = BTreeMap::new();
        for function in &self.functions {
            let signature = function.signature();
            if let Some(other) = seen.insert(function.selector(), signature.clone()) {
                anyhow::bail!("`{signature}` and `{other}` have the same selector; rename one");
            }
        }
        Ok(())
    }
}

/// Reads `IDiem.sol` as it stands.
pub fn declared(workspace: &Workspace) -> Result<Abi> {
    let text = fs::read_to_string(workspace.root.join(INTERFACE))
        .with_context(|| format!("cannot read {INTERFACE}"))?;
    parse(&text).with_context(|| format!("cannot parse {INTERFACE}"))
}

/// Reads `IDiem.sol`, and fails unless it says exactly what the contract does.
pub fn checked(workspace: &Workspace) -> Result<Abi> {
    let mut declared = declared(workspace)?;
    declared.check_selectors()?;

    let contract = export::parse(&workspace.export()?)?;
    let differences = compare::differences(&declared, &contract);
    ensure!(
        differences.is_empty(),
        "{INTERFACE} is not the contract's ABI:\n  {}",
        differences.join("\n  ")
    );
    // An interface cannot declare a constructor; the contract's export does.
    declared.constructor = contract.constructor;
    Ok(declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_the_published_ones() {
        let abi = solidity::parse(
            "interface I { function transfer(address to, uint256 value) external returns (bool); }",
        )
        .unwrap();
        assert_eq!(abi.functions[0].selector(), [0xa9, 0x05, 0x9c, 0xbb]);
    }

    /// Two well-known signatures of one selector.
    #[test]
    fn a_selector_collision_is_refused() {
        let abi = solidity::parse(
            "interface I {
                function burn(uint256 amount) external;
                function collate_propagate_storage(bytes16 x) external;
            }",
        )
        .unwrap();
        let error = abi.check_selectors().unwrap_err().to_string();
        assert!(error.contains("same selector"), "{error}");
    }
}
