// SPDX-License-Identifier: MIT OR Apache-2.0
//! The constructor, ownership, the guardian, pauses and the recovery of surplus tokens.

use crate::support::param::*;
use crate::support::tokens::{Alias, MisbehavingToken, Response};
use crate::support::*;
use alloy_primitives::{address, Address, U256};
use alloy_sol_types::{SolCall, SolError};
use motsu::prelude::*;
use rstest::rstest;

/// The constructor must revert with exactly `error`, write nothing and emit nothing.
#[track_caller]
fn assert_constructor_reverts<E: SolError>(
    fixture: &Fixture,
    arguments: &ConstructorArgs,
    error: E,
) {
    let data = fixture.construct(arguments).expect_err("invalid arguments");
    assert_eq!(hex(&data), hex(&error.abi_encode()));
    assert!(fixture.diem.all_events().is_empty());
    assert_eq!(fixture.ok(OWNER, veniceCall {})._0, Address::ZERO, "nothing was written");
}

#[rstest]
fn constructor_stores_its_arguments_and_emits_events(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    assert_eq!(fixture.ok(OWNER, veniceCall {})._0, fixture.vvv.address());
    assert_eq!(fixture.ok(OWNER, feeTokenCall {})._0, fixture.fee_token().address());
    assert_eq!(fixture.ok(OWNER, ownerCall {})._0, OWNER);
    assert_eq!(fixture.ok(OWNER, guardianCall {})._0, GUARDIAN);
    let p = fixture.ok(OWNER, paramsCall {});
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
    let owner: OwnershipTransferred = fixture.nth_last_event(3);
    assert_eq!((owner.previousOwner, owner.newOwner), (Address::ZERO, OWNER));
    assert_eq!(fixture.nth_last_event::<GuardianChanged>(2).guardian, GUARDIAN);
    let event: ParamsChanged = fixture.nth_last_event(1);
    assert_eq!((event.base, event.creditPrice), (u(PARAMS[BASE]), u(PARAMS[PRICE])));
    let cooldown: CooldownDurationUpdated = fixture.last_event();
    assert_eq!(cooldown.duration, u(PARAMS[DIEM_COOLDOWN]));
}

#[rstest]
fn constructor_runs_only_once(#[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken) {
    let fixture = Fixture::new(fee_token);
    let before = (fixture.snapshot(&[]), fixture.event_count());
    let data = fixture.construct(&fixture.constructor_args()).expect_err("it has already run");
    assert_eq!(data, AlreadyConstructed {}.abi_encode());
    assert_eq!((fixture.snapshot(&[]), fixture.event_count()), before);
}

#[rstest]
fn the_guardian_may_be_the_zero_address(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::unconstructed(fee_token);
    let arguments = ConstructorArgs { guardian: Address::ZERO, ..fixture.constructor_args() };
    fixture.construct(&arguments).unwrap();
    assert_eq!(fixture.ok(OWNER, guardianCall {})._0, Address::ZERO);
}

#[rstest]
fn constructor_rejects_tokens_without_code_and_invalid_roles(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::unconstructed(fee_token);
    let this = fixture.diem.address();
    let good = fixture.constructor_args();
    let empty = address!("00000000000000000000000000000000000000E0");
    for vvv in [Address::ZERO, empty, this] {
        assert_constructor_reverts(
            &fixture,
            &ConstructorArgs { vvv, ..good.clone() },
            InvalidVvv { vvv },
        );
    }
    for fee in [Address::ZERO, empty, this] {
        let arguments = ConstructorArgs { fee_token: fee, ..good.clone() };
        assert_constructor_reverts(&fixture, &arguments, InvalidFeeToken { feeToken: fee });
    }
    for owner in [Address::ZERO, this] {
        assert_constructor_reverts(
            &fixture,
            &ConstructorArgs { owner, ..good.clone() },
            InvalidOwner { owner },
        );
    }
    let arguments = ConstructorArgs { guardian: this, ..good.clone() };
    assert_constructor_reverts(&fixture, &arguments, InvalidGuardian { guardian: this });
    // After the reverts it can still be constructed.
    fixture.construct(&good).unwrap();
}

