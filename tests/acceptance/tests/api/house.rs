//! An installation: a database, its query tables being followed, and a server at a port of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tempfile::TempDir;
use tenantry_api::entry::{self, Entry, Rate, Rates};
use tenantry_api::live::Tails;
use tenantry_api::portal::{self, Portal};
use tenantry_api::server::{Gate, GateSettings, Readiness, Site};
use tenantry_api::transport::{Drain, Drainer, Ports, Settings, Transport};
use tenantry_api::{Mapping, Parts, Proving, schema};
use tenantry_domain::approval::Approval;
use tenantry_domain::cloud::vendor::VendorAccounts;
use tenantry_domain::cloud::{AdminConsents, Cause, CloudFault, ConsentedTenants, TenantResolver};
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::merkle::SigningKey;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::text::ServiceTokenName;
use tenantry_engine::access::{Access, TokenWish};
use tenantry_engine::approvals::{ApprovalParts, ApprovalSteps, Approvals};
use tenantry_engine::chance::{SystemChance, SystemIds, SystemRandomness};
use tenantry_engine::clouds::{Clouds, PartnerClouds};
use tenantry_engine::commands::{Context, Engine, Limits};
use tenantry_engine::consents::{ConsentParts, Consents};
use tenantry_engine::ledger::Ledger;
use tenantry_engine::procedure_runs::{ProcedureRunParts, ProcedureRuns};
use tenantry_engine::sagas::{Carrier as _, Carry, Visit};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_engine::vendors::{VendorConnectionParts, VendorConnections};
use tenantry_ledger::evidence::{Notary, keys};
use tenantry_projections::Projections;
use tenantry_support::World;
use tenantry_support::consents::nowhere;
use tenantry_support::people::People;
use tenantry_support::telling;
use tenantry_support::vault::Safe;
use tenantry_support::vendors;
use tenantry_support::world::new_msp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::client::Client;

/// Where our own pages come from.
pub(crate) const PAGES: &str = "https://tenantry.example";

const KEY: &str = "signing.key";

/// What a house stands on beside its database.
pub(crate) struct Ground {
    pub(crate) rate: Rate,
    pub(crate) clouds: Arc<dyn Clouds>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Where tenants are found, and read once their administrators consented.
    pub(crate) consenting: Option<Consenting>,
    /// Where other vendors' accounts are opened.
    pub(crate) vending: Option<Vending>,
    /// Where first passwords wait.
    pub(crate) vault: Arc<Safe>,
    /// How long answers wait for what was just written.
    pub(crate) patience: Duration,
}

pub(crate) struct Vending {
    pub(crate) accounts: Arc<dyn VendorAccounts>,
    pub(crate) vault: Arc<Safe>,
}

pub(crate) struct Consenting {
    pub(crate) resolver: Arc<dyn TenantResolver>,
    pub(crate) tenants: Arc<dyn ConsentedTenants>,
    pub(crate) invitations: Arc<dyn AdminConsents>,
}

impl Ground {
    pub(crate) fn of(rate: Rate, clouds: Arc<dyn Clouds>) -> Self {
        Self {
            rate,
            clouds,
            clock: Arc::new(SystemClock),
            consenting: None,
            vending: None,
            vault: Arc::default(),
            // Tables are slow on a machine that does much else.
            patience: Duration::from_secs(40),
        }
    }

    fn vendors(&self, engine: Arc<Engine>) -> VendorConnections {
        let clock = self.clock.clone();
        let Some(there) = &self.vending else {
            return vendors::nowhere(engine, clock);
        };
        VendorConnections::new(VendorConnectionParts {
            engine,
            accounts: there.accounts.clone(),
            vault: there.vault.clone(),
            clock,
        })
    }

