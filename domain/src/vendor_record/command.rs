//! What can be asked of a vendor's record.
//!
//! When it is asked, and by whom, is no part of what is asked: hence neither is in what requests are
//! compared by.

use serde::{Deserialize, Serialize};

use super::LinkedHow;
use crate::cloud::vendor::{FoundRecord, Vendor};
use crate::ids::{CustomerId, VendorConnectionId};
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorRecordCommand {
    Note(Box<NoteRecord>),
    NoteVanished(NoteVanished),
    Link(LinkRecord),
    Unlink(UnlinkRecord),
    Move(MoveRecord),
    Ignore(IgnoreRecord),
    Heed(HeedRecord),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteRecord {
    pub connection_id: VendorConnectionId,
    pub vendor: Vendor,
    /// Cut to what can be kept, by the one way to make such a command.
    record: FoundRecord,
    /// When the look began.
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

impl NoteRecord {
    /// What was found in a look that began at this instant.
    pub fn new(
        connection_id: VendorConnectionId,
        vendor: Vendor,
        record: FoundRecord,
        at: Micros,
    ) -> Self {
        Self {
            connection_id,
            vendor,
            record: record.fitted(),
            at,
        }
    }

    pub fn record(&self) -> &FoundRecord {
        &self.record
    }
}

/// Asked after all records of its kind were read, and it was not among them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteVanished {
    /// When the look began.
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkRecord {
    pub customer_id: CustomerId,
    pub how: LinkedHow,
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// Names the customer that was looked at: a link that was made meanwhile is not undone with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnlinkRecord {
    pub customer_id: CustomerId,
    pub reason: Option<Reason>,
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// Unlinks and links in one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoveRecord {
    pub from: CustomerId,
    pub to: CustomerId,
    pub how: LinkedHow,
    pub reason: Option<Reason>,
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IgnoreRecord {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeedRecord {
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
