//! How people look consents up: one by its tenant, many by when they were asked for, the latest first.

use tenantry_domain::ids::{CustomerId, MspId, TenantId};

use super::TenantConsents;
use super::row::{ConsentRow, ConsentStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which consents a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct ConsentFilter {
    pub status: Option<ConsentStatus>,
    pub customer: Option<CustomerId>,
    /// Only those that something is to be done about, or only the others.
    pub live: Option<bool>,
}

/// The consent in one tenant of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    tenant: TenantId,
) -> Result<Option<ConsentRow>, ProjectionError> {
    store.one::<TenantConsents>(scope, tenant.as_uuid()).await
}

/// The MSP's consents, those asked for last first, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &ConsentFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<ConsentRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(status) = &filter.status {
        conditions.push(Condition::Is("status", Cell::Text(status.as_str().into())));
    }
    if let Some(customer) = &filter.customer {
        conditions.push(Condition::Is("customer_id", Cell::Uuid(customer.as_uuid())));
    }
    conditions.extend(filter.live.map(|it| Condition::Is("live", Cell::Bool(it))));
    // A cursor that is not one of ours goes on from the beginning of time: an empty page.
    let after = after.map(|c| (Cell::Integer(c.key.parse().unwrap_or(i64::MIN)), c.id));
    let select = Select {
        conditions,
        order: "asked_at",
        direction: Direction::Falling,
        after,
        first,
    };
    store.page::<TenantConsents>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &ConsentRow) -> Cursor {
    Cursor {
        key: row.asked_at.to_string(),
        id: row.id,
    }
}
