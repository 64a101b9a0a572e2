// SPDX-License-Identifier: MIT OR Apache-2.0
//! The curve's laws: accuracy, strict monotonicity, path independence, inversion, domain.

use crate::common::{assert_accurate, big, random_cases};
use diem_model::curve::{CapExceeded, Curve, SUPPLY_LIMIT, WAD};
use diem_model::params::BOUNDS;
use proptest::prelude::*;
use serde::Deserialize;

const DEFAULT: Curve = Curve { base: 90 * WAD, power: 2 * WAD, target: 40_000 * WAD };

/// Any allowed curve; each parameter is often at one of its bounds.
fn curves() -> impl Strategy<Value = Curve> {
    let parameter =
        |(min, max): (u128, u128)| prop_oneof![8 => min..=max, 1 => Just(min), 1 => Just(max)];
    (parameter(BOUNDS[0]), parameter(BOUNDS[1]), parameter(BOUNDS[2]))
        .prop_map(|(base, power, target)| Curve { base, power, target })
}

/// Any allowed curve, and a supply in its domain: anywhere, up to the target, or within a thousand
/// wei of either end.
fn points() -> impl Strategy<Value = (Curve, u128)> {
    curves().prop_flat_map(|curve| {
        let max = curve.max_supply();
        let supply = prop_oneof![
            6 => 0..=max,
            4 => 0..=curve.target.min(max),
            1 => 0u128..1_000,
            1 => max - 1_000..=max,
        ];
        (Just(curve), supply)
    })
}

/// Amounts of VVV or DIEM wei; all binary orders of magnitude are equally likely.
fn amounts() -> impl Strategy<Value = u128> {
    (0u32..110).prop_flat_map(|bits| (1u128 << bits)..=(2u128 << bits) - 1)
}

#[derive(Deserialize)]
struct Vectors {
    curve: Vec<CurveVector>,
    mints: Vec<MintVector>,
}

#[derive(Deserialize)]
struct CurveVector {
    base: String,
    power: String,
    target: String,
    supply_wei: String,
    rate_wei_floor: String,
    cost_wei_floor: String,
}

#[derive(Deserialize)]
struct MintVector {
    base: String,
    power: String,
    target: String,
    supply_wei: String,
    lock_wei: String,
    diem_out_wei_exact_floor: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors/curve.json")).unwrap()
}

/// A decimal number as a wad: `"1.5"` is 1.5e18.
fn wad(decimal: &str) -> u128 {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    format!("{whole}{fraction:0<18}").parse().unwrap()
}

fn curve_of(base: &str, power: &str, target: &str) -> Curve {
    Curve { base: wad(base), power: wad(power), target: wad(target) }
}

/// Asserts `0 ≤ real − value < 1 wei + 10⁻²⁵ · real`, where the vectors contain `floor(real)`.
fn assert_near_floor(value: u128, floor: u128, context: &str) {
    let tolerance = 1 + floor / 10u128.pow(25);
    assert!(value <= floor && floor - value <= tolerance, "{context}: {value} for {floor}");
}

#[test]
fn cost_and_rate_match_every_vector() {
    let vectors = vectors().curve;
    assert_eq!(vectors.len(), 65);
    for v in vectors {
        let curve = curve_of(&v.base, &v.power, &v.target);
        let supply: u128 = v.supply_wei.parse().unwrap();
        let context = format!("{curve:?} at {supply}");
        let cost = curve.cost(supply).expect("every vector lies in the domain");
        assert_near_floor(cost, v.cost_wei_floor.parse().unwrap(), &context);
        let rate = curve.rate(supply).unwrap();
        assert_near_floor(rate, v.rate_wei_floor.parse().unwrap(), &context);
    }
}

#[test]
fn mint_matches_every_vector_to_a_wei() {
    let vectors = vectors().mints;
    assert_eq!(vectors.len(), 16);
    for v in vectors {
        let curve = curve_of(&v.base, &v.power, &v.target);
        let supply: u128 = v.supply_wei.parse().unwrap();
        let lock: u128 = v.lock_wei.parse().unwrap();
        let exact: u128 = v.diem_out_wei_exact_floor.parse().unwrap();
        let out = curve.mint(supply, lock).unwrap();
        assert!(out.abs_diff(exact) <= 1, "{out} for {exact}: {lock} at {supply}");
    }
}

