// SPDX-License-Identifier: MIT OR Apache-2.0
//! The router of the released program: selectors, malformed calldata, Ether.

use std::collections::BTreeMap;

use crate::motsu_support::abi;
use crate::program::support::*;
use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolInterface};
use diem_devnet::chain::Status;
use serde::Deserialize;

/// An entry of `artifacts/diem.abi.json`.
#[derive(Deserialize)]
struct Item {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    components: Vec<Input>,
}

impl Input {
    /// The canonical type, with the fields of a struct.
    fn canonical(&self) -> String {
        match self.kind.strip_prefix("tuple") {
            Some(array) => {
                let parts: Vec<_> = self.components.iter().map(Self::canonical).collect();
                format!("({}){array}", parts.join(","))
            }
            None => self.kind.clone(),
        }
    }

    /// The types of the words it takes in the head of the calldata.
    fn words(&self) -> Vec<String> {
        match self.kind.as_str() {
            "tuple" => self.components.iter().flat_map(Self::words).collect(),
            kind if kind == "bytes" || kind == "string" || kind.ends_with("[]") => {
                vec!["offset".into()]
            }
            kind => vec![kind.into()],
        }
    }
}

/// A function of the published ABI.
struct Function {
    signature: String,
    selector: [u8; 4],
    /// The types of its arguments' words in the head of the calldata.
    words: Vec<String>,
}

impl Function {
    /// Calldata with these argument bytes.
    fn calldata(&self, arguments: &[u8]) -> Vec<u8> {
        [&self.selector, arguments].concat()
    }

    /// Calldata with all argument words zero.
    fn zeros(&self) -> Vec<u8> {
        self.calldata(&vec![0; 32 * self.words.len()])
    }
}

fn functions() -> Vec<Function> {
    let items: Vec<Item> = serde_json::from_slice(&artifact("diem.abi.json")).expect("an ABI");
    let functions: Vec<_> = items
        .into_iter()
        .filter(|item| item.kind == "function")
        .map(|Item { name, inputs, .. }| {
            let types: Vec<_> = inputs.iter().map(Input::canonical).collect();
            let signature = format!("{name}({})", types.join(","));
            let hash = keccak256(&signature);
            Function {
                signature,
                selector: [hash[0], hash[1], hash[2], hash[3]],
                words: inputs.iter().flat_map(Input::words).collect(),
            }
        })
        .collect();
    assert_eq!(functions.len(), abi::functions().len(), "every function of the ABI");
    functions
}

/// Alice has VVV, a stake, DIEM, credits, a deposit and open withdrawal tickets (withdrawal requests).
fn fixture() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.fund_and_stake(ALICE, 1_000 * ONE);
    fixture.fund(ALICE, 10 * ONE);
    fixture.ok(ALICE, mintDiemCall { vvvToLock: u(900 * ONE), minOut: U256::ZERO });
    // Ticket 0 of each queue is closed, so that no call with zeros succeeds by chance.
    let ticket = fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) }).ticket;
    fixture.ok(ALICE, cancelUnstakeVvvCall { ticket });
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    fixture.ok(ALICE, stakeDiemCall { amount: u(2 * ONE) });
    let ticket = fixture.ok(ALICE, initiateUnstakeCall { amount: u(ONE) }).ticket;
    fixture.ok(ALICE, cancelUnstakeCall { ticket });
    fixture.ok(ALICE, initiateUnstakeCall { amount: u(ONE) });
    fixture.fund_and_deposit(ALICE, 1_000_000);
    let ticket = fixture.ok(ALICE, initiateWithdrawalCall { amount: u(1) }).ticket;
    fixture.ok(ALICE, cancelWithdrawalCall { ticket });
    fixture.ok(ALICE, initiateWithdrawalCall { amount: u(1) });
    fixture
}

/// Calls whose zeros mean something, withdrawing an offer and removing an operator. They emit an event even if nothing
/// changes.
const ANNOUNCED: [&str; 2] = ["offerBurn(uint256,uint256,uint32)", "setOperator(address,bool)"];

/// Whether revert data is exactly the encoding of an error in `IDiem.sol`.
fn is_typed(data: &[u8]) -> bool {
    IDiemErrors::abi_decode(data, true).is_ok_and(|error| error.abi_encode() == data)
}

