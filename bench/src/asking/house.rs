//! The whole of the API, as `tenantry serve` puts it together.

use std::sync::Arc;

use async_trait::async_trait;
use hyper::Method;
use serde_json::json;
use tenantry_api::entry::{Entry, Rate, Rates};
use tenantry_api::live::Tails;
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
use tenantry_engine::time::SystemClock;
use tenantry_projections::Projections;
use tenantry_support::consents;
use tokio::net::TcpListener;

use super::Question;
use crate::invitations;
use crate::ours::fresh_ledger;

/// Onboardings on record, and so tenants, over 16 MSPs.
const TENANTS: usize = 16_000;

const QUERY: &str = "{ tenants(first: 50) { edges { node { id tenantId name domain status sources
    delegation legacy missed changedAt } } } }";

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

/// Fills a fresh database and serves it.
pub(crate) async fn serve(url: &str) -> Question {
    let ledger = fresh_ledger(url).await;
    invitations::record(&ledger, TENANTS).await;
    let projections = Projections::open(url, ledger.clone())
        .await
        .expect("it is up");
    projections
        .migrate()
        .await
        .expect("a fresh database takes the tables");
    projections
        .catch_up()
        .await
        .expect("the ledger can be read");
    let tails = Tails::new(ledger.clone());
    let engine = Arc::new(Engine::new(ledger, Limits::default()));
    let clock = Arc::new(SystemClock);
    let randomness = Arc::new(SystemRandomness);
    let access = Access::new(engine.clone(), clock.clone(), randomness.clone());
    let consents = consents::nowhere(engine.clone(), clock.clone());
    let parts = Parts {
        access: access.clone(),
        tails,
        engine,
        projections,
        clouds: Arc::new(NoClouds),
        consents,
        clock: clock.clone(),
        patience: Parts::PATIENCE,
    };
    // As many as can be asked: the limit itself is not measured, its keeping is.
    let rates = Rates::new(Rate {
        burst: u32::MAX,
        per_second: u32::MAX,
    });
    let entry = Entry::new(parts.clone(), None, randomness, rates, false);
    let (drainer, drain) = Drainer::new();
    // It serves until the process ends.
    std::mem::forget(drainer);
    let machine = Ports {
        clock: clock.clone(),
        ids: Arc::new(SystemIds),
        drain: drain.clone(),
    };
    let graphql = Transport::new(schema::build, entry, Settings::default(), machine);
    let readiness = Readiness {
        parts,
        drain: drain.clone(),
    };
    let site = Site {
        readiness,
        meter: None,
        secure: false,
        rooms: vec![graphql.router("/graphql")],
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(Gate::new(listener, None, GateSettings::default()).run(site.router(), drain));
    Question {
        address,
        method: Method::POST,
        path: "/graphql",
        authorization: format!("Bearer {}", token(&access).await),
        body: json!({ "query": QUERY }).to_string(),
        mark: "\"tenantId\"",
    }
}

async fn token(access: &Access) -> String {
    let wish = TokenWish {
        name: ServiceTokenName::new("bench").expect("a good name"),
        role: Role::Viewer,
        days: 1,
    };
    let context = Context::new(Actor::service("bench"), Source::Engine);
    let issued = access.issue_token(invitations::msp(0), wish, context).await;
    issued.expect("a token").text.expose().to_owned()
}
