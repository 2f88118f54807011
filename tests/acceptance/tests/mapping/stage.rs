//! An MSP with customers and vendors' records in a real ledger, and a view that is folded from it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::cloud::vendor::{Account, FoundRecord, RecordFacts, RecordKind, Vendor};
use tenantry_domain::customer::{Customer, CustomerCommand};
use tenantry_domain::ids::{CustomerId, MspId, RecordId, TenantId, VendorConnectionId};
use tenantry_domain::record::{Actor, Position, RecordedEvent, Source};
use tenantry_domain::tenant::Tenant;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_record::{LinkedHow, NoteRecord, VendorRecord, VendorRecordCommand};
use tenantry_domain::vendor_seat::{SeatId, TakeSeat, VendorSeat, VendorSeatCommand};
use tenantry_engine::commands::{Context, Engine, Limits, Request};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::ledger::Ledger;
use tenantry_engine::mapping::{
    Catalogues, CataloguesLimits, MappableRecord, MappedCustomer, MappedTenant, MappingParts,
    MappingState, MappingView, Mappings,
};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_support::customers::{ada, register};
use tenantry_support::world::new_msp;
use tenantry_support::{FaultyLedger, World};
use uuid::Uuid;

pub(crate) const BY_HAND: LinkedHow = LinkedHow::ByPerson;

/// Somebody else than Ada.
pub(crate) fn grace() -> Context {
    Context::new(Actor::user("grace"), Source::Api)
}

pub(crate) fn why(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

pub(crate) fn connection(number: u128) -> VendorConnectionId {
    VendorConnectionId::new(Uuid::from_u128(number))
}

/// What the ledger says, as query tables would; up to a position when it is behind.
#[derive(Debug)]
pub(crate) struct LedgerView {
    ledger: Arc<dyn Ledger>,
    until: Mutex<Option<Position>>,
}

impl LedgerView {
    async fn fold<A: Aggregate>(&self, msp: MspId) -> BTreeMap<String, A> {
        let until = self.until.lock().unwrap().unwrap_or(Position::MAX);
        let mut states: BTreeMap<String, A> = BTreeMap::new();
        let mut after = 0;
        loop {
            let page = self.ledger.feed(msp, after, 1_000).await.unwrap();
            let Some(last) = page.last() else {
                return states;
            };
            after = last.position;
            let ours = |event: &&RecordedEvent| {
                event.position <= until && event.stream.aggregate_type == A::TYPE
            };
            for event in page.iter().filter(ours) {
                let state = states.entry(event.stream.aggregate_id.clone()).or_default();
                state.evolve(&event.decode().unwrap());
            }
        }
    }
}

fn mappable(id: &str, state: &VendorRecord) -> Option<MappableRecord> {
    let known = state.known().filter(|it| it.is_mappable())?;
    Some(MappableRecord {
        id: id.parse().unwrap(),
        connection: known.connection_id,
        vendor: known.vendor,
        record: known.record.clone(),
        vanished: matches!(state, VendorRecord::Vanished(_)),
        mapping: MappingState::of(&known.mapping),
    })
}

#[async_trait]
impl MappingView for LedgerView {
    async fn reached(&self, msp: MspId) -> Result<Option<Position>, KnownUnreadable> {
        let until = *self.until.lock().unwrap();
        let head = self.ledger.head(msp).await.unwrap().position;
        Ok(Some(until.unwrap_or(head)))
    }

    async fn customers(
        &self,
        msp: MspId,
        after: Option<CustomerId>,
    ) -> Result<Vec<MappedCustomer>, KnownUnreadable> {
        let states = self.fold::<Customer>(msp).await;
        let registered = states.iter().filter_map(|(id, state)| match state {
            Customer::Registered(known) => Some(MappedCustomer {
                id: id.parse().unwrap(),
                name: known.name.to_string(),
            }),
            _ => None,
        });
        Ok(registered.filter(|it| Some(it.id) > after).collect())
    }

    async fn tenants(
        &self,
        msp: MspId,
        after: Option<TenantId>,
    ) -> Result<Vec<MappedTenant>, KnownUnreadable> {
        let states = self.fold::<Tenant>(msp).await.into_iter();
        let linked = states.filter_map(|(id, state)| Some((id, state.known()?.customer_id?)));
        let states = self.fold::<TenantConsent>(msp).await.into_iter();
        let asked = states.filter_map(|(id, state)| Some((id, state.asked()?.customer_id)));
        let owned: BTreeMap<String, CustomerId> = asked.chain(linked).collect();
        let owned = owned.into_iter().map(|(id, customer)| MappedTenant {
            id: id.parse().unwrap(),
            customer,
            name: String::new(),
            domains: Vec::new(),
        });
        Ok(owned.filter(|it| Some(it.id) > after).collect())
    }

    async fn records(
        &self,
        msp: MspId,
        after: Option<RecordId>,
    ) -> Result<Vec<MappableRecord>, KnownUnreadable> {
        let states = self.fold::<VendorRecord>(msp).await;
        let found = states.iter().filter_map(|(id, state)| mappable(id, state));
        // Two at a time, so that every list has several pages.
        Ok(found.filter(|it| Some(it.id) > after).take(2).collect())
    }
}

pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) msp: MspId,
    pub(crate) ledger: Arc<FaultyLedger>,
    pub(crate) view: Arc<LedgerView>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) mappings: Mappings,
}

impl Stage {
    pub(crate) async fn open(world: World) -> Self {
        let msp = new_msp();
        Self::node(world, msp).await
    }

    /// Everything anew on the same database, as after a crash.
    pub(crate) async fn restarted(self) -> Self {
        Self::node(self.world, self.msp).await
    }

