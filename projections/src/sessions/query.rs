//! How people look open sessions up: the latest first.

use tenantry_domain::ids::{MemberId, MspId};
use tenantry_domain::record::Micros;

use super::Sessions;
use super::row::{SessionRow, SessionStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Those that are open at an instant.
#[derive(Debug, Clone)]
pub struct OpenSessions {
    pub at: Micros,
    /// Of one member; of all when not given.
    pub member: Option<MemberId>,
}

/// The sessions of this MSP that are open, the latest first, `first` at most, after a cursor.
pub async fn open(
    store: &Projections,
    scope: MspId,
    wanted: &OpenSessions,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<SessionRow>, ProjectionError> {
    let status = SessionStatus::Open.as_str();
    let mut conditions = vec![
        Condition::Is("status", Cell::Text(status.into())),
        Condition::Above("until", Cell::Integer(wanted.at)),
    ];
    if let Some(member) = wanted.member {
        conditions.push(Condition::Is("member_id", Cell::Uuid(member.as_uuid())));
    }
    // A cursor that is not one of ours goes on from the beginning of time: an empty page.
    let after = after.map(|c| (Cell::Integer(c.key.parse().unwrap_or(i64::MIN)), c.id));
    let select = Select {
        conditions,
        order: "opened_at",
        direction: Direction::Falling,
        after,
        first,
    };
    store.page::<Sessions>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &SessionRow) -> Cursor {
    Cursor {
        key: row.opened_at.to_string(),
        id: row.id,
    }
}
