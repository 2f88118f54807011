//! A customer's tenant, and an app that was consented to there.

use crate::client::{Client, Seen};
use jiff::Timestamp;
use serde_json::Value;
use std::time::Duration;
use tenantry_simulator::{Control, Options, Scenario, Simulator, Time};
use uuid::Uuid;

pub(crate) const ADMIN: &str = "admin@fabrikam.onmicrosoft.com";
const SECRET: &str = "practice-secret";

const ALL_ROLES: &str = r#"
  "AppCatalog.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All",
  "AuditLog.Read.All", "CrossTenantInformation.ReadBasic.All",
  "DelegatedPermissionGrant.ReadWrite.All", "Device.Read.All",
  "DeviceManagementManagedDevices.Read.All", "Directory.Read.All", "Domain.Read.All",
  "Group.ReadWrite.All", "MailboxSettings.Read", "Organization.Read.All", "Policy.Read.All",
  "Policy.ReadWrite.ConditionalAccess", "Policy.ReadWrite.SecurityDefaults", "Reports.Read.All",
  "RoleManagement.Read.Directory", "SecurityEvents.Read.All",
  "TeamsAppInstallation.ReadWriteForUser.All", "User.Read.All",
"#;

pub(crate) struct Room {
    pub simulator: Simulator,
    pub client: Client,
    pub scenario: Scenario,
    pub token: String,
}

impl Room {
    /// `contents` as in a scenario file.
    pub(crate) async fn with(contents: &str) -> Self {
        Self::may(ALL_ROLES, contents).await
    }

    pub(crate) async fn may(roles: &str, contents: &str) -> Self {
        let text = format!(
            "seed = 7\n[[partners]]\nname = \"MSP\"\ndomains = [\"msp.onmicrosoft.com\"]\n\
             [[partners.apps]]\nname = \"Ours\"\nsecret = \"{SECRET}\"\nroles = [{roles}]\n\
             [[customers]]\nname = \"Fabrikam\"\nconsents = [\"Ours\"]\n\
             domains = [\"fabrikam.onmicrosoft.com\", \"fabrikam.example\"]\n\
             [[customers.admins]]\nname = \"{ADMIN}\"\npassword = \"practice-only\"\n\
             [customers.contents]\n{contents}\n"
        );
        let scenario = Scenario::from_toml(&text).unwrap();
        let start: Timestamp = "2026-06-01T08:00:00Z".parse().unwrap();
        let options = Options {
            time: Time::Driven(start),
            ..Options::default()
        };
        let simulator = Simulator::start(&scenario, options).await.unwrap();
        let client = Client::new(simulator.authority());
        let mut room = Self {
            simulator,
            client,
            scenario,
            token: String::new(),
        };
        let app = room.app();
        room.token = room.token_of(app, SECRET).await.unwrap();
        room
    }

    pub(crate) fn app(&self) -> Uuid {
        self.scenario.app_id("Ours")
    }

    pub(crate) fn tenant(&self) -> Uuid {
        self.scenario.tenant_id("Fabrikam")
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.control().jump(Duration::from_secs(seconds));
    }

    /// Of an app in the customer's tenant; otherwise the error's number.
    pub(crate) async fn token_of(&self, app: Uuid, secret: &str) -> Result<String, i64> {
        let app = app.to_string();
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &app)
            .append_pair("client_secret", secret)
            .append_pair("grant_type", "client_credentials")
            .append_pair("scope", "https://graph.microsoft.com/.default")
            .finish();
        let path = format!("/{}/oauth2/v2.0/token", self.tenant());
        let url = self.simulator.endpoints().login.join(&path).unwrap();
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        let seen = self.client.call("POST", &url, &kind, form).await.unwrap();
        let token = seen.json()["access_token"].as_str().map(str::to_owned);
        token.ok_or_else(|| seen.json()["error_codes"][0].as_i64().unwrap())
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        at: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Seen {
        let at = at.replace(' ', "%20");
        let url = self.simulator.endpoints().graph.join(&at).unwrap();
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("Authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        let text = if body.is_null() {
            String::new()
        } else {
            all.push(("Content-Type", "application/json"));
            body.to_string()
        };
        self.client.call(method, &url, &all, text).await.unwrap()
    }

    pub(crate) async fn get(&self, at: &str) -> Seen {
        self.ask("GET", at, &[], &Value::Null).await
    }

    pub(crate) async fn post(&self, at: &str, body: &Value) -> Seen {
        self.ask("POST", at, &[], body).await
    }

    /// All rows of a list, and how many of its pages were empty.
    pub(crate) async fn walk(&self, at: &str) -> (Vec<Value>, usize, Value) {
        let (mut rows, mut empty, mut at) = (Vec::new(), 0, at.to_owned());
        loop {
            let seen = self.get(&at).await;
            assert_eq!(seen.status, 200, "{at}: {}", seen.text());
            let page = seen.rows();
            empty += usize::from(page.is_empty());
            rows.extend(page);
            match seen.json()["@odata.nextLink"].as_str() {
                Some(next) => next.clone_into(&mut at),
                None => return (rows, empty, seen.json()),
            }
        }
    }

    /// Some user that Teams and mail may be had by.
    pub(crate) async fn somebody(&self) -> Value {
        let (rows, ..) = self
            .walk("/v1.0/users?$select=id,userPrincipalName,assignedLicenses,jobTitle,mail")
            .await;
        let licensed = |row: &&Value| !row["assignedLicenses"].as_array().unwrap().is_empty();
        rows.iter().find(licensed).unwrap().clone()
    }
}

pub(crate) fn code(seen: &Seen) -> String {
    seen.json()["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

pub(crate) fn refused(seen: &Seen, status: u16, with: &str) {
    let found = (seen.status, code(seen));
    assert_eq!(found, (status, with.to_owned()), "{}", seen.text());
}
