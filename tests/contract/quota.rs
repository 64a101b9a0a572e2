// SPDX-License-Identifier: MIT OR Apache-2.0
//! Active DIEM: activation, its daily credits, and deactivation.

use crate::support::*;
use alloy_primitives::{Address, B256, U256};
use diem::clock;
use diem::model::time::DAY;
use rstest::rstest;

/// A call of `stake(uint256)`.
fn activate(amount: u128) -> stakeDiemCall {
    stakeDiemCall { amount: u(amount) }
}

/// A call of `initiateUnstake`.
fn deactivate(amount: u128) -> initiateUnstakeCall {
    initiateUnstakeCall { amount: u(amount) }
}

/// A call of `spend` with the default provider.
fn spend(account: Address, credits: u128) -> spendCall {
    spendCall { account, provider: PROVIDER, credits: u(credits), requestId: B256::ZERO }
}

/// A fixture where Alice has 10 active DIEM and the provider is admitted.
fn fixture_with_active_diem(fee_token: FeeToken) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.activate_diem(ALICE, 10 * ONE);
    fixture
}

#[rstest]
fn stake_activates_diem_without_approval_and_grants_credits_today(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.mint_diem(ALICE, 10 * ONE);
    fixture.ok(ALICE, activate(4 * ONE));
    let Staked { account, amount } = fixture.nth_last_event(1);
    assert_eq!((account, amount), (ALICE, u(4 * ONE)));
    let moved: Transfer = fixture.last_event();
    assert_eq!((moved.from, moved.to), (ALICE, fixture.diem.address()));
    assert_eq!(moved.value, u(4 * ONE));
    let AccountSnapshot { diem, quota, .. } = fixture.account_snapshot(ALICE);
    assert_eq!((diem, quota), (u(6 * ONE), (4 * ONE, 4 * ONE, 0)));
    assert_eq!(fixture.snapshot(&[]).active, u(4 * ONE));
    let account = fixture.diem.address();
    let held = fixture.ok(ALICE, balanceOfCall { account })._0;
    assert_eq!(held, u(4 * ONE), "the contract holds the active DIEM (invariant 4)");
}

#[rstest]
fn stake_rejects_zero_and_more_than_the_balance(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.mint_diem(ALICE, 10 * ONE);
    fixture.assert_reverts(ALICE, activate(0), ZeroAmount {});
    let more =
        ERC20InsufficientBalance { sender: ALICE, balance: u(10 * ONE), needed: u(10 * ONE + 1) };
    fixture.assert_reverts(ALICE, activate(10 * ONE + 1), more);
    let beyond = U256::from(1) << 128;
    let call = stakeDiemCall { amount: beyond };
    fixture.assert_reverts(ALICE, call, AmountTooLarge { amount: beyond });
    let all =
        ERC20InsufficientBalance { sender: ALICE, balance: u(10 * ONE), needed: u(u128::MAX) };
    fixture.assert_reverts(ALICE, activate(u128::MAX), all);
}

#[rstest]
fn stake_and_mint_with_activation_equals_the_separate_calls(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (one, three) = (Fixture::new(fee_token), Fixture::new(fee_token));
    for fixture in [&one, &three] {
        clock::set(NOON);
        fixture.fund_vvv(ALICE, 1_000 * ONE);
    }
    let call = |activate| stakeAndMintCall { vvv: u(1_000 * ONE), minOut: u(1), activate };
    let out = one.ok(ALICE, call(true)).diemOut;
    assert_eq!(three.ok(ALICE, call(false)).diemOut, out);
    three.ok(ALICE, stakeDiemCall { amount: out });
    assert_eq!(one.snapshot(&[ALICE]), three.snapshot(&[ALICE]));
    assert_eq!(one.account_snapshot(ALICE).quota, (out.to(), out.to(), 0));
    let moved: Transfer = one.last_event();
    assert_eq!((moved.from, moved.value), (ALICE, out));
    assert_eq!(one.nth_last_event::<Staked>(1).amount, out);
}

#[rstest]
fn credits_reset_exactly_at_midnight(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    fixture.ok(ALICE, spend(ALICE, 7 * ONE));
    advance_to_midnight();
    let midnight = now();
    clock::set(midnight - 1);
    assert_eq!(fixture.quota_of(ALICE), (10 * ONE, 3 * ONE, 0));
    clock::set(midnight);
    assert_eq!(fixture.quota_of(ALICE), (10 * ONE, 10 * ONE, 3 * ONE));
    clock::set(midnight + DAY);
    assert_eq!(
        fixture.quota_of(ALICE),
        (10 * ONE, 10 * ONE, 10 * ONE),
        "the day between was not used"
    );
}

