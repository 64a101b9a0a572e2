// SPDX-License-Identifier: MIT OR Apache-2.0
//! The stream, the reward index and an account's rewards, against big-number arithmetic.

use crate::common::random_cases;
use diem_model::position::Stake;
use diem_model::rewards::{Index, Reward, Stream, MIN_STAKE};
use diem_model::time::DAY;
use num_bigint::BigUint;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const START: u64 = 20_000 * DAY;
const ONE: u128 = MIN_STAKE;

fn stake(staked: u128, locked: u128) -> Stake {
    assert!(locked <= staked);
    Stake::unpack(Wide { high: staked, low: locked })
}

/// An index of `value` that was last updated at `last`.
fn running(value: u128, last: u64) -> Index {
    Index { value, last }
}

/// A stream of `amount` over 24 hours from [`START`] on.
fn flowing(amount: u128) -> (Stream, Index) {
    let stream = Stream { amount, start: START, end: START + DAY };
    (stream, running(0, START))
}

/// What a stake earns while the index rises by `rise`.
fn earned(rise: u128, stake: &Stake) -> u128 {
    let mut reward = Reward::default();
    assert_eq!(reward.settle_floor(&running(rise, 0), stake), rise > 0);
    reward.accrued
}

/// What the pool earns for `locked` VVV while the index rises by `rise`.
fn pool_share(rise: u128, locked: u128) -> u128 {
    let mut reward = Reward::default();
    let changed = reward.settle_pool_share_floor(&running(rise, 0), locked);
    assert_eq!(changed, rise > 0);
    reward.accrued
}

/// What a stake earns, in big-number arithmetic.
fn earned_exactly(rise: u128, stake: &Stake) -> u128 {
    let weight = BigUint::from(stake.staked()) * 5u32 - stake.locked();
    let earned: BigUint = (weight * rise / 5u32) >> 96;
    u128::try_from(earned).unwrap_or(u128::MAX)
}

#[test]
fn stream_releases_evenly_rounded_down_and_completely() {
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
        stream.accrue(&mut index, START + passed, ONE);
        assert_eq!(stream.unreleased(&index), 1_000 - released, "after {passed} s");
        assert_eq!(index.value, (released << 96) / ONE, "after {passed} s");
        assert_eq!(stream, flowing(1_000).0, "a release changes the index only");
    }
}

#[test]
fn accruing_twice_at_one_time_changes_nothing() {
    for passed in [0, 1, DAY / 3, DAY, 2 * DAY] {
        let (mut stream, mut index) = flowing(1 << 70);
        stream.accrue(&mut index, START + passed, 3 * ONE);
        let once = (stream, index);
        stream.accrue(&mut index, START + passed, 3 * ONE);
        assert_eq!((stream, index), once);
    }
}

/// What a look finds is the whole release so far, not the sum of what each look rounds down.
#[test]
fn looking_every_second_loses_nothing() {
    let (mut stream, mut index) = flowing(1_000);
    for passed in 1..=DAY {
        stream.accrue(&mut index, START + passed, ONE);
        let released = 1_000 * u128::from(passed) / u128::from(DAY);
        assert_eq!(stream.unreleased(&index), 1_000 - released, "after {passed} s");
        assert_eq!(index.last, START + passed);
    }
    // One VVV staked divides 2⁹⁶ with a rest: each unit rounds down the index on its own.
    assert_eq!(index.value, (1 << 96) / ONE * 1_000);
}

/// The stream waits whenever too little is staked, not only before its first release.
#[test]
fn stream_waits_in_the_middle_as_at_its_start() {
    let (mut stream, mut index) = flowing(86_400);
    let mut now = START;
    let mut moved = 0;
    for (seconds, staked) in [(10, 0), (100, ONE), (20, ONE - 1), (200, 2 * ONE), (30, 0), (1, ONE)]
    {
        now += seconds;
        let before = stream.unreleased(&index);
        stream.accrue(&mut index, now, staked);
        let released = if staked < ONE { 0 } else { u128::from(seconds) };
        moved += if staked < ONE { seconds } else { 0 };
        assert_eq!(before - stream.unreleased(&index), released);
        assert_eq!((stream.start, stream.end), (START + moved, START + moved + DAY));
        assert_eq!(index.last, now);
    }
}

