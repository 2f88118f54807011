//! Looking vendors and the MSP's accounts there up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::cloud::vendor::Vendor as Known;
use tenantry_domain::ids::VendorConnectionId;
use tenantry_projections::vendor_connections::{
    self, VendorConnectionFilter as Filter, VendorConnectionRow, cursor_of,
};

use super::object::{VendorAccount, VendorPhase};
use super::system::{Vendor, vendor};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;

pub(super) const TABLES: &[&str] = &["vendor_connections"];

/// Which accounts a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct VendorConnectionFilter {
    /// Only those whose connection stands like this.
    phase: Option<VendorPhase>,
    /// Only those at this vendor, by its word.
    vendor: Option<String>,
    /// Only those of which some kind could not be read, or only the others.
    stale: Option<bool>,
    /// Only those whose name begins like this, upper and lower case alike.
    name_begins_with: Option<String>,
}

impl VendorConnectionFilter {
    fn read(self) -> Result<Filter, Fault> {
        Ok(Filter {
            phase: self.phase.map(Into::into),
            vendor: self.vendor.as_deref().map(vendor).transpose()?,
            stale: self.stale,
            prefix: self.name_begins_with,
        })
    }
}

connection!(
    VendorAccountConnection,
    VendorAccountEdge,
    VendorAccount,
    VendorConnectionRow
);

#[derive(Debug, Default)]
pub(crate) struct VendorQuery;

#[Object]
impl VendorQuery {
    /// The vendors that can be connected, and what each is opened with. Role: any.
    #[graphql(complexity = "8 * child_complexity")]
    async fn vendors(&self, ctx: &Context<'_>) -> Result<Vec<Vendor>> {
        Desk::reading(ctx)?;
        Ok(Known::ALL.iter().copied().map(Vendor).collect())
    }

    /// One account of the MSP at a vendor, or nothing. Role: any.
    async fn vendor_connection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or the connection's UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<VendorAccount>> {
        let desk = Desk::reading(ctx)?;
        let id = VendorConnectionId::new(ids::of(Kind::VendorAccount, &id)?);
        desk.at_least(at_least, TABLES).await?;
        let row = vendor_connections::get(desk.projections(), desk.msp(), id).await;
        Ok(row.map_err(Fault::from)?.map(VendorAccount))
    }

    /// The MSP's accounts at vendors, by name. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn vendor_connections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<VendorConnectionFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<VendorAccountConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read()?;
        desk.at_least(at_least, TABLES).await?;
        let cursor = wanted.cursor()?;
        let page = vendor_connections::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        let page = page.await.map_err(Fault::from)?;
        Ok(VendorAccountConnection::of(page, &wanted, cursor_of))
    }
}
