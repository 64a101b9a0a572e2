// SPDX-License-Identifier: MIT OR Apache-2.0
//! Diem deployed with a misbehaving token (`contracts/Hostile.sol`) as VVV and fee token. No deployment should choose such
//! a token; these tests show that calls fail cleanly and what remains safe.

use crate::motsu_support::abi::functions;
use crate::program::support::*;
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use diem_devnet::chain::Status;
use diem_devnet::stylus::hostio::HostFn;
use revm::context_interface::result::HaltReason;

/// `Hostile.Manner`
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Manner {
    Plain,
    Revert,
    RevertWithData,
    False,
    Two,
    TwoWords,
    Short,
    Nothing,
    BurnGas,
    Megabyte,
    RevertWithMegabyte,
    Reenter,
    ReenterOrRevert,
    Fee,
}

/// Diem with a hostile token that still behaves. Alice has 100 VVV staked, 20 tokens deposited, matured withdrawal tickets
/// (withdrawal requests) over 10 of each, and 1,000 tokens in her wallet.
fn fixture() -> Fixture {
    let mut base = BaseFixture::new();
    base.vvv = base.create(bytecode("Hostile"), &[]);
    base.usd = base.vvv;
    let mut fixture = Fixture::deploy_on(base);
    fixture.fund_and_stake(ALICE, 110 * ONE);
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(10 * ONE) });
    fixture.fund_and_deposit(ALICE, 20 * ONE);
    fixture.ok(ALICE, initiateWithdrawalCall { amount: u(10 * ONE) });
    fixture.fund(ALICE, 1_000 * ONE);
    fixture.advance(COOLDOWN);
    // Rolls the day over, so that the tested calls need not.
    fixture.ok(ALICE, checkpointCall {});
    fixture
}

/// Makes the token misbehave in this manner.
fn behave(fixture: &mut Fixture, manner: Manner) {
    let vvv = fixture.vvv;
    let manner = manner as u8;
    fixture.call_at(vvv, ALICE, Hostile::behaveCall { manner });
}

/// Every call that moves tokens, in or out.
fn token_moving_calls() -> [Vec<u8>; 5] {
    [
        stakeVvvCall { recipient: BOB, amount: u(ONE) }.abi_encode(),
        stakeAndMintCall { vvv: u(ONE), minOut: U256::ZERO, activate: false }.abi_encode(),
        finalizeUnstakeCall {}.abi_encode(),
        depositCall { account: BOB, amount: u(ONE) }.abi_encode(),
        withdrawCall {}.abi_encode(),
    ]
}

#[test]
fn a_token_that_fails_or_returns_odd_data_makes_calls_revert() {
    let mut fixture = fixture();
    let token = fixture.vvv;
    for manner in [
        Manner::Revert,
        Manner::RevertWithData,
        Manner::False,
        Manner::Two,
        Manner::TwoWords,
        Manner::Short,
        Manner::Megabyte,
        Manner::RevertWithMegabyte,
    ] {
        behave(&mut fixture, manner);
        for call in token_moving_calls() {
            fixture.assert_unchanged(&[ALICE, BOB], |fixture| {
                let result = fixture.raw(ALICE, call);
                result.assert_reverted_with(&SafeErc20FailedOperation { token });
            });
        }
    }
    // All claims are intact: once the token behaves, the calls succeed.
    behave(&mut fixture, Manner::Plain);
    for call in token_moving_calls() {
        let result = fixture.raw(ALICE, call);
        assert!(result.is_success(), "{}", result.describe());
    }
}

#[test]
fn a_token_that_returns_no_data_is_accepted() {
    let mut fixture = fixture();
    behave(&mut fixture, Manner::Nothing);
    let before = fixture.state(&[ALICE]);
    for call in token_moving_calls() {
        let result = fixture.raw(ALICE, call);
        assert!(result.is_success(), "{}", result.describe());
    }
    let after = fixture.state(&[ALICE]);
    assert_eq!(after.staked, before.staked + u(2 * ONE));
    assert_eq!(after.held, before.held + u(3 * ONE) - u(20 * ONE));
}

