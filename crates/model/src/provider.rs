//! Providers: which days' usage they may settle, and what they have earned.

use crate::time::Day;
use packed_word::{Record, Wide};

/// A provider's record. The default is that of an address which was never admitted.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | earnings |
/// | 128–143 | day of the last removal |
/// | 144 | admitted |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    admitted: bool,
    removed: Day,
    /// Unclaimed earnings, in base units of the fee token.
    pub earnings: u128,
}

impl Provider {
    /// Returns `true` if the provider is admitted.
    pub const fn is_admitted(&self) -> bool {
        self.admitted
    }

    /// Returns `true` if the provider may settle usage of the day with number `day`: any day while
    /// it is admitted, and after its removal all days up to that of the removal.
    pub const fn serves(&self, day: u32) -> bool {
        self.admitted || day <= self.removed.0 as u32
    }

    /// Admits the provider. Returns `false` if it was admitted already.
    pub const fn admit(&mut self) -> bool {
        !core::mem::replace(&mut self.admitted, true)
    }

    /// Removes the provider on `today`. Returns `false`, and changes nothing, if it was not admitted.
    pub const fn remove(&mut self, today: Day) -> bool {
        if !self.admitted {
            return false;
        }
        self.admitted = false;
        self.removed = today;
        true
    }
}

impl Record for Provider {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 128>(self.earnings)
            .with::<128, 16>(self.removed.0.into())
            .with::<144, 1>(self.admitted.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            admitted: word.field::<144, 1>() != 0,
            removed: Day(word.field::<128, 16>() as u16),
            earnings: word.field::<0, 128>(),
        }
    }
}
