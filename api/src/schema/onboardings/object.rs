//! An onboarding, as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use tenantry_domain::ids::TenantId;
use tenantry_projections::onboardings::{OnboardingRow, OnboardingStatus as Status};

use super::story::OnboardingStory;
use crate::schema::customers::Customer;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{CustomerKey, Shelf, StoryOf, TenantKey, shared};
use crate::schema::problem::{Problem, drift};
use crate::schema::scalars::{DateTime, Position};
use crate::schema::tenants::Tenant;

/// How an onboarding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum OnboardingStatus {
    /// It is under way.
    Onboarding,
    /// What was done is being undone.
    Undoing,
    /// The same, and somebody should look at it.
    Attention,
    /// The access is in place.
    Active,
    /// It failed; what it did was undone.
    Error,
    /// It was called off; what it did was undone.
    Cancelled,
    /// The access was in place, and was taken back because somebody asked.
    Ended,
    /// Somebody gave up what could not be undone, and answers for what is left.
    Abandoned,
}

#[derive(Debug, Clone)]
pub(crate) struct Onboarding(pub(crate) OnboardingRow);

impl From<OnboardingRow> for Onboarding {
    fn from(row: OnboardingRow) -> Self {
        Self(row)
    }
}

/// The latest attempt to get delegated access to a tenant.
#[Object]
impl Onboarding {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::Onboarding, self.0.id)
    }

    /// The tenant's id at Microsoft.
    async fn tenant_id(&self) -> String {
        self.0.tenant_id.to_string()
    }

    /// How it stands.
    async fn status(&self) -> OnboardingStatus {
        self.0.status.into()
    }

    /// 1 for the first attempt with the tenant.
    async fn attempt(&self) -> i64 {
        self.0.attempt
    }

    /// The step at hand, in words.
    async fn step(&self) -> Option<&str> {
        self.0.step.as_deref()
    }

    /// How often the step at hand was tried and did not work.
    async fn tries(&self) -> i64 {
        self.0.tries
    }

    /// When the step at hand is looked at next.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// Since when the customer's approval is waited for.
    async fn waiting_since(&self) -> Option<DateTime> {
        self.0.waiting_since.map(DateTime)
    }

    /// Where the customer's administrator approves.
    async fn invitation_url(&self) -> Option<&str> {
        self.0.invitation.as_deref()
    }

    /// The template and its version, as `ID/NUMBER`.
    async fn template_version(&self) -> Option<&str> {
        self.0.template_version.as_deref()
    }

    /// What the matter is, or was last.
    async fn problem(&self) -> Option<Problem> {
        let code = self.0.error_code.as_deref()?;
        Some(Problem::new(code, self.0.error_detail.as_deref()))
    }

    /// What is no longer as it brought it about.
    async fn drift(&self) -> Vec<Problem> {
        drift(self.0.drift.as_deref())
    }

    /// Whether something that could not be taken back may still come to life.
    async fn leftover(&self) -> bool {
        self.0.leftover
    }

    /// When it was started.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// When it ended.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// The customer it is for.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves
            .load_one(CustomerKey(self.0.customer_id.as_uuid()))
            .await;
        Ok(row.map_err(shared)?.map(Customer))
    }

    /// The tenant, if it was ever seen.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Option<Tenant>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves
            .load_one(TenantKey(self.0.tenant_id.as_uuid()))
            .await;
        Ok(row.map_err(shared)?.map(Tenant))
    }

    /// How it goes, step by step, told from its events. It is of this very moment, and may be ahead
    /// of the other fields.
    #[graphql(complexity = "10 + 20 * child_complexity")]
    async fn story(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which attempt; the latest when not given.")] attempt: Option<u32>,
    ) -> Result<Option<OnboardingStory>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = StoryOf(TenantId::new(self.0.id));
        let lines = shelves.load_one(key).await;
        let lines = lines.map_err(shared)?;
        Ok(lines.and_then(|lines| OnboardingStory::of(&lines, attempt)))
    }
}
