//! How people look procedures up: one by its id, many by name.

use tenantry_domain::ids::{MspId, ProcedureId};

use super::Procedures;
use super::row::{ProcedureRow, ProcedureStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::names::name_key;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which procedures a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct ProcedureFilter {
    pub status: Option<ProcedureStatus>,
    /// The beginning of the name, upper or lower case alike.
    pub prefix: Option<String>,
}

/// One procedure of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: ProcedureId,
) -> Result<Option<ProcedureRow>, ProjectionError> {
    store.one::<Procedures>(scope, id.as_uuid()).await
}

/// The MSP's procedures by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &ProcedureFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<ProcedureRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(status) = filter.status {
        conditions.push(Condition::Is("status", Cell::Text(status.as_str().into())));
    }
    if let Some(prefix) = &filter.prefix {
        conditions.push(Condition::BeginsWith("name_key", name_key(prefix)));
    }
    let select = Select {
        conditions,
        order: "name_key",
        direction: Direction::Rising,
        after: after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id)),
        first,
    };
    store.page::<Procedures>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &ProcedureRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}
