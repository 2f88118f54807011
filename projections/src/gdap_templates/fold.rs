//! What each event does to a template's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::gdap_template::GdapTemplateEvent;

use super::row::{GdapTemplateRow, GdapTemplateStatus};
use crate::declaration::Fact;

pub(super) fn fold(
    row: Option<GdapTemplateRow>,
    fact: &Fact<GdapTemplateEvent>,
) -> Option<GdapTemplateRow> {
    let mut row = match (&fact.event, row) {
        (GdapTemplateEvent::GdapTemplateDefined { .. }, _) => empty(fact),
        // Without its definition, skipped by an operator, a template has nothing to show.
        (
            GdapTemplateEvent::GdapTemplateRevised { .. }
            | GdapTemplateEvent::GdapTemplateRenamed { .. }
            | GdapTemplateEvent::GdapTemplateRetired { .. },
            row,
        ) => row?,
    };
    match &fact.event {
        GdapTemplateEvent::GdapTemplateDefined { name, terms } => {
            row.set_name(name.as_str());
            row.set_terms(1, terms);
        }
        GdapTemplateEvent::GdapTemplateRevised { version, terms } => row.set_terms(*version, terms),
        GdapTemplateEvent::GdapTemplateRenamed { from: _, to } => row.set_name(to.as_str()),
        GdapTemplateEvent::GdapTemplateRetired { reason: _ } => {
            row.status = GdapTemplateStatus::Retired;
        }
    }
    row.changed_at = fact.recorded_at;
    row.position = fact.position;
    Some(row)
}

/// A template of which nothing is known but that it exists.
fn empty(fact: &Fact<GdapTemplateEvent>) -> GdapTemplateRow {
    GdapTemplateRow {
        id: fact.stream,
        name: String::new(),
        name_key: String::new(),
        status: GdapTemplateStatus::Defined,
        version: 0,
        roles: Vec::new(),
        groups: Vec::new(),
        term_days: 0,
        terms: String::new(),
        defined_at: fact.recorded_at,
        changed_at: fact.recorded_at,
        position: fact.position,
    }
}