#[test]
fn every_function_is_routed_and_returns_complete_data() {
    let mut fixture = fixture();
    let mut outcomes = BTreeMap::new();
    fixture.assert_unchanged(&[ALICE], |fixture| {
        for function in functions() {
            let name = &function.signature;
            let result = fixture.raw(ALICE, function.zeros());
            match result.status {
                Status::Success => {
                    assert!(IDiemCalls::abi_decode(&function.zeros(), false).is_ok());
                    let is_void = name == "checkpoint()" || ANNOUNCED.contains(&name.as_str());
                    assert_eq!(result.output.is_empty(), is_void, "{name}");
                    assert!(result.output.len().is_multiple_of(32), "{name}");
                    let logs = usize::from(ANNOUNCED.contains(&name.as_str()));
                    assert_eq!(result.logs.len(), logs, "{name}: events");
                }
                Status::Revert => {
                    assert!(is_typed(&result.output), "{name}: {}", result.describe());
                    assert_ne!(result.output[..4], UnknownSelector::SELECTOR, "{name}");
                }
                Status::Halt(_) => panic!("{name}: {}", result.describe()),
            }
            *outcomes.entry(result.is_success()).or_insert(0) += 1;
        }
    });
    // The views succeed, and so do an empty batch of vouchers, a claim of nothing, a checkpoint, and what is `ANNOUNCED`.
    // All other calls revert.
    let views = abi::functions().iter().filter(|f| f.is_view);
    assert_eq!(outcomes[&true], views.count() + 3 + ANNOUNCED.len());
}

/// Known selectors with too short arguments revert with `InvalidCalldata`, not `UnknownSelector`.
#[test]
fn truncated_arguments_revert_with_invalid_calldata() {
    let mut fixture = fixture();
    fixture.assert_unchanged(&[ALICE], |fixture| {
        for function in functions() {
            let full = 32 * function.words.len();
            for short in (0..full).step_by(31).chain(full.checked_sub(1)) {
                let result = fixture.raw(ALICE, function.calldata(&vec![0; short]));
                result.assert_reverted_with(&InvalidCalldata {});
            }
        }
    });
}

/// As in Solidity.
#[test]
fn bytes_after_the_arguments_are_ignored() {
    let mut fixture = fixture();
    for function in functions() {
        let exact = fixture.raw(ALICE, function.zeros());
        let longer = fixture.raw(ALICE, [function.zeros(), vec![0xff; 45]].concat());
        assert_eq!(longer.data(), exact.data(), "{}", function.signature);
    }
}

#[test]
fn bits_outside_a_type_revert_with_invalid_calldata() {
    let mut fixture = fixture();
    let mut checked = 0;
    fixture.assert_unchanged(&[ALICE], |fixture| {
        for function in functions() {
            for (index, kind) in function.words.iter().enumerate() {
                // The bytes of the word that must be zero.
                let outside = match kind.as_str() {
                    "address" => 0..12,
                    "uint8" | "bool" => 0..31,
                    // No calldata is long enough for an offset of more than 32 bits.
                    "uint32" | "offset" => 0..28,
                    "bytes4" => 4..32,
                    "uint256" | "bytes32" => continue,
                    other => panic!("unknown type {other}"),
                };
                for byte in [outside.start, outside.end - 1] {
                    let mut calldata = function.zeros();
                    calldata[4 + 32 * index + byte] = 1;
                    let result = fixture.raw(ALICE, calldata);
                    result.assert_reverted_with(&InvalidCalldata {});
                    checked += 1;
                }
                if kind == "bool" {
                    let mut calldata = function.zeros();
                    calldata[4 + 32 * index + 31] = 2;
                    let result = fixture.raw(ALICE, calldata);
                    result.assert_reverted_with(&InvalidCalldata {});
                }
            }
        }
    });
    assert!(checked > 60, "{checked}");
}

#[test]
fn amounts_above_128_bits_revert_with_amount_too_large() {
    let mut fixture = fixture();
    let amount = U256::from(1) << 128;
    let error = AmountTooLarge { amount };
    let burn_for =
        |amount, min_vvv| burnForCall { account: BOB, amount, minVvv: min_vvv, recipient: ALICE };
    fixture.assert_unchanged(&[ALICE], |fixture| {
        for call in [
            stakeVvvCall { recipient: ALICE, amount }.abi_encode(),
            initiateUnstakeVvvCall { amount }.abi_encode(),
            mintDiemCall { vvvToLock: amount, minOut: U256::ZERO }.abi_encode(),
            mintDiemCall { vvvToLock: u(1), minOut: amount }.abi_encode(),
            stakeAndMintCall { vvv: amount, minOut: U256::ZERO, activate: false }.abi_encode(),
            burnDiemCall { amount }.abi_encode(),
            getDiemAmountOutCall { vvvToLock: amount }.abi_encode(),
            getSVVVAmountInCall { diemOut: amount }.abi_encode(),
            stakeDiemCall { amount }.abi_encode(),
            initiateUnstakeCall { amount }.abi_encode(),
            depositCall { account: ALICE, amount }.abi_encode(),
            initiateWithdrawalCall { amount }.abi_encode(),
            spendCall { account: ALICE, provider: BOB, credits: amount, requestId: B256::ZERO }
                .abi_encode(),
            offerBurnCall { rate: amount, amount: u(1), lastDay: 0 }.abi_encode(),
            burn_for(amount, U256::ZERO).abi_encode(),
            burn_for(u(1), amount).abi_encode(),
        ] {
            fixture.raw(ALICE, call).assert_reverted_with(&error);
        }
    });
}

