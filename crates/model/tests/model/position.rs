//! Stake arithmetic and what burning frees.

use diem_model::position::{
    burn_release_floor, DiemBalance, InsufficientUnlocked, Overflow, Stake,
};
use num_bigint::BigUint;
use packed_word::{Record, Wide};
use proptest::prelude::*;

fn stake(staked: u128, locked: u128) -> Stake {
    let mut stake = Stake::default();
    stake.add(staked).unwrap();
    stake.lock(locked).unwrap();
    stake
}

#[test]
fn only_the_unlocked_part_leaves_or_locks() {
    let mut s = stake(100, 60);
    assert_eq!((s.staked(), s.locked(), s.unlocked()), (100, 60, 40));
    let before = s;
    assert_eq!(s.remove(41), Err(InsufficientUnlocked(40)));
    assert_eq!(s.lock(41), Err(InsufficientUnlocked(40)));
    assert_eq!(s, before, "a refusal changes nothing");
    s.remove(40).unwrap();
    assert_eq!((s.staked(), s.unlocked()), (60, 0));
    s.release(60);
    assert_eq!((s.staked(), s.unlocked()), (60, 60));
}

#[test]
fn stake_refuses_what_128_bits_cannot_hold() {
    let mut s = stake(u128::MAX - 1, 0);
    assert_eq!(s.add(2), Err(Overflow));
    assert_eq!(s.staked(), u128::MAX - 1);
    s.add(1).unwrap();
    s.lock(u128::MAX).unwrap();
    assert_eq!(s.unlocked(), 0);
}

#[test]
fn burning_all_frees_all_and_nothing_or_too_much_frees_none() {
    assert_eq!(burn_release_floor(7, 100, 7), Some(100));
    assert_eq!(burn_release_floor(0, 100, 7), None);
    assert_eq!(burn_release_floor(8, 100, 7), None);
    assert_eq!(burn_release_floor(1, 100, 0), None);
    assert_eq!(burn_release_floor(1, 100, 3), Some(33));
    assert_eq!(
        burn_release_floor(u128::MAX, u128::MAX, u128::MAX),
        Some(u128::MAX)
    );
}

proptest! {
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

    /// However a position is burned down, the whole of it frees exactly what was locked.
    #[test]
    fn burns_in_parts_free_all_in_the_end_and_never_more_on_the_way(
        minted in 1u128..=1 << 80,
        locked in 0u128..=1 << 100,
        parts in prop::collection::vec(1u128..=1 << 80, 0..8),
    ) {
        let (mut left, mut behind, mut freed, mut burned) = (minted, locked, 0u128, 0u128);
        for part in parts {
            let amount = part.min(left);
            let Some(release) = burn_release_floor(amount, behind, left) else { break };
            (left, behind) = (left - amount, behind - release);
            (freed, burned) = (freed + release, burned + amount);
            // Never more than the same amount burned at once would have freed.
            prop_assert!(freed <= burn_release_floor(burned, locked, minted).unwrap());
        }
        if left > 0 {
            freed += burn_release_floor(left, behind, left).unwrap();
        }
        prop_assert_eq!(freed, locked);
    }

    #[test]
    fn records_pack_and_unpack(
        staked: u128, locked: u128, balance in 0u128..1 << 80, minted in 0u128..1 << 80,
    ) {
        let s = stake(staked.max(locked), locked.min(staked));
        prop_assert_eq!(Stake::unpack(s.pack()), s);
        let purse = DiemBalance { balance, minted };
        prop_assert_eq!(DiemBalance::unpack(purse.pack()), purse);
    }
}

#[test]
fn an_unwritten_slot_is_an_empty_record() {
    assert_eq!(Stake::unpack(Wide::ZERO), Stake::default());
    assert_eq!(DiemBalance::unpack(Wide::ZERO), DiemBalance::default());
}
