//! Looking tenants up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_projections::tenants::{self, TenantFilter as Filter, TenantRow, cursor_of};

use super::object::{Tenant, TenantStatus};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;

/// Which tenants a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct TenantFilter {
    /// Only those of this status.
    status: Option<TenantStatus>,
    /// Only those of this customer.
    customer: Option<ID>,
    /// Only those whose name begins like this, upper and lower case alike.
    name_begins_with: Option<String>,
    /// Only those with the old kind of delegated administration, or only the others.
    legacy: Option<bool>,
    /// Only those that no source names any more, or only the others.
    missed: Option<bool>,
    /// Only those of which something is no longer as their onboarding brought it about, or only the others.
    drifted: Option<bool>,
}

impl TenantFilter {
    fn read(self) -> Result<Filter, Fault> {
        let customer = self
            .customer
            .as_deref()
            .map(|id| ids::of(Kind::Customer, id))
            .transpose()?;
        Ok(Filter {
            status: self.status.map(Into::into),
            customer: customer.map(CustomerId::new),
            prefix: self.name_begins_with,
            legacy: self.legacy,
            missed: self.missed,
            drifted: self.drifted,
        })
    }
}

connection!(TenantConnection, TenantEdge, Tenant, TenantRow);

#[derive(Debug, Default)]
pub(crate) struct TenantQuery;

#[Object]
impl TenantQuery {
    /// One tenant of the MSP's customers, or nothing. Role: any.
    async fn tenant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its id at Microsoft.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<Tenant>> {
        let desk = Desk::reading(ctx)?;
        let id = ids::of(Kind::Tenant, &id)?;
        desk.at_least(at_least, &["tenants"]).await?;
        let row = tenants::get(desk.projections(), desk.msp(), TenantId::new(id)).await;
        Ok(row.map_err(Fault::from)?.map(Tenant))
    }

    /// The tenants of the MSP's customers, by name. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn tenants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<TenantFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<TenantConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read()?;
        desk.at_least(at_least, &["tenants"]).await?;
        let cursor = wanted.cursor()?;
        let page = tenants::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        Ok(TenantConnection::of(
            page.await.map_err(Fault::from)?,
            &wanted,
            cursor_of,
        ))
    }
}
