// SPDX-License-Identifier: MIT OR Apache-2.0
//! The DIEM token: compared with OpenZeppelin's ERC-20, and where it differs.

use crate::support::*;
use alloy_primitives::{address, Address, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::{self, IErc20};
use proptest::prelude::*;
use rstest::rstest;

const CAROL: Address = address!("000000000000000000000000000000000000CA01");

/// A fixture in which Alice holds DIEM, and the amount.
fn fixture_with_diem(fee_token: FeeToken) -> (Fixture, U256) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 90_000 * ONE);
    let out = fixture.ok(ALICE, mintDiemCall { vvvToLock: u(90_000 * ONE), minOut: U256::ZERO });
    (fixture, out.diemOut)
}

#[rstest]
fn metadata_matches_diem(#[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken) {
    let fixture = Fixture::new(fee_token);
    assert_eq!(fixture.ok(BOB, nameCall {})._0, "Diem");
    assert_eq!(fixture.ok(BOB, symbolCall {})._0, "DIEM");
    assert_eq!(fixture.ok(BOB, decimalsCall {})._0, 18);
    assert_eq!(fixture.ok(BOB, totalSupplyCall {})._0, U256::ZERO);
    assert_eq!(fixture.ok(BOB, diemCall {})._0, fixture.diem.address());
}

#[rstest]
fn transfer_moves_balances_and_emits_an_event(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, all) = fixture_with_diem(fee_token);
    assert!(fixture.ok(ALICE, transferCall { to: BOB, value: u(ONE) })._0);
    let Transfer { from, to, value } = fixture.last_event();
    assert_eq!((from, to, value), (ALICE, BOB, u(ONE)));
    assert_eq!(fixture.account_snapshot(ALICE).diem, all - u(ONE));
    assert_eq!(fixture.account_snapshot(BOB).diem, u(ONE));
    assert!(
        fixture.ok(BOB, transferCall { to: BOB, value: u(ONE) })._0,
        "a transfer to oneself succeeds"
    );
    assert!(
        fixture.ok(CAROL, transferCall { to: BOB, value: U256::ZERO })._0,
        "a transfer of 0 succeeds"
    );
    assert_eq!(fixture.account_snapshot(BOB).diem, u(ONE));
}

#[rstest]
fn transfers_to_the_zero_address_and_the_contract_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, all) = fixture_with_diem(fee_token);
    for to in [Address::ZERO, fixture.diem.address()] {
        let error = || ERC20InvalidReceiver { receiver: to };
        fixture.assert_reverts(ALICE, transferCall { to, value: u(1) }, error());
        fixture.assert_reverts(ALICE, transferCall { to, value: U256::ZERO }, error());
        fixture.ok(ALICE, approveCall { spender: BOB, value: all });
        fixture.assert_reverts(BOB, transferFromCall { from: ALICE, to, value: u(1) }, error());
    }
}

#[rstest]
fn transfers_beyond_the_balance_revert_with_the_amounts(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, all) = fixture_with_diem(fee_token);
    for needed in [all + u(1), U256::MAX] {
        let error = ERC20InsufficientBalance { sender: ALICE, balance: all, needed };
        fixture.assert_reverts(ALICE, transferCall { to: BOB, value: needed }, error);
    }
}

#[rstest]
fn allowances_are_consumed_unless_unlimited(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, all) = fixture_with_diem(fee_token);
    let allowance = || fixture.ok(BOB, allowanceCall { owner: ALICE, spender: BOB })._0;
    let take = |value| transferFromCall { from: ALICE, to: CAROL, value };
    let error = |allowance, needed| ERC20InsufficientAllowance { spender: BOB, allowance, needed };
    fixture.assert_reverts(BOB, take(u(1)), error(U256::ZERO, u(1)));
    assert!(fixture.ok(ALICE, approveCall { spender: BOB, value: u(10) })._0);
    let Approval { owner, spender, value } = fixture.last_event();
    assert_eq!((owner, spender, value), (ALICE, BOB, u(10)));
    fixture.assert_reverts(BOB, take(u(11)), error(u(10), u(11)));
    fixture.ok(BOB, take(u(4)));
    assert_eq!(allowance(), u(6));
    fixture.ok(ALICE, approveCall { spender: BOB, value: U256::MAX });
    fixture.ok(BOB, take(u(100)));
    assert_eq!(allowance(), U256::MAX);
    let more = ERC20InsufficientBalance { sender: ALICE, balance: all - u(104), needed: all };
    fixture.assert_reverts(BOB, take(all), more);
    let zero_address = approveCall { spender: Address::ZERO, value: u(1) };
    fixture.assert_reverts(ALICE, zero_address, ERC20InvalidSpender { spender: Address::ZERO });
}

/// An allowance that is too small is reported before a receiver that is refused, as by OpenZeppelin.
#[rstest]
fn transfer_from_checks_the_allowance_before_the_receiver(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _) = fixture_with_diem(fee_token);
    for to in [Address::ZERO, fixture.diem.address()] {
        let take = transferFromCall { from: ALICE, to, value: u(2) };
        let error =
            |allowance| ERC20InsufficientAllowance { spender: BOB, allowance, needed: u(2) };
        fixture.assert_reverts(BOB, take.clone(), error(U256::ZERO));
        fixture.ok(ALICE, approveCall { spender: BOB, value: u(1) });
        fixture.assert_reverts(BOB, take.clone(), error(u(1)));
        fixture.ok(ALICE, approveCall { spender: BOB, value: u(2) });
        fixture.assert_reverts(BOB, take, ERC20InvalidReceiver { receiver: to });
        fixture.ok(ALICE, approveCall { spender: BOB, value: U256::ZERO });
    }
}

