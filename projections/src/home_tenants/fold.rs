//! What each event does to a home tenant's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::home_tenant::HomeTenantEvent;

use super::row::{HomeTenantRow, HomeTenantStatus};
use crate::declaration::Fact;

pub(super) fn fold(
    row: Option<HomeTenantRow>,
    fact: &Fact<HomeTenantEvent>,
) -> Option<HomeTenantRow> {
    match (&fact.event, row) {
        (HomeTenantEvent::HomeTenantAdmitted { msp_id, at }, _) => Some(HomeTenantRow {
            id: fact.stream,
            of_msp: msp_id.as_uuid(),
            status: HomeTenantStatus::Admitted,
            admitted_at: *at,
            position: fact.position,
        }),
        // Without its beginning, skipped by an operator, there is nothing to show.
        (HomeTenantEvent::HomeTenantRemoved { .. }, None) => None,
        (
            HomeTenantEvent::HomeTenantRemoved {
                msp_id: _,
                reason: _,
                at: _,
            },
            Some(row),
        ) => Some(HomeTenantRow {
            status: HomeTenantStatus::Removed,
            position: fact.position,
            ..row
        }),
    }
}
