//! One world: the clouds, a database, and an MSP whose service account has signed in.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use tenantry_domain::approval;
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::gdap::{AutoExtend, Partner, RoleSet, Term};
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::vault::{Expected, Purpose, SecretName, SecretValue, Vault};
use tenantry_domain::gdap_template::{AppAccess, MissingGroups, Share, TemplateVersion, Terms};
use tenantry_domain::ids::{CustomerId, MspId, TemplateId};
use tenantry_domain::onboarding::{StartOnboarding, Step};
use tenantry_domain::record::Micros;
use tenantry_domain::text::{CustomerName, GroupName};
use tenantry_engine::clouds::{ConsentedAccess, PartnerClouds};
use tenantry_engine::time::Clock;
use tenantry_http::{
    Answer, Breaking, Budget, Call, Dialect, Http, Judgement, Limits, Method, Redirects, Repeating,
    Settings,
};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{Access, App, Credential, TokenBroker};
use tenantry_microsoft::graph::{Administration, Apps, Directory, Gdap, GraphClient};
use tenantry_microsoft::partner::PartnerCenter;
use tenantry_simulator::{Control, Options, Scenario, Simulator, Time};
use tenantry_support::World;
use tenantry_vault::embedded::{EmbeddedVault, KeySource};
use url::Url;
use uuid::Uuid;

use crate::history::{Order, Orders};
use crate::leases::DrivenLeases;
use crate::tamper::Tampering;
use crate::time::{Agenda, DrivenClock};

const PARTNER: &str = "Northwind IT";
const APP: &str = "Northwind Onboarding";
const APP_SECRET: &str = "practice-secret-of-northwind";
const SERVICE: &str = "service@northwindit.onmicrosoft.com";
const REDIRECT: &str = "https://localhost:8443/signed-in";
/// Where files lie in memory: nothing of this is meant to last.
const MEMORY: &str = "/dev/shm";

/// In the partner's tenant from the beginning, with the service account in them.
pub const READERS: &str = "M365 GDAP Global Reader";
pub const APP_ADMINS: &str = "M365 GDAP Application Administrator";
/// Not there: an onboarding makes it.
pub const HELPDESK: &str = "Tenantry Helpdesk";

const GLOBAL_READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
const APPLICATION_ADMINISTRATOR: &str = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
const GROUPS_ADMINISTRATOR: Uuid = uuid::uuid!("fdd7a751-b60b-444a-984c-02652fe8fa1c");
const DIRECTORY_READERS: &str = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";

#[derive(Debug)]
pub struct Stage {
    pub world: World,
    pub scenario: Scenario,
    pub simulator: Simulator,
    pub clock: DrivenClock,
    pub leases: DrivenLeases,
    pub agenda: Agenda,
    pub msp: MspId,
    pub seed: u64,
    /// What goes wrong with the steps, in processes that are started from now on.
    pub tampering: Mutex<Tampering<Step>>,
    /// The steps that came to an end, in order.
    pub done: Arc<Mutex<Vec<Step>>>,
    /// The same for changes that were approved.
    pub approval_tampering: Mutex<Tampering<approval::Step>>,
    pub approval_done: Arc<Mutex<Vec<approval::Step>>>,
    /// Customers who ended a relationship themselves.
    pub removed: Arc<Mutex<HashSet<Uuid>>>,
    /// What somebody at the command line does next.
    pub orders: Orders,
    pub account: Account,
    _home: TempDir,
}

/// What it takes to ask the clouds as the MSP.
#[derive(Debug, Clone)]
pub struct Account {
    endpoints: Arc<Endpoints>,
    vault: Arc<dyn Vault>,
    app: App,
}

impl Account {
    pub fn clouds(&self, http: Http) -> PartnerClouds {
        let (endpoints, app) = (self.endpoints.clone(), self.app.clone());
        let vault = self.vault.clone();
        let tokens = Arc::new(TokenBroker::new(
            http.clone(),
            endpoints.clone(),
            vault,
            app,
        ));
        let graph = GraphClient::new(http.clone(), endpoints.clone(), tokens.clone());
        let center = PartnerCenter::new(http, endpoints, tokens);
        let (gdap, center) = (
            Arc::new(Gdap::new(graph.clone(), Access::Delegated)),
            Arc::new(center),
        );
        PartnerClouds {
            partner: Partner(self.app.home),
            app: AppId::new(self.app.id),
            relationships: gdap.clone(),
            assignments: gdap.clone(),
            gdap_customers: gdap.clone(),
            contracts: gdap,
            customers: center.clone(),
            consents: center,
            groups: Arc::new(Apps::new(graph.clone(), Access::Delegated)),
            directory: Arc::new(Directory::new(graph.clone(), Access::Delegated)),
            administration: Arc::new(Administration::new(graph.clone(), Access::Delegated)),
            consented: ConsentedAccess {
                directory: Arc::new(Directory::new(graph.clone(), Access::App)),
                administration: Arc::new(Administration::new(graph, Access::App)),
            },
        }
    }
}

