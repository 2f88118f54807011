//! Looking customers up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::CustomerId;
use tenantry_projections::customers::{self, CustomerFilter as Filter, CustomerRow, cursor_of};

use super::object::{Customer, CustomerStatus};
use crate::schema::desk::Desk;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;

/// Which customers a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct CustomerFilter {
    /// Only those of this status.
    status: Option<CustomerStatus>,
    /// Only those in this group.
    tag: Option<String>,
    /// Only those whose name begins like this, upper and lower case alike.
    name_begins_with: Option<String>,
}

connection!(CustomerConnection, CustomerEdge, Customer, CustomerRow);

#[derive(Debug, Default)]
pub(crate) struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// One customer of the MSP, or nothing. Role: any.
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<Customer>> {
        let desk = Desk::reading(ctx)?;
        let id = ids::of(Kind::Customer, &id)?;
        desk.at_least(at_least, &["customers"]).await?;
        let row = customers::get(desk.projections(), desk.msp(), CustomerId::new(id)).await;
        Ok(row
            .map_err(crate::schema::fault::Fault::from)?
            .map(Customer))
    }

    /// The MSP's customers, by name. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<CustomerFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<CustomerConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        desk.at_least(at_least, &["customers"]).await?;
        let filter = filter.unwrap_or_default();
        let filter = Filter {
            status: filter.status.map(Into::into),
            tag: filter.tag,
            prefix: filter.name_begins_with,
        };
        let cursor = wanted.cursor()?;
        let page = customers::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        let page = page.await.map_err(crate::schema::fault::Fault::from)?;
        Ok(CustomerConnection::of(page, &wanted, cursor_of))
    }
}