#[test]
fn unknown_selectors_revert_with_the_selector() {
    let mut fixture = fixture();
    let known: Vec<_> = functions().iter().map(|f| f.selector).collect();
    let constructor = stylus_sdk::abi::CONSTRUCTOR_SELECTOR.to_be_bytes();
    // Selectors one bit from a known one, and common functions of other tokens and vaults.
    let neighbours = known
        .iter()
        .flat_map(|s| (0..32).map(|bit| (u32::from_be_bytes(*s) ^ 1 << bit).to_be_bytes()));
    let others = [
        "mint(address,uint256)",
        "burn(uint256)",
        "transferOwnership(address)",
        "renounceOwnership()",
        "pause()",
        "upgradeTo(address)",
        "multicall(bytes[])",
        "initialize()",
    ]
    .map(|signature| {
        let hash = keccak256(signature);
        [hash[0], hash[1], hash[2], hash[3]]
    });
    let unknown: Vec<_> = neighbours
        .chain(others)
        .chain([[0; 4], [0xff; 4]])
        .filter(|selector| !known.contains(selector) && *selector != constructor)
        .collect();
    assert!(unknown.len() > 1_000);
    fixture.assert_unchanged(&[ALICE], |fixture| {
        for (nth, selector) in unknown.into_iter().enumerate() {
            // With and without arguments.
            let calldata = [&selector[..], &vec![0; 32 * (nth % 4)]].concat();
            let result = fixture.raw(ALICE, calldata);
            result.assert_reverted_with(&UnknownSelector { selector: selector.into() });
        }
    });
}

#[test]
fn calldata_shorter_than_a_selector_is_invalid() {
    let mut fixture = fixture();
    fixture.assert_unchanged(&[ALICE], |fixture| {
        let stake = stakeVvvCall::SELECTOR;
        for length in 0..4 {
            for calldata in [&stake[..length], &[0; 4][..length]] {
                let result = fixture.raw(ALICE, calldata.to_vec());
                result.assert_reverted_with(&InvalidCalldata {});
            }
        }
    });
}

#[test]
fn no_call_accepts_ether() {
    let mut fixture = fixture();
    let diem = fixture.diem;
    let constructor = fixture.constructor_arguments().calldata();
    fixture.assert_unchanged(&[ALICE], |fixture| {
        let all = functions().into_iter().map(|function| function.zeros());
        for calldata in all.chain([constructor, vec![0xff; 4], vec![0xff; 100]]) {
            for value in [u(1), u(ONE)] {
                let result = fixture.send(ALICE, diem, calldata.clone(), value);
                result.assert_reverted_with(&ValueNotAccepted { value });
            }
        }
        // Nor does a plain transfer, without a selector.
        for calldata in [vec![], vec![1], vec![1, 2, 3]] {
            let result = fixture.send(ALICE, diem, calldata, u(1));
            result.assert_reverted_with(&ValueNotAccepted { value: u(1) });
        }
    });
}

/// No transaction comes from the zero address, but simulated calls can. It has no role while a role is unassigned.
#[test]
fn the_zero_address_has_no_role() {
    let mut base = BaseFixture::new();
    let arguments =
        ConstructorArguments { guardian: Address::ZERO, ..base.constructor_arguments() };
    let result = base.deploy(&arguments);
    assert!(result.is_success(), "{}", result.describe());
    let diem = event::<Deployer::Deployed>(&result.logs.last().expect("logs").1).program;
    let account = Address::ZERO;
    assert_eq!(base.read(diem, guardianCall {})._0, account);
    assert_eq!(base.read(diem, pendingOwnerCall {})._0, account);
    for call in [
        pauseCall {}.abi_encode(),
        acceptOwnershipCall {}.abi_encode(),
        unpauseCall {}.abi_encode(),
        setProviderCall { provider: ALICE, admitted: true }.abi_encode(),
    ] {
        let result = base.simulate(account, diem, call);
        result.assert_reverted_with(&OwnableUnauthorizedAccount { account });
    }
}

/// Ether can reach the contract without a call, and must not affect its accounting.
#[test]
fn ether_forced_onto_the_contract_changes_nothing() {
    let mut fixture = fixture();
    let diem = fixture.diem;
    let before = fixture.state(&[ALICE]);
    fixture.chain.set_balance(to_evm(diem), u(ONE));
    let after = fixture.state(&[ALICE]);
    assert_eq!(StateSnapshot { ether: U256::ZERO, ..after }, before);
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
}

#[test]
fn views_need_no_ether_and_return_the_same_without_a_transaction() {
    let mut fixture = fixture();
    let stranger = Address::repeat_byte(0x77);
    let diem = fixture.diem;
    for function in functions() {
        let by_call = fixture.simulate(stranger, diem, function.zeros());
        let by_transaction = fixture.raw(ALICE, function.zeros());
        if by_transaction.is_success() {
            assert_eq!(by_call.output, by_transaction.output);
        }
    }
}
