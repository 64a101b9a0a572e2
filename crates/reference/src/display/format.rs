// SPDX-License-Identifier: MIT OR Apache-2.0
//! Amounts, durations and tokens.

use std::fmt;

use crate::units::{Token, ONE};

/// An amount with 18 decimals, without trailing zeros.
pub(crate) struct Decimal18(pub u128);

impl fmt::Display for Decimal18 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / ONE, self.0 % ONE);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:018}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// Seconds as days, hours, minutes and seconds, without zero parts.
pub(crate) struct Duration(pub u64);

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.0 / 86_400, "d"),
            (self.0 / 3_600 % 24, "h"),
            (self.0 / 60 % 60, "min"),
            (self.0 % 60, "s"),
        ];
        let shown: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| format!("{count} {unit}"))
            .collect();
        f.write_str(&if shown.is_empty() { "0 s".into() } else { shown.join(" ") })
    }
}

/// A token's name.
pub(crate) struct TokenName(pub Token);

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Token::Vvv => "VVV",
            Token::Fee => "the fee token",
            Token::Diem => "DIEM",
            Token::Other => "an unrelated token",
        })
    }
}
