// SPDX-License-Identifier: MIT OR Apache-2.0
//! The list of providers, and their addresses (§10).

use crate::fixture::{Fixture, DAY_ONE};
use diem_reference::accounts::{BOB, COUNT, NORTH, OWNER, SOUTH};
use diem_reference::{AccountId, Action, DiemError, Event, ProviderView, MAX_URI_LENGTH};

fn admit(provider: AccountId, admitted: bool) -> Action {
    Action::SetProvider { caller: OWNER, provider, admitted }
}

fn announce(caller: AccountId, uri: &[u8]) -> Action {
    Action::Announce { caller, uri: uri.into() }
}

/// The providers of a page, and whether each is admitted.
fn page(fixture: &Fixture, start: u128, count: u128) -> Vec<(AccountId, bool)> {
    let listed = fixture.reference.provider_page(start, count);
    listed.iter().map(|info| (info.provider, info.admitted)).collect()
}

#[test]
fn providers_are_listed_once_by_first_admission() {
    let mut fixture = Fixture::new();
    fixture.run(admit(BOB, true));
    fixture.run(admit(NORTH, false));
    fixture.wait_until(DAY_ONE + 3, 0);
    fixture.run(admit(NORTH, true));
    fixture.run(admit(SOUTH, false));
    // An account that was never admitted is not listed.
    fixture.run(admit(OWNER, false));
    let all = [(NORTH, true), (SOUTH, false), (BOB, true)];
    assert_eq!(page(&fixture, 0, u128::MAX), all);
    assert_eq!(page(&fixture, 1, 1), all[1..2]);
    assert_eq!(page(&fixture, 2, 9), all[2..]);
    for (start, count) in [(3, 1), (u128::MAX, u128::MAX), (0, 0)] {
        assert_eq!(page(&fixture, start, count), []);
    }
}

#[test]
fn a_page_has_100_providers_at_most() {
    let mut fixture = Fixture::new();
    for provider in COUNT..COUNT + 150 {
        fixture.reference.apply(&admit(provider, true)).expect("the owner admits it");
    }
    assert_eq!(page(&fixture, 0, 101).len(), 100);
    assert_eq!(page(&fixture, 0, u128::MAX).len(), 100);
    assert_eq!(page(&fixture, 0, 99).len(), 99);
    assert_eq!(page(&fixture, 100, 100).len(), 52);
}

#[test]
fn the_last_address_is_kept_beyond_a_removal() {
    let mut fixture = Fixture::new();
    for uri in ["https://old.example", "https://new.example"] {
        let announced = Event::ProviderAnnounced { provider: NORTH, uri: uri.into() };
        assert_eq!(fixture.events_of(announce(NORTH, uri.as_bytes())), [announced]);
    }
    fixture.run(admit(NORTH, false));
    let removed =
        ProviderView { provider: NORTH, admitted: false, uri: "https://new.example".into() };
    assert_eq!(fixture.reference.provider_page(0, 1), [removed]);
    fixture.expect_error(announce(NORTH, b""), DiemError::NotProvider { provider: NORTH });
}

#[test]
fn an_address_is_utf_8_of_1_to_256_bytes() {
    let mut fixture = Fixture::new();
    let longest = "é".repeat(MAX_URI_LENGTH / 2);
    for valid in ["x", "\0", &longest] {
        fixture.run(announce(NORTH, valid.as_bytes()));
    }
    let too_long = vec![b'x'; MAX_URI_LENGTH + 1];
    let invalid: [&[u8]; 5] = [b"", &too_long, b"x\x80", b"\xc0\xaf", b"\xed\xa0\x80"];
    for uri in invalid {
        let length = uri.len() as u64;
        fixture.expect_error(announce(NORTH, uri), DiemError::InvalidUri { length });
    }
}
