//! How long a relationship lasts, and whether it goes on by itself.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// From one day to two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "u16")
)]
#[serde(try_from = "u16", into = "u16")]
pub struct Term(u16);

/// A relationship cannot last this long, or so short.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a relationship lasts from 1 day to 730 days (two years)")]
pub struct InvalidTerm;

impl InvalidTerm {
    pub const CODE: &'static str = "GDAP_TERM_INVALID";
}

impl Term {
    /// Two years.
    pub const LONGEST: Self = Self(730);

    pub fn days(days: u16) -> Result<Self, InvalidTerm> {
        if (1..=Self::LONGEST.0).contains(&days) {
            Ok(Self(days))
        } else {
            Err(InvalidTerm)
        }
    }

    pub fn as_days(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Term {
    type Error = InvalidTerm;

    fn try_from(days: u16) -> Result<Self, InvalidTerm> {
        Self::days(days)
    }
}

impl From<Term> for u16 {
    fn from(term: Term) -> Self {
        term.0
    }
}

/// As ISO 8601 writes it: `P730D`.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}D", self.0)
    }
}

impl FromStr for Term {
    type Err = InvalidTerm;

    /// Reads what others wrote too: years count 365 days, months 30, weeks 7.
    fn from_str(text: &str) -> Result<Self, InvalidTerm> {
        let parts = text.strip_prefix('P').ok_or(InvalidTerm)?;
        let mut days: u32 = 0;
        let mut number: Option<u32> = None;
        for letter in parts.chars() {
            if let Some(digit) = letter.to_digit(10) {
                let sum = number
                    .unwrap_or(0)
                    .checked_mul(10)
                    .and_then(|it| it.checked_add(digit));
                number = Some(sum.ok_or(InvalidTerm)?);
                continue;
            }
            let unit = match letter {
                'Y' => 365,
                'M' => 30,
                'W' => 7,
                'D' => 1,
                _ => return Err(InvalidTerm),
            };
            let part = number.take().ok_or(InvalidTerm)?.checked_mul(unit);
            days = part
                .and_then(|part| days.checked_add(part))
                .ok_or(InvalidTerm)?;
        }
        if number.is_some() {
            return Err(InvalidTerm);
        }
        u16::try_from(days)
            .map_err(|_| InvalidTerm)
            .and_then(Self::days)
    }
}

/// What happens at the end of a relationship's term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AutoExtend {
    /// It ends.
    Never,
    /// It goes on for 180 days, again and again, without a new approval.
    HalfYears,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_read_as_it_is_written_and_as_others_write_it() {
        for days in [1, 90, 365, 730] {
            let term = Term::days(days).unwrap();
            assert_eq!(term.to_string().parse(), Ok(term));
        }
        for (text, days) in [("P2Y", 730), ("P1Y6M", 545), ("P1W", 7), ("P24M", 720)] {
            assert_eq!(text.parse(), Term::days(days), "{text}");
        }
    }

    #[test]
    fn no_other_term_exists() {
        assert_eq!(Term::days(0), Err(InvalidTerm));
        assert_eq!(Term::days(731), Err(InvalidTerm));
        for text in [
            "",
            "P",
            "P0D",
            "P3Y",
            "730",
            "P7",
            "PT1H",
            "P99999999999D",
            "P-1D",
            "P1D1",
        ] {
            assert_eq!(text.parse::<Term>(), Err(InvalidTerm), "{text}");
        }
    }
}
