//! Parameters: said in public, two days before they hold.

use crate::support::economy::{propose, USD};
use crate::support::*;
use alloy_primitives::{address, Address, U256};
use diem::model::time::{clock, DAY};

both! {
    a_proposal_executes_from_48_hours_to_14_days_after_by_anybody,
    only_the_owner_proposes_and_cancels,
    a_new_proposal_replaces_the_old_and_waits_anew,
    a_cancelled_proposal_is_gone_and_a_void_one_can_be_cancelled,
    proposals_are_held_to_the_bounds,
    a_price_at_most_doubles_in_one_change,
    a_proposal_doubles_the_price_once,
    supply_that_grew_out_of_the_new_curve_stops_its_execution,
    shares_hold_from_the_next_roll_on_and_the_price_at_once,
    shares_executed_by_a_days_first_call_wait_for_the_next_day,
    cooldowns_hold_for_new_tickets_only,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");
const BASE: usize = 0;
const POWER: usize = 1;
const TARGET: usize = 2;
const VVV_COOLDOWN: usize = 3;
const DIEM_COOLDOWN: usize = 4;
const STAKER_SHARE: usize = 5;
const POOL_SHARE: usize = 6;
const PRICE: usize = 7;

fn with(changes: &[(usize, u128)]) -> [u128; 8] {
    let mut params = PARAMS;
    for (at, value) in changes {
        params[*at] = *value;
    }
    params
}

fn current(world: &World) -> [u128; 8] {
    let p = world.ok(ALICE, paramsCall {});
    [
        p.base,
        p.power,
        p.target,
        p.vvvCooldown,
        p.diemCooldown,
        p.stakerShare,
        p.poolShare,
        p.creditPrice,
    ]
    .map(|value| value.to())
}

fn executable_at(world: &World) -> u64 {
    world.ok(ALICE, proposedParamsCall {}).executableAt.to()
}

const EXECUTE: executeParamsCall = executeParamsCall {};

fn a_proposal_executes_from_48_hours_to_14_days_after_by_anybody(fees: Fees) {
    let changed = with(&[(BASE, 100 * ONE)]);
    let from = NOON + 2 * DAY;
    let until = NOON + 14 * DAY;
    for (time, allowed) in [
        (from - 1, false),
        (from, true),
        (until, true),
        (until + 1, false),
    ] {
        let world = World::new(fees);
        world.ok(OWNER, propose(changed));
        let event: ParamsProposed = world.last();
        assert_eq!(
            (event.base, event.executableAt),
            (u(100 * ONE), u(from.into()))
        );
        assert_eq!(
            (event.creditPrice, event.power),
            (u(PARAMS[PRICE]), u(PARAMS[POWER]))
        );
        assert_eq!(executable_at(&world), from);
        assert_eq!(
            world.ok(ALICE, proposedParamsCall {}).params.base,
            u(100 * ONE)
        );
        clock::set(time);
        world.checkpoint();
        if allowed {
            world.ok(ALICE, EXECUTE);
            let event: ParamsChanged = world.last();
            assert_eq!(
                (event.base, event.target),
                (u(100 * ONE), u(PARAMS[TARGET]))
            );
            assert_eq!(current(&world), changed);
            assert_eq!(world.ok(ALICE, mintRateCall {})._0, u(100 * ONE));
            assert_eq!(executable_at(&world), 0);
            world.refused(ALICE, EXECUTE, NoProposal {});
        } else if time < from {
            world.refused(
                ALICE,
                EXECUTE,
                ProposalNotReady {
                    from: u(from.into()),
                },
            );
            assert_eq!(current(&world), PARAMS);
        } else {
            world.refused(
                ALICE,
                EXECUTE,
                ProposalExpired {
                    until: u(until.into()),
                },
            );
            assert_eq!(current(&world), PARAMS);
        }
    }
}

fn only_the_owner_proposes_and_cancels(fees: Fees) {
    let world = World::new(fees);
    for account in [ALICE, GUARDIAN] {
        world.refused(
            account,
            propose(PARAMS),
            OwnableUnauthorizedAccount { account },
        );
        world.refused(
            account,
            cancelParamsCall {},
            OwnableUnauthorizedAccount { account },
        );
    }
    world.refused(OWNER, cancelParamsCall {}, NoProposal {});
    world.refused(ALICE, EXECUTE, NoProposal {});
}

fn a_new_proposal_replaces_the_old_and_waits_anew(fees: Fees) {
    let world = World::new(fees);
    world.ok(OWNER, propose(with(&[(BASE, 100 * ONE)])));
    pass(2 * DAY - 1);
    world.ok(OWNER, propose(with(&[(BASE, 110 * ONE)])));
    pass(1);
    world.checkpoint();
    let from = u(u128::from(NOON + 4 * DAY - 1));
    world.refused(ALICE, EXECUTE, ProposalNotReady { from });
    pass(2 * DAY - 1);
    world.ok(ALICE, EXECUTE);
    assert_eq!(current(&world)[BASE], 110 * ONE);
}

fn a_cancelled_proposal_is_gone_and_a_void_one_can_be_cancelled(fees: Fees) {
    let world = World::new(fees);
    for wait in [0, 2 * DAY, 15 * DAY] {
        world.ok(OWNER, propose(with(&[(BASE, 100 * ONE)])));
        pass(wait);
        world.checkpoint();
        world.ok(OWNER, cancelParamsCall {});
        let ParamsCancelled {} = world.last();
        assert_eq!(executable_at(&world), 0);
        world.refused(ALICE, EXECUTE, NoProposal {});
    }
    assert_eq!(current(&world), PARAMS);
}

fn proposals_are_held_to_the_bounds(fees: Fees) {
    let world = World::new(fees);
    let day = u128::from(DAY);
    let bad = |changes: &[(usize, u128)]| propose(with(changes));
    let (min, max) = (u(10 * ONE), u(10_000 * ONE));
    let value = min - u(1);
    world.refused(
        OWNER,
        bad(&[(BASE, value.to())]),
        BaseOutOfBounds { value, min, max },
    );
    let (value, min, max) = (u(31 * day), u(day), u(30 * day));
    world.refused(
        OWNER,
        bad(&[(VVV_COOLDOWN, value.to())]),
        VvvCooldownOutOfBounds { value, min, max },
    );
    let (value, min, max) = (u(day - 1), u(day), u(7 * day));
    world.refused(
        OWNER,
        bad(&[(DIEM_COOLDOWN, value.to())]),
        DiemCooldownOutOfBounds { value, min, max },
    );
    let (value, min, max) = (u(ONE / 2 + 1), U256::ZERO, u(ONE / 2));
    world.refused(
        OWNER,
        bad(&[(STAKER_SHARE, value.to())]),
        StakerShareOutOfBounds { value, min, max },
    );
    world.refused(
        OWNER,
        bad(&[(POOL_SHARE, value.to())]),
        PoolShareOutOfBounds { value, min, max },
    );
    let sum = bad(&[(STAKER_SHARE, ONE / 4), (POOL_SHARE, ONE / 4 + 1)]);
    world.refused(OWNER, sum, SharesOutOfBounds { value, min, max });
    let value = u(0);
    let (min, max) = (u(1), u(10u128.pow(30)));
    world.refused(
        OWNER,
        bad(&[(PRICE, 0)]),
        CreditPriceOutOfBounds { value, min, max },
    );
    assert_eq!(executable_at(&world), 0);
}

fn a_price_at_most_doubles_in_one_change(fees: Fees) {
    let world = World::new(fees);
    let price = PARAMS[PRICE];
    let refusal = |value, max| CreditPriceOutOfBounds {
        value: u(value),
        min: u(1),
        max: u(max),
    };
    let beyond = propose(with(&[(PRICE, 2 * price + 1)]));
    world.refused(OWNER, beyond, refusal(2 * price + 1, 2 * price));
    world.set_params(with(&[(PRICE, 2 * price)]));
    world.set_params(with(&[(PRICE, 4 * price)]));
    world.set_params(with(&[(PRICE, 1)]));
    world.refused(OWNER, propose(PARAMS), refusal(price, 2));
    assert_eq!(current(&world)[PRICE], 1);
}

/// The price moves by execution alone, and that uses the proposal up: a second doubling needs a
/// second proposal and its own two days.
fn a_proposal_doubles_the_price_once(fees: Fees) {
    let world = World::new(fees);
    world.set_params(with(&[(PRICE, 2 * PARAMS[PRICE])]));
    world.refused(OWNER, EXECUTE, NoProposal {});
    world.ok(OWNER, propose(with(&[(PRICE, 4 * PARAMS[PRICE])])));
    pass(2 * DAY - 1);
    world.checkpoint();
    let from = u(u128::from(now() + 1));
    world.refused(OWNER, EXECUTE, ProposalNotReady { from });
    assert_eq!(current(&world)[PRICE], 2 * PARAMS[PRICE]);
}

fn supply_that_grew_out_of_the_new_curve_stops_its_execution(fees: Fees) {
    let world = World::new(fees);
    // The domain of a power of 2 ends at twice the target: 2,000 DIEM.
    let small = with(&[(TARGET, 1_000 * ONE)]);
    world.minted(ALICE, 2_000 * ONE);
    world.ok(OWNER, propose(small));
    world.minted(ALICE, ONE);
    pass(2 * DAY);
    world.checkpoint();
    let refusal = || SupplyCapExceeded {
        supply: u(2_001 * ONE),
        maxSupply: u(2_000 * ONE),
    };
    world.refused(ALICE, EXECUTE, refusal());
    world.refused(OWNER, propose(small), refusal());
    // The proposal stays; once the supply has fallen it may be executed.
    world.ok(ALICE, burnDiemCall { amount: u(ONE) });
    world.ok(ALICE, EXECUTE);
    assert_eq!(current(&world), small);
}

fn shares_hold_from_the_next_roll_on_and_the_price_at_once(fees: Fees) {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.deposited(ALICE, 1_000 * USD);
    world.set_params(with(&[
        (STAKER_SHARE, 0),
        (POOL_SHARE, ONE / 2),
        (PRICE, 2 * USD),
    ]));
    let info = world.protocol();
    assert_eq!(
        (info.stakerShare, info.poolShare),
        (u(PARAMS[STAKER_SHARE]), u(PARAMS[POOL_SHARE]))
    );
    assert_eq!(
        (info.params.stakerShare, info.params.poolShare),
        (U256::ZERO, u(ONE / 2))
    );
    world.spent(ALICE, PROVIDER, 10 * ONE);
    assert_eq!(
        world.earnings(PROVIDER),
        14 * USD,
        "the new price, shared as the day began"
    );
    assert_eq!(world.protocol().bucket, u(3 * USD));
    to_midnight();
    let info = world.protocol();
    assert_eq!(
        (info.stakerShare, info.poolShare),
        (U256::ZERO, u(ONE / 2)),
        "as if rolled"
    );
    world.spent(ALICE, PROVIDER, 10 * ONE);
    assert_eq!(world.earnings(PROVIDER), 14 * USD + 10 * USD);
    let info = world.protocol();
    assert_eq!((info.bucket, info.pool), (U256::ZERO, u(10 * USD)));
}

/// Executed as the first call of a day: the roll comes first, so the old shares hold that day.
fn shares_executed_by_a_days_first_call_wait_for_the_next_day(fees: Fees) {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.deposited(ALICE, 1_000 * USD);
    world.ok(OWNER, propose(with(&[(STAKER_SHARE, 0), (POOL_SHARE, 0)])));
    pass(3 * DAY);
    world.ok(ALICE, EXECUTE);
    world.spent(ALICE, PROVIDER, 10 * ONE);
    assert_eq!(world.earnings(PROVIDER), 7 * USD);
    to_midnight();
    world.spent(ALICE, PROVIDER, 10 * ONE);
    assert_eq!(world.earnings(PROVIDER), 17 * USD);
}

fn cooldowns_hold_for_new_tickets_only(fees: Fees) {
    let world = World::new(fees);
    let day = u128::from(DAY);
    world.active(ALICE, 10 * ONE);
    world.staked(ALICE, 10 * ONE);
    pass(5 * DAY);
    world.ok(
        OWNER,
        propose(with(&[(VVV_COOLDOWN, 30 * day), (DIEM_COOLDOWN, 7 * day)])),
    );
    pass(2 * DAY);
    world.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    world.ok(ALICE, initiateUnstakeCall { amount: u(ONE) });
    let at = u128::from(now());
    world.ok(ALICE, EXECUTE);
    let event: CooldownDurationUpdated = world.last();
    assert_eq!(event.duration, u(7 * day));
    assert_eq!(world.ok(ALICE, cooldownDurationCall {})._0, u(7 * day));
    world.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    world.ok(ALICE, initiateUnstakeCall { amount: u(ONE) });
    let vvv = world
        .ok(ALICE, vvvTicketsOfCall { account: ALICE })
        .maturities;
    assert_eq!(vvv, [u(at + 7 * day), u(at + 30 * day)]);
    let diem = world
        .ok(ALICE, diemTicketsOfCall { account: ALICE })
        .maturities;
    assert_eq!(diem, [u(at + day), u(at + 7 * day)]);
    pass(7 * DAY);
    assert_eq!(world.ok(ALICE, finalizeUnstakeCall {}).amount, u(ONE));
}
