// SPDX-License-Identifier: MIT OR Apache-2.0
//! Encoding the actions of random scenarios.

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolInterface, SolStruct};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::abi_adapter::address_book::AddressBook;
use crate::abi_adapter::bindings::IDiem::{IDiemCalls, UsageVoucher};
use crate::abi_adapter::bindings::QuotaPermit;
use crate::abi_adapter::calls::encode_call;
use crate::accounts::{AccountId, COUNT};
use crate::action::Action;
use crate::curve::linear_curve;
use crate::random;
use crate::scenario::scenarios;

fn addresses() -> AddressBook {
    let address = |number: usize| Address::left_padding_from(&[number as u8 + 1]);
    AddressBook {
        accounts: (0..COUNT).map(address).collect(),
        contract: address(COUNT),
        vvv: address(COUNT + 1),
        fee: address(COUNT + 2),
        other: address(COUNT + 3),
        chain_id: 1,
    }
}

#[test]
fn signed_structs_have_the_types_of_the_design() {
    assert_eq!(
        QuotaPermit::eip712_root_type(),
        "QuotaPermit(address owner,address spender,uint256 dailyLimit,uint32 lastDay,bool allowPaid,uint256 nonce,uint256 deadline)"
    );
    assert_eq!(
        UsageVoucher::eip712_root_type(),
        "UsageVoucher(address account,address spender,address provider,uint32 day,uint256 credits)"
    );
}

#[test]
fn every_action_of_a_scenario_is_a_call_of_the_interface() {
    let addresses = addresses();
    let mut runner = TestRunner::new(random::config(1));
    let strategy = scenarios(150);
    let mut called = BTreeSet::new();
    for _ in 0..40 {
        let tree = strategy.new_tree(&mut runner).expect("the strategy rejects nothing");
        let scenario = tree.current();
        let mut reference = scenario.reference(linear_curve());
        for step in &scenario.steps {
            let action = step.resolve(&reference);
            let _ = reference.apply(&action);
            if matches!(action, Action::Wait { .. } | Action::Donate { .. }) {
                continue;
            }
            let mut sign = |account: AccountId, digest: B256| {
                assert!(account < COUNT, "{action}: no key of {account}");
                [digest.as_slice(), digest.as_slice(), &[27]].concat()
            };
            let data = encode_call(&action, &addresses, &mut sign);
            let selector = data[..4].try_into().expect("four bytes");
            assert!(IDiemCalls::valid_selector(selector), "{action}");
            let is_text = !matches!(action, Action::Announce { ref uri, .. } if std::str::from_utf8(uri).is_err());
            assert_eq!(IDiemCalls::abi_decode(&data, true).is_ok(), is_text, "{action}");
            called.insert(selector);
        }
    }
    assert!(called.len() >= 40, "only {} different calls", called.len());
}
