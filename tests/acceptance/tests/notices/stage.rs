//! A server with the room of deliveries alone, and a Partner Center that knows its address.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_api::live::Tails;
use tenantry_api::server::{Certificate, Gate, GateSettings, Readiness, Site};
use tenantry_api::transport::{Drain, Drainer};
use tenantry_api::webhooks::{Webhooks, path_of, room};
use tenantry_api::{Mapping, Parts, Proving};
use tenantry_domain::aggregate::Event as _;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::gdap::{AutoExtend, GdapRelationships as _, RelationshipId, Term};
use tenantry_domain::cloud::partner::{
    AppId, Deliveries, Delivery, DeliveryRefused, PartnerWebhooks as _, Registration, Topic,
    VerifiedNotice,
};
use tenantry_domain::gdap_template::{AppAccess, MissingGroups, TemplateVersion, Terms};
use tenantry_domain::ids::{CustomerId, MspId, TemplateId, TenantId};
use tenantry_domain::onboarding::{
    Onboarding, OnboardingCommand, OnboardingEvent as E, StartOnboarding, Step,
};
use tenantry_domain::record::{Actor, Metadata, Micros, RecordedEvent, Source};
use tenantry_domain::saga::{Progress, What};
use tenantry_domain::text::{CustomerName, RelationshipName};
use tenantry_engine::access;
use tenantry_engine::chance::SystemRandomness;
use tenantry_engine::clouds::{Clouds, ConsentedAccess, PartnerClouds};
use tenantry_engine::commands::{Context, Engine, Limits, Request};
use tenantry_engine::drift::DriftProbe;
use tenantry_engine::notices::{Heard, Notices};
use tenantry_engine::onboardings::Onboardings;
use tenantry_engine::procedure_runs::{ProcedureRunParts, ProcedureRuns};
use tenantry_engine::time::Clock;
use tenantry_http::header::AUTHORIZATION;
use tenantry_http::{
    Answer, Call, Dialect, HeaderName, Judgement, Limits as Allowed, Method, Repeat, Repeating,
};
use tenantry_ledger::evidence::Notary;
use tenantry_microsoft::entra::Access;
use tenantry_microsoft::graph::{Administration, Apps, Directory};
use tenantry_microsoft::partner::PartnerDeliveries;
use tenantry_projections::Projections;
use tenantry_simulator::{Control, Scenario};
use tenantry_support::consents::nowhere;
use tenantry_support::leases::NoLeases;
use tenantry_support::people::People;
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit};
use tenantry_support::{approvals, telling, vendors};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use url::Url;
use uuid::Uuid;

use crate::clouds;

/// More than anything here takes, also on a machine with much else to do.
const LIMIT: Duration = Duration::from_secs(30);

/// Repeats, but without waiting long.
pub(crate) fn quick() -> Allowed {
    let repeating = Repeating {
        first_pause: Duration::from_millis(2),
        attempt_timeout: Duration::from_secs(5),
        ..Repeating::default()
    };
    Allowed {
        repeating,
        ..Allowed::default()
    }
}

/// The time of the simulated clouds.
#[derive(Debug)]
struct TheirClock(Control);

impl Clock for TheirClock {
    fn now(&self) -> Micros {
        self.0.now().as_microsecond()
    }
}

/// All MSPs have the same clouds here.
#[derive(Debug)]
struct Same(Arc<PartnerClouds>);

#[async_trait]
impl Clouds for Same {
    async fn of(&self, _: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        Ok(Arc::clone(&self.0))
    }
}

/// Keeps what arrives, so that it can be sent again.
#[derive(Debug)]
struct Taped {
    inner: PartnerDeliveries,
    tape: Arc<Mutex<Vec<Delivery>>>,
}

#[async_trait]
impl Deliveries for Taped {
    async fn verify(&self, delivery: &Delivery) -> Result<VerifiedNotice, DeliveryRefused> {
        self.tape.lock().unwrap().push(delivery.clone());
        self.inner.verify(delivery).await
    }
}

/// Every answer is good: the tests look at it themselves.
struct Raw;

impl Dialect for Raw {
    fn judge(&self, _: &Answer) -> Judgement {
        Judgement::Good
    }
}

