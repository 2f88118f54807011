//! Query tables and their lag; work that stands still.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::role::Right;
use tenantry_domain::standstill::Standstill as Aggregate;
use tenantry_projections::{Following, Reached, Rebuilding};

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
    /// How it stands.
    state: ProjectionState,
    /// How much older the last event in it is than the last in the ledger. Nothing as long as none is in it of a
    /// ledger that has some.
    lag_seconds: Option<f64>,
    /// The table is being built anew, here or on another node; readers keep the old one meanwhile.
    rebuild: Option<ProjectionRebuild>,
}

/// How the MSP's part of a query table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Following")]
pub(crate) enum ProjectionState {
    /// It has all that is recorded.
    Live,
    /// There is more to come.
    CatchingUp,
    /// An operator lets it stand still.
    Paused,
    /// It stands at an event that it cannot read.
    Standing,
    /// Its table is not of this program's form yet, and cannot be read.
    Building,
}

/// A query table that is being built anew. It is built for all MSPs of the installation at once: numbers of events
/// are told where no other MSP's are among them.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ProjectionRebuild {
    /// Since when its table is being made; a rebuild that was interrupted goes on where it was.
    since: DateTime,
    /// How much of it is done, from 0 to 100. Where another node builds it, as of the last part that was written.
    percent: u64,
    /// How many events went in.
    events_read: Option<Position>,
    /// How many there are.
    events: Option<Position>,
    /// How many go in within a second.
    events_per_second: Option<u64>,
    /// How long it takes at this rate, where one is known.
    seconds_left: Option<u64>,
}

impl From<Rebuilding> for ProjectionRebuild {
    fn from(rebuilding: Rebuilding) -> Self {
        let Rebuilding {
            since,
            events,
            total,
            rate,
            left,
            alone,
        } = rebuilding;
        let percent = (events.saturating_mul(100)).checked_div(total);
        Self {
            since: DateTime(since),
            percent: percent.unwrap_or(0).min(100),
            events_read: alone.then_some(Position(events)),
            events: alone.then_some(Position(total)),
            events_per_second: rate.filter(|_| alone),
            seconds_left: left.map(|left| left.as_secs()),
        }
    }
}

impl From<Reached> for Projection {
    #[allow(clippy::cast_precision_loss)] // Seconds for people.
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
            state: reached.following.into(),
            lag_seconds: reached.lag_time.map(|it| it as f64 / 1e6),
            rebuild: reached.rebuild.map(ProjectionRebuild::from),
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
