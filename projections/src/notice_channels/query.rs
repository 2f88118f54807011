//! How people look notice channels up: one by its id, many by name.

use tenantry_domain::ids::{MspId, NoticeChannelId};

use super::NoticeChannels;
use super::row::{ChannelStatus, NoticeChannelRow};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which channels a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct NoticeChannelFilter {
    pub status: Option<ChannelStatus>,
}

/// One channel of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: NoticeChannelId,
) -> Result<Option<NoticeChannelRow>, ProjectionError> {
    store.one::<NoticeChannels>(scope, id.as_uuid()).await
}

/// The MSP's channels by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &NoticeChannelFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<NoticeChannelRow>, ProjectionError> {
    let status = filter
        .status
        .map(|status| Condition::Is("status", Cell::Text(status.as_str().into())));
    let select = Select {
        conditions: status.into_iter().collect(),
        order: "name_key",
        direction: Direction::Rising,
        after: after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id)),
        first,
    };
    store.page::<NoticeChannels>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &NoticeChannelRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}
