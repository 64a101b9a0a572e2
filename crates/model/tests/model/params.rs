//! The parameters' bounds, tested on both sides, and packing.

use crate::common::random_cases;
use diem_model::curve::WAD;
use diem_model::params::{CurveParams, EconomyParams, OutOfBounds, Param, Params, BOUNDS};
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
