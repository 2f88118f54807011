//! A simulated world, and the adapters in it: with tokens that were signed in for, over real TLS.

use crate::stage::quick;
use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::cloud::gdap::{
    Approver, AutoExtend, GdapRelationships, Partner, Proposal, Relationship, RelationshipStatus,
    RoleId, RoleSet, Term,
};
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_domain::text::RelationshipName;
use tenantry_http::{Answer, Call, Dialect, Http, Judgement, Limits, Method, Redirects, Settings};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{Access, Resource, Tokens};
use tenantry_microsoft::fault::EntraDialect;
use tenantry_microsoft::graph::{Gdap, GraphClient};
use tenantry_microsoft::partner::{PartnerCenter, PartnerDeliveries, WebhookTrust};
use tenantry_simulator::{Control, Options, RelationshipPlan, Scenario, Simulator, Time};
use url::Url;

pub(crate) const PARTNER: &str = "Northwind IT";
pub(crate) const READERS: &str = "M365 GDAP Global Reader";
pub(crate) const AGENTS: &str = "AdminAgents";
pub(crate) const ALL: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";
const SERVICE: &str = "service@northwindit.onmicrosoft.com";
const REDIRECT: &str = "https://localhost:8443/signed-in";

pub(crate) const READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
pub(crate) const APP_ADMIN: &str = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";

/// Every answer is good: the tests look at it themselves.
struct Raw;

impl Dialect for Raw {
    fn judge(&self, _answer: &Answer) -> Judgement {
        Judgement::Good
    }
}

/// Signs in once, and fetches tokens with what that gave, until they are forgotten.
#[derive(Debug)]
pub(crate) struct SignedIn {
    http: Http,
    login: Url,
    app: String,
    refresh: Mutex<String>,
    held: Mutex<HashMap<(TenantId, Resource, Access), String>>,
    pub(crate) forgotten: AtomicUsize,
    pub(crate) second_factor: AtomicBool,
}

impl SignedIn {
    async fn post(&self, tenant: TenantId, path: &str, form: &[(&str, &str)]) -> Answer {
        let url = self
            .login
            .join(&format!("/{tenant}/oauth2/v2.0/{path}"))
            .unwrap();
        let call = Call::new(Method::POST, url, "entra")
            .form(form)
            .redirects(Redirects::Hand);
        self.http.send(call, &Raw).await.unwrap()
    }

    /// What the clouds refuse is refused as it is by the broker.
    async fn token(&self, tenant: TenantId, fields: &[(&str, &str)]) -> Result<Value, CloudFault> {
        let mut form = vec![
            ("client_id", self.app.as_str()),
            ("client_secret", "practice-secret-of-northwind"),
        ];
        form.extend_from_slice(fields);
        let answer = self.post(tenant, "token", &form).await;
        if let Judgement::Bad(fault) = EntraDialect.judge(&answer) {
            return Err(fault);
        }
        Ok(answer.json().unwrap())
    }

    pub(crate) async fn sign_in(&self, tenant: TenantId) {
        let mut form = vec![
            ("client_id", self.app.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            (
                "scope",
                "openid offline_access https://graph.microsoft.com/.default",
            ),
            ("username", SERVICE),
            ("password", "practice-only"),
            ("choice", "sign-in"),
        ];
        if self.second_factor.load(Ordering::SeqCst) {
            form.push(("second_factor", "yes"));
        }
        let answer = self.post(tenant, "authorize", &form).await;
        let back = Url::parse(answer.header("location").expect("signed in")).unwrap();
        let code = back
            .query_pairs()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1
            .into_owned();
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", REDIRECT),
        ];
        let redeemed = self.token(tenant, &fields).await.unwrap();
        let refresh = redeemed["refresh_token"].as_str().unwrap();
        refresh.clone_into(&mut self.refresh.lock().unwrap());
        self.held.lock().unwrap().clear();
    }
}

#[async_trait]
impl Tokens for SignedIn {
    async fn bearer(
        &self,
        tenant: TenantId,
        resource: Resource,
        access: Access,
    ) -> Result<SecretString, CloudFault> {
        let key = (tenant, resource, access);
        let held = self.held.lock().unwrap().get(&key).cloned();
        if let Some(token) = held {
            return Ok(token.into());
        }
        let scope = match resource {
            Resource::Graph => "https://graph.microsoft.com/.default",
            Resource::PartnerCenter => "https://api.partnercenter.microsoft.com/.default",
        };
        let refresh = self.refresh.lock().unwrap().clone();
        let fields = match access {
            Access::App => vec![("grant_type", "client_credentials"), ("scope", scope)],
            Access::Delegated => vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", &*refresh),
                ("scope", scope),
            ],
        };
        let given = self.token(tenant, &fields).await?;
        if let Some(next) = given["refresh_token"].as_str() {
            next.clone_into(&mut self.refresh.lock().unwrap());
        }
        let token = given["access_token"].as_str().unwrap().to_owned();
        self.held.lock().unwrap().insert(key, token.clone());
        Ok(token.into())
    }

    async fn forget(&self, tenant: TenantId, resource: Resource, access: Access) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.held
            .lock()
            .unwrap()
            .remove(&(tenant, resource, access));
    }
}

pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) simulator: Simulator,
    pub(crate) tokens: Arc<SignedIn>,
    pub(crate) gdap: Gdap,
    pub(crate) center: PartnerCenter,
    pub(crate) deliveries: PartnerDeliveries,
    pub(crate) http: Http,
    pub(crate) graph: GraphClient,
}

impl World {
    pub(crate) async fn open() -> Self {
        Self::of(Scenario::small()).await
    }

    pub(crate) async fn of(scenario: Scenario) -> Self {
        Self::with(scenario, quick()).await
    }

    pub(crate) async fn with(scenario: Scenario, limits: Limits) -> Self {
        let start: Timestamp = "2026-06-01T08:00:00Z".parse().unwrap();
        let options = Options {
            time: Time::Driven(start),
            ..Options::default()
        };
        let simulator = Simulator::start(&scenario, options).await.unwrap();
        let there = simulator.endpoints();
        let endpoints = Arc::new(Endpoints {
            login: there.login.clone(),
            graph: there.graph.clone(),
            partner_center: there.partner_center.clone(),
            admin_center: there.portal.clone(),
            ..Endpoints::default()
        });
        let http = Http::new(Settings {
            extra_roots_pem: vec![simulator.authority().to_owned()],
            limits,
            ..Settings::default()
        });
        let http = http.unwrap();
        let tokens = Arc::new(SignedIn {
            http: http.clone(),
            login: there.login.clone(),
            app: scenario.app_id("Northwind Onboarding").to_string(),
            refresh: Mutex::default(),
            held: Mutex::default(),
            forgotten: AtomicUsize::new(0),
            second_factor: AtomicBool::new(true),
        });
        tokens
            .sign_in(TenantId::new(scenario.tenant_id(PARTNER)))
            .await;
        let shared = Arc::clone(&tokens) as Arc<dyn Tokens>;
        let graph = GraphClient::new(http.clone(), Arc::clone(&endpoints), Arc::clone(&shared));
        let port = there.partner_center.port().unwrap();
        let trust = WebhookTrust {
            certificate_hosts: vec![format!("localhost:{port}")],
            extra_authorities_pem: vec![simulator.authority().to_owned()],
            ..WebhookTrust::default()
        };
        let center = PartnerCenter::new(http.clone(), endpoints, shared);
        Self {
            gdap: Gdap::new(graph.clone(), Access::Delegated),
            graph,
            scenario,
            simulator,
            tokens,
            center,
            deliveries: PartnerDeliveries::new(http.clone(), trust).unwrap(),
            http,
        }
    }

    /// Without the service account.
    pub(crate) fn as_app(&self) -> Gdap {
        Gdap::new(self.graph.clone(), Access::App)
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.control().jump(Duration::from_secs(seconds));
    }

    pub(crate) fn partner(&self) -> Partner {
        Partner(self.tenant(PARTNER))
    }

    pub(crate) fn tenant(&self, name: &str) -> TenantId {
        TenantId::new(self.scenario.tenant_id(name))
    }

    pub(crate) fn group(&self, name: &str) -> GroupId {
        GroupId::new(self.scenario.group_id(PARTNER, name))
    }

    /// The one that is active from the beginning.
    pub(crate) async fn managed(&self) -> Relationship {
        self.by_name("Northwind IT for Contoso").await.unwrap()
    }

    pub(crate) async fn by_name(&self, name: &str) -> Option<Relationship> {
        let name = RelationshipName::new(name).unwrap();
        self.gdap.named(self.partner(), &name).await.unwrap()
    }

    /// Proposed, and as far as it may be locked.
    pub(crate) async fn proposed(&self, name: &str) -> Relationship {
        let fabrikam = Approver::Customer(self.tenant("Fabrikam"));
        let made = self
            .gdap
            .propose(self.partner(), &proposal(name, fabrikam))
            .await;
        let made = made.unwrap();
        self.wait(2);
        let found = self.gdap.get(self.partner(), &made.id).await.unwrap();
        assert_eq!(found.status, RelationshipStatus::Created);
        found
    }

    /// How many requests of this kind the cloud saw.
    pub(crate) fn seen(&self, method: &str, path: &str) -> usize {
        let journal = self.control().journal();
        journal
            .iter()
            .filter(|entry| entry.method == method && entry.path.starts_with(path))
            .count()
    }
}

pub(crate) fn role(id: &str) -> RoleId {
    id.parse().unwrap()
}

pub(crate) fn proposal(name: &str, approver: Approver) -> Proposal {
    let roles = RoleSet::new([role(READER), role(APP_ADMIN)]).unwrap();
    let name = RelationshipName::new(name).unwrap();
    Proposal::new(name, Term::LONGEST, roles, approver, AutoExtend::HalfYears).unwrap()
}

/// As many active relationships with Fabrikam beside those of the small world.
pub(crate) fn crowded(count: usize) -> Scenario {
    let mut scenario = Scenario::small();
    let relationships = &mut scenario.partners[0].business.relationships;
    let contoso = relationships[0].clone();
    relationships.extend((0..count).map(|number| RelationshipPlan {
        name: format!("Crowd {number:04}"),
        customer: Some("fabrikam.onmicrosoft.com".to_owned()),
        assignments: Vec::new(),
        ..contoso.clone()
    }));
    scenario
}
