//! How people look service tokens up: one by its id, many by name.

use tenantry_domain::ids::{MspId, ServiceTokenId};

use super::ServiceTokens;
use super::row::{ServiceTokenRow, ServiceTokenStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which tokens a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct ServiceTokenFilter {
    pub status: Option<ServiceTokenStatus>,
}

/// One token of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: ServiceTokenId,
) -> Result<Option<ServiceTokenRow>, ProjectionError> {
    store.one::<ServiceTokens>(scope, id.as_uuid()).await
}

/// The MSP's tokens by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &ServiceTokenFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<ServiceTokenRow>, ProjectionError> {
    let status = filter.status.map(|status| {
        let word = status.as_str();
        Condition::Is("status", Cell::Text(word.into()))
    });
    let after = after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id));
    let select = Select {
        conditions: status.into_iter().collect(),
        order: "name_key",
        direction: Direction::Rising,
        after,
        first,
    };
    store.page::<ServiceTokens>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &ServiceTokenRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}
