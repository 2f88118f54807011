//! Looking consents up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_projections::tenant_consents::{self, ConsentFilter as Filter, ConsentRow, cursor_of};

use super::object::{Consent, ConsentStatus};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;

/// A consent is read with the tenant that it is in.
pub(super) const TABLES: &[&str] = &["tenant_consents", "tenants"];

/// Which consents a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ConsentFilter {
    /// Only those that stand like this.
    status: Option<ConsentStatus>,
    /// Only those for this customer.
    customer: Option<ID>,
}

connection!(ConsentConnection, ConsentEdge, Consent, ConsentRow);

#[derive(Debug, Default)]
pub(crate) struct ConsentQuery;

#[Object]
impl ConsentQuery {
    /// The consent in one tenant, or nothing. Role: any.
    async fn consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or the tenant's id at Microsoft.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<Consent>> {
        let desk = Desk::reading(ctx)?;
        let id = ids::of(Kind::Consent, &id)?;
        desk.at_least(at_least, TABLES).await?;
        let row = tenant_consents::get(desk.projections(), desk.msp(), TenantId::new(id)).await;
        Ok(row.map_err(Fault::from)?.map(Consent))
    }

    /// The consents that the MSP asked for, the latest first. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn consents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<ConsentFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<ConsentConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default();
        let customer = filter
            .customer
            .as_deref()
            .map(|id| ids::of(Kind::Customer, id))
            .transpose()?;
        let filter = Filter {
            status: filter.status.map(Into::into),
            customer: customer.map(CustomerId::new),
            live: None,
        };
        desk.at_least(at_least, TABLES).await?;
        let cursor = wanted.cursor()?;
        let page = tenant_consents::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        Ok(ConsentConnection::of(
            page.await.map_err(Fault::from)?,
            &wanted,
            cursor_of,
        ))
    }
}