#[rstest]
fn supports_interface_reports_the_implemented_standards(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let supports = |id: u32| {
        fixture.ok(BOB, supportsInterfaceCall { interfaceId: FixedBytes(id.to_be_bytes()) })._0
    };
    // ERC-165, ERC-20, its metadata, ERC-2612 and ERC-5267, by their published identifiers.
    for id in [0x01ff_c9a7, 0x36372b07, 0xa219_a025, 0x9d8f_f7da, 0x84b0_196e] {
        assert!(supports(id), "{id:08x}");
    }
    for id in [0xffff_ffff, 0, 0x80ac_58cd] {
        assert!(!supports(id), "{id:08x}");
    }
}

/// A call of the ERC-20 standard; accounts are indices into `ACCOUNTS`, the caller first.
#[derive(Clone, Debug)]
enum Call {
    Transfer(usize, usize, Value),
    Approve(usize, usize, Value),
    TransferFrom(usize, usize, usize, Value),
}

/// The amount of a call.
#[derive(Clone, Copy, Debug)]
enum Value {
    Plain(u128),
    /// The balance of the account that pays, and this much more.
    Balance(u64),
    /// `2^256 − 1`.
    Max,
}

/// The oracle's result as return or revert data; motsu undoes its changes if it is an error.
fn finish(result: Result<bool, erc20::Error>) -> Result<Vec<u8>, Vec<u8>> {
    match result {
        Ok(_) => Ok(result.motsu_unwrap().abi_encode()),
        Err(_) => Err(result.motsu_unwrap_err().into()),
    }
}

const ACCOUNTS: [Address; 4] = [Address::ZERO, ALICE, BOB, CAROL];

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let who = 0..ACCOUNTS.len();
    let value = prop_oneof![
        2 => Just(Value::Plain(0)),
        6 => (1..40 * ONE).prop_map(Value::Plain),
        2 => (0u64..2).prop_map(Value::Balance),
        2 => Just(Value::Max),
    ];
    let call = prop_oneof![
        (who.clone(), who.clone(), value.clone()).prop_map(|(a, b, v)| Call::Transfer(a, b, v)),
        (who.clone(), who.clone(), value.clone()).prop_map(|(a, b, v)| Call::Approve(a, b, v)),
        (who.clone(), who.clone(), who, value)
            .prop_map(|(a, b, c, v)| Call::TransferFrom(a, b, c, v)),
    ];
    prop::collection::vec(call, 1..60)
}

proptest! {
    #![proptest_config(proptest_config(60))]

    /// The same calls give the same results, error bytes, events, balances and allowances as OpenZeppelin's ERC-20. The
    /// token does not depend on the fee token, so one is enough.
    #[test]
    fn random_calls_match_openzeppelin(calls in calls()) {
        let (fixture, oracle) = (Fixture::new(FeeToken::Separate), Contract::<Token>::new());
        for who in [ALICE, BOB] {
            fixture.mint_diem(who, 100 * ONE);
            oracle.sender(who).mint(who, u(100 * ONE)).motsu_unwrap();
        }
        let caller = Address::ZERO;
        let balance = |who| oracle.sender(caller).balance_of(who);
        for call in calls {
            let number = |value, who| match value {
                Value::Plain(amount) => u(amount),
                Value::Balance(more) => balance(who) + U256::from(more),
                Value::Max => U256::MAX,
            };
            let before = (fixture.event_count(), oracle.all_events().len());
            let (by, calldata, theirs) = match call {
                Call::Transfer(by, to, value) => {
                    let (by, to) = (ACCOUNTS[by], ACCOUNTS[to]);
                    let value = number(value, by);
                    let data = transferCall { to, value }.abi_encode();
                    (by, data, finish(oracle.sender(by).transfer(to, value)))
                }
                Call::Approve(by, spender, value) => {
                    let (by, spender) = (ACCOUNTS[by], ACCOUNTS[spender]);
                    let value = number(value, by);
                    let data = approveCall { spender, value }.abi_encode();
                    (by, data, finish(oracle.sender(by).approve(spender, value)))
                }
                Call::TransferFrom(by, from, to, value) => {
                    let [by, from, to] = [by, from, to].map(|who| ACCOUNTS[who]);
                    let value = number(value, from);
                    let data = transferFromCall { from, to, value }.abi_encode();
                    (by, data, finish(oracle.sender(by).transfer_from(from, to, value)))
                }
            };
            let ours = fixture.raw(by, &calldata);
            let hexed = |result: Result<Vec<u8>, Vec<u8>>| match result {
                Ok(data) => (true, hex(&data)),
                Err(data) => (false, hex(&data)),
            };
            prop_assert_eq!(hexed(ours), hexed(theirs));
            let (ours, theirs) = (fixture.diem.all_events(), oracle.all_events());
            // The test token also emits the burn of its transfer fee, which is 0 here.
            let theirs: Vec<_> = theirs[before.1..].iter().take(ours.len() - before.0).collect();
            prop_assert_eq!(ours[before.0..].iter().collect::<Vec<_>>(), theirs);
            for owner in ACCOUNTS {
                let found = fixture.ok(caller, balanceOfCall { account: owner })._0;
                prop_assert_eq!(found, balance(owner));
                for spender in ACCOUNTS {
                    let found = fixture.ok(caller, allowanceCall { owner, spender })._0;
                    prop_assert_eq!(found, oracle.sender(caller).allowance(owner, spender));
                }
            }
        }
        let supply = fixture.ok(caller, totalSupplyCall {})._0;
        prop_assert_eq!(supply, oracle.sender(caller).total_supply());
    }
}
