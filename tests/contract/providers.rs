// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers: admission, announcements and earnings.

use crate::support::*;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
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

/// A call of `announce`.
fn announce(uri: &str) -> announceCall {
    announceCall { uri: uri.into() }
}

#[rstest]
fn only_an_admitted_provider_announces_its_uri(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let provider = PROVIDER;
    fixture.assert_reverts(PROVIDER, announce("https://a"), NotProvider { provider });
    // Whether the caller is a provider is checked first.
    fixture.assert_reverts(PROVIDER, announce(""), NotProvider { provider });
    fixture.admit_provider(PROVIDER);
    for uri in ["x", "https://a", &"x".repeat(32), &"y".repeat(33), &"z".repeat(256), "ä€🦀"] {
        fixture.ok(PROVIDER, announce(uri));
        let event: ProviderAnnounced = fixture.last_event();
        assert_eq!((event.provider, event.uri.as_str()), (PROVIDER, uri));
    }
    fixture.ok(OWNER, set(PROVIDER, false));
    fixture.assert_reverts(PROVIDER, announce("https://a"), NotProvider { provider });
}

#[rstest]
fn a_uri_is_valid_utf_8_of_1_to_256_bytes(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.admit_provider(PROVIDER);
    fixture.ok(PROVIDER, announce("https://a"));
    let error = |length: usize| InvalidUri { length: U256::from(length) };
    for length in [0, 257, 1_000, 100_000] {
        fixture.assert_reverts(PROVIDER, announce(&"x".repeat(length)), error(length));
    }
    // Bytes that are not UTF-8: a lone continuation, an overlong slash, a surrogate, a code point beyond the last, and a
    // truncated sequence at the end of an otherwise valid text.
    let invalid: [&[u8]; 6] = [
        b"\x80",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"https://a\xe2\x82",
        &[0xff; 256],
    ];
    let before = (listed(&fixture, 0, 1), fixture.event_count());
    for uri in invalid {
        let mut calldata = announceCall::SELECTOR.to_vec();
        calldata.extend((alloy_primitives::Bytes::copy_from_slice(uri),).abi_encode_params());
        let data = fixture.raw(PROVIDER, &calldata).unwrap_err();
        assert_eq!(hex(&data), hex(&error(uri.len()).abi_encode()), "{uri:?}");
    }
    assert_eq!((listed(&fixture, 0, 1), fixture.event_count()), before);
}

/// The providers that `providers(start, count)` lists: address, whether it is admitted, URI.
fn listed(fixture: &Fixture, start: u128, count: u128) -> Vec<(Address, bool, String)> {
    let call = providersCall { start: u(start), count: u(count) };
    let list = fixture.ok(ALICE, call)._0;
    list.into_iter().map(|info| (info.provider, info.admitted, info.uri)).collect()
}

#[rstest]
fn providers_lists_every_provider_once_by_first_admission(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    assert!(listed(&fixture, 0, 100).is_empty());
    // Removing an address that was never admitted does not list it.
    fixture.ok(OWNER, set(ALICE, false));
    assert!(listed(&fixture, 0, 100).is_empty());
    for provider in [PROVIDER, BOB] {
        fixture.admit_provider(provider);
    }
    fixture.ok(PROVIDER, announce("https://one"));
    fixture.ok(OWNER, set(PROVIDER, false));
    // A removed provider keeps its place and its URI.
    let removed = (PROVIDER, false, "https://one".into());
    assert_eq!(listed(&fixture, 0, 100), [removed, (BOB, true, String::new())]);
    fixture.admit_provider(PROVIDER);
    fixture.admit_provider(PROVIDER);
    let again = (PROVIDER, true, "https://one".to_owned());
    assert_eq!(listed(&fixture, 0, 100), [again.clone(), (BOB, true, String::new())]);
    // The last URI is kept, also a shorter one after a longer one.
    fixture.ok(BOB, announce(&"b".repeat(200)));
    fixture.ok(BOB, announce("https://two"));
    let two = (BOB, true, "https://two".to_owned());
    assert_eq!(listed(&fixture, 0, 100), [again, two.clone()]);
    assert_eq!(listed(&fixture, 1, 100), [two]);
}

#[rstest]
fn providers_leaves_out_what_lies_beyond_the_end_and_lists_100_at_most(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let address = |n: u64| Address::from_word(U256::from(0x1_0000 + n).into());
    for n in 0..103 {
        fixture.admit_provider(address(n));
    }
    let numbers = |start: U256, count: U256| -> Vec<Address> {
        let list = fixture.ok(ALICE, providersCall { start, count })._0;
        list.into_iter().map(|info| info.provider).collect()
    };
    let expected = |range: std::ops::Range<u64>| range.map(address).collect::<Vec<_>>();
    assert_eq!(numbers(U256::ZERO, U256::MAX), expected(0..100));
    assert_eq!(numbers(U256::ZERO, u(101)), expected(0..100));
    assert_eq!(numbers(u(2), u(3)), expected(2..5));
    assert_eq!(numbers(u(100), u(100)), expected(100..103));
    assert_eq!(numbers(u(102), u(2)), expected(102..103));
    assert!(numbers(u(5), U256::ZERO).is_empty());
    for start in [u(103), u(u64::MAX.into()), U256::from(1) << 64, U256::MAX] {
        assert!(numbers(start, U256::MAX).is_empty());
    }
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
