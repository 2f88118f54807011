//! Query tables and their lag; work that stands still.

use async_graphql::{Context, Object, Result, SimpleObject};
use tenantry_domain::role::Right;
use tenantry_domain::standstill::Standstill as Aggregate;
use tenantry_projections::Reached;

use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::problem::Problem;
use crate::schema::scalars::{DateTime, Position};

/// A query table, and how far this MSP's part of it is.
#[derive(Debug, SimpleObject)]
pub(crate) struct Projection {
    /// What it is called.
    name: String,
    /// The question that it answers.
    question: String,
    /// The version of its fold.
    version: u32,
    /// How many events the MSP's ledger holds.
    head: Position,
    /// How many of them are in it.
    position: Position,
    /// How many are to come.
    lag: Position,
    /// The position of the event that it stands at; nothing while it goes on.
    stands_at: Option<Position>,
    /// Why it cannot go on.
    problem: Option<Problem>,
}

impl From<Reached> for Projection {
    fn from(reached: Reached) -> Self {
        let problem = |still: &tenantry_projections::StandingStill| {
            let detail = format!("at position {}: {}", still.position, still.detail);
            Problem::new(&still.code, Some(&detail))
        };
        Self {
            name: reached.projection.to_owned(),
            question: reached.question.to_owned(),
            version: reached.version,
            head: Position(reached.head),
            position: Position(reached.position),
            lag: Position(reached.head.saturating_sub(reached.position)),
            stands_at: reached.failure.as_ref().map(|it| Position(it.position)),
            problem: reached.failure.as_ref().map(problem),
        }
    }
}

/// All work for the MSP stands still, because of something that concerns all of it.
#[derive(Debug, SimpleObject)]
pub(crate) struct Standstill {
    /// Why.
    problem: Problem,
    /// Since when.
    since: DateTime,
}

#[derive(Debug, Default)]
pub(crate) struct OperationsQuery;

#[Object]
impl OperationsQuery {
    /// The query tables, and how far each is behind the MSP's ledger. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "20 + child_complexity")]
    async fn projections(&self, ctx: &Context<'_>) -> Result<Vec<Projection>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let reached = desk
            .projections()
            .reached(desk.msp())
            .await
            .map_err(Fault::from)?;
        Ok(reached.into_iter().map(Projection::from).collect())
    }

    /// Why all work for the MSP stands still; nothing when it does not. Role: any.
    async fn standstill(&self, ctx: &Context<'_>) -> Result<Option<Standstill>> {
        let desk = Desk::reading(ctx)?;
        let id = desk.msp().to_string();
        let standstill = desk
            .parts
            .engine
            .load::<Aggregate>(desk.msp(), &id)
            .await
            .map_err(Fault::from)?;
        Ok(standstill.cause.map(|(fault, since)| Standstill {
            problem: Problem::new(&fault.code, Some(&fault.detail)),
            since: DateTime(since),
        }))
    }
}
