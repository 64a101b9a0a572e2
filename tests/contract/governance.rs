//! The constructor: every argument checked, each with its own error.

use crate::support::economy::{self, propose};
use crate::support::*;
use alloy_primitives::{address, Address, U256};
use alloy_signer::SignerSync;
use alloy_sol_types::{sol, SolCall, SolError, SolStruct};
use diem::model::time::clock;
use motsu::prelude::*;

both! {
    constructor_sets_what_it_is_given_and_says_so,
    constructor_runs_once,
    nobody_may_be_the_guardian,
    constructor_refuses_tokens_without_code_and_offices_nobody_can_hold,
    every_parameter_is_held_to_its_bounds_on_both_sides,
    shares_together_stay_at_half,
    the_office_of_the_owner_is_offered_and_accepted,
    only_the_owner_changes_the_guardian_and_unpauses,
    a_guardians_pause_ends_after_seven_days_and_comes_again_after_thirty,
    a_pause_stops_new_business_and_nothing_else,
    during_a_pause_usage_of_its_first_day_and_before_is_redeemed,
    recover_sends_exactly_what_nobody_is_owed,
}

/// A world whose Diem has not been constructed.
fn unconstructed(fees: Fees) -> World {
    clock::set(NOON);
    World::unconstructed(fees)
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

fn constructor_sets_what_it_is_given_and_says_so(fees: Fees) {
    let world = World::new(fees);
    assert_eq!(world.ok(OWNER, veniceCall {})._0, world.vvv.address());
    assert_eq!(world.ok(OWNER, feeTokenCall {})._0, world.coin().address());
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

fn constructor_runs_once(fees: Fees) {
    let world = World::new(fees);
    let data = world.construct(&world.arguments()).expect_err("it has run");
    assert_eq!(data, AlreadyConstructed {}.abi_encode());
}

fn nobody_may_be_the_guardian(fees: Fees) {
    let world = unconstructed(fees);
    let arguments = Arguments {
        guardian: Address::ZERO,
        ..world.arguments()
    };
    world.construct(&arguments).unwrap();
    assert_eq!(world.ok(OWNER, guardianCall {})._0, Address::ZERO);
}

fn constructor_refuses_tokens_without_code_and_offices_nobody_can_hold(fees: Fees) {
    let world = unconstructed(fees);
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

fn every_parameter_is_held_to_its_bounds_on_both_sides(fees: Fees) {
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
            let world = unconstructed(fees);
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

fn shares_together_stay_at_half(fees: Fees) {
    let world = unconstructed(fees);
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

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const BOB: Address = address!("0000000000000000000000000000000000000B0B");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");

fn offer(new_owner: Address) -> transferOwnershipCall {
    transferOwnershipCall {
        newOwner: new_owner,
    }
}

fn the_office_of_the_owner_is_offered_and_accepted(fees: Fees) {
    let world = World::new(fees);
    let nobody = |account| OwnableUnauthorizedAccount { account };
    world.refused(ALICE, offer(ALICE), nobody(ALICE));
    world.refused(ALICE, acceptOwnershipCall {}, nobody(ALICE));
    world.ok(OWNER, offer(ALICE));
    let event: OwnershipTransferStarted = world.last();
    assert_eq!((event.previousOwner, event.newOwner), (OWNER, ALICE));
    assert_eq!(world.ok(BOB, pendingOwnerCall {})._0, ALICE);
    assert_eq!(world.ok(BOB, ownerCall {})._0, OWNER, "not yet");
    world.refused(BOB, acceptOwnershipCall {}, nobody(BOB));
    // Another offer replaces the first; zero takes it back.
    world.ok(OWNER, offer(BOB));
    world.refused(ALICE, acceptOwnershipCall {}, nobody(ALICE));
    world.ok(OWNER, offer(Address::ZERO));
    world.refused(BOB, acceptOwnershipCall {}, nobody(BOB));
    world.refused(Address::ZERO, pauseCall {}, nobody(Address::ZERO));
    world.ok(OWNER, offer(BOB));
    world.ok(BOB, acceptOwnershipCall {});
    let event: OwnershipTransferred = world.last();
    assert_eq!((event.previousOwner, event.newOwner), (OWNER, BOB));
    assert_eq!(world.ok(BOB, ownerCall {})._0, BOB);
    assert_eq!(world.ok(BOB, pendingOwnerCall {})._0, Address::ZERO);
    world.refused(OWNER, offer(OWNER), nobody(OWNER));
    world.refused(BOB, acceptOwnershipCall {}, nobody(BOB));
}

fn only_the_owner_changes_the_guardian_and_unpauses(fees: Fees) {
    let world = World::new(fees);
    for account in [ALICE, GUARDIAN] {
        let refusal = || OwnableUnauthorizedAccount { account };
        world.refused(account, setGuardianCall { guardian: account }, refusal());
        world.refused(account, unpauseCall {}, refusal());
    }
    let guardian = world.diem.address();
    world.refused(
        OWNER,
        setGuardianCall { guardian },
        InvalidGuardian { guardian },
    );
    world.refused(OWNER, unpauseCall {}, ExpectedPause {});
    world.ok(OWNER, setGuardianCall { guardian: ALICE });
    assert_eq!(world.last::<GuardianChanged>().guardian, ALICE);
    let account = GUARDIAN;
    world.refused(
        GUARDIAN,
        pauseCall {},
        OwnableUnauthorizedAccount { account },
    );
    world.ok(ALICE, pauseCall {});
    assert_eq!(world.last::<Paused>().account, ALICE);
    // Without a guardian nobody but the owner pauses, not even the zero address.
    world.ok(OWNER, unpauseCall {});
    assert_eq!(world.last::<Unpaused>().account, OWNER);
    world.ok(
        OWNER,
        setGuardianCall {
            guardian: Address::ZERO,
        },
    );
    for account in [ALICE, Address::from([1; 20])] {
        world.refused(
            account,
            pauseCall {},
            OwnableUnauthorizedAccount { account },
        );
    }
}

fn a_guardians_pause_ends_after_seven_days_and_comes_again_after_thirty(fees: Fees) {
    let world = World::new(fees);
    let day = 86_400;
    let paused = || world.ok(ALICE, pausedCall {})._0;
    world.ok(GUARDIAN, pauseCall {});
    let info = world.protocol();
    assert_eq!(
        (info.paused, info.pauseEnds),
        (true, u(u128::from(NOON + 7 * day)))
    );
    world.refused(GUARDIAN, pauseCall {}, EnforcedPause {});
    pass(7 * day - 1);
    assert!(paused());
    pass(1);
    assert!(!paused());
    let until = u(u128::from(NOON + 30 * day));
    world.refused(GUARDIAN, pauseCall {}, GuardianMustWait { until });
    pass(23 * day - 1);
    world.refused(GUARDIAN, pauseCall {}, GuardianMustWait { until });
    // A new guardian begins afresh, even the same one.
    pass(1);
    world.ok(GUARDIAN, pauseCall {});
    pass(7 * day);
    world.ok(OWNER, setGuardianCall { guardian: GUARDIAN });
    world.ok(GUARDIAN, pauseCall {});
    // Confirmed by the owner it stays.
    world.ok(OWNER, pauseCall {});
    assert_eq!(world.protocol().pauseEnds, U256::ZERO);
    pass(100 * day);
    assert!(paused());
    world.refused(OWNER, pauseCall {}, EnforcedPause {});
    world.ok(OWNER, unpauseCall {});
    assert!(!paused());
    world.ok(GUARDIAN, pauseCall {});
}

sol! {
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }
}

/// A call, by its signature: who makes it, and its calldata.
type Prepared = (&'static str, Address, Vec<u8>);

fn prepared<C: SolCall>(caller: Address, call: C) -> Prepared {
    (C::SIGNATURE, caller, call.abi_encode())
}

/// A world, and one call of every kind that changes state, each of which succeeds in it; but for `claimAndStake`
/// where fees are not paid in VVV.
fn every_call(fees: Fees) -> (World, Vec<Prepared>) {
    let world = World::new(fees);
    let key = signer("alice");
    let alice = key.address();
    let day = 86_400;
    world.admit(PROVIDER);
    world.minted(alice, 20 * ONE);
    world.staked(alice, 9_000 * ONE);
    world.ok(
        alice,
        stakeDiemCall {
            amount: u(10 * ONE),
        },
    );
    world.deposited(alice, 100 * ONE);
    world.ok(OWNER, propose(PARAMS));
    world.streamed(BOB, ONE);
    world.spent(alice, PROVIDER, 11 * ONE);
    let tickets = || {
        world.ok(alice, initiateUnstakeVvvCall { amount: u(ONE) });
        world.ok(alice, initiateUnstakeCall { amount: u(ONE) });
        world.ok(alice, initiateWithdrawalCall { amount: u(1) });
    };
    tickets();
    pass(8 * day);
    tickets();
    for account in [alice, BOB] {
        world.fund(account, 10_000 * ONE);
        world.fund_fee(account, 10_000 * ONE);
    }
    let value = u(ONE);
    world.ok(
        alice,
        approveCall {
            spender: BOB,
            value,
        },
    );
    world.ok(OWNER, offer(BOB));
    let vvv = world.vvv.address();
    world.gift(&world.vvv, ONE);
    let amount = value;
    let voucher = world.voucher(&key, PROVIDER, today(), ONE);
    let batch = redeemBatchCall {
        vouchers: vec![voucher.voucher.clone()],
        signatures: vec![voucher.signature.clone()],
    };
    let deadline = U256::MAX;
    let permit = Permit {
        owner: alice,
        spender: BOB,
        value,
        nonce: U256::ZERO,
        deadline,
    };
    let digest = permit.eip712_signing_hash(&domain(world.diem.address()));
    let signature = key.sign_hash_sync(&digest).unwrap();
    let permit = permitCall {
        owner: alice,
        spender: BOB,
        value,
        deadline,
        v: 27 + u8::from(signature.v()),
        r: signature.r().into(),
        s: signature.s().into(),
    };
    let grant = approveQuotaCall {
        spender: BOB,
        dailyLimit: value,
        lastDay: today(),
        allowPaid: true,
    };
    let mint = mintDiemCall {
        vvvToLock: u(900 * ONE),
        minOut: U256::ZERO,
    };
    let stake_and_mint = stakeAndMintCall {
        vvv: u(900 * ONE),
        minOut: U256::ZERO,
        activate: true,
    };
    let (from, to) = (alice, BOB);
    let calls = vec![
        prepared(alice, transferCall { to, value }),
        prepared(
            alice,
            approveCall {
                spender: BOB,
                value,
            },
        ),
        prepared(BOB, transferFromCall { from, to, value }),
        prepared(BOB, permit),
        prepared(
            alice,
            stakeVvvCall {
                recipient: BOB,
                amount,
            },
        ),
        prepared(alice, initiateUnstakeVvvCall { amount }),
        prepared(alice, cancelUnstakeVvvCall { ticket: 1 }),
        prepared(alice, finalizeUnstakeCall {}),
        prepared(alice, mint),
        prepared(alice, stake_and_mint),
        prepared(alice, burnDiemCall { amount }),
        prepared(alice, stakeDiemCall { amount }),
        prepared(alice, initiateUnstakeCall { amount }),
        prepared(alice, cancelUnstakeCall { ticket: 1 }),
        prepared(alice, unstakeCall {}),
        prepared(alice, grant),
        prepared(
            alice,
            depositCall {
                account: BOB,
                amount,
            },
        ),
        prepared(alice, initiateWithdrawalCall { amount: u(1) }),
        prepared(alice, cancelWithdrawalCall { ticket: 1 }),
        prepared(alice, withdrawCall {}),
        prepared(alice, economy::spend(alice, PROVIDER, ONE)),
        prepared(PROVIDER, voucher),
        prepared(PROVIDER, batch),
        prepared(BOB, checkpointCall {}),
        prepared(alice, claimCall {}),
        prepared(alice, claimToCall { to }),
        prepared(alice, claimAndStakeCall {}),
        prepared(BOB, fundCall { amount }),
        prepared(BOB, fundCapacityCall { amount }),
        prepared(
            OWNER,
            setProviderCall {
                provider: BOB,
                admitted: true,
            },
        ),
        prepared(
            PROVIDER,
            announceCall {
                uri: "https://a".into(),
            },
        ),
        prepared(PROVIDER, claimEarningsCall { to }),
        prepared(OWNER, offer(ALICE)),
        prepared(BOB, acceptOwnershipCall {}),
        prepared(OWNER, setGuardianCall { guardian: BOB }),
        prepared(OWNER, pauseCall {}),
        prepared(OWNER, unpauseCall {}),
        prepared(OWNER, recoverCall { token: vvv, to }),
        prepared(OWNER, propose(PARAMS)),
        prepared(BOB, executeParamsCall {}),
        prepared(OWNER, cancelParamsCall {}),
    ];
    (world, calls)
}

/// What a pause stops: staking, minting, activating, spending, depositing, funding.
const STOPPED: [&str; 9] = [
    "stake(address,uint256)",
    "mintDiem(uint256,uint256)",
    "stakeAndMint(uint256,uint256,bool)",
    "stake(uint256)",
    "deposit(address,uint256)",
    "spend(address,address,uint256,bytes32)",
    "claimAndStake()",
    "fund(uint256)",
    "fundCapacity(uint256)",
];

fn a_pause_stops_new_business_and_nothing_else(fees: Fees) {
    let _precompiles = deploy_precompiles();
    let (_, calls) = every_call(fees);
    let mut named: Vec<_> = calls.iter().map(|(signature, ..)| *signature).collect();
    named.sort_unstable();
    named.dedup();
    let changing = abi::functions().iter().filter(|f| !f.is_view);
    assert_eq!(
        named.len(),
        changing.count(),
        "every call that changes state"
    );
    for at in 0..calls.len() {
        for by in [None, Some(GUARDIAN), Some(OWNER)] {
            let (world, calls) = every_call(fees);
            let (signature, caller, calldata) = &calls[at];
            if let Some(by) = by {
                world.ok(by, pauseCall {});
            }
            let result = world.raw(*caller, calldata).map_err(|data| hex(&data));
            let refusal = |data: Vec<u8>| Err(hex(&data));
            let expected = match (by, *signature) {
                (Some(_), name) if STOPPED.contains(&name) => {
                    refusal(EnforcedPause {}.abi_encode())
                }
                (Some(OWNER), "pause()") => refusal(EnforcedPause {}.abi_encode()),
                (None, "unpause()") => refusal(ExpectedPause {}.abi_encode()),
                (None, "claimAndStake()") if fees == Fees::Apart => {
                    refusal(RewardNotStakeable {}.abi_encode())
                }
                _ => Ok(()),
            };
            assert_eq!(
                result.map(|_| ()),
                expected,
                "{signature}, paused by {by:?}"
            );
        }
    }
}

fn during_a_pause_usage_of_its_first_day_and_before_is_redeemed(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let key = signer("alice");
    world.admit(PROVIDER);
    world.active(key.address(), 100 * ONE);
    to_midnight();
    let day = today();
    world.ok(GUARDIAN, pauseCall {});
    assert_eq!(world.redeemed(&key, PROVIDER, day - 1, ONE), (ONE, 0));
    assert_eq!(world.redeemed(&key, PROVIDER, day, ONE), (ONE, 0));
    to_midnight();
    assert_eq!(world.redeemed(&key, PROVIDER, day, 2 * ONE), (ONE, 0));
    world.refused(
        PROVIDER,
        world.voucher(&key, PROVIDER, day + 1, ONE),
        EnforcedPause {},
    );
    // It ends within day + 7: all of that day may be settled then, and of the day before.
    pass(6 * 86_400);
    assert_eq!(world.redeemed(&key, PROVIDER, day + 6, ONE), (ONE, 0));
    assert_eq!(world.redeemed(&key, PROVIDER, day + 7, ONE), (ONE, 0));
}

fn recover_sends_exactly_what_nobody_is_owed(fees: Fees) {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.active(ALICE, 10 * ONE);
    world.staked(ALICE, 100 * ONE);
    world.deposited(ALICE, 50_000_000);
    world.streamed(BOB, 7_777);
    world.budgeted(BOB, 8_888);
    world.spent(ALICE, PROVIDER, 12 * ONE);
    world.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    let diem = world.diem.address();
    let tokens = [world.vvv.address(), world.coin().address()];
    for token in tokens {
        world.refused(
            OWNER,
            recoverCall { token, to: BOB },
            NothingToRecover { token },
        );
    }
    let account = ALICE;
    let call = recoverCall {
        token: tokens[0],
        to: ALICE,
    };
    world.refused(ALICE, call, OwnableUnauthorizedAccount { account });
    world.refused(
        OWNER,
        recoverCall {
            token: diem,
            to: BOB,
        },
        NothingToRecover { token: diem },
    );
    for recipient in [Address::ZERO, diem] {
        let call = recoverCall {
            token: tokens[0],
            to: recipient,
        };
        world.refused(OWNER, call, InvalidRecipient { recipient });
    }
    world.gift(&world.vvv, 123);
    world.gift(world.coin(), 77);
    let treasury = Address::from([7; 20]);
    let expected = match fees {
        Fees::Apart => [123, 77],
        Fees::InVvv => [200, 0],
    };
    for (token, amount) in tokens.into_iter().zip(expected) {
        let call = recoverCall {
            token,
            to: treasury,
        };
        if amount == 0 {
            world.refused(OWNER, call, NothingToRecover { token });
            continue;
        }
        assert_eq!(world.ok(OWNER, call.clone()).amount, u(amount));
        let event: Recovered = world.last();
        assert_eq!(
            (event.token, event.to, event.amount),
            (token, treasury, u(amount))
        );
        world.refused(OWNER, call, NothingToRecover { token });
    }
    assert_eq!(world.wallet(treasury), expected[0]);
    assert_eq!(
        world.purse(treasury),
        if fees == Fees::Apart { 77 } else { 200 }
    );
    // Any other token owes nothing.
    let other = Contract::<Token>::new();
    let token = other.address();
    world.refused(
        OWNER,
        recoverCall {
            token,
            to: treasury,
        },
        NothingToRecover { token },
    );
    other.sender(BOB).mint(diem, U256::MAX).motsu_unwrap();
    assert_eq!(
        world
            .ok(
                OWNER,
                recoverCall {
                    token,
                    to: treasury
                }
            )
            .amount,
        U256::MAX
    );
}
