// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments: an account's credits are for one provider alone.

use crate::support::vouchers::{VoucherFixture, C, RIVAL};
use crate::support::*;
use alloy_primitives::{address, Address};
use alloy_sol_types::SolError;
use rstest::rstest;

/// The end of a commitment that has not been released, as the view gives it.
const OPEN: u32 = u32::MAX;

const RELEASE: releaseCommitmentCall = releaseCommitmentCall {};

/// A call of `commitTo`.
fn commit(provider: Address) -> commitToCall {
    commitToCall { provider }
}

/// The error for credits that are committed to [`PROVIDER`].
fn committed() -> CommittedElsewhere {
    CommittedElsewhere { provider: PROVIDER }
}

/// Alice's voucher of `day` for the other provider.
fn rivals_voucher(fixture: &VoucherFixture, day: u32, credits: u128) -> UsageVoucher {
    UsageVoucher { provider: RIVAL, day, ..fixture.own_voucher(credits) }
}

/// A fixture where Alice has committed to the provider, as the first of its days begins.
fn fixture_with_commitment(fee_token: FeeToken) -> VoucherFixture {
    let fixture = VoucherFixture::new(fee_token);
    fixture.deposit_fees(fixture.alice.address(), 100 * USD);
    fixture.commit(fixture.alice.address(), PROVIDER);
    advance_to_midnight();
    fixture
}

#[rstest]
fn a_commitment_begins_tomorrow_and_is_open(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    assert_eq!(fixture.commitment_of(alice), (Address::ZERO, 0, 0), "zeros without one");
    fixture.ok(alice, commit(PROVIDER));
    let event: Committed = fixture.last_event();
    assert_eq!((event.account, event.provider, event.fromDay), (alice, PROVIDER, today() + 1));
    assert_eq!(fixture.commitment_of(alice), (PROVIDER, today() + 1, OPEN));
    // Today is not bound.
    fixture.spend(alice, RIVAL, C);
    assert_eq!(fixture.redeem(rivals_voucher(&fixture, today(), C)), (C, 0));
}

#[rstest]
fn no_other_provider_collects_credits_of_a_committed_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let alice = fixture.alice.address();
    let day = today();
    fixture.assert_reverts(alice, spend(alice, RIVAL, C), committed());
    fixture.assert_redeem_reverts(rivals_voucher(&fixture, day, C), committed());
    // The day before was not bound: what was served then is paid, from the deposit too.
    let served = rivals_voucher(&fixture, day - 1, 100 * C + ONE);
    assert_eq!(fixture.redeem(served), (100 * C, ONE));
    // The provider itself is not affected, nor are other accounts.
    fixture.spend(alice, PROVIDER, C);
    assert_eq!(fixture.redeem(fixture.own_voucher(C)), (C, 0));
    fixture.activate_diem(BOB, ONE);
    fixture.spend(BOB, RIVAL, ONE);
    // Nor is it on the day after, when yesterday is bound too.
    advance_to_midnight();
    fixture.assert_redeem_reverts(rivals_voucher(&fixture, day, C), committed());
    fixture.assert_redeem_reverts(rivals_voucher(&fixture, day + 1, C), committed());
    fixture.assert_redeem_reverts(
        rivals_voucher(&fixture, day - 1, C),
        VoucherExpired { day: day - 1, today: day + 1 },
    );
}

#[rstest]
fn only_an_admitted_provider_can_be_committed_to(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    fixture.ok(OWNER, setProviderCall { provider: RIVAL, admitted: false });
    let attempt = || {
        for provider in [Address::ZERO, BOB, RIVAL, fixture.diem.address()] {
            fixture.assert_reverts(alice, commit(provider), NotProvider { provider });
        }
    };
    attempt();
    // This comes before the check of a commitment in force.
    fixture.commit(alice, PROVIDER);
    attempt();
    fixture.ok(OWNER, setProviderCall { provider: PROVIDER, admitted: false });
    fixture.assert_reverts(alice, commit(PROVIDER), NotProvider { provider: PROVIDER });
}

