//! What may be decided about a query table from within an MSP.
//!
//! That is what takes nothing away from anybody: to try an event again costs little, and changes nothing where it
//! does not help; to build a table anew concerns the rows of all MSPs, but readers keep the old one until the new one
//! has as much. To skip an event leaves a table that tells something else than the record, and to pause one leaves
//! everybody with what was: those stay with the operators, on the command line.

use async_graphql::{Context, InputObject, Object, Result};
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::projection::{
    Projection as Aggregate, ProjectionCommand, RequestProjectionRebuild, RetryProjection, id_of,
};
use tenantry_domain::record::StreamId;
use tenantry_domain::text::ProjectionName;
use tenantry_engine::ledger::Outcome;
use tenantry_projections::ProjectionError;

use super::query::Projection;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::Position;
use crate::schema::told::{Receipt, Refused, Unmet, payload, user_errors, why};

user_errors! {
    /// Why a wish about a query table was turned down.
    ProjectionUserError, ProjectionErrorCode {
        /// There is no query table of this name.
        ProjectionUnknown,
        /// The MSP's ledger has no event at this position.
        PositionUnknown,
        /// A query table is being built anew already: this one, or another one on this server.
        ProjectionBusy,
        /// An operator lets the query table stand still.
        ProjectionPaused,
        /// A newer program serves the query table: ask a server that runs it.
        ProjectionBuilding,
    }
}

/// A query table that stands at an event.
#[derive(Debug, InputObject)]
pub(crate) struct ProjectionRetryInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// What the table is called.
    name: String,
    /// Where it stands: its `standsAt`.
    position: Position,
}

payload! {
    /// What came of trying an event again.
    ProjectionRetryPayload {
        /// The query table as it stands now. It is tried in the background, so it may stand there still.
        projection: Projection, ProjectionUserError
    }
}

async fn retry(
    desk: Desk<'_>,
    input: &ProjectionRetryInput,
) -> Result<(Receipt, Option<Projection>), Unmet> {
    let declared = desk.projections().declared(&input.name);
    let declared =
        declared.map_err(|error| Refused::new(error.code(), error.to_string()).at("name"))?;
    let head = desk.ledger().head(desk.msp()).await.map_err(Fault::from)?;
    let position = input.position.0;
    if position == 0 || position > head.position {
        let message = format!("there is no event at position {position}");
        return Err(Refused::new("POSITION_UNKNOWN", message)
            .at("position")
            .into());
    }
    let name =
        ProjectionName::new(declared.name).map_err(|error| Refused::from(error).at("name"))?;
    let command = ProjectionCommand::Retry(RetryProjection { name, position });
    let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
    let id = id_of(declared.name).to_string();
    let done = desk.tell::<Aggregate>(id, command, asked).await?;
    Ok((done.into(), standing(desk, declared.name).await?))
}

/// A query table that is to be built anew.
#[derive(Debug, InputObject)]
pub(crate) struct ProjectionRebuildInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// What the table is called.
    name: String,
}

payload! {
    /// What came of having a query table built anew.
    ProjectionRebuildPayload {
        /// The query table as it stands now. It is built in the background: its `rebuild` tells how far that is.
        projection: Projection, ProjectionUserError
    }
}

async fn rebuild(
    desk: Desk<'_>,
    input: &ProjectionRebuildInput,
) -> Result<(Receipt, Option<Projection>), Unmet> {
    let reason = why(&input.reason)?;
    let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
    let name = ProjectionName::new(&input.name).map_err(|error| Refused::from(error).at("name"))?;
    let id = id_of(name.as_str()).to_string();
    // Whoever asks again is answered as before, whatever is under way by now.
    let stream = StreamId::new(Aggregate::TYPE, &id);
    let key = &input.idempotency_key;
    let facts = desk.ledger().stream_facts(desk.msp(), &stream, key);
    // A key that is none is turned down with the command.
    let is_key = key.bytes().all(|it| it.is_ascii_graphic());
    let is_new = !is_key || facts.await.map_err(Fault::from)?.prior.is_none();
    let claim = if is_new {
        let claim = desk.projections().claim_rebuild(&input.name).await;
        Some(claim.map_err(not_now)?)
    } else {
        None
    };
    let command = ProjectionCommand::RequestRebuild(RequestProjectionRebuild { name, reason });
    let done = desk.tell::<Aggregate>(id, command, asked).await?;
    // Another request with the same key may have been quicker.
    if let Some(claim) = claim.filter(|_| done.outcome() == Outcome::Recorded && !done.replayed) {
        claim.begin();
    }
    Ok((done.into(), standing(desk, &input.name).await?))
}

/// What an operator is told at the command line is an answer here as well.
fn not_now(error: ProjectionError) -> Unmet {
    match error {
        ProjectionError::Unknown { .. } => Refused::new(error.code(), error.to_string())
            .at("name")
            .into(),
        ProjectionError::Busy { .. }
        | ProjectionError::Paused { .. }
        | ProjectionError::Building { .. } => Refused::new(error.code(), error.to_string()).into(),
        other => Unmet::Fault(other.into()),
    }
}

/// The query table of this name as it stands now.
async fn standing(desk: Desk<'_>, name: &str) -> Result<Option<Projection>, Fault> {
    let mut reached = desk.projections().reached(desk.msp()).await?.into_iter();
    let found = reached.find(|it| it.projection == name);
    Ok(found.map(Projection::from))
}

#[derive(Debug, Default)]
pub(crate) struct OperationsMutation;

#[Object]
impl OperationsMutation {
    /// Tries the event again at which the MSP's part of a query table stands, as after a newer program was
    /// installed. Role: Admin. Event: `ProjectionRetried`. Asked again with the same idempotency key it
    /// answers as it did then.
    async fn projection_retry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which query table, and where.")] input: ProjectionRetryInput,
    ) -> Result<ProjectionRetryPayload> {
        let desk = Desk::administering(ctx)?;
        Ok(ProjectionRetryPayload::told(retry(desk, &input).await)?)
    }

    /// Builds a query table anew, in the background on this server, as after somebody wrote into it behind the
    /// program's back. It is built for all MSPs of the installation, and readers keep the old one until the new one
    /// has as much, so it takes nothing from anybody. One is under way at a time. Role: Admin. Event:
    /// `ProjectionRebuildRequested`, in the ledger of whoever asks. Asked again with the same idempotency key it
    /// answers as it did then, and builds nothing.
    async fn projection_rebuild(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which query table, and why.")] input: ProjectionRebuildInput,
    ) -> Result<ProjectionRebuildPayload> {
        let desk = Desk::administering(ctx)?;
        Ok(ProjectionRebuildPayload::told(rebuild(desk, &input).await)?)
    }
}
