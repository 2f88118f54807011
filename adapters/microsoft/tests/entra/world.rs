//! The simulated clouds with one partner and its customers, and a browser to walk them with.

use crate::sign_in::{SESSION, States};
use crate::vault::TestVault;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::vault::{Purpose, Vault};
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_domain::ids::MspId;
use tenantry_http::{
    Answer, Call, Dialect, Http, Judgement, Limits, Method, Redirects, Repeating, Settings,
};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{
    Access, App, Credential, KeyRules, Patience, Resource, ServiceAccount, ServiceSignIn,
    SignInFault, StateKey, TokenBroker, Tokens,
};
use tenantry_microsoft::graph::{At, GraphClient, GraphRequest};
use tenantry_simulator::{Control, Options, Scenario, Simulator};
use url::Url;
use uuid::Uuid;

pub(crate) const SERVICE: &str = "service@northwindit.onmicrosoft.com";
pub(crate) const SECRET: &str = "practice-secret-of-northwind";
pub(crate) const CONSENT: &str = "https://localhost:8443/consent";
pub(crate) const SIGNED_IN: &str = "https://localhost:8443/signed-in";

pub(crate) struct World {
    simulator: Simulator,
    scenario: Scenario,
    pub(crate) vault: Arc<TestVault>,
    pub(crate) http: Http,
    pub(crate) endpoints: Arc<Endpoints>,
}

impl World {
    pub(crate) async fn small() -> Self {
        Self::of(Scenario::small()).await
    }

