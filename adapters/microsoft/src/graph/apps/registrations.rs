//! Registrations and their secrets.

use super::{Apps, MANY, gone_is_fine, required};
use crate::graph::client::GraphRequest;
use crate::graph::quoted;
use async_trait::async_trait;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use tenantry_domain::cloud::apps::{
    AppId, AppRegistrations, NewRegistration, NewSecret, Registration, RegistrationId,
    RequiredAccess, SecretId, SecretNote,
};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_domain::text::PermissionName;
use tenantry_http::Method;
use uuid::Uuid;

const REGISTRATION: [&str; 5] = [
    "id",
    "appId",
    "displayName",
    "signInAudience",
    "passwordCredentials",
];
const OPEN: &str = "AzureADMultipleOrgs";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Uuid,
    app_id: Uuid,
    display_name: Option<String>,
    sign_in_audience: Option<String>,
    #[serde(default)]
    password_credentials: Vec<NoteRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NoteRow {
    key_id: Uuid,
    display_name: Option<String>,
    end_date_time: Option<String>,
}

/// The one answer that holds a secret.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SecretRow {
    #[serde(flatten)]
    note: NoteRow,
    /// Moved into the wiped value as it is.
    secret_text: String,
}

impl From<NoteRow> for SecretNote {
    fn from(row: NoteRow) -> Self {
        Self {
            id: SecretId::new(row.key_id),
            name: row.display_name,
            ends: row
                .end_date_time
                .and_then(|text| text.parse::<Timestamp>().ok()),
        }
    }
}

impl From<Row> for Registration {
    fn from(row: Row) -> Self {
        Self {
            id: RegistrationId::new(row.id),
            app: AppId::new(row.app_id),
            name: row.display_name.unwrap_or_default(),
            multi_tenant: row
                .sign_in_audience
                .is_some_and(|audience| audience != "AzureADMyOrg"),
            secrets: row
                .password_credentials
                .into_iter()
                .map(SecretNote::from)
                .collect(),
        }
    }
}

fn needed(access: &RequiredAccess) -> Value {
    let entry = |id: Uuid, kind: &str| json!({"id": id, "type": kind});
    let roles = access.roles.iter().map(|id| entry(id.as_uuid(), "Role"));
    let scopes = access.scopes.iter().map(|id| entry(id.as_uuid(), "Scope"));
    json!({"resourceAppId": access.interface.as_uuid(), "resourceAccess": roles.chain(scopes).collect::<Vec<_>>()})
}

#[async_trait]
impl AppRegistrations for Apps {
    async fn of_name(&self, home: TenantId, name: &str) -> Result<Vec<Registration>, CloudFault> {
        let filter = format!("displayName eq {}", quoted(name));
        let request = GraphRequest::get("/applications")
            .query("$filter", filter)
            .select(&REGISTRATION);
        let rows: Vec<Row> = self.graph.pages(self.at(home), request).all(MANY).await?;
        Ok(rows.into_iter().map(Registration::from).collect())
    }

    async fn of_app(&self, home: TenantId, app: AppId) -> Result<Option<Registration>, CloudFault> {
        let request =
            GraphRequest::get(format!("/applications(appId='{app}')")).select(&REGISTRATION);
        match self.graph.read::<Row>(self.at(home), request).await {
            Ok(row) => Ok(Some(row.into())),
            Err(fault) if fault.cause == Cause::NotThere => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn register(
        &self,
        home: TenantId,
        new: &NewRegistration,
    ) -> Result<Registration, CloudFault> {
        let body = json!({
            "displayName": new.name,
            "signInAudience": if new.multi_tenant { OPEN } else { "AzureADMyOrg" },
            "web": {"redirectUris": new.redirect_addresses},
            "requiredResourceAccess": new.required.iter().map(needed).collect::<Vec<_>>(),
        });
        let request = GraphRequest::new(Method::POST, "/applications").json(&body)?;
        let row: Row = self.graph.read(self.at(home), request).await?;
        Ok(row.into())
    }

    async fn require(
        &self,
        home: TenantId,
        app: AppId,
        interface: AppId,
        roles: &[PermissionName],
    ) -> Result<(), CloudFault> {
        required::add(self, home, app, interface, roles).await
    }

    async fn delete(&self, home: TenantId, id: RegistrationId) -> Result<(), CloudFault> {
        let request = GraphRequest::new(Method::DELETE, format!("/applications/{id}"));
        gone_is_fine(self.graph.send(self.at(home), request).await.map(drop))
    }

    async fn add_secret(
        &self,
        home: TenantId,
        id: RegistrationId,
        name: &str,
        ends: Timestamp,
    ) -> Result<NewSecret, CloudFault> {
        let body = json!({"passwordCredential": {"displayName": name, "endDateTime": ends}});
        let request = GraphRequest::new(Method::POST, format!("/applications/{id}/addPassword"))
            .json(&body)?;
        let row: SecretRow = self.graph.read(self.at(home), request).await?;
        let value = SecretValue::new(row.secret_text);
        let value = value.map_err(|fault| {
            CloudFault::new(Cause::AnswerUnreadable, "graph", fault.to_string())
        })?;
        Ok(NewSecret {
            note: row.note.into(),
            value,
        })
    }

    async fn remove_secret(
        &self,
        home: TenantId,
        id: RegistrationId,
        secret: SecretId,
    ) -> Result<(), CloudFault> {
        let body = json!({"keyId": secret.as_uuid()});
        let request = GraphRequest::new(Method::POST, format!("/applications/{id}/removePassword"))
            .json(&body)?;
        match self.graph.send(self.at(home), request).await {
            Ok(_) => Ok(()),
            // The cloud has no code of its own for a secret that is gone.
            Err(fault) if fault.cause == Cause::Refused && fault.detail.contains("keyId") => Ok(()),
            Err(fault) => gone_is_fine(Err(fault)),
        }
    }
}
