//! Who carries the MSP's work, and how much of it there is.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::role::Right;
use tenantry_engine::leases::Work;
use tenantry_projections::approvals::{self, ApprovalCounts};
use tenantry_projections::onboardings::{self, OnboardingCounts};
use tenantry_projections::procedure_runs;

use crate::schema::approvals::inbox_of;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::DateTime;

/// What is done for an MSP by workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum WorkKind {
    /// Onboardings, consents, approvals and procedures are carried on.
    Sagas,
    /// Accounts at other vendors are read.
    Vendors,
    /// People are told elsewhere of what waits for them.
    Notices,
    /// What onboardings brought about is looked after.
    Drift,
    /// Query tables follow the ledger, for all MSPs of the installation.
    Projections,
}

impl From<Work> for WorkKind {
    fn from(work: Work) -> Self {
        match work {
            Work::Sagas => Self::Sagas,
            Work::Vendors => Self::Vendors,
            Work::Notices => Self::Notices,
            Work::Drift => Self::Drift,
        }
    }
}

/// Somebody who carries work of the MSP, under a lease.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Worker {
    /// What it does.
    work: WorkKind,
    /// Its name, drawn anew each time a worker starts: the same for all that one worker does.
    holder: String,
    /// Until when nobody else does it. A worker renews that in good time for as long as it is alive.
    until: DateTime,
    /// Whether that is still to come. Where it is not, the worker is gone, and another one takes over.
    alive: bool,
    /// Which query tables, where it follows the ledger with some; otherwise none.
    tables: Vec<String>,
}

/// How many of a kind stand how.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct SagaCounts {
    /// All that something is to be done about. What is in none of the others goes on now.
    under_way: u64,
    /// Somebody has to do something: approve, consent, fetch a first password.
    wait_for_people: u64,
    /// They go on when some time has passed, such as before the next try.
    wait_for_time: u64,
    /// They must be done and cannot be so far: somebody should look at them.
    need_attention: u64,
    /// When the one is looked at that is due first, those left out that wait for a customer's approval. Long ago
    /// where nobody carries them on.
    oldest_due: Option<DateTime>,
}

#[derive(Debug)]
pub(crate) struct SagaQueue;

/// What is under way for the MSP and goes on by itself.
#[Object]
impl SagaQueue {
    /// Onboardings.
    #[graphql(complexity = "10 + child_complexity")]
    async fn onboardings(&self, ctx: &Context<'_>) -> Result<SagaCounts> {
        let desk = Desk::with(ctx, Right::Audit)?;
        desk.at_least(None, &["onboardings"]).await?;
        let (tables, msp) = (desk.projections(), desk.msp());
        let counts = onboardings::counts(tables, msp).await;
        let OnboardingCounts {
            live,
            waiting,
            later,
            attention,
        } = counts.map_err(Fault::from)?;
        let due = onboardings::first_due(tables, msp).await;
        Ok(SagaCounts {
            under_way: live,
            wait_for_people: waiting,
            wait_for_time: later,
            need_attention: attention,
            oldest_due: due.map_err(Fault::from)?.map(DateTime),
        })
    }

    /// Approvals.
    #[graphql(complexity = "10 + child_complexity")]
    async fn approvals(&self, ctx: &Context<'_>) -> Result<SagaCounts> {
        let desk = Desk::with(ctx, Right::Audit)?;
        desk.at_least(None, &["approvals"]).await?;
        let (tables, msp) = (desk.projections(), desk.msp());
        let counts = approvals::counts(tables, msp, &inbox_of(desk)?).await;
        let ApprovalCounts {
            live,
            undecided,
            elsewhere,
            later,
            attention,
            for_me: _,
        } = counts.map_err(Fault::from)?;
        let due = approvals::first_due(tables, msp).await;
        Ok(SagaCounts {
            under_way: live,
            wait_for_people: undecided + elsewhere,
            wait_for_time: later,
            need_attention: attention,
            oldest_due: due.map_err(Fault::from)?.map(DateTime),
        })
    }

    /// Procedures that are followed. What each waits for, the approvals of its steps tell.
    #[graphql(complexity = "10")]
    async fn procedure_runs(&self, ctx: &Context<'_>) -> Result<u64> {
        let desk = Desk::with(ctx, Right::Audit)?;
        desk.at_least(None, &["procedure_runs"]).await?;
        let counted = procedure_runs::under_way(desk.projections(), desk.msp()).await;
        Ok(counted.map_err(Fault::from)?)
    }
}

#[derive(Debug, Default)]
pub(crate) struct WorkQuery;

#[Object]
impl WorkQuery {
    /// Who carries the MSP's work. What is not in the list is carried by nobody. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn workers(&self, ctx: &Context<'_>) -> Result<Vec<Worker>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let names = Work::ALL.map(|work| work.lease_for(desk.msp()));
        let leased = desk.parts.leases.look(&names).await.map_err(Fault::from)?;
        let mut workers = Vec::with_capacity(leased.len());
        for (work, name) in Work::ALL.into_iter().zip(&names) {
            workers.extend(
                leased
                    .iter()
                    .filter(|it| it.name == *name)
                    .map(|it| Worker {
                        work: work.into(),
                        holder: it.owner.to_string(),
                        until: DateTime(it.until),
                        alive: it.alive,
                        tables: Vec::new(),
                    }),
            );
        }
        let holders = desk.projections().holders().await.map_err(Fault::from)?;
        workers.extend(holders.into_iter().map(|it| Worker {
            work: WorkKind::Projections,
            holder: it.owner.to_string(),
            until: DateTime(it.until),
            alive: true,
            tables: it.tables,
        }));
        Ok(workers)
    }

    /// What is under way for the MSP and goes on by itself. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "20 + child_complexity")]
    async fn sagas(&self, ctx: &Context<'_>) -> Result<SagaQueue> {
        Desk::with(ctx, Right::Audit)?;
        Ok(SagaQueue)
    }
}
