//! A customer, as clients see it.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use tenantry_domain::ids::CustomerId;
use tenantry_projections::customers::{CustomerRow, CustomerStatus as Status, Origin};
use tenantry_projections::vendor_records::VendorRecordRow;

use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{CustomerKey, RecordsOf, Shelf, TenantsOf, shared};
use crate::schema::paging::Wanted;
use crate::schema::records::{CustomerSource, VendorRecordConnection, of_customer, sources};
use crate::schema::scalars::{DateTime, Position};
use crate::schema::tenants::Tenant;

/// Whether the MSP works for a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum CustomerStatus {
    /// It does.
    Registered,
    /// It does no longer; the history stays.
    Archived,
    /// It does, as part of another customer.
    Merged,
}

/// How a customer came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Origin")]
pub(crate) enum CustomerOrigin {
    /// Somebody typed it in.
    Entered,
    /// Found among the MSP's Microsoft customers.
    Discovered,
    /// Made from a record of a PSA, RMM, documentation or distributor system.
    VendorRecord,
}

#[derive(Debug, Clone)]
pub(crate) struct Customer(pub(crate) CustomerRow);

impl From<CustomerRow> for Customer {
    fn from(row: CustomerRow) -> Self {
        Self(row)
    }
}

/// Somebody the MSP works for.
#[Object]
impl Customer {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::Customer, self.0.id)
    }

    /// Its UUID, as the command line and the record show it.
    async fn customer_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The groups it is in, in alphabetical order.
    async fn tags(&self) -> &[String] {
        &self.0.tags
    }

    /// How it came to be known.
    async fn origin(&self) -> CustomerOrigin {
        self.0.origin.into()
    }

    /// Whether the MSP works for it.
    async fn status(&self) -> CustomerStatus {
        self.0.status.into()
    }

    /// The customer that it is part of.
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<Self>> {
        let Some(whole) = self.0.merged_into else {
            return Ok(None);
        };
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(CustomerKey(whole.as_uuid())).await;
        Ok(row.map_err(shared)?.map(Self))
    }

    /// When it was registered.
    async fn registered_at(&self) -> DateTime {
        DateTime(self.0.registered_at)
    }

    /// When something about it changed last.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// Its Microsoft 365 tenants: those that were linked with it or onboarded for it.
    #[graphql(complexity = "5 * child_complexity")]
    async fn tenants(&self, ctx: &Context<'_>) -> Result<Vec<Tenant>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = TenantsOf(CustomerId::new(self.0.id));
        let rows = shelves.load_one(key).await;
        let rows = rows.map_err(shared)?;
        Ok(rows.unwrap_or_default().into_iter().map(Tenant).collect())
    }

    /// What other vendors have on record for it, by name: how each record was linked, by whom, and how
    /// fresh it is.
    #[graphql(complexity = "5 + first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
    ) -> Result<VendorRecordConnection> {
        let wanted = Wanted::new(first, after.as_deref())?;
        let records = self.linked(ctx).await?;
        Ok(of_customer(&records, &wanted)?)
    }

    /// Where these records come from, and whether that can be read.
    #[graphql(complexity = "5 * child_complexity")]
    async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<CustomerSource>> {
        let records = self.linked(ctx).await?;
        sources(ctx, &records).await
    }
}

impl Customer {
    async fn linked(&self, ctx: &Context<'_>) -> Result<Arc<Vec<VendorRecordRow>>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = RecordsOf(CustomerId::new(self.0.id));
        let rows = shelves.load_one(key).await.map_err(shared)?;
        Ok(rows.unwrap_or_default())
    }
}
