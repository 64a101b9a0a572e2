// SPDX-License-Identifier: MIT OR Apache-2.0
//! The router: selectors, malformed calldata, Ether.

use std::collections::BTreeMap;

use crate::support::abi::{functions, Function};
use crate::support::*;
use alloy_primitives::{keccak256, U256};
use alloy_sol_types::{SolCall, SolError};
use motsu::prelude::*;
use rstest::rstest;

/// Selectors shared with the live system, as published.
const SHARED_SELECTORS: &[(&str, u32)] = &[
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

/// The canonical selectors of the functions that take structs.
const STRUCT_SELECTORS: &[(&str, u32)] = &[
    ("redeem((address,address,address,uint32,uint256),bytes,uint256)", 0x0d4a_25ea),
    ("redeemBatch((address,address,address,uint32,uint256)[],bytes[],uint256[])", 0xe691_3046),
    (
        "proposeParams((uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256))",
        0x8cd6_3a20,
    ),
];

/// The interface's signatures and selectors.
fn selectors() -> BTreeMap<String, u32> {
    functions()
        .iter()
        .map(|function| {
            let selector = u32::from_be_bytes(function.selector.0);
            (function.signature.clone(), selector)
        })
        .collect()
}

#[test]
fn selectors_are_unique_hashes_of_their_signatures() {
    let selectors = selectors();
    assert_eq!(selectors.len(), functions().len());
    let mut seen = std::collections::HashSet::new();
    for (signature, selector) in selectors {
        assert_eq!(keccak256(&signature)[..4], selector.to_be_bytes(), "{signature}");
        assert!(seen.insert(selector), "{signature}");
    }
}

#[test]
fn selectors_shared_with_the_live_system_are_unchanged() {
    let selectors = selectors();
    for (signature, selector) in SHARED_SELECTORS.iter().chain(STRUCT_SELECTORS) {
        assert_eq!(selectors.get(*signature), Some(selector), "{signature}");
    }
}

/// Every function of the interface is routed: without its arguments it reverts with `InvalidCalldata`; with zeros as
/// arguments it runs or reverts with a reason, but never with `UnknownSelector`.
#[rstest]
fn every_function_is_routed_and_rejects_short_calldata(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    for Function { name, args, selector, .. } in functions() {
        let full = selector.0;
        fixture.assert_unchanged_by(|| {
            for short in 0..args.len() * 32 {
                let calldata = [&full[..], &vec![0; short]].concat();
                let data = fixture.raw(ALICE, &calldata).expect_err(name);
                assert_eq!(data, InvalidCalldata {}.abi_encode(), "{name} with {short} bytes");
            }
        });
        let calldata = [&full[..], &vec![0; args.len() * 32]].concat();
        if let Err(data) = fixture.raw(ALICE, &calldata) {
            assert_ne!(data[..4], UnknownSelector::SELECTOR, "{name}");
            assert!(data.len() >= 4, "{name} reverts without a reason");
        }
    }
}

#[rstest]
fn unknown_and_incomplete_selectors_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let unknown = fixture.raw(ALICE, &[0xde, 0xad, 0xbe, 0xef, 1, 2, 3]).unwrap_err();
    let selector = [0xde, 0xad, 0xbe, 0xef].into();
    assert_eq!(unknown, UnknownSelector { selector }.abi_encode());
    fixture.assert_unchanged_by(|| {
        for incomplete in [&[][..], &[1], &[1, 2, 3]] {
            assert_eq!(
                fixture.raw(ALICE, incomplete).unwrap_err(),
                InvalidCalldata {}.abi_encode()
            );
        }
    });
}

#[rstest]
fn values_with_bits_outside_their_type_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    // A bit outside the type of the argument.
    let mut dirty_address = balanceOfCall { account: ALICE }.abi_encode();
    dirty_address[4] = 1;
    let mut dirty_u32 = cancelUnstakeVvvCall { ticket: 7 }.abi_encode();
    dirty_u32[4 + 27] = 1;
    let mut dirty_bytes4 = supportsInterfaceCall { interfaceId: [1, 2, 3, 4].into() }.abi_encode();
    dirty_bytes4[4 + 31] = 1;
    let mut dirty_u8 = vec![0; 4 + 7 * 32];
    dirty_u8[..4].copy_from_slice(&permitCall::SELECTOR);
    dirty_u8[4 + 4 * 32 + 30] = 1;
    fixture.assert_unchanged_by(|| {
        for calldata in [dirty_address, dirty_u32, dirty_bytes4, dirty_u8] {
            assert_eq!(fixture.raw(ALICE, &calldata).unwrap_err(), InvalidCalldata {}.abi_encode());
        }
    });
}

/// As in Solidity, calldata beyond the arguments is ignored.
#[rstest]
fn trailing_calldata_is_ignored(#[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken) {
    let fixture = Fixture::new(fee_token);
    let mut calldata = totalSupplyCall {}.abi_encode();
    calldata.extend_from_slice(&[0xff; 50]);
    assert!(fixture.raw(ALICE, &calldata).is_ok());
}

#[rstest]
fn every_function_rejects_ether(#[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken) {
    let fixture = Fixture::new(fee_token);
    ALICE.fund(U256::from(1_000_000));
    for Function { name, args, selector, .. } in functions() {
        let mut calldata = selector.to_vec();
        calldata.resize(4 + 32 * args.len(), 0);
        fixture.assert_unchanged_by(|| {
            let mut diem = fixture.diem.sender_and_value(ALICE, u(3));
            let data = route(&mut diem, &calldata).unwrap_err();
            let error = ValueNotAccepted { value: u(3) };
            assert_eq!(data, error.abi_encode(), "{name}");
        });
    }
    // So does calldata that names no function, and a plain transfer.
    for calldata in [&[][..], &[1, 2, 3], &[0xde, 0xad, 0xbe, 0xef], &[0; 36]] {
        fixture.assert_unchanged_by(|| {
            let mut diem = fixture.diem.sender_and_value(ALICE, u(3));
            let data = route(&mut diem, calldata).unwrap_err();
            assert_eq!(data, ValueNotAccepted { value: u(3) }.abi_encode(), "{calldata:?}");
        });
    }
}

/// Words other than 0 and 1 are no `bool`, wherever a call has one.
#[rstest]
fn words_other_than_0_and_1_are_no_bool(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let mut with_bool = 0;
    for Function { name, args, selector, .. } in functions() {
        for (index, _) in args.iter().enumerate().filter(|(_, kind)| *kind == "bool") {
            with_bool += 1;
            for word in [u(2), u(256), U256::MAX, U256::from(1) << 255] {
                let mut calldata = selector.to_vec();
                calldata.resize(4 + 32 * args.len(), 0);
                calldata[4 + 32 * index..][..32].copy_from_slice(&word.to_be_bytes::<32>());
                let data = fixture.raw(OWNER, &calldata).unwrap_err();
                assert_eq!(data, InvalidCalldata {}.abi_encode(), "{name}");
            }
        }
    }
    assert_eq!(with_bool, 5, "activate, allowPaid twice, admitted, allowed");
}
