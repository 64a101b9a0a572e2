//! The constructor: every argument checked, each with its own error.

extern crate alloc;

mod support;

use alloy_primitives::{address, Address, U256};
use alloy_sol_types::SolError;
use diem::Diem;
use motsu::prelude::*;
use support::*;

/// A world whose Diem has not been constructed.
fn unconstructed() -> World {
    World {
        diem: Contract::<Diem>::new(),
        ..World::new()
    }
}

#[track_caller]
fn assert_refused<E: SolError>(world: &World, arguments: &Arguments, error: E) {
    let data = world.construct(arguments).expect_err("bad arguments");
    assert_eq!(hex(&data), hex(&error.abi_encode()));
    assert!(world.diem.all_events().is_empty());
    assert_eq!(
        world.ok(OWNER, veniceCall {})._0,
        Address::ZERO,
        "nothing was written"
    );
}

#[test]
fn constructor_sets_what_it_is_given_and_says_so() {
    let world = World::new();
    assert_eq!(world.ok(OWNER, veniceCall {})._0, world.vvv.address());
    assert_eq!(world.ok(OWNER, feeTokenCall {})._0, world.fee.address());
    assert_eq!(world.ok(OWNER, ownerCall {})._0, OWNER);
    assert_eq!(world.ok(OWNER, guardianCall {})._0, GUARDIAN);
    let p = world.ok(OWNER, paramsCall {});
    let params = [
        p.base,
        p.power,
        p.target,
        p.vvvCooldown,
        p.diemCooldown,
        p.stakerShare,
        p.poolShare,
        p.creditPrice,
    ];
    assert_eq!(params, PARAMS.map(u));
    let owner: OwnershipTransferred = world.nth_last(3);
    assert_eq!(
        (owner.previousOwner, owner.newOwner),
        (Address::ZERO, OWNER)
    );
    assert_eq!(world.nth_last::<GuardianChanged>(2).guardian, GUARDIAN);
    let event: ParamsChanged = world.nth_last(1);
    assert_eq!(
        (event.base, event.creditPrice),
        (u(PARAMS[0]), u(PARAMS[7]))
    );
    let cooldown: CooldownDurationUpdated = world.last();
    assert_eq!(cooldown.duration, u(PARAMS[4]));
}

#[test]
fn constructor_runs_once() {
    let world = World::new();
    let data = world.construct(&world.arguments()).expect_err("it has run");
    assert_eq!(data, AlreadyConstructed {}.abi_encode());
}

#[test]
fn vvv_may_be_the_fee_token_and_nobody_the_guardian() {
    let world = unconstructed();
    let vvv = world.vvv.address();
    let arguments = Arguments {
        fee_token: vvv,
        guardian: Address::ZERO,
        ..world.arguments()
    };
    world.construct(&arguments).unwrap();
    assert_eq!(world.ok(OWNER, feeTokenCall {})._0, vvv);
    assert_eq!(world.ok(OWNER, guardianCall {})._0, Address::ZERO);
}

#[test]
fn constructor_refuses_tokens_without_code_and_offices_nobody_can_hold() {
    let world = unconstructed();
    let this = world.diem.address();
    let good = world.arguments();
    let empty = address!("00000000000000000000000000000000000000E0");
    for vvv in [Address::ZERO, empty, this] {
        assert_refused(
            &world,
            &Arguments {
                vvv,
                ..good.clone()
            },
            InvalidVvv { vvv },
        );
    }
    for fee in [Address::ZERO, empty, this] {
        let arguments = Arguments {
            fee_token: fee,
            ..good.clone()
        };
        assert_refused(&world, &arguments, InvalidFeeToken { feeToken: fee });
    }
    for owner in [Address::ZERO, this] {
        assert_refused(
            &world,
            &Arguments {
                owner,
                ..good.clone()
            },
            InvalidOwner { owner },
        );
    }
    let arguments = Arguments {
        guardian: this,
        ..good.clone()
    };
    assert_refused(&world, &arguments, InvalidGuardian { guardian: this });
    // Refusals leave it free to be constructed rightly.
    world.construct(&good).unwrap();
}

#[test]
fn every_parameter_is_held_to_its_bounds_on_both_sides() {
    let day = 86_400;
    let bounds = [
        (10 * ONE, 10_000 * ONE),
        (ONE / 4, 8 * ONE),
        (1_000 * ONE, 250_000 * ONE),
        (day, 30 * day),
        (day, 7 * day),
        (0, ONE / 2),
        (0, ONE / 2),
        (1, 10u128.pow(30)),
    ];
    for (at, (min, max)) in bounds.into_iter().enumerate() {
        let with = |value: U256| {
            let world = unconstructed();
            let mut params = PARAMS.map(u);
            (params[5], params[6]) = (U256::ZERO, U256::ZERO);
            params[at] = value;
            let arguments = Arguments {
                params,
                ..world.arguments()
            };
            (world, arguments)
        };
        for value in [min, max] {
            let (world, arguments) = with(u(value));
            world.construct(&arguments).unwrap();
        }
        let below = (min > 0).then(|| u(min - 1));
        let beyond = [u(max + 1), U256::from(1) << 128, U256::MAX];
        for value in beyond.into_iter().chain(below) {
            let (world, arguments) = with(value);
            let (min, max) = (u(min), u(max));
            match at {
                0 => assert_refused(&world, &arguments, BaseOutOfBounds { value, min, max }),
                1 => assert_refused(&world, &arguments, PowerOutOfBounds { value, min, max }),
                2 => assert_refused(&world, &arguments, TargetOutOfBounds { value, min, max }),
                3 => assert_refused(
                    &world,
                    &arguments,
                    VvvCooldownOutOfBounds { value, min, max },
                ),
                4 => assert_refused(
                    &world,
                    &arguments,
                    DiemCooldownOutOfBounds { value, min, max },
                ),
                5 => assert_refused(
                    &world,
                    &arguments,
                    StakerShareOutOfBounds { value, min, max },
                ),
                6 => assert_refused(&world, &arguments, PoolShareOutOfBounds { value, min, max }),
                _ => assert_refused(
                    &world,
                    &arguments,
                    CreditPriceOutOfBounds { value, min, max },
                ),
            }
        }
    }
}

#[test]
fn shares_together_stay_at_half() {
    let world = unconstructed();
    let mut params = PARAMS.map(u);
    (params[5], params[6]) = (u(ONE / 4), u(ONE / 4 + 1));
    let refusal = SharesOutOfBounds {
        value: u(ONE / 2 + 1),
        min: U256::ZERO,
        max: u(ONE / 2),
    };
    assert_refused(
        &world,
        &Arguments {
            params,
            ..world.arguments()
        },
        refusal,
    );
    params[6] = u(ONE / 4);
    world
        .construct(&Arguments {
            params,
            ..world.arguments()
        })
        .unwrap();
}
