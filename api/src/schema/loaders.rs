//! What is looked up by id is looked up together: one statement for all that a level of a query asks.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use futures::future::BoxFuture;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Approval, ApprovalEvent, Story};
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, TenantId, VendorConnectionId};
use tenantry_domain::onboarding::{Line, Onboarding};
use tenantry_domain::personal::{Opened, Sealed};
use tenantry_domain::record::{Position, RecordedEvent};
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_projections::approval_refusals::{self, ApprovalRefusals, RefusalRow};
use tenantry_projections::approvals::{ApprovalRow, Approvals};
use tenantry_projections::customers::{CustomerRow, Customers};
use tenantry_projections::declaration::Projection;
use tenantry_projections::gdap_templates::{GdapTemplateRow, GdapTemplates};
use tenantry_projections::members::{MemberRow, Members};
use tenantry_projections::notice_channels::{NoticeChannelRow, NoticeChannels};
use tenantry_projections::onboardings::{OnboardingRow, Onboardings};
use tenantry_projections::procedure_runs::{ProcedureRuns, RunRow};
use tenantry_projections::procedures::{ProcedureRow, Procedures};
use tenantry_projections::service_tokens::{ServiceTokenRow, ServiceTokens};
use tenantry_projections::sessions::{SessionRow, Sessions};
use tenantry_projections::tenant_consents::{ConsentRow, TenantConsents};
use tenantry_projections::tenants::{self, TenantRow, Tenants};
use tenantry_projections::vendor_connections::{VendorConnectionRow, VendorConnections};
use tenantry_projections::vendor_records::{self, RecordCounts, VendorRecordRow, VendorRecords};
use tracing::Instrument as _;
use uuid::Uuid;

use super::fault::Fault;
use super::freshness::Freshness;
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
pub(crate) struct SessionKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ServiceTokenKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ApprovalKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ProcedureKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ProcedureRunKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NoticeChannelKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TenantsOf(pub(crate) CustomerId);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct VendorAccountKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct VendorRecordKey(pub(crate) Uuid);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RecordsOf(pub(crate) CustomerId);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CountsOf(pub(crate) VendorConnectionId);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RefusalsOf(pub(crate) ApprovalId);

/// Looks up within one MSP. Nothing is kept from one request to the next, nor within a subscription.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    parts: Parts,
    msp: MspId,
    freshness: Arc<Freshness>,
}

pub(crate) type Shelves = DataLoader<Shelf>;

