//! Listening to what becomes of tenants.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, Subscription};
use futures::stream::Stream;
use tenantry_domain::role::Right;
use tenantry_projections::declaration::Projection as _;
use tenantry_projections::tenants::Tenants;

use super::object::Tenant;
use crate::live::News;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::{DateTime, Position};
use crate::schema::watching::{Watching, latest};

#[derive(Debug, Clone)]
pub(crate) struct TenantChange(Arc<News>);

/// A tenant about which something changed.
#[Object]
impl TenantChange {
    /// The event that changed it, by where it stands in the MSP's ledger; of several, the last one. Give
    /// it as `after` to go on behind it.
    async fn position(&self) -> Position {
        Position(self.0.event.position)
    }

    /// When that was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.event.recorded_at)
    }

    /// The tenant's id at Microsoft.
    async fn tenant_id(&self) -> &str {
        &self.0.event.stream.aggregate_id
    }

    /// The tenant with this change in it. What happened since may be in it too: its own position says so.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Option<Tenant>> {
        let desk = Desk::reading(ctx)?;
        let News { event, tenant, .. } = &*self.0;
        let row = desk.arrived::<Tenants>(tenant, event).await?;
        Ok(row.map(Tenant))
    }
}

#[derive(Debug, Default)]
pub(crate) struct TenantSubscription;

#[Subscription]
impl TenantSubscription {
    /// The MSP's tenants as something about them changes: what the clouds say of them, whose they are, how
    /// their onboarding goes. Several changes of one tenant that are known already are told once, where
    /// the last of them stands. Role: any.
    #[graphql(complexity = "20 + child_complexity")]
    async fn tenant_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The position behind which it goes on; from now on when not given.")]
        after: Option<Position>,
    ) -> Result<impl Stream<Item = Result<TenantChange, Fault>> + use<>> {
        let watching = Watching::begin(ctx, Right::Read, after).await?;
        Ok(watching.told((), |(), page| {
            latest(Tenants::READS, None, page)
                .map(TenantChange)
                .collect()
        }))
    }
}
