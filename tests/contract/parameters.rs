// SPDX-License-Identifier: MIT OR Apache-2.0
//! Parameter changes: proposed by the owner, executable after a public delay of two days.

use crate::support::param::*;
use crate::support::*;
use alloy_primitives::U256;
use diem::clock;
use diem::model::time::DAY;
use rstest::rstest;

/// The default parameters with some of them changed, by index.
fn with(changes: &[(usize, u128)]) -> [u128; 8] {
    let mut params = PARAMS;
    for (at, value) in changes {
        params[*at] = *value;
    }
    params
}

/// The parameters in force.
fn current(fixture: &Fixture) -> [u128; 8] {
    let p = fixture.ok(ALICE, paramsCall {});
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

/// When the pending proposal becomes executable; 0 without one.
fn executable_at(fixture: &Fixture) -> u64 {
    fixture.ok(ALICE, proposedParamsCall {}).executableAt.to()
}

const EXECUTE: executeParamsCall = executeParamsCall {};

#[rstest]
fn any_account_executes_a_proposal_between_48_hours_and_14_days(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let changed = with(&[(BASE, 100 * ONE)]);
    let from = NOON + 2 * DAY;
    let until = NOON + 14 * DAY;
    for (time, allowed) in [(from - 1, false), (from, true), (until, true), (until + 1, false)] {
        let fixture = Fixture::new(fee_token);
        fixture.ok(OWNER, propose(changed));
        let event: ParamsProposed = fixture.last_event();
        assert_eq!((event.base, event.executableAt), (u(100 * ONE), u(from.into())));
        assert_eq!((event.creditPrice, event.power), (u(PARAMS[PRICE]), u(PARAMS[POWER])));
        assert_eq!(executable_at(&fixture), from);
        assert_eq!(fixture.ok(ALICE, proposedParamsCall {}).params.base, u(100 * ONE));
        clock::set(time);
        fixture.checkpoint();
        if allowed {
            fixture.ok(ALICE, EXECUTE);
            let event: ParamsChanged = fixture.last_event();
            assert_eq!((event.base, event.target), (u(100 * ONE), u(PARAMS[TARGET])));
            assert_eq!(current(&fixture), changed);
            assert_eq!(fixture.ok(ALICE, mintRateCall {})._0, u(100 * ONE));
            assert_eq!(executable_at(&fixture), 0);
            fixture.assert_reverts(ALICE, EXECUTE, NoProposal {});
        } else if time < from {
            fixture.assert_reverts(ALICE, EXECUTE, ProposalNotReady { from: u(from.into()) });
            assert_eq!(current(&fixture), PARAMS);
        } else {
            fixture.assert_reverts(ALICE, EXECUTE, ProposalExpired { until: u(until.into()) });
            assert_eq!(current(&fixture), PARAMS);
        }
    }
}

#[rstest]
fn only_the_owner_proposes_and_cancels(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    for account in [ALICE, GUARDIAN] {
        fixture.assert_reverts(account, propose(PARAMS), OwnableUnauthorizedAccount { account });
        fixture.assert_reverts(
            account,
            cancelParamsCall {},
            OwnableUnauthorizedAccount { account },
        );
    }
    fixture.assert_reverts(OWNER, cancelParamsCall {}, NoProposal {});
    fixture.assert_reverts(ALICE, EXECUTE, NoProposal {});
}

#[rstest]
fn a_new_proposal_replaces_the_old_one_and_restarts_the_delay(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.ok(OWNER, propose(with(&[(BASE, 100 * ONE)])));
    advance(2 * DAY - 1);
    fixture.ok(OWNER, propose(with(&[(BASE, 110 * ONE)])));
    advance(1);
    fixture.checkpoint();
    let from = u(u128::from(NOON + 4 * DAY - 1));
    fixture.assert_reverts(ALICE, EXECUTE, ProposalNotReady { from });
    advance(2 * DAY - 1);
    fixture.ok(ALICE, EXECUTE);
    assert_eq!(current(&fixture)[BASE], 110 * ONE);
}

#[rstest]
fn pending_ready_and_expired_proposals_can_be_cancelled(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    for wait in [0, 2 * DAY, 15 * DAY] {
        fixture.ok(OWNER, propose(with(&[(BASE, 100 * ONE)])));
        advance(wait);
        fixture.checkpoint();
        fixture.ok(OWNER, cancelParamsCall {});
        let ParamsCancelled {} = fixture.last_event();
        assert_eq!(executable_at(&fixture), 0);
        fixture.assert_reverts(ALICE, EXECUTE, NoProposal {});
    }
    assert_eq!(current(&fixture), PARAMS);
}

#[rstest]
fn proposals_outside_the_bounds_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let day = u128::from(DAY);
    let bad = |changes: &[(usize, u128)]| propose(with(changes));
    let (min, max) = (u(10 * ONE), u(10_000 * ONE));
    let value = min - u(1);
    fixture.assert_reverts(OWNER, bad(&[(BASE, value.to())]), BaseOutOfBounds { value, min, max });
    let (value, min, max) = (u(31 * day), u(day), u(30 * day));
    fixture.assert_reverts(
        OWNER,
        bad(&[(VVV_COOLDOWN, value.to())]),
        VvvCooldownOutOfBounds { value, min, max },
    );
    let (value, min, max) = (u(day - 1), u(day), u(7 * day));
    fixture.assert_reverts(
        OWNER,
        bad(&[(DIEM_COOLDOWN, value.to())]),
        DiemCooldownOutOfBounds { value, min, max },
    );
    let (value, min, max) = (u(ONE / 2 + 1), U256::ZERO, u(ONE / 2));
    fixture.assert_reverts(
        OWNER,
        bad(&[(STAKER_SHARE, value.to())]),
        StakerShareOutOfBounds { value, min, max },
    );
    fixture.assert_reverts(
        OWNER,
        bad(&[(POOL_SHARE, value.to())]),
        PoolShareOutOfBounds { value, min, max },
    );
    // The sum of the shares is checked before the price.
    let sum = bad(&[(STAKER_SHARE, ONE / 4), (POOL_SHARE, ONE / 4 + 1), (PRICE, 0)]);
    fixture.assert_reverts(OWNER, sum, SharesOutOfBounds { value, min, max });
    let value = u(0);
    let (min, max) = (u(1), u(10u128.pow(30)));
    fixture.assert_reverts(OWNER, bad(&[(PRICE, 0)]), CreditPriceOutOfBounds { value, min, max });
    assert_eq!(executable_at(&fixture), 0);
}