#[test]
fn stream_is_postponed_while_less_than_one_vvv_is_staked() {
    for staked in [0, 1, ONE - 1] {
        let (mut stream, mut index) = flowing(1_000);
        stream.accrue(&mut index, START + 100, staked);
        stream.accrue(&mut index, START + 1_000, staked);
        assert_eq!(stream.unreleased(&index), 1_000);
        assert_eq!(index, running(0, START + 1_000));
        let moved = Stream { amount: 1_000, start: START + 1_000, end: START + DAY + 1_000 };
        assert_eq!(stream, moved);
    }
    let (mut stream, mut index) = flowing(1_000);
    stream.accrue(&mut index, START + 1_000, ONE);
    assert_eq!(
        (stream.unreleased(&index), stream.end),
        (989, START + DAY),
        "from 1 VVV on it is released"
    );
}

/// A stream that was postponed past its end still has the time it had left.
#[test]
fn postponed_stream_keeps_its_remaining_time() {
    for wait in [1, DAY - 1, DAY, 1_000 * DAY] {
        let (mut stream, mut index) = flowing(1_000_003);
        stream.accrue(&mut index, START + 500, 7 * ONE);
        let (mut twin, mut twin_index) = (stream, index);
        stream.accrue(&mut index, START + 500 + wait, 0);
        for passed in [1, 777, DAY / 2, DAY] {
            stream.accrue(&mut index, START + 500 + wait + passed, 7 * ONE);
            twin.accrue(&mut twin_index, START + 500 + passed, 7 * ONE);
            assert_eq!(stream.unreleased(&index), twin.unreleased(&twin_index));
            assert_eq!(index.value, twin_index.value);
            assert_eq!(stream.end, twin.end + wait);
        }
    }
}

/// Time never goes backwards on the chain, but the stream does not rely on it.
#[test]
fn nothing_is_released_twice_if_time_goes_backwards() {
    for staked in [0, ONE] {
        let (mut stream, mut index) = flowing(86_400);
        stream.accrue(&mut index, START + 1_000, staked);
        let before = (stream, index);
        for back in [START + 999, START, START - DAY, 0] {
            stream.accrue(&mut index, back, staked);
            assert_eq!((stream, index), before);
        }
    }
}

#[test]
fn empty_or_ended_stream_changes_nothing() {
    let at = running(5, START);
    for staked in [0, ONE] {
        let (mut stream, mut index) = (Stream::default(), at);
        stream.accrue(&mut index, START + 9 * DAY, staked);
        assert_eq!((stream, index), (Stream::default(), at));

        let (mut stream, mut index) = flowing(1_000);
        stream.accrue(&mut index, START + DAY, ONE);
        let ended = (stream, index);
        stream.accrue(&mut index, START + 9 * DAY, staked);
        assert_eq!((stream, index), ended);
    }
}

#[test]
fn locked_stake_earns_four_fifths_and_the_pool_one_fifth() {
    let (mut stream, mut index) = flowing(1_000_000);
    let (free, locked) = (stake(6 * ONE, 0), stake(4 * ONE, 4 * ONE));
    stream.accrue(&mut index, START + DAY, 10 * ONE);
    // The index is rounded down, and so is each reward.
    assert_eq!(earned(index.value, &free), 599_999);
    assert_eq!(earned(index.value, &locked), 319_999);
    assert_eq!(pool_share(index.value, 4 * ONE), 79_999);
}

#[test]
fn each_rise_of_the_index_is_earned_once() {
    let mut reward = Reward::default();
    let whole = stake(1 << 96, 0);
    assert!(!reward.settle_floor(&running(0, 0), &whole));
    assert!(reward.settle_floor(&running(7, 0), &whole));
    assert!(!reward.settle_floor(&running(7, 0), &whole));
    assert_eq!(reward.accrued, 7);
    assert!(reward.settle_floor(&running(10, 0), &whole));
    assert_eq!(reward.accrued, 10);
    // With nothing staked the index is recorded, so that later stake earns nothing retroactively.
    let mut late = Reward::default();
    assert!(late.settle_floor(&running(10, 0), &stake(0, 0)));
    assert!(late.settle_floor(&running(11, 0), &whole));
    assert_eq!(late.accrued, 1);
}

#[test]
fn rewards_follow_the_formula_at_the_extremes() {
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
    // The largest stake, all of it locked, would earn more than 128 bits hold: it saturates.
    assert_eq!(earned(MAX, &stake(MAX, MAX)), MAX);
    let mut reward = Reward::unpack(Wide { high: 0, low: MAX });
    assert!(reward.settle_floor(&running(MAX, 0), &stake(MAX, 0)));
    assert_eq!(reward.accrued, MAX);
}

