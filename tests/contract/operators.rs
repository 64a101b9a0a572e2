// SPDX-License-Identifier: MIT OR Apache-2.0
//! Operators: addresses that redeem vouchers for a provider.

use crate::support::vouchers::{VoucherFixture, C, RIVAL};
use crate::support::*;
use alloy_primitives::{address, Address, U256};
use alloy_sol_types::SolError;
use rstest::rstest;

/// A gateway of the provider.
const GATEWAY: Address = address!("0000000000000000000000000000000000006A7E");
/// Another gateway.
const SECOND: Address = address!("0000000000000000000000000000000000006A7F");

/// A fixture where the provider has made the gateway its operator.
fn fixture_with_operator(fee_token: FeeToken) -> VoucherFixture {
    let fixture = VoucherFixture::new(fee_token);
    fixture.set_operator(PROVIDER, GATEWAY, true);
    fixture
}

/// Alice's voucher of today for the other provider.
fn rivals_voucher(fixture: &VoucherFixture, credits: u128) -> UsageVoucher {
    UsageVoucher { provider: RIVAL, ..fixture.own_voucher(credits) }
}

/// Whether `operator` may redeem for `provider`.
fn is_operator(fixture: &Fixture, provider: Address, operator: Address) -> bool {
    fixture.ok(ALICE, isOperatorCall { provider, operator })._0
}

/// The indices and selectors of the vouchers that were rejected since there were `logs` events.
fn rejected(fixture: &Fixture, logs: usize) -> Vec<(u32, [u8; 4])> {
    use alloy_sol_types::SolEvent;
    let events = fixture.diem.all_events();
    let decoded =
        events[logs..].iter().filter_map(|log| VoucherRejected::decode_log_data(log, true).ok());
    decoded.map(|event| (event.index.to(), event.selector.0)).collect()
}

#[rstest]
fn any_address_sets_operators_for_itself(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    // Neither is a provider, and nothing is refused.
    for operator in [BOB, ALICE, Address::ZERO, fixture.diem.address()] {
        assert!(!is_operator(&fixture, ALICE, operator));
        for allowed in [true, true, false, false, true] {
            fixture.set_operator(ALICE, operator, allowed);
            let event: OperatorSet = fixture.last_event();
            assert_eq!((event.provider, event.operator), (ALICE, operator));
            assert_eq!(event.allowed, allowed);
            assert_eq!(is_operator(&fixture, ALICE, operator), allowed);
        }
    }
    assert!(!is_operator(&fixture, BOB, ALICE), "not the other way round");
}

#[rstest]
fn an_operator_redeems_for_its_provider_which_earns(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_operator(fee_token);
    let alice = fixture.alice.address();
    fixture.deposit_fees(alice, 10 * USD);
    let call = fixture.sign(fixture.own_voucher(100 * C + 10 * ONE));
    let collected = fixture.ok(GATEWAY, call);
    assert_eq!((collected.quotaCredits, collected.paidCredits), (u(100 * C), u(10 * ONE)));
    let event: Settled = fixture.last_event();
    assert_eq!((event.account, event.provider, event.spender), (alice, PROVIDER, alice));
    let earned: ProviderEarned = fixture.nth_last_event(0);
    assert_eq!((earned.provider, earned.fees), (PROVIDER, u(7 * USD)));
    assert_eq!((fixture.earnings_of(PROVIDER), fixture.earnings_of(GATEWAY)), (7 * USD, 0));
    // It cannot claim what it has collected, nor act as the provider otherwise.
    let claim = claimEarningsCall { to: GATEWAY };
    assert_eq!(fixture.ok(GATEWAY, claim).amount, U256::ZERO);
    let announce = announceCall { uri: "https://a".into() };
    fixture.assert_reverts(GATEWAY, announce, NotProvider { provider: GATEWAY });
    let error = NotProvider { provider: GATEWAY };
    fixture.assert_reverts(alice, spend(alice, GATEWAY, 1), error);
    assert_eq!(fixture.earnings_of(PROVIDER), 7 * USD);
}