#[rstest]
fn vvv_must_report_18_decimals_and_a_fee_token_at_most_18(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let refused = [u(19), u(27), u(255), u(256 + 18), U256::from(1) << 128, U256::MAX - u(1)];
    let odd = Contract::<Token>::new();
    let token = odd.address();
    for decimals in refused.into_iter().chain([0, 6, 17].map(u)) {
        let fixture = Fixture::unconstructed(fee_token);
        odd.sender(ALICE).set_decimals(decimals);
        let arguments = ConstructorArgs { vvv: token, ..fixture.constructor_args() };
        assert_constructor_reverts(&fixture, &arguments, InvalidVvv { vvv: token });
    }
    for decimals in refused {
        let fixture = Fixture::unconstructed(fee_token);
        odd.sender(ALICE).set_decimals(decimals);
        let arguments = ConstructorArgs { fee_token: token, ..fixture.constructor_args() };
        assert_constructor_reverts(&fixture, &arguments, InvalidFeeToken { feeToken: token });
    }
    for decimals in [0, 6, 17, 18] {
        let fixture = Fixture::unconstructed(fee_token);
        fixture.allow_surplus();
        odd.sender(ALICE).set_decimals(u(decimals));
        let arguments = ConstructorArgs { fee_token: token, ..fixture.constructor_args() };
        fixture.construct(&arguments).unwrap();
        assert_eq!(fixture.ok(OWNER, feeTokenCall {})._0, token);
    }
}

#[rstest]
fn a_token_that_reports_no_number_of_decimals_is_refused(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let odd = Contract::<MisbehavingToken>::new();
    let token = odd.address();
    for (response, accepted) in [
        (Response::Empty, false),
        (Response::TwoWords, false),
        (Response::Short, false),
        (Response::Revert, false),
        // These report 0, 1 and 2 decimals.
        (Response::False, true),
        (Response::True, true),
        (Response::Two, true),
    ] {
        let fixture = Fixture::unconstructed(fee_token);
        fixture.allow_surplus();
        odd.sender(ALICE).misreport_decimals(response);
        let good = fixture.constructor_args();
        let arguments = ConstructorArgs { vvv: token, ..good.clone() };
        assert_constructor_reverts(&fixture, &arguments, InvalidVvv { vvv: token });
        let arguments = ConstructorArgs { fee_token: token, ..good };
        if accepted {
            fixture.construct(&arguments).unwrap();
        } else {
            assert_constructor_reverts(&fixture, &arguments, InvalidFeeToken { feeToken: token });
        }
    }
}

/// The arguments are checked in the order in which the constructor takes them.
#[rstest]
fn constructor_reports_the_first_invalid_argument(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::unconstructed(fee_token);
    let this = fixture.diem.address();
    let good = fixture.constructor_args();
    let mut arguments = ConstructorArgs {
        vvv: this,
        fee_token: this,
        owner: this,
        guardian: this,
        params: [U256::ZERO; 8],
    };
    assert_constructor_reverts(&fixture, &arguments, InvalidVvv { vvv: this });
    arguments.vvv = good.vvv;
    assert_constructor_reverts(&fixture, &arguments, InvalidFeeToken { feeToken: this });
    arguments.fee_token = good.fee_token;
    assert_constructor_reverts(&fixture, &arguments, InvalidOwner { owner: this });
    arguments.owner = good.owner;
    assert_constructor_reverts(&fixture, &arguments, InvalidGuardian { guardian: this });
    arguments.guardian = good.guardian;
    let (min, max) = (u(10 * ONE), u(10_000 * ONE));
    let error = BaseOutOfBounds { value: U256::ZERO, min, max };
    assert_constructor_reverts(&fixture, &arguments, error);
    arguments.params = good.params;
    fixture.construct(&arguments).unwrap();
}

