//! An organization's own apps in Teams.

use super::{TenantPosture, gone_is_fine, licensed};
use crate::graph::client::GraphRequest;
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use tenantry_domain::cloud::apps::Made;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::posture::{
    InstallationId, Installed, Licensed, TeamsApp, TeamsAppId, TeamsApps,
};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::Method;
use uuid::Uuid;

const CATALOGUE: &str = "/appCatalogs/teamsApps";
const APP: [&str; 3] = ["id", "externalId", "displayName"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Uuid,
    external_id: Option<String>,
    display_name: Option<String>,
}

#[derive(Deserialize)]
struct InstalledRow {
    id: InstallationId,
}

impl From<Row> for TeamsApp {
    fn from(row: Row) -> Self {
        Self {
            id: TeamsAppId::new(row.id),
            manifest: row.external_id.unwrap_or_default(),
            name: row.display_name.unwrap_or_default(),
        }
    }
}

fn of(user: UserId) -> String {
    format!("/users/{user}/teamwork/installedApps")
}

#[async_trait]
impl TeamsApps for TenantPosture {
    async fn find(&self, tenant: TenantId, manifest: Uuid) -> Result<Option<TeamsApp>, CloudFault> {
        let filter = format!("externalId eq '{manifest}'");
        let request = GraphRequest::get(CATALOGUE)
            .query("$filter", filter)
            .select(&APP);
        let mut pages = self.graph.pages::<Row>(self.at(tenant), request);
        while let Some(page) = pages.next().await? {
            if let Some(row) = page.rows.into_iter().next() {
                return Ok(Some(row.into()));
            }
        }
        Ok(None)
    }

    async fn publish(&self, tenant: TenantId, package: Vec<u8>) -> Result<TeamsApp, CloudFault> {
        let request = GraphRequest::new(Method::POST, CATALOGUE).bytes("application/zip", package);
        let row: Row = self.graph.read(self.at(tenant), request).await?;
        Ok(row.into())
    }

    async fn install(
        &self,
        tenant: TenantId,
        user: UserId,
        app: TeamsAppId,
    ) -> Result<Licensed<Made<()>>, CloudFault> {
        let base = self
            .graph
            .endpoints()
            .graph
            .as_str()
            .trim_end_matches('/')
            .to_owned();
        let body = json!({"teamsApp@odata.bind": format!("{base}/v1.0{CATALOGUE}/{app}")});
        let request = GraphRequest::new(Method::POST, of(user)).json(&body)?;
        match self.graph.send(self.at(tenant), request).await {
            Ok(_) => Ok(Licensed::Yes(Made::New(()))),
            Err(fault) if fault.cause == Cause::Conflict => Ok(Licensed::Yes(Made::Already(()))),
            Err(fault) => licensed(Err(fault)),
        }
    }

    async fn installed(
        &self,
        tenant: TenantId,
        user: UserId,
        manifest: Uuid,
    ) -> Result<Option<Installed>, CloudFault> {
        let filter = format!("teamsApp/externalId eq '{manifest}'");
        let request = GraphRequest::get(of(user))
            .query("$filter", filter)
            .select(&["id"]);
        let rows: Vec<InstalledRow> = self
            .graph
            .pages(self.at(tenant), request)
            .all(super::MANY)
            .await?;
        Ok(rows.into_iter().next().map(|row| Installed { id: row.id }))
    }

    async fn upgrade(
        &self,
        tenant: TenantId,
        user: UserId,
        id: &InstallationId,
    ) -> Result<(), CloudFault> {
        let request = GraphRequest::new(Method::POST, format!("{}/{id}/upgrade", of(user)));
        self.graph.send(self.at(tenant), request).await.map(drop)
    }

    async fn remove(
        &self,
        tenant: TenantId,
        user: UserId,
        id: &InstallationId,
    ) -> Result<(), CloudFault> {
        let request = GraphRequest::new(Method::DELETE, format!("{}/{id}", of(user)));
        gone_is_fine(self.graph.send(self.at(tenant), request).await.map(drop))
    }
}
