//! The stream, the index and an account's part of it, against big numbers.

use diem_model::math::Wide;
use diem_model::position::Stake;
use diem_model::rewards::{Index, Reward, Stream, LEAST_STAKE};
use diem_model::time::DAY;
use diem_model::word::Record;
use num_bigint::BigUint;
use proptest::prelude::*;

const START: u64 = 20_000 * DAY;
const ONE: u128 = LEAST_STAKE;

fn stake(staked: u128, locked: u128) -> Stake {
    assert!(locked <= staked);
    Stake::unpack(Wide {
        high: staked,
        low: locked,
    })
}

/// An index that stands at `index` and runs from `last` to `end`.
fn running(index: u128, last: u64, end: u64) -> Index {
    Index::unpack(Wide {
        high: index,
        low: u128::from(last) << 64 | u128::from(end),
    })
}

/// A stream of `left` over the day from [`START`] on.
fn flowing(left: u128) -> (Stream, Index) {
    (Stream { left, fifths: 0 }, running(0, START, START + DAY))
}

/// What a stake earns while the index rises by `rise`.
fn earned(rise: u128, stake: &Stake) -> u128 {
    let mut reward = Reward::default();
    assert_eq!(reward.settle_floor(&running(rise, 0, 0), stake), rise > 0);
    reward.accrued
}

/// The same by the formula.
fn earned_exactly(rise: u128, stake: &Stake) -> u128 {
    let weight = BigUint::from(stake.staked()) * 5u32 - stake.locked();
    let earned: BigUint = (weight * rise / 5u32) >> 96;
    u128::try_from(earned).unwrap_or(u128::MAX)
}

#[test]
fn it_flows_evenly_and_rounds_down_and_ends_whole() {
    let totals = stake(ONE, 0);
    for (passed, released) in [
        (0, 0),
        (1, 0),
        (86, 0),
        (87, 1),
        (DAY / 2, 500),
        (DAY - 1, 999),
        (DAY, 1_000),
        (DAY + 1, 1_000),
        (1_000 * DAY, 1_000),
    ] {
        let (mut stream, mut index) = flowing(1_000);
        stream.accrue(&mut index, START + passed, &totals);
        assert_eq!(stream.left, 1_000 - released, "after {passed} s");
        assert_eq!(index.index, (released << 96) / ONE, "after {passed} s");
        assert_eq!(index.end, START + DAY);
    }
}

#[test]
fn accruing_twice_at_one_time_is_once() {
    let totals = stake(3 * ONE, ONE);
    for passed in [0, 1, DAY / 3, DAY, 2 * DAY] {
        let (mut stream, mut index) = flowing(1 << 70);
        stream.accrue(&mut index, START + passed, &totals);
        let once = (stream, index);
        assert!(!stream.accrue(&mut index, START + passed, &totals));
        assert_eq!((stream, index), once);
    }
}

#[test]
fn below_one_vvv_the_stream_waits_and_its_end_moves_on() {
    for staked in [0, 1, ONE - 1] {
        let (mut stream, mut index) = flowing(1_000);
        assert!(stream.accrue(&mut index, START + 100, &stake(staked, 0)));
        assert!(stream.accrue(&mut index, START + 1_000, &stake(staked, 0)));
        assert_eq!(stream.left, 1_000);
        assert_eq!(index, running(0, START + 1_000, START + DAY + 1_000));
    }
    let (mut stream, mut index) = flowing(1_000);
    stream.accrue(&mut index, START + 1_000, &stake(ONE, 0));
    assert_eq!(
        (stream.left, index.end),
        (989, START + DAY),
        "at 1 VVV it flows"
    );
}

/// Even past its end a stream that waited has the time left that it had.
#[test]
fn a_wait_is_as_if_time_had_stood_still() {
    let totals = stake(7 * ONE, ONE);
    for wait in [1, DAY - 1, DAY, 1_000 * DAY] {
        let (mut stream, mut index) = flowing(1_000_003);
        stream.accrue(&mut index, START + 500, &totals);
        let (mut twin, mut twin_index) = (stream, index);
        stream.accrue(&mut index, START + 500 + wait, &stake(0, 0));
        for passed in [1, 777, DAY / 2, DAY] {
            stream.accrue(&mut index, START + 500 + wait + passed, &totals);
            twin.accrue(&mut twin_index, START + 500 + passed, &totals);
            assert_eq!(stream, twin);
            assert_eq!(index.index, twin_index.index);
            assert_eq!(index.end, twin_index.end + wait);
        }
    }
}

