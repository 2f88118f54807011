//! A partner's desk in the small world: its app, its service account, and tokens for both.

use crate::client::{Client, Seen};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;
use tenantry_simulator::{Options, Quirks, Scenario, Simulator, Time};
use url::Url;
use uuid::Uuid;

pub(crate) const PARTNER: &str = "Northwind IT";
pub(crate) const SERVICE: &str = "service@northwindit.onmicrosoft.com";
/// Of the partner's staff, but no admin agent.
pub(crate) const ADA: &str = "ada@northwindit.onmicrosoft.com";
const APP: &str = "Northwind Onboarding";
const SECRET: &str = "practice-secret-of-northwind";
const REDIRECT: &str = "https://localhost:8443/signed-in";
pub(crate) const READERS: &str = "M365 GDAP Global Reader";
pub(crate) const ADMINS: &str = "M365 GDAP Application Administrator";

pub(crate) const READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
pub(crate) const APP_ADMIN: &str = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
pub(crate) const GLOBAL_ADMIN: &str = "62e90394-69f5-4237-9190-012177145e10";
pub(crate) const ALL: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";

const GRAPH: &str = "https://graph.microsoft.com/.default";
const CENTER: &str = "https://api.partnercenter.microsoft.com/.default";

pub(crate) struct Desk {
    pub scenario: Scenario,
    pub simulator: Simulator,
    pub client: Client,
    pub refresh: String,
    pub graph: String,
    pub center: String,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::open_in(Scenario::small()).await
    }

    pub(crate) async fn open_in(scenario: Scenario) -> Self {
        let start: Timestamp = "2026-06-01T08:00:00Z".parse().unwrap();
        let options = Options {
            time: Time::Driven(start),
            ..Options::default()
        };
        let simulator = Simulator::start(&scenario, options).await.unwrap();
        Self::at(scenario, simulator).await
    }

    pub(crate) async fn at(scenario: Scenario, simulator: Simulator) -> Self {
        let client = Client::new(simulator.authority());
        let none = String::new;
        let mut desk = Self {
            scenario,
            simulator,
            client,
            refresh: none(),
            graph: none(),
            center: none(),
        };
        desk.sign_in(SERVICE, true).await;
        desk
    }

    pub(crate) fn partner(&self) -> Uuid {
        self.scenario.tenant_id(PARTNER)
    }

    pub(crate) fn customer(&self, name: &str) -> Uuid {
        self.scenario.tenant_id(name)
    }

    pub(crate) fn app(&self) -> Uuid {
        self.scenario.app_id(APP)
    }

    pub(crate) fn group(&self, name: &str) -> Uuid {
        self.scenario.group_id(PARTNER, name)
    }

    /// From now on the desk speaks for this account.
    pub(crate) async fn sign_in(&mut self, account: &str, second_factor: bool) {
        let app = self.app().to_string();
        let mut form = vec![
            ("client_id", app.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            (
                "scope",
                "openid offline_access https://graph.microsoft.com/.default",
            ),
            ("username", account),
            ("password", "practice-only"),
            ("choice", "sign-in"),
        ];
        if second_factor {
            form.push(("second_factor", "yes"));
        }
        let seen = self
            .login(&self.partner().to_string(), "oauth2/v2.0/authorize", &form)
            .await;
        assert_eq!(seen.status, 302, "{}", seen.text());
        let back = Url::parse(seen.header("Location")).unwrap();
        let code = back
            .query_pairs()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1
            .into_owned();
        let redeemed = self
            .token(&[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", REDIRECT),
            ])
            .await;
        redeemed["refresh_token"]
            .as_str()
            .unwrap()
            .clone_into(&mut self.refresh);
        self.renew().await;
    }

    /// Fresh tokens, after time has passed.
    pub(crate) async fn renew(&mut self) {
        for (scope, at_graph) in [(GRAPH, true), (CENTER, false)] {
            let refresh = self.refresh.clone();
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", &*refresh),
                ("scope", scope),
            ];
            let renewed = self.token(&fields).await;
            let token = renewed["access_token"].as_str().unwrap().to_owned();
            if let Some(next) = renewed["refresh_token"].as_str() {
                next.clone_into(&mut self.refresh);
            }
            *(if at_graph {
                &mut self.graph
            } else {
                &mut self.center
            }) = token;
        }
    }

    /// What anybody may check tokens with.
    pub(crate) async fn published_keys(&self) -> Value {
        let base = &self.simulator.endpoints().login;
        let path = format!("/{}/discovery/v2.0/keys", self.partner());
        let url = base.join(&path).unwrap();
        self.client.call("GET", &url, &[], "").await.unwrap().json()
    }

    /// From now on the desk speaks for the app alone.
    pub(crate) async fn be_the_app(&mut self) {
        for (scope, at_graph) in [(GRAPH, true), (CENTER, false)] {
            let fields = [("grant_type", "client_credentials"), ("scope", scope)];
            let token = self.token(&fields).await["access_token"]
                .as_str()
                .unwrap()
                .to_owned();
            *(if at_graph {
                &mut self.graph
            } else {
                &mut self.center
            }) = token;
        }
    }

    /// At Partner Center with the token for Graph: a mistake.
    pub(crate) fn mix_up(&mut self) {
        self.center.clone_from(&self.graph);
    }

    /// What the account gets when it asks for a token in another's tenant.
    pub(crate) async fn token_in(&self, tenant: &str) -> Value {
        let app = self.app().to_string();
        let form = [
            ("client_id", &*app),
            ("client_secret", SECRET),
            ("grant_type", "refresh_token"),
            ("refresh_token", &*self.refresh),
            ("scope", GRAPH),
        ];
        self.login(tenant, "oauth2/v2.0/token", &form).await.json()
    }

    async fn token(&self, fields: &[(&str, &str)]) -> Value {
        let app = self.app().to_string();
        let mut form = vec![("client_id", &*app), ("client_secret", SECRET)];
        form.extend_from_slice(fields);
        let seen = self
            .login(&self.partner().to_string(), "oauth2/v2.0/token", &form)
            .await;
        assert_eq!(seen.status, 200, "{}", seen.text());
        seen.json()
    }

    async fn login(&self, tenant: &str, path: &str, form: &[(&str, &str)]) -> Seen {
        let base = &self.simulator.endpoints().login;
        let url = base.join(&format!("/{tenant}/{path}")).unwrap();
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.extend_pairs(form).finish();
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        self.client.call("POST", &url, &kind, body).await.unwrap()
    }

    /// At Graph; `at` is a path or an address that Graph gave.
    pub(crate) async fn try_graph(
        &self,
        method: &str,
        at: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Option<Seen> {
        let url = self.simulator.endpoints().graph.join(at).unwrap();
        self.ask(method, &url, &self.graph, headers, body).await
    }

    pub(crate) async fn graph(
        &self,
        method: &str,
        at: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Seen {
        self.try_graph(method, at, headers, body).await.unwrap()
    }

    pub(crate) async fn center(
        &self,
        method: &str,
        at: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Seen {
        let url = self.simulator.endpoints().partner_center.join(at).unwrap();
        self.ask(method, &url, &self.center, headers, body)
            .await
            .unwrap()
    }

    async fn ask(
        &self,
        method: &str,
        url: &Url,
        token: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Option<Seen> {
        let bearer = format!("Bearer {token}");
        let mut all = vec![
            ("Authorization", bearer.as_str()),
            ("Accept", "application/json"),
        ];
        all.extend_from_slice(headers);
        let mut text = String::new();
        if !body.is_null() {
            all.push(("Content-Type", "application/json"));
            text = body.to_string();
        }
        self.client.call(method, url, &all, text).await
    }

    pub(crate) async fn get(&self, at: &str) -> Seen {
        self.graph("GET", at, &[], &Value::Null).await
    }

    pub(crate) async fn post(&self, at: &str, body: &Value) -> Seen {
        self.graph("POST", at, &[], body).await
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.simulator.control().jump(Duration::from_secs(seconds));
    }

    pub(crate) async fn status(&self, at: &str) -> String {
        self.get(at).await.json()["status"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) async fn etag(&self, at: &str) -> String {
        self.get(at).await.json()["@odata.etag"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) async fn created(&self, name: &str, roles: &[&str]) -> String {
        let made = self.post(ALL, &terms(name, roles)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        self.wait(1);
        made.header("Location").to_owned()
    }

    pub(crate) async fn locked(&self, name: &str, roles: &[&str]) -> String {
        let at = self.created(name, roles).await;
        let lock = json!({"action": "lockForApproval"});
        assert_eq!(
            self.post(&format!("{at}/requests"), &lock).await.status,
            201
        );
        self.wait(1);
        at
    }

    pub(crate) async fn active(&self, name: &str, roles: &[&str], customer: &str) -> String {
        let at = self.locked(name, roles).await;
        self.approve(&at, customer);
        self.wait(200);
        assert_eq!(self.status(&at).await, "active");
        at
    }

    /// From now on this is unpleasant, and nothing else.
    pub(crate) fn suffer(&self, quirks: Quirks) {
        self.simulator
            .control()
            .set_quirks(self.partner(), quirks)
            .unwrap();
    }

    pub(crate) fn approve(&self, at: &str, customer: &str) {
        let customer = self.customer(customer);
        self.simulator
            .control()
            .approve(id_of(at), customer)
            .unwrap();
    }
}

pub(crate) fn id_of(at: &str) -> &str {
    at.rsplit('/').next().unwrap()
}

pub(crate) fn details(roles: &[&str]) -> Value {
    let roles: Vec<Value> = roles
        .iter()
        .map(|id| json!({"roleDefinitionId": id}))
        .collect();
    json!({"unifiedRoles": roles})
}

pub(crate) fn terms(name: &str, roles: &[&str]) -> Value {
    json!({"displayName": name, "duration": "P730D", "accessDetails": details(roles)})
}

pub(crate) fn assignment(group: Uuid, roles: &[&str]) -> Value {
    json!({
        "accessContainer": {"accessContainerId": group, "accessContainerType": "securityGroup"},
        "accessDetails": details(roles),
    })
}
