//! The small world, and somebody who fills in forms.

use crate::client::{Client, Seen};
use serde_json::Value;
use std::time::Duration;
use tenantry_simulator::{Control, Options, Scenario, Simulator, Time};
use url::Url;
use uuid::Uuid;

pub(crate) const SERVICE: &str = "service@northwindit.onmicrosoft.com";
pub(crate) const ADMIN: &str = "admin@fabrikam.onmicrosoft.com";
pub(crate) const SECRET: &str = "practice-secret-of-northwind";
pub(crate) const SIGNED_IN: &str = "https://localhost:8443/signed-in";
pub(crate) const CONSENT: &str = "https://localhost:8443/consent";
pub(crate) const GRAPH: &str = "https://graph.microsoft.com/.default";

pub(crate) struct Desk {
    pub(crate) scenario: Scenario,
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::of(Scenario::small()).await
    }

    pub(crate) async fn of(scenario: Scenario) -> Self {
        let time = Time::Driven("2026-06-01T08:00:00Z".parse().unwrap());
        let options = Options {
            time,
            ..Options::default()
        };
        let simulator = Simulator::start(&scenario, options).await.unwrap();
        let client = Client::new(simulator.authority());
        Self {
            scenario,
            simulator,
            client,
        }
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.control().jump(Duration::from_secs(seconds));
    }

    pub(crate) fn tenant(&self, name: &str) -> Uuid {
        self.scenario.tenant_id(name)
    }

    pub(crate) fn app(&self) -> Uuid {
        self.scenario.app_id("Northwind Onboarding")
    }

    pub(crate) fn login(&self, path: &str) -> Url {
        self.simulator.endpoints().login.join(path).unwrap()
    }

    pub(crate) async fn get(&self, url: &Url) -> Seen {
        self.client.call("GET", url, &[], "").await.unwrap()
    }

    pub(crate) async fn form(&self, url: &Url, fields: &[(&str, &str)]) -> Seen {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        self.client.call("POST", url, &kind, body).await.unwrap()
    }

    /// At the token endpoint of a tenant, with the app's id and secret.
    pub(crate) async fn token(&self, tenant: Uuid, fields: &[(&str, &str)]) -> Result<Value, u64> {
        let app = self.app().to_string();
        let mut all = vec![("client_id", app.as_str()), ("client_secret", SECRET)];
        all.extend_from_slice(fields);
        self.raw_token(&tenant.to_string(), &all).await
    }

    /// What was given, or the number of the error.
    pub(crate) async fn raw_token(
        &self,
        tenant: &str,
        fields: &[(&str, &str)],
    ) -> Result<Value, u64> {
        let seen = self
            .form(&self.login(&format!("/{tenant}/oauth2/v2.0/token")), fields)
            .await;
        let body = seen.json();
        if seen.status == 200 {
            return Ok(body);
        }
        let description = body["error_description"].as_str().unwrap();
        let number = body["error_codes"][0].as_u64().unwrap();
        assert!(
            description.starts_with(&format!("AADSTS{number}: ")),
            "{description}"
        );
        assert!(body["trace_id"].is_string() && body["correlation_id"].is_string());
        Err(number)
    }

    pub(crate) async fn for_graph(&self, tenant: &str) -> Result<Value, u64> {
        let tenant = self.tenant(tenant);
        self.token(
            tenant,
            &[("grant_type", "client_credentials"), ("scope", GRAPH)],
        )
        .await
    }

    /// The service account signs in; where the browser is sent then.
    pub(crate) async fn sign_in(&self, more: &[(&str, &str)]) -> Seen {
        let app = self.app().to_string();
        let mut fields = vec![
            ("client_id", app.as_str()),
            ("response_type", "code"),
            ("redirect_uri", SIGNED_IN),
            (
                "scope",
                "openid offline_access https://graph.microsoft.com/.default",
            ),
            ("state", "s-1"),
            ("username", SERVICE),
            ("password", "practice-only"),
            ("choice", "sign-in"),
        ];
        for (name, value) in more {
            fields.retain(|(known, _)| known != name);
            fields.push((*name, *value));
        }
        let home = self.tenant("Northwind IT");
        self.form(
            &self.login(&format!("/{home}/oauth2/v2.0/authorize")),
            &fields,
        )
        .await
    }

    pub(crate) async fn code(&self, more: &[(&str, &str)]) -> String {
        value_in(self.sign_in(more).await.header("location"), "code").expect("signed in")
    }

    /// A refresh token of a sign-in with a second factor.
    pub(crate) async fn refresh_token(&self) -> String {
        let code = self.code(&[("second_factor", "yes")]).await;
        let given = self.redeem(&code).await.unwrap();
        given["refresh_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn redeem(&self, code: &str) -> Result<Value, u64> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", SIGNED_IN),
        ];
        self.token(self.tenant("Northwind IT"), &fields).await
    }

    pub(crate) async fn renew(&self, tenant: &str, refresh: &str) -> Result<Value, u64> {
        let scope = "https://graph.microsoft.com/.default offline_access";
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("scope", scope),
        ];
        self.token(self.tenant(tenant), &fields).await
    }
}

/// A value of an address's query.
pub(crate) fn value_in(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}
