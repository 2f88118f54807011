//! An MSP with one scripted vendor, and all that reads it.

use std::collections::BTreeMap;
use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::cloud::vendor::{FoundRecord, RecordKind, Vendor};
use tenantry_domain::ids::{MspId, RecordId, VendorConnectionId};
use tenantry_domain::record::{Actor, RecordedEvent, Source};
use tenantry_domain::text::{Reason, VendorConnectionName};
use tenantry_domain::vendor_connection::VendorConnection;
use tenantry_domain::vendor_record::VendorRecord;
use tenantry_engine::commands::{Context, Engine};
use tenantry_engine::time::SystemClock;
use tenantry_engine::vendors::{
    EnteredSecrets, VendorConnectionParts, VendorConnections, VendorDiscovery,
    VendorDiscoveryError, VendorDiscoveryParts, VendorReport, VendorWish,
};
use tenantry_projections::Projections;
use tenantry_projections::vendor_records::{self, VendorRecordRow};
use tenantry_support::vault::Safe;
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit};
use uuid::Uuid;

use crate::book::{Book, KEY, Open, account, device};

pub(crate) struct Stage {
    pub(crate) msp: MspId,
    pub(crate) world: World,
    pub(crate) book: Arc<Book>,
    pub(crate) vault: Arc<Safe>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) projections: Projections,
    pub(crate) connections: VendorConnections,
}

impl Stage {
    /// Two customers of the MSP's are known at the vendor, with three devices.
    pub(crate) async fn open(world: World) -> Self {
        let vault = Arc::new(Safe::default());
        let book = Book::new(Arc::clone(&vault));
        let accounts = vec![
            account("1", "Contoso"),
            account("2", "Fabrikam"),
            account("3", "Litware"),
        ];
        book.write(RecordKind::Account, accounts);
        let devices = vec![device("10", "SRV01"), device("11", "SRV02")];
        book.write(RecordKind::Device, devices);
        let engine = Arc::new(world.engine().await);
        let connections = VendorConnections::new(VendorConnectionParts {
            engine: Arc::clone(&engine),
            accounts: Arc::new(Open(Arc::clone(&book))),
            vault: vault.clone(),
            clock: Arc::new(SystemClock),
        });
        Self {
            msp: new_msp(),
            projections: world.projections().await,
            world,
            book,
            vault,
            engine,
            connections,
        }
    }

    pub(crate) async fn connect(&self) -> VendorConnectionId {
        let id = new_id();
        let wish = wish(KEY, true);
        let tried = self.connections.connect(self.msp, id, wish, person()).await;
        tried.unwrap();
        id
    }

    pub(crate) fn discovery(&self) -> VendorDiscovery {
        VendorDiscovery::new(VendorDiscoveryParts {
            engine: Arc::clone(&self.engine),
            accounts: Arc::new(Open(Arc::clone(&self.book))),
            known: Arc::new(self.projections.clone()),
            clock: Arc::new(SystemClock),
        })
    }

    pub(crate) async fn discover(&self, id: VendorConnectionId) -> VendorReport {
        self.look(id).await.unwrap()
    }

    /// With the query tables as new as the ledger.
    pub(crate) async fn look(
        &self,
        id: VendorConnectionId,
    ) -> Result<VendorReport, VendorDiscoveryError> {
        self.catch_up().await;
        self.discovery().run(self.msp, id, worker()).await
    }

    pub(crate) async fn catch_up(&self) {
        assert_eq!(self.projections.catch_up().await.unwrap(), vec![]);
    }

    pub(crate) async fn stands(&self, id: VendorConnectionId) -> VendorConnection {
        self.connections.of(self.msp, id).await.unwrap()
    }

    pub(crate) async fn row(
        &self,
        id: VendorConnectionId,
        kind: RecordKind,
        vendor_id: &str,
    ) -> Option<VendorRecordRow> {
        self.catch_up().await;
        let record = RecordId::of(id, kind, vendor_id);
        let row = vendor_records::get(&self.projections, self.msp, record).await;
        row.unwrap()
    }

    /// All events of the MSP's ledger, which is sound.
    pub(crate) async fn events(&self) -> Vec<RecordedEvent> {
        audit::ledger(&*self.world.ledger().await, self.msp).await
    }

    /// What was recorded of the vendor's records, in order.
    pub(crate) async fn of_records(&self) -> Vec<String> {
        self.of(VendorRecord::TYPE).await
    }

    /// What was recorded of the connections, in order.
    pub(crate) async fn of_connections(&self) -> Vec<String> {
        self.of(VendorConnection::TYPE).await
    }

    async fn of(&self, aggregate_type: &str) -> Vec<String> {
        let events = self.events().await.into_iter();
        let ours = events.filter(|it| it.stream.aggregate_type == aggregate_type);
        ours.map(|it| it.event_type).collect()
    }
}

pub(crate) fn new_id() -> VendorConnectionId {
    VendorConnectionId::new(Uuid::now_v7())
}

pub(crate) fn wish(key: &str, only_if_works: bool) -> VendorWish {
    VendorWish {
        vendor: Vendor::DattoRmm,
        name: VendorConnectionName::new("Datto").unwrap(),
        settings: BTreeMap::from([("platform".to_owned(), "merlot".to_owned())]),
        secrets: secrets(key),
        only_if_works,
    }
}

pub(crate) fn secrets(key: &str) -> EnteredSecrets {
    let value = |text: &str| SecretValue::new(text).unwrap();
    BTreeMap::from([
        ("api-key".to_owned(), value(key)),
        ("api-secret".to_owned(), value("secret of the test")),
    ])
}

pub(crate) fn person() -> Context {
    Context::new(Actor::user("ada"), Source::Api)
}

pub(crate) fn worker() -> Context {
    Context::new(Actor::service("worker"), Source::Engine)
}

pub(crate) fn because(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

pub(crate) fn renamed(record: &FoundRecord, name: &str) -> FoundRecord {
    FoundRecord {
        name: name.to_owned(),
        ..record.clone()
    }
}