#[rstest]
fn a_price_at_most_halves_or_doubles_in_one_change(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let most = 10u128.pow(30);
    for (price, min, max) in
        [(USD, USD / 2, 2 * USD), (5, 2, 10), (1, 0, 2), (most - 1, most / 2 - 1, 2 * most - 2)]
    {
        let fixture = Fixture::with_params(fee_token, with(&[(PRICE, price)]));
        for value in [0, min.saturating_sub(1), max + 1, most, most + 1] {
            // The constant bounds come first.
            let (min, max) = match value {
                value if value == 0 || value > most => (1, most),
                value if value < min || value > max => (min, max),
                _ => continue,
            };
            let error = CreditPriceOutOfBounds { value: u(value), min: u(min), max: u(max) };
            fixture.assert_reverts(OWNER, propose(with(&[(PRICE, value)])), error);
        }
        for value in [min.max(1), max.min(most)] {
            fixture.ok(OWNER, propose(with(&[(PRICE, value)])));
        }
        fixture.change_params(with(&[(PRICE, max.min(most))]));
        assert_eq!(current(&fixture)[PRICE], max.min(most));
    }
}

#[rstest]
fn a_base_falls_by_a_quarter_or_rises_by_a_third_at_most(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let exact = 90 * ONE;
    // A base that is no multiple of 12: both bounds are rounded inwards.
    let odd = 91 * ONE + 1;
    let constant = (10 * ONE, 10_000 * ONE);
    for (base, min, max) in [
        (exact, 675 * ONE / 10, 120 * ONE),
        (odd, odd - odd / 4, odd * 4 / 3),
        (12 * ONE, 9 * ONE, 16 * ONE),
        (9_999 * ONE, 9_999 * ONE / 4 * 3, 13_332 * ONE),
    ] {
        let fixture = Fixture::with_params(fee_token, with(&[(BASE, base)]));
        for value in [min, max] {
            let value = value.clamp(constant.0, constant.1);
            fixture.ok(OWNER, propose(with(&[(BASE, value)])));
        }
        for value in [min - 1, max + 1] {
            // The constant bounds come first.
            let is_within = (constant.0..=constant.1).contains(&value);
            let (min, max) = if is_within { (min, max) } else { constant };
            let error = BaseOutOfBounds { value: u(value), min: u(min), max: u(max) };
            fixture.assert_reverts(OWNER, propose(with(&[(BASE, value)])), error);
        }
        assert!(3 * base <= 4 * min && 3 * base > 4 * (min - 1));
        assert!(3 * max <= 4 * base && 3 * (max + 1) > 4 * base);
    }
}

