//! Listening to what becomes of the MSP's accounts at vendors.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, Subscription};
use futures::stream::Stream;
use tenantry_domain::role::Right;
use tenantry_projections::declaration::Projection as _;
use tenantry_projections::vendor_connections::VendorConnections;

use super::object::VendorAccount;
use crate::live::News;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::scalars::{DateTime, Position};
use crate::schema::watching::{Watching, latest};

#[derive(Debug, Clone)]
pub(crate) struct VendorAccountChange(Arc<News>);

/// An account at a vendor about which something changed.
#[Object]
impl VendorAccountChange {
    /// The event that changed it, by where it stands in the MSP's ledger; of several, the last one. Give
    /// it as `after` to go on behind it.
    async fn position(&self) -> Position {
        Position(self.0.event.position)
    }

    /// When that was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.event.recorded_at)
    }

    /// What happened, such as `VendorKindRead`; of several events, the last one.
    async fn event_type(&self) -> &str {
        &self.0.event.event_type
    }

    /// The connection's UUID.
    async fn connection_id(&self) -> &str {
        &self.0.event.stream.aggregate_id
    }

    /// The account with this change in it. What happened since may be in it too: its own position says
    /// so.
    async fn connection(&self, ctx: &Context<'_>) -> Result<Option<VendorAccount>> {
        let desk = Desk::reading(ctx)?;
        let News { event, vendor, .. } = &*self.0;
        let row = desk.arrived::<VendorConnections>(vendor, event).await?;
        Ok(row.map(VendorAccount))
    }
}

#[derive(Debug, Default)]
pub(crate) struct VendorSubscription;

#[Subscription]
impl VendorSubscription {
    /// The MSP's accounts at vendors as something about them changes: connected, tried, paused, and how
    /// far a look has come. Several changes of one account that are known already are told once, where
    /// the last of them stands. Role: any.
    #[graphql(complexity = "20 + child_complexity")]
    async fn vendor_connection_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this account; all of them when not given.")] id: Option<ID>,
        #[graphql(desc = "The position behind which it goes on; from now on when not given.")]
        after: Option<Position>,
    ) -> Result<impl Stream<Item = Result<VendorAccountChange, Fault>> + use<>> {
        let only = id.map(|id| ids::of(Kind::VendorAccount, &id)).transpose()?;
        let watching = Watching::begin(ctx, Right::Read, after).await?;
        Ok(watching.told(only, |only, page| {
            latest(VendorConnections::READS, *only, page)
                .map(VendorAccountChange)
                .collect()
        }))
    }
}