#[test]
fn a_token_without_code_makes_calls_revert() {
    let mut fixture = fixture();
    let token = fixture.vvv;
    let code = fixture.chain.code(to_evm(token));
    fixture.chain.set_code(to_evm(token), Default::default());
    for call in token_moving_calls() {
        let result = fixture.raw(ALICE, call);
        result.assert_reverted_with(&SafeErc20FailedOperation { token });
    }
    fixture.chain.set_code(to_evm(token), code);
    let result = fixture.raw(ALICE, finalizeUnstakeCall {}.abi_encode());
    assert!(result.is_success(), "the claim is intact");
}

/// Diem keeps 1/64 of the gas. With enough of it, it reverts with a typed error; otherwise it runs out of gas.
#[test]
fn a_token_that_burns_all_gas_only_fails_the_call() {
    let mut fixture = fixture();
    let (token, diem) = (fixture.vvv, fixture.diem);
    behave(&mut fixture, Manner::BurnGas);
    let mut outcomes = Vec::new();
    for call in token_moving_calls() {
        for gas_limit in [100_000, 300_000, 1_000_000, 10_000_000, 30_000_000] {
            let result = fixture.assert_unchanged(&[ALICE, BOB], |fixture| {
                let mut tx = fixture.tx(ALICE, diem, call.clone(), U256::ZERO);
                tx.gas_limit = gas_limit;
                fixture.transact(tx)
            });
            assert!(result.gas <= gas_limit);
            match &result.status {
                Status::Revert => result.assert_reverted_with(&SafeErc20FailedOperation { token }),
                Status::Halt(HaltReason::OutOfGas(_)) => assert_eq!(result.gas, gas_limit),
                other => panic!("{other:?}: {}", result.describe()),
            }
            outcomes.push((gas_limit, result.status == Status::Revert));
        }
    }
    assert!(outcomes.contains(&(30_000_000, true)));
    assert!(!outcomes.contains(&(30_000_000, false)));
    assert!(outcomes.contains(&(100_000, false)));
}

/// The token pays for its memory. Diem reads the size of the return data but never copies it.
#[test]
fn a_megabyte_of_return_data_is_not_copied() {
    let mut fixture = fixture();
    let (token, diem) = (fixture.vvv, fixture.diem);
    let [stake, ..] = token_moving_calls();
    let mut gas_besides_the_token = |manner| {
        behave(&mut fixture, manner);
        fixture.chain.trace = true;
        let result = fixture.raw(ALICE, stake.clone());
        fixture.chain.trace = false;
        result.assert_reverted_with(&SafeErc20FailedOperation { token });
        let fetches = result
            .trace
            .iter()
            .filter(|host| host.address == to_evm(diem) && host.function == HostFn::ReadReturnData);
        assert_eq!(fetches.count(), 0, "{manner:?}");
        let grown = result
            .trace
            .iter()
            .filter(|host| host.function == HostFn::PayForMemoryGrow)
            .map(|host| host.ink)
            .max();
        let call = result
            .trace
            .iter()
            .find(|host| host.function == HostFn::CallContract)
            .expect("a call to the token");
        // The gas of Diem itself, without the token's.
        (result.gas - call.ink / 10_000, grown)
    };
    let small = gas_besides_the_token(Manner::TwoWords);
    let large = gas_besides_the_token(Manner::Megabyte);
    let refused = gas_besides_the_token(Manner::RevertWithMegabyte);
    assert_eq!(large.1, small.1, "memory does not grow with the return data");
    assert_eq!(refused.1, small.1);
    // The gas that is passed on depends on the rest, so the difference is not exactly 0.
    assert!(large.0.abs_diff(small.0) <= 1_000, "{large:?} {small:?}");
    assert!(refused.0.abs_diff(small.0) <= 1_000);
    assert!(small.0 < 75_000, "{small:?}");
}

