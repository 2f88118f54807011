//! How people look approvals up: one by its id, many by when they were asked for or by when their time
//! is over.

use tenantry_domain::approval::{OperationKind, Person, Risk};
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, ProcedureId};
use tenantry_domain::record::Micros;
use tenantry_domain::role::Role;

use super::Approvals;
use super::row::{ApprovalRow, ApprovalStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};
use crate::tally::Tally;

/// Which approvals a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct ApprovalFilter {
    pub status: Option<ApprovalStatus>,
    pub kind: Option<OperationKind>,
    pub risk: Option<Risk>,
    pub customer: Option<CustomerId>,
    pub requester: Option<Person>,
    /// Only those that were asked for by a rule of this procedure.
    pub procedure: Option<ProcedureId>,
    /// Only those that were asked for then or later.
    pub since: Option<Micros>,
    /// Only those that something is to be done about, or only the others.
    pub live: Option<bool>,
    /// Only those that wait for this person.
    pub inbox: Option<Inbox>,
}

/// Somebody who decides: about what others asked for, what was not decided by them yet, and as their role
/// is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    pub person: Person,
    pub role: Role,
    /// What is over by then waits for nobody.
    pub at: Micros,
}

/// What comes first in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ApprovalOrder {
    /// What was asked for last.
    #[default]
    Newest,
    /// What has the least time left.
    EndingSoonest,
}

impl ApprovalFilter {
    pub(crate) fn select(
        &self,
        order: ApprovalOrder,
        after: Option<&Cursor>,
        first: u32,
    ) -> Select {
        // A cursor that is not one of ours goes on behind the end of all time: an empty page.
        let key = |cursor: &Cursor, end| Cell::Integer(cursor.key.parse().unwrap_or(end));
        let (order, direction, end) = match order {
            ApprovalOrder::Newest => ("asked_at", Direction::Falling, i64::MIN),
            ApprovalOrder::EndingSoonest => ("valid_until", Direction::Rising, i64::MAX),
        };
        Select {
            conditions: self.conditions(),
            order,
            direction,
            after: after.map(|cursor| (key(cursor, end), cursor.id)),
            first,
        }
    }

    fn conditions(&self) -> Vec<Condition> {
        let is_word = |column, word: &str| Condition::Is(column, text(word));
        let conditions = [
            self.status.map(|it| is_word("status", it.as_str())),
            self.kind.map(|it| is_word("kind", it.as_str())),
            self.risk.map(|it| is_word("risk", it.as_str())),
            self.customer
                .map(|it| Condition::Is("customer_id", Cell::Uuid(it.as_uuid()))),
            self.requester
                .as_ref()
                .map(|it| is_word("requester", &it.to_string())),
            self.procedure
                .map(|it| Condition::Is("procedure_id", Cell::Uuid(it.as_uuid()))),
            self.since
                .map(|it| Condition::Above("asked_at", Cell::Integer(it.saturating_sub(1)))),
            self.live.map(|it| Condition::Is("live", Cell::Bool(it))),
        ];
        let inbox = self.inbox.as_ref().map(Inbox::conditions);
        conditions
            .into_iter()
            .flatten()
            .chain(inbox.into_iter().flatten())
            .collect()
    }
}

impl Inbox {
    /// Whether an approval waits for this person.
    pub fn holds(&self, row: &ApprovalRow) -> bool {
        let person = self.person.to_string();
        row.status == ApprovalStatus::Waiting
            && row.valid_until > self.at
            && self.role.has(row.risk.decided_by())
            && row.requester != person
            && !row.deciders.contains(&person)
    }

    pub(super) fn tally(&self) -> Tally {
        Tally {
            by: &["status"],
            conditions: self.conditions().into(),
        }
    }

    fn conditions(&self) -> [Condition; 5] {
        let person = self.person.to_string();
        let risks = Risk::ALL.into_iter();
        let risks = risks.filter(|it| self.role.has(it.decided_by()));
        [
            Condition::Is("status", text(ApprovalStatus::Waiting.as_str())),
            Condition::Above("valid_until", Cell::Integer(self.at)),
            Condition::IsOneOf("risk", risks.map(|it| text(it.as_str())).collect()),
            Condition::IsNot("requester", text(&person)),
            Condition::HoldsNot("deciders", person),
        ]
    }
}

fn text(word: &str) -> Cell<'static> {
    Cell::Text(word.to_owned().into())
}

/// One approval of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: ApprovalId,
) -> Result<Option<ApprovalRow>, ProjectionError> {
    store.one::<Approvals>(scope, id.as_uuid()).await
}

/// The MSP's approvals in this order, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &ApprovalFilter,
    order: ApprovalOrder,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<ApprovalRow>, ProjectionError> {
    let select = filter.select(order, after, first);
    store
        .page::<Approvals>(scope, select, order.cursor_of())
        .await
}

impl ApprovalOrder {
    /// Where a list in this order goes on after a row.
    pub fn cursor_of(self) -> fn(&ApprovalRow) -> Cursor {
        match self {
            Self::Newest => |row| cursor(row, row.asked_at),
            Self::EndingSoonest => |row| cursor(row, row.valid_until),
        }
    }
}

fn cursor(row: &ApprovalRow, key: Micros) -> Cursor {
    Cursor {
        key: key.to_string(),
        id: row.id,
    }
}
