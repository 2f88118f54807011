//! How people look runs up: one by its id, many by when they were started.

use tenantry_domain::ids::{CustomerId, MspId, ProcedureId, ProcedureRunId};

use super::ProcedureRuns;
use super::row::{RunRow, RunStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which runs a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct RunFilter {
    pub status: Option<RunStatus>,
    pub procedure: Option<ProcedureId>,
    pub customer: Option<CustomerId>,
    /// Those with something to be looked at, now or later, or those without.
    pub live: Option<bool>,
}

/// One run of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: ProcedureRunId,
) -> Result<Option<RunRow>, ProjectionError> {
    store.one::<ProcedureRuns>(scope, id.as_uuid()).await
}

/// The MSP's runs, the latest first, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &RunFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<RunRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(status) = filter.status {
        conditions.push(Condition::Is("status", Cell::Text(status.as_str().into())));
    }
    if let Some(procedure) = filter.procedure {
        conditions.push(Condition::Is(
            "procedure_id",
            Cell::Uuid(procedure.as_uuid()),
        ));
    }
    if let Some(customer) = filter.customer {
        conditions.push(Condition::Is("customer_id", Cell::Uuid(customer.as_uuid())));
    }
    if let Some(live) = filter.live {
        conditions.push(Condition::Is("live", Cell::Bool(live)));
    }
    // A cursor that is not one of ours goes on from the beginning of time: an empty page.
    let after = after.map(|c| (Cell::Integer(c.key.parse().unwrap_or(i64::MIN)), c.id));
    let select = Select {
        conditions,
        order: "started_at",
        direction: Direction::Falling,
        after,
        first,
    };
    store.page::<ProcedureRuns>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &RunRow) -> Cursor {
    Cursor {
        key: row.started_at.to_string(),
        id: row.id,
    }
}
