//! Asking for the numbers.

use async_graphql::{Context, Object, Result};

use super::object::Fleet;
use crate::schema::desk::Desk;
use crate::schema::scalars::Position;

/// What is counted.
const TABLES: &[&str] = &[
    "tenants",
    "customers",
    "onboardings",
    "approvals",
    "vendor_connections",
    "vendor_records",
];

#[derive(Debug, Default)]
pub(crate) struct FleetQuery;

#[Object]
impl FleetQuery {
    /// How all that the MSP looks after stands, in numbers, and what waits for somebody. Only what is asked for
    /// is counted. Role: any.
    #[graphql(complexity = "20 + child_complexity")]
    async fn fleet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Fleet> {
        let desk = Desk::reading(ctx)?;
        desk.at_least(at_least, TABLES).await?;
        Ok(Fleet)
    }
}
