//! Changes that take their time: accepted at once, looked at until they are done.

use crate::graph::client::{API, GraphClient, GraphRequest};
use crate::graph::gdap::rows::{OPERATION, OperationRow, known};
use crate::graph::gdap::{Gdap, RELATIONSHIPS, open_minded};
use std::time::Duration;
use tenantry_domain::cloud::gdap::{
    Operation, OperationId, OperationStatus, Partner, RelationshipId, RolesChange,
};
use tenantry_domain::cloud::{Cause, CloudFault, Effect};
use tenantry_http::Answer;
use tokio::time::Instant;

/// Where Graph does not say when to come back.
const PAUSE: Duration = Duration::from_secs(5);

/// The operation that an accepted change named. It counts only when it lies on Graph itself.
pub(super) fn accepted(graph: &GraphClient, answer: &Answer) -> Result<Operation, CloudFault> {
    let unclear = |why: &str| {
        let mut fault = answer.fault(Cause::AnswerUnreadable, why);
        fault.effect = Effect::Unknown;
        fault
    };
    let location = answer
        .header("location")
        .ok_or_else(|| unclear("a change was accepted without saying where it can be followed"))?;
    let url = graph.checked(location).map_err(|mut fault| {
        fault.effect = Effect::Unknown;
        fault
    })?;
    let last = url.path_segments().and_then(|mut parts| parts.next_back());
    let id = last.and_then(|id| id.parse::<OperationId>().ok());
    Ok(Operation {
        id: id.ok_or_else(|| unclear("an accepted change has no id that can be used"))?,
        status: OperationStatus::NotStarted,
        ask_again_in: Some(answer.retry_after().unwrap_or(PAUSE)),
    })
}

impl Gdap {
    pub(super) async fn operation_of(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &OperationId,
    ) -> Result<Operation, CloudFault> {
        let path = format!("{RELATIONSHIPS}/{relationship}/operations/{id}");
        let request = open_minded(GraphRequest::get(path).select(OPERATION));
        let (answer, row): (_, OperationRow) =
            self.graph.read_with_head(self.at(partner), request).await?;
        let status = row.status();
        let over = matches!(status, OperationStatus::Succeeded | OperationStatus::Failed);
        let id = known(&row.id, "operation").ok_or_else(|| {
            CloudFault::new(Cause::AnswerUnreadable, API, "an operation without an id")
        })?;
        Ok(Operation {
            id,
            status,
            ask_again_in: (!over).then(|| answer.retry_after().unwrap_or(PAUSE)),
        })
    }

    /// What becomes of a change, as far as it is known in time. Fails only where the change itself
    /// was refused: a look that fails leaves it under way.
    pub(super) async fn outcome(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        mut operation: Operation,
        within: Duration,
    ) -> Result<RolesChange, CloudFault> {
        let until = Instant::now() + within;
        loop {
            match operation.status {
                OperationStatus::Succeeded => return Ok(RolesChange::Done),
                OperationStatus::Failed => return Ok(RolesChange::Failed),
                _ => {}
            }
            let pause = operation.ask_again_in.unwrap_or(PAUSE);
            if Instant::now() + pause > until {
                return Ok(RolesChange::UnderWay(operation));
            }
            tokio::time::sleep(pause).await;
            match self
                .operation_of(partner, relationship, &operation.id)
                .await
            {
                Ok(seen) => operation = seen,
                Err(fault) => {
                    tracing::debug!(code = fault.code(), "an operation could not be looked at");
                    return Ok(RolesChange::UnderWay(operation));
                }
            }
        }
    }
}
