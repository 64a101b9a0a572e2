//! The parts of a fee.

use diem_model::params::{EconomyParams, NextShares, Shares, BOUNDS};
use diem_model::revenue::{Inflow, Overflow, PaidCredits, Parts};
use packed_word::{Record, Wide};
use proptest::prelude::*;

const WAD: u128 = 1_000_000_000_000_000_000;
const PERCENT: u128 = WAD / 100;

fn with(stakers: u128, pool: u128) -> EconomyParams {
    EconomyParams::default().with_shares(Shares { stakers, pool })
}

fn sum(parts: Parts) -> u128 {
    parts.provider + parts.pool + parts.stakers
}

#[test]
fn a_fee_is_shared_out_and_the_stakers_have_the_rest() {
    let share = |fee| {
        let Parts {
            provider,
            pool,
            stakers,
        } = with(15 * PERCENT, 15 * PERCENT).share(fee);
        (provider, pool, stakers)
    };
    assert_eq!(share(1_000_000), (700_000, 150_000, 150_000));
    assert_eq!(share(0), (0, 0, 0));
    assert_eq!(share(1), (0, 0, 1));
    assert_eq!(share(2), (1, 0, 1));
    assert_eq!(share(6), (4, 0, 2));
    assert_eq!(share(7), (4, 1, 2));
}

#[test]
fn the_bounds_of_the_shares() {
    let fee = 1_001;
    assert_eq!(with(0, 0).share(fee).provider, fee);
    for (stakers, pool) in [(WAD / 2, 0), (0, WAD / 2), (WAD / 4, WAD / 4)] {
        let parts = with(stakers, pool).share(fee);
        assert_eq!(parts.provider, 500, "half at least, rounded down");
        assert_eq!(sum(parts), fee);
    }
    assert_eq!(BOUNDS[5].1, WAD / 2);
    assert_eq!(BOUNDS[6].1, WAD / 2);
}

#[test]
fn the_greatest_fee_is_shared_out_whole() {
    for shares in [
        (0, 0),
        (1, 1),
        (15 * PERCENT, 15 * PERCENT),
        (WAD / 2, 0),
        (0, WAD / 2),
    ] {
        assert_eq!(sum(with(shares.0, shares.1).share(u128::MAX)), u128::MAX);
    }
}

/// A million fees of one base unit, and a million of three: what rounding moves is under a unit a fee and a
/// part, all of it from provider and pool to the stakers.
#[test]
fn a_million_small_fees_round_for_the_stakers_by_under_a_unit_each() {
    const FEES: u128 = 1_000_000;
    let economy = with(15 * PERCENT, 15 * PERCENT);
    for (fee, provider, pool) in [(1, 0, 0), (3, 2, 0)] {
        let (mut got, mut whole) = ([0; 3], 0);
        for _ in 0..FEES {
            let parts = economy.share(fee);
            got[0] += parts.provider;
            got[1] += parts.pool;
            got[2] += parts.stakers;
            whole += fee;
        }
        assert_eq!(got[..2], [provider * FEES, pool * FEES]);
        assert_eq!(got.iter().sum::<u128>(), whole);
        let at_once = economy.share(whole);
        println!(
            "{FEES} fees of {fee}: provider {} short, pool {} short, stakers {} over",
            at_once.provider - got[0],
            at_once.pool - got[1],
            got[2] - at_once.stakers,
        );
        assert!(at_once.provider - got[0] < FEES);
        assert!(at_once.pool - got[1] < FEES);
        assert_eq!(
            got[2] - at_once.stakers,
            at_once.provider - got[0] + at_once.pool - got[1]
        );
    }
}

