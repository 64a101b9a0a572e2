// SPDX-License-Identifier: MIT OR Apache-2.0
//! The records of activated programs. They are in the storage of `ArbOS`'s own account, so that they are
//! journaled, reverted and saved like other state.
//!
//! A record is packed as in Nitro (`arbos/programs/programs.go`). The slots differ from Nitro's.

use revm::context_interface::{Database, JournalTr};
use revm::primitives::{address, keccak256, Address, B256, U256};
use stylus_wasm::activate::ProgramInfo;
use stylus_wasm::params::EXPIRY_SECONDS;

/// The account that holds the chain's own state.
pub const ARBOS: Address = address!("a4b05fffffffffffffffffffffffffffffffffff");

/// Start of the hours in which records count time (2015-01-16), Unix seconds.
const START: u64 = 1_421_388_000;

/// Slot of the demand from which the data fee is computed, and of its last update.
const DEMAND_SLOT: U256 = U256::from_limbs([1, 0, 0, 0]);

/// Slot of the number of cache managers. They are at hashes of the slot and their index.
const CACHE_MANAGERS_SLOT: U256 = U256::from_limbs([2, 0, 0, 0]);

/// An activated program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// The Stylus version that it was activated for.
    pub version: u16,
    /// Costs of its start, and its size.
    pub info: ProgramInfo,
    /// Time of the activation, in hours since the start of the count.
    pub activated_hours: u32,
    /// Whether it is in the cache, which makes starts cheaper.
    pub cached: bool,
}

impl Record {
    /// The record of a program that is activated for a Stylus version at `time` (Unix seconds).
    pub fn new(version: u16, info: ProgramInfo, time: u64, cached: bool) -> Self {
        Self { version, info, activated_hours: 0, cached }.renewed(time)
    }

    /// The record of a program whose life starts again at `time` (Unix seconds).
    pub fn renewed(self, time: u64) -> Self {
        let activated_hours = (time.saturating_sub(START) / 3600) as u32;
        Self { activated_hours, ..self }
    }

    /// Seconds from the activation, rounded down to an hour, to `time` (Unix seconds).
    pub fn age(&self, time: u64) -> u64 {
        time.saturating_sub(START + u64::from(self.activated_hours) * 3600)
    }

    /// Returns whether the program has expired at `time` (Unix seconds).
    pub fn is_expired(&self, time: u64) -> bool {
        self.age(time) > EXPIRY_SECONDS
    }

    /// Returns whether the program can run at `time` (Unix seconds) on a chain with this Stylus version.
    pub fn is_live(&self, version: u16, time: u64) -> bool {
        self.version == version && !self.is_expired(time)
    }

    /// Size of the native code, estimated at the activation and rounded up to a kilobyte.
    pub fn asm_bytes(&self) -> u32 {
        self.info.asm_estimate.div_ceil(1024) * 1024
    }

    /// Gas of a start that finds the program in a cache.
    pub fn cached_gas(&self) -> u64 {
        self.info.cached_start_gas()
    }

    /// Gas of a start that does not find the program in a cache.
    pub fn uncached_gas(&self) -> u64 {
        self.info.uncached_start_gas()
    }

    fn pack(self) -> U256 {
        let mut word = [0; 32];
        word[0..2].copy_from_slice(&self.version.to_be_bytes());
        word[2..4].copy_from_slice(&self.info.init_cost.to_be_bytes());
        word[4..6].copy_from_slice(&self.info.cached_init_cost.to_be_bytes());
        word[6..8].copy_from_slice(&self.info.footprint.to_be_bytes());
        word[8..11].copy_from_slice(&self.activated_hours.to_be_bytes()[1..]);
        word[11..14].copy_from_slice(&self.info.asm_estimate.div_ceil(1024).to_be_bytes()[1..]);
        word[14] = self.cached.into();
        U256::from_be_bytes(word)
    }

