//! A world in which Northwind has an account at every vendor, and a house with the worker that reads them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Value, json};
use tenantry_api::entry::Rate;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::vendor::{Vendor, VendorAccounts};
use tenantry_domain::ids::MspId;
use tenantry_engine::leases::Leases;
use tenantry_engine::mapping::{Catalogues, CataloguesLimits, MappingParts, Mappings};
use tenantry_engine::sagas::LedgerAlarm;
use tenantry_engine::time::SystemClock;
use tenantry_engine::vendors::{
    VendorDiscovery, VendorDiscoveryParts, VendorWatch, VendorWatchParts,
};
use tenantry_http::Limits;
use tenantry_ledger::Options;
use tenantry_microsoft::partner::{PartnerAccounts, PartnerCenter, PartnerCenters};
use tenantry_simulator::{Cloud, Control, Scenario, Vendor as Simulated, VendorSeed};
use tenantry_support::World;
use tenantry_support::vault::Safe;
use tenantry_vendors::{Clock, Endpoints, Vendors, budgets};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use uuid::Uuid;

use crate::client::Client;
use crate::clouds;
use crate::house::{Ground, House, Vending};
use crate::stage::{Northwind, quick};

const MSP: &str = "Northwind IT";
/// As many customers at each vendor.
const CUSTOMERS: u32 = 3;
/// Much longer than anything here takes.
const LONG: Duration = Duration::from_mins(1);

/// What is entered for an account, and what the simulated vendor wants to see.
pub(crate) struct Entered {
    pub(crate) word: &'static str,
    pub(crate) settings: Vec<(&'static str, String)>,
    pub(crate) secrets: Vec<(&'static str, &'static str)>,
}

/// Of each vendor: who it is in the simulated world, what else is shown to it, and the secrets.
type Known = (
    Vendor,
    Simulated,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
);

const KNOWN: [Known; 7] = [
    (
        Vendor::Autotask,
        Simulated::Autotask,
        &[("user-name", "api@northwind.example")],
        &[("secret", "hunter2-at"), ("integration-code", "hunter2-ic")],
    ),
    (
        Vendor::ConnectWise,
        Simulated::ConnectWise,
        &[
            ("company", "northwind"),
            ("client-id", "11111111-2222-3333-4444-555555555555"),
        ],
        &[
            ("public-key", "hunter2-pub"),
            ("private-key", "hunter2-priv"),
        ],
    ),
    (
        Vendor::HaloPsa,
        Simulated::HaloPsa,
        &[
            ("tenant", "northwind"),
            ("client-id", "11111111-2222-3333-4444-666666666666"),
        ],
        &[("client-secret", "hunter2-halo")],
    ),
    (
        Vendor::DattoRmm,
        Simulated::DattoRmm,
        &[],
        &[("api-key", "hunter2-key"), ("api-secret", "hunter2-datto")],
    ),
    (
        Vendor::ItGlue,
        Simulated::ItGlue,
        &[],
        &[("api-key", "ITG.hunter2")],
    ),
    (
        Vendor::Pax8,
        Simulated::Pax8,
        &[("client-id", "pax8-client")],
        &[("client-secret", "hunter2-pax8")],
    ),
    (
        Vendor::StreamOne,
        Simulated::StreamOne,
        &[("account-id", "17044")],
        &[("refresh-token", "hunter2-refresh")],
    ),
];

fn scenario() -> Scenario {
    let seed = |(_, vendor, shown, secrets): Known| {
        let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        let seed = VendorSeed {
            name: MSP.to_owned(),
            credentials: shown.iter().chain(secrets).map(pair).collect(),
            crowd: CUSTOMERS,
            ..VendorSeed::default()
        };
        (vendor, vec![seed])
    };
    Scenario {
        vendors: KNOWN.map(seed).into(),
        ..Scenario::small()
    }
}

fn endpoints(there: &tenantry_simulator::Endpoints) -> Endpoints {
    let at = |cloud| there.of(cloud).cloned().unwrap();
    let named = |name: &str, cloud| (name.to_owned(), at(cloud));
    Endpoints {
        autotask: at(Cloud::Autotask),
        datto_rmm: BTreeMap::from([
            named("merlot", Cloud::DattoMerlot),
            named("concord", Cloud::DattoConcord),
        ]),
        it_glue: BTreeMap::from([named("us", Cloud::ItGlueUs)]),
        pax8: at(Cloud::Pax8),
        streamone: at(Cloud::StreamOne),
        extra_hosts: ["localhost".to_owned()].into(),
    }
}

/// The time of the simulated world.
#[derive(Debug)]
struct TheirTime(Control);

impl Clock for TheirTime {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

#[derive(Debug)]
struct Only(Partner, PartnerCenter);

#[async_trait]
impl PartnerCenters for Only {
    async fn center(&self, _msp: MspId) -> Result<(Partner, PartnerCenter), CloudFault> {
        Ok((self.0, self.1.clone()))
    }
}

pub(crate) struct Stage {
    pub(crate) there: clouds::World,
    pub(crate) house: House,
    pub(crate) vault: Arc<Safe>,
    stop: watch::Sender<bool>,
    worker: JoinHandle<()>,
}

impl Stage {
    pub(crate) async fn open(world: World) -> Self {
        let limits = Limits {
            exceptions: budgets(),
            ..quick()
        };
        let there = clouds::World::with(scenario(), limits).await;
        let vault = Arc::new(Safe::default());
        let endpoints = Arc::new(endpoints(there.simulator.endpoints()));
        let clock = Arc::new(TheirTime(there.control()));
        let vendors = Vendors::new(there.http.clone(), endpoints, vault.clone(), clock);
        let partner = Only(there.partner(), there.center.clone());
        let partner = Arc::new(PartnerAccounts::new(Arc::new(partner)));
        let accounts: Arc<dyn VendorAccounts> =
            Arc::new(vendors.with(Vendor::PartnerCenter, partner));
        let rate = Rate {
            burst: 100_000,
            ..Rate::default()
        };
        let ground = Ground {
            vending: Some(Vending {
                accounts: accounts.clone(),
                vault: vault.clone(),
            }),
            ..Ground::of(rate, Arc::new(Northwind::of(&there)))
        };
        let ledger = world.ledger().await;
        let house = House::upon(world, ledger, ground).await;
        let (stop, stopping) = watch::channel(false);
        let watch = watch_over(&house, accounts).await;
        let worker = tokio::spawn(async move { watch.run(stopping).await });
        Self {
            there,
            house,
            vault,
            stop,
            worker,
        }
    }