#[rstest]
fn a_commitment_is_released_the_day_after_tomorrow(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let alice = fixture.alice.address();
    advance_to_midnight();
    let day = today();
    fixture.ok(alice, RELEASE);
    let event: CommitmentReleased = fixture.last_event();
    assert_eq!((event.account, event.provider, event.untilDay), (alice, PROVIDER, day + 2));
    assert_eq!(fixture.commitment_of(alice), (PROVIDER, day - 1, day + 2));
    // A second release, also on the next day, changes nothing and emits nothing.
    let logs = fixture.event_count();
    fixture.ok(alice, RELEASE);
    fixture.assert_reverts(alice, spend(alice, RIVAL, C), committed());
    advance_to_midnight();
    fixture.ok(alice, RELEASE);
    assert_eq!(fixture.event_count(), logs);
    assert_eq!(fixture.commitment_of(alice).2, day + 2);
    // The last day in force.
    fixture.assert_reverts(alice, spend(alice, RIVAL, C), committed());
    fixture.assert_redeem_reverts(rivals_voucher(&fixture, day + 1, C), committed());
    advance_to_midnight();
    fixture.spend(alice, RIVAL, C);
    assert_eq!(fixture.redeem(rivals_voucher(&fixture, day + 2, C)), (C, 0));
}

/// Attack: on the day after a commitment, another provider collects vouchers of its last day, after a settlement of the
/// new day for which the commitment no longer matters.
#[rstest]
fn the_last_day_of_a_commitment_stays_its_providers_until_it_has_expired(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let alice = fixture.alice.address();
    fixture.ok(alice, RELEASE);
    let until = today() + 2;
    advance_to_midnight();
    advance_to_midnight();
    fixture.spend(alice, RIVAL, C);
    assert_eq!(fixture.redeem(rivals_voucher(&fixture, until, C)), (C, 0));
    fixture.assert_redeem_reverts(rivals_voucher(&fixture, until - 1, C), committed());
    let last = UsageVoucher { day: until - 1, ..fixture.own_voucher(100 * C) };
    assert_eq!(fixture.redeem(last), (100 * C, 0));
    // The day after, nothing is bound, and the commitment is still shown.
    advance_to_midnight();
    assert_eq!(fixture.redeem(rivals_voucher(&fixture, until, 2 * C)), (C, 0));
    assert_eq!(fixture.redeem(rivals_voucher(&fixture, until + 1, C)), (C, 0));
    assert_eq!(fixture.commitment_of(alice), (PROVIDER, until - 2, until));
    // It has been forgotten by then, and a new one binds again.
    fixture.commit(alice, RIVAL);
    advance_to_midnight();
    let error = CommittedElsewhere { provider: RIVAL };
    fixture.assert_reverts(alice, spend(alice, PROVIDER, C), error);
}

#[rstest]
fn a_release_without_a_commitment_reverts(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    fixture.assert_reverts(alice, RELEASE, NoCommitment {});
    fixture.commit(alice, PROVIDER);
    fixture.ok(alice, RELEASE);
    let until = today() + 2;
    assert_eq!(fixture.commitment_of(alice), (PROVIDER, until - 1, until), "of today");
    advance_to_midnight();
    fixture.ok(alice, RELEASE);
    advance_to_midnight();
    assert_eq!(today(), until);
    fixture.assert_reverts(alice, RELEASE, NoCommitment {});
    advance_to_midnight();
    fixture.assert_reverts(alice, RELEASE, NoCommitment {});
}

#[rstest]
fn committing_again_to_the_same_provider_takes_back_a_release(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let alice = fixture.alice.address();
    let from = today();
    let logs = fixture.event_count();
    fixture.ok(alice, commit(PROVIDER));
    assert_eq!(fixture.event_count(), logs, "without a release it changes nothing");
    fixture.ok(alice, RELEASE);
    advance_to_midnight();
    fixture.ok(alice, commit(PROVIDER));
    let event: Committed = fixture.last_event();
    assert_eq!((event.account, event.provider, event.fromDay), (alice, PROVIDER, from));
    assert_eq!(fixture.commitment_of(alice), (PROVIDER, from, OPEN));
    for _ in 0..3 {
        advance_to_midnight();
        fixture.assert_reverts(alice, spend(alice, RIVAL, C), committed());
    }
}

#[rstest]
fn a_commitment_in_force_excludes_others_through_the_day_on_which_it_ends(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    fixture.commit(alice, PROVIDER);
    let error = |until| CommitmentInForce { until };
    fixture.assert_reverts(alice, commit(RIVAL), error(OPEN));
    advance_to_midnight();
    fixture.assert_reverts(alice, commit(RIVAL), error(OPEN));
    fixture.ok(alice, RELEASE);
    let until = today() + 2;
    fixture.assert_reverts(alice, commit(RIVAL), error(until));
    advance_to_midnight();
    fixture.assert_reverts(alice, commit(RIVAL), error(until));
    // On day `until` no commitment can be made, not even to the same provider.
    advance_to_midnight();
    fixture.assert_reverts(alice, commit(RIVAL), error(until));
    fixture.assert_reverts(alice, commit(PROVIDER), error(until));
    advance_to_midnight();
    fixture.ok(alice, commit(RIVAL));
    assert_eq!(fixture.commitment_of(alice), (RIVAL, until + 2, OPEN));
    // The day between the two is free for both.
    fixture.spend(alice, PROVIDER, C);
    fixture.spend(alice, RIVAL, C);
}