#[rstest]
fn only_the_voucher_s_provider_and_its_operators_redeem(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_operator(fee_token);
    let call = fixture.sign(fixture.own_voucher(C));
    let error = || OnlyProvider { provider: PROVIDER };
    // An operator of another provider, a stranger, and whoever the provider is itself an operator of.
    fixture.set_operator(RIVAL, SECOND, true);
    fixture.set_operator(SECOND, PROVIDER, true);
    for caller in [RIVAL, SECOND, BOB, OWNER] {
        fixture.assert_reverts(caller, call.clone(), error());
    }
    let rivals = fixture.sign(rivals_voucher(&fixture, C));
    fixture.assert_reverts(GATEWAY, rivals, OnlyProvider { provider: RIVAL });
    fixture.set_operator(PROVIDER, GATEWAY, false);
    fixture.assert_reverts(GATEWAY, call.clone(), error());
    fixture.set_operator(PROVIDER, GATEWAY, true);
    fixture.ok(GATEWAY, call);
}

#[rstest]
fn an_operator_redeems_what_its_provider_could(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_operator(fee_token);
    // Of a provider that was never admitted, nothing.
    let never = address!("0000000000000000000000000000000000009999");
    fixture.set_operator(never, GATEWAY, true);
    let voucher = UsageVoucher { provider: never, ..fixture.own_voucher(C) };
    fixture.assert_reverts(GATEWAY, fixture.sign(voucher), NotProvider { provider: never });
    // Of a removed one, the days it served.
    fixture.ok(OWNER, setProviderCall { provider: PROVIDER, admitted: false });
    fixture.ok(GATEWAY, fixture.sign(fixture.own_voucher(C)));
    advance_to_midnight();
    let late = fixture.sign(fixture.own_voucher(C));
    fixture.assert_reverts(GATEWAY, late, NotProvider { provider: PROVIDER });
}

#[rstest]
fn a_batch_is_of_the_first_provider_that_the_caller_may_redeem_for(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_operator(fee_token);
    fixture.set_operator(RIVAL, GATEWAY, true);
    let own = |credits| fixture.sign(fixture.own_voucher(credits));
    let rivals = |credits| fixture.sign(rivals_voucher(&fixture, credits));
    let only = OnlyProvider::SELECTOR;
    let logs = fixture.event_count();
    let sums = fixture.ok(GATEWAY, batch_of([own(C), rivals(C), own(3 * C), rivals(2 * C)]));
    assert_eq!(sums.quotaCredits, u(3 * C));
    assert_eq!(rejected(&fixture, logs), [(1, only), (3, only)]);
    let logs = fixture.event_count();
    assert_eq!(fixture.ok(GATEWAY, batch_of([rivals(C), own(9 * C)])).quotaCredits, u(C));
    assert_eq!(rejected(&fixture, logs), [(1, only)]);
    // A provider that is an operator too: the first of its vouchers decides.
    fixture.set_operator(RIVAL, PROVIDER, true);
    let logs = fixture.event_count();
    let sums = fixture.ok(PROVIDER, batch_of([rivals(4 * C), own(4 * C)]));
    assert_eq!(sums.quotaCredits, u(3 * C));
    assert_eq!(rejected(&fixture, logs), [(1, only)]);
    assert_eq!(fixture.ok(PROVIDER, batch_of([own(4 * C), rivals(5 * C)])).quotaCredits, u(C));
}