/// The rates that the live system publishes, in VVV per DIEM.
#[test]
fn rate_matches_the_published_figures() {
    let rate = |curve: Curve, diem: u128| curve.rate(diem * WAD).unwrap() as f64 / 1e18;
    let close = |value: f64, published: f64, digits: f64| {
        assert!((value - published).abs() < digits, "{value} for {published}");
    };
    close(rate(Curve { target: 38_000 * WAD, ..DEFAULT }, 10_000), 93.34, 0.005);
    close(rate(DEFAULT, 40_000), 665.015_048_903_758_5, 1e-12);
    close(rate(DEFAULT, 39_500), 617.539_642_041_905_3, 1e-12);
}

#[test]
fn cost_and_rate_are_accurate_over_the_whole_parameter_range() {
    use proptest::test_runner::TestRunner;
    use std::cell::Cell;

    let worst = [const { Cell::new((0f64, i64::MIN)) }; 2];
    let record = |cell: &Cell<(f64, i64)>, (wei, parts): (f64, i64)| {
        cell.set((cell.get().0.max(wei), cell.get().1.max(parts)));
    };
    const CASES: u32 = 6_000;
    let points = (points(), any::<bool>()).prop_map(|((curve, supply), edge)| {
        if !edge {
            return (curve, supply);
        }
        // Half of the points are within one wei of a whole z, where the number of terms changes, or
        // at the end of the domain.
        let step = edge_of_z(&curve, (supply % 16) + 1);
        let near = (step + supply % 3).saturating_sub(1);
        (curve, near.min(curve.max_supply()))
    });
    TestRunner::new(random_cases(CASES))
        .run(&points, |(curve, supply)| {
            let context = format!("{curve:?} at {supply}");
            let cost = curve.cost(supply).expect("in the domain");
            record(
                &worst[0],
                assert_accurate(cost, &crate::common::cost(&curve, supply), &context),
            );
            let rate = curve.rate(supply).expect("in the domain");
            record(
                &worst[1],
                assert_accurate(rate, &crate::common::rate(&curve, supply), &context),
            );
            Ok(())
        })
        .unwrap();
    for (name, cell) in ["cost", "rate"].into_iter().zip(worst) {
        let (wei, parts) = cell.get();
        println!(
            "{name}: worst error over {CASES} points: {wei:.3} wei; what exceeds one wei is at \
             most 2^{parts} of the value (the law allows 2^-83)"
        );
        assert!(wei > 0.5, "no error at all: the comparison did not run");
    }
}

/// The largest supply with `z ≤ whole` and within the supply limit, in big-number arithmetic.
fn edge_of_z(curve: &Curve, whole: u128) -> u128 {
    // z ≤ whole, multiplied by the denominators, is exact.
    let limit = big(whole) * big(WAD) * big(curve.target).pow(3);
    let (mut inside, mut outside) = (0, SUPPLY_LIMIT + 1);
    while outside - inside > 1 {
        let middle = (inside + outside) / 2;
        let z = big(curve.power) * big(middle).pow(3);
        *(if z <= limit { &mut inside } else { &mut outside }) = middle;
    }
    inside
}

