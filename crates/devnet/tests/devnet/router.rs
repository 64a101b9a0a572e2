//! The boundary of the real program: selectors, malformed calldata, Ether.

use std::collections::BTreeMap;

use crate::motsu_support::abi;
use crate::support::*;
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
    /// Its type, a struct's spelt out.
    fn canonical(&self) -> String {
        match self.kind.strip_prefix("tuple") {
            Some(array) => {
                let parts: Vec<_> = self.components.iter().map(Self::canonical).collect();
                format!("({}){array}", parts.join(","))
            }
            None => self.kind.clone(),
        }
    }

    /// The types of the words that stand for it among the arguments.
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
    /// The types of its arguments, word by word.
    words: Vec<String>,
}

impl Function {
    /// Its calldata with these bytes of arguments.
    fn calldata(&self, arguments: &[u8]) -> Vec<u8> {
        [&self.selector, arguments].concat()
    }

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
    assert_eq!(functions.len(), abi::functions().len(), "all of them");
    functions
}

/// A world where Alice has something to lose: VVV, stake, DIEM, credits, a deposit, open tickets.
fn world() -> World {
    let mut world = World::new();
    world.staked(ALICE, 1_000 * ONE);
    world.fund(ALICE, 10 * ONE);
    world.ok(
        ALICE,
        mintDiemCall {
            vvvToLock: u(900 * ONE),
            minOut: U256::ZERO,
        },
    );
    // Ticket 0 is closed, so that no call of zeros alone moves anything.
    let ticket = world
        .ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) })
        .ticket;
    world.ok(ALICE, cancelUnstakeVvvCall { ticket });
    world.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    world.ok(ALICE, stakeDiemCall { amount: u(2 * ONE) });
    let ticket = world
        .ok(ALICE, initiateUnstakeCall { amount: u(ONE) })
        .ticket;
    world.ok(ALICE, cancelUnstakeCall { ticket });
    world.ok(ALICE, initiateUnstakeCall { amount: u(ONE) });
    world.deposited(ALICE, 1_000_000);
    let ticket = world
        .ok(ALICE, initiateWithdrawalCall { amount: u(1) })
        .ticket;
    world.ok(ALICE, cancelWithdrawalCall { ticket });
    world.ok(ALICE, initiateWithdrawalCall { amount: u(1) });
    world
}

/// Whether revert data is one of the errors in `IDiem.sol`, to the last byte.
fn is_typed(data: &[u8]) -> bool {
    IDiemErrors::abi_decode(data, true).is_ok_and(|error| error.abi_encode() == data)
}

#[test]
fn every_published_function_is_reached_and_answers_in_full() {
    let mut world = world();
    let mut answered = BTreeMap::new();
    world.unmoved(&[ALICE], |world| {
        for function in functions() {
            let name = &function.signature;
            let done = world.raw(ALICE, function.zeros());
            match done.status {
                Status::Success => {
                    assert!(IDiemCalls::abi_decode(&function.zeros(), false).is_ok());
                    // `checkpoint` alone succeeds without an answer.
                    let silent = done.output.is_empty() == (name == "checkpoint()");
                    assert!(silent && done.output.len() % 32 == 0, "{name}");
                    assert_eq!(done.logs, [], "{name}: zeros move nothing");
                }
                Status::Revert => {
                    assert!(is_typed(&done.output), "{name}: {}", done.story());
                    assert_ne!(done.output[..4], UnknownSelector::SELECTOR, "{name}");
                }
                Status::Halt(_) => panic!("{name}: {}", done.story()),
            }
            *answered.entry(done.is_success()).or_insert(0) += 1;
        }
    });
    // The views succeed, and everything that would change state names what is missing. To a batch of no vouchers,
    // to a claim of nothing and to a checkpoint, nothing is.
    let views = abi::functions().iter().filter(|f| f.is_view);
    assert_eq!(answered[&true], views.count() + 3);
}

/// Every function tells short calldata from an unknown call, whatever the length.
#[test]
fn arguments_that_are_cut_short_are_invalid_calldata() {
    let mut world = world();
    world.unmoved(&[ALICE], |world| {
        for function in functions() {
            let full = 32 * function.words.len();
            for short in (0..full).step_by(31).chain(full.checked_sub(1)) {
                let done = world.raw(ALICE, function.calldata(&vec![0; short]));
                done.reverted_with(&InvalidCalldata {});
            }
        }
    });
}

/// As in Solidity: what follows the arguments is not looked at.
#[test]
fn what_follows_the_arguments_is_ignored() {
    let mut world = world();
    for function in functions() {
        let exact = world.raw(ALICE, function.zeros());
        let longer = world.raw(ALICE, [function.zeros(), vec![0xff; 45]].concat());
        assert_eq!(longer.result(), exact.result(), "{}", function.signature);
    }
}

