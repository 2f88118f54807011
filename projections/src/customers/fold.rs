//! What each event does to a customer's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::customer::CustomerEvent;

use super::row::{CustomerRow, CustomerStatus};
use crate::declaration::Fact;
use crate::names::name_key;

pub(super) fn fold(row: Option<CustomerRow>, fact: &Fact<CustomerEvent>) -> Option<CustomerRow> {
    match (&fact.event, row) {
        (CustomerEvent::CustomerRegistered { name, origin }, _) => Some(CustomerRow {
            id: fact.stream,
            name: name.as_str().to_owned(),
            name_key: name_key(name.as_str()),
            tags: Vec::new(),
            origin: (*origin).into(),
            status: CustomerStatus::Registered,
            merged_into: None,
            registered_at: fact.recorded_at,
            changed_at: fact.recorded_at,
            position: fact.position,
        }),
        // Without its registration, skipped by an operator, a customer has nothing to show.
        (
            CustomerEvent::CustomerRenamed { .. }
            | CustomerEvent::CustomerTagged { .. }
            | CustomerEvent::CustomerUntagged { .. }
            | CustomerEvent::CustomerArchived { .. }
            | CustomerEvent::CustomerMerged { .. }
            | CustomerEvent::CustomerParted { .. },
            None,
        ) => None,
        (event, Some(mut row)) => {
            change(&mut row, event);
            row.changed_at = fact.recorded_at;
            row.position = fact.position;
            Some(row)
        }
    }
}

fn change(row: &mut CustomerRow, event: &CustomerEvent) {
    match event {
        CustomerEvent::CustomerRegistered { .. } => {}
        CustomerEvent::CustomerRenamed { from: _, to } => {
            to.as_str().clone_into(&mut row.name);
            row.name_key = name_key(to.as_str());
        }
        CustomerEvent::CustomerTagged { tag } => {
            if let Err(place) = place_of(&row.tags, tag.as_str()) {
                row.tags.insert(place, tag.as_str().to_owned());
            }
        }
        CustomerEvent::CustomerUntagged { tag } => {
            if let Ok(place) = place_of(&row.tags, tag.as_str()) {
                row.tags.remove(place);
            }
        }
        CustomerEvent::CustomerArchived { reason: _ } => row.status = CustomerStatus::Archived,
        CustomerEvent::CustomerMerged { into, reason: _ } => {
            row.status = CustomerStatus::Merged;
            row.merged_into = Some(*into);
        }
        CustomerEvent::CustomerParted { from: _ } => {
            row.status = CustomerStatus::Registered;
            row.merged_into = None;
        }
    }
}

fn place_of(tags: &[String], tag: &str) -> Result<usize, usize> {
    tags.binary_search_by(|known| known.as_str().cmp(tag))
}
