//! Whoever asks, recognised as for GraphQL.

use axum::http::StatusCode;
use axum::http::request::Parts as Head;
use tenantry_domain::ids::CorrelationId;
use tenantry_domain::role::Right;

use super::Portal;
use super::problem::Problem;
use crate::Principal;
use crate::transport::{Knock, check_origin};

impl Portal {
    pub(super) fn correlation(&self) -> CorrelationId {
        CorrelationId::new(self.ids.next())
    }

    /// Somebody who may do this. A browser with a session is listened to from our own pages only.
    pub(super) async fn visitor(&self, head: &Head, right: Right) -> Result<Principal, Problem> {
        let admission = self.entry.recognise(Knock::at(head)).await?;
        check_origin(head, admission.credential, &self.origins)?;
        let principal = admission.visitor;
        if principal.has(right) {
            return Ok(principal);
        }
        let (status, code) = (StatusCode::FORBIDDEN, "ROLE_MISSING");
        Err(Problem::new(status, code, right.missing()))
    }
}
