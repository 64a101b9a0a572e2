// SPDX-License-Identifier: MIT OR Apache-2.0
//! `calldata` as an owner uses it.

use std::process::Command;

use alloy_primitives::Address;
use alloy_sol_types::{sol, SolCall};

sol! {
    function setProvider(address provider, bool admitted) external;
}

const DIEM: &str = "0x1288A2fa9fCce51CB86Bc61cf605836a941627Ae";
const PROVIDER: &str = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";

/// Runs the command. Returns its success and its output.
fn calldata(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_diem-deploy"))
        .arg("calldata")
        .args(arguments)
        .output()
        .expect("the tool");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).expect("text"))
}

#[test]
fn a_call_is_printed_for_a_multisig() {
    let (success, output) = calldata(&["setProvider", PROVIDER, "true", "--to", DIEM]);
    let provider: Address = PROVIDER.parse().expect("an address");
    let data = setProviderCall { provider, admitted: true }.abi_encode();
    let data = alloy_primitives::hex::encode_prefixed(data);
    assert!(success, "{output}");
    assert_eq!(output, format!("to     {DIEM}\nvalue  0\ndata   {data}\n"));
}

#[test]
fn wrong_arguments_are_explained() {
    let (success, output) = calldata(&["setProvider", PROVIDER]);
    let expected = "error: setProvider(address provider, bool admitted) takes 2 arguments, not 1\n";
    assert!(!success);
    assert_eq!(output, expected);
}

#[test]
fn the_calls_of_the_owner_are_listed() {
    let (success, output) = calldata(&["--list"]);
    assert!(success, "{output}");
    assert!(output.starts_with("setProvider(address provider, bool admitted)\n    Admits or"));
    assert!(output.contains("\nproposeParams((uint256 base, uint256 power,"), "{output}");
    assert!(output.contains("\ncancelParams()\n"));
}
