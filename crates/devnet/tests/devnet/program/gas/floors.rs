// SPDX-License-Identifier: MIT OR Apache-2.0
//! The components of a floor, priced by the EVM's gas schedule.
//!
//! The floor of a call is the least gas that the schedule allows for the job: intrinsic gas, the storage slots that the
//! rule needs on the best layout, logs, precompiles and token calls. It contains no instruction, no hash and no program
//! start.

/// The first access to a slot in a transaction: writing an empty slot, changing a nonzero one, and only reading it.
pub(super) const NEW: u64 = 22_100;
pub(super) const CHANGED: u64 = 5_000;
pub(super) const READ: u64 = 2_100;
/// Any later access to an account or a slot.
pub(super) const WARM: u64 = 100;
/// The refund for clearing a slot.
pub(super) const CLEARED: u64 = 4_800;
pub(super) const ECRECOVER: u64 = 3_000;
/// The first access to another contract.
pub(super) const ACCOUNT: u64 = 2_600;
/// A transfer inside the fee token's own code, without and with an allowance to read.
pub(super) const TRANSFER: u64 = 14_356;
pub(super) const TRANSFER_FROM: u64 = 16_456;

/// What every call that changes a stake updates: the reward index (in one slot with the DIEM supply), read from the
/// stream; the total stake, the account's stake and its reward.
pub(super) const STAKER: u64 = CHANGED + READ + 3 * CHANGED;
/// The same for an account that has never staked.
pub(super) const NEW_STAKER: u64 = STAKER + 2 * (NEW - CHANGED);
/// A change of locked VVV: the account's DIEM balance and outstanding DIEM, the pool's share of the stream, both logs.
pub(super) const LOCKS: u64 = 2 * CHANGED + log(3, 1) + log(2, 2);
/// VVV or fee tokens received, and paid out: the contract's liabilities, the token's address, the token's own work.
pub(super) const PULL: u64 = CHANGED + READ + TRANSFER_FROM;
pub(super) const PUSH: u64 = CHANGED + READ + TRANSFER;

/// What the first call of a day does in addition, the day's rollover: it changes the index, the stream, the pool's
/// share of it, the inflow, the figures of two days and two budgets; reads the total stake and the price of a credit, which
/// the new budget depends on; changes the day's slot instead of only reading it; and emits an event.
pub(super) const ROLL: u64 = 8 * CHANGED + (CHANGED - READ) + 2 * READ + log(2, 6);

/// A log with `topics` topics and `words` words of data.
pub(super) const fn log(topics: u64, words: u64) -> u64 {
    375 + 375 * topics + 8 * 32 * words
}

pub(super) fn intrinsic(calldata: &[u8]) -> u64 {
    let bytes = calldata.iter().map(|byte| if *byte == 0 { 4 } else { 16 });
    21_000 + bytes.sum::<u64>()
}
