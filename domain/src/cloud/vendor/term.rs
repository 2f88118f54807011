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
}
