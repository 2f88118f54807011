//! How people look members up: one by its id, many by name.

use tenantry_domain::ids::{MemberId, MspId};
use tenantry_domain::role::Role;

use super::Members;
use super::row::{MemberRow, MemberStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::names::name_key;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which members a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct MemberFilter {
    pub status: Option<MemberStatus>,
    pub role: Option<Role>,
    /// The beginning of the name, upper or lower case alike.
    pub prefix: Option<String>,
}

/// One member of this MSP's team.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: MemberId,
) -> Result<Option<MemberRow>, ProjectionError> {
    store.one::<Members>(scope, id.as_uuid()).await
}

/// The MSP's members by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &MemberFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<MemberRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(status) = filter.status {
        conditions.push(Condition::Is("status", Cell::Text(status.as_str().into())));
    }
    if let Some(role) = filter.role {
        conditions.push(Condition::Is("role", Cell::Text(role.as_str().into())));
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
    store.page::<Members>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &MemberRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}