#[test]
fn saturated_index_earns_no_more() {
    let totals = stake(ONE, 0);
    let (mut stream, mut index) = flowing(u128::MAX);
    stream.accrue(&mut index, START + DAY, ONE);
    assert_eq!((stream.unreleased(&index), index.value), (0, u128::MAX));
    let mut reward = Reward::default();
    reward.settle_floor(&index, &totals);
    // Some 4·10⁹ base units for each VVV wei, 4·10²⁷ for each VVV.
    assert_eq!(reward.accrued, u128::MAX / (1 << 96) * ONE + (ONE - 1));
    assert_eq!(reward.accrued / ONE, (1 << 32) - 1);
    stream = Stream { amount: 1_000, start: START + DAY, end: START + 2 * DAY };
    stream.accrue(&mut index, START + 2 * DAY, ONE);
    assert_eq!(index.value, u128::MAX);
    assert!(!reward.settle_floor(&index, &totals));
}

/// Any number; all orders of magnitude are equally likely.
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
    #![proptest_config(random_cases(5_000))]

    #[test]
    fn rewards_follow_the_formula(rise in any_size(), stake in any_stake()) {
        prop_assert_eq!(earned(rise, &stake), earned_exactly(rise, &stake));
    }

    #[test]
    fn pool_share_follows_the_formula(rise in any_size(), locked in any_size()) {
        let exactly: BigUint = (BigUint::from(rise) * locked / 5u32) >> 96;
        prop_assert_eq!(pool_share(rise, locked), u128::try_from(exactly).unwrap_or(u128::MAX));
    }

    #[test]
    fn accrual_never_fails_from_any_state(
        amount in any_size(), value in any_size(), start in any::<u64>(), end in any::<u64>(),
        last in any::<u64>(), now in any::<u64>(), staked in any_size(),
    ) {
        let mut stream = Stream { amount, start, end };
        let mut index = running(value, last);
        stream.accrue(&mut index, now, staked);
        prop_assert!(index.value >= value);
        prop_assert!(stream.unreleased(&index) <= amount);
        prop_assert_eq!(stream.amount, amount);
        prop_assert_eq!(Stream::unpack(stream.pack()), stream);
    }

    /// The amount released by a time does not depend on how often the stream accrues before.
    #[test]
    fn frequent_accrual_releases_the_same_amount(amount in 0..1u128 << 100, gaps in prop::collection::vec(1u64..9_000, 1..40)) {
        let (mut stream, mut index) = flowing(amount);
        let mut now = START;
        for gap in gaps {
            now += gap;
            stream.accrue(&mut index, now, 5 * ONE);
            let (mut once, mut once_index) = flowing(amount);
            once.accrue(&mut once_index, now, 5 * ONE);
            prop_assert_eq!(stream.unreleased(&index), once.unreleased(&once_index));
        }
        stream.accrue(&mut index, START + DAY, 5 * ONE);
        prop_assert_eq!(stream.unreleased(&index), 0);
    }

    /// Invariant 10: rewards and the pool's part never exceed the release. Rounding leaves less than
    /// staked / 2⁹⁶ units per accrual, plus 1 per settlement of an account or of the pool.
    #[test]
    fn rewards_never_exceed_the_release_and_lose_only_dust(
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
        let mut index = running(0, START);
        for (day, amount) in (0..).zip(&amounts) {
            let mut stream = Stream {
                amount: *amount,
                start: START + day * DAY,
                end: START + (day + 1) * DAY,
            };
            stream.accrue(&mut index, stream.end, staked);
            prop_assert_eq!(stream.unreleased(&index), 0);
        }
        let pool_reward = pool_share(index.value, totals.locked());
        for (reward, stake) in rewards.iter_mut().zip(&stakes) {
            reward.settle_floor(&index, stake);
        }
        let earned: u128 = rewards.iter().map(|reward| reward.accrued).sum();
        let released: u128 = amounts.iter().sum();
        prop_assert!(earned + pool_reward <= released);
        // One unit per account and one for the pool; the rest is rounding of the index.
        let units = 1 + stakes.len() as u128;
        let dust = released - earned - pool_reward;
        prop_assert!(dust.saturating_sub(units) << 96 <= amounts.len() as u128 * staked);
    }

    #[test]
    fn records_survive_packing(high in any::<u128>(), low in any::<u128>()) {
        let word = Wide { high, low };
        prop_assert_eq!(Stream::unpack(word).pack(), word);
        prop_assert_eq!(Reward::unpack(word).pack(), word);
        let stream = Stream::unpack(word);
        prop_assert_eq!((stream.amount, stream.start, stream.end), (high, (low >> 64) as u64, low as u64));
        let reward = Reward::unpack(word);
        prop_assert_eq!(reward.accrued, low);
    }
}
