//! What the tests have in common: tokens that are only numbered, and clients of the stage.

use crate::stage::{Act, Seen, Stage, quick};
use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tenantry_domain::cloud::gdap::{Partner, RelationshipId, RoleId, RoleSet};
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{Access, Resource, Tokens};
use tenantry_microsoft::graph::{At, Gdap, GraphClient};
use tenantry_microsoft::partner::{PartnerCenter, PartnerDeliveries, WebhookTrust};
use uuid::Uuid;

pub(crate) const ID: &str =
    "5e5594d3-6f82-458b-b567-77db4811f0cd-00000000-0000-0000-0000-000000001234";
pub(crate) const GROUP: Uuid = Uuid::from_u128(0x6701);

/// Gives `token-0`, and after each time it was forgotten the next.
#[derive(Debug, Default)]
pub(crate) struct Purse {
    forgotten: AtomicUsize,
}

impl Purse {
    pub(crate) fn forgotten(&self) -> usize {
        self.forgotten.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Tokens for Purse {
    async fn bearer(
        &self,
        _tenant: TenantId,
        _resource: Resource,
        _access: Access,
    ) -> Result<SecretString, CloudFault> {
        Ok(format!("token-{}", self.forgotten()).into())
    }

    async fn forget(&self, _tenant: TenantId, _resource: Resource, _access: Access) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
    }
}

/// A stage with clients that trust it.
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) purse: Arc<Purse>,
    pub(crate) graph: GraphClient,
    pub(crate) gdap: Gdap,
    pub(crate) center: PartnerCenter,
    pub(crate) deliveries: PartnerDeliveries,
    endpoints: Arc<Endpoints>,
}

impl Scene {
    pub(crate) async fn open(script: impl Fn(usize, &Seen) -> Act + Send + Sync + 'static) -> Self {
        Self::of(Stage::open(script).await, WebhookTrust::default())
    }

    pub(crate) fn of(stage: Stage, trust: WebhookTrust) -> Self {
        let endpoints = Arc::new(Endpoints {
            graph: stage.url("/"),
            partner_center: stage.url("/"),
            ..Endpoints::default()
        });
        let purse = Arc::new(Purse::default());
        let http = stage.http_with(quick());
        let tokens = Arc::clone(&purse) as Arc<dyn Tokens>;
        let graph = GraphClient::new(http.clone(), Arc::clone(&endpoints), Arc::clone(&tokens));
        let deliveries = PartnerDeliveries::new(http.clone(), trust).unwrap();
        let center = PartnerCenter::new(http, Arc::clone(&endpoints), tokens);
        Self {
            gdap: Gdap::new(graph.clone(), Access::Delegated),
            graph,
            center,
            deliveries,
            stage,
            purse,
            endpoints,
        }
    }

    /// The client of a process that was started anew: it knows nothing of what was before.
    pub(crate) fn restarted(&self) -> Gdap {
        let tokens = Arc::clone(&self.purse) as Arc<dyn Tokens>;
        let graph = GraphClient::new(
            self.stage.http_with(quick()),
            Arc::clone(&self.endpoints),
            tokens,
        );
        Gdap::new(graph, Access::Delegated)
    }

    /// What was asked, as `METHOD path?query`, percent-decoding undone.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |seen: &Seen| {
            let line = seen.line.trim_end_matches(" HTTP/1.1").to_owned();
            line.replace("%20", " ")
                .replace("%27", "'")
                .replace("%2C", ",")
                .replace("%2F", "/")
        };
        self.stage.seen().iter().map(line).collect()
    }

    pub(crate) fn last(&self) -> Seen {
        self.stage.seen().pop().unwrap()
    }
}

pub(crate) fn partner() -> Partner {
    Partner(TenantId::new(Uuid::from_u128(0xA)))
}

pub(crate) fn customer() -> TenantId {
    TenantId::new(Uuid::from_u128(0xC))
}

pub(crate) fn at() -> At {
    At {
        tenant: partner().0,
        access: Access::Delegated,
    }
}

pub(crate) fn id() -> RelationshipId {
    ID.parse().unwrap()
}

pub(crate) fn roles() -> RoleSet {
    RoleSet::of(RoleId::new(Uuid::from_u128(0x501)))
}

pub(crate) fn json(status: u16, body: &Value) -> Act {
    with(status, &[], body)
}

pub(crate) fn with(status: u16, headers: &[(&'static str, &str)], body: &Value) -> Act {
    let kind = ("content-type", "application/json; charset=utf-8".to_owned());
    let headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    Act::Say(
        status,
        headers.chain([kind]).collect(),
        body.to_string().into_bytes(),
    )
}

pub(crate) fn body(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).unwrap()
}

pub(crate) fn graph_error(status: u16, code: &str, message: &str) -> Act {
    let error = serde_json::json!({"error": {"code": code, "message": message}});
    json(status, &error)
}
