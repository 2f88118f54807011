//! Listening to what becomes of what was asked for.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, Subscription};
use futures::stream::Stream;
use tenantry_domain::role::Right;
use tenantry_projections::approvals::Approvals;
use tenantry_projections::declaration::Projection as _;

use super::object::Approval;
use crate::live::News;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::scalars::{DateTime, Position};
use crate::schema::watching::{Watching, latest};

#[derive(Debug, Clone)]
pub(crate) struct ApprovalChanged(Arc<News>);

/// An approval about which something changed.
#[Object]
impl ApprovalChanged {
    /// The event that changed it, by where it stands in the MSP's ledger; of several, the last one. Give
    /// it as `after` to go on behind it.
    async fn position(&self) -> Position {
        Position(self.0.event.position)
    }

    /// When that was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.event.recorded_at)
    }

    /// What happened, such as `ApprovalGiven`; of several events, the last one.
    async fn event_type(&self) -> &str {
        &self.0.event.event_type
    }

    /// The approval's UUID.
    async fn approval_id(&self) -> &str {
        &self.0.event.stream.aggregate_id
    }

    /// The approval with this change in it. What happened since may be in it too: its own position says
    /// so.
    async fn approval(&self, ctx: &Context<'_>) -> Result<Option<Approval>> {
        let desk = Desk::reading(ctx)?;
        let News {
            event, approval, ..
        } = &*self.0;
        let row = desk.arrived::<Approvals>(approval, event).await?;
        Ok(row.map(Approval))
    }
}

#[derive(Debug, Default)]
pub(crate) struct ApprovalSubscription;

#[Subscription]
impl ApprovalSubscription {
    /// The MSP's approvals as something about them changes: asked for, decided, carried out step by step.
    /// Several changes of one approval that are known already are told once, where the last of them stands.
    /// Role: any.
    #[graphql(complexity = "20 + child_complexity")]
    async fn approval_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this approval; all of them when not given.")] id: Option<ID>,
        #[graphql(desc = "The position behind which it goes on; from now on when not given.")]
        after: Option<Position>,
    ) -> Result<impl Stream<Item = Result<ApprovalChanged, Fault>> + use<>> {
        let only = id.map(|id| ids::of(Kind::Approval, &id)).transpose()?;
        let watching = Watching::begin(ctx, Right::Read, after).await?;
        Ok(watching.told(only, |only, page| {
            latest(Approvals::READS, *only, page)
                .map(ApprovalChanged)
                .collect()
        }))
    }
}
