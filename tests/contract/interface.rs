//! The boundary itself: selectors, malformed calldata, Ether.

use std::collections::BTreeMap;

use crate::support::abi::{functions, Function};
use crate::support::*;
use alloy_primitives::{address, keccak256, Address, U256};
use alloy_sol_types::{SolCall, SolError};
use motsu::prelude::*;

both! {
    every_call_is_routed_and_short_calldata_is_refused_by_name,
    unknown_selectors_and_stumps_are_refused_by_name,
    values_with_bits_outside_their_type_are_refused,
    trailing_calldata_is_ignored,
    ether_is_refused_by_every_call,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");

/// The live system's selectors that these faces keep, as published.
const KEPT: &[(&str, u32)] = &[
    ("stake(address,uint256)", 0xadc9_772e),
    ("mintDiem(uint256,uint256)", 0x2006_efcb),
    ("burnDiem(uint256)", 0x4d44_f110),
    ("getDiemAmountOut(uint256)", 0x8771_6cbf),
    ("balanceOfUnlocked(address)", 0xcedd_d07d),
    ("lockedStakes(address)", 0x9241_7dc7),
    ("stakes(address)", 0x1693_4fc4),
    ("finalizeUnstake()", 0x0ea9_4341),
    ("totalLockedStakedVVV()", 0x25be_f746),
    ("venice()", 0x8f1f_8d0c),
    ("diem()", 0xad66_f182),
    ("stake(uint256)", 0xa694_fc3a),
    ("initiateUnstake(uint256)", 0xae5a_c921),
    ("unstake()", 0x2def_6620),
    ("stakedInfos(address)", 0x9503_b15c),
    ("cooldownDuration()", 0x3526_9315),
    ("totalStaked()", 0x817b_1cd2),
];

/// The canonical selectors of the calls that take structs.
const CANONICAL: &[(&str, u32)] = &[
    (
        "redeem((address,address,address,uint32,uint256),bytes)",
        0xccfe_1065,
    ),
    (
        "redeemBatch((address,address,address,uint32,uint256)[],bytes[])",
        0x3691_209a,
    ),
];

fn table() -> BTreeMap<String, u32> {
    functions()
        .iter()
        .map(|function| {
            let selector = u32::from_be_bytes(function.selector.0);
            (function.signature.clone(), selector)
        })
        .collect()
}

#[test]
fn selectors_are_the_hashes_of_their_signatures_and_none_collide() {
    let table = table();
    assert_eq!(table.len(), functions().len());
    let mut seen = std::collections::HashSet::new();
    for (signature, selector) in table {
        assert_eq!(
            keccak256(&signature)[..4],
            selector.to_be_bytes(),
            "{signature}"
        );
        assert!(seen.insert(selector), "{signature}");
    }
}

#[test]
fn the_live_systems_selectors_are_kept() {
    let table = table();
    for (signature, selector) in KEPT.iter().chain(CANONICAL) {
        assert_eq!(table.get(*signature), Some(selector), "{signature}");
    }
}

/// Every call of the interface is routed: with no arguments given it either runs, or says that
/// they are missing. It is never unknown.
fn every_call_is_routed_and_short_calldata_is_refused_by_name(fees: Fees) {
    let world = World::new(fees);
    for Function {
        name,
        args,
        selector,
        ..
    } in functions()
    {
        let full = selector.0;
        for short in 0..args.len() * 32 {
            let calldata = [&full[..], &vec![0; short]].concat();
            let data = world.raw(ALICE, &calldata).expect_err(name);
            assert_eq!(
                data,
                InvalidCalldata {}.abi_encode(),
                "{name} with {short} bytes"
            );
        }
        let calldata = [&full[..], &vec![0; args.len() * 32]].concat();
        if let Err(data) = world.raw(ALICE, &calldata) {
            assert_ne!(data[..4], UnknownSelector::SELECTOR, "{name}");
            assert!(data.len() >= 4, "{name} fails without a reason");
        }
    }
}

fn unknown_selectors_and_stumps_are_refused_by_name(fees: Fees) {
    let world = World::new(fees);
    let unknown = world
        .raw(ALICE, &[0xde, 0xad, 0xbe, 0xef, 1, 2, 3])
        .unwrap_err();
    let selector = [0xde, 0xad, 0xbe, 0xef].into();
    assert_eq!(unknown, UnknownSelector { selector }.abi_encode());
    for stump in [&[][..], &[1], &[1, 2, 3]] {
        assert_eq!(
            world.raw(ALICE, stump).unwrap_err(),
            InvalidCalldata {}.abi_encode()
        );
    }
}

fn values_with_bits_outside_their_type_are_refused(fees: Fees) {
    let world = World::new(fees);
    let mut dirty_address = balanceOfCall { account: ALICE }.abi_encode();
    dirty_address[4] = 1;
    let mut dirty_u32 = cancelUnstakeVvvCall { ticket: 7 }.abi_encode();
    dirty_u32[4 + 27] = 1;
    let mut dirty_bytes4 = supportsInterfaceCall {
        interfaceId: [1, 2, 3, 4].into(),
    }
    .abi_encode();
    dirty_bytes4[4 + 31] = 1;
    let mut dirty_u8 = vec![0; 4 + 7 * 32];
    dirty_u8[..4].copy_from_slice(&permitCall::SELECTOR);
    dirty_u8[4 + 4 * 32 + 30] = 1;
    for calldata in [dirty_address, dirty_u32, dirty_bytes4, dirty_u8] {
        assert_eq!(
            world.raw(ALICE, &calldata).unwrap_err(),
            InvalidCalldata {}.abi_encode()
        );
    }
}

/// As Solidity does, more calldata than the arguments need is let pass.
fn trailing_calldata_is_ignored(fees: Fees) {
    let world = World::new(fees);
    let mut calldata = totalSupplyCall {}.abi_encode();
    calldata.extend_from_slice(&[0xff; 50]);
    assert!(world.raw(ALICE, &calldata).is_ok());
}

fn ether_is_refused_by_every_call(fees: Fees) {
    let world = World::new(fees);
    ALICE.fund(U256::from(1_000_000));
    for Function {
        name,
        args,
        selector,
        ..
    } in functions()
    {
        let mut calldata = selector.to_vec();
        calldata.resize(4 + 32 * args.len(), 0);
        let data = route(&mut world.diem.sender_and_value(ALICE, u(3)), &calldata).unwrap_err();
        assert_eq!(
            data,
            ValueNotAccepted { value: u(3) }.abi_encode(),
            "{name}"
        );
    }
}