#[rstest]
fn initiate_unstake_keeps_todays_credits_and_removes_tomorrows(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    let ticket = fixture.ok(ALICE, deactivate(4 * ONE)).ticket;
    let UnstakeInitiated { account, amount } = fixture.last_event();
    assert_eq!((account, amount), (ALICE, u(4 * ONE)));
    assert_eq!(fixture.quota_of(ALICE), (6 * ONE, 10 * ONE, 0));
    let end = u(u128::from(NOON + DAY));
    let infos = (u(6 * ONE), end, u(4 * ONE));
    assert_eq!(fixture.account_snapshot(ALICE).active, infos);
    assert_eq!(fixture.snapshot(&[]).active, u(6 * ONE));
    let tickets = fixture.ok(ALICE, diemTicketsOfCall { account: ALICE });
    assert_eq!(tickets.tickets, [ticket]);
    assert_eq!(tickets.amounts, [u(4 * ONE)]);
    assert_eq!(tickets.maturities, [end]);
    // Ten credits can still be used today, and six tomorrow.
    fixture.ok(ALICE, spend(ALICE, 10 * ONE));
    advance_to_midnight();
    assert_eq!(fixture.quota_of(ALICE), (6 * ONE, 6 * ONE, 0));
}

#[rstest]
fn initiate_unstake_rejects_zero_and_more_than_is_active(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    fixture.assert_reverts(ALICE, deactivate(0), ZeroAmount {});
    let more = InsufficientActive { active: u(10 * ONE), needed: u(10 * ONE + 1) };
    fixture.assert_reverts(ALICE, deactivate(10 * ONE + 1), more);
    fixture.ok(ALICE, deactivate(10 * ONE));
    // Credits left today do not count as active DIEM.
    let none = InsufficientActive { active: U256::ZERO, needed: u(1) };
    fixture.assert_reverts(ALICE, deactivate(1), none);
}

#[rstest]
fn unstake_reverts_before_maturity_and_pays_at_maturity(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    fixture.ok(ALICE, deactivate(4 * ONE));
    advance(60);
    fixture.ok(ALICE, deactivate(ONE));
    clock::set(NOON + DAY - 1);
    let next = u(u128::from(NOON + DAY));
    fixture.assert_reverts(ALICE, unstakeCall {}, NothingMatured { next });
    clock::set(NOON + DAY);
    assert_eq!(fixture.ok(ALICE, unstakeCall {}).amount, u(4 * ONE));
    let Unstaked { account, amount } = fixture.nth_last_event(1);
    assert_eq!((account, amount), (ALICE, u(4 * ONE)));
    let moved: Transfer = fixture.last_event();
    assert_eq!((moved.from, moved.to), (fixture.diem.address(), ALICE));
    assert_eq!(fixture.account_snapshot(ALICE).diem, u(4 * ONE));
    // Paying the first ticket does not delay the second.
    clock::set(NOON + DAY + 60);
    assert_eq!(fixture.ok(ALICE, unstakeCall {}).amount, u(ONE));
    let none = NothingMatured { next: U256::ZERO };
    fixture.assert_reverts(ALICE, unstakeCall {}, none);
    let zero = (u(5 * ONE), U256::ZERO, U256::ZERO);
    assert_eq!(fixture.account_snapshot(ALICE).active, zero);
}

#[rstest]
fn cancelled_diem_grants_credits_from_the_next_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    let ticket = fixture.ok(ALICE, deactivate(10 * ONE)).ticket;
    advance_to_midnight();
    assert_eq!(fixture.quota_of(ALICE), (0, 0, 10 * ONE));
    fixture.ok(ALICE, cancelUnstakeCall { ticket });
    let event: UnstakeCancelled = fixture.last_event();
    assert_eq!((event.account, event.ticket), (ALICE, ticket));
    assert_eq!(event.amount, u(10 * ONE));
    assert_eq!(fixture.quota_of(ALICE), (10 * ONE, 0, 10 * ONE));
    advance_to_midnight();
    assert_eq!(fixture.quota_of(ALICE), (10 * ONE, 10 * ONE, 0));
    fixture.assert_reverts(ALICE, cancelUnstakeCall { ticket }, TicketNotFound { ticket });
}

#[rstest]
fn tickets_of_another_account_cannot_be_cancelled(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    let ticket = fixture.ok(ALICE, deactivate(ONE)).ticket;
    fixture.assert_reverts(BOB, cancelUnstakeCall { ticket }, TicketNotFound { ticket });
}

