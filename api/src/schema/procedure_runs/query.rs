//! Looking runs up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{CustomerId, ProcedureId, ProcedureRunId};
use tenantry_projections::procedure_runs::{self, RunFilter, RunRow, cursor_of};

use super::input::ProcedureRunPreviewInput;
use super::object::{ProcedureRun, ProcedureRunStatus};
use super::preview::{ProcedureRunPreviewPayload, foresee};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;

/// A run is read with the approvals of its steps.
pub(super) const TABLES: &[&str] = &["procedure_runs", "approvals"];

/// Which runs a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ProcedureRunFilter {
    /// Only those that stand like this.
    status: Option<ProcedureRunStatus>,
    /// Only those of this procedure.
    procedure: Option<ID>,
    /// Only those for this customer.
    customer: Option<ID>,
}

connection!(
    ProcedureRunConnection,
    ProcedureRunEdge,
    ProcedureRun,
    RunRow
);

/// A page of the runs of one procedure, the latest first.
pub(crate) async fn runs_of(
    desk: Desk<'_>,
    procedure: ProcedureId,
    wanted: &Wanted,
) -> Result<ProcedureRunConnection, Fault> {
    let filter = RunFilter {
        procedure: Some(procedure),
        ..RunFilter::default()
    };
    desk.at_least(None, &["procedure_runs"]).await?;
    page(desk, &filter, wanted).await
}

async fn page(
    desk: Desk<'_>,
    filter: &RunFilter,
    wanted: &Wanted,
) -> Result<ProcedureRunConnection, Fault> {
    let cursor = wanted.cursor()?;
    let page = procedure_runs::list(
        desk.projections(),
        desk.msp(),
        filter,
        cursor.as_ref(),
        wanted.first,
    );
    Ok(ProcedureRunConnection::of(page.await?, wanted, cursor_of))
}

#[derive(Debug, Default)]
pub(crate) struct ProcedureRunQuery;

#[Object]
impl ProcedureRunQuery {
    /// One run of a procedure, or nothing. Role: any.
    async fn procedure_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<ProcedureRun>> {
        let desk = Desk::reading(ctx)?;
        let id = ProcedureRunId::new(ids::of(Kind::ProcedureRun, &id)?);
        desk.at_least(at_least, TABLES).await?;
        let row = procedure_runs::get(desk.projections(), desk.msp(), id).await;
        Ok(row.map_err(Fault::from)?.map(ProcedureRun))
    }

    /// The runs of the MSP's procedures, the latest first. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn procedure_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<ProcedureRunFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<ProcedureRunConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default();
        let id = |kind, id: Option<&ID>| id.map(|id| ids::of(kind, id)).transpose();
        let filter = RunFilter {
            status: filter.status.map(Into::into),
            procedure: id(Kind::Procedure, filter.procedure.as_ref())?.map(ProcedureId::new),
            customer: id(Kind::Customer, filter.customer.as_ref())?.map(CustomerId::new),
            live: None,
        };
        desk.at_least(at_least, TABLES).await?;
        Ok(page(desk, &filter, &wanted).await?)
    }

    /// What a run would ask for, step by step, as things stand now: `procedureRunStart` with the same answers
    /// starts it. Nothing is recorded. Roles: Tech, Admin.
    #[graphql(complexity = "100 + child_complexity")]
    async fn procedure_run_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be followed, for whom, and with what.")]
        input: ProcedureRunPreviewInput,
    ) -> Result<ProcedureRunPreviewPayload> {
        let desk = Desk::operating(ctx)?;
        Ok(ProcedureRunPreviewPayload::told(
            foresee(desk, input).await,
        )?)
    }
}