    /// What is entered for each of the eight.
    pub(crate) fn entered(&self) -> Vec<Entered> {
        let places = self.there.simulator.endpoints();
        let site = |cloud| {
            let port = places.of(cloud).unwrap().port().unwrap();
            ("site", format!("localhost:{port}"))
        };
        let mut all: Vec<Entered> = KNOWN.map(of_known).into();
        for entered in &mut all {
            match entered.word {
                "connectwise" => entered.settings.push(site(Cloud::ConnectWiseNa)),
                "halopsa" => {
                    entered.settings.retain(|(name, _)| *name != "tenant");
                    entered.settings.push(site(Cloud::HaloPsa));
                }
                "datto-rmm" => entered.settings.push(("platform", "merlot".to_owned())),
                _ => {}
            }
        }
        all.push(Entered {
            word: "partner-center",
            settings: vec![("partner-tenant", self.there.partner().to_string())],
            secrets: Vec::new(),
        });
        all
    }

    pub(crate) fn entered_for(&self, word: &str) -> Entered {
        let mut all = self.entered().into_iter();
        all.find(|it| it.word == word).unwrap()
    }

    /// Waits until it was read once more than so often, and is not being read; as it stands then.
    pub(crate) async fn read(&self, client: &Client, id: &Value, before: u64) -> Value {
        let began = Instant::now();
        let query = "query($id: ID!) { vendorConnection(id: $id) { phase stale runs requested run { number }
            completedAt readings { kind rows new readAt stale staleSince problem { code remedy } } } }";
        loop {
            let told = client.data(query, json!({ "id": id })).await["vendorConnection"].clone();
            let over = told["run"].is_null() && told["requested"] == false;
            if over && told["runs"].as_u64().unwrap() > before {
                return told;
            }
            assert!(began.elapsed() < LONG, "{told:#}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn end(self) {
        self.stop.send_replace(true);
        self.worker.await.unwrap();
        self.house.end().await;
    }
}

fn of_known((vendor, _, shown, secrets): Known) -> Entered {
    Entered {
        word: vendor.as_str(),
        settings: shown
            .iter()
            .map(|(name, text)| (*name, (*text).to_owned()))
            .collect(),
        secrets: secrets.to_vec(),
    }
}

impl Entered {
    /// As `vendorConnect` takes it.
    pub(crate) fn input(&self, key: &str) -> Value {
        let settings = self.settings.iter();
        let settings: Vec<Value> = settings
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        json!({ "idempotencyKey": key, "vendor": self.word, "name": format!("Our {}", self.word),
            "settings": settings, "secrets": self.secrets() })
    }

    pub(crate) fn secrets(&self) -> Vec<Value> {
        let secrets = self.secrets.iter();
        secrets
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect()
    }
}

async fn watch_over(house: &House, accounts: Arc<dyn VendorAccounts>) -> VendorWatch {
    let (engine, clock) = (house.engine.clone(), Arc::new(SystemClock));
    let projections = Arc::new(house.projections.clone());
    let leases = tenantry_ledger::leases(house.world.url(), Options::default()).await;
    let leases: Arc<dyn Leases> = leases.unwrap();
    let limits = CataloguesLimits::default();
    let ledger = engine.ledger().clone();
    let catalogues = Catalogues::new(projections.clone(), ledger.clone(), clock.clone(), limits);
    let mappings = Mappings::new(MappingParts {
        engine: engine.clone(),
        view: projections.clone(),
        catalogues: Arc::new(catalogues),
        clock: clock.clone(),
    });
    VendorWatch::new(VendorWatchParts {
        discovery: VendorDiscovery::new(VendorDiscoveryParts {
            engine: engine.clone(),
            accounts,
            known: projections.clone(),
            clock: clock.clone(),
        }),
        connections: house.vendors.clone(),
        connected: projections,
        after: Some(Arc::new(mappings)),
        leases,
        alarm: Arc::new(LedgerAlarm::new(ledger, clock.clone())),
        clock,
        engine,
        owner: Uuid::now_v7(),
        worker: "worker".to_owned(),
    })
}
