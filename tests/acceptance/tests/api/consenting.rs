//! Simulated clouds in which administrators consent, and a house whose people ask them to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use hyper::Method as Verb;
use serde_json::{Value, json};
use tenantry_api::entry::Rate;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::{CloudFault, ConfirmedConsent, ConsentedTenants, Listed, TenantId};
use tenantry_domain::ids::MspId;
use tenantry_domain::partner_connection::{
    ConnectPartner, PartnerAccess, PartnerConnection, PartnerConnectionCommand,
};
use tenantry_domain::record::{Actor, Micros, Source};
use tenantry_domain::role::Role;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::text::PermissionName;
use tenantry_engine::commands::{Context, Request};
use tenantry_engine::consents::ConsentCarrier;
use tenantry_engine::sagas::{Carrier as _, Visit};
use tenantry_engine::time::Clock;
use tenantry_http::{Answer, Call, Dialect, Judgement, Method, Redirects};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{
    Access, App, ConsentProbe, Credential, EntraConsents, EntraTenants, StateKey, TokenBroker,
    list_with,
};
use tenantry_microsoft::graph::Apps;
use tenantry_simulator::{Control, Scenario};
use tenantry_support::World;
use url::Url;

use crate::client::{self, Client, send};
use crate::clouds;
use crate::house::{Consenting, Ground, House};
use crate::one_secret::OneSecret;
use crate::stage::Northwind;

pub(crate) const ADMIN: &str = "admin@fabrikam.onmicrosoft.com";
pub(crate) const ROOT: &str = "/api/msp-portal/tenants";
const BACK: &str = "https://tenantry.example/api/msp-portal/tenants/callback";

/// The time of the simulated clouds.
#[derive(Debug)]
pub(crate) struct TheirClock(pub(crate) Control);

impl Clock for TheirClock {
    fn now(&self) -> Micros {
        self.0.now().as_microsecond()
    }
}

/// Reads tenants with an app of the one partner that there is, and has its registration changed by the
/// partner's service account.
#[derive(Debug)]
struct Consented {
    probe: ConsentProbe,
    registrations: Apps,
    home: TenantId,
    app: AppId,
}

#[async_trait]
impl ConsentedTenants for Consented {
    async fn confirm(&self, _: MspId, tenant: TenantId) -> Result<ConfirmedConsent, CloudFault> {
        self.probe.confirm(tenant).await
    }

    async fn permitted(
        &self,
        _: MspId,
        tenant: TenantId,
    ) -> Result<BTreeSet<PermissionName>, CloudFault> {
        self.probe.permitted(tenant).await
    }

    async fn list(&self, _: MspId, names: &[PermissionName]) -> Result<Listed, CloudFault> {
        list_with(&self.registrations, self.home, self.app, names).await
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
    pub(crate) house: House,
    pub(crate) there: clouds::World,
}

impl Stage {
    pub(crate) async fn open(world: World) -> Self {
        Self::of(world, Scenario::small()).await
    }

    pub(crate) async fn of(world: World, mut scenario: Scenario) -> Self {
        scenario.partners[0].apps[0]
            .redirect_uris
            .push(BACK.to_owned());
        let there = clouds::World::of(scenario).await;
        let house = Self::house(world, &there).await;
        Self { house, there }
    }

    async fn house(world: World, there: &clouds::World) -> House {
        let addresses = there.simulator.endpoints();
        let endpoints = Arc::new(Endpoints {
            login: addresses.login.clone(),
            graph: addresses.graph.clone(),
            partner_center: addresses.partner_center.clone(),
            ..Endpoints::default()
        });
        let app = App {
            msp: MspId::INSTALLATION,
            home: there.partner().0,
            id: app(there).as_uuid(),
            credential: Credential::Secret,
        };
        let vault = Arc::new(OneSecret("practice-secret-of-northwind"));
        let http = there.http.clone();
        let tokens = Arc::new(TokenBroker::new(
            http.clone(),
            endpoints.clone(),
            vault,
            app,
        ));
        let graph = tenantry_microsoft::graph::GraphClient::new(
            http.clone(),
            endpoints.clone(),
            tokens.clone(),
        );
        let rate = Rate {
            burst: 10_000,
            ..Rate::default()
        };
        let ground = Ground {
            clock: Arc::new(TheirClock(there.control())),
            consenting: Some(Consenting {
                resolver: Arc::new(EntraTenants::new(http, endpoints.clone())),
                tenants: Arc::new(Consented {
                    probe: ConsentProbe { graph, tokens },
                    registrations: Apps::new(there.graph.clone(), Access::Delegated),
                    home: there.partner().0,
                    app: self::app(there),
                }),
                invitations: Arc::new(EntraConsents {
                    endpoints,
                    return_address: Url::parse(BACK).unwrap(),
                    key: StateKey::new(&[3; 32]).unwrap(),
                }),
            }),
            ..Ground::of(rate, Arc::new(Northwind::of(there)))
        };
        let ledger = world.ledger().await;
        House::upon(world, ledger, ground).await
    }

    /// A program of a new MSP that is connected with the clouds, and a customer of it.
    pub(crate) async fn somebody(&self) -> (Client, String) {
        let tech = self.house.somebody(Role::Tech).await;
        self.connect_partner(tech.msp).await;
        let customer = self.customer_of(&tech).await;
        (tech, customer)
    }

