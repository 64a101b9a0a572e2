// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the node prints: contracts and accounts at the start, and a line for each transaction.

use std::collections::HashMap;
use std::fmt::Write;

use alloy_consensus::Transaction;
use alloy_dyn_abi::{DynSolType, DynSolValue, ErrorExt, JsonAbiExt};
use alloy_json_abi::JsonAbi;
use alloy_primitives::{hex, Address, Bytes, Selector, B256};

use crate::accounts::Accounts;
use crate::deploy::{self, Artifact, Deployment, Tokens};
use crate::ledger::{Block, Mined};

/// Diem's published ABI.
const DIEM_ABI: &str = include_str!("../../../artifacts/diem.abi.json");

/// Maximum length of data that is printed in full, in bytes.
const SHORT: usize = 32;

/// Formats transactions, with names for known addresses, functions and errors.
pub struct Report {
    names: HashMap<Address, String>,
    functions: HashMap<Selector, alloy_json_abi::Function>,
    errors: HashMap<Selector, alloy_json_abi::Error>,
}

impl Report {
    /// A report that knows the development accounts and the deployed contracts.
    pub fn new(accounts: &Accounts, deployment: Option<&Deployment>) -> Self {
        let mut names = HashMap::from([(accounts.deployer(), "set-up".into())]);
        for (index, signer) in accounts.users().iter().enumerate() {
            names.insert(signer.address(), format!("account {index}"));
        }
        if let Some(deployment) = deployment {
            for (name, address) in contracts(deployment) {
                names.insert(address, name.into());
            }
        }
        let abis = [diem_abi(), Artifact::token().abi, Artifact::deployer().abi];
        let functions = abis.iter().flat_map(JsonAbi::functions);
        let errors = abis.iter().flat_map(JsonAbi::errors);
        Self {
            names,
            functions: functions.map(|function| (function.selector(), function.clone())).collect(),
            errors: errors.map(|error| (error.selector(), error.clone())).collect(),
        }
    }

    /// The line for a block.
    pub fn line(&self, block: &Block) -> String {
        let number = block.header.number;
        match &block.mined {
            None => format!("{number:>6}  (empty block, time {})", block.header.timestamp),
            Some(mined) => format!(
                "{number:>6}  {} -> {}  {} gas  {}",
                self.name(mined.from),
                self.call(mined),
                grouped(mined.receipt.cumulative_gas_used),
                self.outcome(mined),
            ),
        }
    }

    fn call(&self, mined: &Mined) -> String {
        let Some(to) = mined.tx.to() else {
            let address = mined.created().map(|address| self.name(address));
            return format!("new {}", address.unwrap_or_default());
        };
        let (to, input) = (self.name(to), mined.tx.input());
        let value = match mined.tx.value() {
            value if value.is_zero() => String::new(),
            value => format!(" with {value} wei"),
        };
        if input.is_empty() {
            return format!("{to}{value}");
        }
        format!("{to}.{}{value}", self.decoded_call(input))
    }

    fn decoded_call(&self, input: &Bytes) -> String {
        let decode = || {
            let (selector, rest) = input.split_first_chunk::<4>()?;
            let function = self.functions.get(selector)?;
            let values = function.abi_decode_input(rest, false).ok()?;
            let names = function.inputs.iter().map(|input| &input.name);
            Some(self.applied(&function.name, names, &values))
        };
        decode().unwrap_or_else(|| data(input))
    }

    fn outcome(&self, mined: &Mined) -> String {
        match &mined.failure {
            _ if mined.is_success() => "ok".into(),
            Some(failure) => format!("FAILED: {failure}"),
            None => format!("REVERTED: {}", self.decoded_error(&mined.output)),
        }
    }

    fn decoded_error(&self, output: &Bytes) -> String {
        let standard = |selector, name, kind: DynSolType| {
            let rest = output.strip_prefix::<[u8]>(selector)?;
            let value = kind.abi_decode(rest).ok()?;
            Some(format!("{name}({})", self.value(&value)))
        };
        let custom = || {
            let selector = output.first_chunk::<4>()?;
            let error = self.errors.get(selector)?;
            let decoded = error.decode_error(output).ok()?;
            let names = error.inputs.iter().map(|input| &input.name);
            Some(self.applied(&error.name, names, &decoded.body))
        };
        standard(&[0x08, 0xC3, 0x79, 0xA0], "Error", DynSolType::String)
            .or_else(|| standard(&[0x4E, 0x48, 0x7B, 0x71], "Panic", DynSolType::Uint(256)))
            .or_else(custom)
            .unwrap_or_else(|| data(output))
    }

    fn applied<'a>(
        &self,
        name: &str,
        names: impl Iterator<Item = &'a String>,
        values: &[DynSolValue],
    ) -> String {
        let argument = |(name, value): (&String, &DynSolValue)| {
            let value = self.value(value);
            if name.is_empty() {
                value
            } else {
                format!("{name}: {value}")
            }
        };
        let arguments: Vec<_> = names.zip(values).map(argument).collect();
        format!("{name}({})", arguments.join(", "))
    }

    fn value(&self, value: &DynSolValue) -> String {
        match value {
            DynSolValue::Address(address) => self.name(*address),
            DynSolValue::Uint(value, _) => value.to_string(),
            DynSolValue::Int(value, _) => value.to_string(),
            DynSolValue::Bool(value) => value.to_string(),
            DynSolValue::String(text) => format!("{text:?}"),
            DynSolValue::Bytes(bytes) => data(bytes),
            DynSolValue::FixedBytes(word, size) => data(&word[..*size]),
            DynSolValue::Array(values) | DynSolValue::FixedArray(values) => {
                format!("[{}]", self.values(values))
            }
            DynSolValue::Tuple(values) => format!("({})", self.values(values)),
            DynSolValue::CustomStruct { name, prop_names, tuple } => {
                self.applied(name, prop_names.iter(), tuple)
            }
            DynSolValue::Function(function) => data(function.as_slice()),
        }
    }

    fn values(&self, values: &[DynSolValue]) -> String {
        let values: Vec<_> = values.iter().map(|value| self.value(value)).collect();
        values.join(", ")
    }

    fn name(&self, address: Address) -> String {
        let known = self.names.get(&address).cloned();
        known.unwrap_or_else(|| address.to_string())
    }
}