/// Power and target change the curve's growth, `power / target³`, together: each may move far if the other follows.
#[rstest]
fn the_growth_of_the_curve_falls_by_a_quarter_or_rises_by_a_third_at_most(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let new = |power, target| propose(with(&[(POWER, power), (TARGET, target)]));
    let target = PARAMS[TARGET];
    for (power, target) in [
        (3 * ONE / 2, target),
        (8 * ONE / 3, target),
        // A target of twice the size needs eight times the power.
        (8 * ONE, 65_000 * ONE),
        (ONE / 4, 20_000 * ONE),
        // Within one unit of 10¹² wei, targets are the same.
        (8 * ONE / 3, target + 999_999_999_999),
    ] {
        fixture.ok(OWNER, new(power, target));
    }
    for (power, target) in [
        (3 * ONE / 2 - 1, target),
        (8 * ONE / 3 + 1, target),
        (2 * ONE, 36_000 * ONE),
        (2 * ONE, 45_000 * ONE),
        (8 * ONE, 40_000 * ONE),
        (8 * ONE / 3, target - 1),
    ] {
        let error = GrowthOutOfBounds { power: u(power), target: u(target) };
        fixture.assert_reverts(OWNER, new(power, target), error);
    }
}

#[rstest]
fn a_proposal_is_checked_for_bounds_then_steps_then_the_supply(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::with_params(fee_token, with(&[(TARGET, 1_100 * ONE)]));
    fixture.mint_diem(ALICE, 2_100 * ONE);
    let call = |base, target, price, share| {
        propose(with(&[(BASE, base), (TARGET, target), (PRICE, price), (POOL_SHARE, share)]))
    };
    let account = ALICE;
    let (base, target, price) = (200 * ONE, 5_000 * ONE, 9 * USD);
    let everything = || call(base, target, price, ONE);
    fixture.assert_reverts(ALICE, everything(), OwnableUnauthorizedAccount { account });
    let error = PoolShareOutOfBounds { value: u(ONE), min: U256::ZERO, max: u(ONE / 2) };
    fixture.assert_reverts(OWNER, everything(), error);
    let share = PARAMS[POOL_SHARE];
    let error = BaseOutOfBounds { value: u(base), min: u(675 * ONE / 10), max: u(120 * ONE) };
    fixture.assert_reverts(OWNER, call(base, target, price, share), error);
    let error = GrowthOutOfBounds { power: u(2 * ONE), target: u(target) };
    fixture.assert_reverts(OWNER, call(90 * ONE, target, price, share), error);
    let error = CreditPriceOutOfBounds { value: u(price), min: u(USD / 2), max: u(2 * USD) };
    fixture.assert_reverts(OWNER, call(90 * ONE, 1_000 * ONE, price, share), error);
    let error = SupplyCapExceeded { supply: u(2_100 * ONE), maxSupply: u(2_000 * ONE) };
    fixture.assert_reverts(OWNER, call(90 * ONE, 1_000 * ONE, USD, share), error);
    fixture.ok(OWNER, call(90 * ONE, 1_100 * ONE, USD, share));
}