#[rstest]
fn a_removed_provider_does_not_bind_from_the_next_day_on(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let alice = fixture.alice.address();
    let day = today();
    fixture.ok(OWNER, setProviderCall { provider: PROVIDER, admitted: false });
    // It serves its last day, and collects it, also on the day after.
    fixture.assert_reverts(alice, spend(alice, RIVAL, C), committed());
    advance_to_midnight();
    fixture.assert_redeem_reverts(rivals_voucher(&fixture, day, C), committed());
    fixture.spend(alice, RIVAL, C);
    assert_eq!(fixture.redeem(rivals_voucher(&fixture, day + 1, C)), (C, 0));
    assert_eq!(fixture.commitment_of(alice), (PROVIDER, day, OPEN), "as kept");
    fixture.assert_reverts(alice, commit(RIVAL), CommitmentInForce { until: OPEN });
    // An admission makes it bind again, for yesterday and today too.
    advance_to_midnight();
    fixture.spend(alice, RIVAL, C);
    fixture.admit_provider(PROVIDER);
    fixture.assert_reverts(alice, spend(alice, RIVAL, C), committed());
    fixture.assert_redeem_reverts(rivals_voucher(&fixture, day + 1, 2 * C), committed());
    fixture.spend(alice, PROVIDER, C);
}

#[rstest]
fn an_account_can_release_a_commitment_to_a_removed_provider(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let alice = fixture.alice.address();
    fixture.ok(OWNER, setProviderCall { provider: PROVIDER, admitted: false });
    fixture.ok(alice, RELEASE);
    for _ in 0..3 {
        advance_to_midnight();
    }
    fixture.ok(alice, commit(RIVAL));
}

/// In `redeem` the commitment is checked after the signature and before the grant; in `spend` after the provider and
/// before the grant.
#[rstest]
fn commitments_are_checked_after_the_signature_and_before_the_grant(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let (alice, agent) = (fixture.alice.address(), fixture.agent.address());
    let voucher = UsageVoucher { provider: RIVAL, ..fixture.agent_voucher(0) };
    let forged = sign_voucher(&signer("stranger"), &fixture.domain(), voucher.clone());
    fixture.assert_reverts(RIVAL, forged, InvalidVoucherSignature { spender: agent });
    // No grant, no credits, and nothing to collect.
    fixture.assert_redeem_reverts(voucher.clone(), committed());
    fixture.assert_reverts(agent, spend(alice, RIVAL, 1_000 * C), committed());
    fixture.assert_reverts(agent, spend(alice, BOB, C), NotProvider { provider: BOB });
    // An agent with a grant is bound as the account is; what counts is the account's commitment, not the agent's.
    fixture.approve_agent(50 * C, today(), true);
    fixture.assert_redeem_reverts(voucher, committed());
    fixture.assert_reverts(agent, spend(alice, RIVAL, C), committed());
    fixture.ok(agent, spend(alice, PROVIDER, C));
    assert_eq!(fixture.redeem(fixture.agent_voucher(C)), (C, 0));
}

#[rstest]
fn a_batch_skips_vouchers_of_accounts_committed_elsewhere(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let bob = signer("bob");
    fixture.activate_diem(bob.address(), 10 * C);
    let bound = fixture.sign(rivals_voucher(&fixture, today(), C));
    let free = fixture.sign_own_voucher(&bob, RIVAL, today(), C);
    let sums = fixture.ok(RIVAL, batch_of([bound, free]));
    assert_eq!(sums.quotaCredits, u(C));
    let event: VoucherRejected = fixture.nth_last_event(1);
    assert_eq!((event.index, event.selector), (u(0), CommittedElsewhere::SELECTOR.into()));
}