#[rstest]
fn constructor_enforces_both_bounds_of_every_parameter(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
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
    for (index, (min, max)) in bounds.into_iter().enumerate() {
        let with = |value: U256| {
            let fixture = Fixture::unconstructed(fee_token);
            let mut params = PARAMS.map(u);
            (params[STAKER_SHARE], params[POOL_SHARE]) = (U256::ZERO, U256::ZERO);
            params[index] = value;
            let arguments = ConstructorArgs { params, ..fixture.constructor_args() };
            (fixture, arguments)
        };
        for value in [min, max] {
            let (fixture, arguments) = with(u(value));
            fixture.construct(&arguments).unwrap();
        }
        let below = (min > 0).then(|| u(min - 1));
        let beyond = [u(max + 1), U256::from(1) << 128, U256::MAX];
        for value in beyond.into_iter().chain(below) {
            let (fixture, arguments) = with(value);
            let (min, max) = (u(min), u(max));
            match index {
                BASE => assert_constructor_reverts(
                    &fixture,
                    &arguments,
                    BaseOutOfBounds { value, min, max },
                ),
                POWER => assert_constructor_reverts(
                    &fixture,
                    &arguments,
                    PowerOutOfBounds { value, min, max },
                ),
                TARGET => assert_constructor_reverts(
                    &fixture,
                    &arguments,
                    TargetOutOfBounds { value, min, max },
                ),
                VVV_COOLDOWN => assert_constructor_reverts(
                    &fixture,
                    &arguments,
                    VvvCooldownOutOfBounds { value, min, max },
                ),
                DIEM_COOLDOWN => assert_constructor_reverts(
                    &fixture,
                    &arguments,
                    DiemCooldownOutOfBounds { value, min, max },
                ),
                STAKER_SHARE => assert_constructor_reverts(
                    &fixture,
                    &arguments,
                    StakerShareOutOfBounds { value, min, max },
                ),
                POOL_SHARE => assert_constructor_reverts(
                    &fixture,
                    &arguments,
                    PoolShareOutOfBounds { value, min, max },
                ),
                _ => assert_constructor_reverts(
                    &fixture,
                    &arguments,
                    CreditPriceOutOfBounds { value, min, max },
                ),
            }
        }
    }
}

#[rstest]
fn constructor_limits_the_sum_of_shares_to_one_half(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::unconstructed(fee_token);
    let mut params = PARAMS.map(u);
    (params[STAKER_SHARE], params[POOL_SHARE]) = (u(ONE / 4), u(ONE / 4 + 1));
    let error = SharesOutOfBounds { value: u(ONE / 2 + 1), min: U256::ZERO, max: u(ONE / 2) };
    assert_constructor_reverts(
        &fixture,
        &ConstructorArgs { params, ..fixture.constructor_args() },
        error,
    );
    params[POOL_SHARE] = u(ONE / 4);
    fixture.construct(&ConstructorArgs { params, ..fixture.constructor_args() }).unwrap();
}

/// A call of `transferOwnership`.
fn offer(new_owner: Address) -> transferOwnershipCall {
    transferOwnershipCall { newOwner: new_owner }
}

#[rstest]
fn ownership_transfer_takes_two_steps(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let unauthorized = |account| OwnableUnauthorizedAccount { account };
    fixture.assert_reverts(ALICE, offer(ALICE), unauthorized(ALICE));
    fixture.assert_reverts(ALICE, acceptOwnershipCall {}, unauthorized(ALICE));
    fixture.ok(OWNER, offer(ALICE));
    let event: OwnershipTransferStarted = fixture.last_event();
    assert_eq!((event.previousOwner, event.newOwner), (OWNER, ALICE));
    assert_eq!(fixture.ok(BOB, pendingOwnerCall {})._0, ALICE);
    assert_eq!(fixture.ok(BOB, ownerCall {})._0, OWNER, "not before the new owner accepts");
    fixture.assert_reverts(BOB, acceptOwnershipCall {}, unauthorized(BOB));
    // Another transfer replaces the first; the zero address cancels it.
    fixture.ok(OWNER, offer(BOB));
    fixture.assert_reverts(ALICE, acceptOwnershipCall {}, unauthorized(ALICE));
    fixture.ok(OWNER, offer(Address::ZERO));
    fixture.assert_reverts(BOB, acceptOwnershipCall {}, unauthorized(BOB));
    fixture.assert_reverts(Address::ZERO, pauseCall {}, unauthorized(Address::ZERO));
    fixture.ok(OWNER, offer(BOB));
    fixture.ok(BOB, acceptOwnershipCall {});
    let event: OwnershipTransferred = fixture.last_event();
    assert_eq!((event.previousOwner, event.newOwner), (OWNER, BOB));
    assert_eq!(fixture.ok(BOB, ownerCall {})._0, BOB);
    assert_eq!(fixture.ok(BOB, pendingOwnerCall {})._0, Address::ZERO);
    fixture.assert_reverts(OWNER, offer(OWNER), unauthorized(OWNER));
    fixture.assert_reverts(BOB, acceptOwnershipCall {}, unauthorized(BOB));
}

