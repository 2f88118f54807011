//! What can happen to a vendor's record.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::cloud::vendor::{FoundRecord, Vendor};
use crate::ids::{CustomerId, VendorConnectionId};
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum VendorRecordEvent {
    /// The vendor named it for the first time.
    RecordFound {
        connection_id: VendorConnectionId,
        vendor: Vendor,
        record: FoundRecord,
        at: Micros,
    },
    /// The vendor says something else of it than before.
    RecordChanged { record: FoundRecord, at: Micros },
    /// The vendor does not name it any more, although all records of its kind were read.
    RecordVanished { at: Micros },
    /// It had vanished, and is named again.
    RecordReturned { at: Micros },
    /// It is this customer's.
    RecordLinked {
        customer_id: CustomerId,
        how: LinkedHow,
        /// Who linked it, as the record of actors has it.
        by: String,
        at: Micros,
    },
    /// It is not this customer's any more.
    RecordUnlinked {
        customer_id: CustomerId,
        reason: Option<Reason>,
        /// Somebody said that it is not this customer's: no rule links the two again.
        by_choice: bool,
        by: String,
        at: Micros,
    },
    /// It is nobody's, and nobody wants to be asked about it.
    RecordIgnored {
        reason: Reason,
        by: String,
        at: Micros,
    },
    /// It is no longer ignored.
    RecordHeeded { by: String, at: Micros },
}

/// How a record came to its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkedHow {
    /// By a rule that leaves no doubt.
    Certain { because: Certainty },
    /// Somebody chose the customer.
    ByPerson,
    /// Somebody accepted a suggestion, which had this score in hundredths.
    Suggested { score: u8 },
    /// Somebody accepted all suggestions above a score at once.
    Bulk { score: u8, above: u8 },
    /// The customer was made from this record.
    CreatedFrom,
    /// The customer whose it was became part of this one.
    Merged { from: CustomerId },
    /// This customer was split off from the one whose it was.
    Split { from: CustomerId },
}

/// What leaves no doubt, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    TenantId,
    Reference,
    VerifiedDomain,
    ExactName,
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TenantId => "the same Microsoft tenant",
            Self::Reference => "a reference of the vendor's own",
            Self::VerifiedDomain => "a domain that the customer owns",
            Self::ExactName => "the same name",
        })
    }
}

impl LinkedHow {
    /// Whether people say with it that the record is not the customer's whose it was. When
    /// customers are merged nobody says so.
    pub(super) fn parts_by_choice(self) -> bool {
        !matches!(self, Self::Merged { .. })
    }
}

event_shapes! {
    VendorRecordEvent {
        RecordFound = "1",
        RecordChanged = "1",
        RecordVanished = "1",
        RecordReturned = "1",
        RecordLinked = "1",
        RecordUnlinked = "1",
        RecordIgnored = "1",
        RecordHeeded = "1",
    }
    upcasts {}
}
