//! Diem with a token that misbehaves (`contracts/Hostile.sol`) for VVV and fees, as nobody should deploy it: what a bad
//! token costs, and that it costs nobody but those who hold it.

use crate::motsu_support::abi::functions;
use crate::support::*;
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{sol, SolCall};
use diem_devnet::chain::Status;
use diem_devnet::stylus::hostio::HostFn;
use revm::context_interface::result::HaltReason;

sol! {
    interface Hostile {
        function behave(uint8 manner);
        function aim(address target, bytes payload, bool viewOnly);
        function attempts() returns (uint256);
        function succeeded() returns (bool);
        function answer() returns (bytes);
    }
}

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

/// A Diem with a hostile token, plain so far: Alice has staked 100 VVV and deposited 20, has matured tickets over 10 of
/// each, and holds 1,000.
fn world() -> World {
    let mut ground = Ground::new();
    ground.vvv = ground.create(bytecode("Hostile"), &[]);
    ground.usd = ground.vvv;
    let mut world = World::on(ground);
    world.staked(ALICE, 110 * ONE);
    world.ok(
        ALICE,
        initiateUnstakeVvvCall {
            amount: u(10 * ONE),
        },
    );
    world.deposited(ALICE, 20 * ONE);
    world.ok(
        ALICE,
        initiateWithdrawalCall {
            amount: u(10 * ONE),
        },
    );
    world.fund(ALICE, 1_000 * ONE);
    world.pass(COOLDOWN);
    // The day has begun before the calls that are tested.
    world.ok(ALICE, checkpointCall {});
    world
}

fn behave(world: &mut World, manner: Manner) {
    let vvv = world.vvv;
    let manner = manner as u8;
    world.at(vvv, ALICE, Hostile::behaveCall { manner });
}

/// Every call that moves tokens, in and out.
fn movers() -> [Vec<u8>; 5] {
    [
        stakeVvvCall {
            recipient: BOB,
            amount: u(ONE),
        }
        .abi_encode(),
        stakeAndMintCall {
            vvv: u(ONE),
            minOut: U256::ZERO,
            activate: false,
        }
        .abi_encode(),
        finalizeUnstakeCall {}.abi_encode(),
        depositCall {
            account: BOB,
            amount: u(ONE),
        }
        .abi_encode(),
        withdrawCall {}.abi_encode(),
    ]
}

#[test]
fn a_token_that_fails_or_answers_oddly_is_refused_and_nothing_moves() {
    let mut world = world();
    let token = world.vvv;
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
        behave(&mut world, manner);
        for call in movers() {
            world.unmoved(&[ALICE, BOB], |world| {
                let done = world.raw(ALICE, call);
                done.reverted_with(&SafeErc20FailedOperation { token });
            });
        }
    }
    // The refusals kept everybody's due: the token mends its ways, and pays.
    behave(&mut world, Manner::Plain);
    for call in movers() {
        let done = world.raw(ALICE, call);
        assert!(done.is_success(), "{}", done.story());
    }
}

#[test]
fn a_token_that_returns_nothing_is_taken_at_its_word() {
    let mut world = world();
    behave(&mut world, Manner::Nothing);
    let before = world.sight(&[ALICE]);
    for call in movers() {
        let done = world.raw(ALICE, call);
        assert!(done.is_success(), "{}", done.story());
    }
    let after = world.sight(&[ALICE]);
    assert_eq!(after.staked, before.staked + u(2 * ONE));
    assert_eq!(after.held, before.held + u(3 * ONE) - u(20 * ONE));
}

#[test]
fn a_token_whose_code_is_gone_is_refused() {
    let mut world = world();
    let token = world.vvv;
    let code = world.chain.code(to_evm(token));
    world.chain.set_code(to_evm(token), Default::default());
    for call in movers() {
        let done = world.raw(ALICE, call);
        done.reverted_with(&SafeErc20FailedOperation { token });
    }
    world.chain.set_code(to_evm(token), code);
    let done = world.raw(ALICE, finalizeUnstakeCall {}.abi_encode());
    assert!(done.is_success(), "what was owed is still owed");
}

