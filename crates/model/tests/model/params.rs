//! Bounds on both sides, and packing.

use diem_model::curve::WAD;
use diem_model::params::{CurveParams, EconomyParams, Name, OutOfBounds, Params, BOUNDS};
use packed_word::{Record, Wide};
use proptest::prelude::*;

const DAY: u128 = 86_400;
const DEFAULTS: [u128; 8] = [
    90 * WAD,
    2 * WAD,
    40_000 * WAD,
    7 * DAY,
    DAY,
    WAD * 15 / 100,
    WAD * 15 / 100,
    1_000_000,
];

/// The bounds in plain figures: whoever changes one changes it here too.
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
fn every_bound_may_be_taken_and_none_passed() {
    let names = [
        Name::Base,
        Name::Power,
        Name::Target,
        Name::VvvCooldown,
        Name::DiemCooldown,
        Name::StakerShare,
        Name::PoolShare,
        Name::CreditPrice,
    ];
    for (at, ((min, max), name)) in BOUNDS.into_iter().zip(names).enumerate() {
        let with = |value: u128| {
            // The other share at 0, so that only the one under test decides.
            let mut values = DEFAULTS;
            (values[5], values[6]) = (0, 0);
            values[at] = value;
            Params::checked(values)
        };
        let refused = Err(OutOfBounds { name, min, max });
        assert!(with(min).is_ok() && with(max).is_ok(), "{name:?}");
        assert_eq!(with(max + 1), refused, "{name:?}");
        assert_eq!(with(u128::MAX), refused, "{name:?}");
        if min > 0 {
            assert_eq!(with(min - 1), refused, "{name:?}");
        }
    }
}

#[test]
fn shares_together_stay_at_half() {
    let with = |staker, pool| {
        let mut values = DEFAULTS;
        (values[5], values[6]) = (staker, pool);
        Params::checked(values)
    };
    assert!(with(WAD / 4, WAD / 4).is_ok());
    let refused = Err(OutOfBounds {
        name: Name::Shares,
        min: 0,
        max: WAD / 2,
    });
    assert_eq!(with(WAD / 4, WAD / 4 + 1), refused);
    assert_eq!(with(WAD / 2, WAD / 2), refused);
}

proptest! {
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
fn an_unwritten_slot_is_an_empty_record() {
    assert_eq!(CurveParams::unpack(Wide::ZERO), CurveParams::default());
    assert_eq!(EconomyParams::unpack(Wide::ZERO), EconomyParams::default());
}
