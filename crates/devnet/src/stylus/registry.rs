//! Which programs are activated: `ArbOS`'s records, kept in the storage of its own account so that they are
//! journaled, reverted and saved with everything else.
//!
//! A record is packed as Nitro packs it (`arbos/programs/programs.go`); the slots are this crate's own.

use revm::context_interface::{Database, JournalTr};
use revm::primitives::{address, keccak256, Address, B256, U256};

use super::activate::ProgramInfo;
use super::params::{EXPIRY_SECONDS, MIN_CACHED_INIT_GAS, MIN_INIT_GAS, STYLUS_VERSION};

/// The account that holds the chain's own state.
pub const ARBOS: Address = address!("a4b05fffffffffffffffffffffffffffffffffff");

/// Arbitrum's day one, from which activations count hours. Unix seconds.
const START: u64 = 1_421_388_000;

/// Slot of the fee's demand counter.
const DEMAND_SLOT: U256 = U256::from_limbs([1, 0, 0, 0]);

/// An activated program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// The Stylus version it was activated for.
    pub version: u16,
    /// What starting it costs.
    pub info: ProgramInfo,
    /// Hours from Arbitrum's first day to the activation.
    pub activated_hours: u32,
    /// Whether starts are priced as cached.
    pub cached: bool,
}

impl Record {
    /// A program activated at `time` (unix seconds).
    pub fn new(info: ProgramInfo, time: u64, cached: bool) -> Self {
        let activated_hours = (time.saturating_sub(START) / 3600) as u32;
        Self {
            version: STYLUS_VERSION,
            info,
            activated_hours,
            cached,
        }
    }

    /// Seconds since the activation, as the records know it.
    pub fn age(&self, time: u64) -> u64 {
        time.saturating_sub(START + u64::from(self.activated_hours) * 3600)
    }

    /// Whether the program may run at `time`.
    pub fn is_live(&self, time: u64) -> bool {
        self.version == STYLUS_VERSION && self.age(time) <= EXPIRY_SECONDS
    }

    /// Gas of a start that finds the program in a cache.
    pub fn cached_gas(&self) -> u64 {
        MIN_CACHED_INIT_GAS + u64::from(self.info.cached_init_cost)
    }

    /// Gas of a start that does not.
    pub fn uncached_gas(&self) -> u64 {
        self.cached_gas() + MIN_INIT_GAS + u64::from(self.info.init_cost)
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

/// The record of the program with this code, live or not.
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

/// Counts an activation in the fee's demand and returns the fee, wei.
pub(crate) fn charge_demand<J: JournalTr>(
    journal: &mut J,
    asm_bytes: u32,
    time: u64,
) -> DbResult<J, U256> {
    let word: U256 = read(journal, DEMAND_SLOT)?;
    let (demand, last) = (word.as_limbs()[0], word.as_limbs()[1].max(START));
    let (demand, fee) = super::fee::charge(demand as u32, time.saturating_sub(last), asm_bytes);
    write(
        journal,
        DEMAND_SLOT,
        U256::from_limbs([demand.into(), time, 0, 0]),
    )?;
    Ok(fee)
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
    fn records_survive_packing() {
        let info = ProgramInfo {
            init_cost: 5303,
            cached_init_cost: 1208,
            footprint: 17,
            asm_estimate: 845 * 1024,
        };
        let record = Record::new(info, 1_800_000_000, true);
        assert_eq!(Record::unpack(record.pack()), Some(record));
        assert_eq!(Record::unpack(U256::ZERO), None);
    }

    #[test]
    fn a_program_lives_for_a_year() {
        let info = ProgramInfo {
            init_cost: 0,
            cached_init_cost: 0,
            footprint: 1,
            asm_estimate: 1024,
        };
        let time = START + 3600 * 400_000;
        let record = Record::new(info, time, false);
        assert!(record.is_live(time + EXPIRY_SECONDS));
        assert!(!record.is_live(time + EXPIRY_SECONDS + 1));
    }
}