/// One part in 64 of the gas stays with Diem: enough to say what happened if the caller gave enough, and a clean
/// failure if not.
#[test]
fn a_token_that_burns_all_gas_fails_the_call_and_nothing_else() {
    let mut world = world();
    let (token, diem) = (world.vvv, world.diem);
    behave(&mut world, Manner::BurnGas);
    let mut outcomes = Vec::new();
    for call in movers() {
        for gas_limit in [100_000, 300_000, 1_000_000, 10_000_000, 30_000_000] {
            let done = world.unmoved(&[ALICE, BOB], |world| {
                let mut tx = world.tx(ALICE, diem, call.clone(), U256::ZERO);
                tx.gas_limit = gas_limit;
                world.transact(tx)
            });
            assert!(done.gas <= gas_limit);
            match &done.status {
                Status::Revert => done.reverted_with(&SafeErc20FailedOperation { token }),
                Status::Halt(HaltReason::OutOfGas(_)) => assert_eq!(done.gas, gas_limit),
                other => panic!("{other:?}: {}", done.story()),
            }
            outcomes.push((gas_limit, done.status == Status::Revert));
        }
    }
    assert!(outcomes.contains(&(30_000_000, true)));
    assert!(!outcomes.contains(&(30_000_000, false)));
    assert!(outcomes.contains(&(100_000, false)));
}

/// A megabyte costs the token its memory, and Diem nothing: its size is seen, its bytes are never fetched.
#[test]
fn a_megabyte_of_return_data_is_not_copied() {
    let mut world = world();
    let (token, diem) = (world.vvv, world.diem);
    let [stake, ..] = movers();
    let mut over_the_token = |manner| {
        behave(&mut world, manner);
        world.chain.trace = true;
        let done = world.raw(ALICE, stake.clone());
        world.chain.trace = false;
        done.reverted_with(&SafeErc20FailedOperation { token });
        let fetches = done
            .trace
            .iter()
            .filter(|host| host.address == to_evm(diem) && host.function == HostFn::ReadReturnData);
        assert_eq!(fetches.count(), 0, "{manner:?}");
        let grown = done
            .trace
            .iter()
            .filter(|host| host.function == HostFn::PayForMemoryGrow)
            .map(|host| host.ink)
            .max();
        let call = done
            .trace
            .iter()
            .find(|host| host.function == HostFn::CallContract)
            .expect("it calls the token");
        // What is left is Diem's own.
        (done.gas - call.ink / 10_000, grown)
    };
    let small = over_the_token(Manner::TwoWords);
    let large = over_the_token(Manner::Megabyte);
    let refused = over_the_token(Manner::RevertWithMegabyte);
    assert_eq!(large.1, small.1, "no memory grows with it");
    assert_eq!(refused.1, small.1);
    // Whole gas of a fraction.
    assert!(large.0.abs_diff(small.0) <= 1_000, "{large:?} {small:?}");
    assert!(refused.0.abs_diff(small.0) <= 1_000);
    assert!(small.0 < 75_000, "{small:?}");
}

/// Every call of the interface, as a token might make it from inside a transfer.
fn payloads(world: &World) -> Vec<Vec<u8>> {
    let zeros = functions()
        .iter()
        .map(|function| [&function.selector[..], &vec![0; 32 * function.args.len()]].concat());
    let meant = [
        stakeVvvCall {
            recipient: world.vvv,
            amount: u(ONE),
        }
        .abi_encode(),
        finalizeUnstakeCall {}.abi_encode(),
        transferCall {
            to: ALICE,
            value: U256::ZERO,
        }
        .abi_encode(),
        world.arguments().calldata(),
        vec![],
        vec![0xff; 4],
    ];
    zeros.chain(meant).collect()
}

/// The program refuses to be entered twice: a call back gets an empty revert, a view as well. (A token that needs to
/// read Diem while it moves is not supported.) The transfer around it goes on.
#[test]
fn every_call_back_is_refused_and_the_transfer_goes_on() {
    let mut world = world();
    let (vvv, diem) = (world.vvv, world.diem);
    behave(&mut world, Manner::Reenter);
    let mut attempts = 0;
    for payload in payloads(&world) {
        for view_only in [false, true] {
            let aim = Hostile::aimCall {
                target: diem,
                payload: payload.clone().into(),
                viewOnly: view_only,
            };
            world.at(vvv, ALICE, aim);
            let before = world.sight(&[ALICE, BOB]);
            let [stake, ..] = movers();
            let done = world.raw(ALICE, stake);
            assert!(done.is_success(), "{}", done.story());
            assert_eq!(world.own_logs(&done).len(), 1, "one stake");
            attempts += 1;
            assert_eq!(world.read(vvv, Hostile::attemptsCall {})._0, u(attempts));
            assert!(!world.read(vvv, Hostile::succeededCall {})._0);
            assert_eq!(world.read(vvv, Hostile::answerCall {})._0, Bytes::new());
            let mut after = world.sight(&[ALICE, BOB]);
            assert_eq!(after.staked, before.staked + u(ONE));
            assert_eq!(after.held, before.held + u(ONE));
            // But for the one VVV that Alice staked for Bob, nothing is different.
            after.slots = before.slots.clone();
            (after.staked, after.held, after.fees_held) =
                (before.staked, before.held, before.fees_held);
            let alice = after.accounts.get_mut(&ALICE).expect("seen");
            (alice.vvv, alice.usd) = (alice.vvv + u(ONE), alice.usd + u(ONE));
            after.accounts.get_mut(&BOB).expect("seen").unlocked -= u(ONE);
            assert_eq!(after, before);
        }
    }
    assert!(attempts > 120, "{attempts}");
}