/// The account's other calls keep the meter's note that there may be a commitment.
#[rstest]
fn a_commitment_survives_every_change_of_active_diem(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    let alice = fixture.alice.address();
    let assert_bound = || fixture.assert_reverts(alice, spend(alice, RIVAL, 1), committed());
    fixture.activate_diem(alice, C);
    assert_bound();
    let ticket = fixture.ok(alice, initiateUnstakeCall { amount: u(101 * C) }).ticket;
    assert_bound();
    advance_to_midnight();
    fixture.ok(alice, cancelUnstakeCall { ticket });
    assert_bound();
    fixture.ok(alice, initiateUnstakeCall { amount: u(101 * C) });
    advance(10 * diem::model::time::DAY);
    fixture.ok(alice, unstakeCall {});
    fixture.spend(alice, PROVIDER, ONE);
    assert_bound();
}

#[rstest]
fn an_account_with_a_deposit_alone_is_bound_too(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.deposit_fees(BOB, 10 * USD);
    fixture.commit(BOB, PROVIDER);
    advance_to_midnight();
    fixture.assert_reverts(BOB, spend(BOB, RIVAL, ONE), committed());
    fixture.spend(BOB, PROVIDER, ONE);
    assert_eq!(fixture.deposit_of(BOB).0, 9 * USD);
}

#[rstest]
fn commitments_are_made_during_a_pause_and_without_a_roll(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    fixture.ok(OWNER, pauseCall {});
    advance_to_midnight();
    fixture.ok(alice, commit(PROVIDER));
    fixture.ok(alice, RELEASE);
    fixture.ok(alice, commit(PROVIDER));
    assert_eq!(fixture.count_of::<DayRolled>(), 0);
    assert_eq!(fixture.quota_of(alice), (100 * C, 100 * C, 100 * C));
}

/// Attack: an account commits and releases around midnight, to be free on a day on which its provider relies on it. The
/// first and the last day in force are whole days, whenever the calls come.
#[rstest]
fn committing_and_releasing_around_midnight_frees_no_day_in_force(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for (before, after) in [(1, 0), (1, 1), (2, 1)] {
        let fixture = VoucherFixture::new(fee_token);
        let alice = fixture.alice.address();
        advance_to_midnight();
        let midnight = now();
        diem::clock::set(midnight - before);
        let day = today();
        fixture.commit(alice, PROVIDER);
        fixture.ok(alice, RELEASE);
        diem::clock::set(midnight + after);
        // The new day is in force, and a release now keeps the end that was set before.
        fixture.ok(alice, RELEASE);
        assert_eq!(fixture.commitment_of(alice), (PROVIDER, day + 1, day + 2));
        fixture.assert_reverts(alice, spend(alice, RIVAL, 1), committed());
        fixture.ok(alice, commit(PROVIDER));
        fixture.ok(alice, RELEASE);
        assert_eq!(fixture.commitment_of(alice), (PROVIDER, day + 1, day + 3));
        fixture.assert_reverts(alice, commit(RIVAL), CommitmentInForce { until: day + 3 });
        for _ in 0..2 {
            fixture.assert_reverts(alice, spend(alice, RIVAL, 1), committed());
            advance_to_midnight();
        }
        fixture.spend(alice, RIVAL, 1);
    }
}

/// Attack: an account promises the same credits to two providers. The one it is committed to serves up to all of them and
/// settles a day later; the other collects nothing.
#[rstest]
fn a_committed_provider_settles_once_a_day_without_exposure(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_commitment(fee_token);
    advance_to_midnight();
    let alice = fixture.alice.address();
    let day = today();
    // Everything that the account has: its quota and its deposit of 100 USD, less what it has asked to withdraw.
    fixture.ok(alice, initiateWithdrawalCall { amount: u(40 * USD) });
    let served = fixture.own_voucher(100 * C + 60 * ONE);
    let promised = rivals_voucher(&fixture, day, 100 * C + 60 * ONE);
    fixture.assert_redeem_reverts(promised.clone(), committed());
    fixture.ok(alice, RELEASE);
    fixture.ok(alice, initiateUnstakeCall { amount: u(100 * C) });
    advance_to_midnight();
    fixture.assert_redeem_reverts(promised, committed());
    advance(86_399);
    assert_eq!(fixture.redeem(served), (100 * C, 60 * ONE));
}

#[rstest]
fn anyone_may_commit_to_itself_as_a_provider(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    fixture.admit_provider(alice);
    fixture.commit(alice, alice);
    advance_to_midnight();
    let error = CommittedElsewhere { provider: alice };
    fixture.assert_reverts(alice, spend(alice, PROVIDER, C), error);
    fixture.spend(alice, alice, C);
    let stranger = address!("0000000000000000000000000000000000009999");
    assert_eq!(fixture.commitment_of(stranger), (Address::ZERO, 0, 0));
}
