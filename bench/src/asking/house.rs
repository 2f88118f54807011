//! The whole of the API, as `tenantry serve` puts it together, and the daemon that query tables are
//! followed by.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_api::entry::{self, Entry, Rate, Rates};
use tenantry_api::live::Tails;
use tenantry_api::server::{Gate, GateSettings, Meter, Readiness, Site};
use tenantry_api::transport::{Drainer, Ports, Settings, Transport};
use tenantry_api::{Mapping, Parts, Proving, schema};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::text::ServiceTokenName;
use tenantry_engine::access::{Access, TokenWish};
use tenantry_engine::chance::{SystemIds, SystemRandomness};
use tenantry_engine::clouds::{Clouds, PartnerClouds};
use tenantry_engine::commands::{Context, Engine};
use tenantry_engine::procedure_runs::{ProcedureRunParts, ProcedureRuns};
use tenantry_engine::time::SystemClock;
use tenantry_ledger::evidence::Notary;
use tenantry_projections::Projections;
use tenantry_support::leases::NoLeases;
use tenantry_support::people::People;
use tenantry_support::{approvals, consents, telling, vendors};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Nothing here asks a cloud.
#[derive(Debug)]
struct NoClouds;

#[async_trait]
impl Clouds for NoClouds {
    async fn of(&self, _msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        Err(CloudFault::new(
            Cause::CredentialMissing,
            "bench",
            "no cloud",
        ))
    }
}

/// A database that is followed, and served at an address of its own.
pub(crate) struct House {
    pub(crate) engine: Arc<Engine>,
    pub(crate) projections: Projections,
    pub(crate) address: SocketAddr,
    stop: watch::Sender<bool>,
    drainer: Drainer,
    under_way: Vec<JoinHandle<()>>,
}

impl House {
    /// Of a database that has its tables. Requests are counted where there is a meter.
    pub(crate) async fn on(engine: Arc<Engine>, url: &str, meter: Option<Meter>) -> Self {
        let projections = Projections::open(url, engine.ledger().clone()).await;
        let projections = projections.expect("the database is up");
        let (stop, stopping) = watch::channel(false);
        let followed = projections.clone();
        let followed = tokio::spawn(async move { followed.run(stopping).await });
        let (drainer, drain) = Drainer::new();
        let clock = Arc::new(SystemClock);
        let nothing = approvals::nowhere_but(Arc::new(NoClouds), engine.clone(), clock.clone());
        let parts = Parts {
            runs: ProcedureRuns::new(ProcedureRunParts {
                engine: engine.clone(),
                approvals: nothing.clone(),
                access: access(&engine),
                clock: clock.clone(),
            }),
            access: access(&engine),
            tails: Tails::new(engine.ledger().clone()),
            engine: engine.clone(),
            projections: projections.clone(),
            clouds: Arc::new(NoClouds),
            approvals: nothing,
            notices: telling::nowhere(engine.clone(), clock.clone()),
            mapping: Mapping::upon(&engine, &projections, clock.clone()),
            consents: consents::nowhere(engine.clone(), clock.clone()),
            vendors: vendors::nowhere(engine.clone(), clock.clone()),
            personal: Arc::new(People::default()),
            proving: proving(&engine),
            leases: Arc::new(NoLeases),
            clock: clock.clone(),
            patience: Parts::PATIENCE,
        };
        // As many as can be asked: the limit itself is not measured, its keeping is.
        let rates = Rates::new(Rate {
            burst: u32::MAX,
            per_second: u32::MAX,
        });
        let randomness = Arc::new(SystemRandomness);
        let entry = Entry::new(parts.clone(), None, randomness, rates, false);
        let machine = Ports {
            clock,
            ids: Arc::new(SystemIds),
            drain: drain.clone(),
        };
        let graphql = Transport::new(schema::build, entry.clone(), Settings::default(), machine);
        let readiness = Readiness {
            parts,
            drain: drain.clone(),
        };
        let site = Site {
            readiness,
            meter,
            secure: false,
            rooms: vec![graphql.router("/graphql"), entry::room(entry)],
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let gate = Gate::new(listener, None, GateSettings::default());
        let served = tokio::spawn(gate.run(site.router(), drain));
        Self {
            engine,
            projections,
            address,
            stop,
            drainer,
            under_way: vec![followed, served],
        }
    }

    /// What a machine of this MSP sends as `authorization`.
    pub(crate) async fn token(&self, msp: MspId, role: Role) -> String {
        token(&self.engine, msp, role).await
    }

    /// What comes after it has the machine to itself.
    pub(crate) async fn end(self) {
        self.drainer.begin();
        self.stop.send_replace(true);
        for task in self.under_way {
            task.await.expect("it ends well");
        }
    }
}

/// The same, from any node on the database.
pub(crate) async fn token(engine: &Arc<Engine>, msp: MspId, role: Role) -> String {
    let wish = TokenWish {
        name: ServiceTokenName::new("bench").expect("a good name"),
        role,
        days: 1,
    };
    let context = Context::new(Actor::service("bench"), Source::Engine);
    let issued = access(engine).issue_token(msp, wish, context).await;
    format!("Bearer {}", issued.expect("a token").text.expose())
}

fn proving(engine: &Arc<Engine>) -> Proving {
    let notary = Notary::new(engine.ledger().clone(), PathBuf::from("no key"));
    Proving::new(Arc::new(notary))
}

fn access(engine: &Arc<Engine>) -> Access {
    let (clock, randomness) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
    Access::new(engine.clone(), clock, randomness)
}
