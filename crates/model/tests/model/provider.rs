// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers: admission, and the days whose usage they may settle.

use crate::common::random_cases;
use diem_model::provider::{is_valid_uri, Admission, Provider, MAX_URI};
use diem_model::time::Day;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const D: Day = Day(20_000);
const NUMBER: u32 = 20_000;

#[test]
fn default_provider_is_not_admitted() {
    let provider = Provider::default();
    assert!(!provider.is_admitted());
    assert!(!provider.serves(NUMBER) && !provider.serves(1));
}

#[test]
fn admitted_provider_may_settle_every_day() {
    let mut provider = Provider::default();
    assert_eq!(provider.admit(), Admission::First);
    assert!(provider.is_admitted());
    assert!(provider.serves(0) && provider.serves(NUMBER) && provider.serves(u32::MAX));
    assert_eq!(provider.admit(), Admission::Unchanged);
    assert!(provider.is_admitted());
}

#[test]
fn removed_provider_may_settle_up_to_the_day_of_removal() {
    let mut provider = Provider::default();
    assert!(!provider.remove(D), "it was not admitted before");
    assert_eq!(provider, Provider::default());
    provider.admit();
    assert!(provider.remove(D));
    assert!(!provider.is_admitted());
    assert!(provider.serves(NUMBER - 1) && provider.serves(NUMBER));
    assert!(!provider.serves(NUMBER + 1));
    assert!(!provider.remove(Day(D.0 + 5)), "nothing has changed");
    assert!(!provider.serves(NUMBER + 1));
    provider.admit();
    assert!(provider.is_admitted() && provider.serves(NUMBER + 1));
}

#[test]
fn admission_and_removal_keep_earnings() {
    let mut provider = Provider::default();
    provider.earnings = u128::MAX;
    provider.admit();
    provider.remove(D);
    assert_eq!(provider.earnings, u128::MAX);
}

/// The list of providers holds each once, by its first admission.
#[test]
fn only_the_first_admission_adds_to_the_list() {
    let mut provider = Provider::default();
    assert_eq!(provider.admit(), Admission::First);
    for _ in 0..3 {
        assert_eq!(provider.admit(), Admission::Unchanged);
        assert!(provider.remove(D));
        // Stored and loaded in between.
        provider = Provider::unpack(provider.pack());
        assert_eq!(provider.admit(), Admission::Again);
    }
    let mut never = Provider::default();
    never.remove(D);
    assert_eq!(never.admit(), Admission::First, "a removal of one never admitted lists none");
}

#[test]
fn removed_provider_keeps_its_uri() {
    let mut provider = Provider::default();
    provider.uri_length = 256;
    provider.admit();
    provider.remove(D);
    assert_eq!(Provider::unpack(provider.pack()).uri_length, 256);
    provider.admit();
    assert_eq!(provider.uri_length, 256);
}

#[test]
fn uri_has_1_to_256_bytes() {
    assert_eq!(MAX_URI, 256);
    assert!(!is_valid_uri(b""));
    for length in [1, 2, 255, 256] {
        assert!(is_valid_uri(&vec![b'a'; length]), "{length} bytes");
    }
    for length in [257, 258, 512, 65_536 + 1] {
        assert!(!is_valid_uri(&vec![b'a'; length]), "{length} bytes");
    }
    // Bytes count, not characters.
    assert!(is_valid_uri("é".repeat(128).as_bytes()));
    assert!(!is_valid_uri("é".repeat(129).as_bytes()));
    assert!(is_valid_uri(("a".repeat(253) + "€").as_bytes()));
    assert!(!is_valid_uri(("a".repeat(254) + "€").as_bytes()));
}

#[test]
fn uri_is_valid_utf8() {
    let valid: &[&[u8]] = &[
        b"https://provider.example/v1",
        b"\0",
        &[0x7f],
        // The first and the last character of each length.
        &[0xc2, 0x80],
        &[0xdf, 0xbf],
        &[0xe0, 0xa0, 0x80],
        &[0xef, 0xbf, 0xbf],
        &[0xf0, 0x90, 0x80, 0x80],
        &[0xf4, 0x8f, 0xbf, 0xbf],
        // Next to the surrogates.
        &[0xed, 0x9f, 0xbf],
        &[0xee, 0x80, 0x80],
    ];
    for uri in valid {
        assert!(is_valid_uri(uri), "{uri:x?}");
    }
    let invalid: &[&[u8]] = &[
        &[0xff, 0xfe, 0x41],
        // Not a first byte, and bytes that never occur.
        &[0x80],
        &[0xbf],
        &[0xc0],
        &[0xf5, 0x80, 0x80, 0x80],
        &[0xff],
        // Cut off, or followed by something else.
        &[0xc3],
        &[0xe2, 0x82],
        &[0xf0, 0x9f, 0x92],
        &[0xc3, 0x41],
        &[0xe2, 0x82, 0x41],
        // Overlong.
        &[0xc0, 0x80],
        &[0xc1, 0xbf],
        &[0xe0, 0x80, 0x80],
        &[0xe0, 0x9f, 0xbf],
        &[0xf0, 0x80, 0x80, 0x80],
        &[0xf0, 0x8f, 0xbf, 0xbf],
        // Surrogates.
        &[0xed, 0xa0, 0x80],
        &[0xed, 0xbf, 0xbf],
        // Beyond the last character.
        &[0xf4, 0x90, 0x80, 0x80],
    ];
    for uri in invalid {
        assert!(!is_valid_uri(uri), "{uri:x?}");
        assert!(!is_valid_uri(&[b"https://", *uri].concat()), "{uri:x?} at the end");
        assert!(!is_valid_uri(&[*uri, b"/"].concat()), "{uri:x?} at the beginning");
    }
    // A character across the limit is cut off: the rest is not looked at.
    let mut cut = vec![b'a'; 255];
    cut.push(0xc3);
    assert!(!is_valid_uri(&cut));
}

proptest! {
    #![proptest_config(random_cases(256))]

    #[test]
    fn record_survives_packing(
        earnings in any::<u128>(), removed in any::<u16>(), admitted in any::<bool>(),
        listed in any::<bool>(), uri_length in any::<u16>(),
    ) {
        let word = Wide::ZERO
            .with::<0, 128>(earnings)
            .with::<128, 16>(removed.into())
            .with::<144, 1>(admitted.into())
            .with::<145, 1>(listed.into())
            .with::<160, 16>(uri_length.into());
        let provider = Provider::unpack(word);
        prop_assert_eq!(provider.pack(), word);
        prop_assert_eq!(provider.is_admitted(), admitted);
        prop_assert_eq!(provider.uri_length, uri_length);
        let admission = match (admitted, listed) {
            (true, _) => Admission::Unchanged,
            (false, true) => Admission::Again,
            (false, false) => Admission::First,
        };
        prop_assert_eq!({ provider }.admit(), admission);
        prop_assert_eq!(provider.earnings, earnings);
        prop_assert_eq!(provider.serves(u32::from(removed)), true);
        prop_assert_eq!(provider.serves(u32::from(removed) + 1), admitted);
    }
}