#[test]
fn domain_ends_where_big_numbers_say() {
    let default_end = 2 * DEFAULT.target;
    assert_eq!(DEFAULT.max_supply(), default_end);
    assert_eq!(DEFAULT.cost(default_end + 1), None);
    assert_eq!(DEFAULT.rate(default_end + 1), None);
    let widest = Curve { base: BOUNDS[0].1, power: BOUNDS[1].0, target: BOUNDS[2].1 };
    assert_eq!(widest.max_supply(), SUPPLY_LIMIT);
    assert_eq!(widest.cost(SUPPLY_LIMIT + 1), None);
    assert_eq!(widest.cost(u128::MAX), None);
    proptest!(random_cases(256), |(curve in curves())| {
        let max = curve.max_supply();
        prop_assert_eq!(max, edge_of_z(&curve, 16));
        prop_assert!(curve.cost(max).is_some() && curve.cost(max + 1).is_none());
    });
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    #[test]
    fn cost_strictly_increases((curve, supply) in points(), step in amounts()) {
        let more = (supply + step).min(curve.max_supply());
        prop_assume!(more > supply);
        let (cost, next, further) = (
            curve.cost(supply).unwrap(),
            curve.cost(supply + 1).unwrap(),
            curve.cost(more).unwrap(),
        );
        // Stronger than strict: every wei of DIEM costs at least base − 1 wei.
        prop_assert!(next - cost >= curve.base / WAD - 1);
        prop_assert!(further >= next);
    }

    #[test]
    fn cost_strictly_increases_across_a_change_of_terms(curve in curves(), whole in 1u128..=16) {
        let edge = edge_of_z(&curve, whole).min(curve.max_supply() - 3).max(3);
        for supply in edge - 3..edge + 3 {
            prop_assert!(curve.cost(supply) < curve.cost(supply + 1), "at {supply}");
        }
    }

    #[test]
    fn rate_never_decreases((curve, supply) in points(), step in amounts()) {
        let more = (supply + step).min(curve.max_supply());
        prop_assert!(curve.rate(supply) <= curve.rate(more));
        prop_assert!(curve.rate(0) == Some(curve.base));
    }

    /// `out` is the largest amount that `locked` pays for, as the definition says.
    #[test]
    fn mint_is_the_largest_covered_amount((curve, supply) in points(), locked in amounts()) {
        let cost = curve.cost(supply).unwrap();
        match curve.mint(supply, locked) {
            Ok(out) => {
                prop_assert!(curve.cost(supply + out).unwrap() - cost <= locked);
                if let Some(next) = curve.cost(supply + out + 1) {
                    prop_assert!(next - cost > locked);
                }
            }
            Err(CapExceeded) => {
                prop_assert!(curve.cost(curve.max_supply()).unwrap() - cost < locked);
            }
        }
    }

    #[test]
    fn mint_of_a_quote_is_the_quoted_amount((curve, supply) in points(), out in amounts()) {
        let out = out.min(curve.max_supply() - supply);
        let locked = curve.quote(supply, out).unwrap();
        prop_assert_eq!(curve.mint(supply, locked), Ok(out));
        // The quote is the smallest amount that mints `out`: one wei less mints less.
        if locked > 0 {
            prop_assert!(curve.mint(supply, locked - 1).unwrap() < out);
        }
    }

    #[test]
    fn quote_of_a_mint_is_at_most_what_was_locked((curve, supply) in points(), locked in amounts()) {
        if let Ok(out) = curve.mint(supply, locked) {
            prop_assert!(curve.quote(supply, out).unwrap() <= locked);
        }
    }

    #[test]
    fn minting_in_parts_never_yields_more(
        (curve, supply) in points(),
        parts in prop::collection::vec(amounts(), 2..6),
    ) {
        let mut parts = parts;
        let Ok(whole) = curve.mint(supply, parts.iter().sum()) else { return Ok(()) };
        let mut grown = supply;
        for part in parts.drain(..) {
            grown += curve.mint(grown, part).unwrap();
        }
        prop_assert!(grown - supply <= whole);
    }
}

#[test]
fn mint_fails_beyond_the_domain_but_not_at_its_end() {
    let end = DEFAULT.max_supply();
    let room = DEFAULT.quote(end - WAD, WAD).unwrap();
    assert_eq!(DEFAULT.mint(end - WAD, room), Ok(WAD));
    assert_eq!(DEFAULT.quote(end - WAD, WAD + 1), Err(CapExceeded));
    // A budget that would pay for another wei is rejected; one that leaves less than its price is not.
    let another = DEFAULT.rate(end).unwrap() / WAD + 2;
    assert_eq!(DEFAULT.mint(end - WAD, room + another), Err(CapExceeded));
    for huge in [10u128.pow(36), u128::MAX - 1, u128::MAX] {
        assert_eq!(DEFAULT.mint(0, huge), Err(CapExceeded));
        assert_eq!(DEFAULT.mint(end, huge), Err(CapExceeded));
        assert_eq!(DEFAULT.quote(0, huge), Err(CapExceeded));
    }
    assert_eq!(DEFAULT.mint(end + 1, 1), Err(CapExceeded));
    assert_eq!(DEFAULT.quote(end + 1, 0), Err(CapExceeded));
}

#[test]
fn zero_and_dust_mint_nothing() {
    assert_eq!(DEFAULT.mint(0, 0), Ok(0));
    assert_eq!(DEFAULT.mint(0, 89), Ok(0));
    assert_eq!(DEFAULT.mint(0, 90), Ok(1));
    assert_eq!(DEFAULT.mint(40_000 * WAD, 664), Ok(0));
    assert_eq!(DEFAULT.quote(123, 0), Ok(0));
    assert_eq!(DEFAULT.cost(0), Some(0));
}
