//! Looking up what came to nothing: who tried what, and why it was refused.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::ApprovalId;
use tenantry_projections::approval_refusals::{self, RefusalFilter, RefusalRow, cursor_of};

use super::object::Approval;
use super::operation::ApprovalKind;
use super::people::ApprovalPerson;
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::loaders::{ApprovalKey, CustomerKey, Shelf, shared};
use crate::schema::paging::{Wanted, connection};
use crate::schema::problem::Problem;
use crate::schema::scalars::{DateTime, Position};

const TABLES: &[&str] = &["approval_refusals", "approvals"];

/// What can be wished of an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "WishKind")]
pub(crate) enum ApprovalWishKind {
    /// A change was asked for.
    Request,
    /// Somebody wanted to approve it.
    Approve,
    /// Somebody wanted to turn it down.
    Reject,
    /// What was asked for was to be taken back.
    Withdraw,
    /// The step at hand was to be tried now.
    Retry,
    /// What was left to do was to be given up.
    Abandon,
    /// What was done was to be taken back, by changes of their own.
    Undo,
    /// The first password was wanted.
    HandOut,
    /// Many were to be decided about at once, and none of them was.
    DecideTogether,
}

#[derive(Debug, Clone)]
pub(crate) struct ApprovalRefusal(pub(crate) RefusalRow);

impl From<RefusalRow> for ApprovalRefusal {
    fn from(row: RefusalRow) -> Self {
        Self(row)
    }
}

/// Somebody wished something of an approval, and was refused. Nothing came of it but this.
#[Object]
impl ApprovalRefusal {
    /// What was wished.
    async fn wish(&self) -> ApprovalWishKind {
        self.0.wish.into()
    }

    /// The same in words.
    async fn sentence(&self) -> &'static str {
        self.0.wish.sentence()
    }

    /// What was to be changed, as far as that is known.
    async fn kind(&self) -> Option<ApprovalKind> {
        self.0.kind.map(Into::into)
    }

    /// The code that it was refused with.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What the code says, and what to do about it.
    async fn problem(&self) -> Problem {
        Problem::new(&self.0.code, None)
    }

    /// Who wished.
    async fn by(&self) -> Option<ApprovalPerson> {
        self.0.by().map(ApprovalPerson)
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.refused_at)
    }

    /// The UUID of the approval that the wish named. Of a wish that named none, the one that follows from its
    /// idempotency key.
    async fn approval_id(&self) -> String {
        self.0.approval_id.to_string()
    }

    /// That approval. Nothing where there is no such approval at this MSP.
    async fn approval(&self, ctx: &Context<'_>) -> Result<Option<Approval>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = ApprovalKey(self.0.approval_id.as_uuid());
        let row = shelves.load_one(key).await;
        Ok(row.map_err(shared)?.map(Approval))
    }

    /// The customer that it was about, where this MSP knows one.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let Some(customer) = self.0.customer_id else {
            return Ok(None);
        };
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(CustomerKey(customer.as_uuid())).await;
        Ok(row.map_err(shared)?.map(Customer))
    }

    /// The event that tells of it, with why and from where somebody wished.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}

/// Which refusals a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ApprovalRefusalFilter {
    /// Only those of wishes about this approval.
    approval: Option<ID>,
    /// Only those by this actor: the id under which it is on record.
    actor: Option<String>,
    /// Only those with this code.
    code: Option<String>,
    /// Only those of then or later.
    since: Option<DateTime>,
    /// Only those of then or before.
    until: Option<DateTime>,
}

impl ApprovalRefusalFilter {
    fn read(self) -> Result<RefusalFilter, Fault> {
        let approval = self.approval.map(|id| ids::of(Kind::Approval, &id));
        Ok(RefusalFilter {
            approval: approval.transpose()?.map(ApprovalId::new),
            customer: None,
            actor: self.actor,
            code: self.code,
            since: self.since.map(|it| it.0),
            until: self.until.map(|it| it.0),
        })
    }
}

connection!(
    ApprovalRefusalConnection,
    ApprovalRefusalEdge,
    ApprovalRefusal,
    RefusalRow
);

#[derive(Debug, Default)]
pub(crate) struct ApprovalRefusalQuery;

#[Object]
impl ApprovalRefusalQuery {
    /// Wishes about approvals that were refused at this MSP, the latest first. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn approval_refusals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<ApprovalRefusalFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<ApprovalRefusalConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read()?;
        desk.at_least(at_least, TABLES).await?;
        let (tables, cursor) = (desk.projections(), wanted.cursor()?);
        let page =
            approval_refusals::list(tables, desk.msp(), &filter, cursor.as_ref(), wanted.first);
        let page = page.await.map_err(Fault::from)?;
        Ok(ApprovalRefusalConnection::of(page, &wanted, cursor_of))
    }
}