impl Account {
    pub fn vault(&self) -> Arc<dyn Vault> {
        self.vault.clone()
    }

    /// In the MSP's vault, whatever is there.
    pub async fn keep(&self, purpose: Purpose, value: &str) {
        let name = SecretName::new(self.app.msp, purpose).of_app(self.app.id);
        let value = SecretValue::new(value).unwrap();
        let kept = self.vault.put(&name, &value, &Expected::Anything).await;
        kept.unwrap();
    }
}

/// Every answer is good: whoever asks looks at it.
struct Raw;

impl Dialect for Raw {
    fn judge(&self, _answer: &Answer) -> Judgement {
        Judgement::Good
    }
}

impl Stage {
    /// An SQLite database, and so many customers that nothing connects with the MSP yet.
    pub async fn new(customers: u32, seed: u64) -> Self {
        Self::of(Scenario::with_customers(customers), seed).await
    }

    pub async fn of(mut scenario: Scenario, seed: u64) -> Self {
        scenario.seed = seed;
        // Groups in the partner's own tenant are made by the service account.
        for account in scenario.partners.iter_mut().flat_map(|it| &mut it.accounts) {
            if account.name == SERVICE {
                account.roles.push(GROUPS_ADMINISTRATOR);
            }
        }
        let home = if Path::new(MEMORY).is_dir() {
            tempfile::tempdir_in(MEMORY)
        } else {
            tempfile::tempdir()
        };
        let home = home.unwrap();
        let world = World::at(format!(
            "sqlite:{}",
            home.path().join("ledger.db").display()
        ))
        .await;
        Self::on(world, scenario, seed, home).await
    }

    /// On a database that is there already.
    pub async fn on(world: World, scenario: Scenario, seed: u64, home: TempDir) -> Self {
        let start: Timestamp = "2026-06-01T08:00:00Z".parse().unwrap();
        let options = Options {
            time: Time::Driven(start),
            ..Options::default()
        };
        let simulator = Simulator::start(&scenario, options).await.unwrap();
        let clock = DrivenClock::new(simulator.control());
        let key = KeySource::File(home.path().join("key"));
        let settings = tenantry_vault::embedded::Settings::new(home.path().join("vault"), key);
        let vault = EmbeddedVault::open(settings).await.unwrap();
        let msp = MspId::new(Uuid::from_u128(0x5eed));
        let there = simulator.endpoints();
        let account = Account {
            endpoints: Arc::new(Endpoints {
                login: there.login.clone(),
                graph: there.graph.clone(),
                partner_center: there.partner_center.clone(),
                ..Endpoints::default()
            }),
            vault: Arc::new(vault),
            app: App {
                msp,
                home: TenantId::new(scenario.tenant_id(PARTNER)),
                id: scenario.app_id(APP),
                credential: Credential::Secret,
            },
        };
        let stage = Self {
            world,
            msp,
            account,
            scenario,
            leases: DrivenLeases::new(clock.clone()),
            clock,
            agenda: Agenda::default(),
            seed,
            tampering: Mutex::default(),
            done: Arc::default(),
            approval_tampering: Mutex::default(),
            approval_done: Arc::default(),
            removed: Arc::default(),
            orders: Orders::default(),
            simulator,
            _home: home,
        };
        stage.keep(Purpose::APP_SECRET, APP_SECRET).await;
        stage.sign_in().await;
        stage
    }

    pub fn control(&self) -> Control {
        self.simulator.control()
    }

    pub fn tenant(&self, name: &str) -> TenantId {
        TenantId::new(self.scenario.tenant_id(name))
    }

    /// The tenant of the customer of this number, from 1.
    pub fn customer(&self, number: u32) -> TenantId {
        self.tenant(&format!("Customer {number}"))
    }

    pub fn partner(&self) -> Partner {
        Partner(self.tenant(PARTNER))
    }

    pub fn app(&self) -> AppId {
        AppId::new(self.scenario.app_id(APP))
    }

    /// What is asked of a customer: three groups, one of which has to be made.
    pub fn terms() -> Terms {
        let share = |group: &str, role: &str| Share {
            group: GroupName::new(group).unwrap(),
            roles: RoleSet::of(role.parse().unwrap()),
        };
        Terms {
            shares: vec![
                share(READERS, GLOBAL_READER),
                share(APP_ADMINS, APPLICATION_ADMINISTRATOR),
                share(HELPDESK, DIRECTORY_READERS),
            ],
            term: Term::LONGEST,
            extend: AutoExtend::HalfYears,
            approval_days: 30,
            attention_hours: Terms::USUAL_ATTENTION_HOURS,
            missing_groups: MissingGroups::Create,
            app_access: AppAccess::ByPartner,
        }
    }

    pub fn wish(&self, number: u32) -> StartOnboarding {
        StartOnboarding {
            customer_id: CustomerId::new(Uuid::from_u128(u128::from(number))),
            customer_name: CustomerName::new(&format!("Customer {number}")).unwrap(),
            tenant_id: self.customer(number),
            template: TemplateVersion {
                id: TemplateId::new(Uuid::from_u128(1)),
                version: 1,
            },
            terms: Self::terms(),
            repair: false,
            correlation_id: None,
            at: self.clock.now(),
        }
    }

