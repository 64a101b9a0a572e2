// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contract's liabilities.

use diem_model::owed::{Overflow, Owed};

#[test]
fn staking_a_reward_moves_it_from_the_fee_token_to_vvv() {
    let mut owed = Owed { vvv: 10, fee: 7 };
    assert_eq!(owed.stake_fee(3), Ok(()));
    assert_eq!(owed, Owed { vvv: 13, fee: 4 });
}

#[test]
fn staking_a_reward_beyond_128_bits_changes_nothing() {
    let full = Owed { vvv: u128::MAX - 2, fee: 7 };
    let mut owed = full;
    assert_eq!(owed.stake_fee(3), Err(Overflow));
    assert_eq!(owed, full);
    assert_eq!(owed.stake_fee(2), Ok(()));
    assert_eq!(owed.vvv, u128::MAX);
}
