//! How people look refusals up: those of some approvals together, or all, the latest first.

use tenantry_domain::ids::{ApprovalId, CustomerId, MspId};
use tenantry_domain::record::Micros;
use uuid::Uuid;

use super::ApprovalRefusals;
use super::row::RefusalRow;
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which refusals a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct RefusalFilter {
    pub approval: Option<ApprovalId>,
    pub customer: Option<CustomerId>,
    /// The id under which somebody is on record, however they came in.
    pub actor: Option<String>,
    pub code: Option<String>,
    /// Only those of then or later.
    pub since: Option<Micros>,
    /// Only those of then or before.
    pub until: Option<Micros>,
}

impl RefusalFilter {
    pub(crate) fn select(&self, after: Option<&Cursor>, first: u32) -> Select {
        latest(self.conditions(), after, first)
    }

    fn conditions(&self) -> Vec<Condition> {
        let text = |text: &str| Cell::Text(text.to_owned().into());
        let instant = Cell::Integer;
        let conditions = [
            self.approval
                .map(|it| Condition::Is("approval_id", Cell::Uuid(it.as_uuid()))),
            self.customer
                .map(|it| Condition::Is("customer_id", Cell::Uuid(it.as_uuid()))),
            self.actor
                .as_deref()
                .map(|it| Condition::Is("actor", text(it))),
            self.code
                .as_deref()
                .map(|it| Condition::Is("code", text(it))),
            self.since
                .map(|it| Condition::Above("refused_at", instant(it.saturating_sub(1)))),
            self.until
                .map(|it| Condition::AtMost("refused_at", instant(it))),
        ];
        conditions.into_iter().flatten().collect()
    }
}

/// The MSP's refusals, the latest first, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &RefusalFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<RefusalRow>, ProjectionError> {
    let select = filter.select(after, first);
    store
        .page::<ApprovalRefusals>(scope, select, cursor_of)
        .await
}

/// All refusals of these approvals, approval by approval.
pub async fn of_approvals(
    store: &Projections,
    scope: MspId,
    approvals: &[ApprovalId],
) -> Result<Vec<RefusalRow>, ProjectionError> {
    let owners: Vec<Uuid> = approvals.iter().map(|it| it.as_uuid()).collect();
    store
        .all_of::<ApprovalRefusals>(scope, "approval_id", &owners)
        .await
}

fn latest(conditions: Vec<Condition>, after: Option<&Cursor>, first: u32) -> Select {
    // A cursor that is not one of ours goes on behind the end of all time: an empty page.
    let key = |cursor: &Cursor| Cell::Integer(cursor.key.parse().unwrap_or(i64::MIN));
    Select {
        conditions,
        order: "refused_at",
        direction: Direction::Falling,
        after: after.map(|cursor| (key(cursor), cursor.id)),
        first,
    }
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &RefusalRow) -> Cursor {
    Cursor {
        key: row.refused_at.to_string(),
        id: row.id,
    }
}
