// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parameters' bounds, tested on both sides, and packing.

use crate::common::random_cases;
use diem_model::curve::WAD;
use diem_model::params::{
    CurveParams, EconomyParams, NextShares, OutOfBounds, Param, Params, Shares, StepTooLarge,
    BOUNDS,
};
use num_bigint::BigUint;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const DAY: u128 = 86_400;
const DEFAULTS: [u128; 8] =
    [90 * WAD, 2 * WAD, 40_000 * WAD, 7 * DAY, DAY, WAD * 15 / 100, WAD * 15 / 100, 1_000_000];

/// The bounds as numbers, so that a change of a bound has to be made here too.
#[test]
fn bounds_are_the_published_ones() {
    let (wad, day) = (1_000_000_000_000_000_000, 86_400);
    let published = [
        (10 * wad, 10_000 * wad),
        (wad / 4, 8 * wad),
        (1_000 * wad, 250_000 * wad),
        (day, 30 * day),
        (day, 7 * day),
        (0, wad / 2),
        (0, wad / 2),
        (1, 1_000_000_000_000_000_000_000_000_000_000),
    ];
    assert_eq!(BOUNDS, published);
}

#[test]
fn values_are_accepted_up_to_their_bounds_and_rejected_beyond() {
    let params = [
        Param::Base,
        Param::Power,
        Param::Target,
        Param::VvvCooldown,
        Param::DiemCooldown,
        Param::StakerShare,
        Param::PoolShare,
        Param::CreditPrice,
    ];
    for (at, ((min, max), param)) in BOUNDS.into_iter().zip(params).enumerate() {
        let with = |value: u128| {
            // Both shares are 0 at first, so that only the bound under test decides.
            let mut values = DEFAULTS;
            (values[5], values[6]) = (0, 0);
            values[at] = value;
            Params::checked(values)
        };
        let refused = Err(OutOfBounds { param, min, max });
        assert!(with(min).is_ok() && with(max).is_ok(), "{param:?}");
        assert_eq!(with(max + 1), refused, "{param:?}");
        assert_eq!(with(u128::MAX), refused, "{param:?}");
        if min > 0 {
            assert_eq!(with(min - 1), refused, "{param:?}");
        }
    }
}

#[test]
fn sum_of_shares_is_at_most_half() {
    let with = |staker, pool| {
        let mut values = DEFAULTS;
        (values[5], values[6]) = (staker, pool);
        Params::checked(values)
    };
    assert!(with(WAD / 4, WAD / 4).is_ok());
    let refused = Err(OutOfBounds { param: Param::Shares, min: 0, max: WAD / 2 });
    assert_eq!(with(WAD / 4, WAD / 4 + 1), refused);
    assert_eq!(with(WAD / 2, WAD / 2), refused);
}

/// The index of each parameter that a change is bounded for.
const BASE: usize = 0;
const POWER: usize = 1;
const TARGET: usize = 2;
const PRICE: usize = 7;
/// Targets count in these for a change of the curve.
const UNIT: u128 = 1_000_000_000_000;

/// [`DEFAULTS`] with some values replaced.
fn with<const N: usize>(replaced: [(usize, u128); N]) -> Params {
    let mut values = DEFAULTS;
    for (at, value) in replaced {
        values[at] = value;
    }
    Params::checked(values).unwrap()
}

/// The outcome of a change of one parameter from `old` to `new`.
fn step(at: usize, old: u128, new: u128) -> Result<(), StepTooLarge> {
    with([(at, new)]).check_step(&with([(at, old)]))
}

