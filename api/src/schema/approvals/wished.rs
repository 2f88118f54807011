//! Wishes about approvals as they arrive. What is refused here, before the rules are asked, is on record like what the
//! rules refuse: a role that is missing, an id that is none, an input that does not fit.

use async_graphql::{Context, ID};
use tenantry_domain::approval::OperationKind;
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::{ApprovalId, CustomerId};
use tenantry_domain::role::Right;
use tenantry_engine::approvals::{Wished, approval_of_key};
use tenantry_engine::commands::Context as Asked;

use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::told::Unmet;

/// A wish, as far as it can be told before its input is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wishing<'a> {
    kind: WishKind,
    key: &'a str,
    reason: Option<&'a str>,
    approval: Option<ApprovalId>,
    operation: Option<OperationKind>,
    customer: Option<CustomerId>,
}

impl<'a> Wishing<'a> {
    pub(super) fn of(kind: WishKind, key: &'a str, reason: Option<&'a str>) -> Self {
        Self {
            kind,
            key,
            reason,
            approval: None,
            operation: None,
            customer: None,
        }
    }

    /// A change that one mutation alone asks for.
    pub(crate) fn asking(operation: OperationKind, key: &'a str, reason: &'a str) -> Self {
        Self {
            operation: Some(operation),
            ..Self::of(WishKind::Request, key, Some(reason))
        }
    }

    /// Something that is asked for in the words of the input.
    pub(super) fn about(self, operation: Option<OperationKind>, customer: Option<&ID>) -> Self {
        let wish = Self { operation, ..self };
        customer.map_or(wish, |id| wish.for_customer(id))
    }

    /// An id that is none names no approval: then it is the one that follows from the key.
    pub(super) fn of_approval(self, id: &str) -> Self {
        let id = ids::of(Kind::Approval, id).ok();
        Self {
            approval: id.map(ApprovalId::new),
            ..self
        }
    }

    pub(crate) fn for_customer(self, id: &ID) -> Self {
        let id = ids::of(Kind::Customer, id).ok();
        Self {
            customer: id.map(CustomerId::new),
            ..self
        }
    }

    /// For whoever may operate.
    pub(crate) async fn operating(self, ctx: &Context<'a>) -> Result<WishDesk<'a>, Fault> {
        self.with(ctx, Right::Operate).await
    }

    pub(crate) async fn administering(self, ctx: &Context<'a>) -> Result<WishDesk<'a>, Fault> {
        self.with(ctx, Right::Administer).await
    }

    pub(super) fn at(self, desk: Desk<'a>) -> WishDesk<'a> {
        WishDesk { desk, wish: self }
    }

    async fn with(self, ctx: &Context<'a>, right: Right) -> Result<WishDesk<'a>, Fault> {
        let at = self.at(Desk::reading(ctx)?);
        if at.desk.errand.principal.has(right) {
            return Ok(at);
        }
        let fault = Fault::role_missing(right);
        at.note(fault.code).await;
        Err(fault)
    }
}

/// The desk at which somebody wishes something who may.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WishDesk<'a> {
    pub(crate) desk: Desk<'a>,
    wish: Wishing<'a>,
}

impl WishDesk<'_> {
    /// The approval that is named, or the one that follows from the key.
    pub(super) fn id(&self) -> ApprovalId {
        let of_key = || approval_of_key(self.desk.msp(), self.wish.key);
        self.wish.approval.unwrap_or_else(of_key)
    }

    /// Who asks, why, and under which key.
    pub(super) fn asked(&self) -> Result<Asked, Unmet> {
        self.desk.asked(self.wish.key, self.wish.reason)
    }

    /// The reason, where nothing is done without one.
    pub(super) fn reason(&self) -> &str {
        self.wish.reason.unwrap_or_default()
    }

    /// What comes of reading the input.
    pub(crate) async fn read<T>(
        &self,
        read: impl Future<Output = Result<T, Unmet>>,
    ) -> Result<T, Unmet> {
        let read = read.await;
        if let Err(Unmet::Refused(refused)) = &read {
            self.note(refused.code).await;
        }
        read
    }

    pub(super) async fn note(&self, code: &'static str) {
        // A reason that is none is not told.
        let asked = self.asked();
        let Ok(asked) = asked.or_else(|_| self.desk.asked(self.wish.key, None)) else {
            return;
        };
        let wished = Wished::of(self.wish.kind, self.id());
        let wished = wished.about(self.wish.operation, self.wish.customer);
        let approvals = &self.desk.parts.approvals;
        approvals
            .note_refused(self.desk.msp(), wished, code, &asked)
            .await;
    }
}
