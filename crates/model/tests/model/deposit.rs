// SPDX-License-Identifier: MIT OR Apache-2.0
//! Deposits: what paid credits cost, down to fractions of a base unit.

use crate::common::random_cases;
use diem_model::deposit::Deposit;
use diem_model::params::CreditPrice;
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
    assert_eq!(deposit.covered_floor(CreditPrice(1_000_000)), 5 * ONE);
    assert_eq!(deposit.charge_ceil(2 * ONE, CreditPrice(1_000_000)), 2_000_000);
    assert_eq!((deposit.amount, deposit.prepaid()), (3_000_000, 0));
}

#[test]
fn rounding_surplus_reduces_the_next_fee() {
    let mut deposit = deposit(2);
    // The cost is half a base unit: one is charged, and half of it becomes prepaid.
    assert_eq!(deposit.charge_ceil(ONE / 2, CreditPrice(1)), 1);
    assert_eq!(deposit.prepaid(), ONE / 2);
    assert_eq!(deposit.charge_ceil(ONE / 2, CreditPrice(1)), 0);
    assert_eq!(deposit.prepaid(), 0);
    assert_eq!(deposit.charge_ceil(ONE / 2 + 1, CreditPrice(1)), 1);
    assert_eq!(deposit.prepaid(), ONE / 2 - 1);
}

#[test]
fn prepaid_fraction_is_usable_with_an_empty_deposit() {
    let mut deposit = deposit(1);
    assert_eq!(deposit.charge_ceil(1, CreditPrice(1)), 1);
    assert_eq!(deposit.amount, 0);
    assert_eq!(deposit.covered_floor(CreditPrice(1)), ONE - 1);
    assert_eq!(deposit.charge_ceil(ONE - 1, CreditPrice(1)), 0);
    assert_eq!(deposit.covered_floor(CreditPrice(1)), 0);
}

#[test]
fn price_change_keeps_the_prepaid_fraction() {
    let mut deposit = deposit(1);
    deposit.charge_ceil(ONE / 4, CreditPrice(1));
    assert_eq!(deposit.covered_floor(CreditPrice(3)), ONE / 4);
}

#[test]
fn largest_deposit_at_the_lowest_price_saturates() {
    assert_eq!(deposit(u128::MAX).covered_floor(CreditPrice(1)), u128::MAX);
    let mut all = deposit(u128::MAX);
    assert_eq!(all.charge_ceil(u128::MAX, CreditPrice(1)), u128::MAX / ONE + 1);
}

#[test]
fn highest_price_charges_one_credit_unit() {
    let price = ONE * 1_000_000_000_000;
    let mut deposit = deposit(1_000_000_000_000);
    assert_eq!(deposit.covered_floor(CreditPrice(price)), 1);
    assert_eq!(deposit.charge_ceil(1, CreditPrice(price)), 1_000_000_000_000);
    assert_eq!(deposit, Deposit::default());
}

#[test]
fn largest_deposit_packs() {
    let mut full = deposit(u128::MAX);
    full.charge_ceil(1, CreditPrice(1));
    assert_eq!(full.prepaid(), ONE - 1);
    assert_eq!(Deposit::unpack(full.pack()), full);
}

proptest! {
    #![proptest_config(random_cases(4_000))]

    /// The formulas in big-number arithmetic; any split of the same usage costs the same.
    #[test]
    fn any_split_of_usage_costs_what_the_formula_says(
        amount in (0u32..128).prop_flat_map(|bits| 0..=u128::MAX >> bits),
        price in (0u32..100).prop_flat_map(|bits| 1..=(1_000_000_000_000 * ONE) >> (bits % 99)),
        parts in prop::collection::vec(any::<u8>(), 1..12),
    ) {
        let mut deposit = deposit(amount);
        let covered = deposit.covered_floor(CreditPrice(price));
        let exact = BigUint::from(amount) * ONE / price;
        prop_assert_eq!(BigUint::from(covered), exact.min(u128::MAX.into()));
        let (mut used, mut fees) = (0u128, 0u128);
        for part in parts {
            let credits = (covered - used) / 255 * u128::from(part);
            prop_assert!(credits <= deposit.covered_floor(CreditPrice(price)));
            fees += deposit.charge_ceil(credits, CreditPrice(price));
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
