//! Whose record it is, or may be, and why.

use std::fmt;

use crate::ids::CustomerId;
use crate::vendor_record::Certainty;

/// Whose record it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// This customer's, without doubt.
    Certain {
        customer: CustomerId,
        because: Certainty,
    },
    /// Somebody has to say. Those that it may be, the likeliest first; none where nobody comes close.
    Open { suggestions: Vec<Suggestion> },
}

/// A customer that a record may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub customer: CustomerId,
    pub score: Score,
    /// What speaks for it and against it, the weightiest first.
    pub reasons: Vec<Why>,
}

/// How much speaks for something, in hundredths. To be ordered by, no probability.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u8);

impl Score {
    pub const NONE: Self = Self(0);
    pub const FULL: Self = Self(100);

    /// At most the full score.
    pub fn of_hundred(hundredths: u32) -> Self {
        Self(u8::try_from(hundredths.min(100)).unwrap_or(100))
    }

    pub const fn hundredths(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// One reason, in words that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    SameTenant,
    /// The record itself names this customer's record in that system.
    SameReference {
        system: String,
    },
    SameDomain {
        domain: String,
    },
    /// How alike the names are.
    NameLike(Score),
    /// The name that is alike is what a linked record calls the customer.
    NameInOther {
        name: String,
    },
    /// One name is the initials of the other.
    Initials,
    SameExternalId {
        id: String,
    },
    SamePhone,
    SameCity {
        city: String,
    },
    SameCountry {
        country: String,
    },
    /// Words or addresses that tell branches and namesakes apart. Speaks against it.
    DifferentPlace {
        here: String,
        there: String,
    },
    /// Legal forms of different countries. Speaks against it.
    DifferentForm,
    /// The customer is another tenant, or another record of a system that the record names. Speaks
    /// against it.
    LinkedElsewhere,
}

impl Why {
    /// It is no reason for the customer, but one against.
    pub fn speaks_against(&self) -> bool {
        matches!(
            self,
            Self::DifferentPlace { .. } | Self::DifferentForm | Self::LinkedElsewhere
        )
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameTenant => f.write_str("same Microsoft tenant"),
            Self::SameReference { system } => {
                write!(f, "named by the vendor's reference to {system}")
            }
            Self::SameDomain { domain } => write!(f, "same domain {domain}"),
            Self::NameLike(score) => write!(f, "name {score}"),
            Self::NameInOther { name } => write!(f, "called {name} in a linked record"),
            Self::Initials => f.write_str("one name is the initials of the other"),
            Self::SameExternalId { id } => write!(f, "same external id {id}"),
            Self::SamePhone => f.write_str("same phone number"),
            Self::SameCity { city } => write!(f, "same city {city}"),
            Self::SameCountry { country } => write!(f, "same country {country}"),
            Self::DifferentPlace { here, there } => write!(f, "another place: {here}, not {there}"),
            Self::DifferentForm => f.write_str("legal forms of different countries"),
            Self::LinkedElsewhere => f.write_str("linked to another tenant or record there"),
        }
    }
}
