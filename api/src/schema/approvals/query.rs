//! Looking approvals up.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use tenantry_domain::approval::Person;
use tenantry_domain::ids::{ApprovalId, CustomerId, ProcedureId};
use tenantry_projections::approvals::{
    self, ApprovalFilter as Filter, ApprovalOrder as Order, ApprovalRow, Inbox,
};

use super::object::{Approval, ApprovalStatus};
use super::operation::{ApprovalKind, ApprovalRisk};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::{DateTime, Position};

pub(super) const TABLES: &[&str] = &["approvals", "approval_refusals", "tenant_consents"];

/// In which order approvals are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Order")]
pub(crate) enum ApprovalOrder {
    /// What was asked for last comes first.
    Newest,
    /// What has the least time left comes first.
    EndingSoonest,
}

/// What an approval has to do with whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ApprovalConcern {
    /// It waits for decisions, they may decide about it, and did not yet: not what they asked for themselves.
    WaitsForMe,
    /// They asked for it.
    AskedByMe,
}

/// Which approvals a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ApprovalFilter {
    /// Only those that have this to do with whoever asks.
    concern: Option<ApprovalConcern>,
    /// Only those that stand like this.
    status: Option<ApprovalStatus>,
    /// Only those that ask for this.
    kind: Option<ApprovalKind>,
    /// Only those of this risk.
    risk: Option<ApprovalRisk>,
    /// Only those for this customer.
    customer: Option<ID>,
    /// Only those that were asked for by a rule of this procedure.
    procedure: Option<ID>,
    /// Only those that were asked for then or later.
    since: Option<DateTime>,
}

impl ApprovalFilter {
    fn read(self, desk: Desk<'_>) -> Result<Filter, Fault> {
        let id = |kind, id: Option<ID>| id.map(|id| ids::of(kind, &id)).transpose();
        let customer = id(Kind::Customer, self.customer)?;
        let procedure = id(Kind::Procedure, self.procedure)?;
        let filter = Filter {
            status: self.status.map(Into::into),
            kind: self.kind.map(Into::into),
            risk: self.risk.map(Into::into),
            customer: customer.map(CustomerId::new),
            procedure: procedure.map(ProcedureId::new),
            since: self.since.map(|it| it.0),
            ..Filter::default()
        };
        Ok(match self.concern {
            None => filter,
            Some(ApprovalConcern::WaitsForMe) => Filter {
                inbox: Some(inbox_of(desk)?),
                ..filter
            },
            Some(ApprovalConcern::AskedByMe) => Filter {
                requester: Some(asker(desk)?),
                ..filter
            },
        })
    }
}

/// Whoever asks, as one who asks for changes and decides about them.
pub(crate) fn asker(desk: Desk<'_>) -> Result<Person, Fault> {
    Person::of(&desk.errand.principal.actor).ok_or_else(Fault::nobody)
}

/// What waits for whoever asks.
pub(crate) fn inbox_of(desk: Desk<'_>) -> Result<Inbox, Fault> {
    Ok(Inbox {
        person: asker(desk)?,
        role: desk.errand.principal.role,
        at: desk.parts.clock.now(),
    })
}

connection!(ApprovalConnection, ApprovalEdge, Approval, ApprovalRow);

#[derive(Debug, Default)]
pub(crate) struct ApprovalQuery;

#[Object]
impl ApprovalQuery {
    /// One approval, or nothing. Names of customers' people in it are told to Tech, Admin and Auditor only.
    /// Role: any.
    async fn approval(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<Approval>> {
        let desk = Desk::reading(ctx)?;
        let id = ApprovalId::new(ids::of(Kind::Approval, &id)?);
        desk.at_least(at_least, TABLES).await?;
        let row = approvals::get(desk.projections(), desk.msp(), id).await;
        Ok(row.map_err(Fault::from)?.map(Approval))
    }

    /// The MSP's approvals: what waits for whoever asks, what they asked for, or all. Names of customers' people
    /// in them are told to Tech, Admin and Auditor only. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    #[allow(clippy::too_many_arguments)] // Each is one of the field's own.
    async fn approvals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<ApprovalFilter>,
        #[graphql(desc = "What was asked for last comes first, unless the other is wanted.")]
        order: Option<ApprovalOrder>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<ApprovalConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read(desk)?;
        let order: Order = order.map(Into::into).unwrap_or_default();
        desk.at_least(at_least, TABLES).await?;
        let cursor = wanted.cursor()?;
        let page = approvals::list(
            desk.projections(),
            desk.msp(),
            &filter,
            order,
            cursor.as_ref(),
            wanted.first,
        );
        let page = page.await.map_err(Fault::from)?;
        Ok(ApprovalConnection::of(page, &wanted, order.cursor_of()))
    }
}