/// The first proposal waits two days; later ones also until seven days have passed since the last execution. Error, event
/// and view say the same time.
#[rstest]
fn executions_lie_at_least_seven_days_apart(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for (wait, from) in [(0, 7), (5, 7), (6, 8), (100, 102)] {
        let fixture = Fixture::new(fee_token);
        fixture.change_params(with(&[(PRICE, 2 * USD)]));
        assert_eq!(now(), NOON + 2 * DAY, "the constructor is no execution");
        fixture.assert_reverts(OWNER, EXECUTE, NoProposal {});
        let (executed, from) = (now(), now() + from * DAY);
        advance(wait * DAY);
        fixture.checkpoint();
        fixture.ok(OWNER, propose(with(&[(PRICE, 4 * USD)])));
        assert_eq!(fixture.last_event::<ParamsProposed>().executableAt, u(from.into()));
        assert_eq!(executable_at(&fixture), from, "{wait} days after {executed}");
        clock::set(from - 1);
        fixture.checkpoint();
        fixture.assert_reverts(ALICE, EXECUTE, ProposalNotReady { from: u(from.into()) });
        assert_eq!(current(&fixture)[PRICE], 2 * USD);
        clock::set(from);
        fixture.ok(ALICE, EXECUTE);
        assert_eq!(current(&fixture)[PRICE], 4 * USD);
    }
}

/// The wait after an execution does not extend a proposal's life of 14 days.
#[rstest]
fn a_proposal_expires_14_days_after_it_was_made_whatever_it_waited_for(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.change_params(with(&[(PRICE, 2 * USD)]));
    fixture.ok(OWNER, propose(with(&[(PRICE, 4 * USD)])));
    let until = now() + 14 * DAY;
    clock::set(until + 1);
    fixture.checkpoint();
    fixture.assert_reverts(ALICE, EXECUTE, ProposalExpired { until: u(until.into()) });
    clock::set(until);
    fixture.ok(ALICE, EXECUTE);
}

/// A proposal that a later one replaces, or that is cancelled, does not count as an execution; nor does it forget the last.
#[rstest]
fn cancelling_does_not_reset_the_wait_between_executions(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.change_params(with(&[(PRICE, 2 * USD)]));
    let from = now() + 7 * DAY;
    fixture.ok(OWNER, propose(with(&[(PRICE, 4 * USD)])));
    fixture.ok(OWNER, cancelParamsCall {});
    assert_eq!(executable_at(&fixture), 0);
    fixture.ok(OWNER, propose(with(&[(PRICE, 4 * USD)])));
    assert_eq!(executable_at(&fixture), from);
    fixture.ok(OWNER, propose(with(&[(PRICE, 3 * USD)])));
    assert_eq!(executable_at(&fixture), from);
}

#[rstest]
fn a_curve_that_ends_below_the_supply_is_rejected(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::with_params(fee_token, with(&[(TARGET, 1_100 * ONE)]));
    // With a power of 2 the curve ends at twice the target: 2,000 DIEM.
    let small = with(&[(TARGET, 1_000 * ONE)]);
    fixture.mint_diem(ALICE, 2_000 * ONE);
    fixture.ok(OWNER, propose(small));
    fixture.mint_diem(ALICE, ONE);
    advance(2 * DAY);
    fixture.checkpoint();
    let error = || SupplyCapExceeded { supply: u(2_001 * ONE), maxSupply: u(2_000 * ONE) };
    fixture.assert_reverts(ALICE, EXECUTE, error());
    fixture.assert_reverts(OWNER, propose(small), error());
    // The proposal stays pending, and is executable once the supply has fallen.
    fixture.ok(ALICE, burnDiemCall { amount: u(ONE) });
    fixture.ok(ALICE, EXECUTE);
    assert_eq!(current(&fixture), small);
}