#[test]
fn a_call_back_on_the_way_out_is_refused_too() {
    let mut world = world();
    let (vvv, diem) = (world.vvv, world.diem);
    behave(&mut world, Manner::Reenter);
    let aim = Hostile::aimCall {
        target: diem,
        payload: finalizeUnstakeCall {}.abi_encode().into(),
        viewOnly: false,
    };
    world.at(vvv, ALICE, aim);
    let before = world.position(ALICE);
    assert_eq!(world.ok(ALICE, finalizeUnstakeCall {}).amount, u(10 * ONE));
    assert_eq!(world.read(vvv, Hostile::attemptsCall {})._0, u(1));
    assert!(!world.read(vvv, Hostile::succeededCall {})._0);
    let after = world.position(ALICE);
    assert_eq!(after.vvv, before.vvv + u(10 * ONE), "paid once");
    assert_eq!(after.tickets.0, Vec::<u32>::new());
    let next = U256::ZERO;
    world.refused(ALICE, finalizeUnstakeCall {}, NothingMatured { next });
}

/// A token that passes the refusal on fails its own transfer, and with it the call around.
#[test]
fn a_token_that_insists_on_calling_back_is_refused() {
    let mut world = world();
    let (token, diem) = (world.vvv, world.diem);
    behave(&mut world, Manner::ReenterOrRevert);
    for payload in [totalSupplyCall {}.abi_encode(), movers()[0].clone()] {
        let aim = Hostile::aimCall {
            target: diem,
            payload: payload.into(),
            viewOnly: false,
        };
        world.at(token, ALICE, aim);
        for call in movers() {
            world.unmoved(&[ALICE, BOB], |world| {
                let done = world.raw(ALICE, call);
                done.reverted_with(&SafeErc20FailedOperation { token });
            });
        }
    }
    // Outside of a transfer, the same token calls Diem as anybody does.
    behave(&mut world, Manner::Reenter);
    let aim = Hostile::aimCall {
        target: diem,
        payload: totalSupplyCall {}.abi_encode().into(),
        viewOnly: true,
    };
    world.at(token, ALICE, aim);
    let to = Address::repeat_byte(7);
    world.at(token, ALICE, Erc20::transferCall { to, value: u(1) });
    assert!(world.read(token, Hostile::succeededCall {})._0);
}

/// The assumption that the contract states: with a fee on transfer, the last ones out find too little.
#[test]
fn a_fee_on_transfer_leaves_the_last_one_short() {
    let mut world = world();
    let token = world.vvv;
    world.ok(ALICE, finalizeUnstakeCall {});
    world.ok(ALICE, withdrawCall {});
    world.ok(
        ALICE,
        initiateWithdrawalCall {
            amount: u(10 * ONE),
        },
    );
    world.pass(2 * DAY);
    world.ok(ALICE, withdrawCall {});
    behave(&mut world, Manner::Fee);
    world.fund(BOB, 100 * ONE);
    let stake = stakeVvvCall {
        recipient: BOB,
        amount: u(100 * ONE),
    };
    world.ok(BOB, stake);
    let sight = world.sight(&[BOB]);
    assert_eq!(sight.staked, u(200 * ONE), "credited in full");
    assert_eq!(sight.held, u(199 * ONE), "received less");
    for who in [ALICE, BOB] {
        let amount = u(100 * ONE);
        world.ok(who, initiateUnstakeVvvCall { amount });
    }
    world.pass(COOLDOWN);
    world.ok(ALICE, finalizeUnstakeCall {});
    let short = SafeErc20FailedOperation { token };
    world.refused(BOB, finalizeUnstakeCall {}, short);
    // Whoever makes up for the fee frees the rest.
    let diem = world.diem;
    let missing = Erc20::mintCall {
        to: diem,
        value: u(ONE),
    };
    world.at(token, ALICE, missing);
    world.ok(BOB, finalizeUnstakeCall {});
}
