//! What each event does to a record's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::cloud::vendor::{FoundRecord, Vendor};
use tenantry_domain::ids::{CustomerId, VendorConnectionId};
use tenantry_domain::record::Micros;
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_record::{LinkedHow, VendorRecordEvent as E};

use super::row::{RecordMapping, VendorRecordRow};
use crate::declaration::Fact;

pub(super) fn fold(row: Option<VendorRecordRow>, fact: &Fact<E>) -> Option<VendorRecordRow> {
    if let E::RecordFound {
        connection_id,
        vendor,
        record,
        at,
    } = &fact.event
    {
        return Some(found(fact, *connection_id, *vendor, record, *at));
    }
    // Without its beginning, skipped by an operator, a record has nothing to show.
    let mut row = row?;
    row.position = fact.position;
    match &fact.event {
        E::RecordFound { .. } => {}
        E::RecordChanged { record, at } => {
            row.see(record);
            row.changed_at = *at;
        }
        E::RecordVanished { at } => turn(&mut row, true, *at),
        E::RecordReturned { at } => turn(&mut row, false, *at),
        E::RecordLinked {
            customer_id,
            how,
            by,
            at,
        } => {
            decided(&mut row, RecordMapping::Linked, None, by, *at);
            link(&mut row, *customer_id, *how);
        }
        E::RecordUnlinked {
            customer_id: _,
            reason,
            by_choice: _,
            by,
            at,
        } => {
            let open = row.open();
            decided(&mut row, open, reason.as_ref(), by, *at);
        }
        E::RecordIgnored { reason, by, at } => {
            decided(&mut row, RecordMapping::Ignored, Some(reason), by, *at);
        }
        E::RecordHeeded { by, at } => {
            let open = row.open();
            decided(&mut row, open, None, by, *at);
        }
    }
    Some(row)
}

/// The row as it begins, whatever was before.
fn found(
    fact: &Fact<E>,
    connection_id: VendorConnectionId,
    vendor: Vendor,
    record: &FoundRecord,
    at: Micros,
) -> VendorRecordRow {
    let mut row = VendorRecordRow {
        id: fact.stream,
        connection_id,
        vendor,
        kind: record.kind(),
        vendor_id: String::new(),
        name: String::new(),
        name_key: String::new(),
        account: None,
        active: false,
        vanished: false,
        own: false,
        mapping: RecordMapping::None,
        customer_id: None,
        linked_how: None,
        link: None,
        mapped_by: None,
        mapped_at: None,
        reason: None,
        facts: String::new(),
        address: None,
        fingerprint: 0,
        found_at: at,
        changed_at: at,
        position: fact.position,
    };
    row.see(record);
    row
}

fn turn(row: &mut VendorRecordRow, vanished: bool, at: Micros) {
    row.vanished = vanished;
    row.changed_at = at;
}

/// Whose it is from now on, and why. Of the link before nothing stays.
fn decided(
    row: &mut VendorRecordRow,
    mapping: RecordMapping,
    reason: Option<&Reason>,
    by: &str,
    at: Micros,
) {
    row.mapping = mapping;
    row.customer_id = None;
    row.linked_how = None;
    row.link = None;
    row.reason = reason.map(|it| it.as_str().to_owned());
    row.mapped_by = Some(by.to_owned());
    row.mapped_at = Some(at);
}

fn link(row: &mut VendorRecordRow, customer: CustomerId, how: LinkedHow) {
    row.customer_id = Some(customer);
    row.linked_how = Some(how.into());
    // Plain data always can be written as JSON.
    row.link = serde_json::to_string(&how).ok();
}
