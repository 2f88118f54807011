//! A run of a procedure, as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use tenantry_domain::ids::ProcedureRunId;
use tenantry_projections::procedure_runs::{RunRow, RunStatus as Status};
use uuid::Uuid;

use super::refusal::unmet_by;
use super::step::{ProcedureRunAnswer, ProcedureRunStep};
use crate::schema::approvals::{Approval, ApprovalPerson};
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{ApprovalKey, CustomerKey, ProcedureKey, Shelf, TenantKey, shared};
use crate::schema::problem::Problem;
use crate::schema::procedures::Procedure;
use crate::schema::scalars::{DateTime, Position};
use crate::schema::tenants::Tenant;
use crate::schema::told::Unmet;

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum ProcedureRunStatus {
    /// Its steps are asked for as their turn comes.
    Running,
    /// All its steps are done.
    Done,
    /// Nothing more is asked for. What was asked for already goes on by itself.
    Stopped,
}

#[derive(Debug, Clone)]
pub(crate) struct ProcedureRun(pub(crate) RunRow);

impl From<RunRow> for ProcedureRun {
    fn from(row: RunRow) -> Self {
        Self(row)
    }
}

/// A procedure that is followed for a customer. Each of its steps is asked for as an approval once all that it
/// comes after is done.
#[Object]
impl ProcedureRun {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::ProcedureRun, self.0.id)
    }

    /// Its UUID, as the command line and the record show it.
    async fn run_id(&self) -> String {
        self.0.id.to_string()
    }

    /// The version of the procedure that is followed to the end.
    async fn version(&self) -> u64 {
        self.0.version
    }

    /// How it stands.
    async fn status(&self) -> ProcedureRunStatus {
        self.0.status.into()
    }

    /// Each step, in the order of the procedure.
    #[graphql(complexity = "5 * child_complexity")]
    async fn steps(&self) -> Vec<ProcedureRunStep> {
        self.0.steps().into_iter().map(ProcedureRunStep).collect()
    }

    /// How many of its steps are done.
    async fn steps_done(&self) -> u64 {
        self.0.steps_done
    }

    /// How many steps it has.
    async fn steps_all(&self) -> u64 {
        self.0.steps_all
    }

    /// Who started it: its steps are asked for in their name.
    async fn started_by(&self) -> Option<ApprovalPerson> {
        self.0.started_by().map(ApprovalPerson)
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The step that stopped it, by its key.
    async fn stopped_step(&self) -> Option<&str> {
        self.0.stopped_step.as_deref()
    }

    /// Who stopped it, where somebody did.
    async fn stopped_by(&self) -> Option<ApprovalPerson> {
        self.0.stopped_by().map(ApprovalPerson)
    }

    /// Why they did.
    async fn stop_reason(&self) -> Option<&str> {
        self.0.stop_reason.as_deref()
    }

    /// What keeps a step from being asked for, or did last.
    async fn problem(&self) -> Option<Problem> {
        let code = self.0.error_code.as_deref()?;
        Some(Problem::new(code, self.0.error_detail.as_deref()))
    }

    /// When it was started.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// When it was done, or stopped.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// The procedure as it is now.
    async fn procedure(&self, ctx: &Context<'_>) -> Result<Option<Procedure>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = ProcedureKey(self.0.procedure_id.as_uuid());
        let row = shelves.load_one(key).await;
        Ok(row.map_err(shared)?.map(Procedure))
    }

    /// The customer it is followed for.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = CustomerKey(self.0.customer_id.as_uuid());
        let row = shelves.load_one(key).await;
        Ok(row.map_err(shared)?.map(Customer))
    }

    /// The tenant it is about, if it was ever seen.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Option<Tenant>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = TenantKey(self.0.tenant_id.as_uuid());
        let row = shelves.load_one(key).await;
        Ok(row.map_err(shared)?.map(Tenant))
    }

    /// The approvals by which the reverse of what was done is asked for, in the order in which they are to be
    /// approved.
    #[graphql(complexity = "5 * child_complexity")]
    async fn undoing(&self, ctx: &Context<'_>) -> Result<Vec<Approval>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let ids = self.0.undoing.iter();
        let keys: Vec<ApprovalKey> = ids
            .filter_map(|id| Uuid::try_parse(id).ok().map(ApprovalKey))
            .collect();
        let mut found = shelves.load_many(keys.clone()).await.map_err(shared)?;
        let rows = keys.iter().filter_map(|key| found.remove(key));
        Ok(rows.map(Approval).collect())
    }

    /// What was given for it, told from its events.
    #[graphql(complexity = "10 + 5 * child_complexity")]
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<ProcedureRunAnswer>> {
        let desk = Desk::reading(ctx)?;
        let id = ProcedureRunId::new(self.0.id);
        let stands = desk.parts.runs.of(desk.msp(), id).await;
        let stands = stands.map_err(|error| match unmet_by(error) {
            Unmet::Fault(fault) => fault,
            Unmet::Refused(refused) => Fault::input(refused.code, refused.message),
        })?;
        let told = stands.run().map(|run| {
            let answers = run.inputs.iter();
            answers
                .map(|(key, value)| ProcedureRunAnswer::of(key, value, run.customer_id))
                .collect()
        });
        Ok(told.unwrap_or_default())
    }
}