#[test]
fn bits_outside_a_type_are_invalid_calldata() {
    let mut world = world();
    let mut checked = 0;
    world.unmoved(&[ALICE], |world| {
        for function in functions() {
            for (place, kind) in function.words.iter().enumerate() {
                // The bytes of the word that the type leaves zero.
                let outside = match kind.as_str() {
                    "address" => 0..12,
                    "uint8" | "bool" => 0..31,
                    // An offset beyond 32 bits is beyond any calldata.
                    "uint32" | "offset" => 0..28,
                    "bytes4" => 4..32,
                    "uint256" | "bytes32" => continue,
                    other => panic!("which bits does {other} have?"),
                };
                for byte in [outside.start, outside.end - 1] {
                    let mut calldata = function.zeros();
                    calldata[4 + 32 * place + byte] = 1;
                    let done = world.raw(ALICE, calldata);
                    done.reverted_with(&InvalidCalldata {});
                    checked += 1;
                }
                if kind == "bool" {
                    let mut calldata = function.zeros();
                    calldata[4 + 32 * place + 31] = 2;
                    let done = world.raw(ALICE, calldata);
                    done.reverted_with(&InvalidCalldata {});
                }
            }
        }
    });
    assert!(checked > 60, "{checked}");
}

#[test]
fn amounts_beyond_128_bits_are_named() {
    let mut world = world();
    let amount = U256::from(1) << 128;
    let error = AmountTooLarge { amount };
    world.unmoved(&[ALICE], |world| {
        for call in [
            stakeVvvCall {
                recipient: ALICE,
                amount,
            }
            .abi_encode(),
            initiateUnstakeVvvCall { amount }.abi_encode(),
            mintDiemCall {
                vvvToLock: amount,
                minOut: U256::ZERO,
            }
            .abi_encode(),
            mintDiemCall {
                vvvToLock: u(1),
                minOut: amount,
            }
            .abi_encode(),
            stakeAndMintCall {
                vvv: amount,
                minOut: U256::ZERO,
                activate: false,
            }
            .abi_encode(),
            burnDiemCall { amount }.abi_encode(),
            getDiemAmountOutCall { vvvToLock: amount }.abi_encode(),
            getSVVVAmountInCall { diemOut: amount }.abi_encode(),
            stakeDiemCall { amount }.abi_encode(),
            initiateUnstakeCall { amount }.abi_encode(),
            depositCall {
                account: ALICE,
                amount,
            }
            .abi_encode(),
            initiateWithdrawalCall { amount }.abi_encode(),
            spendCall {
                account: ALICE,
                provider: BOB,
                credits: amount,
                requestId: B256::ZERO,
            }
            .abi_encode(),
        ] {
            world.raw(ALICE, call).reverted_with(&error);
        }
    });
}

#[test]
fn an_unknown_selector_is_named() {
    let mut world = world();
    let known: Vec<_> = functions().iter().map(|f| f.selector).collect();
    let constructor = stylus_sdk::abi::CONSTRUCTOR_SELECTOR.to_be_bytes();
    // Neighbours of the known ones, and calls that other tokens and vaults have.
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
    world.unmoved(&[ALICE], |world| {
        for (nth, selector) in unknown.into_iter().enumerate() {
            // With and without arguments.
            let calldata = [&selector[..], &vec![0; 32 * (nth % 4)]].concat();
            let done = world.raw(ALICE, calldata);
            done.reverted_with(&UnknownSelector {
                selector: selector.into(),
            });
        }
    });
}

#[test]
fn calldata_without_a_whole_selector_is_invalid() {
    let mut world = world();
    world.unmoved(&[ALICE], |world| {
        let stake = stakeVvvCall::SELECTOR;
        for length in 0..4 {
            for calldata in [&stake[..length], &[0; 4][..length]] {
                let done = world.raw(ALICE, calldata.to_vec());
                done.reverted_with(&InvalidCalldata {});
            }
        }
    });
}

#[test]
fn no_call_takes_ether() {
    let mut world = world();
    let diem = world.diem;
    let constructor = world.arguments().calldata();
    world.unmoved(&[ALICE], |world| {
        let all = functions().into_iter().map(|function| function.zeros());
        for calldata in all.chain([constructor, vec![0xff; 4], vec![0xff; 100]]) {
            for value in [u(1), u(ONE)] {
                let done = world.send(ALICE, diem, calldata.clone(), value);
                done.reverted_with(&ValueNotAccepted { value });
            }
        }
        // Nor does a plain transfer, which has no selector.
        for calldata in [vec![], vec![1, 2, 3]] {
            let done = world.send(ALICE, diem, calldata, u(1));
            done.reverted_with(&InvalidCalldata {});
        }
    });
}

/// Ether that is forced on the contract stays out of all its books.
#[test]
fn ether_forced_on_the_contract_changes_nothing() {
    let mut world = world();
    let diem = world.diem;
    let before = world.sight(&[ALICE]);
    world.chain.set_balance(to_evm(diem), u(ONE));
    let after = world.sight(&[ALICE]);
    assert_eq!(
        Sight {
            ether: U256::ZERO,
            ..after
        },
        before
    );
    world.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
}

#[test]
fn views_answer_anybody_without_gas_or_ether() {
    let mut world = world();
    let nobody = Address::repeat_byte(0x77);
    let diem = world.diem;
    for function in functions() {
        let by_call = world.peek(nobody, diem, function.zeros());
        let by_transaction = world.raw(ALICE, function.zeros());
        if by_transaction.is_success() {
            assert_eq!(by_call.output, by_transaction.output);
        }
    }
}
