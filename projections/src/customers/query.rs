//! How people look customers up: one by its id, many by name.

use tenantry_domain::ids::{CustomerId, MspId};

use super::Customers;
use super::row::{CustomerRow, CustomerStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::names::name_key;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which customers a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    pub status: Option<CustomerStatus>,
    pub tag: Option<String>,
    /// The beginning of the name, upper or lower case alike.
    pub prefix: Option<String>,
}

/// One customer of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: CustomerId,
) -> Result<Option<CustomerRow>, ProjectionError> {
    store.one::<Customers>(scope, id.as_uuid()).await
}

/// The MSP's customers by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &CustomerFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<CustomerRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(status) = &filter.status {
        conditions.push(Condition::Is("status", Cell::Text(status.as_str().into())));
    }
    if let Some(tag) = &filter.tag {
        conditions.push(Condition::Holds("tags", tag.clone()));
    }
    if let Some(prefix) = &filter.prefix {
        conditions.push(Condition::BeginsWith("name_key", name_key(prefix)));
    }
    let after = after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id));
    let select = Select {
        conditions,
        order: "name_key",
        direction: Direction::Rising,
        after,
        first,
    };
    store.page::<Customers>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &CustomerRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}