#[rstest]
fn only_the_owner_changes_the_guardian_and_unpauses(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    for account in [ALICE, GUARDIAN] {
        let error = || OwnableUnauthorizedAccount { account };
        fixture.assert_reverts(account, setGuardianCall { guardian: account }, error());
        fixture.assert_reverts(account, unpauseCall {}, error());
    }
    let guardian = fixture.diem.address();
    fixture.assert_reverts(OWNER, setGuardianCall { guardian }, InvalidGuardian { guardian });
    fixture.assert_reverts(OWNER, unpauseCall {}, ExpectedPause {});
    fixture.ok(OWNER, setGuardianCall { guardian: ALICE });
    assert_eq!(fixture.last_event::<GuardianChanged>().guardian, ALICE);
    let account = GUARDIAN;
    fixture.assert_reverts(GUARDIAN, pauseCall {}, OwnableUnauthorizedAccount { account });
    fixture.ok(ALICE, pauseCall {});
    assert_eq!(fixture.last_event::<Paused>().account, ALICE);
    // Without a guardian only the owner can pause.
    fixture.ok(OWNER, unpauseCall {});
    assert_eq!(fixture.last_event::<Unpaused>().account, OWNER);
    fixture.ok(OWNER, setGuardianCall { guardian: Address::ZERO });
    for account in [ALICE, Address::from([1; 20])] {
        fixture.assert_reverts(account, pauseCall {}, OwnableUnauthorizedAccount { account });
    }
}

#[rstest]
fn a_guardian_pause_lasts_seven_days_and_repeats_after_thirty(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let day = 86_400;
    let paused = || fixture.ok(ALICE, pausedCall {})._0;
    fixture.ok(GUARDIAN, pauseCall {});
    let info = fixture.protocol();
    assert_eq!((info.paused, info.pauseEnds), (true, u(u128::from(NOON + 7 * day))));
    fixture.assert_reverts(GUARDIAN, pauseCall {}, EnforcedPause {});
    advance(7 * day - 1);
    assert!(paused());
    advance(1);
    assert!(!paused());
    let until = u(u128::from(NOON + 30 * day));
    fixture.assert_reverts(GUARDIAN, pauseCall {}, GuardianMustWait { until });
    advance(23 * day - 1);
    fixture.assert_reverts(GUARDIAN, pauseCall {}, GuardianMustWait { until });
    // Setting a guardian ends the waiting time, even for the same address.
    advance(1);
    fixture.ok(GUARDIAN, pauseCall {});
    advance(7 * day);
    fixture.ok(OWNER, setGuardianCall { guardian: GUARDIAN });
    fixture.ok(GUARDIAN, pauseCall {});
    // A guardian's pause becomes permanent when the owner pauses too.
    fixture.ok(OWNER, pauseCall {});
    assert_eq!(fixture.protocol().pauseEnds, U256::ZERO);
    advance(100 * day);
    assert!(paused());
    fixture.assert_reverts(OWNER, pauseCall {}, EnforcedPause {});
    fixture.ok(OWNER, unpauseCall {});
    assert!(!paused());
    fixture.ok(GUARDIAN, pauseCall {});
}