/// The text printed at the start: contracts, accounts with their keys, and example commands. `tokens` are those of a chain
/// without Diem.
pub fn banner(
    url: &str,
    chain_id: u64,
    accounts: &Accounts,
    deployment: Option<&Deployment>,
    tokens: Option<Tokens>,
) -> String {
    let mut text = String::new();
    let socket = url.replacen("http", "ws", 1);
    // Writing to a string cannot fail.
    let _ =
        writeln!(text, "A Stylus chain is listening on {url} and {socket}, chain id {chain_id}.\n");
    if let Some(deployment) = deployment {
        let _ = writeln!(text, "Contracts");
        for (name, address) in contracts(deployment) {
            let _ = writeln!(text, "  {name:<12} {address}");
        }
        let _ = writeln!(
            text,
            "  {:<12} account 0\n  {:<12} account 1\n  {:<12} account {}\n",
            "owner",
            "guardian",
            "provider",
            accounts.users().len() - 1
        );
    }
    if let Some(tokens) = tokens {
        let _ = writeln!(
            text,
            "Contracts\n  {:<12} {}\n  {:<12} {}\n",
            "VVV", tokens.vvv, "USDC", tokens.usd
        );
    }
    let funds = match deployment.map(|_| ()).or(tokens.map(|_| ())) {
        Some(()) => format!(
            "{} ETH, {} VVV and {} USDC",
            grouped(deploy::ETH),
            grouped(deploy::VVV),
            grouped(deploy::USD)
        ),
        None => format!("{} ETH", grouped(deploy::ETH)),
    };
    let _ = writeln!(
        text,
        "Accounts (each starts with {funds}; the keys are public: never use them on another chain)"
    );
    for (index, signer) in accounts.users().iter().enumerate() {
        let _ = writeln!(
            text,
            "  {index}  {}  {}",
            signer.address(),
            hex::encode_prefixed(signer.to_bytes())
        );
    }
    if let Some(deployment) = deployment {
        let (vvv, diem, provider) = (deployment.vvv, deployment.diem, deployment.provider);
        let user = accounts.users()[2].address();
        let _ = write!(
            text,
            "\nExamples with cast, as account 2:\n  \
             cast send {vvv} 'approve(address,uint256)' {diem} 1000ether --unlocked --from {user} --rpc-url {url}\n  \
             cast send {diem} 'stakeAndMint(uint256,uint256,bool)' 1000ether 0 true --unlocked --from {user} --rpc-url {url}\n  \
             cast send {diem} 'spend(address,address,uint256,bytes32)' {user} {provider} 1ether {request} --unlocked --from {user} --rpc-url {url}\n  \
             cast call {diem} 'quotaOf(address)(uint256,uint256,uint256,uint256)' {user} --rpc-url {url}\n  \
             cast rpc evm_increaseTime 604800 --rpc-url {url}\n",
            request = B256::ZERO,
        );
    }
    text.push_str("\nPress Ctrl-C to stop. Transactions:\n");
    text
}

fn contracts(deployment: &Deployment) -> [(&'static str, Address); 4] {
    [
        ("Diem", deployment.diem),
        ("VVV", deployment.vvv),
        ("USDC", deployment.usd),
        ("Deployer", deployment.deployer),
    ]
}

fn diem_abi() -> JsonAbi {
    serde_json::from_str(DIEM_ABI).expect("a valid ABI")
}

/// Data in hexadecimal. Only the start and the length if it is long.
fn data(bytes: &[u8]) -> String {
    if bytes.len() <= SHORT {
        return hex::encode_prefixed(bytes);
    }
    let start = hex::encode_prefixed(&bytes[..8]);
    format!("{start}… ({} bytes)", bytes.len())
}

/// A number with commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_shown_with_their_arguments() {
        let report = Report::new(&Accounts::default(), None);
        let error = &diem_abi().errors["InsufficientUnlocked"][0];
        let words =
            [1u8, 2].map(|value| DynSolValue::Uint(alloy_primitives::U256::from(value), 256));
        let mut output = error.selector().to_vec();
        output.extend(DynSolValue::Tuple(words.into()).abi_encode_params());
        assert_eq!(
            report.decoded_error(&output.into()),
            "InsufficientUnlocked(available: 1, needed: 2)"
        );
    }

    #[test]
    fn structs_are_shown_with_their_fields() {
        let report = Report::new(&Accounts::default(), None);
        let name = DynSolValue::String("Ada".into());
        let list = DynSolValue::Array(vec![DynSolValue::Bool(true), DynSolValue::Bool(false)]);
        let value = DynSolValue::CustomStruct {
            name: "Person".into(),
            prop_names: vec!["name".into(), "answers".into()],
            tuple: vec![name.clone(), list],
        };
        assert_eq!(report.value(&value), r#"Person(name: "Ada", answers: [true, false])"#);
        assert_eq!(report.value(&DynSolValue::Tuple(vec![name])), r#"("Ada")"#);
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(123), "123");
        assert_eq!(grouped(1234), "1,234");
        assert_eq!(grouped(1234567), "1,234,567");
    }
}