#[test]
fn a_stream_of_nothing_changes_nothing() {
    let mut index = running(5, START, START + DAY);
    for staked in [0, ONE] {
        assert!(!Stream::default().accrue(&mut index, START + 9 * DAY, &stake(staked, 0)));
        assert_eq!(index, running(5, START, START + DAY));
    }
}

#[test]
fn locked_stake_earns_four_fifths_and_the_pool_has_the_fifth() {
    let (mut stream, mut index) = flowing(1_000_000);
    let (free, locked) = (stake(6 * ONE, 0), stake(4 * ONE, 4 * ONE));
    stream.accrue(&mut index, START + DAY, &stake(10 * ONE, 4 * ONE));
    assert_eq!(stream.fifths, 80_000);
    // The index is rounded down, and so is each part.
    assert_eq!(earned(index.index, &free), 599_999);
    assert_eq!(earned(index.index, &locked), 319_999);
}

#[test]
fn an_account_is_settled_once_for_each_rise() {
    let mut reward = Reward::default();
    let whole = stake(1 << 96, 0);
    assert!(!reward.settle_floor(&running(0, 0, 0), &whole));
    assert!(reward.settle_floor(&running(7, 0, 0), &whole));
    assert!(!reward.settle_floor(&running(7, 0, 0), &whole));
    assert_eq!(reward.accrued, 7);
    assert!(reward.settle_floor(&running(10, 0, 0), &whole));
    assert_eq!(reward.accrued, 10);
    // With nothing staked the index is taken note of: later stake earns nothing of before.
    let mut late = Reward::default();
    assert!(late.settle_floor(&running(10, 0, 0), &stake(0, 0)));
    assert!(late.settle_floor(&running(11, 0, 0), &whole));
    assert_eq!(late.accrued, 1);
}

#[test]
fn earnings_at_the_extremes() {
    const MAX: u128 = u128::MAX;
    let edges = [0, 1, 63, 64, 255, 256, 1 << 96, (1 << 96) - 1, MAX - 1, MAX];
    for rise in edges {
        for staked in edges {
            for locked in edges.into_iter().filter(|locked| *locked <= staked) {
                let stake = stake(staked, locked);
                assert_eq!(earned(rise, &stake), earned_exactly(rise, &stake));
            }
        }
    }
    // Whoever has the greatest stake, all of it locked, earns beyond 128 bits: it stays there.
    assert_eq!(earned(MAX, &stake(MAX, MAX)), MAX);
    let mut reward = Reward::unpack(Wide { high: 0, low: MAX });
    assert!(reward.settle_floor(&running(MAX, 0, 0), &stake(MAX, 0)));
    assert_eq!(reward.accrued, MAX);
}

#[test]
fn a_saturated_index_stays_and_earns_no_more() {
    let totals = stake(ONE, 0);
    let (mut stream, mut index) = flowing(u128::MAX);
    stream.accrue(&mut index, START + DAY, &totals);
    assert_eq!((stream.left, index.index), (0, u128::MAX));
    let mut reward = Reward::default();
    reward.settle_floor(&index, &totals);
    // Some 4·10²⁷ base units for each VVV.
    assert_eq!(reward.accrued, u128::MAX / (1 << 96) * ONE + (ONE - 1));
    assert_eq!(reward.accrued / ONE, (1 << 32) - 1);
    stream.left = 1_000;
    index.end += DAY;
    stream.accrue(&mut index, START + 2 * DAY, &totals);
    assert_eq!(index.index, u128::MAX);
    assert!(!reward.settle_floor(&index, &totals));
}

/// Any number, with small and great ones as likely as each other.
fn any_size() -> impl Strategy<Value = u128> {
    prop_oneof![
        1 => Just(0),
        1 => Just(u128::MAX),
        8 => (0u32..128, any::<u128>()).prop_map(|(bits, value)| value >> bits),
    ]
}

