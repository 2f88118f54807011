//! An approval, as clients see it.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use tenantry_domain::approval::{Approval as Aggregate, Ending, Operation, Request, Story};
use tenantry_domain::ids::ApprovalId;
use tenantry_projections::approvals::{
    ApprovalRow, ApprovalStatus as Status, ApprovalWait as Wait, FirstPassword, person_of,
};

use super::execution::ApprovalStory;
use super::operation::{ApprovalKind, ApprovalOperation, ApprovalRisk};
use super::people::{ApprovalDecision, ApprovalGrant, ApprovalPerson, procedure};
use super::plan::ApprovalPlan;
use super::query::inbox_of;
use super::refused::ApprovalRefusal;
use crate::schema::consents::ConsentMore;
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{
    ConsentKey, CustomerKey, RefusalsOf, Shelf, StoryOfApproval, TenantKey, VendorAccountKey,
    shared,
};
use crate::schema::problem::Problem;
use crate::schema::procedures::Procedure;
use crate::schema::scalars::{DateTime, Position};
use crate::schema::tenants::Tenant;
use crate::schema::vendors::VendorAccount;

/// Of one approval. Whoever looks for more lists them.
const MOST_REFUSALS: usize = 50;

/// How an approval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum ApprovalStatus {
    /// For decisions.
    Waiting,
    /// It was granted, and is carried out.
    UnderWay,
    /// It failed, and what was done is being undone.
    Undoing,
    /// It must be done and cannot be so far: somebody should look at it.
    Attention,
    /// All that was approved is done.
    Done,
    /// It failed, and nothing of it is left.
    Undone,
    /// Somebody turned it down.
    Rejected,
    /// It was not wanted any more.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
    /// Somebody gave up what was left to do, and answers for it.
    Abandoned,
}

/// What has to happen before an approval goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Wait")]
pub(crate) enum ApprovalWait {
    /// Somebody decides.
    Decisions,
    /// The time is over for which a leaver keeps licences.
    Grace,
    /// Somebody does something elsewhere, such as consent: `problem` says what.
    Somebody,
    /// The next try.
    Retry,
    /// Somebody fetches what the new user signs in with.
    FirstPassword,
}

/// Where the first password of a user is who was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "FirstPassword")]
pub(crate) enum ApprovalPassword {
    /// In the vault.
    Kept,
    /// Somebody was given it.
    HandedOut,
    /// It is not in the vault any more.
    Dropped,
}

#[derive(Debug, Clone)]
pub(crate) struct Approval(pub(crate) ApprovalRow);

impl From<ApprovalRow> for Approval {
    fn from(row: ApprovalRow) -> Self {
        Self(row)
    }
}

impl Approval {
    /// Told from its events; nothing where a client was faster than the ledger.
    async fn told(&self, ctx: &Context<'_>) -> Result<Option<Arc<Story>>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = StoryOfApproval(ApprovalId::new(self.0.id));
        Ok(shelves.load_one(key).await.map_err(shared)?)
    }

    async fn request<T>(
        &self,
        ctx: &Context<'_>,
        read: impl FnOnce(&Request) -> T,
    ) -> Result<Option<T>> {
        let story = self.told(ctx).await?;
        Ok(story.and_then(|story| story.approval.request().map(read)))
    }
}

