// SPDX-License-Identifier: MIT OR Apache-2.0
//! Revert data as text: the error's name with its arguments.

use alloy_dyn_abi::{DynSolValue, JsonAbiExt};
use alloy_json_abi::{Error, JsonAbi};

use crate::diem::ABI;
use crate::precompiles::ERRORS;

/// The name and arguments of a Solidity error of Diem, of a precompile, of the cache manager or of `Deployer.sol`.
pub fn revert(data: &[u8]) -> String {
    let Some((selector, arguments)) = data.split_first_chunk::<4>() else {
        return "reverted without a reason".to_owned();
    };
    let found = known().into_iter().find(|error| error.selector() == *selector);
    let decoded = found.and_then(|error| {
        let values = error.abi_decode_input(arguments, true).ok()?;
        Some(call(&error.name, &error.inputs, &values))
    });
    decoded.unwrap_or_else(|| {
        format!("reverted with {}", alloy_primitives::hex::encode_prefixed(data))
    })
}

fn known() -> Vec<Error> {
    let abi: JsonAbi = serde_json::from_str(ABI).expect("generated from the interface");
    let solidity = ["Error(string reason)", "Panic(uint256 code)"];
    let others = ERRORS
        .iter()
        .chain(&solidity)
        .map(|signature| Error::parse(&format!("error {signature}")).expect("a valid signature"));
    others.chain(abi.errors().cloned()).collect()
}

fn call(name: &str, inputs: &[alloy_json_abi::Param], values: &[DynSolValue]) -> String {
    let arguments = inputs.iter().zip(values).map(|(input, found)| {
        let found = value(found);
        if input.name.is_empty() {
            found
        } else {
            format!("{} {found}", input.name)
        }
    });
    format!("{name}({})", arguments.collect::<Vec<_>>().join(", "))
}

fn value(value: &DynSolValue) -> String {
    match value {
        DynSolValue::Bool(value) => value.to_string(),
        DynSolValue::Uint(value, _) => value.to_string(),
        DynSolValue::Int(value, _) => value.to_string(),
        DynSolValue::Address(value) => value.to_string(),
        DynSolValue::String(value) => format!("{value:?}"),
        DynSolValue::FixedBytes(word, len) => alloy_primitives::hex::encode_prefixed(&word[..*len]),
        DynSolValue::Bytes(bytes) => alloy_primitives::hex::encode_prefixed(bytes),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::precompiles::ProgramInsufficientValue;
    use alloy_primitives::U256;
    use alloy_sol_types::SolError;

    #[test]
    fn known_errors_have_their_names_and_numbers() {
        let error = ProgramInsufficientValue { have: U256::from(1), want: U256::from(2) };
        assert_eq!(revert(&error.abi_encode()), "ProgramInsufficientValue(have 1, want 2)");
        let mut invalid = alloy_primitives::keccak256("InvalidVvv(address)")[..4].to_vec();
        invalid.extend([0; 32]);
        let zero = "0x0000000000000000000000000000000000000000";
        assert_eq!(revert(&invalid), format!("InvalidVvv(vvv {zero})"));
    }

    #[test]
    fn other_data_is_shown_as_it_is() {
        assert_eq!(revert(&[]), "reverted without a reason");
        assert_eq!(revert(&[1, 2, 3, 4, 5]), "reverted with 0x0102030405");
    }
}
