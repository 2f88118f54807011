//! How people look vendor connections up: one by its id, many by name.

use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::ids::{MspId, VendorConnectionId};

use super::VendorConnections;
use super::row::{ConnectionPhase, VendorConnectionRow};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::names::name_key;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which connections a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct VendorConnectionFilter {
    pub phase: Option<ConnectionPhase>,
    pub vendor: Option<Vendor>,
    /// Only those of which some kind could not be read, or only the others.
    pub stale: Option<bool>,
    /// The beginning of the name, upper or lower case alike.
    pub prefix: Option<String>,
}

/// One connection of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: VendorConnectionId,
) -> Result<Option<VendorConnectionRow>, ProjectionError> {
    store.one::<VendorConnections>(scope, id.as_uuid()).await
}

/// The MSP's connections by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &VendorConnectionFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<VendorConnectionRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(phase) = filter.phase {
        conditions.push(Condition::Is("phase", Cell::Text(phase.as_str().into())));
    }
    if let Some(vendor) = filter.vendor {
        conditions.push(Condition::Is("vendor", Cell::Text(vendor.as_str().into())));
    }
    if let Some(stale) = filter.stale {
        conditions.push(Condition::Is("stale", Cell::Bool(stale)));
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
    store
        .page::<VendorConnections>(scope, select, cursor_of)
        .await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &VendorConnectionRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}