pub(crate) fn shelves(parts: Parts, msp: MspId, freshness: Arc<Freshness>) -> Shelves {
    let shelf = Shelf {
        parts,
        msp,
        freshness,
    };
    DataLoader::new(shelf, |load: BoxFuture<'static, ()>| {
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
                self.freshen::<$projection>().await?;
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
    SessionKey => Sessions, SessionRow;
    ServiceTokenKey => ServiceTokens, ServiceTokenRow;
    VendorAccountKey => VendorConnections, VendorConnectionRow;
    VendorRecordKey => VendorRecords, VendorRecordRow;
    ApprovalKey => Approvals, ApprovalRow;
    ProcedureKey => Procedures, ProcedureRow;
    ProcedureRunKey => ProcedureRuns, RunRow;
    NoticeChannelKey => NoticeChannels, NoticeChannelRow;
}

impl Loader<TenantsOf> for Shelf {
    type Value = Vec<TenantRow>;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        keys: &[TenantsOf],
    ) -> Result<HashMap<TenantsOf, Vec<TenantRow>>, Arc<Fault>> {
        self.freshen::<Tenants>().await?;
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
        self.freshen::<VendorRecords>().await?;
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

impl Loader<CountsOf> for Shelf {
    type Value = RecordCounts;
    type Error = Arc<Fault>;

    async fn load(&self, keys: &[CountsOf]) -> Result<HashMap<CountsOf, RecordCounts>, Arc<Fault>> {
        self.freshen::<VendorRecords>().await?;
        let connections: Vec<VendorConnectionId> = keys.iter().map(|key| key.0).collect();
        let counts = vendor_records::counts_of(&self.parts.projections, self.msp, &connections);
        let counts = counts.await.map_err(|error| Arc::new(Fault::from(error)))?;
        let counts = counts
            .into_iter()
            .map(|(id, counts)| (CountsOf(id), counts));
        Ok(counts.collect())
    }
}

/// The latest first.
impl Loader<RefusalsOf> for Shelf {
    type Value = Vec<RefusalRow>;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        keys: &[RefusalsOf],
    ) -> Result<HashMap<RefusalsOf, Vec<RefusalRow>>, Arc<Fault>> {
        self.freshen::<ApprovalRefusals>().await?;
        let approvals: Vec<ApprovalId> = keys.iter().map(|key| key.0).collect();
        let rows = approval_refusals::of_approvals(&self.parts.projections, self.msp, &approvals);
        let mut rows = rows.await.map_err(|error| Arc::new(Fault::from(error)))?;
        rows.sort_by_key(|row| Reverse((row.refused_at, row.id)));
        let mut found: HashMap<RefusalsOf, Vec<RefusalRow>> = HashMap::new();
        for row in rows {
            found
                .entry(RefusalsOf(row.approval_id))
                .or_default()
                .push(row);
        }
        Ok(found)
    }
}

/// So many streams are read together that their events fit into some megabytes.
const TOGETHER: usize = 50;

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
        for some in keys.chunks(TOGETHER) {
            let ids: Vec<String> = some.iter().map(|key| key.0.to_string()).collect();
            let mut after = 0;
            loop {
                let page = self.events(Onboarding::TYPE, &ids, after).await;
                let page = page.map_err(Arc::new)?;
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

/// What an approval's events tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct StoryOfApproval(pub(crate) ApprovalId);

impl Loader<StoryOfApproval> for Shelf {
    type Value = Arc<Story>;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        keys: &[StoryOfApproval],
    ) -> Result<HashMap<StoryOfApproval, Arc<Story>>, Arc<Fault>> {
        let mut lines: HashMap<ApprovalId, Vec<ApprovalEvent>> = HashMap::new();
        for some in keys.chunks(TOGETHER) {
            let ids: Vec<String> = some.iter().map(|key| key.0.to_string()).collect();
            let mut after = 0;
            loop {
                let page = self.events(Approval::TYPE, &ids, after).await;
                let page = page.map_err(Arc::new)?;
                let Some(last) = page.last() else { break };
                after = last.position;
                for recorded in &page {
                    let Ok(id) = recorded.stream.aggregate_id.parse() else {
                        continue; // Only those were asked for.
                    };
                    let event = recorded.decode();
                    let event = event.map_err(|error| Arc::new(Fault::from(error)))?;
                    lines.entry(id).or_default().push(event);
                }
            }
        }
        let told = lines.into_iter().filter_map(|(id, events)| {
            let story = Story::of(&events)?;
            Some((StoryOfApproval(id), Arc::new(story)))
        });
        Ok(told.collect())
    }
}

/// Something that is known of a customer's people, and that whoever asks may read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PersonalKey {
    pub(crate) customer: CustomerId,
    pub(crate) sealed: Sealed,
}

/// A customer's key is looked up once for all that it opens.
impl Loader<PersonalKey> for Shelf {
    type Value = Opened;
    type Error = Arc<Fault>;

    async fn load(&self, keys: &[PersonalKey]) -> Result<HashMap<PersonalKey, Opened>, Arc<Fault>> {
        let mut opened = HashMap::with_capacity(keys.len());
        for key in keys {
            let text = self
                .parts
                .personal
                .open(self.msp, key.customer, &key.sealed)
                .await;
            let text = text.map_err(|fault| Arc::new(Fault::from(fault)))?;
            opened.insert(key.clone(), text);
        }
        Ok(opened)
    }
}

impl Shelf {
    async fn freshen<P: Projection>(&self) -> Result<(), Arc<Fault>> {
        self.freshness.keep(&[P::NAME]).await.map_err(Arc::new)
    }

    async fn events(
        &self,
        kind: &str,
        ids: &[String],
        after: Position,
    ) -> Result<Vec<RecordedEvent>, Fault> {
        let ledger = self.parts.engine.ledger();
        let page = ledger
            .streams(self.msp, kind, ids, after, PAGE_LIMIT)
            .await?;
        Ok(page)
    }
}