    fn approvals(
        &self,
        engine: &Arc<Engine>,
        people: &Arc<People>,
        consents: &Consents,
        vendors: &VendorConnections,
        mapping: &Mapping,
    ) -> Approvals {
        Approvals::new(ApprovalParts {
            engine: engine.clone(),
            clouds: self.clouds.clone(),
            vault: self.vault.clone(),
            personal: people.clone(),
            randomness: Arc::new(SystemRandomness),
            clock: self.clock.clone(),
            consents: consents.clone(),
            vendors: vendors.clone(),
            mappings: mapping.mappings.clone(),
        })
    }

    fn consents(&self, engine: Arc<Engine>) -> Consents {
        let clock = self.clock.clone();
        let Some(there) = &self.consenting else {
            return nowhere(engine, clock);
        };
        Consents::new(ConsentParts {
            engine,
            clock,
            resolver: there.resolver.clone(),
            tenants: there.tenants.clone(),
            invitations: Some(there.invitations.clone()),
        })
    }
}

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

pub(crate) fn no_clouds() -> Arc<dyn Clouds> {
    Arc::new(NoClouds)
}

pub(crate) struct House {
    pub(crate) runs: ProcedureRuns,
    pub(crate) engine: Arc<Engine>,
    pub(crate) projections: Projections,
    pub(crate) tails: Tails,
    pub(crate) address: SocketAddr,
    pub(crate) access: Access,
    pub(crate) consents: Consents,
    pub(crate) vendors: VendorConnections,
    pub(crate) approvals: Approvals,
    clock: Arc<dyn Clock>,
    /// What is known of customers' people.
    pub(crate) people: Arc<People>,
    stop: watch::Sender<bool>,
    drainer: Drainer,
    served: JoinHandle<()>,
    /// Where the key lies that signs, once there is one.
    keys: TempDir,
    /// Lives as long as what is on it.
    pub(crate) world: World,
}

fn runs(
    engine: &Arc<Engine>,
    approvals: &Approvals,
    access: &Access,
    clock: &Arc<dyn Clock>,
) -> ProcedureRuns {
    ProcedureRuns::new(ProcedureRunParts {
        engine: engine.clone(),
        approvals: approvals.clone(),
        access: access.clone(),
        clock: clock.clone(),
    })
}

fn settings() -> Settings {
    Settings {
        origins: vec![PAGES.to_owned()],
        ..Settings::default()
    }
}

fn desk(parts: &Parts, entry: &Entry) -> Portal {
    Portal {
        parts: parts.clone(),
        entry: entry.clone(),
        origins: vec![PAGES.to_owned()],
        ids: Arc::new(SystemIds),
    }
}

fn site(parts: Parts, entry: Entry, drain: &Drain) -> Site {
    let machine = Ports {
        clock: parts.clock.clone(),
        ids: Arc::new(SystemIds),
        drain: drain.clone(),
    };
    let graphql = Transport::new(schema::build, entry.clone(), settings(), machine);
    Site {
        meter: None,
        secure: false,
        rooms: vec![
            graphql.router("/graphql"),
            portal::room(desk(&parts, &entry)),
            entry::room(entry),
        ],
        readiness: Readiness {
            parts,
            drain: drain.clone(),
        },
    }
}

/// Signs where somebody made a key.
fn proving(ledger: &Arc<dyn Ledger>, keys: &TempDir) -> Proving {
    let file = keys.path().join(KEY);
    Proving::new(Arc::new(Notary::new(ledger.clone(), file)))
}

/// Query tables come after what is recorded.
fn follow(projections: Projections, stopping: watch::Receiver<bool>) {
    tokio::spawn(async move { projections.run(stopping).await });
}

impl House {
    pub(crate) async fn on(world: World) -> Self {
        let ledger = world.ledger().await;
        Self::with(world, ledger, Rate::default()).await
    }

    /// Whose answers hardly wait: where they wait in vain.
    pub(crate) async fn impatient(world: World) -> Self {
        let ledger = world.ledger().await;
        let mut ground = Ground::of(Rate::default(), no_clouds());
        ground.patience = Duration::from_secs(8);
        Self::upon(world, ledger, ground).await
    }

