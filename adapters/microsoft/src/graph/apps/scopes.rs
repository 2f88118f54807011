//! Permissions of apps on behalf of people.

use super::{Apps, MANY, gone_is_fine, roles};
use crate::graph::client::GraphRequest;
use crate::graph::quoted;
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use tenantry_domain::cloud::apps::{
    Made, PermissionGrants, PermissionId, PrincipalId, RoleGrant, RoleGrantId, ScopeGrant,
    ScopeGrantId,
};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::{Method, Repeat};
use uuid::Uuid;

const GRANT: [&str; 3] = ["id", "resourceId", "scope"];
const GRANTS: &str = "/oauth2PermissionGrants";
const ALREADY: &str = "already exists";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: ScopeGrantId,
    resource_id: Uuid,
    scope: Option<String>,
}

impl From<Row> for ScopeGrant {
    fn from(row: Row) -> Self {
        let scopes = row.scope.unwrap_or_default();
        Self {
            id: row.id,
            interface: PrincipalId::new(row.resource_id),
            scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        }
    }
}

impl Apps {
    async fn scopes_of(
        &self,
        tenant: TenantId,
        app: PrincipalId,
        interface: PrincipalId,
    ) -> Result<Option<ScopeGrant>, CloudFault> {
        let all = self.scopes(tenant, app).await?;
        Ok(all.into_iter().find(|grant| grant.interface == interface))
    }

    /// Adds what is missing to what is there.
    async fn extend(
        &self,
        tenant: TenantId,
        found: ScopeGrant,
        wanted: &[String],
    ) -> Result<Made<ScopeGrant>, CloudFault> {
        let all: BTreeSet<&String> = found.scopes.iter().chain(wanted).collect();
        if all.len() == found.scopes.len() {
            return Ok(Made::Already(found));
        }
        let scopes: Vec<String> = all.into_iter().cloned().collect();
        let request = GraphRequest::new(Method::PATCH, format!("{GRANTS}/{}", found.id))
            .json(&json!({"scope": scopes.join(" ")}))?
            // It says how all is to be: saying it twice changes nothing.
            .repeat(Repeat::Freely);
        self.graph.send(self.at(tenant), request).await?;
        Ok(Made::Already(ScopeGrant { scopes, ..found }))
    }
}

#[async_trait]
impl PermissionGrants for Apps {
    async fn roles(
        &self,
        tenant: TenantId,
        app: PrincipalId,
    ) -> Result<Vec<RoleGrant>, CloudFault> {
        roles::list(self, tenant, app).await
    }

    async fn grant_role(
        &self,
        tenant: TenantId,
        app: PrincipalId,
        interface: PrincipalId,
        role: PermissionId,
    ) -> Result<Made<RoleGrant>, CloudFault> {
        roles::grant(self, tenant, app, interface, role).await
    }

    async fn revoke_role(
        &self,
        tenant: TenantId,
        app: PrincipalId,
        id: &RoleGrantId,
    ) -> Result<(), CloudFault> {
        roles::revoke(self, tenant, app, id).await
    }

    async fn scopes(
        &self,
        tenant: TenantId,
        app: PrincipalId,
    ) -> Result<Vec<ScopeGrant>, CloudFault> {
        let filter = format!("clientId eq {}", quoted(&app.to_string()));
        let request = GraphRequest::get(GRANTS)
            .query("$filter", filter)
            .select(&GRANT);
        let rows: Vec<Row> = self.graph.pages(self.at(tenant), request).all(MANY).await?;
        Ok(rows.into_iter().map(ScopeGrant::from).collect())
    }

    async fn grant_scopes(
        &self,
        tenant: TenantId,
        app: PrincipalId,
        interface: PrincipalId,
        scopes: &[String],
    ) -> Result<Made<ScopeGrant>, CloudFault> {
        if let Some(found) = self.scopes_of(tenant, app, interface).await? {
            return self.extend(tenant, found, scopes).await;
        }
        let body = json!({
            "clientId": app.as_uuid(),
            "consentType": "AllPrincipals",
            "resourceId": interface.as_uuid(),
            "scope": scopes.join(" "),
        });
        let request = GraphRequest::new(Method::POST, GRANTS).json(&body)?;
        match self.graph.read::<Row>(self.at(tenant), request).await {
            Ok(row) => Ok(Made::New(row.into())),
            // Somebody else was faster.
            Err(fault) if fault.cause == Cause::Conflict || fault.detail.contains(ALREADY) => {
                let found = self.scopes_of(tenant, app, interface).await?.ok_or(fault)?;
                self.extend(tenant, found, scopes).await
            }
            Err(fault) => Err(fault),
        }
    }

    async fn revoke_scopes(&self, tenant: TenantId, id: &ScopeGrantId) -> Result<(), CloudFault> {
        let request = GraphRequest::new(Method::DELETE, format!("{GRANTS}/{id}"));
        gone_is_fine(self.graph.send(self.at(tenant), request).await.map(drop))
    }
}