/// A call: its signature, its caller and its calldata.
type Prepared = (&'static str, Address, Vec<u8>);

/// Encodes a call for later.
fn prepare<C: SolCall>(caller: Address, call: C) -> Prepared {
    (C::SIGNATURE, caller, call.abi_encode())
}

/// A fixture, and a call of every function that changes state. Each of them succeeds as the next call, except for
/// `unpause` (the contract is not paused) and for `claimAndStake` if the fee token is not VVV.
fn every_call(fee_token: FeeToken) -> (Fixture, Vec<Prepared>) {
    let fixture = Fixture::new(fee_token);
    let key = signer("alice");
    let alice = key.address();
    let day = 86_400;
    fixture.admit_provider(PROVIDER);
    fixture.mint_diem(alice, 20 * ONE);
    fixture.stake_vvv(alice, 9_000 * ONE);
    fixture.ok(alice, stakeDiemCall { amount: u(10 * ONE) });
    fixture.deposit_fees(alice, 100 * ONE);
    fixture.ok(OWNER, propose(PARAMS));
    fixture.fund_stakers(BOB, ONE);
    fixture.spend(alice, PROVIDER, 11 * ONE);
    let tickets = || {
        fixture.ok(alice, initiateUnstakeVvvCall { amount: u(ONE) });
        fixture.ok(alice, initiateUnstakeCall { amount: u(ONE) });
        fixture.ok(alice, initiateWithdrawalCall { amount: u(1) });
    };
    tickets();
    advance(8 * day);
    tickets();
    for account in [alice, BOB] {
        fixture.fund_vvv(account, 10_000 * ONE);
        fixture.fund_fee_token(account, 10_000 * ONE);
    }
    let value = u(ONE);
    fixture.ok(alice, approveCall { spender: BOB, value });
    fixture.ok(alice, transferCall { to: BOB, value });
    let burn_offer = offerBurnCall { rate: u(50 * ONE), amount: value, lastDay: today() };
    fixture.ok(alice, burn_offer.clone());
    fixture.ok(alice, commitToCall { provider: PROVIDER });
    fixture.ok(OWNER, offer(BOB));
    let vvv = fixture.vvv.address();
    fixture.donate(&fixture.vvv, ONE);
    let amount = value;
    let voucher = fixture.sign_own_voucher(&key, PROVIDER, today(), ONE);
    let batch = batch_of([voucher.clone()]);
    let deadline = U256::MAX;
    let permit = Permit { owner: alice, spender: BOB, value, nonce: U256::ZERO, deadline };
    let permit = sign_permit(&key, &domain(fixture.diem.address()), &permit);
    let quota_permit = QuotaPermit {
        owner: alice,
        spender: BOB,
        dailyLimit: value,
        lastDay: today(),
        allowPaid: true,
        nonce: U256::ZERO,
        deadline,
    };
    let quota_permit = sign_quota_permit(&key, &domain(fixture.diem.address()), &quota_permit);
    let burn_for = burnForCall { account: alice, amount, minVvv: u(50 * ONE), recipient: BOB };
    let grant =
        approveQuotaCall { spender: BOB, dailyLimit: value, lastDay: today(), allowPaid: true };
    let mint = mintDiemCall { vvvToLock: u(900 * ONE), minOut: U256::ZERO };
    let stake_and_mint = stakeAndMintCall { vvv: u(900 * ONE), minOut: U256::ZERO, activate: true };
    let (from, to) = (alice, BOB);
    let calls = vec![
        prepare(alice, transferCall { to, value }),
        prepare(alice, approveCall { spender: BOB, value }),
        prepare(BOB, transferFromCall { from, to, value }),
        prepare(BOB, permit),
        prepare(alice, stakeVvvCall { recipient: BOB, amount }),
        prepare(alice, initiateUnstakeVvvCall { amount }),
        prepare(alice, cancelUnstakeVvvCall { ticket: 1 }),
        prepare(alice, finalizeUnstakeCall {}),
        prepare(alice, mint),
        prepare(alice, stake_and_mint),
        prepare(alice, burnDiemCall { amount }),
        prepare(alice, burn_offer),
        prepare(BOB, burn_for),
        prepare(alice, stakeDiemCall { amount }),
        prepare(alice, initiateUnstakeCall { amount }),
        prepare(alice, cancelUnstakeCall { ticket: 1 }),
        prepare(alice, unstakeCall {}),
        prepare(alice, grant),
        prepare(BOB, quota_permit),
        prepare(alice, depositCall { account: BOB, amount }),
        prepare(alice, initiateWithdrawalCall { amount: u(1) }),
        prepare(alice, cancelWithdrawalCall { ticket: 1 }),
        prepare(alice, withdrawCall {}),
        prepare(alice, spend(alice, PROVIDER, ONE)),
        prepare(PROVIDER, voucher),
        prepare(PROVIDER, batch),
        prepare(alice, commitToCall { provider: PROVIDER }),
        prepare(alice, releaseCommitmentCall {}),
        prepare(BOB, checkpointCall {}),
        prepare(alice, claimCall {}),
        prepare(alice, claimToCall { to }),
        prepare(alice, claimAndStakeCall {}),
        prepare(BOB, fundCall { amount }),
        prepare(BOB, fundCapacityCall { amount }),
        prepare(OWNER, setProviderCall { provider: BOB, admitted: true }),
        prepare(PROVIDER, announceCall { uri: "https://a".into() }),
        prepare(PROVIDER, setOperatorCall { operator: BOB, allowed: true }),
        prepare(PROVIDER, claimEarningsCall { to }),
        prepare(OWNER, offer(ALICE)),
        prepare(BOB, acceptOwnershipCall {}),
        prepare(OWNER, setGuardianCall { guardian: BOB }),
        prepare(OWNER, pauseCall {}),
        prepare(OWNER, unpauseCall {}),
        prepare(OWNER, recoverCall { token: vvv, to }),
        prepare(OWNER, propose(PARAMS)),
        prepare(BOB, executeParamsCall {}),
        prepare(OWNER, cancelParamsCall {}),
    ];
    (fixture, calls)
}

/// The calls that a pause blocks: staking, minting, activating, spending, depositing and funding.
const BLOCKED: [&str; 9] = [
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

#[rstest]
fn a_pause_blocks_exactly_the_listed_calls(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let _precompiles = Precompiles::deploy();
    let (_, calls) = every_call(fee_token);
    let mut named: Vec<_> = calls.iter().map(|(signature, ..)| *signature).collect();
    named.sort_unstable();
    named.dedup();
    let changing = abi::functions().iter().filter(|f| !f.is_view);
    assert_eq!(named.len(), changing.count(), "a call of every function that changes state");
    for index in 0..calls.len() {
        for by in [None, Some(GUARDIAN), Some(OWNER)] {
            let (fixture, calls) = every_call(fee_token);
            let (signature, caller, calldata) = &calls[index];
            if let Some(by) = by {
                fixture.ok(by, pauseCall {});
            }
            let accounts = [*caller, BOB];
            let before = (fixture.snapshot(&accounts), fixture.event_count());
            let result = fixture.raw(*caller, calldata).map_err(|data| hex(&data));
            let error = |data: Vec<u8>| Err(hex(&data));
            let expected = match (by, *signature) {
                (Some(_), name) if BLOCKED.contains(&name) => error(EnforcedPause {}.abi_encode()),
                (Some(OWNER), "pause()") => error(EnforcedPause {}.abi_encode()),
                (None, "unpause()") => error(ExpectedPause {}.abi_encode()),
                (None, "claimAndStake()") if fee_token == FeeToken::Separate => {
                    error(RewardNotStakeable {}.abi_encode())
                }
                _ => Ok(()),
            };
            assert_eq!(result.map(|_| ()), expected, "{signature}, paused by {by:?}");
            if expected.is_err() {
                let after = (fixture.snapshot(&accounts), fixture.event_count());
                assert_eq!(after, before, "{signature}, paused by {by:?}");
            }
        }
    }
}

#[rstest]
fn vouchers_up_to_the_first_day_of_a_pause_stay_redeemable(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let key = signer("alice");
    fixture.admit_provider(PROVIDER);
    fixture.activate_diem(key.address(), 100 * ONE);
    advance_to_midnight();
    let day = today();
    fixture.ok(GUARDIAN, pauseCall {});
    assert_eq!(fixture.redeem_own(&key, PROVIDER, day - 1, ONE), (ONE, 0));
    assert_eq!(fixture.redeem_own(&key, PROVIDER, day, ONE), (ONE, 0));
    advance_to_midnight();
    assert_eq!(fixture.redeem_own(&key, PROVIDER, day, 2 * ONE), (ONE, 0));
    fixture.assert_reverts(
        PROVIDER,
        fixture.sign_own_voucher(&key, PROVIDER, day + 1, ONE),
        EnforcedPause {},
    );
    // The pause ends during day + 7: that day and the day before can then be settled in full.
    advance(6 * 86_400);
    assert_eq!(fixture.redeem_own(&key, PROVIDER, day + 6, ONE), (ONE, 0));
    assert_eq!(fixture.redeem_own(&key, PROVIDER, day + 7, ONE), (ONE, 0));
}

#[rstest]
fn recover_sends_exactly_the_surplus_over_liabilities(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.activate_diem(ALICE, 10 * ONE);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.deposit_fees(ALICE, 50_000_000);
    fixture.fund_stakers(BOB, 7_777);
    fixture.fund_capacity(BOB, 8_888);
    fixture.spend(ALICE, PROVIDER, 12 * ONE);
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    let diem = fixture.diem.address();
    let tokens = [fixture.vvv.address(), fixture.fee_token().address()];
    for token in tokens {
        fixture.assert_reverts(OWNER, recoverCall { token, to: BOB }, NothingToRecover { token });
    }
    let account = ALICE;
    let call = recoverCall { token: tokens[0], to: ALICE };
    fixture.assert_reverts(ALICE, call, OwnableUnauthorizedAccount { account });
    fixture.assert_reverts(
        OWNER,
        recoverCall { token: diem, to: BOB },
        NothingToRecover { token: diem },
    );
    for recipient in [Address::ZERO, diem] {
        let call = recoverCall { token: tokens[0], to: recipient };
        fixture.assert_reverts(OWNER, call, InvalidRecipient { recipient });
    }
    fixture.donate(&fixture.vvv, 123);
    fixture.donate(fixture.fee_token(), 77);
    let treasury = Address::from([7; 20]);
    let expected = match fee_token {
        FeeToken::Separate => [123, 77],
        FeeToken::Vvv => [200, 0],
    };
    for (token, amount) in tokens.into_iter().zip(expected) {
        let call = recoverCall { token, to: treasury };
        if amount == 0 {
            fixture.assert_reverts(OWNER, call, NothingToRecover { token });
            continue;
        }
        assert_eq!(fixture.ok(OWNER, call.clone()).amount, u(amount));
        let event: Recovered = fixture.last_event();
        assert_eq!((event.token, event.to, event.amount), (token, treasury, u(amount)));
        fixture.assert_reverts(OWNER, call, NothingToRecover { token });
    }
    assert_eq!(fixture.vvv_balance(treasury), expected[0]);
    assert_eq!(
        fixture.fee_balance(treasury),
        if fee_token == FeeToken::Separate { 77 } else { 200 }
    );
    // Diem owes nothing of any other token.
    let other = Contract::<Token>::new();
    let token = other.address();
    fixture.assert_reverts(OWNER, recoverCall { token, to: treasury }, NothingToRecover { token });
    other.sender(BOB).mint(diem, U256::MAX).motsu_unwrap();
    assert_eq!(fixture.ok(OWNER, recoverCall { token, to: treasury }).amount, U256::MAX);
}

/// Attack: the owner recovers a token through its second address, under which Diem has no record of owing it.
#[rstest]
fn recover_takes_nothing_owed_through_a_second_address_of_a_token(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.deposit_fees(ALICE, 50 * USD);
    for token in [&fixture.vvv, fixture.fee_token()] {
        let alias = Contract::<Alias>::new();
        alias.sender(ALICE).stand_for(token.address());
        let call = recoverCall { token: alias.address(), to: BOB };
        let error = || NothingToRecover { token: alias.address() };
        fixture.assert_reverts(OWNER, call.clone(), error());
        // Not even if there is a surplus: the call would take more than that.
        fixture.donate(token, 7);
        fixture.assert_reverts(OWNER, call, error());
        let direct = recoverCall { token: token.address(), to: BOB };
        assert_eq!(fixture.ok(OWNER, direct).amount, u(7));
    }
    assert_eq!(fixture.fee_balance(BOB), if fee_token == FeeToken::Vvv { 14 } else { 7 });
}

/// What nobody is owed can be recovered through either address.
#[rstest]
fn recover_sends_a_surplus_through_a_second_address_if_nothing_is_owed(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let alias = Contract::<Alias>::new();
    alias.sender(ALICE).stand_for(fixture.fee_token().address());
    fixture.donate(fixture.fee_token(), 7);
    let call = recoverCall { token: alias.address(), to: BOB };
    assert_eq!(fixture.ok(OWNER, call).amount, u(7));
    assert_eq!(fixture.fee_balance(BOB), 7);
}

/// A token that fails, or answers in another way than an ERC-20, is refused as a whole.
#[rstest]
fn recover_of_a_misbehaving_token_reverts(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let odd = Contract::<MisbehavingToken>::new();
    let token = odd.address();
    let call = recoverCall { token, to: BOB };
    for response in [Response::Empty, Response::TwoWords, Response::Short, Response::Revert] {
        odd.sender(ALICE).respond_with(response);
        fixture.assert_reverts(OWNER, call.clone(), SafeErc20FailedOperation { token });
    }
    odd.sender(ALICE).respond_with(Response::False);
    fixture.assert_reverts(OWNER, call.clone(), NothingToRecover { token });
    // It reports a balance of 2, and answers the transfer with 2.
    odd.sender(ALICE).respond_with(Response::Two);
    fixture.assert_reverts(OWNER, call.clone(), SafeErc20FailedOperation { token });
    odd.sender(ALICE).respond_with(Response::True);
    assert_eq!(fixture.ok(OWNER, call).amount, u(1));
}
