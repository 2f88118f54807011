//! How people look templates up: one by its id, many by name.

use tenantry_domain::ids::{MspId, TemplateId};

use super::GdapTemplates;
use super::row::{GdapTemplateRow, GdapTemplateStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::names::name_key;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which templates a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct GdapTemplateFilter {
    pub status: Option<GdapTemplateStatus>,
    /// The name, upper and lower case alike.
    pub name: Option<String>,
}

/// One template of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: TemplateId,
) -> Result<Option<GdapTemplateRow>, ProjectionError> {
    store.one::<GdapTemplates>(scope, id.as_uuid()).await
}

/// The MSP's templates by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &GdapTemplateFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<GdapTemplateRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(status) = &filter.status {
        conditions.push(Condition::Is("status", Cell::Text(status.as_str().into())));
    }
    if let Some(name) = &filter.name {
        conditions.push(Condition::Is("name_key", Cell::Text(name_key(name).into())));
    }
    let select = Select {
        conditions,
        order: "name_key",
        direction: Direction::Rising,
        after: after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id)),
        first,
    };
    store.page::<GdapTemplates>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &GdapTemplateRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}
