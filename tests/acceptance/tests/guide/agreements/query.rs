//! How people look agreements up: one by its id, many by plan.

use tenantry_domain::ids::MspId;
use uuid::Uuid;

use super::Agreements;
use super::row::{AgreementRow, AgreementStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which agreements a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct AgreementFilter {
    pub status: Option<AgreementStatus>,
}

/// One agreement of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: Uuid,
) -> Result<Option<AgreementRow>, ProjectionError> {
    store.one::<Agreements>(scope, id).await
}

/// The MSP's agreements by plan, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &AgreementFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<AgreementRow>, ProjectionError> {
    let status = filter.status.map(|status| {
        let word = status.as_str();
        Condition::Is("status", Cell::Text(word.into()))
    });
    let select = Select {
        conditions: status.into_iter().collect(),
        order: "plan",
        direction: Direction::Rising,
        after: after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id)),
        first,
    };
    store.page::<Agreements>(scope, select, cursor_of).await
}

fn cursor_of(row: &AgreementRow) -> Cursor {
    Cursor {
        key: row.plan.clone(),
        id: row.id,
    }
}
