// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stake arithmetic, and what a burn unlocks.

use crate::common::random_cases;
use diem_model::position::{DiemBalance, InsufficientUnlocked, Overflow, Stake};
use num_bigint::BigUint;
use packed_word::{Record, Wide};
use proptest::prelude::*;

fn stake(staked: u128, locked: u128) -> Stake {
    let mut stake = Stake::default();
    stake.add(staked).unwrap();
    stake.lock(locked).unwrap();
    stake
}

/// What burning `amount` DIEM unlocks in a position of `locked` VVV and `minted` DIEM.
fn burn_release_floor(amount: u128, locked: u128, minted: u128) -> Option<u128> {
    let diem = DiemBalance { balance: 0, minted };
    diem.burn_release_floor(amount, &stake(locked, locked))
}

#[test]
fn only_unlocked_stake_can_be_removed_or_locked() {
    let mut s = stake(100, 60);
    assert_eq!((s.staked(), s.locked(), s.unlocked()), (100, 60, 40));
    let before = s;
    assert_eq!(s.remove(41), Err(InsufficientUnlocked(40)));
    assert_eq!(s.lock(41), Err(InsufficientUnlocked(40)));
    assert_eq!(s, before, "a failed call changes nothing");
    s.remove(40).unwrap();
    assert_eq!((s.staked(), s.unlocked()), (60, 0));
    s.unlock(60);
    assert_eq!((s.staked(), s.unlocked()), (60, 60));
}

#[test]
fn add_fails_if_the_stake_would_exceed_128_bits() {
    let mut s = stake(u128::MAX - 1, 0);
    assert_eq!(s.add(2), Err(Overflow));
    assert_eq!(s.staked(), u128::MAX - 1);
    s.add(1).unwrap();
    s.lock(u128::MAX).unwrap();
    assert_eq!(s.unlocked(), 0);
}

#[test]
fn burning_all_unlocks_all_and_invalid_amounts_unlock_nothing() {
    assert_eq!(burn_release_floor(7, 100, 7), Some(100));
    assert_eq!(burn_release_floor(0, 100, 7), None);
    assert_eq!(burn_release_floor(8, 100, 7), None);
    assert_eq!(burn_release_floor(1, 100, 0), None);
    assert_eq!(burn_release_floor(1, 100, 3), Some(33));
    assert_eq!(burn_release_floor(u128::MAX, u128::MAX, u128::MAX), Some(u128::MAX));
}

proptest! {
    #![proptest_config(random_cases(256))]

    #[test]
    fn release_is_the_floor_of_the_average_rate(
        minted in 1u128..=1 << 80,
        locked: u128,
        part in 0u128..=1 << 80,
    ) {
        let amount = 1 + part % minted;
        let exact = BigUint::from(amount) * locked / minted;
        prop_assert_eq!(BigUint::from(burn_release_floor(amount, locked, minted).unwrap()), exact);
    }

    /// Burning a position in any parts unlocks exactly what was locked.
    #[test]
    fn burns_in_parts_unlock_all_in_the_end_and_never_more_on_the_way(
        minted in 1u128..=1 << 80,
        locked in 0u128..=1 << 100,
        parts in prop::collection::vec(1u128..=1 << 80, 0..8),
    ) {
        let (mut left, mut behind, mut unlocked, mut burned) = (minted, locked, 0u128, 0u128);
        for part in parts {
            let amount = part.min(left);
            let Some(release) = burn_release_floor(amount, behind, left) else { break };
            (left, behind) = (left - amount, behind - release);
            (unlocked, burned) = (unlocked + release, burned + amount);
            // Never more than burning the same amount at once would have unlocked.
            prop_assert!(unlocked <= burn_release_floor(burned, locked, minted).unwrap());
        }
        if left > 0 {
            unlocked += burn_release_floor(left, behind, left).unwrap();
        }
        prop_assert_eq!(unlocked, locked);
    }

    #[test]
    fn records_pack_and_unpack(
        staked: u128, locked: u128, balance in 0u128..1 << 80, minted in 0u128..1 << 80,
    ) {
        let s = stake(staked.max(locked), locked.min(staked));
        prop_assert_eq!(Stake::unpack(s.pack()), s);
        let diem = DiemBalance { balance, minted };
        prop_assert_eq!(DiemBalance::unpack(diem.pack()), diem);
    }
}

#[test]
fn unwritten_slot_is_the_default_record() {
    assert_eq!(Stake::unpack(Wide::ZERO), Stake::default());
    assert_eq!(DiemBalance::unpack(Wide::ZERO), DiemBalance::default());
}
