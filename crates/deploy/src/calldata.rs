// SPDX-License-Identifier: MIT OR Apache-2.0
//! `calldata <function> [args…]`: calls of Diem for owners that sign elsewhere, such as multisigs.

use std::path::PathBuf;

use alloy_dyn_abi::{DynSolType, DynSolValue, JsonAbiExt, Specifier};
use alloy_json_abi::{Function, JsonAbi};
use alloy_primitives::{Address, Bytes};
use anyhow::{bail, ensure, Context, Result};
use clap::Args;

use crate::diem::{ABI, INTERFACE};
use crate::output::say;
use crate::record::Record;

/// The options.
#[derive(Clone, Debug, Args)]
pub struct CalldataOptions {
    /// Name of a function, or its signature if there are several: `setProvider`, `stake(uint256)`
    #[arg(required_unless_present = "list")]
    function: Option<String>,

    /// Its arguments. Numbers may have a unit (`1.5ether`, meaning 18 decimals); structures are written (1,2,3)
    #[arg(allow_negative_numbers = true)]
    arguments: Vec<String>,

    /// List the calls that only the owner can make
    #[arg(long, exclusive = true)]
    list: bool,

    /// Address of Diem
    #[arg(long, value_name = "ADDRESS")]
    to: Option<Address>,

