//! The transport of the tests, on a port of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Data;
use async_trait::async_trait;
use axum::http::StatusCode;
use tenantry_api::transport::{
    Admission, Credential, Door, Drain, Drainer, Knock, Ports, Refusal, Settings, Transport,
};
use tenantry_domain::ids::CorrelationId;
use tenantry_domain::record::Micros;
use tenantry_engine::chance::SystemIds;
use tenantry_engine::time::{Clock, SystemClock};
use tokio::net::TcpListener;

use crate::schema::{Guest, Runs, schema};

pub(crate) const OUR_PAGES: &str = "https://tenantry.example";

/// Lets in whoever has a cookie `session` or a bearer token; the text is the name. Names that begin
/// with `short` are let in for 300 milliseconds. Whoever brings nothing is `nobody`, if that is allowed.
#[derive(Debug)]
pub(crate) struct TestDoor {
    pub(crate) lets_in_nobody: bool,
}

#[async_trait]
impl Door for TestDoor {
    type Visitor = Guest;

    async fn admit(&self, knock: Knock<'_>) -> Result<Admission<Guest>, Refusal> {
        let bearer = knock.bearer().map(|name| (name, Credential::Bearer));
        let cookie = knock
            .cookie("session")
            .map(|name| (name, Credential::Cookie));
        let nobody = self
            .lets_in_nobody
            .then_some(("nobody", Credential::Bearer));
        let (name, credential) = bearer.or(cookie).or(nobody).ok_or_else(|| Refusal {
            status: StatusCode::UNAUTHORIZED,
            code: "NOT_SIGNED_IN",
            message: "nobody is signed in".to_owned(),
        })?;
        let until = name.starts_with("short").then(|| soon(300));
        Ok(Admission {
            visitor: Guest(name.to_owned()),
            credential,
            until,
        })
    }

    fn furnish(&self, visitor: &Guest, correlation: CorrelationId, data: &mut Data) {
        data.insert(visitor.clone());
        data.insert(correlation);
    }
}

fn soon(milliseconds: i64) -> Micros {
    SystemClock.now() + milliseconds * 1_000
}

/// A running transport; it ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) runs: Runs,
    pub(crate) drainer: Drainer,
}

pub(crate) fn settings() -> Settings {
    Settings {
        origins: vec![OUR_PAGES.to_owned()],
        arrival: Duration::from_millis(400),
        answer: Duration::from_millis(600),
        ..Settings::default()
    }
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(settings()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let door = TestDoor {
            lets_in_nobody: true,
        };
        Self::behind(door, settings).await
    }

    pub(crate) async fn behind(door: TestDoor, settings: Settings) -> Self {
        let (drainer, drain) = Drainer::new();
        let runs = Runs::default();
        let transport = Transport::new(|| schema(runs.clone()), door, settings, ports(drain));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = transport.router("/graphql");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            runs,
            drainer,
        }
    }
}

fn ports(drain: Drain) -> Ports {
    Ports {
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        drain,
    }
}