/// Asserts that from `old` exactly the values in `min..=max` can be reached in one change, as far as
/// the parameter's own bounds permit them.
fn assert_bounds(param: Param, old: u128, min: u128, max: u128) {
    let at = if param == Param::Base { BASE } else { PRICE };
    let (least, most) = BOUNDS[at];
    for new in [min, min + 1, old, max - 1, max] {
        let new = new.clamp(least, most);
        assert_eq!(step(at, old, new), Ok(()), "{param:?} from {old} to {new}");
    }
    let refused = Err(StepTooLarge::Parameter(OutOfBounds { param, min, max }));
    for new in [min.saturating_sub(1), least] {
        if (least..min).contains(&new) {
            assert_eq!(step(at, old, new), refused, "{param:?} from {old} to {new}");
        }
    }
    for new in [max + 1, most] {
        if (max + 1..=most).contains(&new) {
            assert_eq!(step(at, old, new), refused, "{param:?} from {old} to {new}");
        }
    }
}

#[test]
fn no_change_and_changes_of_other_parameters_are_small_enough() {
    let old = with([]);
    assert_eq!(old.check_step(&old), Ok(()));
    let other = with([(3, DAY), (4, 7 * DAY), (5, 0), (6, WAD / 2)]);
    assert_eq!(other.check_step(&old), Ok(()));
    assert_eq!(old.check_step(&other), Ok(()));
}

#[test]
fn base_falls_by_a_quarter_or_rises_by_a_third() {
    assert_bounds(Param::Base, 120 * WAD, 90 * WAD, 160 * WAD);
    // Both ends are rounded towards the old value: 3 · old ≤ 4 · new and 3 · new ≤ 4 · old.
    assert_bounds(Param::Base, 120 * WAD + 1, 90 * WAD + 1, 160 * WAD + 1);
    assert_bounds(Param::Base, 120 * WAD + 2, 90 * WAD + 2, 160 * WAD + 2);
    assert_bounds(Param::Base, 120 * WAD + 3, 90 * WAD + 3, 160 * WAD + 4);
    assert_bounds(Param::Base, 120 * WAD + 4, 90 * WAD + 3, 160 * WAD + 5);
    assert_bounds(Param::Base, 90 * WAD, 67 * WAD + WAD / 2, 120 * WAD);
}

#[test]
fn base_stays_within_its_own_bounds() {
    let (least, most) = BOUNDS[BASE];
    assert_bounds(Param::Base, least, least * 3 / 4, least * 4 / 3);
    assert_bounds(Param::Base, 12 * WAD, 9 * WAD, 16 * WAD);
    assert_bounds(Param::Base, most, 7_500 * WAD, most * 4 / 3);
    assert_bounds(Param::Base, 9_000 * WAD, 6_750 * WAD, 12_000 * WAD);
}

#[test]
fn price_halves_rounded_down_or_doubles() {
    assert_bounds(Param::CreditPrice, 1_000_000, 500_000, 2_000_000);
    assert_bounds(Param::CreditPrice, 1_000_001, 500_000, 2_000_002);
    assert_bounds(Param::CreditPrice, 7, 3, 14);
    // A price of 0 is not allowed.
    assert_bounds(Param::CreditPrice, 2, 1, 4);
    assert_eq!(step(PRICE, 1, 2), Ok(()));
    let refused = OutOfBounds { param: Param::CreditPrice, min: 0, max: 2 };
    assert_eq!(step(PRICE, 1, 3), Err(StepTooLarge::Parameter(refused)));
    let most = BOUNDS[PRICE].1;
    assert_bounds(Param::CreditPrice, most, most / 2, 2 * most);
    assert_bounds(Param::CreditPrice, most - 1, most / 2 - 1, 2 * most - 2);
}

#[test]
fn power_falls_by_a_quarter_or_rises_by_a_third_at_one_target() {
    for (old, min, max) in [
        (3 * WAD, WAD * 9 / 4, 4 * WAD),
        (2 * WAD, WAD * 3 / 2, WAD * 8 / 3),
        (3 * WAD + 1, WAD * 9 / 4 + 1, 4 * WAD + 1),
        (3 * WAD + 3, WAD * 9 / 4 + 3, 4 * WAD + 4),
    ] {
        for new in [min, old, max] {
            assert_eq!(step(POWER, old, new), Ok(()), "from {old} to {new}");
        }
        for new in [min - 1, max + 1] {
            assert_eq!(step(POWER, old, new), Err(StepTooLarge::Growth), "from {old} to {new}");
        }
    }
}

