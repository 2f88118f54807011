//! What may be decided about a query table from within an MSP.
//!
//! That is to try again, and no more: it costs little, and changes nothing where it does not help. To skip an
//! event leaves a table that tells something else than the record, to rebuild one concerns the rows of all MSPs,
//! and to pause one leaves everybody with what was: those stay with the operators, on the command line.

use async_graphql::{Context, InputObject, Object, Result};
use tenantry_domain::projection::{
    Projection as Aggregate, ProjectionCommand, RetryProjection, id_of,
};
use tenantry_domain::text::ProjectionName;

use super::query::Projection;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::Position;
use crate::schema::told::{Receipt, Refused, Unmet, payload, user_errors};

user_errors! {
    /// Why a wish about a query table was turned down.
    ProjectionUserError, ProjectionErrorCode {
        /// There is no query table of this name.
        ProjectionUnknown,
        /// The MSP's ledger has no event at this position.
        PositionUnknown,
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
    let reached = desk.projections().reached(desk.msp()).await;
    let mut reached = reached.map_err(Fault::from)?.into_iter();
    let found = reached.find(|it| it.projection == declared.name);
    Ok((done.into(), found.map(Projection::from)))
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
}