fn any_stake() -> impl Strategy<Value = Stake> {
    (any_size(), any_size()).prop_map(|(a, b)| stake(a.max(b), a.min(b)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn earnings_are_the_formulas(rise in any_size(), stake in any_stake()) {
        prop_assert_eq!(earned(rise, &stake), earned_exactly(rise, &stake));
    }

    #[test]
    fn accrual_is_total(
        left in any_size(), fifths in any_size(), index in any_size(),
        last in any::<u64>(), end in any::<u64>(), now in any::<u64>(), totals in any_stake(),
    ) {
        let mut stream = Stream { left, fifths };
        let mut index = running(index, last, end);
        let before = index;
        stream.accrue(&mut index, now, &totals);
        prop_assert!(index.index >= before.index);
        prop_assert!(stream.left <= left && stream.fifths >= fifths);
        prop_assert_eq!(Stream::unpack(stream.pack()), stream);
        prop_assert_eq!(Index::unpack(index.pack()), index);
    }

    /// However often it is looked at, the stream never runs ahead of even flow, is all released at
    /// its end, and each look leaves behind less than a base unit.
    #[test]
    fn looking_often_releases_no_more(left in 0..1u128 << 100, gaps in prop::collection::vec(1u64..9_000, 1..40)) {
        let totals = stake(5 * ONE, 2 * ONE);
        let (mut stream, mut index) = flowing(left);
        let mut now = START;
        for (looks, gap) in (1u128..).zip(gaps) {
            now += gap;
            stream.accrue(&mut index, now, &totals);
            let (mut once, mut once_index) = flowing(left);
            once.accrue(&mut once_index, now, &totals);
            prop_assert!(stream.left >= once.left && stream.left - once.left < looks);
        }
        stream.accrue(&mut index, START + DAY, &totals);
        prop_assert_eq!(stream.left, 0);
    }

    /// Invariant 10: what is earned and the fifths never exceed what was released, and what
    /// rounding leaves is under 1 + staked / 2⁹⁶ units an accrual, 1 a settled account.
    #[test]
    fn nothing_is_earned_twice_and_only_dust_is_lost(
        amounts in prop::collection::vec(0..1u128 << 90, 1..8),
        parts in prop::collection::vec((0..1u128 << 100, any::<u8>()), 1..6),
    ) {
        let stakes: Vec<_> = parts
            .iter()
            .map(|(staked, part)| stake(ONE + staked, (ONE + staked) / 255 * u128::from(*part)))
            .collect();
        let staked: u128 = stakes.iter().map(Stake::staked).sum();
        let totals = stake(staked, stakes.iter().map(Stake::locked).sum());
        let mut rewards = vec![Reward::default(); stakes.len()];
        let (mut stream, mut index) = flowing(0);
        for (day, amount) in (1..).zip(&amounts) {
            stream.left = *amount;
            index.end = START + day * DAY;
            stream.accrue(&mut index, START + day * DAY, &totals);
            prop_assert_eq!(stream.left, 0);
        }
        for (reward, stake) in rewards.iter_mut().zip(&stakes) {
            reward.settle_floor(&index, stake);
        }
        let earned: u128 = rewards.iter().map(|reward| reward.accrued).sum();
        let released: u128 = amounts.iter().sum();
        prop_assert!(earned + stream.fifths <= released);
        // The unit an accrual is the fifth's, the other part the index's.
        let units = (amounts.len() + stakes.len()) as u128;
        let dust = released - earned - stream.fifths;
        prop_assert!(dust.saturating_sub(units) << 96 <= amounts.len() as u128 * staked);
    }

    #[test]
    fn records_survive_packing(high in any::<u128>(), low in any::<u128>()) {
        let word = Wide { high, low };
        prop_assert_eq!(Stream::unpack(word).pack(), word);
        prop_assert_eq!(Index::unpack(word).pack(), word);
        prop_assert_eq!(Reward::unpack(word).pack(), word);
        prop_assert_eq!(Stream::unpack(word), Stream { left: high, fifths: low });
        let reward = Reward::unpack(word);
        prop_assert_eq!(reward.accrued, low);
        let index = Index::unpack(word);
        prop_assert_eq!((index.index, index.end), (high, low as u64));
    }
}

/// What has not changed need not be stored; what has must be, even if nothing was released.
#[test]
fn it_says_whether_anything_has_changed() {
    let all = stake(LEAST_STAKE, 0);
    let (mut stream, mut index) = flowing(1);
    assert!(stream.accrue(&mut index, START + 1, &all), "time has run");
    assert_eq!(stream.left, 1, "but not far enough for a unit");
    assert!(!stream.accrue(&mut index, START + 1, &all));
    assert!(stream.accrue(&mut index, START + DAY, &all));
    assert_eq!(stream.left, 0);
    assert!(!stream.accrue(&mut index, START + 2 * DAY, &all));
}