/// A larger target is slower growth: the third power of the target may rise by a third, and fall by a
/// quarter. Parts of a unit of 10¹² wei do not count.
#[test]
fn target_changes_by_whole_units() {
    for old in [40_000 * WAD, 1_001 * WAD + 1, 123_456 * WAD + UNIT - 1, 225_000 * WAD] {
        let units = BigUint::from(old / UNIT).pow(3);
        // The first and last number of units, by bisection.
        let find = |fits: &dyn Fn(&BigUint) -> bool, mut inside: u128, mut outside: u128| {
            while inside.abs_diff(outside) > 1 {
                let middle = inside.midpoint(outside);
                let fits = fits(&BigUint::from(middle).pow(3));
                *(if fits { &mut inside } else { &mut outside }) = middle;
            }
            inside
        };
        let most = find(&|cube| cube * 3u32 <= &units * 4u32, old / UNIT, 2 * old / UNIT);
        let least = find(&|cube| &units * 3u32 <= cube * 4u32, old / UNIT, old / 2 / UNIT);
        let bounds = BOUNDS[TARGET];
        for (new, allowed) in [
            (least * UNIT - 1, false),
            (least * UNIT, true),
            (old / UNIT * UNIT, true),
            (old, true),
            (most * UNIT + UNIT - 1, true),
            (most * UNIT + UNIT, false),
        ] {
            if (bounds.0..=bounds.1).contains(&new) {
                let expected = if allowed { Ok(()) } else { Err(StepTooLarge::Growth) };
                assert_eq!(step(TARGET, old, new), expected, "from {old} to {new}");
            }
        }
    }
}

/// Power and target together: at exactly a quarter less, and a third more, and a wei beyond.
#[test]
fn power_and_target_are_measured_together() {
    let change = |old: (u128, u128), new: (u128, u128)| {
        let [old, new] = [old, new].map(|(power, target)| with([(POWER, power), (TARGET, target)]));
        new.check_step(&old)
    };
    let refused = Err(StepTooLarge::Growth);
    // Twice the target is an eighth of the growth: six times the power leaves three quarters.
    let (small, large) = (40_000 * WAD, 80_000 * WAD);
    assert_eq!(change((WAD, small), (6 * WAD, large)), Ok(()));
    assert_eq!(change((WAD, small), (6 * WAD - 1, large)), refused);
    assert_eq!(change((WAD, small), (8 * WAD, large)), Ok(()), "the same curve");
    assert_eq!(change((6 * WAD, large), (WAD, small)), Ok(()), "a third more");
    assert_eq!(change((6 * WAD, large), (WAD + 1, small)), refused);
    assert_eq!(change((6 * WAD, large), (WAD * 9 / 16, small)), Ok(()), "a quarter less");
    assert_eq!(change((6 * WAD, large), (WAD * 9 / 16 - 1, small)), refused);
    // Neither alone would be allowed.
    assert_eq!(change((WAD, small), (WAD, large)), refused);
    assert_eq!(change((WAD, small), (6 * WAD, small)), refused);
}

#[test]
fn growth_at_the_largest_values_does_not_overflow() {
    let (powers, targets) = (BOUNDS[POWER], BOUNDS[TARGET]);
    let corners = [powers.0, powers.1]
        .map(|power| [targets.0, targets.1].map(|target| with([(POWER, power), (TARGET, target)])));
    for (nth, old) in corners.iter().flatten().enumerate() {
        for (other, new) in corners.iter().flatten().enumerate() {
            let expected = if nth == other { Ok(()) } else { Err(StepTooLarge::Growth) };
            assert_eq!(new.check_step(old), expected);
        }
    }
}

