//! The simulated clouds with tenants of a chosen size, and the directory adapter in them.

use crate::vault::OneSecret;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::directory::{GroupId, UserId};
use tenantry_domain::ids::MspId;
use tenantry_http::{Http, Limits, Repeating, Settings};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{Access, App, Credential, Patience, TokenBroker};
use tenantry_microsoft::graph::{Administration, Apps, Directory, GraphClient, TenantPosture};
use tenantry_simulator::{Control, Entry, Options, Scenario, Simulator, Time};
use uuid::Uuid;

pub(crate) const APP: &str = "Northwind Onboarding";
const SECRET: &str = "practice-secret-of-northwind";

pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) directory: Directory,
    pub(crate) administration: Administration,
    pub(crate) apps: Apps,
    pub(crate) posture: TenantPosture,
    simulator: Simulator,
}

/// The small world, where the app may do this by itself, and Contoso has so many users.
pub(crate) fn scenario(roles: &[&str], users: u32) -> Scenario {
    let mut scenario = Scenario::small();
    scenario.partners[0].apps[0].roles = roles.iter().map(|role| (*role).to_owned()).collect();
    let contoso = scenario
        .customers
        .iter_mut()
        .find(|customer| customer.name == "Contoso");
    contoso.unwrap().contents.users = users;
    scenario
}

impl World {
    /// The app may read everything.
    pub(crate) async fn with_users(users: u32) -> Self {
        Self::of(scenario(&["Directory.Read.All", "User.Read.All"], users)).await
    }

    pub(crate) async fn of(scenario: Scenario) -> Self {
        let start = "2026-06-01T08:00:00Z".parse().unwrap();
        Self::at(scenario, Time::Driven(start)).await
    }

    pub(crate) async fn at(scenario: Scenario, time: Time) -> Self {
        let options = Options {
            time,
            ..Options::default()
        };
        let simulator = Simulator::start(&scenario, options).await.unwrap();
        let places = simulator.endpoints();
        let endpoints = Endpoints {
            login: places.login.clone(),
            graph: places.graph.clone(),
            partner_center: places.partner_center.clone(),
            report_hosts: vec!["localhost".to_owned()],
            ..Endpoints::default()
        };
        let graph = graph(&scenario, Arc::new(endpoints), simulator.authority());
        let directory = Directory::new(graph.clone(), Access::App);
        let administration = Administration::new(graph.clone(), Access::App);
        let pause = Duration::from_millis(5);
        let posture = TenantPosture::new(graph.clone(), Access::App);
        let apps = Apps::new(graph, Access::App).with_patience(Duration::from_secs(10), pause);
        Self {
            scenario,
            directory,
            administration,
            apps,
            posture,
            simulator,
        }
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    pub(crate) fn tenant(&self, name: &str) -> TenantId {
        TenantId::new(self.scenario.tenant_id(name))
    }

    /// The requests to Graph whose path holds this.
    pub(crate) fn seen(&self, part: &str) -> Vec<Entry> {
        let journal = self.control().journal();
        journal
            .into_iter()
            .filter(|entry| entry.path.starts_with("/v1.0/") && entry.path.contains(part))
            .collect()
    }
}

/// As another process would have it: with connections and tokens of its own.
pub(crate) fn graph(
    scenario: &Scenario,
    endpoints: Arc<Endpoints>,
    authority: &str,
) -> GraphClient {
    let repeating = Repeating {
        first_pause: Duration::from_millis(2),
        ..Repeating::default()
    };
    let http = Http::new(Settings {
        extra_roots_pem: vec![authority.to_owned()],
        limits: Limits {
            repeating,
            ..tenantry_microsoft::limits()
        },
        ..Settings::default()
    });
    let http = http.unwrap();
    let app = App {
        msp: MspId::new(Uuid::from_u128(1)),
        home: TenantId::new(scenario.tenant_id("Northwind IT")),
        id: scenario.app_id(APP),
        credential: Credential::Secret,
    };
    let vault = OneSecret(SECRET);
    let patience = Patience {
        first_pause: Duration::from_millis(2),
        ..Patience::default()
    };
    let broker = TokenBroker::new(http.clone(), Arc::clone(&endpoints), Arc::new(vault), app)
        .with_patience(patience);
    GraphClient::new(http, endpoints, Arc::new(broker))
}

impl World {
    /// Where the clouds are, and whom to trust.
    pub(crate) fn places(&self) -> (&tenantry_simulator::Endpoints, String) {
        (
            self.simulator.endpoints(),
            self.simulator.authority().to_owned(),
        )
    }
}

impl World {
    /// As the scenario would name it: for those who may not look.
    pub(crate) fn user_id(&self, number: u32) -> UserId {
        UserId::new(
            self.control()
                .user_id(self.scenario.tenant_id("Contoso"), number)
                .unwrap(),
        )
    }

    pub(crate) fn group_id(&self, number: u32) -> GroupId {
        GroupId::new(
            self.control()
                .group_id(self.scenario.tenant_id("Contoso"), number)
                .unwrap(),
        )
    }
}