#[rstest]
fn the_33rd_ticket_reverts_independently_of_vvv_tickets(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    fixture.stake_vvv(ALICE, ONE);
    for _ in 0..32 {
        fixture.ok(ALICE, deactivate(1));
    }
    fixture.assert_reverts(ALICE, deactivate(1), TooManyTickets {});
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(ONE) });
    advance(DAY);
    assert_eq!(fixture.ok(ALICE, unstakeCall {}).amount, u(32));
    fixture.ok(ALICE, deactivate(1));
}

#[rstest]
fn views_of_the_live_system_are_supported(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    assert_eq!(fixture.ok(BOB, totalStakedCall {})._0, u(10 * ONE));
    let duration = fixture.ok(BOB, cooldownDurationCall {})._0;
    assert_eq!(duration, u(u128::from(DAY)));
    let none = fixture.ok(BOB, stakedInfosCall { account: BOB });
    let zeros = (U256::ZERO, U256::ZERO, U256::ZERO);
    assert_eq!((none.amountStaked, none.coolDownEnd, none.coolDownAmount), zeros);
}

/// Attack: two accounts use the credits of the same DIEM on one day. The cooldown of a day prevents it: the DIEM
/// reaches the second account only on a later day.
#[rstest]
fn diem_moved_between_accounts_never_grants_two_credits_a_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_active_diem(fee_token);
    // Just before midnight, so that the DIEM moves as early as possible on a later day.
    advance_to_midnight();
    advance(DAY - 1);
    let first = today();
    fixture.ok(ALICE, spend(ALICE, 10 * ONE));
    fixture.ok(ALICE, deactivate(10 * ONE));
    advance(1);
    // The next day Alice has no credits, and the DIEM cannot leave yet.
    assert_eq!(fixture.quota_of(ALICE), (0, 0, 0));
    let next = u(u128::from(now() + DAY - 1));
    fixture.assert_reverts(ALICE, unstakeCall {}, NothingMatured { next });
    advance(DAY - 1);
    fixture.ok(ALICE, unstakeCall {});
    assert_eq!(today(), first + 1);
    let value = u(10 * ONE);
    fixture.ok(ALICE, transferCall { to: BOB, value });
    fixture.ok(BOB, stakeDiemCall { amount: value });
    // On this day Bob has ten credits and Alice had none.
    assert_eq!(fixture.quota_of(BOB), (10 * ONE, 10 * ONE, 0));
    assert_eq!(fixture.quota_of(ALICE).1, 0);
}

/// Attack: deactivating, cancelling and activating again around midnight, to have more than ten credits on some day.
#[rstest]
fn leaving_and_returning_around_midnight_gains_no_credits(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for (offset, left) in [(0, 10 * ONE), (1, 0), (2, 0)] {
        let fixture = fixture_with_active_diem(fee_token);
        advance_to_midnight();
        let midnight = now();
        clock::set(midnight - 1);
        let ticket = fixture.ok(ALICE, deactivate(10 * ONE)).ticket;
        clock::set(midnight - 1 + offset);
        fixture.ok(ALICE, cancelUnstakeCall { ticket });
        // Cancelled before midnight, nothing has changed; after it, the new day's credits are forfeited.
        assert_eq!(fixture.quota_of(ALICE).1, left);
        fixture.ok(ALICE, deactivate(10 * ONE));
        clock::set(midnight);
        assert_eq!(fixture.quota_of(ALICE), (0, 0, 10 * ONE));
        clock::set(midnight - 1 + offset + DAY);
        fixture.ok(ALICE, unstakeCall {});
        fixture.ok(ALICE, activate(10 * ONE));
        // Paid out and activated again: ten credits, and not twenty.
        assert_eq!(fixture.quota_of(ALICE).1, 10 * ONE);
        assert_eq!(fixture.quota_of(ALICE).0, 10 * ONE);
    }
}

#[rstest]
fn the_configured_cooldown_applies_to_tickets_and_views(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let mut params = PARAMS;
    params[param::DIEM_COOLDOWN] = 3 * u128::from(DAY);
    let other = Fixture::with_params(fee_token, params);
    other.activate_diem(ALICE, ONE);
    assert_eq!(other.ok(ALICE, cooldownDurationCall {})._0, u(3 * u128::from(DAY)));
    other.ok(ALICE, deactivate(ONE));
    advance(3 * DAY - 1);
    let next = u(u128::from(NOON + 3 * DAY));
    other.assert_reverts(ALICE, unstakeCall {}, NothingMatured { next });
    advance(1);
    other.ok(ALICE, unstakeCall {});
}
