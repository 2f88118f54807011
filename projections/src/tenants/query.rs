//! How people look tenants up: one by its id, many by name.

use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use uuid::Uuid;

use super::Tenants;
use super::row::{TenantRow, TenantStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::names::name_key;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which tenants a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct TenantFilter {
    pub status: Option<TenantStatus>,
    pub customer: Option<CustomerId>,
    /// The beginning of the name, upper or lower case alike.
    pub prefix: Option<String>,
    /// Only those with the old kind of delegated administration, or only the others.
    pub legacy: Option<bool>,
    /// Only those that no source names any more, or only the others.
    pub missed: Option<bool>,
    /// Only those of which something is no longer as it was brought about, or only the others.
    pub drifted: Option<bool>,
}

/// One tenant of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: TenantId,
) -> Result<Option<TenantRow>, ProjectionError> {
    store.one::<Tenants>(scope, id.as_uuid()).await
}

/// The MSP's tenants by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &TenantFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<TenantRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(status) = &filter.status {
        conditions.push(Condition::Is("status", Cell::Text(status.as_str().into())));
    }
    if let Some(customer) = &filter.customer {
        conditions.push(Condition::Is("customer_id", Cell::Uuid(customer.as_uuid())));
    }
    if let Some(prefix) = &filter.prefix {
        conditions.push(Condition::BeginsWith("name_key", name_key(prefix)));
    }
    for (column, wanted) in [
        ("legacy", filter.legacy),
        ("missed", filter.missed),
        ("drifted", filter.drifted),
    ] {
        conditions.extend(wanted.map(|wanted| Condition::Is(column, Cell::Bool(wanted))));
    }
    let after = after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id));
    let select = Select {
        conditions,
        order: "name_key",
        direction: Direction::Rising,
        after,
        first,
    };
    store.page::<Tenants>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &TenantRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}

/// All tenants of these customers, customer by customer.
pub async fn of_customers(
    store: &Projections,
    scope: MspId,
    customers: &[CustomerId],
) -> Result<Vec<TenantRow>, ProjectionError> {
    let owners: Vec<Uuid> = customers.iter().map(|it| it.as_uuid()).collect();
    store.all_of::<Tenants>(scope, "customer_id", &owners).await
}
