//! Looking procedures up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::ProcedureId;
use tenantry_projections::procedures::{self, ProcedureFilter as Filter, ProcedureRow, cursor_of};

use super::object::{Procedure, ProcedureStatus};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;

pub(super) const TABLES: &[&str] = &["procedures"];

/// Which procedures a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ProcedureFilter {
    /// Only those that stand like this.
    status: Option<ProcedureStatus>,
    /// Only those whose name begins like this, upper and lower case alike.
    name_begins_with: Option<String>,
}

connection!(ProcedureConnection, ProcedureEdge, Procedure, ProcedureRow);

#[derive(Debug, Default)]
pub(crate) struct ProcedureQuery;

#[Object]
impl ProcedureQuery {
    /// One procedure, or nothing. Role: any.
    async fn procedure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<Procedure>> {
        let desk = Desk::reading(ctx)?;
        let id = ProcedureId::new(ids::of(Kind::Procedure, &id)?);
        desk.at_least(at_least, TABLES).await?;
        let row = procedures::get(desk.projections(), desk.msp(), id).await;
        Ok(row.map_err(Fault::from)?.map(Procedure))
    }

    /// The MSP's procedures, by name. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn procedures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<ProcedureFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<ProcedureConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default();
        let filter = Filter {
            status: filter.status.map(Into::into),
            prefix: filter.name_begins_with,
        };
        desk.at_least(at_least, TABLES).await?;
        let cursor = wanted.cursor()?;
        let page = procedures::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        let page = page.await.map_err(Fault::from)?;
        Ok(ProcedureConnection::of(page, &wanted, cursor_of))
    }
}
