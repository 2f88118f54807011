//! A vendor's record as people look it up.

use tenantry_domain::cloud::vendor::{FoundRecord, RecordFacts, RecordKind, Vendor};
use tenantry_domain::ids::{CustomerId, VendorConnectionId};
use tenantry_domain::record::{Micros, Position};
use tenantry_domain::vendor_record::LinkedHow;
use tenantry_engine::vendors::Fingerprint;

use crate::names::short_key;

crate::row! {
    pub struct VendorRecordRow {
        connection_id: VendorConnectionId,
        vendor: Vendor,
        kind: RecordKind,
        /// The vendor's own name for it.
        vendor_id: String,
        /// As people know it. It may be empty.
        name: String,
        /// The name as lists are sorted and searched by: upper and lower case are one, and what
        /// is long is cut.
        name_key: String,
        /// The vendor's id of the account it belongs to.
        account: Option<String>,
        /// The vendor says that it is in use.
        active: bool,
        /// The vendor does not name it any more.
        vanished: bool,
        /// An account that is the MSP itself, or was made by the vendor: never a customer.
        own: bool,
        mapping: RecordMapping,
        customer_id: Option<CustomerId>,
        linked_how: Option<LinkWord>,
        /// How it was linked, with score or cause, as it was recorded, in JSON.
        link: Option<String>,
        /// Who linked, unlinked, ignored or heeded it last, and when.
        mapped_by: Option<String>,
        mapped_at: Option<Micros>,
        /// Why it is ignored, or is not its customer's any more.
        reason: Option<String>,
        /// What the vendor says of it by its kind, in JSON.
        facts: String,
        /// Where people look at it.
        address: Option<String>,
        /// Of what the vendor said last.
        fingerprint: i64,
        found_at: Micros,
        /// When the vendor last said something else of it, or was last found to be silent.
        changed_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    /// Whose a record is.
    pub enum RecordMapping {
        /// It does not stand for a customer.
        None = "none",
        Unmapped = "unmapped",
        Linked = "linked",
        Ignored = "ignored",
    }
}

crate::words! {
    /// How a record came to its customer, in a word.
    pub enum LinkWord {
        Certain = "certain",
        ByPerson = "by person",
        Suggested = "suggested",
        Bulk = "bulk",
        CreatedFrom = "created from",
        Merged = "merged",
        Split = "split",
    }
}

impl From<LinkedHow> for LinkWord {
    fn from(how: LinkedHow) -> Self {
        match how {
            LinkedHow::Certain { .. } => Self::Certain,
            LinkedHow::ByPerson => Self::ByPerson,
            LinkedHow::Suggested { .. } => Self::Suggested,
            LinkedHow::Bulk { .. } => Self::Bulk,
            LinkedHow::CreatedFrom => Self::CreatedFrom,
            LinkedHow::Merged { .. } => Self::Merged,
            LinkedHow::Split { .. } => Self::Split,
        }
    }
}

impl VendorRecordRow {
    /// How it was linked, while it is. Nothing where somebody else wrote into the table.
    pub fn how(&self) -> Option<LinkedHow> {
        serde_json::from_str(self.link.as_deref()?).ok()
    }

    /// What the vendor says of it by its kind. Nothing where somebody else wrote into the table.
    pub fn facts(&self) -> Option<RecordFacts> {
        serde_json::from_str(&self.facts).ok()
    }

    /// The record as the vendor had it last.
    pub fn record(&self) -> Option<FoundRecord> {
        Some(FoundRecord {
            id: self.vendor_id.clone(),
            name: self.name.clone(),
            account: self.account.clone(),
            active: self.active,
            address: self.address.clone(),
            facts: self.facts()?,
        })
    }

    pub(super) fn see(&mut self, record: &FoundRecord) {
        self.kind = record.kind();
        record.id.clone_into(&mut self.vendor_id);
        record.name.clone_into(&mut self.name);
        self.name_key = short_key(&record.name);
        self.account.clone_from(&record.account);
        self.active = record.active;
        self.own = matches!(&record.facts, RecordFacts::Account(account) if account.own);
        // Plain data always can be written as JSON.
        self.facts = serde_json::to_string(&record.facts).unwrap_or_default();
        self.address.clone_from(&record.address);
        self.fingerprint = Fingerprint::of(record).0;
        // Whose it is stays as it was decided.
        if matches!(self.mapping, RecordMapping::None | RecordMapping::Unmapped) {
            self.mapping = self.open();
        }
    }

    /// How it stands as long as nobody decides about it.
    pub(super) fn open(&self) -> RecordMapping {
        if self.kind == RecordKind::Account && !self.own {
            RecordMapping::Unmapped
        } else {
            RecordMapping::None
        }
    }
}