    pub(crate) async fn customer_of(&self, client: &Client) -> String {
        let (id, _) = client.register("Fabrikam").await;
        let query = "query($id: ID!) { customer(id: $id) { customerId } }";
        let told = client.data(query, json!({ "id": id })).await;
        told["customer"]["customerId"].as_str().unwrap().to_owned()
    }

    /// Connected by what an administrator let the app read.
    pub(crate) async fn connected(&self, tech: &Client, customer: &str) {
        let address = tech.invited(customer, &self.tenant().to_string()).await;
        let query = self.walk(&address, ADMIN, "accept").await;
        assert_eq!(self.come_back(&query).await.status, 200);
        self.there.wait(60);
        assert_eq!(self.visit(tech.msp).await, Visit::Rest);
    }

    async fn connect_partner(&self, msp: MspId) {
        let command = PartnerConnectionCommand::Connect(ConnectPartner {
            tenant: self.there.partner(),
            app: app(&self.there),
            access: PartnerAccess::App,
            at: 1,
        });
        let request = Request::<PartnerConnection> {
            msp,
            id: msp.to_string(),
            command,
            context: Context::new(Actor::service("test"), Source::Engine),
        };
        self.house.engine.execute(request).await.unwrap();
    }

    pub(crate) fn tenant(&self) -> TenantId {
        self.there.tenant("Fabrikam")
    }

    /// What a worker does when the consent's turn has come.
    pub(crate) async fn visit(&self, msp: MspId) -> Visit {
        self.visit_to(msp, self.tenant()).await
    }

    pub(crate) async fn visit_to(&self, msp: MspId, tenant: TenantId) -> Visit {
        let carrier = ConsentCarrier::new(self.house.consents.clone(), "worker")
            .telling(Arc::new(self.house.projections.clone()));
        assert_eq!(carrier.aggregate_type(), TenantConsent::TYPE);
        carrier.visit(msp, &tenant.to_string(), 1).await
    }

    /// What the administrator is sent back with, after filling in the page at this address.
    pub(crate) async fn walk(&self, address: &str, account: &str, choice: &str) -> String {
        let address = Url::parse(address).unwrap();
        let mut fields: BTreeMap<String, String> = address.query_pairs().into_owned().collect();
        let filled_in = [
            ("username", account),
            ("password", "practice-only"),
            ("second_factor", "on"),
            ("choice", choice),
        ];
        for (name, value) in filled_in {
            fields.insert(name.to_owned(), value.to_owned());
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
        let answer = self.there.http.send(call, &Raw).await.unwrap();
        let back = answer.header("location").expect("sent back");
        let back = Url::parse(back).unwrap();
        assert!(back.as_str().starts_with(BACK), "{back}");
        back.query().unwrap().to_owned()
    }

    /// A browser comes back with this.
    pub(crate) async fn come_back(&self, query: &str) -> client::Answer {
        let path = format!("{ROOT}/callback?{query}");
        send(self.house.address, Verb::GET, &path, &[], "").await
    }

    pub(crate) async fn end(self) {
        self.house.end().await;
    }
}

/// What we signed for the invitation at this address.
pub(crate) fn signed(address: &str) -> String {
    let address = Url::parse(address).unwrap();
    let found = address.query_pairs().find(|(name, _)| name == "state");
    found.unwrap().1.into_owned()
}

fn app(there: &clouds::World) -> AppId {
    AppId::new(there.scenario.app_id("Northwind Onboarding"))
}

impl Client {
    fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }

    pub(crate) async fn post(&self, path: &str, key: &str, body: &Value) -> client::Answer {
        let authorization = self.authorization();
        let headers = [
            ("content-type", "application/json"),
            ("authorization", authorization.as_str()),
            ("idempotency-key", key),
        ];
        let path = format!("{ROOT}{path}");
        send(self.address, Verb::POST, &path, &headers, &body.to_string()).await
    }

    /// Asks for the consent of this tenant.
    pub(crate) async fn connect(&self, key: &str, customer: &str, tenant: &str) -> client::Answer {
        let body = json!({ "customerId": customer, "tenant": tenant });
        self.post("/connect", key, &body).await
    }

    /// The address for the administrator, where asking goes well.
    pub(crate) async fn invited(&self, customer: &str, tenant: &str) -> String {
        let key = uuid::Uuid::now_v7().to_string();
        let answer = self.connect(&key, customer, tenant).await;
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        answer.json()["authUrl"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn status(&self, tenant: impl std::fmt::Display) -> client::Answer {
        let authorization = self.authorization();
        let headers = [("authorization", authorization.as_str())];
        let path = format!("{ROOT}/{tenant}/sync-status");
        send(self.address, Verb::GET, &path, &headers, "").await
    }

    /// How the tenant stands, in one word, and the code of what is wrong.
    pub(crate) async fn stands(&self, tenant: TenantId) -> (String, Value) {
        let told = self.status(tenant).await.json();
        let status = told["status"].as_str().unwrap_or_else(|| panic!("{told}"));
        (status.to_owned(), told["problem"]["code"].clone())
    }
}
