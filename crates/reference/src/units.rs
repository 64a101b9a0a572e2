//! People, tokens, time and exact arithmetic.

use alloy_primitives::U256;

/// A person, by number. See [`cast`] for those of the stories.
pub type Who = usize;

/// Nobody: the zero address.
pub const ZERO: Who = usize::MAX;

/// The contract itself.
pub const CONTRACT: Who = usize::MAX - 1;

/// Days since 1970, by UTC.
pub type Day = u32;

/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// One whole VVV, DIEM or credit; also 100 %.
pub const ONE: u128 = 1_000_000_000_000_000_000;

/// The day a second belongs to.
pub fn day_of(second: u64) -> Day {
    (second / DAY) as Day
}

/// The first second of a day.
pub fn midnight(day: Day) -> u64 {
    u64::from(day) * DAY
}

/// The tokens that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// The collateral.
    Vvv,
    /// The token of deposits and fees. Where it is VVV too, it is always written as [`Token::Vvv`].
    Fee,
    /// The contract's own token.
    Diem,
    /// A token that the contract has nothing to do with.
    Other,
}

/// Who is who in the stories.
pub mod cast {
    use super::{Who, CONTRACT, ZERO};

    /// The owner of the contract.
    pub const OWNER: Who = 0;
    /// May pause.
    pub const GUARDIAN: Who = 1;
    /// A user.
    pub const ALICE: Who = 2;
    /// A user.
    pub const BOB: Who = 3;
    /// A user.
    pub const CAROL: Who = 4;
    /// Spends what users grant it.
    pub const AGENT: Who = 5;
    /// Another agent.
    pub const ROBOT: Who = 6;
    /// A provider.
    pub const NORTH: Who = 7;
    /// Another provider.
    pub const SOUTH: Who = 8;
    /// Has no part in anything.
    pub const STRANGER: Who = 9;
    /// How many they are; people are numbered from 0.
    pub const COUNT: usize = 10;

    /// The name of a person.
    pub fn name(who: Who) -> String {
        const NAMES: [&str; COUNT] = [
            "Owner", "Guardian", "Alice", "Bob", "Carol", "Agent", "Robot", "North", "South",
            "Stranger",
        ];
        match who {
            ZERO => "nobody".into(),
            CONTRACT => "Diem itself".into(),
            _ => NAMES
                .get(who)
                .map_or_else(|| format!("person {who}"), |&name| name.into()),
        }
    }
}

/// `floor(a * b / c)`; too large a result is a defect of the caller.
pub(crate) fn mul_div(a: u128, b: u128, c: u128) -> u128 {
    (U256::from(a) * U256::from(b) / U256::from(c)).to()
}

/// The smaller of a wide number and one of 128 bits.
pub(crate) fn cap(wide: U256, most: u128) -> u128 {
    wide.min(U256::from(most)).to()
}