    async fn node(world: World, msp: MspId) -> Self {
        let ledger = FaultyLedger::before(world.ledger().await);
        let view = Arc::new(LedgerView {
            ledger: ledger.clone(),
            until: Mutex::default(),
        });
        let engine = Arc::new(Engine::new(ledger.clone(), Limits::default()));
        let mappings = mappings(&engine, view.clone());
        Self {
            world,
            msp,
            ledger,
            view,
            engine,
            mappings,
        }
    }

    /// Somebody else's, on a node of its own.
    pub(crate) async fn other_node(&self) -> Mappings {
        let engine = Arc::new(self.world.engine().await);
        mappings(&engine, self.view.clone())
    }

    /// How many events there are.
    pub(crate) async fn head(&self) -> Position {
        self.ledger.head(self.msp).await.unwrap().position
    }

    /// The view stays as it is now, whatever is recorded.
    pub(crate) async fn freeze_view(&self) {
        let head = self.head().await;
        *self.view.until.lock().unwrap() = Some(head);
    }

    pub(crate) async fn tell<A: Aggregate>(&self, id: impl ToString, command: A::Command) {
        let request = Request::<A> {
            msp: self.msp,
            id: id.to_string(),
            command,
            context: ada(),
        };
        self.engine.execute(request).await.unwrap();
    }

    pub(crate) async fn customer(&self, name: &str) -> CustomerId {
        let id = CustomerId::new(Uuid::now_v7());
        self.tell::<Customer>(id, register(name)).await;
        id
    }

    pub(crate) async fn ask_customer(&self, id: CustomerId, command: CustomerCommand) {
        self.tell::<Customer>(id, command).await;
    }

    /// An account of this name, and of nothing else.
    pub(crate) async fn record(&self, vendor: Vendor, number: u128, name: &str) -> RecordId {
        let facts = RecordFacts::Account(Account::default());
        self.record_of(vendor, number, name, facts).await
    }

    pub(crate) async fn record_of(
        &self,
        vendor: Vendor,
        number: u128,
        name: &str,
        facts: RecordFacts,
    ) -> RecordId {
        let vendor_id = Uuid::now_v7().to_string();
        self.record_called(vendor, number, &vendor_id, name, facts)
            .await
    }

    pub(crate) async fn record_called(
        &self,
        vendor: Vendor,
        number: u128,
        vendor_id: &str,
        name: &str,
        facts: RecordFacts,
    ) -> RecordId {
        let connection = connection(number);
        let id = RecordId::of(connection, facts.kind(), vendor_id);
        let found = FoundRecord {
            id: vendor_id.to_owned(),
            name: name.to_owned(),
            account: None,
            active: true,
            address: None,
            facts,
        };
        let note = NoteRecord::new(connection, vendor, found, 1);
        self.tell::<VendorRecord>(id, VendorRecordCommand::Note(Box::new(note)))
            .await;
        id
    }

    pub(crate) async fn autotask(&self, name: &str) -> RecordId {
        self.record(Vendor::Autotask, 1, name).await
    }

    pub(crate) async fn linked(&self, record: RecordId, customer: CustomerId) {
        let done = self
            .mappings
            .link(self.msp, record, customer, BY_HAND, ada());
        done.await.unwrap();
    }

    pub(crate) async fn state(&self, record: RecordId) -> VendorRecord {
        let found = self.engine.load(self.msp, &record.to_string()).await;
        found.unwrap()
    }

    pub(crate) async fn whose(&self, record: RecordId) -> Option<CustomerId> {
        let state = self.state(record).await;
        state.known()?.link().map(|link| link.customer_id)
    }

    pub(crate) async fn how(&self, record: RecordId) -> Option<LinkedHow> {
        let state = self.state(record).await;
        state.known()?.link().map(|link| link.how)
    }

    /// Who sits there.
    pub(crate) async fn seat(&self, customer: CustomerId, number: u128) -> Option<RecordId> {
        let id = SeatId::of(customer, connection(number)).to_string();
        let seat: VendorSeat = self.engine.load(self.msp, &id).await.unwrap();
        seat.record()
    }

    /// As somebody leaves it who dies before the record is linked.
    pub(crate) async fn sit(&self, record: RecordId, customer: CustomerId, number: u128) {
        let id = SeatId::of(customer, connection(number));
        let take = TakeSeat {
            record_id: record,
            at: 1,
        };
        self.tell::<VendorSeat>(id, VendorSeatCommand::Take(take))
            .await;
    }

    pub(crate) async fn customer_state(&self, id: CustomerId) -> Customer {
        self.engine.load(self.msp, &id.to_string()).await.unwrap()
    }
}

pub(crate) fn mappings(engine: &Arc<Engine>, view: Arc<dyn MappingView>) -> Mappings {
    mappings_at(engine, view, Arc::new(SystemClock))
}

pub(crate) fn mappings_at(
    engine: &Arc<Engine>,
    view: Arc<dyn MappingView>,
    clock: Arc<dyn Clock>,
) -> Mappings {
    // Made anew whenever somebody asks.
    let limits = CataloguesLimits { kept: 2, rests: 0 };
    let catalogues = Catalogues::new(view.clone(), engine.ledger().clone(), clock.clone(), limits);
    Mappings::new(MappingParts {
        engine: engine.clone(),
        view,
        catalogues: Arc::new(catalogues),
        clock,
    })
}

pub(crate) fn account_id(number: u128, vendor_id: &str) -> RecordId {
    RecordId::of(connection(number), RecordKind::Account, vendor_id)
}