/// A change that somebody asked for, who decides about it, and what became of it. `operation`, `plan`,
/// `decisions`, `grant`, `story` and `reversal` are told from its events: they are of this very moment, and may be
/// ahead of the other fields.
#[Object]
impl Approval {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::Approval, self.0.id)
    }

    /// Its UUID, as the command line and the record show it.
    async fn approval_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What is asked for.
    async fn kind(&self) -> ApprovalKind {
        self.0.kind.into()
    }

    /// The same in words.
    async fn sentence(&self) -> &str {
        self.0.kind.sentence()
    }

    /// How much there is to lose.
    async fn risk(&self) -> ApprovalRisk {
        self.0.risk.into()
    }

    /// How it stands.
    async fn status(&self) -> ApprovalStatus {
        self.0.status.into()
    }

    /// What has to happen before it goes on. Nothing when it goes on by itself, or has ended.
    async fn waits_for(&self) -> Option<ApprovalWait> {
        self.0.waits_for.map(Into::into)
    }

    /// Whether whoever asks this may decide about it now.
    async fn waits_for_me(&self, ctx: &Context<'_>) -> Result<bool> {
        let desk = Desk::reading(ctx)?;
        Ok(inbox_of(desk)?.holds(&self.0))
    }

    /// Who asked.
    async fn requester(&self) -> Option<ApprovalPerson> {
        self.0.requester().map(ApprovalPerson)
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// How many people have to approve it, unless a rule does.
    async fn decisions_needed(&self) -> u64 {
        self.0.needed
    }

    /// How many approved the plan as it is.
    async fn decisions_given(&self) -> usize {
        self.0.deciders.len()
    }

    /// The plan's name: whoever decides says which plan was looked at.
    async fn digest(&self) -> &str {
        &self.0.digest
    }

    /// 1 for the plan that was asked with; one more each time that things stood otherwise meanwhile.
    async fn revision(&self) -> u64 {
        self.0.revision
    }

    /// Whether a rule granted it, so that nobody had to decide.
    async fn by_rule(&self) -> bool {
        self.0.by_rule
    }

    /// The step at hand, in words, once it was tried.
    async fn step(&self) -> Option<&str> {
        self.0.step.as_deref()
    }

    /// How often the step at hand was tried and did not work.
    async fn tries(&self) -> u64 {
        self.0.tries
    }

    /// When it is looked at next.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// What the matter is, or was last.
    async fn problem(&self) -> Option<Problem> {
        let code = self.0.error_code.as_deref()?;
        Some(Problem::new(code, self.0.error_detail.as_deref()))
    }

    /// Where the first password of the new user is.
    async fn first_password(&self) -> Option<ApprovalPassword> {
        self.0.password.map(Into::into)
    }

    /// Who rejected, withdrew or abandoned it.
    async fn ended_by(&self) -> Option<ApprovalPerson> {
        let by = self.0.ended_by.as_deref().and_then(person_of);
        by.map(ApprovalPerson)
    }

    /// Why they did.
    async fn end_reason(&self) -> Option<&str> {
        self.0.end_reason.as_deref()
    }

    /// When it was asked for.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked_at)
    }

    /// Until when it can be decided about.
    async fn valid_until(&self) -> DateTime {
        DateTime(self.0.valid_until)
    }

    /// When it was granted.
    async fn granted_at(&self) -> Option<DateTime> {
        self.0.granted_at.map(DateTime)
    }

    /// When it ended.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// The customer it is for, where it is for one.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let Some(customer) = self.0.customer_id else {
            return Ok(None);
        };
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(CustomerKey(customer.as_uuid())).await;
        Ok(row.map_err(shared)?.map(Customer))
    }

    /// The tenant it is about, if it was ever seen.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Option<Tenant>> {
        let Some(tenant) = self.0.tenant_id else {
            return Ok(None);
        };
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(TenantKey(tenant.as_uuid())).await;
        Ok(row.map_err(shared)?.map(Tenant))
    }

    /// The account at a vendor that it is about.
    async fn connection(&self, ctx: &Context<'_>) -> Result<Option<VendorAccount>> {
        let Some(connection) = self.0.connection_id else {
            return Ok(None);
        };
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = VendorAccountKey(connection.as_uuid());
        let row = shelves.load_one(key).await;
        Ok(row.map_err(shared)?.map(VendorAccount))
    }

    /// The procedure by a rule of which it was asked for.
    async fn procedure(&self, ctx: &Context<'_>) -> Result<Option<Procedure>> {
        match self.0.procedure_id {
            Some(id) => procedure(ctx, id).await,
            None => Ok(None),
        }
    }

    /// What is asked for, with all that it says.
    #[graphql(complexity = "5 + child_complexity")]
    async fn operation(&self, ctx: &Context<'_>) -> Result<Option<ApprovalOperation>> {
        self.request(ctx, |it| ApprovalOperation::from(&it.operation))
            .await
    }

    /// What has to be permitted in the tenant for it, as Microsoft calls it.
    #[graphql(complexity = "5")]
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<&'static str>> {
        let found = self.request(ctx, |it| permissions_of(&it.operation)).await;
        Ok(found?.unwrap_or_default())
    }

    /// What of it is not permitted so far, as the cloud says at this moment. A change that is granted waits for it,
    /// and leads through consent. Nothing at all where that cannot be told, or where nothing is left to be done.
    #[graphql(complexity = "100")]
    async fn permissions_missing(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        let desk = Desk::reading(ctx)?;
        if self.0.is_over() {
            return Ok(None);
        }
        let Some(operation) = self.request(ctx, |it| it.operation.clone()).await? else {
            return Ok(None);
        };
        let approvals = &desk.parts.approvals;
        let missing = approvals.missing_permissions(desk.msp(), &operation).await;
        let names = missing.map(|names| names.iter().map(ToString::to_string).collect());
        // A cloud that does not answer keeps nobody from reading the rest.
        Ok(names.ok())
    }

    /// The consent that it waits for, where its tenant's administrator is asked for something that it needs.
    #[graphql(complexity = "10 + child_complexity")]
    async fn consent(&self, ctx: &Context<'_>) -> Result<Option<ConsentMore>> {
        let Some(tenant) = self.0.tenant_id.filter(|_| !self.0.is_over()) else {
            return Ok(None);
        };
        let needed = self
            .request(ctx, |it| permissions_of(&it.operation))
            .await?;
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(ConsentKey(tenant.as_uuid())).await;
        let more = row.map_err(shared)?.as_ref().and_then(ConsentMore::of);
        Ok(more.filter(|it| it.is_about(&needed.unwrap_or_default())))
    }

    /// What it would change.
    #[graphql(complexity = "5 + child_complexity")]
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<ApprovalPlan>> {
        self.request(ctx, |it| ApprovalPlan(it.clone())).await
    }

    /// Who approved the plan as it is.
    #[graphql(complexity = "5 + 2 * child_complexity")]
    async fn decisions(&self, ctx: &Context<'_>) -> Result<Vec<ApprovalDecision>> {
        let read = |it: &Request| it.given.iter().map(ApprovalDecision::from).collect();
        let found: Option<Vec<ApprovalDecision>> = self.request(ctx, read).await?;
        Ok(found.unwrap_or_default())
    }

    /// By what it may be carried out.
    #[graphql(complexity = "5 + child_complexity")]
    async fn grant(&self, ctx: &Context<'_>) -> Result<Option<ApprovalGrant>> {
        let read = |it: &Request| it.grant.as_ref().map(ApprovalGrant::from);
        Ok(self.request(ctx, read).await?.flatten())
    }

    /// How it is carried out, step by step.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn story(&self, ctx: &Context<'_>) -> Result<Option<ApprovalStory>> {
        Ok(self.told(ctx).await?.map(ApprovalStory))
    }

    /// Who wished something of it and was refused, the latest first: 50 at most. `approvalRefusals` has all.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn refusals(&self, ctx: &Context<'_>) -> Result<Vec<ApprovalRefusal>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = RefusalsOf(ApprovalId::new(self.0.id));
        let rows = shelves.load_one(key).await.map_err(shared)?;
        let rows = rows.unwrap_or_default().into_iter();
        Ok(rows.take(MOST_REFUSALS).map(ApprovalRefusal).collect())
    }

    /// What would take it back now that it is done: each to be asked for like anything else, in this order.
    #[graphql(complexity = "5 + 2 * child_complexity")]
    async fn reversal(&self, ctx: &Context<'_>) -> Result<Vec<ApprovalOperation>> {
        let story = self.told(ctx).await?;
        let id = ApprovalId::new(self.0.id);
        let back = story.map(|story| reversal_of(id, &story.approval));
        let back = back.unwrap_or_default();
        Ok(back.iter().map(ApprovalOperation::from).collect())
    }
}

pub(super) fn permissions_of(operation: &Operation) -> Vec<&'static str> {
    let needed = operation.needs().iter().map(|it| it.needs().name);
    let mut names: Vec<&'static str> = needed.collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn reversal_of(id: ApprovalId, approval: &Aggregate) -> Vec<Operation> {
    match approval {
        Aggregate::Ended(request, Ending::Done) => {
            request.operation.reversal(id, &request.execution)
        }
        _ => Vec::new(),
    }
}