    /// Record of a deployment, for the address of Diem
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    deployment: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// If there is no such function, or the arguments are not of its types.
pub fn run(options: &CalldataOptions) -> Result<()> {
    if options.list {
        for (name, notice) in owner_calls() {
            let function = find(&abi(), &name)?;
            say!("{}\n    {notice}", declaration(&function));
        }
        return Ok(());
    }
    let name = options.function.as_deref().context("no function")?;
    let data = encode(name, &options.arguments)?;
    let to = match (&options.deployment, options.to) {
        (Some(file), _) => Record::load(file)?.diem.to_string(),
        (None, Some(to)) => to.to_string(),
        (None, None) => "the address of Diem (pass --to or --deployment to print it)".to_owned(),
    };
    say!("to     {to}\nvalue  0\ndata   {data}");
    Ok(())
}

fn abi() -> JsonAbi {
    serde_json::from_str(ABI).expect("generated from the interface")
}

/// Calldata of a function with arguments as text.
fn encode(name: &str, arguments: &[String]) -> Result<Bytes> {
    let function = find(&abi(), name)?;
    let declared = declaration(&function);
    ensure!(
        arguments.len() == function.inputs.len(),
        "{declared} takes {} arguments, not {}",
        function.inputs.len(),
        arguments.len()
    );
    let mut values = Vec::new();
    for (input, text) in function.inputs.iter().zip(arguments) {
        let kind: DynSolType = input.resolve()?;
        let value = coerce(&kind, text).with_context(|| {
            format!("{declared}: {text:?} is no value of {} {}", kind.sol_type_name(), input.name)
        })?;
        values.push(value);
    }
    Ok(function.abi_encode_input(&values)?.into())
}

/// Parses a value, and refuses an address whose capital letters are not its checksum.
fn coerce(kind: &DynSolType, text: &str) -> Result<DynSolValue> {
    let value = kind.coerce_str(text)?;
    if let DynSolValue::Address(address) = value {
        let digits = text.trim().trim_start_matches("0x");
        let mixed = digits.contains(|c: char| c.is_ascii_uppercase())
            && digits.contains(|c: char| c.is_ascii_lowercase());
        ensure!(
            !mixed || address.to_string().ends_with(digits),
            "the address has a typing error: its checksum is wrong"
        );
    }
    Ok(value)
}

/// The function with a name, or with a signature such as `stake(uint256)`.
fn find(abi: &JsonAbi, name: &str) -> Result<Function> {
    let named = |name: &str| abi.function(name).cloned().unwrap_or_default();
    if let Some((plain, _)) = name.split_once('(') {
        let found = named(plain).into_iter().find(|function| function.signature() == name);
        return found.with_context(|| {
            format!("Diem has no function {name}; its forms of {plain}: {}", forms(&named(plain)))
        });
    }
    let mut found = named(name);
    match found.len() {
        0 => {
            bail!("Diem has no function {name}; see artifacts/IDiem.sol, or --list for the owner's")
        }
        1 => Ok(found.remove(0)),
        _ => bail!(
            "Diem has several functions {name}; choose one by its signature: {}",
            forms(&found)
        ),
    }
}

fn forms(functions: &[Function]) -> String {
    if functions.is_empty() {
        return "none".to_owned();
    }
    functions.iter().map(Function::signature).collect::<Vec<_>>().join(", ")
}

/// A function with the names of its arguments and, for structures, of their fields.
fn declaration(function: &Function) -> String {
    let inputs = function.inputs.iter().map(|input| {
        if input.components.is_empty() {
            return format!("{} {}", input.ty, input.name);
        }
        let fields = input.components.iter().map(|field| format!("{} {}", field.ty, field.name));
        format!("({}) {}", fields.collect::<Vec<_>>().join(", "), input.name)
    });
    format!("{}({})", function.name, inputs.collect::<Vec<_>>().join(", "))
}

/// The names of the owner's calls, with the first sentences of their documentation.
fn owner_calls() -> Vec<(String, String)> {
    let mut calls = Vec::new();
    let mut notice: Option<String> = None;
    for line in INTERFACE.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// @notice ") {
            notice = text.strip_prefix("Owner only. ").map(str::to_owned);
        } else if line.starts_with("/// @") {
            // The notice is complete, but belongs to what follows.
        } else if let Some(text) = line.strip_prefix("///") {
            // Continued lines of the notice are indented further than its tag.
            if let Some(notice) = notice.as_mut().filter(|notice| !notice.ends_with('.')) {
                notice.push(' ');
                notice.push_str(text.trim());
            }
        } else if let Some(rest) = line.strip_prefix("function ") {
            let name = rest.split('(').next().unwrap_or_default();
            calls.extend(notice.take().map(|notice| (name.to_owned(), notice)));
        } else {
            notice = None;
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{address, U256};
    use alloy_sol_types::{sol, SolCall};

    sol! {
        struct P { uint256 a; uint256 b; uint256 c; uint256 d; uint256 e; uint256 f; uint256 g; uint256 h; }
        function setProvider(address provider, bool admitted) external;
        function proposeParams((uint256, uint256, uint256, uint256, uint256, uint256, uint256, uint256) params) external;
        function stake(uint256 amount) external;
        function stake(address recipient, uint256 amount) external;
    }

    const PROVIDER: Address = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    fn encoded(name: &str, arguments: &[&str]) -> Bytes {
        encode(name, &arguments.iter().map(|text| text.to_string()).collect::<Vec<_>>()).unwrap()
    }

    fn error(name: &str, arguments: &[&str]) -> String {
        let arguments: Vec<_> = arguments.iter().map(|text| text.to_string()).collect();
        format!("{:#}", encode(name, &arguments).expect_err("an error"))
    }

    #[test]
    fn the_encoding_is_the_one_of_alloy() {
        let call = setProviderCall { provider: PROVIDER, admitted: true };
        assert_eq!(encoded("setProvider", &[&PROVIDER.to_string(), "true"]), call.abi_encode());
        let n = U256::from;
        let call = proposeParamsCall { params: (n(1), n(2), n(3), n(4), n(5), n(6), n(7), n(8)) };
        assert_eq!(encoded("proposeParams", &["(1,2,3,4,5,6,7,8)"]), call.abi_encode());
    }

    #[test]
    fn units_are_understood() {
        let call = stake_0Call { amount: U256::from(1_500_000_000_000_000_000_u64) };
        assert_eq!(encoded("stake(uint256)", &["1.5ether"]), call.abi_encode());
    }

    #[test]
    fn overloaded_functions_are_chosen_by_signature() {
        let error = error("stake", &["1"]);
        assert!(
            error.contains("stake(uint256)") && error.contains("stake(address,uint256)"),
            "{error}"
        );
    }

    #[test]
    fn wrong_arguments_are_named() {
        let provider = PROVIDER.to_string();
        assert!(error("setProvider", &[&provider]).contains("takes 2 arguments, not 1"));
        assert!(error("setProvider", &[&provider, "yes"])
            .contains("\"yes\" is no value of bool admitted"));
        assert!(error("setProvider", &["0x12", "true"]).contains("is no value of address provider"));
        let mistyped = provider.replace("F39", "f39").replace("f39Fd6", "F39fd6");
        assert!(error("setProvider", &[&mistyped, "true"]).contains("its checksum is wrong"));
        assert!(error("stake(uint256)", &["-1"]).contains("is no value of uint256"));
        assert!(error("setProviders", &[]).contains("no function setProviders"));
        assert!(error("stake(bool)", &["true"]).contains("its forms of stake: stake("));
    }

    #[test]
    fn the_calls_of_the_owner_are_those_of_the_interface() {
        let names: Vec<_> = owner_calls().into_iter().map(|(name, _)| name).collect();
        let expected = [
            "setProvider",
            "transferOwnership",
            "setGuardian",
            "unpause",
            "recover",
            "proposeParams",
            "cancelParams",
        ];
        assert_eq!(names, expected);
        for (name, notice) in owner_calls() {
            assert!(find(&abi(), &name).is_ok() && notice.ends_with('.'), "{name}: {notice}");
        }
    }
}