/// Calls that a token may make from inside a transfer: every function, and some that would pay off.
fn payloads(fixture: &Fixture) -> Vec<Vec<u8>> {
    let zeros = functions()
        .iter()
        .map(|function| [&function.selector[..], &vec![0; 32 * function.args.len()]].concat());
    let profitable = [
        stakeVvvCall { recipient: fixture.vvv, amount: u(ONE) }.abi_encode(),
        finalizeUnstakeCall {}.abi_encode(),
        transferCall { to: ALICE, value: U256::ZERO }.abi_encode(),
        fixture.constructor_arguments().calldata(),
        vec![],
        vec![0xff; 4],
    ];
    zeros.chain(profitable).collect()
}

/// The program rejects reentrancy: a nested call reverts without data, a view too, and the outer transfer continues.
/// Tokens that read Diem during a transfer are therefore not supported.
#[test]
fn every_reentrant_call_fails_and_the_transfer_continues() {
    let mut fixture = fixture();
    let (vvv, diem) = (fixture.vvv, fixture.diem);
    behave(&mut fixture, Manner::Reenter);
    let mut attempts = 0;
    for payload in payloads(&fixture) {
        for view_only in [false, true] {
            let aim = Hostile::aimCall {
                target: diem,
                payload: payload.clone().into(),
                viewOnly: view_only,
            };
            fixture.call_at(vvv, ALICE, aim);
            let before = fixture.state(&[ALICE, BOB]);
            let [stake, ..] = token_moving_calls();
            let result = fixture.raw(ALICE, stake);
            assert!(result.is_success(), "{}", result.describe());
            assert_eq!(fixture.diem_logs(&result).len(), 1, "one stake");
            attempts += 1;
            assert_eq!(fixture.read(vvv, Hostile::attemptsCall {})._0, u(attempts));
            assert!(!fixture.read(vvv, Hostile::succeededCall {})._0);
            assert_eq!(fixture.read(vvv, Hostile::answerCall {})._0, Bytes::new());
            let mut after = fixture.state(&[ALICE, BOB]);
            assert_eq!(after.staked, before.staked + u(ONE));
            assert_eq!(after.held, before.held + u(ONE));
            // Apart from the one VVV that Alice staked for Bob, the state is the same.
            after.slots = before.slots.clone();
            (after.staked, after.held, after.fees_held) =
                (before.staked, before.held, before.fees_held);
            let alice = after.accounts.get_mut(&ALICE).expect("an account of the state");
            (alice.vvv, alice.usd) = (alice.vvv + u(ONE), alice.usd + u(ONE));
            after.accounts.get_mut(&BOB).expect("an account of the state").unlocked -= u(ONE);
            assert_eq!(after, before);
        }
    }
    assert!(attempts > 120, "{attempts}");
}

#[test]
fn reentrancy_from_a_payout_fails_and_pays_once() {
    let mut fixture = fixture();
    let (vvv, diem) = (fixture.vvv, fixture.diem);
    behave(&mut fixture, Manner::Reenter);
    let aim = Hostile::aimCall {
        target: diem,
        payload: finalizeUnstakeCall {}.abi_encode().into(),
        viewOnly: false,
    };
    fixture.call_at(vvv, ALICE, aim);
    let before = fixture.account_state(ALICE);
    assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u(10 * ONE));
    assert_eq!(fixture.read(vvv, Hostile::attemptsCall {})._0, u(1));
    assert!(!fixture.read(vvv, Hostile::succeededCall {})._0);
    let after = fixture.account_state(ALICE);
    assert_eq!(after.vvv, before.vvv + u(10 * ONE), "paid once");
    assert_eq!(after.tickets.0, Vec::<u32>::new());
    let next = U256::ZERO;
    fixture.expect_revert(ALICE, finalizeUnstakeCall {}, NothingMatured { next });
}