    fn unpack(word: U256) -> Option<Self> {
        let word = word.to_be_bytes::<32>();
        let short = |at: usize| u16::from_be_bytes([word[at], word[at + 1]]);
        let triple = |at: usize| u32::from_be_bytes([0, word[at], word[at + 1], word[at + 2]]);
        let version = short(0);
        (version != 0).then(|| Self {
            version,
            info: ProgramInfo {
                init_cost: short(2),
                cached_init_cost: short(4),
                footprint: short(6),
                asm_estimate: triple(11) * 1024,
            },
            activated_hours: triple(8),
            cached: word[14] != 0,
        })
    }
}

type DbResult<J, T> = Result<T, <<J as JournalTr>::Database as Database>::Error>;

fn slot(code_hash: B256) -> U256 {
    keccak256(code_hash).into()
}

/// The record of the program with this code hash, expired or not.
pub(crate) fn load<J: JournalTr>(journal: &mut J, code_hash: B256) -> DbResult<J, Option<Record>> {
    read(journal, slot(code_hash)).map(Record::unpack)
}

/// Writes a program's record.
pub(crate) fn store<J: JournalTr>(
    journal: &mut J,
    code_hash: B256,
    record: Record,
) -> DbResult<J, ()> {
    write(journal, slot(code_hash), record.pack())
}

/// Adds an activation or an extension to the demand. Returns its data fee, wei.
pub(crate) fn charge_demand<J: JournalTr>(
    journal: &mut J,
    asm_bytes: u32,
    time: u64,
) -> DbResult<J, U256> {
    let word: U256 = read(journal, DEMAND_SLOT)?;
    let (demand, last) = (word.as_limbs()[0], word.as_limbs()[1].max(START));
    let (demand, fee) = super::fee::charge(demand as u32, time.saturating_sub(last), asm_bytes);
    write(journal, DEMAND_SLOT, U256::from_limbs([demand.into(), time, 0, 0]))?;
    Ok(fee)
}

/// The accounts that may put programs into the cache.
pub(crate) fn cache_managers<J: JournalTr>(journal: &mut J) -> DbResult<J, Vec<Address>> {
    let count: U256 = read(journal, CACHE_MANAGERS_SLOT)?;
    let manager = |index| Ok(Address::from_word(read(journal, manager_slot(index))?.into()));
    (0..count.saturating_to()).map(manager).collect()
}

/// Adds a cache manager.
pub(crate) fn add_cache_manager<J: JournalTr>(
    journal: &mut J,
    manager: Address,
) -> DbResult<J, ()> {
    let count: U256 = read(journal, CACHE_MANAGERS_SLOT)?;
    write(journal, manager_slot(count.saturating_to()), manager.into_word().into())?;
    write(journal, CACHE_MANAGERS_SLOT, count + U256::from(1))
}

fn manager_slot(index: u64) -> U256 {
    let key = [CACHE_MANAGERS_SLOT, U256::from(index)].map(|word| word.to_be_bytes::<32>());
    keccak256(key.as_flattened()).into()
}

fn read<J: JournalTr>(journal: &mut J, slot: U256) -> DbResult<J, U256> {
    journal.load_account(ARBOS)?;
    Ok(journal.sload(ARBOS, slot)?.data)
}

fn write<J: JournalTr>(journal: &mut J, slot: U256, value: U256) -> DbResult<J, ()> {
    journal.load_account(ARBOS)?;
    journal.touch_account(ARBOS);
    journal.sstore(ARBOS, slot, value)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacking_restores_a_packed_record() {
        let info = ProgramInfo {
            init_cost: 5303,
            cached_init_cost: 1208,
            footprint: 17,
            asm_estimate: 845 * 1024,
        };
        let record = Record::new(3, info, 1_800_000_000, true);
        assert_eq!(Record::unpack(record.pack()), Some(record));
        assert_eq!(Record::unpack(U256::ZERO), None);
    }

    #[test]
    fn a_program_lives_for_a_year() {
        let info =
            ProgramInfo { init_cost: 0, cached_init_cost: 0, footprint: 1, asm_estimate: 1024 };
        let time = START + 3600 * 400_000;
        let record = Record::new(3, info, time, false);
        assert!(record.is_live(3, time + EXPIRY_SECONDS));
        assert!(!record.is_live(3, time + EXPIRY_SECONDS + 1));
        assert!(!record.is_live(2, time));
    }
}
