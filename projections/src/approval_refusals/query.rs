//! How people look refusals up: those of some approvals together, or all, the latest first.

use tenantry_domain::approval::{Person, PersonKind};
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId};
use tenantry_domain::record::Micros;

use super::ApprovalRefusals;
use super::row::RefusalRow;
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, PAGE_ROWS, Page};
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
    fn conditions(&self) -> Vec<Condition> {
        let text = |text: &str| Cell::Text(text.to_owned().into());
        let instant = Cell::Integer;
        let conditions = [
            self.approval
                .map(|it| Condition::Is("approval_id", Cell::Uuid(it.as_uuid()))),
            self.customer
                .map(|it| Condition::Is("customer_id", Cell::Uuid(it.as_uuid()))),
            self.actor.as_deref().map(by),
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

/// Of each kind there may be somebody with this id.
fn by(id: &str) -> Condition {
    let kinds = [PersonKind::User, PersonKind::Service, PersonKind::Operator];
    let people = kinds.map(|kind| {
        let id = id.to_owned();
        Cell::Text(Person { kind, id }.to_string().into())
    });
    Condition::IsOneOf("actor", people.to_vec())
}

/// The MSP's refusals, the latest first, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &RefusalFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<RefusalRow>, ProjectionError> {
    page(store, scope, filter.conditions(), after, first).await
}

/// The latest refusals of these approvals together, in one statement: of very many those of last.
pub async fn of_approvals(
    store: &Projections,
    scope: MspId,
    approvals: &[ApprovalId],
) -> Result<Vec<RefusalRow>, ProjectionError> {
    let ids = approvals.iter().map(|it| Cell::Uuid(it.as_uuid()));
    let among = Condition::IsOneOf("approval_id", ids.collect());
    let page = page(store, scope, vec![among], None, PAGE_ROWS).await?;
    Ok(page.rows)
}

async fn page(
    store: &Projections,
    scope: MspId,
    conditions: Vec<Condition>,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<RefusalRow>, ProjectionError> {
    // A cursor that is not one of ours goes on behind the first event of all: an empty page.
    let key = |cursor: &Cursor| Cell::Integer(cursor.key.parse().unwrap_or(i64::MIN));
    let select = Select {
        conditions,
        order: "position",
        direction: Direction::Falling,
        after: after.map(|cursor| (key(cursor), cursor.id)),
        first,
    };
    store
        .page::<ApprovalRefusals>(scope, select, cursor_of)
        .await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &RefusalRow) -> Cursor {
    Cursor {
        key: row.position.to_string(),
        id: row.id,
    }
}