/// A token that reverts because its nested call failed makes the outer call revert.
#[test]
fn a_token_that_requires_reentrancy_makes_calls_revert() {
    let mut fixture = fixture();
    let (token, diem) = (fixture.vvv, fixture.diem);
    behave(&mut fixture, Manner::ReenterOrRevert);
    for payload in [totalSupplyCall {}.abi_encode(), token_moving_calls()[0].clone()] {
        let aim = Hostile::aimCall { target: diem, payload: payload.into(), viewOnly: false };
        fixture.call_at(token, ALICE, aim);
        for call in token_moving_calls() {
            fixture.assert_unchanged(&[ALICE, BOB], |fixture| {
                let result = fixture.raw(ALICE, call);
                result.assert_reverted_with(&SafeErc20FailedOperation { token });
            });
        }
    }
    // Outside a transfer by Diem, the same token can call Diem.
    behave(&mut fixture, Manner::Reenter);
    let aim = Hostile::aimCall {
        target: diem,
        payload: totalSupplyCall {}.abi_encode().into(),
        viewOnly: true,
    };
    fixture.call_at(token, ALICE, aim);
    let to = Address::repeat_byte(7);
    fixture.call_at(token, ALICE, Erc20::transferCall { to, value: u(1) });
    assert!(fixture.read(token, Hostile::succeededCall {})._0);
}

/// The contract assumes a token without fees on transfer. With one, the last account to leave is not paid.
#[test]
fn a_fee_on_transfer_leaves_the_last_account_unpaid() {
    let mut fixture = fixture();
    let token = fixture.vvv;
    fixture.ok(ALICE, finalizeUnstakeCall {});
    fixture.ok(ALICE, withdrawCall {});
    fixture.ok(ALICE, initiateWithdrawalCall { amount: u(10 * ONE) });
    fixture.advance(2 * DAY);
    fixture.ok(ALICE, withdrawCall {});
    behave(&mut fixture, Manner::Fee);
    fixture.fund(BOB, 100 * ONE);
    let stake = stakeVvvCall { recipient: BOB, amount: u(100 * ONE) };
    fixture.ok(BOB, stake);
    let state = fixture.state(&[BOB]);
    assert_eq!(state.staked, u(200 * ONE), "credited in full");
    assert_eq!(state.held, u(199 * ONE), "received less");
    for who in [ALICE, BOB] {
        let amount = u(100 * ONE);
        fixture.ok(who, initiateUnstakeVvvCall { amount });
    }
    fixture.advance(COOLDOWN);
    fixture.ok(ALICE, finalizeUnstakeCall {});
    let short = SafeErc20FailedOperation { token };
    fixture.expect_revert(BOB, finalizeUnstakeCall {}, short);
    // A donation of the missing amount unblocks the payout.
    let diem = fixture.diem;
    let missing = Erc20::mintCall { to: diem, value: u(ONE) };
    fixture.call_at(token, ALICE, missing);
    fixture.ok(BOB, finalizeUnstakeCall {});
}

/// A token with two addresses: the balance seen at the second one is owed as the first one's, so it cannot be recovered.
#[test]
fn a_second_address_of_a_token_does_not_give_away_what_is_owed() {
    let mut fixture = fixture();
    let (token, diem, to) = (fixture.vvv, fixture.diem, BOB);
    let second = fixture.create(bytecode("SecondAddress"), &token.into_word()[..]);
    let held = fixture.balance(token, diem);
    assert_eq!(held, u(130 * ONE));
    assert_eq!(fixture.balance(second, diem), held);
    let by_second = recoverCall { token: second, to };
    fixture.expect_revert(OWNER, by_second.clone(), NothingToRecover { token: second });
    // With a surplus, all of the balance would still move.
    let surplus = u(7);
    fixture.call_at(token, ALICE, Erc20::mintCall { to: diem, value: surplus });
    fixture.expect_revert(OWNER, by_second.clone(), NothingToRecover { token: second });
    assert_eq!(fixture.ok(OWNER, recoverCall { token, to }).amount, surplus);
    assert_eq!(fixture.balance(token, BOB), surplus);
    fixture.expect_revert(OWNER, by_second, NothingToRecover { token: second });
    assert_eq!(fixture.balance(token, diem), held);
}
