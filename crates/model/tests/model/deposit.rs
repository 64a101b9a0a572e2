//! Deposits: what paid credits cost, to the part of a base unit.

use diem_model::deposit::Deposit;
use num_bigint::BigUint;
use packed_word::Record;
use proptest::prelude::*;

const ONE: u128 = 1_000_000_000_000_000_000;

fn deposit(amount: u128) -> Deposit {
    let mut deposit = Deposit::default();
    deposit.amount = amount;
    deposit
}

#[test]
fn a_whole_credit_costs_its_price() {
    let mut deposit = deposit(5_000_000);
    assert_eq!(deposit.covered_floor(1_000_000), 5 * ONE);
    assert_eq!(deposit.charge_ceil(2 * ONE, 1_000_000), 2_000_000);
    assert_eq!((deposit.amount, deposit.prepaid()), (3_000_000, 0));
}

#[test]
fn what_rounding_up_took_too_much_is_kept_for_the_next() {
    let mut deposit = deposit(2);
    // Half a base unit: one is taken, half of it is prepaid.
    assert_eq!(deposit.charge_ceil(ONE / 2, 1), 1);
    assert_eq!(deposit.prepaid(), ONE / 2);
    assert_eq!(deposit.charge_ceil(ONE / 2, 1), 0);
    assert_eq!(deposit.prepaid(), 0);
    assert_eq!(deposit.charge_ceil(ONE / 2 + 1, 1), 1);
    assert_eq!(deposit.prepaid(), ONE / 2 - 1);
}

#[test]
fn what_is_prepaid_is_used_even_with_nothing_deposited() {
    let mut deposit = deposit(1);
    assert_eq!(deposit.charge_ceil(1, 1), 1);
    assert_eq!(deposit.amount, 0);
    assert_eq!(deposit.covered_floor(1), ONE - 1);
    assert_eq!(deposit.charge_ceil(ONE - 1, 1), 0);
    assert_eq!(deposit.covered_floor(1), 0);
}

#[test]
fn a_new_price_finds_the_same_part_of_a_unit() {
    let mut deposit = deposit(1);
    deposit.charge_ceil(ONE / 4, 1);
    assert_eq!(deposit.covered_floor(3), ONE / 4);
}

#[test]
fn the_greatest_deposit_at_the_least_price_covers_any_number() {
    assert_eq!(deposit(u128::MAX).covered_floor(1), u128::MAX);
    let mut all = deposit(u128::MAX);
    assert_eq!(all.charge_ceil(u128::MAX, 1), u128::MAX / ONE + 1);
}

#[test]
fn at_the_greatest_price_a_unit_of_credit_is_charged() {
    let price = ONE * 1_000_000_000_000;
    let mut deposit = deposit(1_000_000_000_000);
    assert_eq!(deposit.covered_floor(price), 1);
    assert_eq!(deposit.charge_ceil(1, price), 1_000_000_000_000);
    assert_eq!(deposit, Deposit::default());
}

#[test]
fn a_full_record_packs() {
    let mut full = deposit(u128::MAX);
    full.charge_ceil(1, 1);
    assert_eq!(full.prepaid(), ONE - 1);
    assert_eq!(Deposit::unpack(full.pack()), full);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The formulas, in big numbers; any split of the same usage costs the same.
    #[test]
    fn any_split_costs_what_the_formula_says(
        amount in (0u32..128).prop_flat_map(|bits| 0..=u128::MAX >> bits),
        price in (0u32..100).prop_flat_map(|bits| 1..=(1_000_000_000_000 * ONE) >> (bits % 99)),
        parts in prop::collection::vec(any::<u8>(), 1..12),
    ) {
        let mut deposit = deposit(amount);
        let covered = deposit.covered_floor(price);
        let exact = BigUint::from(amount) * ONE / price;
        prop_assert_eq!(BigUint::from(covered), exact.min(u128::MAX.into()));
        let (mut used, mut fees) = (0u128, 0u128);
        for part in parts {
            let credits = (covered - used) / 255 * u128::from(part);
            prop_assert!(credits <= deposit.covered_floor(price));
            fees += deposit.charge_ceil(credits, price);
            used += credits;
            let cost = BigUint::from(used) * price;
            let whole = (cost.clone() + (ONE - 1)) / ONE;
            prop_assert_eq!(BigUint::from(fees), whole.clone());
            prop_assert_eq!(deposit.amount, amount - fees);
            prop_assert_eq!(BigUint::from(deposit.prepaid()), whole * ONE - cost);
            deposit = Deposit::unpack(deposit.pack());
        }
    }
}
