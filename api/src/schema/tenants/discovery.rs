//! What a look for tenants came to, as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::ids::TenantId;
use tenantry_domain::tenant::TenantSource as Named;
use tenantry_engine::discovery::{Report, SourceReport};

use super::object::Tenant;
use crate::schema::loaders::{Shelf, TenantKey, shared};
use crate::schema::problem::Problem;
use crate::schema::scalars::DateTime;

/// Who names an MSP's customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Named")]
pub(crate) enum TenantSource {
    /// The customers whom the MSP sells to.
    PartnerCenter,
    /// The customers with delegated administration.
    Gdap,
    /// The MSP's directory.
    Contract,
    /// The relationships themselves.
    Relationship,
}

/// How it went with one source.
#[derive(Debug, SimpleObject)]
pub(crate) struct TenantSourceReport {
    /// Which one.
    source: TenantSource,
    /// How many rows were read; with a problem, before it.
    rows: usize,
    /// Why it was not read to its end. Then nothing of it was used.
    problem: Option<Problem>,
}

impl From<SourceReport> for TenantSourceReport {
    fn from(report: SourceReport) -> Self {
        let fault = report.fault.as_ref();
        Self {
            source: report.source.into(),
            rows: report.rows,
            problem: fault.map(|it| Problem::new(it.code(), Some(&it.to_string()))),
        }
    }
}

#[derive(Debug)]
pub(crate) struct TenantDiscovery {
    pub(super) report: Report,
}

async fn tenants(
    ctx: &Context<'_>,
    named: impl IntoIterator<Item = &TenantId>,
) -> Result<Vec<Tenant>> {
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let keys: Vec<TenantKey> = named
        .into_iter()
        .map(|id| TenantKey(id.as_uuid()))
        .collect();
    let mut rows = shelves
        .load_many(keys.iter().copied())
        .await
        .map_err(shared)?;
    let rows = keys.iter().filter_map(|key| rows.remove(key));
    Ok(rows.map(Tenant).collect())
}

/// What a look for the tenants of the MSP's customers came to.
#[Object]
impl TenantDiscovery {
    /// When the look began.
    async fn at(&self) -> DateTime {
        DateTime(self.report.at)
    }

    /// Whether every source was read to its end. While one was not, no tenant is called missed.
    async fn complete(&self) -> bool {
        self.report.is_complete()
    }

    /// How many tenants some source names.
    async fn seen(&self) -> usize {
        self.report.seen
    }

    /// How many of them are as they were.
    async fn unchanged(&self) -> usize {
        self.report.unchanged
    }

    /// Those that were not known before.
    #[graphql(name = "new", complexity = "50 * child_complexity")]
    async fn found(&self, ctx: &Context<'_>) -> Result<Vec<Tenant>> {
        tenants(ctx, &self.report.new).await
    }

    /// Those of which something else is said than before, and those seen again.
    #[graphql(complexity = "50 * child_complexity")]
    async fn changed(&self, ctx: &Context<'_>) -> Result<Vec<Tenant>> {
        tenants(ctx, &self.report.changed).await
    }

    /// Those that no source names any more.
    #[graphql(complexity = "50 * child_complexity")]
    async fn missed(&self, ctx: &Context<'_>) -> Result<Vec<Tenant>> {
        tenants(ctx, &self.report.missed).await
    }

    /// How it went with each source.
    async fn sources(&self) -> Vec<TenantSourceReport> {
        let sources = self.report.sources.iter().cloned();
        sources.map(TenantSourceReport::from).collect()
    }
}
