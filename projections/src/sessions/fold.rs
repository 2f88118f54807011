//! What each event does to a session's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::session::SessionEvent;

use super::row::{SessionRow, SessionStatus};
use crate::declaration::Fact;

pub(super) fn fold(row: Option<SessionRow>, fact: &Fact<SessionEvent>) -> Option<SessionRow> {
    match (&fact.event, row) {
        (
            SessionEvent::SessionOpened {
                member_id,
                secret: _,
                second_factor,
                until,
                at,
            },
            _,
        ) => Some(SessionRow {
            id: fact.stream,
            member_id: *member_id,
            second_factor: *second_factor,
            status: SessionStatus::Open,
            opened_at: *at,
            until: *until,
            position: fact.position,
        }),
        // Without its beginning, skipped by an operator, a session has nothing to show.
        (SessionEvent::SessionEnded { .. }, None) => None,
        (
            SessionEvent::SessionEnded {
                ending: _,
                reason: _,
                at: _,
            },
            Some(row),
        ) => Some(SessionRow {
            status: SessionStatus::Ended,
            position: fact.position,
            ..row
        }),
    }
}
