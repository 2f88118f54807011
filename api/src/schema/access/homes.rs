//! From where the MSP's people sign in.

use async_graphql::{Context, Object, Result};
use tenantry_domain::role::Right;
use tenantry_projections::home_tenants::{self, HomeTenantRow};

use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::DateTime;

/// A tenant whose people sign in for the MSP.
#[derive(Debug, Clone)]
pub(crate) struct HomeTenant(HomeTenantRow);

impl From<HomeTenantRow> for HomeTenant {
    fn from(row: HomeTenantRow) -> Self {
        Self(row)
    }
}

/// A tenant whose people may sign in for the MSP.
#[Object]
impl HomeTenant {
    /// The tenant, as Microsoft names it.
    async fn tenant_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Since when.
    async fn admitted_at(&self) -> DateTime {
        DateTime(self.0.admitted_at)
    }
}

connection!(
    HomeTenantConnection,
    HomeTenantEdge,
    HomeTenant,
    HomeTenantRow
);

#[derive(Debug, Default)]
pub(crate) struct HomeTenantQuery;

#[Object]
impl HomeTenantQuery {
    /// The tenants whose people may sign in for the MSP, the first that was admitted first. The
    /// installation's operators admit and remove them, by `tenantry access homes`, on record in its ledger;
    /// what is read here follows within moments. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn home_tenants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
    ) -> Result<HomeTenantConnection> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let cursor = wanted.cursor()?;
        let (projections, msp) = (desk.projections(), desk.msp());
        let page = home_tenants::of_msp(projections, msp, cursor.as_ref(), wanted.first).await;
        let page = page.map_err(Fault::from)?;
        let cursor_of = home_tenants::cursor_of;
        Ok(HomeTenantConnection::of(page, &wanted, cursor_of))
    }
}
