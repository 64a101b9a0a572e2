//! Providers: admission, and the days whose usage they may settle.

use crate::common::random_cases;
use diem_model::provider::Provider;
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
    assert!(provider.admit());
    assert!(provider.is_admitted());
    assert!(provider.serves(0) && provider.serves(NUMBER) && provider.serves(u32::MAX));
    assert!(!provider.admit(), "nothing has changed");
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

proptest! {
    #![proptest_config(random_cases(256))]

    #[test]
    fn record_survives_packing(earnings in any::<u128>(), removed in any::<u16>(), admitted in any::<bool>()) {
        let word = Wide::ZERO
            .with::<0, 128>(earnings)
            .with::<128, 16>(removed.into())
            .with::<144, 1>(admitted.into());
        let provider = Provider::unpack(word);
        prop_assert_eq!(provider.pack(), word);
        prop_assert_eq!(provider.is_admitted(), admitted);
        prop_assert_eq!(provider.earnings, earnings);
        prop_assert_eq!(provider.serves(u32::from(removed)), true);
        prop_assert_eq!(provider.serves(u32::from(removed) + 1), admitted);
    }
}