    /// Of MSPs that are connected with these clouds.
    pub(crate) async fn connected(world: World, clouds: Arc<dyn Clouds>) -> Self {
        let ledger = world.ledger().await;
        Self::upon(world, ledger, Ground::of(Rate::default(), clouds)).await
    }

    pub(crate) async fn with(world: World, ledger: Arc<dyn Ledger>, rate: Rate) -> Self {
        Self::upon(world, ledger, Ground::of(rate, no_clouds())).await
    }

    pub(crate) async fn upon(world: World, ledger: Arc<dyn Ledger>, ground: Ground) -> Self {
        let engine = Arc::new(Engine::new(ledger, Limits::default()));
        let projections = world.projections().await;
        let tails = Tails::new(engine.ledger().clone());
        let keys = tempfile::tempdir().unwrap();
        let (stop, stopping) = watch::channel(false);
        follow(projections.clone(), stopping);
        let clock = ground.clock.clone();
        let consents = ground.consents(engine.clone());
        let vendors = ground.vendors(engine.clone());
        let people = Arc::new(People::default());
        let randomness = Arc::new(SystemRandomness);
        let access = Access::new(engine.clone(), clock.clone(), randomness.clone());
        let mapping = Mapping::upon(&engine, &projections, clock.clone());
        let approvals = ground.approvals(&engine, &people, &consents, &vendors, &mapping);
        let runs = runs(&engine, &approvals, &access, &clock);
        let parts = Parts {
            runs: runs.clone(),
            access: access.clone(),
            engine: engine.clone(),
            projections: projections.clone(),
            consents: consents.clone(),
            vendors: vendors.clone(),
            approvals: approvals.clone(),
            notices: telling::nowhere(engine.clone(), clock.clone()),
            clouds: ground.clouds,
            mapping,
            tails: tails.clone(),
            leases: world.leases().await,
            proving: proving(engine.ledger(), &keys),
            personal: people.clone(),
            clock: clock.clone(),
            patience: ground.patience,
        };
        let rates = Rates::new(ground.rate);
        let entry = Entry::new(parts.clone(), None, randomness, rates, false);
        let (drainer, drain) = Drainer::new();
        let site = site(parts, entry, &drain);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let gate = Gate::new(listener, None, GateSettings::default());
        Self {
            runs,
            access,
            consents,
            vendors,
            approvals,
            clock,
            people,
            served: tokio::spawn(gate.run(site.router(), drain)),
            engine,
            projections,
            tails,
            address,
            stop,
            drainer,
            keys,
            world,
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
            days: 30,
        };
        let context = Context::new(Actor::service("test"), Source::Engine);
        let issued = self.access.issue_token(msp, wish, context).await.unwrap();
        Client::new(self.address, msp, issued.text.expose())
    }

    /// What a worker does about an approval when its turn has come.
    pub(crate) async fn carry(&self, msp: MspId, id: ApprovalId) -> Visit {
        let steps = ApprovalSteps::new(self.approvals.clone(), "worker");
        let (engine, clock) = (self.engine.clone(), self.clock.clone());
        let chance = Arc::new(SystemChance);
        let carrier = Carry::<Approval, _>::new(engine, steps, clock, chance, "worker");
        carrier.visit(msp, &id.to_string(), 1).await
    }

    /// The installation's key, made if there is none.
    pub(crate) fn signing_key(&self) -> SigningKey {
        let name = || "test".to_owned();
        keys::load_or_create(&self.keys.path().join(KEY), name).unwrap()
    }

    /// From now on no query table is followed.
    pub(crate) fn stop_reading(&self) {
        self.stop.send_replace(true);
    }

    /// Ends the server; whatever was under way has ended when this returns.
    pub(crate) async fn end(self) {
        self.drainer.begin();
        self.stop.send_replace(true);
        self.served.await.unwrap();
    }
}
