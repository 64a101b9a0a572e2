//! Providers: who may settle usage, and of which days.

use crate::time::Day;
use packed_word::{Record, Wide};

/// A provider's record; the default is one never admitted.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | earnings |
/// | 128–143 | the day it was removed |
/// | 144 | whether it is admitted |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    admitted: bool,
    removed: Day,
    /// Earned and not claimed, in base units of the fee token.
    pub earnings: u128,
}

impl Provider {
    /// Whether it is admitted.
    pub const fn is_admitted(&self) -> bool {
        self.admitted
    }

    /// Whether usage of the day numbered `day` may be settled by it: any while it is admitted,
    /// later none after the day of its removal.
    pub const fn serves(&self, day: u32) -> bool {
        self.admitted || day <= self.removed.0 as u32
    }

    /// Admits it; whether that changed anything.
    pub const fn admit(&mut self) -> bool {
        !core::mem::replace(&mut self.admitted, true)
    }

    /// Removes it on `today`; whether that changed anything.
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