/// Attack: a user sends a gateway vouchers that cannot be redeemed, to spoil the batch that they come first in.
#[rstest]
fn bad_vouchers_at_the_start_of_an_operators_batch_do_not_stop_the_rest(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_operator(fee_token);
    let unknown = address!("0000000000000000000000000000000000009999");
    let of = |provider| UsageVoucher { provider, ..fixture.own_voucher(50 * C) };
    let forged = sign_voucher(&signer("stranger"), &fixture.domain(), fixture.own_voucher(50 * C));
    let old = UsageVoucher { day: today() - 2, ..fixture.own_voucher(50 * C) };
    let huge = UsageVoucher { credits: U256::MAX, ..fixture.own_voucher(0) };
    let calls = [
        fixture.sign(of(unknown)),
        fixture.sign(of(RIVAL)),
        fixture.sign(of(Address::ZERO)),
        forged,
        fixture.sign(old),
        fixture.sign(huge),
        fixture.sign(fixture.own_voucher(10 * C)),
    ];
    let logs = fixture.event_count();
    assert_eq!(fixture.ok(GATEWAY, batch_of(calls)).quotaCredits, u(10 * C));
    let expected = [
        (0, OnlyProvider::SELECTOR),
        (1, OnlyProvider::SELECTOR),
        (2, OnlyProvider::SELECTOR),
        (3, InvalidVoucherSignature::SELECTOR),
        (4, VoucherExpired::SELECTOR),
        (5, VoucherTooLarge::SELECTOR),
    ];
    assert_eq!(rejected(&fixture, logs), expected);
}

/// Attack: two gateways of one provider hold the same voucher, and each states a total. It is collected once, up to the
/// greatest total.
#[rstest]
fn two_gateways_collect_a_voucher_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_operator(fee_token);
    fixture.set_operator(PROVIDER, SECOND, true);
    let call = fixture.sign(fixture.own_voucher(50 * C));
    let with = |total: u128| redeemCall { total: u(total), ..call.clone() };
    assert_eq!(fixture.ok(GATEWAY, with(20 * C)).quotaCredits, u(20 * C));
    let stale = VoucherNotNewer { collected: u(20 * C), credits: u(15 * C) };
    fixture.assert_reverts(SECOND, with(15 * C), stale);
    assert_eq!(fixture.ok(SECOND, with(35 * C)).quotaCredits, u(15 * C));
    assert_eq!(fixture.ok(GATEWAY, with(90 * C)).quotaCredits, u(15 * C));
    for caller in [GATEWAY, SECOND, PROVIDER] {
        let stale = VoucherNotNewer { collected: u(50 * C), credits: u(50 * C) };
        fixture.assert_reverts(caller, with(u128::MAX), stale);
    }
    assert_eq!(fixture.quota_of(fixture.alice.address()).1, 50 * C);
}

/// Attack: an operator that was withdrawn, such as a leaked key, sends another batch.
#[rstest]
fn an_operator_withdrawn_between_batches_collects_nothing_more(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_operator(fee_token);
    let batch = |credits| batch_of([fixture.sign(fixture.own_voucher(credits))]);
    fixture.ok(GATEWAY, batch(C));
    fixture.set_operator(PROVIDER, GATEWAY, false);
    let logs = fixture.event_count();
    let sums = fixture.ok(GATEWAY, batch(2 * C));
    assert_eq!((sums.quotaCredits, sums.paidCredits), (U256::ZERO, U256::ZERO));
    assert_eq!(rejected(&fixture, logs), [(0, OnlyProvider::SELECTOR)]);
    assert_eq!(fixture.collected_own(today()), C);
    // The provider collects it.
    assert_eq!(fixture.ok(PROVIDER, batch(2 * C)).quotaCredits, u(C));
}

#[rstest]
fn operators_are_set_during_a_pause_and_without_a_roll(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_operator(fee_token);
    let voucher = fixture.own_voucher(C);
    fixture.ok(OWNER, pauseCall {});
    advance_to_midnight();
    fixture.set_operator(PROVIDER, GATEWAY, false);
    fixture.set_operator(PROVIDER, GATEWAY, true);
    assert_eq!(fixture.count_of::<DayRolled>(), 0);
    fixture.ok(GATEWAY, fixture.sign(voucher));
    assert_eq!(fixture.count_of::<DayRolled>(), 1);
}