#[test]
fn the_first_of_several_steps_that_are_too_large_is_reported() {
    let old = with([(BASE, 120 * WAD), (PRICE, 8)]);
    let far =
        |base, power, price| with([(BASE, base), (POWER, power), (PRICE, price)]).check_step(&old);
    let base = OutOfBounds { param: Param::Base, min: 90 * WAD, max: 160 * WAD };
    let price = OutOfBounds { param: Param::CreditPrice, min: 4, max: 16 };
    assert_eq!(far(161 * WAD, 8 * WAD, 17), Err(StepTooLarge::Parameter(base)));
    assert_eq!(far(160 * WAD, 8 * WAD, 17), Err(StepTooLarge::Growth));
    assert_eq!(far(160 * WAD, 2 * WAD, 17), Err(StepTooLarge::Parameter(price)));
    assert_eq!(far(160 * WAD, WAD * 8 / 3, 16), Ok(()), "each may go as far as it can");
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    /// The rule multiplied crosswise, in big numbers, for values near its ends.
    #[test]
    fn step_follows_the_rule(
        old in prop::array::uniform4(any::<u128>()),
        factors in prop::array::uniform4(prop_oneof![4 => 700u128..1_400, 1 => 450u128..2_100]),
    ) {
        let at = [BASE, POWER, TARGET, PRICE];
        let within = |at: usize, value: u128| value.clamp(BOUNDS[at].0, BOUNDS[at].1);
        let old = std::array::from_fn(|nth| {
            let (min, max) = BOUNDS[at[nth]];
            (at[nth], min + old[nth] % (max - min + 1))
        });
        let new: [(usize, u128); 4] = std::array::from_fn(|nth| {
            (at[nth], within(at[nth], old[nth].1 / 1_000 * factors[nth]))
        });
        let bounded = |a: &BigUint, b: &BigUint| a * 3u32 <= b * 4u32;
        let step = |a: &BigUint, b: &BigUint| bounded(a, b) && bounded(b, a);
        let [o, n] = [old, new].map(|values| values.map(|(_, value)| BigUint::from(value)));
        let cube = |target: &BigUint| (target / UNIT).pow(3);
        let allowed = step(&o[0], &n[0])
            && step(&(&o[1] * cube(&n[2])), &(&n[1] * cube(&o[2])))
            && n[3] >= &o[3] / 2u32
            && n[3] <= &o[3] * 2u32;
        prop_assert_eq!(with(new).check_step(&with(old)).is_ok(), allowed);
    }
}

/// New shares replace both, and nothing else.
#[test]
fn new_shares_survive_packing_and_change_nothing_else() {
    for shares in
        [Shares::default(), Shares { stakers: WAD / 2, pool: 0 }, Shares { stakers: 1, pool: 2 }]
    {
        let next = NextShares(Some(shares));
        assert_eq!(NextShares::unpack(next.pack()), next);
        let economy = with([]).economy;
        let replaced = economy.with_shares(shares);
        assert_eq!(replaced.shares(), shares);
        assert_eq!(replaced.with_shares(economy.shares()), economy);
    }
    assert_eq!(NextShares::unpack(NextShares(None).pack()), NextShares(None));
}

proptest! {
    #![proptest_config(random_cases(256))]

    #[test]
    fn allowed_params_survive_packing(parts in prop::array::uniform8(any::<u128>())) {
        let mut values: [u128; 8] = std::array::from_fn(|at| {
            let (min, max) = BOUNDS[at];
            min + parts[at] % (max - min + 1)
        });
        values[6] = values[6].min(WAD / 2 - values[5]);
        let params = Params::checked(values).unwrap();
        prop_assert_eq!(params.values(), values);
        prop_assert_eq!(CurveParams::unpack(params.curve.pack()), params.curve);
        prop_assert_eq!(EconomyParams::unpack(params.economy.pack()), params.economy);
    }
}

#[test]
fn unwritten_slot_is_the_default_record() {
    assert_eq!(CurveParams::unpack(Wide::ZERO), CurveParams::default());
    assert_eq!(EconomyParams::unpack(Wide::ZERO), EconomyParams::default());
}
