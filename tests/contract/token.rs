//! DIEM, the token: ERC-20 as OpenZeppelin's does it, and what differs.

use crate::support::*;
use alloy_primitives::{address, Address, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::{self, IErc20};
use proptest::prelude::*;

both! {
    metadata_is_diems,
    transfer_moves_balances_and_logs,
    transfers_to_nobody_and_to_the_contract_are_refused,
    more_than_owned_is_refused_with_the_numbers,
    allowances_are_spent_and_the_greatest_is_not,
    interfaces_are_those_of_their_standards,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const BOB: Address = address!("0000000000000000000000000000000000000B0B");
const CAROL: Address = address!("000000000000000000000000000000000000CA01");

/// A world in which Alice holds some DIEM, and how much.
fn world(fees: Fees) -> (World, U256) {
    let world = World::new(fees);
    world.staked(ALICE, 90_000 * ONE);
    let out = world.ok(
        ALICE,
        mintDiemCall {
            vvvToLock: u(90_000 * ONE),
            minOut: U256::ZERO,
        },
    );
    (world, out.diemOut)
}

fn metadata_is_diems(fees: Fees) {
    let world = World::new(fees);
    assert_eq!(world.ok(BOB, nameCall {})._0, "Diem");
    assert_eq!(world.ok(BOB, symbolCall {})._0, "DIEM");
    assert_eq!(world.ok(BOB, decimalsCall {})._0, 18);
    assert_eq!(world.ok(BOB, totalSupplyCall {})._0, U256::ZERO);
    assert_eq!(world.ok(BOB, diemCall {})._0, world.diem.address());
}

fn transfer_moves_balances_and_logs(fees: Fees) {
    let (world, all) = world(fees);
    assert!(
        world
            .ok(
                ALICE,
                transferCall {
                    to: BOB,
                    value: u(ONE)
                }
            )
            ._0
    );
    let Transfer { from, to, value } = world.last();
    assert_eq!((from, to, value), (ALICE, BOB, u(ONE)));
    assert_eq!(world.position(ALICE).diem, all - u(ONE));
    assert_eq!(world.position(BOB).diem, u(ONE));
    assert!(
        world
            .ok(
                BOB,
                transferCall {
                    to: BOB,
                    value: u(ONE)
                }
            )
            ._0,
        "to oneself"
    );
    assert!(
        world
            .ok(
                CAROL,
                transferCall {
                    to: BOB,
                    value: U256::ZERO
                }
            )
            ._0,
        "of nothing"
    );
    assert_eq!(world.position(BOB).diem, u(ONE));
}

fn transfers_to_nobody_and_to_the_contract_are_refused(fees: Fees) {
    let (world, all) = world(fees);
    for to in [Address::ZERO, world.diem.address()] {
        let refusal = || ERC20InvalidReceiver { receiver: to };
        world.refused(ALICE, transferCall { to, value: u(1) }, refusal());
        world.refused(
            ALICE,
            transferCall {
                to,
                value: U256::ZERO,
            },
            refusal(),
        );
        world.ok(
            ALICE,
            approveCall {
                spender: BOB,
                value: all,
            },
        );
        world.refused(
            BOB,
            transferFromCall {
                from: ALICE,
                to,
                value: u(1),
            },
            refusal(),
        );
    }
}

fn more_than_owned_is_refused_with_the_numbers(fees: Fees) {
    let (world, all) = world(fees);
    for needed in [all + u(1), U256::MAX] {
        let refusal = ERC20InsufficientBalance {
            sender: ALICE,
            balance: all,
            needed,
        };
        world.refused(
            ALICE,
            transferCall {
                to: BOB,
                value: needed,
            },
            refusal,
        );
    }
}

fn allowances_are_spent_and_the_greatest_is_not(fees: Fees) {
    let (world, all) = world(fees);
    let allowance = || {
        world
            .ok(
                BOB,
                allowanceCall {
                    owner: ALICE,
                    spender: BOB,
                },
            )
            ._0
    };
    let take = |value| transferFromCall {
        from: ALICE,
        to: CAROL,
        value,
    };
    let refusal = |allowance, needed| ERC20InsufficientAllowance {
        spender: BOB,
        allowance,
        needed,
    };
    world.refused(BOB, take(u(1)), refusal(U256::ZERO, u(1)));
    assert!(
        world
            .ok(
                ALICE,
                approveCall {
                    spender: BOB,
                    value: u(10)
                }
            )
            ._0
    );
    let Approval {
        owner,
        spender,
        value,
    } = world.last();
    assert_eq!((owner, spender, value), (ALICE, BOB, u(10)));
    world.refused(BOB, take(u(11)), refusal(u(10), u(11)));
    world.ok(BOB, take(u(4)));
    assert_eq!(allowance(), u(6));
    world.ok(
        ALICE,
        approveCall {
            spender: BOB,
            value: U256::MAX,
        },
    );
    world.ok(BOB, take(u(100)));
    assert_eq!(allowance(), U256::MAX);
    let more = ERC20InsufficientBalance {
        sender: ALICE,
        balance: all - u(104),
        needed: all,
    };
    world.refused(BOB, take(all), more);
    let nobody = approveCall {
        spender: Address::ZERO,
        value: u(1),
    };
    world.refused(
        ALICE,
        nobody,
        ERC20InvalidSpender {
            spender: Address::ZERO,
        },
    );
}

fn interfaces_are_those_of_their_standards(fees: Fees) {
    let world = World::new(fees);
    let supports = |id: u32| {
        world
            .ok(
                BOB,
                supportsInterfaceCall {
                    interfaceId: FixedBytes(id.to_be_bytes()),
                },
            )
            ._0
    };
    // ERC-165, ERC-20, its metadata, ERC-2612, ERC-5267: the identifiers the standards publish.
    for id in [
        0x01ff_c9a7,
        0x36372b07,
        0xa219_a025,
        0x9d8f_f7da,
        0x84b0_196e,
    ] {
        assert!(supports(id), "{id:08x}");
    }
    for id in [0xffff_ffff, 0, 0x80ac_58cd] {
        assert!(!supports(id), "{id:08x}");
    }
}

/// A call of the standard, by one of these accounts, with values around what there is.
#[derive(Clone, Debug)]
enum Call {
    Transfer(usize, usize, Value),
    Approve(usize, usize, Value),
    TransferFrom(usize, usize, usize, Value),
}

#[derive(Clone, Copy, Debug)]
enum Value {
    Plain(u128),
    /// All the account has, and this much more.
    All(u64),
    /// The greatest number.
    Max,
}

/// What the oracle answered, as the chain would.
fn settled(result: Result<bool, erc20::Error>) -> Result<Vec<u8>, Vec<u8>> {
    match result {
        Ok(_) => Ok(result.motsu_unwrap().abi_encode()),
        Err(_) => Err(result.motsu_unwrap_err().into()),
    }
}

const PEOPLE: [Address; 4] = [Address::ZERO, ALICE, BOB, CAROL];

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let who = 0..PEOPLE.len();
    let value = prop_oneof![
        2 => Just(Value::Plain(0)),
        6 => (1..40 * ONE).prop_map(Value::Plain),
        2 => (0u64..2).prop_map(Value::All),
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
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same calls to OpenZeppelin's ERC-20: the same results, errors to the byte, events,
    /// balances and allowances. In what fees are paid makes no difference to them.
    #[test]
    fn it_agrees_with_openzeppelins(calls in calls()) {
        let _guard = serial_guard();
        let (world, oracle) = (World::new(Fees::Apart), Contract::<Token>::new());
        for who in [ALICE, BOB] {
            world.minted(who, 100 * ONE);
            oracle.sender(who).mint(who, u(100 * ONE)).motsu_unwrap();
        }
        let nobody = Address::ZERO;
        let balance = |who| oracle.sender(nobody).balance_of(who);
        for call in calls {
            let number = |value, who| match value {
                Value::Plain(amount) => u(amount),
                Value::All(more) => balance(who) + U256::from(more),
                Value::Max => U256::MAX,
            };
            let before = (world.diem.all_events().len(), oracle.all_events().len());
            let (by, calldata, theirs) = match call {
                Call::Transfer(by, to, value) => {
                    let (by, to) = (PEOPLE[by], PEOPLE[to]);
                    let value = number(value, by);
                    let data = transferCall { to, value }.abi_encode();
                    (by, data, settled(oracle.sender(by).transfer(to, value)))
                }
                Call::Approve(by, spender, value) => {
                    let (by, spender) = (PEOPLE[by], PEOPLE[spender]);
                    let value = number(value, by);
                    let data = approveCall { spender, value }.abi_encode();
                    (by, data, settled(oracle.sender(by).approve(spender, value)))
                }
                Call::TransferFrom(by, from, to, value) => {
                    let [by, from, to] = [by, from, to].map(|who| PEOPLE[who]);
                    let value = number(value, from);
                    let data = transferFromCall { from, to, value }.abi_encode();
                    (by, data, settled(oracle.sender(by).transfer_from(from, to, value)))
                }
            };
            let ours = world.raw(by, &calldata);
            let hexed = |result: Result<Vec<u8>, Vec<u8>>| match result {
                Ok(data) => (true, hex(&data)),
                Err(data) => (false, hex(&data)),
            };
            prop_assert_eq!(hexed(ours), hexed(theirs));
            let (ours, theirs) = (world.diem.all_events(), oracle.all_events());
            // Burning a fee of nothing is this test token's own.
            let theirs: Vec<_> = theirs[before.1..].iter().take(ours.len() - before.0).collect();
            prop_assert_eq!(ours[before.0..].iter().collect::<Vec<_>>(), theirs);
            for owner in PEOPLE {
                let found = world.ok(nobody, balanceOfCall { account: owner })._0;
                prop_assert_eq!(found, balance(owner));
                for spender in PEOPLE {
                    let found = world.ok(nobody, allowanceCall { owner, spender })._0;
                    prop_assert_eq!(found, oracle.sender(nobody).allowance(owner, spender));
                }
            }
        }
        let supply = world.ok(nobody, totalSupplyCall {})._0;
        prop_assert_eq!(supply, oracle.sender(nobody).total_supply());
    }
}
