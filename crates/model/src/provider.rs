// SPDX-License-Identifier: MIT OR Apache-2.0
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
/// | 145 | listed |
/// | 160–175 | length of the URI |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    admitted: bool,
    removed: Day,
    listed: bool,
    /// Unclaimed earnings, in base units of the fee token.
    pub earnings: u128,
    /// The length of the announced URI in bytes, at most [`MAX_URI`]; 0 if there is none.
    pub uri_length: u16,
}

/// What the admission of a provider changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Nothing: it was admitted already.
    Unchanged,
    /// It is admitted again.
    Again,
    /// It is admitted for the first time, and has to be added to the list of providers.
    First,
}

/// The greatest length of a provider's URI, in bytes.
pub const MAX_URI: usize = 256;

/// Returns `true` if a provider can announce `uri`: valid UTF-8 of 1 to [`MAX_URI`] bytes. Readers of
/// logs in other languages fail on a whole query because of one invalid string.
pub fn is_valid_uri(uri: &[u8]) -> bool {
    !uri.is_empty() && uri.len() <= MAX_URI && core::str::from_utf8(uri).is_ok()
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

    /// Admits the provider.
    pub const fn admit(&mut self) -> Admission {
        if core::mem::replace(&mut self.admitted, true) {
            return Admission::Unchanged;
        }
        if core::mem::replace(&mut self.listed, true) {
            return Admission::Again;
        }
        Admission::First
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
            .with::<145, 1>(self.listed.into())
            .with::<160, 16>(self.uri_length.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            admitted: word.field::<144, 1>() != 0,
            removed: Day(word.field::<128, 16>() as u16),
            listed: word.field::<145, 1>() != 0,
            earnings: word.field::<0, 128>(),
            uri_length: word.field::<160, 16>() as u16,
        }
    }
}
