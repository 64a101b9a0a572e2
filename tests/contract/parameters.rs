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
    let sum = bad(&[(STAKER_SHARE, ONE / 4), (POOL_SHARE, ONE / 4 + 1)]);
    fixture.assert_reverts(OWNER, sum, SharesOutOfBounds { value, min, max });
    let value = u(0);
    let (min, max) = (u(1), u(10u128.pow(30)));
    fixture.assert_reverts(OWNER, bad(&[(PRICE, 0)]), CreditPriceOutOfBounds { value, min, max });
    assert_eq!(executable_at(&fixture), 0);
}

#[rstest]
fn a_price_at_most_doubles_in_one_change(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let price = PARAMS[PRICE];
    let error = |value, max| CreditPriceOutOfBounds { value: u(value), min: u(1), max: u(max) };
    let beyond = propose(with(&[(PRICE, 2 * price + 1)]));
    fixture.assert_reverts(OWNER, beyond, error(2 * price + 1, 2 * price));
    fixture.change_params(with(&[(PRICE, 2 * price)]));
    fixture.change_params(with(&[(PRICE, 4 * price)]));
    fixture.change_params(with(&[(PRICE, 1)]));
    fixture.assert_reverts(OWNER, propose(PARAMS), error(price, 2));
    assert_eq!(current(&fixture)[PRICE], 1);
}

/// Only execution changes the price, and it consumes the proposal: a second doubling needs a second proposal and
/// another delay of two days.
#[rstest]
fn a_proposal_doubles_the_price_only_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.change_params(with(&[(PRICE, 2 * PARAMS[PRICE])]));
    fixture.assert_reverts(OWNER, EXECUTE, NoProposal {});
    fixture.ok(OWNER, propose(with(&[(PRICE, 4 * PARAMS[PRICE])])));
    advance(2 * DAY - 1);
    fixture.checkpoint();
    let from = u(u128::from(now() + 1));
    fixture.assert_reverts(OWNER, EXECUTE, ProposalNotReady { from });
    assert_eq!(current(&fixture)[PRICE], 2 * PARAMS[PRICE]);
}

#[rstest]
fn a_curve_that_ends_below_the_supply_is_rejected(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
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
    assert_eq!((info.bucket, info.pool), (U256::ZERO, u(10 * USD)));
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