/// Shares within their bounds.
fn shares() -> impl Strategy<Value = (u128, u128)> {
    (0..=WAD / 2).prop_flat_map(|stakers| (Just(stakers), 0..=WAD / 2 - stakers))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_sum_to_the_fee(fee in any::<u128>(), (stakers, pool) in shares()) {
        let parts = with(stakers, pool).share(fee);
        prop_assert_eq!(sum(parts), fee);
        prop_assert!(parts.provider >= fee / 2, "the provider has half at least");
    }

    /// Whoever settles chooses the parts of a fee: none of them is the settler's gain, nor does
    /// anybody else lose more than a unit a part by it.
    #[test]
    fn splitting_a_fee_never_gains_the_settler(
        fees in prop::collection::vec(0..1u128 << 100, 1..20), (stakers, pool) in shares(),
    ) {
        let economy = with(stakers, pool);
        let split = fees.iter().map(|fee| economy.share(*fee)).fold([0; 3], |sums, parts| {
            [sums[0] + parts.provider, sums[1] + parts.pool, sums[2] + parts.stakers]
        });
        let whole = economy.share(fees.iter().sum());
        prop_assert!(split[0] <= whole.provider && whole.provider - split[0] < fees.len() as u128);
        prop_assert!(split[1] <= whole.pool && whole.pool - split[1] < fees.len() as u128);
        prop_assert!(split[2] >= whole.stakers);
    }

    /// Yield is monotone in use: a greater fee lowers nobody's part (invariant 11), but for the
    /// unit of the stakers' that a rounded part of another becomes.
    #[test]
    fn a_greater_fee_gives_everybody_as_much(fee in 0..u128::MAX, (stakers, pool) in shares()) {
        let economy = with(stakers, pool);
        let (less, more) = (economy.share(fee), economy.share(fee + 1));
        prop_assert!(more.provider >= less.provider && more.pool >= less.pool);
        prop_assert!(more.stakers + 1 >= less.stakers);
    }

    #[test]
    fn records_survive_packing(high in any::<u128>(), low in any::<u128>()) {
        let word = Wide { high, low };
        let inflow = Inflow { pending_stream: high, pool: low & Inflow::MAX_POOL };
        prop_assert_eq!(Inflow::unpack(word), inflow);
        prop_assert_eq!(inflow.pack(), Wide { high, low: low | 1 << 127 }, "never an empty slot");
        prop_assert_eq!(PaidCredits::unpack(word), PaidCredits { closed: high, today: low });
        prop_assert_eq!(PaidCredits::unpack(word).pack(), word);
    }

    #[test]
    fn waiting_shares_survive_packing(stakers in 0..=WAD / 2, pool in 0..=WAD / 2) {
        let next = NextShares(Some(Shares { stakers, pool }));
        prop_assert_eq!(NextShares::unpack(next.pack()), next);
    }
}

#[test]
fn shares_of_nothing_are_not_no_shares() {
    let none = NextShares(None);
    let zero = NextShares(Some(Shares::default()));
    assert_eq!(NextShares::unpack(none.pack()), none);
    assert_eq!(NextShares::unpack(zero.pack()), zero);
    assert_ne!(none.pack(), zero.pack());
}

#[test]
fn what_comes_in_is_refused_or_stays_at_its_greatest() {
    let mut inflow = Inflow::unpack(Wide::ZERO);
    assert_eq!(inflow, Inflow::default());
    inflow.fund(u128::MAX).unwrap();
    assert_eq!(inflow.fund(1), Err(Overflow));
    inflow.fund_capacity(Inflow::MAX_POOL).unwrap();
    assert_eq!(inflow.fund_capacity(1), Err(Overflow));
    assert_eq!(inflow.fund_capacity(u128::MAX), Err(Overflow));
    let full = Inflow {
        pending_stream: u128::MAX,
        pool: Inflow::MAX_POOL,
    };
    assert_eq!(inflow, full);
    inflow.collect(1, 1);
    assert_eq!(inflow, full);
    let mut inflow = Inflow::default();
    inflow.collect(2, 3);
    inflow.fund(10).unwrap();
    inflow.fund_capacity(20).unwrap();
    assert_eq!((inflow.pending_stream, inflow.pool), (13, 22));
}
