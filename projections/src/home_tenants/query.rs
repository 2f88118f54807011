//! How home tenants are looked up: those of one MSP, the first that was admitted first.

use tenantry_domain::ids::MspId;

use super::HomeTenants;
use super::row::{HomeTenantRow, HomeTenantStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// The tenants whose people sign in for an MSP, `first` at most, after a cursor.
pub async fn of_msp(
    store: &Projections,
    msp: MspId,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<HomeTenantRow>, ProjectionError> {
    let status = HomeTenantStatus::Admitted.as_str();
    let conditions = vec![
        Condition::Is("of_msp", Cell::Uuid(msp.as_uuid())),
        Condition::Is("status", Cell::Text(status.into())),
    ];
    // A cursor that is not one of ours goes on from the end of time: an empty page.
    let after = after.map(|c| (Cell::Integer(c.key.parse().unwrap_or(i64::MAX)), c.id));
    let select = Select {
        conditions,
        order: "admitted_at",
        direction: Direction::Rising,
        after,
        first,
    };
    let scope = MspId::INSTALLATION;
    store.page::<HomeTenants>(scope, select, cursor_of).await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &HomeTenantRow) -> Cursor {
    Cursor {
        key: row.admitted_at.to_string(),
        id: row.id,
    }
}
