// SPDX-License-Identifier: MIT OR Apache-2.0
//! Amounts and durations as people write them: `"0.15"`, `"7d"`.

use std::fmt;

use alloy_primitives::U256;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A decimal number in whole units, such as `"0.15"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Amount {
    whole: String,
    fraction: String,
}

impl Amount {
    /// Parses digits with an optional fraction.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        (digits(whole) && digits(fraction)).then(|| Self {
            whole: whole.to_owned(),
            fraction: fraction.trim_end_matches('0').to_owned(),
        })
    }

    /// The amount in base units of a token with `decimals` decimals. `None` if it has more decimals, or more than 256
    /// bits.
    pub fn to_units(&self, decimals: u8) -> Option<U256> {
        let missing = usize::from(decimals).checked_sub(self.fraction.len())?;
        let digits = format!("{}{}{}", self.whole, self.fraction, "0".repeat(missing));
        U256::from_str_radix(&digits, 10).ok()
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an amount in whole units as text, such as \"90\" or \"0.15\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
                Amount::parse(text)
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// A duration: seconds as a number, or text with a unit: `"7d"`, `"36h"`, `"90m"`, `"30s"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Seconds(pub u64);

impl Seconds {
    fn parse(text: &str) -> Option<Self> {
        let unit = match text.chars().last()? {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        let count: u64 = text[..text.len() - 1].parse().ok()?;
        count.checked_mul(unit).map(Self)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Duration;
        impl Visitor<'_> for Duration {
            type Value = Seconds;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a duration such as \"7d\" or \"36h\", or a number of seconds")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Seconds, E> {
                Seconds::parse(text)
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }

            fn visit_i64<E: Error>(self, seconds: i64) -> Result<Seconds, E> {
                u64::try_from(seconds)
                    .map(Seconds)
                    .map_err(|_| E::invalid_value(serde::de::Unexpected::Signed(seconds), &self))
            }
        }
        deserializer.deserialize_any(Duration)
    }
}

/// Prints base units as a decimal number in whole units, without trailing zeros.
pub fn decimal(units: U256, decimals: u8) -> String {
    let decimals = usize::from(decimals);
    let digits = format!("{units:0>width$}", units = units.to_string(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

/// Prints an amount of Ether with six decimals, rounded up.
pub fn ether(wei: U256) -> String {
    let micro = wei.div_ceil(U256::from(1_000_000_000_000_u64));
    let digits = format!("{micro:0>7}", micro = micro.to_string());
    let (whole, fraction) = digits.split_at(digits.len() - 6);
    format!("{whole}.{fraction}")
}

/// Prints a duration in days, or in hours and minutes if it is shorter than two days.
pub fn days(seconds: u64) -> String {
    if seconds >= 2 * 86_400 {
        format!("{}.{} days", seconds / 86_400, seconds % 86_400 * 10 / 86_400)
    } else {
        format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str, decimals: u8) -> Option<u64> {
        Amount::parse(text)?.to_units(decimals).map(|units| units.to())
    }

    #[test]
    fn amounts_are_exact_and_never_truncated() {
        assert_eq!(units("90", 6), Some(90_000_000));
        assert_eq!(units("0.15", 2), Some(15));
        assert_eq!(units("1.500", 1), Some(15));
        assert_eq!(units("0.15", 1), None);
        assert_eq!(units("1", 0), Some(1));
        let largest = U256::MAX.to_string();
        assert_eq!(Amount::parse(&largest).unwrap().to_units(0), Some(U256::MAX));
        assert_eq!(Amount::parse(&format!("{largest}0")).unwrap().to_units(0), None);
    }

    #[test]
    fn other_texts_are_no_amounts() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e18", "1_000", "1,5", " 1", "0x10", "1.2.3"]
        {
            assert_eq!(Amount::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(Seconds::parse("7d"), Some(Seconds(604_800)));
        assert_eq!(Seconds::parse("36h"), Some(Seconds(129_600)));
        for text in ["", "d", "7", "7w", "-1d", "1.5d", "213503982334602d"] {
            assert_eq!(Seconds::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn printed_amounts() {
        assert_eq!(decimal(U256::from(1_500_000), 6), "1.5");
        assert_eq!(decimal(U256::from(15), 3), "0.015");
        assert_eq!(decimal(U256::from(15), 0), "15");
        assert_eq!(ether(U256::from(1)), "0.000001");
        assert_eq!(ether(U256::from(1_500_000_000_000_000_000_u64)), "1.500000");
        assert_eq!(days(86_400 * 31 + 43_200), "31.5 days");
        assert_eq!(days(90_060), "25 h 1 min");
    }
}