#[rstest]
fn shares_apply_from_the_next_rollover_and_the_price_immediately(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.deposit_fees(ALICE, 1_000 * USD);
    fixture.change_params(with(&[(STAKER_SHARE, 0), (POOL_SHARE, ONE / 2), (PRICE, 2 * USD)]));
    let info = fixture.protocol();
    assert_eq!(
        (info.stakerShare, info.poolShare),
        (u(PARAMS[STAKER_SHARE]), u(PARAMS[POOL_SHARE]))
    );
    assert_eq!((info.params.stakerShare, info.params.poolShare), (U256::ZERO, u(ONE / 2)));
    fixture.spend(ALICE, PROVIDER, 10 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 14 * USD, "the new price, with the old shares");
    assert_eq!(fixture.protocol().bucket, u(3 * USD));
    advance_to_midnight();
    let info = fixture.protocol();
    assert_eq!(
        (info.stakerShare, info.poolShare),
        (U256::ZERO, u(ONE / 2)),
        "the view includes the due rollover"
    );
    fixture.spend(ALICE, PROVIDER, 10 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 14 * USD + 10 * USD);
    let info = fixture.protocol();
    assert_eq!((info.bucket, info.pool), (U256::ZERO, u(3 * USD + 10 * USD)));
}

/// If the execution is the first call of a day, the rollover comes first, so the old shares apply for that day.
#[rstest]
fn shares_executed_by_the_first_call_of_a_day_apply_the_next_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.deposit_fees(ALICE, 1_000 * USD);
    fixture.ok(OWNER, propose(with(&[(STAKER_SHARE, 0), (POOL_SHARE, 0)])));
    advance(3 * DAY);
    fixture.ok(ALICE, EXECUTE);
    fixture.spend(ALICE, PROVIDER, 10 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 7 * USD);
    advance_to_midnight();
    fixture.spend(ALICE, PROVIDER, 10 * ONE);
    assert_eq!(fixture.earnings_of(PROVIDER), 17 * USD);
}

#[rstest]
fn new_cooldowns_apply_only_to_new_tickets(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let day = u128::from(DAY);
    fixture.activate_diem(ALICE, 10 * ONE);
    fixture.stake_vvv(ALICE, 10 * ONE);
    advance(5 * DAY);
    fixture.ok(OWNER, propose(with(&[(VVV_COOLDOWN, 30 * day), (DIEM_COOLDOWN, 7 * day)])));
    advance(2 * DAY);
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    fixture.ok(ALICE, initiateUnstakeCall { amount: u(ONE) });
    let at = u128::from(now());
    fixture.ok(ALICE, EXECUTE);
    let event: CooldownDurationUpdated = fixture.last_event();
    assert_eq!(event.duration, u(7 * day));
    assert_eq!(fixture.ok(ALICE, cooldownDurationCall {})._0, u(7 * day));
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    fixture.ok(ALICE, initiateUnstakeCall { amount: u(ONE) });
    let vvv = fixture.ok(ALICE, vvvTicketsOfCall { account: ALICE }).maturities;
    assert_eq!(vvv, [u(at + 7 * day), u(at + 30 * day)]);
    let diem = fixture.ok(ALICE, diemTicketsOfCall { account: ALICE }).maturities;
    assert_eq!(diem, [u(at + day), u(at + 7 * day)]);
    advance(7 * DAY);
    assert_eq!(fixture.ok(ALICE, finalizeUnstakeCall {}).amount, u(ONE));
}
