//! How long something is bought for, and how often it is paid.

use serde::{Deserialize, Serialize};

/// A billing cycle or a commitment, whatever each vendor calls it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Term {
    Months(u16),
    Once,
    /// As much as is used.
    Usage,
    Trial,
    /// In the vendor's words: nobody here knows what they mean.
    Other(String),
}

impl Term {
    pub const MONTHLY: Self = Self::Months(1);
    pub const QUARTERLY: Self = Self::Months(3);
    pub const HALF_YEARLY: Self = Self::Months(6);
    pub const YEARLY: Self = Self::Months(12);
    pub const TWO_YEARS: Self = Self::Months(24);
    pub const THREE_YEARS: Self = Self::Months(36);

    /// As ISO 8601 writes a duration of months or years: `P1M`, `P1Y`.
    pub fn from_duration(text: &str) -> Option<Self> {
        let counted = text.trim().strip_prefix('P')?;
        let (digits, months) = match counted.strip_suffix('M') {
            Some(digits) => (digits, 1),
            None => (counted.strip_suffix('Y')?, 12),
        };
        let count: u16 = digits.parse().ok().filter(|count| *count > 0)?;
        count.checked_mul(months).map(Self::Months)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_of_months_or_years_is_a_term() {
        for (text, term) in [
            ("P1M", Term::MONTHLY),
            ("P6M", Term::HALF_YEARLY),
            (" P1Y ", Term::YEARLY),
            ("P3Y", Term::THREE_YEARS),
        ] {
            assert_eq!(Term::from_duration(text), Some(term));
        }
        for text in ["", "P", "PM", "P0M", "P1D", "1Y", "P-1Y", "P9999Y", "PT1M"] {
            assert_eq!(Term::from_duration(text), None, "{text}");
        }
    }
}