pub(crate) struct Stage {
    pub(crate) msp: MspId,
    pub(crate) there: clouds::World,
    pub(crate) projections: Projections,
    world: World,
    engine: Arc<Engine>,
    port: u16,
    tape: Arc<Mutex<Vec<Delivery>>>,
    _drainer: Drainer,
    server: JoinHandle<()>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Stage {
    pub(crate) async fn open(world: World) -> Self {
        let there = clouds::World::of(Scenario::small()).await;
        let engine = Arc::new(Engine::new(world.ledger().await, Limits::default()));
        let projections = world.projections().await;
        let parts = parts(&there, Arc::clone(&engine), projections.clone());
        let tape = Arc::default();
        let taped = Taped {
            inner: there.deliveries.clone(),
            tape: Arc::clone(&tape),
        };
        let (drainer, drain) = Drainer::new();
        let (port, server) = serve(&there, parts, Arc::new(taped), drain).await;
        let stage = Self {
            msp: new_msp(),
            there,
            projections,
            world,
            engine,
            port,
            tape,
            _drainer: drainer,
            server,
        };
        stage.register(stage.msp).await;
        stage
    }

    pub(crate) fn address_of(&self, msp: MspId) -> Url {
        let address = format!("https://localhost:{}{}", self.port, path_of(msp));
        Url::parse(&address).unwrap()
    }

    /// From now on Partner Center tells of everything at the address of this MSP.
    pub(crate) async fn register(&self, msp: MspId) {
        let wish = Registration::new(self.address_of(msp).as_str(), Topic::wanted()).unwrap();
        let there = &self.there;
        let made = there.center.register(there.partner(), &wish).await.unwrap();
        assert_eq!(made, wish);
    }

    /// An onboarding of Fabrikam that waits for the customer's approval.
    pub(crate) async fn waiting(&self) -> (TenantId, RelationshipId) {
        let (there, tenant) = (&self.there, self.there.tenant("Fabrikam"));
        let id = there.proposed("Northwind IT for Fabrikam").await.id;
        let locked = there.gdap.lock_for_approval(there.partner(), &id).await;
        locked.unwrap();
        there.wait(5);
        let at = self.now();
        let name = RelationshipName::new("Northwind IT for Fabrikam").unwrap();
        let supersedes = Vec::new();
        let facts = vec![
            E::NothingToReuse {
                name,
                supersedes,
                at,
            },
            E::RelationshipProposed {
                relationship: id.clone(),
                at,
            },
            E::RelationshipCreated { at },
            E::RelationshipLocked {
                invitation: "https://example.test/".to_owned(),
                at,
            },
        ];
        self.started(tenant, facts).await;
        (tenant, id)
    }

    /// Contoso's tenant, whose access is in place.
    pub(crate) async fn in_place(&self) -> (TenantId, RelationshipId) {
        let tenant = self.there.tenant("Contoso");
        let relationship = self.there.managed().await;
        let at = self.now();
        let facts = vec![
            E::ActiveRelationshipReused {
                relationship: relationship.id.clone(),
                name: relationship.name,
                assignments: Vec::new(),
                at,
            },
            E::AccessVerified {
                organization: "Contoso".to_owned(),
                at,
            },
        ];
        self.started(tenant, facts).await;
        self.there.wait(60);
        self.proceed(tenant, What::Conclude).await;
        (tenant, relationship.id)
    }

    /// With the query table as new as the ledger.
    async fn started(&self, tenant: TenantId, facts: Vec<E>) {
        let wish = StartOnboarding {
            customer_id: CustomerId::new(Uuid::now_v7()),
            customer_name: CustomerName::new("Somebody").unwrap(),
            tenant_id: tenant,
            template: TemplateVersion {
                id: TemplateId::new(Uuid::now_v7()),
                version: 1,
            },
            terms: Terms {
                shares: Vec::new(),
                term: Term::LONGEST,
                extend: AutoExtend::HalfYears,
                approval_days: 30,
                attention_hours: Terms::USUAL_ATTENTION_HOURS,
                missing_groups: MissingGroups::Refuse,
                app_access: AppAccess::ByCustomer,
            },
            repair: false,
            correlation_id: None,
            at: self.now(),
        };
        self.tell(tenant, OnboardingCommand::Start(Box::new(wish)))
            .await;
        for fact in facts {
            self.proceed(tenant, What::Note(fact)).await;
        }
        assert_eq!(self.projections.catch_up().await.unwrap(), vec![]);
    }

    async fn proceed(&self, tenant: TenantId, what: What<Step, E>) {
        let progress = Progress {
            what,
            at: self.now(),
            fence: 1,
        };
        let command = OnboardingCommand::Proceed(Box::new(progress));
        self.tell(tenant, command).await;
    }

    async fn tell(&self, tenant: TenantId, command: OnboardingCommand) {
        let request = Request::<Onboarding> {
            msp: self.msp,
            id: tenant.to_string(),
            command,
            context: Context::new(Actor::service("test"), Source::Engine),
        };
        self.engine.execute(request).await.unwrap();
    }

    fn now(&self) -> Micros {
        self.there.control().now().as_microsecond()
    }

    /// What the tenant's onboarding consists of by now; more may be written meanwhile.
    pub(crate) async fn events(&self, tenant: TenantId) -> Vec<RecordedEvent> {
        let ledger = self.world.ledger().await;
        let mut events = audit::feed(&*ledger, self.msp).await;
        events.retain(|event| event.stream.aggregate_id == tenant.to_string());
        events
    }

    /// What was recorded because Partner Center told of something.
    pub(crate) async fn heard(&self, tenant: TenantId) -> Vec<(E, Metadata)> {
        let told = |event: &RecordedEvent| {
            let metadata: Metadata = serde_json::from_str(&event.metadata).unwrap();
            let fact = E::decode(&event.event_type, &event.event_version, &event.payload);
            (metadata.actor_id == "partner-center").then(|| (fact.unwrap(), metadata))
        };
        self.events(tenant).await.iter().filter_map(told).collect()
    }

    /// What a node that remembers nothing makes of what once arrived.
    pub(crate) async fn heard_anew(&self, delivery: &Delivery) -> Heard {
        let verified = self.there.deliveries.verify(delivery).await.unwrap();
        let parts = Parts {
            engine: Arc::new(self.world.engine().await),
            ..parts(&self.there, self.engine.clone(), self.projections.clone())
        };
        let heard = notices(&parts).hear(self.msp, &verified).await;
        heard.unwrap()
    }

    /// Waits until as much was recorded because of Partner Center.
    pub(crate) async fn hears(&self, tenant: TenantId, many: usize) -> Vec<(E, Metadata)> {
        let began = Instant::now();
        loop {
            let heard = self.heard(tenant).await;
            if heard.len() >= many {
                return heard;
            }
            assert!(began.elapsed() < LIMIT, "{heard:#?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the clouds are asked nothing for a while, and says how often they were.
    pub(crate) async fn settled(&self) -> usize {
        let began = Instant::now();
        let count = || self.there.control().journal().len();
        let mut asked = count();
        loop {
            sleep(Duration::from_secs(1)).await;
            let now = count();
            if now == asked {
                return asked;
            }
            assert!(began.elapsed() < LIMIT, "the clouds are asked on and on");
            asked = now;
        }
    }

    /// Waits until as many deliveries arrived.
    pub(crate) async fn arrives(&self, many: usize) -> Vec<Delivery> {
        let began = Instant::now();
        loop {
            let tape = self.tape.lock().unwrap().clone();
            if tape.len() >= many {
                return tape;
            }
            assert!(began.elapsed() < LIMIT, "{tape:#?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Sends what once arrived, to the address of this MSP, and gives the answer.
    pub(crate) async fn send(&self, msp: MspId, delivery: &Delivery) -> (u16, String) {
        self.send_to(self.address_of(msp), delivery).await
    }

    pub(crate) async fn send_to(&self, address: Url, delivery: &Delivery) -> (u16, String) {
        let named = HeaderName::from_static;
        let headers = [
            (AUTHORIZATION, &delivery.authorization),
            (named("x-ms-signature"), &delivery.signature),
            (named("x-ms-certificate-url"), &delivery.certificate_address),
            (named("x-ms-signature-algorithm"), &delivery.algorithm),
        ];
        let body = delivery.body.clone().into();
        let mut call = Call::new(Method::POST, address, "test")
            .body("application/json", body)
            .repeat(Repeat::Never);
        for (name, value) in headers {
            if let Some(value) = value {
                call = call.header(name, value).unwrap();
            }
        }
        let answer = self.there.http.send(call, &Raw).await.unwrap();
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        (answer.status.as_u16(), text)
    }
}

fn clouds_of(there: &clouds::World) -> PartnerClouds {
    let (gdap, center) = (Arc::new(there.gdap.clone()), Arc::new(there.center.clone()));
    PartnerClouds {
        partner: there.partner(),
        app: AppId::new(there.scenario.app_id("Northwind Onboarding")),
        relationships: gdap.clone(),
        assignments: gdap.clone(),
        gdap_customers: gdap.clone(),
        contracts: gdap,
        customers: center.clone(),
        consents: center,
        groups: Arc::new(Apps::new(there.graph.clone(), Access::Delegated)),
        directory: Arc::new(Directory::new(there.graph.clone(), Access::Delegated)),
        administration: Arc::new(Administration::new(there.graph.clone(), Access::Delegated)),
        consented: ConsentedAccess {
            directory: Arc::new(Directory::new(there.graph.clone(), Access::App)),
            administration: Arc::new(Administration::new(there.graph.clone(), Access::App)),
        },
    }
}

fn parts(there: &clouds::World, engine: Arc<Engine>, projections: Projections) -> Parts {
    let clock = Arc::new(TheirClock(there.control()));
    let randomness = Arc::new(SystemRandomness);
    let clouds: Arc<dyn Clouds> = Arc::new(Same(Arc::new(clouds_of(there))));
    let approvals = approvals::nowhere_but(clouds.clone(), engine.clone(), clock.clone());
    let access = access::Access::new(engine.clone(), clock.clone(), randomness);
    let runs = ProcedureRuns::new(ProcedureRunParts {
        engine: engine.clone(),
        approvals: approvals.clone(),
        access: access.clone(),
        clock: clock.clone(),
    });
    let proving = Notary::new(engine.ledger().clone(), PathBuf::from("no key"));
    let proving = Proving::new(Arc::new(proving));
    Parts {
        runs,
        consents: nowhere(engine.clone(), clock.clone()),
        vendors: vendors::nowhere(engine.clone(), clock.clone()),
        approvals,
        notices: telling::nowhere(engine.clone(), clock.clone()),
        mapping: Mapping::upon(&engine, &projections, clock.clone()),
        access,
        tails: Tails::new(engine.ledger().clone()),
        engine,
        projections,
        clouds,
        clock,
        personal: Arc::new(People::default()),
        proving,
        leases: Arc::new(NoLeases),
        patience: Parts::PATIENCE,
    }
}

fn notices(parts: &Parts) -> Notices {
    let (engine, clock) = (parts.engine.clone(), parts.clock.clone());
    Notices::new(
        Onboardings::new(engine.clone(), clock.clone()),
        DriftProbe::new(parts.clouds.clone(), engine, clock),
        Arc::new(parts.projections.clone()),
    )
}

/// On a port of its own, under a certificate that the simulated cloud trusts.
async fn serve(
    there: &clouds::World,
    parts: Parts,
    deliveries: Arc<dyn Deliveries>,
    drain: Drain,
) -> (u16, JoinHandle<()>) {
    let home = tempfile::tempdir().unwrap();
    let (chain, key) = (home.path().join("chain.pem"), home.path().join("key.pem"));
    let made = there.simulator.certificate_for(&["localhost"]).unwrap();
    std::fs::write(&chain, made.0).unwrap();
    std::fs::write(&key, made.1).unwrap();
    let certificate = Certificate {
        chain: &chain,
        key: &key,
    };
    let tls = certificate.acceptor().unwrap();
    let webhooks = Webhooks {
        deliveries,
        notices: notices(&parts),
        clock: parts.clock.clone(),
    };
    let site = Site {
        readiness: Readiness {
            parts,
            drain: drain.clone(),
        },
        meter: None,
        secure: true,
        rooms: vec![room(webhooks)],
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let gate = Gate::new(listener, Some(tls), GateSettings::default());
    (port, tokio::spawn(gate.run(site.router(), drain)))
}