    pub(crate) async fn of(scenario: Scenario) -> Self {
        let simulator = Simulator::start(&scenario, Options::default())
            .await
            .unwrap();
        let repeating = Repeating {
            attempts: 4,
            first_pause: Duration::from_millis(5),
            ..Repeating::default()
        };
        let http = Http::new(Settings {
            extra_roots_pem: vec![simulator.authority().to_owned()],
            limits: Limits {
                repeating,
                ..Limits::default()
            },
            ..Settings::default()
        });
        let places = simulator.endpoints();
        let endpoints = Endpoints {
            login: places.login.clone(),
            graph: places.graph.clone(),
            partner_center: places.partner_center.clone(),
            ..Endpoints::default()
        };
        let world = Self {
            vault: Arc::default(),
            http: http.unwrap(),
            endpoints: Arc::new(endpoints),
            simulator,
            scenario,
        };
        world.keep(Purpose::APP_SECRET, SECRET).await;
        world
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    pub(crate) fn tenant(&self, name: &str) -> TenantId {
        TenantId::new(self.scenario.tenant_id(name))
    }

    pub(crate) fn app_id(&self) -> Uuid {
        self.scenario.app_id("Northwind Onboarding")
    }

    pub(crate) fn service(&self) -> Uuid {
        self.scenario.account_id(SERVICE)
    }

    pub(crate) fn app(&self, credential: Credential) -> App {
        App {
            msp: MspId::new(Uuid::from_u128(1)),
            home: self.tenant("Northwind IT"),
            id: self.app_id(),
            credential,
        }
    }

    /// Puts a secret of the app into the vault.
    pub(crate) async fn keep(&self, purpose: Purpose, value: &str) {
        let msp = self.app(Credential::Secret).msp;
        let name =
            tenantry_domain::cloud::vault::SecretName::new(msp, purpose).of_app(self.app_id());
        let value = tenantry_domain::cloud::vault::SecretValue::new(value).unwrap();
        let anything = tenantry_domain::cloud::vault::Expected::Anything;
        self.vault.put(&name, &value, &anything).await.unwrap();
    }

    pub(crate) fn broker(&self, credential: Credential) -> TokenBroker {
        let patience = Patience {
            first_pause: Duration::from_millis(5),
            ..Patience::default()
        };
        let vault: Arc<dyn Vault> = Arc::clone(&self.vault) as _;
        let endpoints = Arc::clone(&self.endpoints);
        TokenBroker::new(self.http.clone(), endpoints, vault, self.app(credential))
            .with_patience(patience)
    }

    pub(crate) fn graph(&self, broker: &TokenBroker) -> GraphClient {
        GraphClient::new(
            self.http.clone(),
            Arc::clone(&self.endpoints),
            Arc::new(broker.clone()),
        )
    }

    pub(crate) fn sign_in(&self, broker: &TokenBroker) -> ServiceSignIn {
        let back = Url::parse(SIGNED_IN).unwrap();
        let key = StateKey::new(&[1; 32]).unwrap();
        let states = Arc::new(States::default());
        // A key that changed is looked up at once: the tests have no minute to wait.
        let rules = KeyRules {
            between_looks: Duration::ZERO,
            ..KeyRules::default()
        };
        ServiceSignIn::new(self.http.clone(), broker.clone(), states, key, back)
            .with_key_rules(self.http.clone(), rules)
    }

    /// The service account signs in with a second factor.
    pub(crate) async fn signed_in(
        &self,
        broker: &TokenBroker,
    ) -> Result<ServiceAccount, SignInFault> {
        self.walk(
            &self.sign_in(broker),
            &[("second_factor", "on"), ("choice", "sign-in")],
        )
        .await
    }

    /// Through the pages, with these fields beside account and password.
    pub(crate) async fn walk(
        &self,
        sign_in: &ServiceSignIn,
        more: &[(&str, &str)],
    ) -> Result<ServiceAccount, SignInFault> {
        let address = sign_in.begin(SESSION, Some(SERVICE)).unwrap();
        let back = self.fill_in(&address, SERVICE, more).await.unwrap();
        sign_in.finish(SESSION, back.query().unwrap()).await
    }

    /// Opens a page, fills in its form, and says where the browser is sent then; nothing when it
    /// stays on the page.
    pub(crate) async fn fill_in(
        &self,
        address: &Url,
        account: &str,
        more: &[(&str, &str)],
    ) -> Option<Url> {
        let page = self
            .http
            .send(Call::get(address.clone(), "browser"), &Anything)
            .await
            .unwrap();
        assert_eq!(page.status, 200, "{}", String::from_utf8_lossy(page.text()));
        let mut fields: BTreeMap<String, String> = address.query_pairs().into_owned().collect();
        let filled_in = [("username", account), ("password", "practice-only")];
        for (name, value) in filled_in.iter().chain(more) {
            fields.insert((*name).to_owned(), (*value).to_owned());
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let mut action = address.clone();
        action.set_query(None);
        let call = Call::new(Method::POST, action, "browser")
            .form(&fields)
            .redirects(Redirects::Hand);
        let answer = self.http.send(call, &Anything).await.unwrap();
        answer.header("location").map(|to| Url::parse(to).unwrap())
    }

    pub(crate) async fn token(
        &self,
        broker: &TokenBroker,
        tenant: &str,
        access: Access,
    ) -> Result<(), CloudFault> {
        broker
            .bearer(self.tenant(tenant), Resource::Graph, access)
            .await
            .map(drop)
    }

    /// A read at home that Graph only answers when the token is good.
    pub(crate) async fn read(
        &self,
        graph: &GraphClient,
        access: Access,
    ) -> Result<Value, CloudFault> {
        let at = At {
            tenant: self.tenant("Northwind IT"),
            access,
        };
        graph
            .read(
                at,
                GraphRequest::get("/tenantRelationships/delegatedAdminRelationships"),
            )
            .await
    }

    /// Requests for tokens so far, in one tenant.
    pub(crate) fn tokens_asked(&self, tenant: &str) -> usize {
        let path = format!("/{}/oauth2/v2.0/token", self.tenant(tenant));
        self.control()
            .journal()
            .iter()
            .filter(|entry| entry.path.starts_with(&path))
            .count()
    }
}

/// A browser judges nothing.
pub(crate) struct Anything;

impl Dialect for Anything {
    fn judge(&self, _: &Answer) -> Judgement {
        Judgement::Good
    }
}
