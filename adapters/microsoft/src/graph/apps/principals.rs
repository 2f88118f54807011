//! What stands for apps in a tenant.

use super::{Apps, gone_is_fine};
use crate::graph::client::GraphRequest;
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use tenantry_domain::cloud::apps::{
    AppId, AppPrincipals, Made, Offer, OfferedPermission, PermissionId, Principal, PrincipalId,
};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::Method;
use tokio::time::Instant;
use uuid::Uuid;

const PRINCIPAL: [&str; 4] = ["id", "appId", "displayName", "accountEnabled"];
const OFFER: [&str; 3] = ["id", "appRoles", "oauth2PermissionScopes"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Uuid,
    app_id: Uuid,
    display_name: Option<String>,
    account_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfferRow {
    id: Uuid,
    #[serde(default)]
    app_roles: Vec<PermissionRow>,
    #[serde(default)]
    oauth2_permission_scopes: Vec<PermissionRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PermissionRow {
    id: Uuid,
    value: Option<String>,
    is_enabled: Option<bool>,
}

impl From<Row> for Principal {
    fn from(row: Row) -> Self {
        Self {
            id: PrincipalId::new(row.id),
            app: AppId::new(row.app_id),
            name: row.display_name.unwrap_or_default(),
            enabled: row.account_enabled.unwrap_or(true),
        }
    }
}

/// Those that are offered today, by their names.
fn offered(rows: Vec<PermissionRow>) -> Vec<OfferedPermission> {
    let enabled = rows
        .into_iter()
        .filter(|row| row.is_enabled.unwrap_or(true));
    let named = enabled.filter_map(|row| Some((PermissionId::new(row.id), row.value?)));
    named
        .map(|(id, name)| OfferedPermission { id, name })
        .collect()
}

#[async_trait]
impl AppPrincipals for Apps {
    async fn find(&self, tenant: TenantId, app: AppId) -> Result<Option<Principal>, CloudFault> {
        let request =
            GraphRequest::get(format!("/servicePrincipals(appId='{app}')")).select(&PRINCIPAL);
        match self.graph.read::<Row>(self.at(tenant), request).await {
            Ok(row) => Ok(Some(row.into())),
            Err(fault) if fault.cause == Cause::NotThere => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn ensure(&self, tenant: TenantId, app: AppId) -> Result<Made<Principal>, CloudFault> {
        if let Some(found) = self.find(tenant, app).await? {
            return Ok(Made::Already(found));
        }
        let request = GraphRequest::new(Method::POST, "/servicePrincipals")
            .json(&json!({"appId": app.as_uuid()}))?;
        let made = match self.graph.send(self.at(tenant), request).await {
            Ok(_) => true,
            // It was there, and the first look did not see it.
            Err(fault) if fault.cause == Cause::Conflict => false,
            Err(fault) => return Err(fault),
        };
        let until = Instant::now() + self.patience;
        loop {
            if let Some(found) = self.find(tenant, app).await? {
                return Ok(if made {
                    Made::New(found)
                } else {
                    Made::Already(found)
                });
            }
            if Instant::now() >= until {
                return Err(CloudFault::new(
                    Cause::NotThere,
                    "graph",
                    "made, and not to be seen within the time",
                ));
            }
            tokio::time::sleep(self.pause).await;
        }
    }

    async fn delete(&self, tenant: TenantId, id: PrincipalId) -> Result<(), CloudFault> {
        let request = GraphRequest::new(Method::DELETE, format!("/servicePrincipals/{id}"));
        gone_is_fine(self.graph.send(self.at(tenant), request).await.map(drop))
    }

    async fn offer(&self, tenant: TenantId, interface: AppId) -> Result<Offer, CloudFault> {
        let request =
            GraphRequest::get(format!("/servicePrincipals(appId='{interface}')")).select(&OFFER);
        let row: OfferRow = self.graph.read(self.at(tenant), request).await?;
        Ok(Offer {
            principal: PrincipalId::new(row.id),
            roles: offered(row.app_roles),
            scopes: offered(row.oauth2_permission_scopes),
        })
    }
}
