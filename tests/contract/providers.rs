//! Providers: admission, announcements and earnings.

use crate::support::*;
use alloy_primitives::{Address, B256, U256};
use rstest::rstest;

/// A call of `setProvider`.
fn set(provider: Address, admitted: bool) -> setProviderCall {
    setProviderCall { provider, admitted }
}

/// Whether the provider is admitted.
fn is_provider(fixture: &Fixture) -> bool {
    let provider = PROVIDER;
    fixture.ok(ALICE, isProviderCall { provider })._0
}

#[rstest]
fn the_owner_admits_and_removes_providers(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    assert!(!is_provider(&fixture));
    fixture.ok(OWNER, set(PROVIDER, true));
    assert_eq!(fixture.last_event::<ProviderAdmitted>().provider, PROVIDER);
    assert!(is_provider(&fixture));
    fixture.ok(OWNER, set(PROVIDER, false));
    let event: ProviderRemoved = fixture.last_event();
    assert_eq!((event.provider, event.lastDay), (PROVIDER, today()));
    assert!(!is_provider(&fixture));
}

#[rstest]
fn setting_an_unchanged_status_emits_nothing(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let logs = fixture.event_count();
    fixture.ok(OWNER, set(PROVIDER, false));
    assert_eq!(fixture.event_count(), logs);
    fixture.ok(OWNER, set(PROVIDER, true));
    fixture.ok(OWNER, set(PROVIDER, true));
    assert_eq!(fixture.event_count(), logs + 1);
}

#[rstest]
fn only_the_owner_admits_and_removes_providers(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    for account in [ALICE, PROVIDER, GUARDIAN] {
        let error = || OwnableUnauthorizedAccount { account };
        fixture.assert_reverts(account, set(PROVIDER, true), error());
        fixture.assert_reverts(account, set(PROVIDER, false), error());
    }
}

#[rstest]
fn the_zero_address_and_the_contract_cannot_be_providers(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    for recipient in [Address::ZERO, fixture.diem.address()] {
        let error = InvalidRecipient { recipient };
        fixture.assert_reverts(OWNER, set(recipient, true), error);
    }
}

#[rstest]
fn spend_with_a_removed_provider_reverts_immediately(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.activate_diem(ALICE, 10 * ONE);
    let provider = PROVIDER;
    let spend = spendCall { account: ALICE, provider, credits: u(ONE), requestId: B256::ZERO };
    fixture.assert_reverts(ALICE, spend.clone(), NotProvider { provider });
    fixture.ok(OWNER, set(PROVIDER, true));
    fixture.ok(ALICE, spend.clone());
    fixture.ok(OWNER, set(PROVIDER, false));
    fixture.assert_reverts(ALICE, spend, NotProvider { provider });
}

#[rstest]
fn only_an_admitted_provider_announces_its_uri(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let announce = |uri: &str| announceCall { uri: uri.into() };
    let provider = PROVIDER;
    fixture.assert_reverts(PROVIDER, announce("https://a"), NotProvider { provider });
    fixture.admit_provider(PROVIDER);
    for uri in ["", "https://a", &"x".repeat(32), &"y".repeat(1_000)] {
        fixture.ok(PROVIDER, announce(uri));
        let event: ProviderAnnounced = fixture.last_event();
        assert_eq!((event.provider, event.uri.as_str()), (PROVIDER, uri));
    }
    fixture.ok(OWNER, set(PROVIDER, false));
    fixture.assert_reverts(PROVIDER, announce("https://a"), NotProvider { provider });
}

#[rstest]
fn a_removed_provider_claims_its_earnings_exactly_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.deposit_fees(ALICE, 10 * USD);
    fixture.ok(ALICE, spend(ALICE, PROVIDER, 10 * ONE));
    assert_eq!(fixture.earnings_of(PROVIDER), 7 * USD);
    fixture.ok(OWNER, set(PROVIDER, false));
    let claim = |to| claimEarningsCall { to };
    for recipient in [Address::ZERO, fixture.diem.address()] {
        fixture.assert_reverts(PROVIDER, claim(recipient), InvalidRecipient { recipient });
    }
    assert_eq!(
        fixture.ok(ALICE, claim(ALICE)).amount,
        U256::ZERO,
        "another account has earned nothing"
    );
    fixture.ok(OWNER, pauseCall {});
    assert_eq!(fixture.ok(PROVIDER, claim(ALICE)).amount, u(7 * USD));
    let event: EarningsClaimed = fixture.last_event();
    assert_eq!((event.provider, event.to, event.amount), (PROVIDER, ALICE, u(7 * USD)));
    assert_eq!((fixture.fee_balance(ALICE), fixture.earnings_of(PROVIDER)), (7 * USD, 0));
    let logs = fixture.event_count();
    assert_eq!(fixture.ok(PROVIDER, claim(PROVIDER)).amount, U256::ZERO);
    assert_eq!(fixture.event_count(), logs);
}
