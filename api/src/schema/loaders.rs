//! What is looked up by id is looked up together: one statement for all that a level of a query asks.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use futures::future::BoxFuture;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::onboarding::{Line, Onboarding};
use tenantry_domain::record::{Position, RecordedEvent};
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_projections::customers::{CustomerRow, Customers};
use tenantry_projections::gdap_templates::{GdapTemplateRow, GdapTemplates};
use tenantry_projections::members::{MemberRow, Members};
use tenantry_projections::onboardings::{OnboardingRow, Onboardings};
use tenantry_projections::service_tokens::{ServiceTokenRow, ServiceTokens};
use tenantry_projections::tenant_consents::{ConsentRow, TenantConsents};
use tenantry_projections::tenants::{self, TenantRow, Tenants};
use tenantry_projections::vendor_connections::{VendorConnectionRow, VendorConnections};
use tenantry_projections::vendor_records::{self, VendorRecordRow, VendorRecords};
use tracing::Instrument as _;
use uuid::Uuid;

use super::fault::Fault;
use crate::Parts;

/// Keys of a loader, one type for each question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CustomerKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TenantKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct OnboardingKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TemplateKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ConsentKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MemberKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ServiceTokenKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TenantsOf(pub(crate) CustomerId);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct VendorAccountKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct VendorRecordKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RecordsOf(pub(crate) CustomerId);

/// Looks up within one MSP. Nothing is kept from one request to the next, nor within a subscription.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    parts: Parts,
    msp: MspId,
}

pub(crate) type Shelves = DataLoader<Shelf>;

pub(crate) fn shelves(parts: Parts, msp: MspId) -> Shelves {
    DataLoader::new(Shelf { parts, msp }, |load: BoxFuture<'static, ()>| {
        tokio::spawn(load.in_current_span())
    })
}

/// Rows by id.
macro_rules! rows_by_id {
    ($($key:ident => $projection:ty, $row:ty;)+) => {$(
        impl Loader<$key> for Shelf {
            type Value = $row;
            type Error = Arc<Fault>;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $row>, Arc<Fault>> {
                let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
                let rows = self.parts.projections.many::<$projection>(self.msp, &ids).await;
                let rows = rows.map_err(|error| Arc::new(Fault::from(error)))?;
                Ok(rows.into_iter().map(|row| ($key(row.id), row)).collect())
            }
        }
    )+};
}

rows_by_id! {
    CustomerKey => Customers, CustomerRow;
    TenantKey => Tenants, TenantRow;
    OnboardingKey => Onboardings, OnboardingRow;
    TemplateKey => GdapTemplates, GdapTemplateRow;
    ConsentKey => TenantConsents, ConsentRow;
    MemberKey => Members, MemberRow;
    ServiceTokenKey => ServiceTokens, ServiceTokenRow;
    VendorAccountKey => VendorConnections, VendorConnectionRow;
    VendorRecordKey => VendorRecords, VendorRecordRow;
}

impl Loader<TenantsOf> for Shelf {
    type Value = Vec<TenantRow>;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        keys: &[TenantsOf],
    ) -> Result<HashMap<TenantsOf, Vec<TenantRow>>, Arc<Fault>> {
        let customers: Vec<CustomerId> = keys.iter().map(|key| key.0).collect();
        let rows = tenants::of_customers(&self.parts.projections, self.msp, &customers).await;
        let mut found: HashMap<TenantsOf, Vec<TenantRow>> = HashMap::new();
        for row in rows.map_err(|error| Arc::new(Fault::from(error)))? {
            if let Some(customer) = row.customer_id {
                found.entry(TenantsOf(customer)).or_default().push(row);
            }
        }
        Ok(found)
    }
}

/// By name.
impl Loader<RecordsOf> for Shelf {
    type Value = Arc<Vec<VendorRecordRow>>;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        keys: &[RecordsOf],
    ) -> Result<HashMap<RecordsOf, Arc<Vec<VendorRecordRow>>>, Arc<Fault>> {
        let customers: Vec<CustomerId> = keys.iter().map(|key| key.0).collect();
        let rows = vendor_records::of_customers(&self.parts.projections, self.msp, &customers);
        let mut found: HashMap<RecordsOf, Vec<VendorRecordRow>> = HashMap::new();
        for row in rows.await.map_err(|error| Arc::new(Fault::from(error)))? {
            if let Some(customer) = row.customer_id {
                found.entry(RecordsOf(customer)).or_default().push(row);
            }
        }
        let sorted = |mut rows: Vec<VendorRecordRow>| {
            rows.sort_by(|one, other| (&one.name_key, one.id).cmp(&(&other.name_key, other.id)));
            Arc::new(rows)
        };
        let found = found.into_iter().map(|(key, rows)| (key, sorted(rows)));
        Ok(found.collect())
    }
}

/// A fault that several fields met together.
pub(crate) fn shared(fault: Arc<Fault>) -> Fault {
    Arc::unwrap_or_clone(fault)
}

/// The past of a tenant's onboardings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct StoryOf(pub(crate) TenantId);

impl Loader<StoryOf> for Shelf {
    type Value = Arc<Vec<Line>>;
    type Error = Arc<Fault>;

    async fn load(&self, keys: &[StoryOf]) -> Result<HashMap<StoryOf, Arc<Vec<Line>>>, Arc<Fault>> {
        let mut found: HashMap<StoryOf, Vec<Line>> = HashMap::new();
        // So many that their events fit into some megabytes.
        for some in keys.chunks(50) {
            let ids: Vec<String> = some.iter().map(|key| key.0.to_string()).collect();
            let mut after = 0;
            loop {
                let page = self.events(&ids, after).await.map_err(Arc::new)?;
                let Some(last) = page.last() else { break };
                after = last.position;
                for recorded in &page {
                    let Ok(tenant) = recorded.stream.aggregate_id.parse() else {
                        continue; // Only those were asked for.
                    };
                    let line = Line::read(recorded).map_err(|error| Arc::new(error.into()))?;
                    found.entry(StoryOf(tenant)).or_default().push(line);
                }
            }
        }
        Ok(found
            .into_iter()
            .map(|(key, lines)| (key, Arc::new(lines)))
            .collect())
    }
}

impl Shelf {
    async fn events(&self, ids: &[String], after: Position) -> Result<Vec<RecordedEvent>, Fault> {
        let ledger = self.parts.engine.ledger();
        let page = ledger
            .streams(self.msp, Onboarding::TYPE, ids, after, PAGE_LIMIT)
            .await?;
        Ok(page)
    }
}
