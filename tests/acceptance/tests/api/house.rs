//! An installation: a database, its query tables being followed, and a server at a port of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_api::entry::{self, Entry, Rate, Rates};
use tenantry_api::server::{Gate, GateSettings, Readiness, Site};
use tenantry_api::transport::{Drainer, Ports, Settings, Transport};
use tenantry_api::{Parts, schema};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::text::ServiceTokenName;
use tenantry_engine::access::{Access, TokenWish};
use tenantry_engine::chance::{SystemIds, SystemRandomness};
use tenantry_engine::clouds::{Clouds, PartnerClouds};
use tenantry_engine::commands::{Context, Engine, Limits};
use tenantry_engine::ledger::Ledger;
use tenantry_engine::time::SystemClock;
use tenantry_projections::Projections;
use tenantry_support::World;
use tenantry_support::world::new_msp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::client::Client;

/// No MSP here is connected with a cloud.
#[derive(Debug)]
struct NoClouds;

#[async_trait]
impl Clouds for NoClouds {
    async fn of(&self, _msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        Err(CloudFault::new(
            Cause::CredentialMissing,
            "partner-connection",
            "not connected",
        ))
    }
}

pub(crate) struct House {
    pub(crate) projections: Projections,
    pub(crate) address: SocketAddr,
    access: Access,
    stop: watch::Sender<bool>,
    drainer: Drainer,
    served: JoinHandle<()>,
    // Lives as long as what is on it.
    _world: World,
}

impl House {
    pub(crate) async fn on(world: World) -> Self {
        let ledger = world.ledger().await;
        Self::with(world, ledger, Rate::default()).await
    }

    pub(crate) async fn with(world: World, ledger: Arc<dyn Ledger>, rate: Rate) -> Self {
        let engine = Arc::new(Engine::new(ledger, Limits::default()));
        let projections = world.projections().await;
        let (stop, stopping) = watch::channel(false);
        let followed = projections.clone();
        tokio::spawn(async move { followed.run(stopping).await });
        let clock = Arc::new(SystemClock);
        let parts = Parts {
            engine: engine.clone(),
            projections: projections.clone(),
            clouds: Arc::new(NoClouds),
            clock: clock.clone(),
        };
        let randomness = Arc::new(SystemRandomness);
        let entry = Entry::new(
            parts.clone(),
            None,
            randomness.clone(),
            Rates::new(rate),
            false,
        );
        let (drainer, drain) = Drainer::new();
        let machine = Ports {
            clock: clock.clone(),
            ids: Arc::new(SystemIds),
            drain: drain.clone(),
        };
        let graphql = Transport::new(schema::build(), entry.clone(), Settings::default(), machine);
        let site = Site {
            readiness: Readiness {
                parts,
                drain: drain.clone(),
            },
            meter: None,
            secure: false,
            rooms: vec![graphql.router("/graphql"), entry::room(entry)],
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let gate = Gate::new(listener, None, GateSettings::default());
        Self {
            access: Access::new(engine, clock, randomness),
            served: tokio::spawn(gate.run(site.router(), drain)),
            projections,
            address,
            stop,
            drainer,
            _world: world,
        }
    }

    /// A machine of a new MSP.
    pub(crate) async fn somebody(&self, role: Role) -> Client {
        self.somebody_of(new_msp(), role).await
    }

    pub(crate) async fn somebody_of(&self, msp: MspId, role: Role) -> Client {
        let wish = TokenWish {
            name: ServiceTokenName::new("a program").unwrap(),
            role,
            days: 1,
        };
        let context = Context::new(Actor::service("test"), Source::Engine);
        let issued = self.access.issue_token(msp, wish, context).await.unwrap();
        Client::new(self.address, msp, issued.text.expose())
    }

    /// Ends the server; whatever was under way has ended when this returns.
    pub(crate) async fn end(self) {
        self.drainer.begin();
        self.stop.send_replace(true);
        self.served.await.unwrap();
    }
}
