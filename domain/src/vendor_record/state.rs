//! Where a vendor's record stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{LinkedHow, VendorRecordCommand, VendorRecordEvent, VendorRecordRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::cloud::vendor::{FoundRecord, RecordFacts, Vendor};
use crate::ids::{CustomerId, VendorConnectionId};
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorRecord {
    /// The vendor never named it.
    #[default]
    Unknown,
    Found(Known),
    /// It was there once, and is not any more.
    Vanished(Known),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub connection_id: VendorConnectionId,
    pub vendor: Vendor,
    pub record: FoundRecord,
    /// The beginning of the latest look that recorded something.
    pub as_of: Micros,
    pub mapping: Mapping,
    /// The customers that somebody parted it from.
    pub parted_from: BTreeSet<CustomerId>,
}

/// Whose a record is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mapping {
    #[default]
    Unmapped,
    Linked(Link),
    Ignored(IgnoredMark),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub customer_id: CustomerId,
    pub how: LinkedHow,
    pub by: String,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredMark {
    pub reason: Reason,
    pub by: String,
    pub at: Micros,
}

impl Aggregate for VendorRecord {
    const TYPE: &'static str = "vendor_record";

    type Command = VendorRecordCommand;
    type Event = VendorRecordEvent;
    type Refusal = VendorRecordRefusal;

    fn decide(
        &self,
        command: &VendorRecordCommand,
    ) -> Result<Decision<VendorRecordEvent>, VendorRecordRefusal> {
        match command {
            VendorRecordCommand::Note(c) => decide::note(self, c),
            VendorRecordCommand::NoteVanished(c) => decide::note_vanished(self, c),
            VendorRecordCommand::Link(c) => decide::link(self, c),
            VendorRecordCommand::Unlink(c) => decide::unlink(self, c),
            VendorRecordCommand::Move(c) => decide::move_record(self, c),
            VendorRecordCommand::Ignore(c) => decide::ignore(self, c),
            VendorRecordCommand::Heed(c) => decide::heed(self, c),
        }
    }

    fn evolve(&mut self, event: &VendorRecordEvent) {
        match event {
            VendorRecordEvent::RecordFound {
                connection_id,
                vendor,
                record,
                at,
            } => {
                *self = Self::Found(Known {
                    connection_id: *connection_id,
                    vendor: *vendor,
                    record: record.clone(),
                    as_of: *at,
                    mapping: Mapping::Unmapped,
                    parted_from: BTreeSet::new(),
                });
            }
            VendorRecordEvent::RecordChanged { record, at } => {
                if let Some(known) = self.known_mut() {
                    known.record = record.clone();
                    known.as_of = *at;
                }
            }
            VendorRecordEvent::RecordVanished { at } => self.turn(Self::Vanished, *at),
            VendorRecordEvent::RecordReturned { at } => self.turn(Self::Found, *at),
            VendorRecordEvent::RecordLinked {
                customer_id,
                how,
                by,
                at,
            } => {
                let link = Link {
                    customer_id: *customer_id,
                    how: *how,
                    by: by.clone(),
                    at: *at,
                };
                self.join(link);
            }
            VendorRecordEvent::RecordUnlinked {
                customer_id,
                reason: _,
                by_choice,
                by: _,
                at: _,
            } => self.part(*customer_id, *by_choice),
            VendorRecordEvent::RecordIgnored { reason, by, at } => {
                let (reason, by, at) = (reason.clone(), by.clone(), *at);
                self.be(Mapping::Ignored(IgnoredMark { reason, by, at }));
            }
            VendorRecordEvent::RecordHeeded { by: _, at: _ } => self.be(Mapping::Unmapped),
        }
    }
}

impl VendorRecord {
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Unknown => None,
            Self::Found(known) | Self::Vanished(known) => Some(known),
        }
    }

    fn known_mut(&mut self) -> Option<&mut Known> {
        match self {
            Self::Unknown => None,
            Self::Found(known) | Self::Vanished(known) => Some(known),
        }
    }

    fn turn(&mut self, into: fn(Known) -> Self, at: Micros) {
        if let Self::Found(mut known) | Self::Vanished(mut known) = std::mem::take(self) {
            known.as_of = at;
            *self = into(known);
        }
    }

    fn be(&mut self, mapping: Mapping) {
        if let Some(known) = self.known_mut() {
            known.mapping = mapping;
        }
    }

    /// Whoever links it again with a customer takes back that they were parted.
    fn join(&mut self, link: Link) {
        if let Some(known) = self.known_mut() {
            known.parted_from.remove(&link.customer_id);
            known.mapping = Mapping::Linked(link);
        }
    }

    fn part(&mut self, customer: CustomerId, by_choice: bool) {
        if let Some(known) = self.known_mut() {
            known.mapping = Mapping::Unmapped;
            if by_choice {
                known.parted_from.insert(customer);
            }
        }
    }
}

impl Known {
    /// Whose it is.
    pub fn link(&self) -> Option<&Link> {
        match &self.mapping {
            Mapping::Linked(link) => Some(link),
            Mapping::Unmapped | Mapping::Ignored(_) => None,
        }
    }

    /// Whether it stands for a customer.
    pub fn is_mappable(&self) -> bool {
        matches!(&self.record.facts, RecordFacts::Account(account) if !account.own)
    }
}
