//! A database with a ledger in it, and short ways to record things.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tenantry_domain::aggregate::{Aggregate, Event};
use tenantry_domain::customer::{Customer, CustomerEvent, CustomerOrigin};
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent};
use tenantry_domain::projection::{Projection as OperatorsRecord, ProjectionEvent, id_of};
use tenantry_domain::record::StreamId;
use tenantry_domain::text::{CustomerName, ProjectionName, Reason, Tag};
use tenantry_engine::ledger::{Ledger, NewEvent, Proposal, Verdict};
use tenantry_ledger::{DatabaseUrl, Options};
use tenantry_support::Postgres;
use uuid::Uuid;

use crate::declaration::Declaration;
use crate::house::Tuning;
use crate::projections::Projections;
use crate::registry::PROJECTIONS;
use crate::status::Status;

pub(super) struct World {
    pub(super) url: String,
    pub(super) ledger: Arc<dyn Ledger>,
    _folder: tempfile::TempDir,
    keys: AtomicU64,
}

impl World {
    pub(super) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
        Self::open(url, folder).await
    }

    pub(super) async fn postgres() -> Self {
        let url = Postgres::shared().fresh_database();
        Self::open(url, tempfile::tempdir().unwrap()).await
    }

    async fn open(url: String, folder: tempfile::TempDir) -> Self {
        let database: DatabaseUrl = url.parse().unwrap();
        tenantry_ledger::migrate(&database).await.unwrap();
        let ledger = tenantry_ledger::open(&database, Options::default())
            .await
            .unwrap();
        Self {
            url,
            ledger,
            _folder: folder,
            keys: AtomicU64::new(0),
        }
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    pub(super) async fn projections(&self) -> Projections {
        self.projections_with(PROJECTIONS, small()).await
    }

    pub(super) async fn projections_with(
        &self,
        declared: &'static [Declaration],
        tuning: Tuning,
    ) -> Projections {
        let projections =
            Projections::open_tuned(&self.url, Arc::clone(&self.ledger), declared, tuning)
                .await
                .unwrap();
        projections.migrate().await.unwrap();
        projections
    }

    /// Appends events to a stream; answers the position of the last.
    pub(super) async fn append(
        &self,
        msp: MspId,
        stream: StreamId,
        expected: u64,
        events: Vec<NewEvent>,
    ) -> u64 {
        let key = self.keys.fetch_add(1, Ordering::Relaxed);
        let proposal = Proposal {
            msp,
            stream,
            expected,
            events,
            metadata: "{}".to_owned(),
            key: format!("key-{key}"),
            request: [0; 32],
        };
        let verdicts = self.ledger.commit(&[proposal]).await.unwrap();
        match verdicts.first() {
            Some(Verdict::Committed(receipt)) => receipt.position,
            other => panic!("not committed: {other:?}"),
        }
    }

    pub(super) async fn customer(
        &self,
        msp: MspId,
        id: Uuid,
        expected: u64,
        events: &[CustomerEvent],
    ) -> u64 {
        let events = events.iter().map(new).collect();
        self.append(msp, StreamId::new(Customer::TYPE, id), expected, events)
            .await
    }

    pub(super) async fn onboarding(
        &self,
        msp: MspId,
        id: Uuid,
        expected: u64,
        events: &[OnboardingEvent],
    ) -> u64 {
        let events = events.iter().map(new).collect();
        self.append(msp, StreamId::new(Onboarding::TYPE, id), expected, events)
            .await
    }

    /// An event of a customer that no program knows.
    pub(super) async fn poison(&self, msp: MspId, id: Uuid, expected: u64) -> u64 {
        let event = NewEvent {
            event_type: "CustomerEnchanted".to_owned(),
            event_version: "1".to_owned(),
            payload: "{\"CustomerEnchanted\":{}}".to_owned(),
        };
        self.append(
            msp,
            StreamId::new(Customer::TYPE, id),
            expected,
            vec![event],
        )
        .await
    }

    /// An operator's decision about the projection of customers.
    pub(super) async fn decide(&self, ledger: MspId, expected: u64, event: ProjectionEvent) -> u64 {
        let stream = StreamId::new(OperatorsRecord::TYPE, id_of("customers"));
        self.append(ledger, stream, expected, vec![new(&event)])
            .await
    }
}

pub(super) fn new<E: Event>(event: &E) -> NewEvent {
    NewEvent {
        event_type: event.shape().name.to_owned(),
        event_version: event.shape().version.to_owned(),
        payload: serde_json::to_string(event).unwrap(),
    }
}

/// Measures so small that every boundary is met.
pub(super) fn small() -> Tuning {
    Tuning {
        lease: Duration::from_millis(1200),
        batch: 7,
        page: 5,
        rebuild_memory: 2_000,
        daemon_memory: 4_000,
        mark: Duration::from_millis(100),
        rebuild_from: 1_000_000,
    }
}

pub(super) fn msp(number: u128) -> MspId {
    MspId::new(Uuid::from_u128(0xa000 + number))
}

pub(super) fn id(number: u128) -> Uuid {
    Uuid::from_u128(0xc000 + number)
}

pub(super) fn registered(name: &str) -> CustomerEvent {
    CustomerEvent::CustomerRegistered {
        name: CustomerName::new(name).unwrap(),
        origin: CustomerOrigin::Entered,
    }
}

pub(super) fn renamed(to: &str) -> CustomerEvent {
    CustomerEvent::CustomerRenamed {
        from: CustomerName::new("before").unwrap(),
        to: CustomerName::new(to).unwrap(),
    }
}

pub(super) fn tagged(tag: &str) -> CustomerEvent {
    CustomerEvent::CustomerTagged {
        tag: Tag::new(tag).unwrap(),
    }
}

pub(super) fn untagged(tag: &str) -> CustomerEvent {
    CustomerEvent::CustomerUntagged {
        tag: Tag::new(tag).unwrap(),
    }
}

pub(super) fn archived() -> CustomerEvent {
    CustomerEvent::CustomerArchived { reason: None }
}

pub(super) fn merged(into: Uuid) -> CustomerEvent {
    CustomerEvent::CustomerMerged {
        into: CustomerId::new(into),
        reason: None,
    }
}

pub(super) fn parted(from: Uuid) -> CustomerEvent {
    let from = CustomerId::new(from);
    CustomerEvent::CustomerParted { from }
}

pub(super) fn name() -> ProjectionName {
    ProjectionName::new("customers").unwrap()
}

pub(super) fn reason() -> Reason {
    Reason::new("the test wants it").unwrap()
}

/// An onboarding that was started, and about which no more is known.
pub(super) fn started(customer: Uuid, tenant: Uuid) -> OnboardingEvent {
    OnboardingEvent::OnboardingStarted {
        customer_id: CustomerId::new(customer),
        tenant_id: TenantId::new(tenant),
        customer_name: None,
        attempt: 1,
        plan: 1,
        template: None,
        terms: None,
        repair: false,
        correlation_id: None,
        at: 0,
    }
}

/// How the table of customers is doing.
pub(super) async fn status_of_customers(projections: &Projections) -> Status {
    status_of(projections, "customers").await
}

pub(super) async fn status_of(projections: &Projections, name: &str) -> Status {
    let status = projections.status().await.unwrap().into_iter();
    let mut of_this = status.filter(|it| it.projection == name);
    of_this.next().unwrap()
}