    /// The customer's administrator approves whatever waits, so long from now.
    pub fn approve_after(&self, number: u32, pause: Micros) {
        let (control, tenant) = (self.control(), self.customer(number).as_uuid());
        self.agenda.at(self.clock.now() + pause, move || {
            for id in control.relationships_ever_created_for(tenant) {
                // One that does not wait is left as it is.
                let _ = control.approve(&id, tenant);
            }
        });
    }

    pub fn refuse_after(&self, number: u32, pause: Micros) {
        let (control, tenant) = (self.control(), self.customer(number).as_uuid());
        self.agenda.at(self.clock.now() + pause, move || {
            for id in control.relationships_ever_created_for(tenant) {
                let _ = control.refuse(&id, tenant);
            }
        });
    }

    /// The customer's administrator ends whatever was approved, so long from now.
    pub fn remove_after(&self, number: u32, pause: Micros) {
        let (control, tenant) = (self.control(), self.customer(number).as_uuid());
        let removed = self.removed.clone();
        self.agenda.at(self.clock.now() + pause, move || {
            for id in control.relationships_ever_created_for(tenant) {
                if control.remove_relationship(&id, tenant).is_ok() {
                    removed.lock().unwrap().insert(tenant);
                }
            }
        });
    }

    /// Somebody at the command line does this, so long from now.
    pub fn order_after(&self, pause: Micros, order: Order) {
        let orders = self.orders.clone();
        self.agenda
            .at(self.clock.now() + pause, move || orders.add(order));
    }

    /// The MSP's clouds with fresh connections and tokens.
    pub fn clouds(&self) -> PartnerClouds {
        self.account.clouds(self.http())
    }

    /// Real time plays no part in a history, so nothing waits long by it.
    pub fn http(&self) -> Http {
        let repeating = Repeating {
            attempts: 1,
            first_pause: Duration::from_millis(1),
            longest_pause: Duration::from_millis(2),
            attempt_timeout: Duration::from_secs(10),
        };
        let breaking = Breaking {
            after: u32::MAX,
            ..Breaking::default()
        };
        Http::new(Settings {
            extra_roots_pem: vec![self.simulator.authority().to_owned()],
            limits: Limits {
                tenant: Budget {
                    in_flight: 8,
                    per_second: 1e6,
                    burst: 1e6,
                },
                repeating,
                breaking,
                ..Limits::default()
            },
            ..Settings::default()
        })
        .unwrap()
    }

    /// The service account signs in, with its second factor.
    pub async fn sign_in(&self) {
        self.sign_in_with(true).await;
    }

    /// A person whom a fault got in the way of tries again.
    pub async fn sign_in_with(&self, second_factor: bool) {
        for _ in 0..50 {
            if let Some(token) = self.try_to_sign_in(second_factor).await {
                return self.keep_sign_in(&token, second_factor).await;
            }
        }
        panic!("nobody can sign in");
    }

    async fn try_to_sign_in(&self, second_factor: bool) -> Option<String> {
        let http = self.http();
        let home = self.partner().0;
        let login = &self.simulator.endpoints().login;
        let url = |path: &str| login.join(&format!("/{home}/oauth2/v2.0/{path}")).unwrap();
        let app = self.app().to_string();
        let scope = "openid offline_access https://graph.microsoft.com/.default";
        let form = [
            ("client_id", app.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", scope),
            ("username", SERVICE),
            ("password", "practice-only"),
            ("choice", "sign-in"),
            ("second_factor", "yes"),
        ];
        let form = &form[..form.len() - usize::from(!second_factor)];
        let call = Call::new(Method::POST, url("authorize"), "entra").form(form);
        let answer = http.send(call.redirects(Redirects::Hand), &Raw).await;
        let answer = answer.ok()?;
        let back = Url::parse(answer.header("location")?).unwrap();
        let mut fields = back.query_pairs();
        let code = fields.find(|(name, _)| name == "code").unwrap().1;
        let form = [
            ("client_id", app.as_str()),
            ("client_secret", APP_SECRET),
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
        ];
        let call = Call::new(Method::POST, url("token"), "entra").form(&form);
        let given: serde_json::Value = http.send(call, &Raw).await.ok()?.json().ok()?;
        given["refresh_token"].as_str().map(str::to_owned)
    }

    async fn keep_sign_in(&self, refresh_token: &str, second_factor: bool) {
        let kept = serde_json::json!({
            "refresh_token": refresh_token,
            "account": self.scenario.account_id(SERVICE),
            "name": SERVICE,
            "second_factor": second_factor,
            "signed_in": Timestamp::now(),
        });
        self.keep(Purpose::REFRESH_TOKEN, &kept.to_string()).await;
    }

    async fn keep(&self, purpose: Purpose, value: &str) {
        self.account.keep(purpose, value).await;
    }
}
