//! A tenant, as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use tenantry_projections::tenants::{TenantRow, TenantStatus as Status};

use crate::schema::consents::Consent;
use crate::schema::customers::Customer;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{ConsentKey, CustomerKey, OnboardingKey, Shelf, shared};
use crate::schema::onboardings::Onboarding;
use crate::schema::problem::{Problem, drift};
use crate::schema::scalars::{DateTime, Position};

/// How far a tenant has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum TenantStatus {
    /// It is known, and nothing is under way.
    Discovered,
    /// Its onboarding is under way.
    Onboarding,
    /// The MSP has the access that it asked for.
    Active,
    /// Something went wrong: `problem` says what, and what to do.
    Error,
}

#[derive(Debug, Clone)]
pub(crate) struct Tenant(pub(crate) TenantRow);

impl From<TenantRow> for Tenant {
    fn from(row: TenantRow) -> Self {
        Self(row)
    }
}

/// A Microsoft 365 tenant of a customer.
#[Object]
impl Tenant {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::Tenant, self.0.id)
    }

    /// Its id at Microsoft.
    async fn tenant_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What the sources call it; its domain or its id where none tells a name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its domain, where a source tells one.
    async fn domain(&self) -> Option<&str> {
        self.0.domain.as_deref()
    }

    /// How far it has come.
    async fn status(&self) -> TenantStatus {
        self.0.status.into()
    }

    /// What is not right.
    async fn problem(&self) -> Option<Problem> {
        let code = self.0.error_code.as_deref()?;
        Some(Problem::new(code, self.0.error_detail.as_deref()))
    }

    /// What is no longer as its onboarding brought it about.
    async fn drift(&self) -> Vec<Problem> {
        drift(self.0.drift.as_deref())
    }

    /// Who names it: `partner-center`, `gdap`, `contract`, `relationship`.
    async fn sources(&self) -> &[String] {
        &self.0.sources
    }

    /// How far delegated administration has come, whoever began it.
    async fn delegation(&self) -> &str {
        &self.0.delegation
    }

    /// Whether the MSP has the old kind of delegated administration (DAP).
    async fn legacy(&self) -> bool {
        self.0.legacy
    }

    /// Whether no source names it any more.
    async fn missed(&self) -> bool {
        self.0.missed
    }

    /// When something about it changed last.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// The customer whose it is.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let Some(customer) = self.0.customer_id else {
            return Ok(None);
        };
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(CustomerKey(customer.as_uuid())).await;
        Ok(row.map_err(shared)?.map(Customer))
    }

    /// Its latest onboarding.
    async fn onboarding(&self, ctx: &Context<'_>) -> Result<Option<Onboarding>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(OnboardingKey(self.0.id)).await;
        Ok(row.map_err(shared)?.map(Onboarding))
    }

    /// The consent of its administrator to our app, where one was asked for.
    async fn consent(&self, ctx: &Context<'_>) -> Result<Option<Consent>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(ConsentKey(self.0.id)).await;
        Ok(row.map_err(shared)?.map(Consent))
    }
}
