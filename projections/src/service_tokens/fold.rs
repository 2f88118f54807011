//! What each event does to a token's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::service_token::ServiceTokenEvent;

use super::row::{ServiceTokenRow, ServiceTokenStatus};
use crate::declaration::Fact;
use crate::names::name_key;

pub(super) fn fold(
    row: Option<ServiceTokenRow>,
    fact: &Fact<ServiceTokenEvent>,
) -> Option<ServiceTokenRow> {
    match (&fact.event, row) {
        (
            ServiceTokenEvent::ServiceTokenIssued {
                name,
                role,
                secret: _,
                expires_at,
                at,
            },
            _,
        ) => Some(ServiceTokenRow {
            id: fact.stream,
            name: name.as_str().to_owned(),
            name_key: name_key(name.as_str()),
            role: *role,
            status: ServiceTokenStatus::Issued,
            issued_at: *at,
            expires_at: *expires_at,
            revoked_at: None,
            position: fact.position,
        }),
        // Without its beginning, skipped by an operator, a token has nothing to show.
        (ServiceTokenEvent::ServiceTokenRevoked { .. }, None) => None,
        (ServiceTokenEvent::ServiceTokenRevoked { reason: _, at }, Some(row)) => {
            Some(ServiceTokenRow {
                status: ServiceTokenStatus::Revoked,
                revoked_at: Some(*at),
                position: fact.position,
                ..row
            })
        }
    }
}
