//! The row of each refusal.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::approval_refusal::RefusedWishEvent;
use tenantry_domain::ids::ApprovalId;

use super::ApprovalRefusals;
use super::row::RefusalRow;
use crate::declaration::{Fact, Projection as _};

pub(super) fn fold(fact: &Fact<RefusedWishEvent>) -> RefusalRow {
    match &fact.event {
        RefusedWishEvent::ApprovalWishRefused {
            by,
            wish,
            code,
            operation,
            customer_id,
            at,
        } => RefusalRow {
            id: ApprovalRefusals::key(fact),
            approval_id: ApprovalId::new(fact.stream),
            wish: *wish,
            code: code.as_str().to_owned(),
            kind: *operation,
            customer_id: *customer_id,
            wisher: by.to_string(),
            actor: by.id.clone(),
            refused_at: *at,
            position: fact.position,
        },
    }
}
