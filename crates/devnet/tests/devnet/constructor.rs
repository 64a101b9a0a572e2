//! The constructor behind a deployer contract.

use crate::support::*;
use alloy_primitives::{keccak256, Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use diem_devnet::chain::Status;

#[test]
fn the_constructor_gives_the_offices_to_its_arguments_not_to_the_deployer() {
    let mut world = World::new();
    let (vvv, usd, diem) = (world.vvv, world.usd, world.diem);
    assert_eq!(world.view(ownerCall {})._0, OWNER);
    assert_eq!(world.view(guardianCall {})._0, GUARDIAN);
    assert_eq!(world.view(veniceCall {})._0, vvv);
    assert_eq!(world.view(feeTokenCall {})._0, usd);
    assert_eq!(world.view(diemCall {})._0, diem);
    let params = world.view(paramsCall {});
    assert_eq!(
        [
            params.base,
            params.power,
            params.target,
            params.vvvCooldown,
            params.diemCooldown,
            params.stakerShare,
            params.poolShare,
            params.creditPrice,
        ],
        PARAMS.map(U256::from)
    );
    assert_eq!(world.view(totalSupplyCall {})._0, U256::ZERO);
}

#[test]
fn deployment_logs_the_offices_and_parameters_once() {
    let mut ground = Ground::new();
    let done = ground.deploy(&ground.arguments());
    assert!(done.is_success(), "{}", done.story());
    let diem = event::<Deployer::Deployed>(&done.logs.last().expect("logs").1).program;
    let logs: Vec<_> = done.logs.iter().filter(|(by, _)| *by == diem).collect();
    let [owner, guardian, params, cooldown] = &logs[..] else {
        panic!("four events, not {logs:?}");
    };
    let owner: OwnershipTransferred = event(&owner.1);
    assert_eq!(
        (owner.previousOwner, owner.newOwner),
        (Address::ZERO, OWNER)
    );
    assert_eq!(event::<GuardianChanged>(&guardian.1).guardian, GUARDIAN);
    let params: ParamsChanged = event(&params.1);
    assert_eq!(params.base, u(PARAMS[0]));
    assert_eq!(params.creditPrice, u(PARAMS[7]));
    // The live system's own event, for its clients.
    let cooldown: CooldownDurationUpdated = event(&cooldown.1);
    assert_eq!(cooldown.duration, u(PARAMS[4]));
}

#[test]
fn the_guardian_may_be_nobody() {
    let mut ground = Ground::new();
    let arguments = Arguments {
        guardian: Address::ZERO,
        ..ground.arguments()
    };
    let done = ground.deploy(&arguments);
    assert!(done.is_success(), "{}", done.story());
}

#[test]
fn both_tokens_may_be_one() {
    let mut ground = Ground::new();
    ground.usd = ground.vvv;
    let mut world = World::on(ground);
    let vvv = world.vvv;
    assert_eq!(world.view(feeTokenCall {})._0, vvv);
}

/// Tries arguments that the constructor must refuse with exactly `error`, and finds no contract left behind.
#[track_caller]
fn refused(ground: &mut Ground, change: impl FnOnce(&mut Arguments), error: impl SolError) {
    let mut arguments = ground.arguments();
    change(&mut arguments);
    let done = ground.deploy(&arguments);
    done.reverted_with(&error);
    let deployer = to_evm(ground.deployer);
    let nonce = ground.chain.nonce(deployer);
    assert_eq!(nonce, 1, "the deployer has created nothing");
    assert_eq!(ground.chain.balance(deployer), U256::ZERO);
}

/// Where the deployer's next contract will be.
fn next(ground: &mut Ground) -> Address {
    let deployer = ground.deployer;
    let nonce = ground.chain.nonce(to_evm(deployer));
    deployer.create(nonce)
}

#[test]
fn each_address_is_refused_with_its_own_error() {
    let ground = &mut Ground::new();
    let itself = next(ground);
    for vvv in [Address::ZERO, ALICE, itself] {
        refused(ground, |a| a.vvv = vvv, InvalidVvv { vvv });
    }
    for fee_token in [Address::ZERO, BOB, itself] {
        refused(
            ground,
            |a| a.fee_token = fee_token,
            InvalidFeeToken {
                feeToken: fee_token,
            },
        );
    }
    for owner in [Address::ZERO, itself] {
        refused(ground, |a| a.owner = owner, InvalidOwner { owner });
    }
    let guardian = itself;
    refused(
        ground,
        |a| a.guardian = guardian,
        InvalidGuardian { guardian },
    );
    // The same program with good arguments is deployed where the others were refused.
    let done = ground.deploy(&ground.arguments());
    let deployed: Deployer::Deployed = event(&done.logs.last().expect("logs").1);
    assert_eq!(deployed.program, itself);
}

/// One past each end of every parameter's bounds, as the contract itself names them.
#[test]
fn each_parameter_is_refused_outside_its_bounds_with_its_own_error() {
    const NAMES: [&str; 8] = [
        "BaseOutOfBounds",
        "PowerOutOfBounds",
        "TargetOutOfBounds",
        "VvvCooldownOutOfBounds",
        "DiemCooldownOutOfBounds",
        "StakerShareOutOfBounds",
        "PoolShareOutOfBounds",
        "CreditPriceOutOfBounds",
    ];
    let ground = &mut Ground::new();
    for (place, name) in NAMES.into_iter().enumerate() {
        let given = U256::MAX;
        let [min, max] = bounds(ground, place, given, name);
        assert!(min <= u(PARAMS[place]) && u(PARAMS[place]) <= max, "{name}");
        for outside in [max + u(1), u(1) << 128, (u(1) << 255) + u(PARAMS[place])] {
            assert_eq!(bounds(ground, place, outside, name), [min, max]);
        }
        if min > U256::ZERO {
            assert_eq!(bounds(ground, place, min - u(1), name), [min, max]);
        }
    }
}

/// Deploys with a parameter out of bounds, and reads the bounds in the error `name`.
#[track_caller]
fn bounds(ground: &mut Ground, place: usize, given: U256, name: &str) -> [U256; 2] {
    let mut arguments = ground.arguments();
    arguments.params[place] = given;
    let done = ground.deploy(&arguments);
    assert_eq!(done.status, Status::Revert);
    let selector = keccak256(format!("{name}(uint256,uint256,uint256)"));
    assert_eq!(done.output[..4], selector[..4], "{name}: {}", done.story());
    let words: Vec<_> = done.output[4..]
        .chunks(32)
        .map(U256::from_be_slice)
        .collect();
    assert_eq!((words.len(), words[0]), (3, given), "{name}");
    [words[1], words[2]]
}

#[test]
fn short_and_dirty_arguments_are_refused() {
    let ground = &mut Ground::new();
    let calldata = ground.arguments().calldata();
    let mut tries: Vec<Vec<u8>> = (4..calldata.len())
        .step_by(31)
        .map(|length| calldata[..length].to_vec())
        .collect();
    for address in 0..4 {
        let mut dirty = calldata.clone();
        dirty[4 + 32 * address] = 1;
        tries.push(dirty);
    }
    for constructor_call in tries {
        let call = Deployer::deployCall {
            initCode: ground.program.clone().into(),
            constructorCall: constructor_call.into(),
        };
        let done = ground.send(
            BUILDER,
            ground.deployer,
            alloy_sol_types::SolCall::abi_encode(&call),
            u(ONE),
        );
        done.reverted_with(&InvalidCalldata {});
    }
}

#[test]
fn nobody_constructs_twice() {
    let mut world = World::new();
    let again = world.arguments().calldata();
    for from in [BUILDER, OWNER, ALICE] {
        world.unmoved(&[from], |world| {
            world
                .raw(from, again.clone())
                .reverted_with(&AlreadyConstructed {});
            // Not even to learn that the arguments are bad.
            world
                .raw(from, again[..4].to_vec())
                .reverted_with(&AlreadyConstructed {});
        });
    }
    assert_eq!(world.view(ownerCall {})._0, OWNER);
}

/// What a deployer must not do: leave the program unconstructed, where anybody may construct it.
#[test]
fn until_it_is_constructed_anybody_can_and_calls_meet_typed_errors() {
    let mut ground = Ground::new();
    let deployed = ground
        .chain
        .deploy_program(to_evm(BUILDER), wasm())
        .expect("it is a program");
    let diem = from_evm(deployed.address);
    let mut world = World { ground, diem };
    let stake = stakeVvvCall {
        recipient: ALICE,
        amount: u(ONE),
    };
    world
        .call(ALICE, stake)
        .reverted_with(&SafeErc20FailedOperation {
            token: Address::ZERO,
        });
    let done = world.raw(ALICE, world.arguments().calldata());
    assert!(done.is_success(), "{}", done.story());
    assert_eq!(world.view(ownerCall {})._0, OWNER, "still the argument");
    let logs = world.own_logs(&done);
    assert_eq!(
        logs[0].topics()[0],
        OwnershipTransferred::SIGNATURE_HASH,
        "{logs:?}"
    );
}
