// SPDX-License-Identifier: MIT OR Apache-2.0
//! Collected totals across midnight, and which days a provider may settle.

use diem_model::provider::{Admission, Provider};
use diem_model::time::CreditDay::{Today, Yesterday};
use diem_model::time::Day;
use diem_model::voucher::Collected;
use packed_word::Record;

const D: u16 = 20_000;

fn totals(collected: Collected) -> (u128, u128) {
    (collected.total(Today), collected.total(Yesterday))
}

#[test]
fn totals_move_to_yesterday_and_then_expire() {
    let mut collected = Collected::default().at(Day(D));
    collected.add(Today, 5);
    assert_eq!(totals(collected.at(Day(D))), (5, 0));
    assert_eq!(totals(collected.at(Day(D + 1))), (0, 5));
    assert_eq!(totals(collected.at(Day(D + 2))), (0, 0));
    assert_eq!(totals(collected.at(Day(D + 100))), (0, 0));
}

#[test]
fn yesterdays_total_can_grow_today() {
    let mut collected = Collected::default().at(Day(D));
    collected.add(Today, 5);
    let mut collected = collected.at(Day(D + 1));
    collected.add(Today, 2);
    collected.add(Yesterday, 3);
    assert_eq!(totals(collected), (2, 8));
    assert_eq!(totals(collected.at(Day(D + 2))), (0, 2));
}

#[test]
fn largest_totals_pack() {
    let mut collected = Collected::default().at(Day(u16::MAX));
    collected.add(Today, Collected::LIMIT - 1);
    collected.add(Yesterday, Collected::LIMIT - 1);
    assert_eq!(Collected::unpack(collected.pack()), collected);
}

#[test]
fn provider_may_not_settle_before_admission() {
    let provider = Provider::default();
    assert!(!provider.is_admitted());
    assert!(!provider.serves(u32::from(D)));
}

#[test]
fn admission_includes_yesterday_and_removal_the_current_day() {
    let mut provider = Provider::default();
    assert_eq!(provider.admit(), Admission::First);
    assert!(provider.serves(u32::from(D) - 1));
    assert!(provider.remove(Day(D)));
    assert!(!provider.is_admitted());
    assert!(provider.serves(u32::from(D)));
    assert!(!provider.serves(u32::from(D) + 1));
    assert_eq!(Provider::unpack(provider.pack()), provider);
    assert_eq!(provider.admit(), Admission::Again);
    assert!(provider.serves(u32::from(D) + 1));
    assert_eq!(Provider::unpack(provider.pack()), provider);
}

#[test]
fn repeated_admission_or_removal_changes_nothing() {
    let mut provider = Provider::default();
    assert!(!provider.remove(Day(D)));
    assert_eq!(provider, Provider::default());
    provider.admit();
    assert_eq!(provider.admit(), Admission::Unchanged);
    provider.remove(Day(D));
    let removed = provider;
    assert!(!provider.remove(Day(D + 5)), "the first removal counts");
    assert_eq!(provider, removed);
}
